"""What the person sees of a conversation, whatever the house does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from fake_ports import ANSWER_EN, ANSWER_ZH, OFFER, RED_FLAG_ZH, VOICE_TURN, FakeConversation
from waiting import until

from assistant.conversation import Language
from ui.view_models.conversation import MAX_QUESTION_LENGTH, ConversationViewModel
from ui.view_models.ports import Failed, Level, MicrophoneView, Partial, Sentence, Speaking
from ui.view_models.tasks import Tasks


@pytest.fixture
def port() -> FakeConversation:
    return FakeConversation()


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks(lambda: pytest.fail("an unexpected error"))
    yield tasks
    await tasks.close()


@pytest.fixture
async def talk(port: FakeConversation, tasks: Tasks) -> ConversationViewModel:
    return ConversationViewModel(port, tasks, Language.ZH)


async def test_a_typed_question_is_answered_with_its_sources(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    port.script = list(ANSWER_ZH)
    talk.ask("  空腹血糖 7.4，要紧吗？ ")
    assert talk.state == "thinking"
    await tasks.idle()
    question, answer = talk.turns.rows
    assert (question.who, question.text) == ("person", "空腹血糖 7.4，要紧吗？")
    assert (
        answer.text
        == "一次空腹 7.4 偏高，但一次不能说明问题。建议明早再空腹量一次；如果两次都在 7.0 以上，请约医生看看。[1]"
    )
    assert answer.done
    assert answer.route == "local"
    assert [citation.passage_id for citation in answer.citations] == ["guide#7"]
    assert answer.own_records
    assert talk.state == "idle"
    assert port.asked == [("空腹血糖 7.4，要紧吗？", Language.ZH)]


async def test_english_sentences_are_set_apart(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    port.script = list(ANSWER_EN)
    talk.set_language(Language.EN)
    talk.ask("Is 7.4 bad?")
    await tasks.idle()
    assert "nothing. Measure" in talk.turns.rows[1].text
    assert port.asked[0][1] is Language.EN


async def test_a_spoken_turn_passes_through_its_states(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    seen: list[tuple[str, str]] = []
    levels: list[float] = []
    talk.changed.connect(lambda: seen.append((talk.state, talk.partial)))
    talk.level_changed.connect(lambda: levels.append(talk.level))
    port.script = [*VOICE_TURN[:1], Level(3.0), *VOICE_TURN[1:]]
    talk.tap()
    await tasks.idle()
    states = [state for number, (state, _) in enumerate(seen) if number == 0 or seen[number - 1][0] != state]
    assert states == ["listening", "thinking", "speaking", "thinking", "idle"]
    assert ("listening", "空腹血糖") in seen
    assert max(levels) == 1.0
    assert talk.turns.rows[0].text == "空腹血糖 7.4，要紧吗？"
    assert talk.level == 0.0


async def test_stopping_silences_the_house_and_late_events_are_ignored(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    port.script = [Sentence("第一句。"), asyncio.get_running_loop().create_future()]
    talk.ask("问题")
    await asyncio.wait_for(port.playing.wait(), 5)
    assert talk.busy
    talk.tap()
    assert port.stops == 1
    assert talk.state == "idle"
    await tasks.idle()
    assert port.listener is not None
    port.listener(Sentence("迟到的话。"))
    port.listener(Speaking(on=True))
    assert talk.turns.rows[-1].text == "第一句。"
    assert talk.turns.rows[-1].done
    assert talk.state == "idle"


async def test_a_new_question_overtakes_the_old(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    port.script = [asyncio.get_running_loop().create_future()]
    talk.ask("第一个")
    await asyncio.sleep(0)
    port.script = list(ANSWER_ZH)
    talk.ask("第二个")
    await tasks.idle()
    assert [turn.text for turn in talk.turns.rows if turn.who == "person"] == ["第一个", "第二个"]
    assert talk.turns.rows[-1].route == "local"
    assert talk.state == "idle"


async def test_a_red_flag_is_kept_with_the_answer(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    port.script = list(RED_FLAG_ZH)
    talk.ask("胸口压着疼")
    await tasks.idle()
    assert talk.turns.rows[-1].red_flag == "999"
    assert talk.turns.rows[-1].route == "rules"


@pytest.mark.parametrize("as_event", [True, False])
async def test_a_failure_says_what_to_do(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks, as_event: bool
) -> None:
    if as_event:
        port.script = [Failed("没听清，请再说一次。")]
    else:
        port.failure = "没听清，请再说一次。"
    talk.ask("问题")
    await tasks.idle()
    assert talk.state == "error"
    assert talk.trouble == "没听清，请再说一次。"
    assert talk.turns.rows[-1].failed
    assert talk.turns.rows[-1].text == "没听清，请再说一次。"
    port.failure, port.script = "", list(ANSWER_ZH)
    talk.ask("再问一次")
    await tasks.idle()
    assert talk.state == "idle"


async def test_without_a_microphone_the_orb_says_what_to_do(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    port.mic = MicrophoneView(available=False, sentence="接上话筒再试，也可以打字。")
    talk.checkMicrophone()
    await tasks.idle()
    assert (talk.state, talk.trouble) == ("blocked", "接上话筒再试，也可以打字。")
    talk.tap()
    await tasks.idle()
    assert talk.state == "blocked"
    port.mic = MicrophoneView(available=True)
    talk.checkMicrophone()
    await tasks.idle()
    assert talk.state == "idle"


async def test_what_keeps_from_talking_is_said_in_the_language_that_is_chosen_later(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    words = {Language.ZH: "接上话筒再试。", Language.EN: "Connect a microphone."}
    port.mic_in = {one: MicrophoneView(available=False, sentence=said) for one, said in words.items()}
    talk.checkMicrophone()
    await tasks.idle()
    for language, said in words.items():
        talk.set_language(language)
        await tasks.idle()
        assert (talk.state, talk.trouble) == ("blocked", said)


async def test_nothing_leaves_before_the_person_agrees(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    port.script, port.after_sending = [OFFER], list(ANSWER_ZH)
    talk.ask("吃药要注意什么？")
    await tasks.idle()
    assert talk.offer["bodyText"] == OFFER.body_text
    assert talk.offer["byteCount"] == OFFER.byte_count
    assert port.sent == []
    talk.send()
    assert talk.offer == {}
    await tasks.idle()
    assert port.sent == ["offer-1"]
    assert [(turn.who, turn.done) for turn in talk.turns.rows] == [("person", True), ("assistant", True)]


async def test_staying_sends_nothing(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    port.script = [OFFER]
    talk.ask("吃药要注意什么？")
    await tasks.idle()
    assert [turn.who for turn in talk.turns.rows] == ["person", "assistant"]
    talk.stay()
    talk.send()
    await tasks.idle()
    assert talk.offer == {}
    assert port.sent == []
    assert [turn.who for turn in talk.turns.rows] == ["person"]


async def test_a_citation_opens_its_passage(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    talk.openPassage("guide#7", "应在另一天复查")
    await tasks.idle()
    assert talk.passage["title"] == "中国糖尿病防治指南 2024"
    assert talk.passage["quote"] in talk.passage["text"]
    talk.closePassage()
    assert talk.passage == {}
    talk.openPassage("gone", "原话")
    await tasks.idle()
    assert talk.passage["text"] == ""
    assert talk.passage["quote"] == "原话"


async def test_the_answer_can_be_heard_again(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    talk.speakAgain()
    assert talk.state == "speaking"
    await tasks.idle()
    assert port.spoken_again == 1
    assert talk.state == "idle"


async def test_questions_are_bounded_and_empty_ones_ignored(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    talk.ask("   ")
    talk.ask("长" * 5000)
    await tasks.idle()
    assert [len(question) for question, _ in port.asked] == [MAX_QUESTION_LENGTH]


async def test_events_may_come_from_other_threads(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    port.script = [gate]
    talk.tap()
    await asyncio.wait_for(port.playing.wait(), 5)
    threads: set[int] = set()
    talk.changed.connect(lambda: threads.add(threading.get_ident()))
    speaker = threading.Thread(target=port.listener, args=(Partial("那我"),))
    speaker.start()
    await until(talk.changed, lambda: talk.partial != "")
    speaker.join()
    assert talk.partial == "那我"
    assert threads == {threading.get_ident()}
    gate.set_result(None)
    await tasks.idle()


async def test_whoever_comes_next_finds_nothing_of_what_was_said(
    talk: ConversationViewModel, port: FakeConversation, tasks: Tasks
) -> None:
    port.script = list(ANSWER_ZH)
    talk.ask("空腹血糖 7.4，要紧吗？")
    await tasks.idle()
    assert talk.turns.rows
    talk.forget()
    assert not talk.turns.rows
    assert port.forgotten == 1
