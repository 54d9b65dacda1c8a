"""The conversation screen's port over the real rooms; only microphone and loudspeaker are made of files."""

from __future__ import annotations

import threading
import wave

import numpy as np
import pytest

from app.folders import open_folders
from app.keys import ephemeral_key
from app.services import Services
from app.settings import Settings
from assistant.conversation import Language
from assistant.models.local_engine import LocalEngine
from assistant.models.loopback_server import LoopbackEndpoint
from assistant.speech.capture import BlockSource
from assistant.speech.errors import MicrophoneUnavailable, SpeakerUnavailable, VoiceUnavailable
from assistant.speech.sound_system import SoundDeviceState
from ui.adapters.conversation import ConversationAdapter, microphone_view
from ui.demonstration.sound import RecordedMicrophone, SpeechRecorder
from ui.view_models.ports import (
    Answered,
    Caption,
    CloudOffer,
    Heard,
    Level,
    MicrophoneView,
    Partial,
    PortFailed,
    Sentence,
    Speaking,
)

HARDER = (
    "My name is Mary Example, 13800138000. Which is better for me, measuring my blood pressure in the morning "
    "or in the evening?"
)


class Silence(BlockSource):
    """A microphone in a quiet room; after some blocks it waits until it is let go on."""

    def __init__(self, blocks: int | None = None):
        self._left = blocks
        self.go_on = threading.Event()
        self.closed = False

    def start(self):
        self.closed = False

    def read(self):
        if self._left == 0:
            assert self.go_on.wait(20)
        elif self._left:
            self._left -= 1
        return np.zeros(320, np.float32)

    def close(self):
        self.closed = True


class Unplugged(Silence):
    def start(self):
        raise MicrophoneUnavailable("No microphone was found: connect one.")


class Mute:
    """A loudspeaker that is not there; remembers that it was to fall silent."""

    stopped = 0
    volume = 1.0
    position_s = 0.0

    def play(self, pieces, rate):
        raise SpeakerUnavailable("No loudspeaker was found: connect one.")

    def stop(self):
        self.stopped += 1

    def pause(self):
        raise AssertionError("what is not played cannot be interrupted")


def conversation_with(house, *, microphone=None, output=None):
    return ConversationAdapter(
        house,
        lambda: microphone or Silence(),
        output or Mute(),
        lambda _language: MicrophoneView(available=True),
    )


@pytest.fixture
def with_reading(house):
    from assistant.safety import parse_reading

    typed = parse_reading("blood_pressure=128/79")
    house.records.add_manual(typed.kind, typed.values, house.now(), house.person)
    return house


async def test_a_typed_question_gives_its_sentences_then_the_whole_answer(with_reading):
    events = []
    adapter = conversation_with(with_reading)
    await adapter.ask("What was my last blood pressure, and is it too high?", Language.EN, events.append)
    *sentences, answered = events
    assert sentences
    assert all(isinstance(one, Sentence) for one in sentences)
    assert isinstance(answered, Answered)
    assert answered.route == "excerpts"
    assert "128/79 mmHg" in {one.text for one in answered.figures}
    text = " ".join(one.text for one in sentences)
    assert text == adapter.last.answer.text
    for citation in answered.citations:
        passage = adapter.passage(citation.passage_id)
        assert citation.quote in passage.text
        assert passage.title == citation.title
    assert adapter.passage("en/nonesuch#1") is None


async def test_an_emergency_is_told_by_rules_and_never_offered_to_the_cloud(house):
    events = []
    await conversation_with(house).ask("我胸口疼得厉害，喘不上气", Language.ZH, events.append)
    words, answered = events
    assert "120" in words.text
    assert (answered.route, answered.red_flag_level, answered.citations) == ("rules", "999", ())


