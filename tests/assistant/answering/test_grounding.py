"""From drafts to released sentences, one at a time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding import Release, quote
from assistant.numbers_in_text import numbers
from kb.document import Passage


def passage(text: str, number: int = 1) -> Passage:
    return Passage(f"en/bp#{number}", "en/bp", "Blood pressure", "At home", "en", "A guideline", text)


REST = passage("Rest often. Sit for 5 minutes first. Take the mean of three readings. 每次二十分钟。")


def test_only_the_reason_of_a_refusal_is_kept() -> None:
    release = Release((), (REST,))
    assert release.offer("Take 500 mg of it.") is None
    assert release.withheld == ["the number 500 has no source"]
    assert release.sentences == []


def test_a_numeral_inside_a_word_or_a_longer_numeral_is_no_source() -> None:
    """ "Ten" does not stand in "often", nor 十 in 二十."""
    release = Release((), (REST,))
    assert release.offer("Take ten tablets. [1]") is None
    assert release.offer("每次十片。[1]") is None
    assert release.offer("Take three readings. [1]") is not None
    assert release.offer("每次二十分钟。[1]") is not None


def test_a_passage_is_cited_once_with_the_quote_of_its_first_sentence() -> None:
    release = Release((), (REST,))
    release.offer("Sit for 5 minutes. [1]")
    release.offer("Take three readings. [1]")
    assert list(release.citations) == [1]
    assert release.citations[1].quote == "Sit for 5 minutes first."


def test_a_withheld_sentence_cites_nothing() -> None:
    release = Release((), (REST, passage("Call 120.", 2)))
    release.offer("Take 9 of them. [1]")
    release.offer("Call 120. [2]")
    assert list(release.citations) == [2]


def test_a_verbatim_sentence_is_quoted_as_it_stands() -> None:
    assert quote("Sit for 5 minutes first. [1]", REST) == "Sit for 5 minutes first."


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=200))
def test_every_quote_stands_in_its_passage(sentence: str, text: str) -> None:
    assert quote(sentence, passage(text)) in text


@given(st.text(max_size=120))
def test_no_number_of_any_draft_gets_out_without_a_source(draft: str) -> None:
    shown = Release((), (passage("There is no number here."),)).offer(draft)
    if shown is not None:
        assert numbers(shown.replace("[1]", "")) == []
