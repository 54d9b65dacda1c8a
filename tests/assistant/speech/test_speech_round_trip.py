"""Real voices into the real recogniser."""

import wave
from importlib import resources

import numpy as np
import pytest

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE, Clip, read_recording
from assistant.speech.errors import NothingHeard, RecogniserUnavailable
from assistant.speech.evaluation import evaluate
from assistant.speech.recognition import transcribe_async
from assistant.speech.recordings import DEMO_QUESTIONS, make_demo_recordings, recording_name
from assistant.speech.spoken_numbers import words_to_digits
from assistant.speech.synthesis import speech_clip, write_speech
from assistant.speech.whisper_recogniser import WhisperRecogniser


def letters(text):
    return "".join(filter(str.isalnum, text)).lower()


def test_a_recorded_question_is_recognised_word_by_word(recogniser):
    language = Language.EN
    with resources.as_file(resources.files("resources") / "speech" / recording_name(language)) as path:
        transcript = recogniser.transcribe(read_recording(path), language)
    assert letters(transcript.text) == letters(DEMO_QUESTIONS[language])
    assert transcript.language is language
    assert 0.5 < transcript.confidence <= 1.0
    assert transcript.segments[-1].end_s > 2
    assert transcript.ms > 0


@pytest.mark.parametrize("language", Language)
def test_the_recorded_questions_are_16_bit_mono_at_16_khz(language):
    path = resources.files("resources") / "speech" / recording_name(language)
    with path.open("rb") as file, wave.open(file) as recording:
        assert recording.getparams()[:3] == (1, 2, SPEECH_RATE)


async def test_an_english_reading_comes_back_in_digits(recogniser, english_voice, tmp_path):
    said = write_speech("My blood pressure was 128/79 this morning [1].", english_voice, tmp_path / "a.wav")
    clip = read_recording(tmp_path / "a.wav")
    assert clip.seconds == pytest.approx(said.seconds, abs=0.01)
    transcript = await transcribe_async(recogniser, clip, Language.EN)
    assert "128 over 79" in transcript.text


def test_a_chinese_reading_comes_back_in_simplified_characters(recogniser, chinese_voice):
    clip = speech_clip("我散步时的平均心率是每分钟92次[1]。", chinese_voice)
    text = recogniser.transcribe(clip, Language.ZH).text
    assert "平均心率" in text
    assert "92次" in words_to_digits(text, Language.ZH)
    assert text.endswith("。")


def test_hints_put_a_medicine_right(recogniser, english_voice):
    clip = speech_clip("Can I take metformin with my breakfast?", english_voice)
    text = recogniser.transcribe(clip, Language.EN, ["metformin", "amlodipine"] * 50).text
    assert "metformin" in text.lower()


@pytest.mark.parametrize("kind", ["silence", "noise", "hum"])
def test_where_nobody_speaks_nothing_is_heard(recogniser, kind):
    time = np.arange(2 * SPEECH_RATE) / SPEECH_RATE
    sound = {
        "silence": np.zeros_like(time),
        "noise": np.random.default_rng(3).normal(0, 0.05, len(time)),
        "hum": 0.3 * np.sin(2 * np.pi * 50 * time),
    }[kind]
    with pytest.raises(NothingHeard, match="say it again, or type it"):
        recogniser.transcribe(Clip(sound.astype(np.float32)), Language.ZH)


def test_a_missing_model_says_what_to_do(tmp_path):
    with pytest.raises(RecogniserUnavailable, match=r"lacks model\.bin.*install it in Settings"):
        WhisperRecogniser(tmp_path).transcribe(Clip(np.zeros(1600, np.float32)), Language.EN)


@pytest.mark.parametrize("damaged", ["model.bin", "tokenizer.json"])
def test_a_damaged_model_says_what_to_do(whisper_folder, tmp_path, damaged):
    for path in whisper_folder.iterdir():
        if path.is_file() and path.name != damaged:
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / damaged).write_bytes(b"not a model")
    with pytest.raises(RecogniserUnavailable, match="damaged"):
        WhisperRecogniser(tmp_path).load()


def test_the_recordings_can_be_made_again(voices, tmp_path):
    made = make_demo_recordings(tmp_path, {Language.EN: voices[Language.EN]})
    fresh = read_recording(made[Language.EN])
    with resources.as_file(resources.files("resources") / "speech" / "question_en.wav") as path:
        shipped = read_recording(path)
    assert fresh.seconds == pytest.approx(shipped.seconds, abs=0.02)
    assert np.max(np.abs(fresh.samples)) == pytest.approx(0.7, abs=0.01)


def test_the_recorded_questions_are_measured_as_a_folder(recogniser, voices, tmp_path):
    for language, name in ((Language.EN, "english"), (Language.ZH, "chinese")):
        source = resources.files("resources") / "speech" / recording_name(language)
        (tmp_path / f"{name}.wav").write_bytes(source.read_bytes())
        (tmp_path / f"{name}.txt").write_text(DEMO_QUESTIONS[language], "utf-8")
        (tmp_path / f"{name}.lang").write_text(language.value)
    (tmp_path / "english.txt").write_text("What was my first blood pressure, and is it too high?")
    done = []
    measures = evaluate(
        tmp_path,
        recogniser,
        {Language.EN: voices[Language.EN]},
        progress=lambda now, total: done.append((now, total)),
    )
    assert measures["wer"] == {"en": round(1 / 11, 4)}
    assert measures["cer"] == {"zh": 0.0}
    assert measures["n"] == 2
    assert measures["rtf"] > 0
    assert measures["final_text_ms_p50"] > 0
    assert measures["first_audio_ms_p50"] > 0
    assert [failure["id"] for failure in measures["failures"]] == ["english"]
    assert done == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "holds no recording"),
        ({"a.wav": b"x", "a.txt": b"x"}, "holds no recording"),
        ({"a.wav": b"x", "a.txt": b"x", "a.lang": b"fr"}, "must say zh or en"),
        ({"a.wav": b"x", "a.txt": b"\xff\xff", "a.lang": b"en"}, "not UTF-8"),
    ],
)
def test_a_folder_that_is_no_set_of_recordings_is_named_so(tmp_path, files, sentence):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=sentence):
        evaluate(tmp_path, WhisperRecogniser(tmp_path))
