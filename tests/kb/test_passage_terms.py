"""What a model reads in passages: kept, bounded, joined to known concepts, found by, and gone with its article."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.concepts import ConceptTable, parse_concepts
from kb.document import Passage
from kb.errors import ReaderUnavailable
from kb.library import Library
from kb.term_reader import LONGEST_TERM, MOST_TERMS, standing_terms

TABLE = ConceptTable(parse_concepts("devices", "袖带\tcuff|arm cuff\n"))


class Scripted:
    """Says of each passage which of ``words`` stand in it."""

    def __init__(self, *words, name="scripted 1"):
        self.words, self.name, self.seen = words, name, []

    def terms(self, passage):
        self.seen.append(passage.id)
        return standing_terms(self.words, passage)


def passage(text, language="en", title="Title"):
    return Passage("d#1", "d", title, "", language, "s", text)


@pytest.fixture
def shelf(article, tmp_path):
    documents = [
        article("tai-chi", "en", "Tai chi for balance", Why="Slow exercise steadies the legs and the mind."),
        article("walks", "en", "Walking", How="Nordic walking trains the arms and legs."),
        article("poles", "en", "Poles", How="Poles for nordic walking and a cuff."),
        article("qigong", "zh", "八段锦", 怎么练="八段锦动作慢，练前先拿掉袖带。"),
    ]

    def opened(count=4, read_terms=True):
        return Library(documents[:count], tmp_path / "index", None, (), TABLE, read_terms=read_terms)

    return opened


def test_only_what_stands_there_is_kept():
    text = "Take Metformin 500 mg daily; see Type 2 diabetes. Ｃｕｆｆ and naïve."
    said = [
        "metformin",
        "METFORMIN ",
        "aspirin",
        "type 2 diabetes",
        "500",
        "mg",
        "500 mg",
        "the",
        "cuff",
        "etform",
        "naïve",
        "",
    ]
    assert standing_terms(said, passage(text)) == ("metformin", "type 2 diabetes", "cuff", "naive")
    assert standing_terms(
        ["二甲双胍", "吗", "怎么办", "阿司匹林", "胍", "二甲双胍500"], passage("二甲双胍怎么办吗500", "zh")
    ) == ("二甲双胍",)


@given(st.lists(st.text(max_size=80), max_size=60), st.text(max_size=300))
def test_whatever_is_said_is_bounded_and_literal(said, text):
    read = passage(text)
    kept = standing_terms([*said, *text.split()], read)
    assert len(kept) <= MOST_TERMS
    assert all(2 <= len(term) <= LONGEST_TERM for term in kept)
    assert standing_terms(kept, read) == kept


def test_a_term_of_two_passages_or_of_a_title_becomes_a_way_to_find_them(shelf):
    library = shelf()
    reader, steps = Scripted("nordic walking", "tai chi", "legs", "mind", "八段锦", "cuff"), []
    library.build()
    before = library.search("nordic walking", "en").hits
    assert library.read_terms(reader, lambda done, of: steps.append((done, of))) == 4
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    report = library.build()
    assert report.indexed == 4
    for question, language, found in (
        ("nordic walking", "en", {"en/walks#1", "en/poles#1"}),
        ("tai chi", "en", {"en/tai-chi#1"}),
        ("八段锦", "zh", {"zh/qigong#1"}),
        ("mind", "en", set()),  # one passage, no title
    ):
        hits = library.search(question, language).hits
        assert {hit.passage.id for hit in hits if "concept" in hit.why} == found, question
    assert not any("concept" in hit.why for hit in before)
    assert {one.document for one in library.related("en/walks#1")} == {"en/poles", "en/tai-chi"}
    stats = library.stats()
    assert (stats.passages_read, stats.own_concepts) == (4, 5)


def test_a_known_term_joins_its_concept_in_both_languages(shelf):
    library = shelf()
    library.read_terms(Scripted("袖带", "arm cuff", "cuff"))
    library.build()
    assert library.stats().own_concepts == 0
    assert [hit.passage.id for hit in library.search("袖带", "en").hits][:1] == ["en/poles#1"]


def test_reading_goes_on_where_it_stopped_and_another_model_reads_anew(shelf):
    first, library = Scripted("legs"), shelf()
    library.build()
    assert library.read_terms(first, cancelled=lambda: len(first.seen) == 3) == 3
    again, second = shelf(), Scripted("legs")
    again.build()
    assert again.stats().passages_read == 3
    assert again.read_terms(second) == 1
    assert not set(first.seen) & set(second.seen)
    assert again.read_terms(Scripted("legs", name="scripted 2")) == 4


def test_a_passage_that_was_not_read_is_tried_again(shelf):
    class Asked(Scripted):
        def terms(self, passage):
            return None if passage.id == "en/walks#1" else super().terms(passage)

    library = shelf()
    library.build()
    assert library.read_terms(Asked("legs")) == 3
    assert library.read_terms(Scripted("legs")) == 1


def test_what_was_read_before_the_model_broke_is_kept(shelf):
    class Breaking(Scripted):
        def terms(self, passage):
            if len(self.seen) == 2:
                raise ReaderUnavailable("The model fell; start it again.")
            return super().terms(passage)

    library = shelf()
    library.build()
    with pytest.raises(ReaderUnavailable):
        library.read_terms(Breaking("legs"))
    again = shelf()
    again.build()
    assert again.stats().passages_read == 2


def test_a_term_goes_with_its_article(shelf, tmp_path):
    library = shelf()
    library.read_terms(Scripted("八段锦", "legs"))
    file = tmp_path / "index" / "terms.json"
    assert "\\u516b" in file.read_text()
    fewer = shelf(3)
    fewer.build()
    assert fewer.stats().passages_read == 3
    assert "\\u516b" not in file.read_text()


def test_switched_off_it_counts_for_nothing(shelf):
    library = shelf()
    library.read_terms(Scripted("tai chi"))
    library.build()
    plain = shelf(read_terms=False)
    plain.build()
    assert "concept" not in plain.search("tai chi", "en").hits[0].why
    assert "concept" in library.search("tai chi", "en").hits[0].why


@pytest.mark.parametrize(
    "damage",
    ["", "garbage", "[]", '{"model": 1, "terms": {"a": [1]}, "digest": ""}', "[" * 100_000, "flipped"],
)
def test_a_damaged_file_is_read_anew(shelf, tmp_path, damage):
    library = shelf()
    library.read_terms(Scripted("legs"))
    file: Path = tmp_path / "index" / "terms.json"
    file.write_text(file.read_text().replace("legs", "arms") if damage == "flipped" else damage)
    again = shelf()
    again.build()
    assert again.stats().passages_read == 0
    assert again.read_terms(Scripted("legs")) == 4