async def test_a_spoken_question_is_heard_answered_and_spoken(with_reading, spoken_question, tmp_path):
    microphone, recorder, events = RecordedMicrophone(), SpeechRecorder(), []
    microphone.load(spoken_question)
    recorder.path = tmp_path / "answer.wav"
    adapter = conversation_with(with_reading, microphone=microphone, output=recorder)
    await adapter.listen(Language.EN, events.append)
    levels = [one for one in events if isinstance(one, Level)]
    assert max(one.value for one in levels) > 0.4
    kinds = [type(one) for one in events if not isinstance(one, Level | Partial | Caption)]
    assert kinds[0] is Heard
    assert {Answered, Sentence} <= set(kinds[1:])
    assert kinds[-1] is Speaking
    assert not events[-1].on
    (heard,) = (one for one in events if isinstance(one, Heard))
    assert "blood pressure" in heard.text
    with wave.open(str(recorder.path)) as recording:
        assert recording.getnframes() / recording.getframerate() == pytest.approx(recorder.seconds)
    assert recorder.seconds > 3

    recorder.path = tmp_path / "again.wav"
    await adapter.speak_again()
    assert recorder.path.stat().st_size > 20_000


async def test_stopping_while_listening_forgets_what_was_heard(house):
    microphone, output, events = Silence(blocks=5), Mute(), []
    adapter = conversation_with(house, microphone=microphone, output=output)

    def hear(event):
        events.append(event)
        adapter.stop()
        microphone.go_on.set()

    await adapter.listen(Language.EN, hear)
    assert {type(one) for one in events} == {Level}
    assert microphone.closed
    assert output.stopped
    assert adapter.last is None
    adapter.stop()  # nothing is going on: no harm
    events.clear()
    await adapter.ask("chest pain", Language.EN, events.append)
    assert isinstance(events[-1], Answered)


async def test_words_are_heard_without_being_answered(house, spoken_question):
    microphone = RecordedMicrophone()
    microphone.load(spoken_question)
    adapter = conversation_with(house, microphone=microphone)
    assert "blood pressure" in await adapter.hear(Language.EN)
    assert adapter.last is None
    with pytest.raises(PortFailed, match="没有找到话筒"):
        await conversation_with(house, microphone=Unplugged()).hear(Language.ZH)


@pytest.mark.parametrize("broken", ["loudspeaker", "voice"])
async def test_an_answer_that_cannot_be_spoken_stays(with_reading, spoken_question, monkeypatch, broken):
    def no_voice(_models, _language):
        raise VoiceUnavailable("No English voice is installed: run 'make setup'.")

    if broken == "voice":
        monkeypatch.setattr("app.speech_models.SpeechModels.voice", no_voice)
    microphone, events = RecordedMicrophone(), []
    microphone.load(spoken_question)
    await conversation_with(with_reading, microphone=microphone).listen(Language.EN, events.append)
    assert [type(one) for one in events[-2:]] == [Answered, Speaking]
    assert events[-1] == Speaking(on=False)


@pytest.mark.parametrize(
    ("microphone", "zh", "en"),
    [
        (Silence, "没听清，请靠近一点再说一次，或者打字。", "No words were heard: move closer"),
        (Unplugged, "没有找到话筒。请接上话筒，或者打字提问。", "No microphone was found: connect one."),
    ],
)
async def test_hearing_nothing_is_told_in_the_language_of_the_person(house, microphone, zh, en):
    adapter = conversation_with(house, microphone=microphone())
    for language, words in ((Language.ZH, zh), (Language.EN, en)):
        events = []
        with pytest.raises(PortFailed) as failed:
            await adapter.listen(language, events.append)
        assert failed.value.sentence.startswith(words)
        assert {type(one) for one in events} <= {Level}


async def test_a_question_that_is_too_long_is_told_in_the_language_of_the_person(house):
    adapter = conversation_with(house)
    for language, words in ((Language.ZH, "问题太长了"), (Language.EN, "please keep it under 4000")):
        with pytest.raises(PortFailed, match=words):
            await adapter.ask("血压 " * 40_000, language, lambda _event: None)


