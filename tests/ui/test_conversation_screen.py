"""The conversation as it is seen: sources open, nothing leaves unseen, danger stands out."""

from __future__ import annotations

import asyncio

import fake_ports
import pytest
from item_tree import accessible_name, find, press, shown_items, texts
from PySide6.QtCore import Qt

from assistant.conversation import Language
from ui.view_models.ports import MicrophoneView, Sentence


@pytest.fixture
async def english(open_window, household):
    household.conversation.script = list(fake_ports.ANSWER_EN)
    desktop = await open_window(language=Language.EN, screen="conversation")
    desktop.conversation.ask("Does a fasting glucose of 7.4 matter?")
    await desktop.settle()
    return desktop


async def test_an_answer_names_its_sources_and_who_answered(english) -> None:
    shown = texts(english.window)
    assert "[1] Diabetes guideline 2024" in shown
    assert "it does not replace a doctor · Answered by this machine (qwen)" in shown
    find(english.window, "own-records").click()
    assert english.shell.screen == "trends"


async def test_a_source_opens_word_for_word(english) -> None:
    find(english.window, "citation-1").click()
    await english.settle()
    assert fake_ports.PASSAGES["guide#7"].text in texts(english.window)
    find(english.window, "close-passage").click()
    await english.settle()
    assert fake_ports.PASSAGES["guide#7"].text not in texts(english.window)
    assert english.conversation.passage == {}


async def test_markup_in_an_answer_is_only_text(open_window, household) -> None:
    household.conversation.script = [Sentence('<img src="http://x/">a < b & c [1]')]
    desktop = await open_window(screen="conversation")
    desktop.conversation.ask("?")
    await desktop.settle()
    shown = find(desktop.window, "answer-text").property("text")
    assert shown.startswith('&lt;img src="http://x/"&gt;a &lt; b &amp; c <b><font color=')
    assert ">[1]</font></b>" in shown


@pytest.fixture
async def offered(open_window, household):
    household.conversation.script = [*fake_ports.ANSWER_ZH, fake_ports.OFFER]
    household.conversation.after_sending = list(fake_ports.ANSWER_ZH)
    desktop = await open_window(screen="conversation")
    desktop.conversation.ask("吃药要注意什么？")
    await desktop.settle()
    return desktop


async def test_exactly_what_would_leave_is_shown(offered, household) -> None:
    assert find(offered.window, "cloud-question").property("text") == fake_ports.OFFER.question
    find(offered.window, "cloud-whole").click()
    shown = texts(offered.window)
    assert find(offered.window, "cloud-text").property("text") == fake_ports.OFFER.body_text
    assert fake_ports.OFFER.endpoint in shown
    assert "glucose 7.4 mmol/L" in shown
    assert "姓名 → 〔姓名1〕" in shown
    assert household.conversation.sent == []


async def test_the_safe_answer_has_the_focus(offered) -> None:
    assert offered.window.activeFocusItem().objectName() == "cloud-stay"


async def test_send(offered, household) -> None:
    find(offered.window, "cloud-send").click()
    await offered.settle()
    assert household.conversation.sent == [fake_ports.OFFER.offer_id]
    assert offered.conversation.offer == {}


@pytest.mark.parametrize("way", ["button", "escape"])
async def test_staying_sends_nothing(offered, household, way: str) -> None:
    if way == "button":
        find(offered.window, "cloud-stay").click()
    else:
        press(offered.window, Qt.Key.Key_Escape)
    await offered.settle()
    assert household.conversation.sent == []
    assert offered.conversation.offer == {}
    assert not any(item.objectName() == "cloud-text" for item in shown_items(offered.window))


async def test_a_red_flag_stands_out_and_can_be_heard(open_window, household) -> None:
    household.conversation.script = list(fake_ports.RED_FLAG_ZH)
    desktop = await open_window(screen="conversation")
    desktop.conversation.ask("胸口压着疼")
    await desktop.settle()
    shown = texts(desktop.window)
    assert "请马上行动" in shown
    assert "请马上打 120" in shown
    household.conversation.script = []
    find(desktop.window, "danger-read-aloud").click()
    await desktop.settle()
    assert household.conversation.spoken_again == 1


async def test_voice_states_are_worded(open_window, household) -> None:
    wait = asyncio.get_running_loop().create_future()
    household.conversation.script = [fake_ports.Level(0.6), fake_ports.Partial("空腹血糖"), wait]
    desktop = await open_window(screen="conversation")
    assert "点一下说话" in texts(desktop.window)
    find(desktop.window, "orb").click()
    await asyncio.sleep(0.05)
    assert "正在听……" in texts(desktop.window)
    assert "“空腹血糖……”" in texts(desktop.window)
    desktop.show("trends")
    await asyncio.sleep(0.05)
    assert accessible_name(find(desktop.window, "nav-conversation")) == "对话，话筒开着"
    desktop.show("conversation")
    find(desktop.window, "stop").click()
    await desktop.settle()
    assert accessible_name(find(desktop.window, "nav-conversation")) == "对话"
    assert "正在听……" not in texts(desktop.window)
    assert household.conversation.stops == 1


async def test_without_a_microphone_the_way_is_to_type(open_window, household) -> None:
    household.conversation.mic = MicrophoneView(available=False, sentence="请接上话筒，或者打字。")
    desktop = await open_window(screen="conversation")
    shown = texts(desktop.window)
    assert "话筒没打开" in shown
    assert "请接上话筒，或者打字。" in shown
    find(desktop.window, "type").click()
    assert find(desktop.window, "question").isVisible()


async def test_suggestions_ask(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="home")
    find(desktop.window, "suggestion-0").click()
    await desktop.settle()
    assert desktop.shell.screen == "conversation"
    assert household.conversation.asked == [("How is my blood pressure today?", Language.EN)]


async def test_coming_back_shows_the_newest_answer(english) -> None:
    for _ in range(3):
        english.conversation.ask("And again?")
        await english.settle()
    english.show("home")
    await english.settle()
    english.show("conversation")
    await english.settle()
    assert find(english.window, "turns").property("atYEnd")
