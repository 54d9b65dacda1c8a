"""A model may repeat what a passage says of everybody; how the person is, only code says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.facts import Fact
from assistant.grounding import Release
from device_io.reading import ReadingKind
from kb.document import Passage

PRESSURE = Fact(
    "reading:7",
    ReadingKind.BLOOD_PRESSURE,
    "128/79 mmHg",
    "Your last blood pressure was 128/79 mmHg, a little high. 您上次的血压是128/79 mmHg，偏高。",
    {},
    datetime(2026, 1, 2, 8, tzinfo=UTC),
)
PASSAGE = Passage(
    "en/bp#1",
    "en/bp",
    "Blood pressure",
    "At home",
    "en",
    "A guideline",
    "Your blood pressure is normal in the morning. If your blood pressure is high, measure it again after a rest. "
    "Salt can make blood pressure high. 血压高的时候，休息后再量一次。盐会让血压升高。您的血压早上是正常的。",
)
REFUSED = "the sentence judges the person"


@pytest.mark.parametrize(
    "draft",
    [
        "Your blood pressure {F1} is too low. [1]",
        "{F1} is not high. [1]",
        "{F1} is a good blood pressure. [1]",
        "Measured again after a rest, {F1} is above normal. [1]",
        "Your blood pressure is fine in the morning. [1]",
        "That blood pressure is normal. [1]",
        "You don't have high blood pressure. [1]",
        "You don't have a fever.",
        "Yes.",
        "A) Yes",
        "No, measure it again. ",
        "您的血压{F1}有点低，休息后再量一次。[1]",
        "{F1}不偏高。[1]",
        "您的血压早上很正常。[1]",
        "这个血压偏低。[1]",
        "您没有发烧。",
        "不是。",
        "没事。",
    ],
)
def test_a_judgement_of_the_person_is_withheld(draft: str) -> None:
    release = Release((PRESSURE,), (PASSAGE,))
    assert release.offer(draft) is None
    assert release.withheld == [REFUSED]


@pytest.mark.parametrize(
    "draft",
    [
        "{S1}",
        "Your last blood pressure was {F1}.",
        "Your last blood pressure, {F1}, was a little high.",
        "您上次的血压{F1}偏高。",
        "If your blood pressure is high, measure it again after a rest. [1]",
        "Salt can make your blood pressure high. [1]",
        "Your blood pressure is normal in the morning. [1]",
        "您上次的血压是{F1}。",
        "血压高的时候，休息后再量一次。[1]",
        "盐会让您的血压升高。[1]",
        "您的血压早上是正常的。[1]",
    ],
)
def test_what_code_says_and_what_a_passage_says_of_everybody_is_shown(draft: str) -> None:
    assert Release((PRESSURE,), (PASSAGE,)).offer(draft) is not None


@pytest.mark.parametrize(
    "draft",
    [
        "{F1} needs attention.",
        "{F1} is very high.",
        "{F1} is a little high, so take another tablet.",
        "Your sugar is {F1}.",
        "On average your blood pressure is {F1}.",
        "Please take your medicine.",
        "Rest, you need not ask your doctor.",
        "您的血压{F1}需要注意。",
        "{F1}偏高，请多吃一片药。",
        "您的血糖是{F1}。",
        "可以停药。",
    ],
)
def test_beside_a_figure_nothing_is_added_and_no_advice_lacks_a_source(draft: str) -> None:
    release = Release((PRESSURE,), (PASSAGE,))
    assert release.offer(draft) is None
    assert release.withheld == ["the sentence rests on no source"]


@pytest.mark.parametrize(
    "draft",
    [
        "Good question!",
        "Thank you for asking.",
        "I hope you feel better soon.",
        "很高兴为您解答。",
        "希望您早日好转。",
    ],
)
def test_courtesy_needs_no_source(draft: str) -> None:
    assert Release((PRESSURE,), (PASSAGE,)).offer(draft) == draft


@pytest.mark.parametrize(
    ("language", "words", "against", "alike"),
    [
        (
            "en",
            "Do not stop taking your medicine when you feel well.",
            ("You should stop taking your medicine.", "Stop taking your medicine. [1]"),
            "Do not stop taking your medicine when you feel fine. [1]",
        ),
        ("zh", "感觉良好也不要停药。", ("停药吧。", "感觉良好可以停药。[1]"), "您感觉良好也不要停药。[1]"),
    ],
)
def test_a_passage_that_warns_of_leaving_off_does_not_advise_it(
    language: str, words: str, against: tuple[str, ...], alike: str
) -> None:
    release = Release((), (replace(PASSAGE, language=language, text=words),))
    assert [release.offer(draft) for draft in against] == [None, None]
    assert release.withheld == ["the cited passage says the opposite"] * 2
    assert release.offer(alike) is not None


@pytest.mark.parametrize(
    "draft", ["看体重，看身高，看体重，看身高，看体重。", "It is that it is not, and you are not sure of it."]
)
def test_a_long_sentence_of_few_words_joins_nothing(draft: str) -> None:
    release = Release((), (PASSAGE,))
    assert release.offer(draft) is None
    assert release.withheld == ["the sentence rests on no source"]