async def test_records_that_cannot_be_read_are_told_in_the_language_of_the_person(profile):
    folders = open_folders(profile)
    folders.database_file.write_bytes(b"not a database" * 1000)
    broken = Services(folders, Settings(), key=ephemeral_key())
    adapter = conversation_with(broken)
    for language, words in ((Language.ZH, "记录暂时不能用"), (Language.EN, "restore the file from a backup")):
        with pytest.raises(PortFailed, match=words):
            await adapter.ask("What is hypertension?", language, lambda _event: None)
    assert folders.database_file.read_bytes() == b"not a database" * 1000


async def test_a_model_nobody_knows_is_told_in_the_language_of_the_person(house, spoken_question):
    chosen = Services(
        house.folders, Settings(speech={"recogniser": "nonesuch"}), key=ephemeral_key(), now=house.now
    )
    microphone = RecordedMicrophone()
    microphone.load(spoken_question)
    adapter = conversation_with(chosen, microphone=microphone)
    for language, words in ((Language.ZH, "设置里选的模型不认识"), (Language.EN, "no model 'nonesuch'")):
        with pytest.raises(PortFailed, match=words):
            await adapter.listen(language, lambda _event: None)


async def test_what_would_leave_is_offered_and_an_endpoint_that_is_away_keeps_the_answer(house):
    events = []
    adapter = conversation_with(house)
    await adapter.ask(HARDER, Language.EN, events.append)
    *_, answered, offer = events
    assert isinstance(answered, Answered)
    assert isinstance(offer, CloudOffer)
    assert offer.endpoint == house.settings.cloud.base_url
    assert offer.byte_count == len(offer.body_text.encode())
    assert not [secret for secret in ("Mary Example", "13800138000") if secret in offer.body_text]
    assert {kind for kind, _ in offer.replacements} >= {"NAME", "PHONE"}
    assert "weighs several things" in offer.reasons[0]
    with pytest.raises(PortFailed) as failed:
        await adapter.send(offer.offer_id, events.append)
    assert failed.value.sentence
    (receipt,) = house.records.receipts.all(1)
    assert receipt.outcome not in {"", "answered"}
    assert adapter.last is not None


async def test_what_was_agreed_to_is_sent_as_it_was_shown(house):
    engine = LocalEngine(house.models.path("qwen3-vl-tiny"))
    try:
        async with LoopbackEndpoint.serve(engine) as endpoint:
            cloud = house.settings.cloud.model_copy(
                update={"base_url": endpoint.url, "model": endpoint.model}
            )
            home = Services(
                house.folders,
                Settings(cloud=cloud),
                key=ephemeral_key(),
                cloud_key=lambda _address: endpoint.key,
            )
            adapter, events = conversation_with(home), []
            await adapter.ask(HARDER, Language.EN, events.append)
            offer = events[-1]
            events.clear()
            await adapter.send(offer.offer_id, events.append)
            home.close()
    finally:
        await engine.aclose()
    assert endpoint.received == [offer.body_text.encode()]
    assert isinstance(events[-1], Answered)
    assert events[-1].route == "cloud"
    assert any(isinstance(one, Sentence) for one in events)


async def test_without_a_safe_way_to_send_nothing_is_offered_and_the_answer_stands(house, monkeypatch):
    from assistant.privacy import PrivacyError

    def refuse(_door, _answered):
        raise PrivacyError("The question still holds something that looks personal: please reword it.")

    monkeypatch.setattr("app.cloud.CloudDoor.prepare", refuse)
    events = []
    await conversation_with(house).ask(HARDER, Language.EN, events.append)
    assert isinstance(events[-1], Answered)


@pytest.mark.parametrize("works", [True, False])
def test_the_microphone_of_this_machine_is_described(house, monkeypatch, works):
    state = SoundDeviceState(works=works, sentence="No microphone was found: connect one.")
    monkeypatch.setattr("assistant.speech.microphone.microphone_state", lambda: state)
    assert microphone_view(Language.EN) == MicrophoneView(works, "" if works else state.sentence)
    assert microphone_view(Language.ZH).sentence == (
        "" if works else "没有找到话筒。请接上话筒，或者打字提问。"
    )
    assert conversation_with(house).microphone(Language.EN).available
