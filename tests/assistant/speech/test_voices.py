"""The voices themselves, and the sentences for what is missing."""

import json
import shutil
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Language
from assistant.speech.errors import SynthesisError, VoiceUnavailable
from assistant.speech.kokoro_voice import KokoroVoice
from assistant.speech.mandarin_phonemes import MandarinPhonemes, in_characters
from assistant.speech.piper_voice import PiperVoice
from assistant.speech.synthesis import speech_clip, spoken, write_speech


def test_an_english_answer_comes_clause_by_clause(english_voice):
    pieces = list(
        spoken("Your last blood pressure was 128/79 mmHg, which is normal. Well done.", english_voice)
    )
    assert len(pieces) == 3
    for piece in pieces:
        assert piece.dtype == np.float32
        assert piece.ndim == 1
        assert 0.05 < np.max(np.abs(piece)) <= 1.0
    assert english_voice.sample_rate == 22_050


def test_the_first_clause_is_spoken_before_the_rest_is_made(english_voice):
    made = []

    class Watched:
        language, sample_rate, name = Language.EN, 22_050, "watched"

        def synthesise(self, text):
            made.append(text)
            yield from english_voice.synthesise(text)

    stream = spoken("Your last reading was fine, and so was the one before. Well done.", Watched())
    next(stream)
    assert made == ["Your last reading was fine,"]


def test_without_variation_the_same_text_gives_the_same_sound(english_voice):
    first, second = (speech_clip("Good morning.", english_voice).samples for _ in range(2))
    assert np.array_equal(first, second)


def test_a_slower_pace_takes_longer(english_model, english_voice):
    slow = PiperVoice(english_model, varied=False, pace=0.7)
    text = "Please take your tablet."
    assert speech_clip(text, slow).seconds > 1.2 * speech_clip(text, english_voice).seconds


def test_a_chinese_answer_is_spoken(chinese_voice):
    clip = speech_clip("您的血压正常。", chinese_voice)
    assert clip.rate == 24_000
    assert 1.0 < clip.seconds < 4.0
    assert 0.05 < np.max(np.abs(clip.samples)) <= 1.0


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("高压128，低压79毫米汞柱", "高压一百二十八，低压七十九毫米汞柱"),
        ("2026年11月24日", "二零二六年十一月二十四日"),
        ("血糖5.7", "血糖五点七"),
        ("零下-1.5", "零下负一点五"),
        ("单号12345678901", "单号一二三四五六七八九零一"),
        ("做CT检查", "做西提检查"),
        ("好😀的", "好 的"),
    ],
)
def test_what_the_chinese_voice_reads(text, characters):
    assert in_characters(text) == characters


@given(st.text(max_size=60))
def test_the_chinese_voice_is_only_given_what_it_can_read(text):
    assert not any(character.isascii() and character.isalnum() for character in in_characters(text))


def test_phonemes_leave_nothing_outside_the_given_folder(tmp_path, monkeypatch, capfd):
    pytest.importorskip("misaki.zh")
    import jieba

    monkeypatch.setattr(jieba, "dt", jieba.Tokenizer())
    monkeypatch.setattr(jieba, "lcut", jieba.dt.lcut)
    assert MandarinPhonemes(tmp_path / "words")("血压正常。").strip()
    assert [path.name for path in (tmp_path / "words").iterdir()] == ["jieba.cache"]
    assert capfd.readouterr() == ("", "")


def test_a_missing_package_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "misaki.zh", None)
    with pytest.raises(VoiceUnavailable, match=r"misaki and jieba.*packaged-models"):
        MandarinPhonemes(tmp_path)("你好")


@pytest.mark.parametrize("text", ["", "[1]", "**", "…", "😀"])
def test_a_text_without_words_is_not_spoken(english_voice, text):
    with pytest.raises(SynthesisError, match="no words"):
        speech_clip(text, english_voice)


def test_a_text_without_end_is_not_spoken(english_voice, tmp_path):
    with pytest.raises(SynthesisError, match="not read aloud"):
        write_speech("word " * 20_000, english_voice, tmp_path / "a.wav")
    assert not (tmp_path / "a.wav").exists()


def test_a_missing_voice_says_what_to_do(tmp_path):
    with pytest.raises(VoiceUnavailable, match="install one in Settings"):
        PiperVoice(tmp_path / "voice.onnx")
    with pytest.raises(VoiceUnavailable, match="install one in Settings"):
        KokoroVoice(tmp_path / "a", tmp_path / "b", tmp_path / "c", cache_folder=tmp_path)


@pytest.mark.parametrize(
    "settings", [b"", b"{", b"[]", b"null", b'{"audio": {"sample_rate": "x"}}', b'{"audio": 5}']
)
def test_damaged_voice_settings_say_what_to_do(tmp_path, settings):
    (tmp_path / "voice.onnx").write_bytes(b"x")
    (tmp_path / "voice.onnx.json").write_bytes(settings)
    with pytest.raises(VoiceUnavailable, match="damaged"):
        PiperVoice(tmp_path / "voice.onnx")


def test_a_damaged_voice_says_what_to_do(tmp_path, english_model):
    (tmp_path / "voice.onnx").write_bytes(english_model.read_bytes()[:100_000])
    shutil.copy(f"{english_model}.json", tmp_path / "voice.onnx.json")
    with pytest.raises(VoiceUnavailable, match="damaged"):
        list(PiperVoice(tmp_path / "voice.onnx").synthesise("Hello."))


def test_a_voice_that_would_load_more_from_a_network_is_refused(tmp_path):
    (tmp_path / "voice.onnx").write_bytes(b"x")
    settings = {"audio": {"sample_rate": 22050}, "phoneme_type": "pinyin"}
    (tmp_path / "voice.onnx.json").write_text(json.dumps(settings))
    with pytest.raises(VoiceUnavailable, match="choose another voice"):
        PiperVoice(tmp_path / "voice.onnx")


def test_an_unknown_chinese_speaker_says_what_to_do(chinese_files, tmp_path):
    voice = KokoroVoice(*chinese_files, cache_folder=tmp_path, speaker="nobody")
    with pytest.raises(VoiceUnavailable, match="no speaker 'nobody'"):
        list(voice.synthesise("你好"))


def test_damaged_chinese_voices_say_what_to_do(chinese_files, tmp_path):
    (tmp_path / "voices.npz").write_bytes(b"not an archive")
    voice = KokoroVoice(chinese_files[0], tmp_path / "voices.npz", chinese_files[2], cache_folder=tmp_path)
    with pytest.raises(VoiceUnavailable, match="damaged"):
        list(voice.synthesise("你好"))


@pytest.mark.parametrize("pace", [0.1, 3.0])
def test_an_impossible_pace_is_refused(english_model, pace):
    with pytest.raises(ValueError, match="pace"):
        PiperVoice(english_model, pace=pace)
