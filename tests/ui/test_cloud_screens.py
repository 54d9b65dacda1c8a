"""The envelope, the endpoint and what left, as a person handles them."""

from __future__ import annotations

from dataclasses import replace

import fake_ports
import pytest
from item_tree import find, shown_items, texts

from assistant.conversation import Language
from ui.view_models.ports import EndpointDraft


@pytest.fixture
async def offered(open_window, household):
    household.conversation.script = [*fake_ports.ANSWER_ZH, fake_ports.OFFER]
    household.conversation.after_sending = list(fake_ports.ANSWER_ZH)
    desktop = await open_window(screen="conversation")
    desktop.conversation.ask("吃药要注意什么？")
    await desktop.settle()
    return desktop


async def test_a_part_is_struck_out_and_what_is_shown_is_made_anew(offered, household) -> None:
    parts = tuple(replace(part, struck=part.name == "facts") for part in fake_ports.OFFER.parts)
    household.conversation.revision = replace(
        fake_ports.OFFER, offer_id="offer-2", parts=parts, byte_count=60
    )
    find(offered.window, "cloud-part-facts").click()
    await offered.settle()
    assert household.conversation.revised == [("offer-1", fake_ports.OFFER.wording, ("facts",), False)]
    assert find(offered.window, "cloud-part-facts").property("on") is False
    find(offered.window, "cloud-send").click()
    await offered.settle()
    assert household.conversation.sent == ["offer-2"]


async def test_the_question_is_put_in_other_words(offered, household) -> None:
    household.conversation.revision = replace(
        fake_ports.OFFER, offer_id="offer-2", question="空腹血糖偏高怎么办？"
    )
    find(offered.window, "field-wording").setProperty("text", "空腹血糖偏高怎么办？")
    find(offered.window, "cloud-reword").click()
    await offered.settle()
    assert household.conversation.revised[0][1] == "空腹血糖偏高怎么办？"
    assert find(offered.window, "cloud-question").property("text") == "空腹血糖偏高怎么办？"


async def test_what_looks_personal_cannot_be_sent(offered, household) -> None:
    household.conversation.revision = replace(
        fake_ports.OFFER, blocked="问题里还有像个人信息的内容，请改一下再发。"
    )
    offered.conversation.revising.reword("我叫谁")
    await offered.settle()
    assert find(offered.window, "cloud-send").property("enabled") is False
    assert household.conversation.revision.blocked in texts(offered.window)


async def test_it_is_read_aloud(offered, household) -> None:
    find(offered.window, "cloud-read").click()
    await offered.settle()
    assert household.conversation.read_aloud == ["offer-1"]
    assert household.conversation.sent == []


async def test_a_standing_agreement_sends_this_one_too(offered, household) -> None:
    find(offered.window, "cloud-always").click()
    await offered.settle()
    assert household.conversation.agreed == ["offer-1"]
    assert household.conversation.sent == ["offer-1"]


async def test_never_is_kept_and_nothing_leaves(offered, household) -> None:
    find(offered.window, "cloud-never").click()
    await offered.settle()
    assert household.conversation.declined == 1
    assert household.conversation.sent == []
    assert offered.conversation.offer == {}


async def test_what_was_agreed_to_before_is_sent_without_asking(open_window, household) -> None:
    standing = replace(fake_ports.OFFER, standing_since="2026-03-19")
    household.conversation.script = [*fake_ports.ANSWER_ZH, standing]
    household.conversation.after_sending = list(fake_ports.ANSWER_ZH)
    desktop = await open_window(screen="conversation")
    desktop.conversation.ask("吃药要注意什么？")
    await desktop.settle()
    assert household.conversation.sent == ["offer-1"]
    assert not any(item.objectName() == "cloud-send" for item in shown_items(desktop.window))


async def test_everything_that_left_can_be_read_to_the_letter(open_window, household) -> None:
    desktop = await open_window(screen="what_left")
    await desktop.settle()
    assert "4,812 B" in texts(desktop.window)
    find(desktop.window, "read-receipt-0").click()
    await desktop.settle()
    assert household.cloud.opened == ["r2"]
    assert "[NAME-1]" in find(desktop.window, "receipt-text").property("text")


async def test_an_agreement_is_taken_back_in_two_taps(open_window, household) -> None:
    desktop = await open_window(screen="what_left")
    await desktop.settle()
    find(desktop.window, "withdraw-0").click()
    await desktop.settle()
    assert household.cloud.withdrawn == []
    find(desktop.window, "withdraw-0").click()
    await desktop.settle()
    assert household.cloud.withdrawn == ["c1"]
    assert not any(item.objectName() == "withdraw-0" for item in shown_items(desktop.window))


async def test_a_log_that_was_changed_is_said_and_can_be_gone_on_from(open_window, household) -> None:
    household.cloud.log_holds = False
    desktop = await open_window(screen="what_left")
    await desktop.settle()
    find(desktop.window, "accept-log").click()
    await desktop.settle()
    assert household.cloud.accepted == 1


async def test_an_endpoint_is_chosen_with_whose_it_is_and_where(open_window, household) -> None:
    desktop = await open_window(screen="cloud", language=Language.EN)
    await desktop.settle()
    find(desktop.window, "choice-ollama").click()
    await desktop.settle()
    assert "Your own machine" in find(desktop.window, "endpoint-whose").property("text")
    find(desktop.window, "field-endpoint-key").setProperty("text", "sk-secret")
    find(desktop.window, "endpoint-keep").click()
    await desktop.settle()
    assert household.cloud.kept == [
        EndpointDraft("ollama", "http://127.0.0.1:11434/v1", "qwen3-vl:8b", "sk-secret")
    ]
    assert find(desktop.window, "field-endpoint-key").property("text") == ""
    find(desktop.window, "endpoint-test").click()
    await desktop.settle()
    assert "It answers" in texts(desktop.window)
    household.cloud.failure = "The address is wrong."
    find(desktop.window, "endpoint-keep").click()
    await desktop.settle()
    assert "The address is wrong." in texts(desktop.window)
    find(desktop.window, "endpoint-off").click()
    await desktop.settle()
    assert household.cloud.switched_off == 1


async def test_a_guardian_agrees_for_a_child_in_two_taps(open_window, household) -> None:
    household.cloud.child = "小明"
    desktop = await open_window(screen="cloud", language=Language.EN)
    await desktop.settle()
    find(desktop.window, "guardian-agree").click()
    await desktop.settle()
    assert household.cloud.child == "小明"
    find(desktop.window, "guardian-agree").click()
    await desktop.settle()
    assert household.cloud.child == ""
    assert not any(item.objectName() == "guardian-agree" for item in shown_items(desktop.window))


async def test_the_caps_are_typed(open_window, household) -> None:
    desktop = await open_window(screen="cloud", language=Language.EN)
    await desktop.settle()
    assert find(desktop.window, "field-cap-questions").property("text") == "20"
    find(desktop.window, "field-cap-questions").setProperty("text", "5")
    find(desktop.window, "field-cap-money").setProperty("text", "7,5")
    find(desktop.window, "caps-keep").click()
    await desktop.settle()
    assert household.cloud.caps == [(5, 7.5)]
