"""Hearing is scored, not spelling: of numbers, units, marks and scripts both sides have one form."""

import pytest

from assistant.conversation import Language
from assistant.speech.evaluation import units_of


@pytest.mark.parametrize(
    ("language", "reference", "written"),
    [
        (Language.ZH, "血压一百三十五，八十五", "血压135/85。"),
        (Language.ZH, "咳嗽三天了", "咳嗽3天了"),
        (Language.ZH, "重了两公斤", "重了2 kg"),
        (Language.ZH, "体温三十八度四", "体温38.4℃"),
        (Language.ZH, "体温三十八度四", "体温38度4"),
        (Language.ZH, "血氧百分之九十三", "血氧93%"),
        (Language.ZH, "血氧百分之九十三", "血氧百分之93"),
        (Language.ZH, "头晕", "頭暈！"),
        (Language.EN, "ninety-three percent", "93%."),
        (Language.EN, "I weigh seventy-two point five kilograms", "I weigh 72.5 kg"),
        (Language.EN, "it's one thirty-five over eighty-five", "Its 135/85"),
    ],
)
def test_the_same_words_are_no_error(language, reference, written):
    assert units_of(reference, language) == units_of(written, language)


@pytest.mark.parametrize(
    ("reference", "written"), [("三天", "四天"), ("一百三十五", "一百三十"), ("头晕", "头运")]
)
def test_other_words_are_errors(reference, written):
    assert units_of(reference, Language.ZH) != units_of(written, Language.ZH)
