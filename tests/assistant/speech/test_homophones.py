"""Chinese words of health that were written with other characters of the same sound."""

from importlib import resources

import pytest

from assistant.conversation import Language
from assistant.speech.known_words import KnownWords

ZH = Language.ZH


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("交坏也肿了", "脚踝也肿了"),
        ("新跳每分钟96次", "心跳每分钟96次"),
        ("我提问38度", "我体温38度"),
        ("提问三十八度四", "体温三十八度四"),
        ("今天恐怖。血糖7.8", "今天空腹血糖7.8"),
        ("血压保核度百分之93", "血氧饱和度百分之93"),
        ("阿托法他听可以停吗", "阿托伐他汀可以停吗"),
        # Words that are there, and words beside each other, stay.
        ("我想提问", "我想提问"),
        ("头发少了", "头发少了"),
        ("糖尿病诊疗标准", "糖尿病诊疗标准"),
        ("高血压，病了", "高血压，病了"),
        ("收缩时的压力", "收缩时的压力"),
        ("新换的药和水", "新换的药和水"),
    ],
)
def test_what_is_no_word_is_put_right(heard, meant):
    assert KnownWords().corrected(heard, ZH) == meant


def test_a_text_that_is_right_stays_as_it_is():
    article = resources.files("resources") / "knowledge" / "zh" / "alcohol.md"
    text = article.read_text("utf-8")[:2000]
    assert KnownWords().corrected(text, ZH) == text


def test_without_the_list_of_words_pairs_stay(monkeypatch):
    monkeypatch.setattr("assistant.speech.homophones._two_characters", dict)
    assert KnownWords().corrected("交坏也肿了", ZH) == "交坏也肿了"
