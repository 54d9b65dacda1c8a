"""The form of the starter library: pairs, front matter, layers, lengths and links between topics."""

import re
from collections import Counter
from datetime import date

import pytest

from kb.document import Document
from kb.index.analysis import han_length
from kb.intake import shipped_articles

DOCUMENTS = shipped_articles().documents
TOPICS = {language: {d.topic: d for d in DOCUMENTS if d.language == language} for language in ("en", "zh")}
#: Least topics of the starter library, each in both languages.
LEAST_TOPICS = 84
#: Words of an English article and Han characters of a Chinese one.
LENGTHS = {"en": (300, 700), "zh": (500, 1200)}
#: The first section: one line, then one paragraph.
IN_SHORT = {"en": "In short", "zh": "简单说"}
#: Longest first line: what can be taken in at one hearing.
LONGEST_LINE = {"en": 130, "zh": 50}

#: A dose, or what only a doctor may say. Figures of laboratories (per litre) are no doses.
_DOSES = re.compile(
    r"\d\s*(?:mg|µg|ug|mcg|ml|IU|units|tablets?|pills?|puffs?|毫克|微克|毫升|片|粒|单位|喷)(?![\w/])",
    re.IGNORECASE,
)
_DIAGNOSES = re.compile(
    r"(?<![Ii]f )(?<!when )\byou (?:have|suffer from) (?:a |an )?(?:disease|diabetes|cancer)|您(?:得了|患有)"
)


def length(document: Document) -> int:
    text = "\n".join(f"{section.path[-1]}\n{section.text}" for section in document.sections)
    return han_length(text) if document.language == "zh" else len(re.findall(r"[\w'’-]+", text))


def each(check):
    return pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.id)(check)


def test_there_are_enough_topics_and_each_is_in_both_languages():
    assert TOPICS["en"].keys() == TOPICS["zh"].keys()
    assert len(TOPICS["en"]) >= LEAST_TOPICS


def test_no_two_articles_of_a_language_have_one_title_or_one_text():
    for language, documents in TOPICS.items():
        titles = Counter(document.title for document in documents.values())
        assert max(titles.values()) == 1, language
        lines = Counter(section.text for document in documents.values() for section in document.sections)
        assert max(lines.values()) == 1, language


@each
def test_front_matter(document):
    assert document.publisher == "Listenwell"
    assert document.licence == "CC-BY-4.0"
    assert date(2026, 1, 1) <= document.reviewed <= date(2026, 12, 31)
    assert bool(re.search(r"[\u4e00-\u9fff]", document.title)) is (document.language == "zh")


@each
def test_length(document):
    least, most = LENGTHS[document.language]
    assert least <= length(document) <= most, length(document)


@each
def test_layers_one_line_one_paragraph_then_the_rest(document):
    first = document.sections[0]
    assert first.path[1:] == (IN_SHORT[document.language],)
    line, paragraph = first.text.split("\n\n")
    assert len(line) <= LONGEST_LINE[document.language]
    assert len(re.findall(r"[.。！!？?](?=\s|$)", line)) == 1
    assert 2 <= len(re.findall(r"[.。！!？?](?=\s|$|[\u4e00-\u9fff])", paragraph)) <= 5
    assert 4 <= len(document.sections) <= 9


@each
def test_related_topics_are_in_the_library_and_shared_by_the_pair(document):
    assert 2 <= len(document.related) <= 6
    assert len(set(document.related)) == len(document.related)
    assert document.topic not in document.related
    assert set(document.related) <= TOPICS[document.language].keys()
    assert document.related == TOPICS["en"][document.topic].related


def test_every_topic_is_reached_from_another():
    reached = {topic for document in DOCUMENTS for topic in document.related}
    assert reached == TOPICS["en"].keys()


@each
def test_no_doses_no_diagnoses_no_links_out(document):
    text = "\n".join(section.text for section in document.sections)
    assert not _DOSES.search(text)
    assert not _DIAGNOSES.search(text)
    assert "http" not in text
    assert document.language == "en" or not re.search(r"[a-z]{4,} [a-z]{3,} [a-z]{3,} [a-z]{3,}", text)
    assert document.language == "zh" or not re.search(r"[\u4e00-\u9fff]", text.replace("危急值", ""))


@each
def test_sentences_can_be_heard(document):
    longest = {"en": 45, "zh": 90}[document.language]
    for section in document.sections:
        for sentence in re.split(r"(?<=[.!?])\s|(?<=[。！？])|\n", section.text):
            plain = re.sub(r"\([^)]*\)|（[^）]*）", "", sentence)
            size = han_length(plain) if document.language == "zh" else len(plain.split())
            assert size <= longest, sentence
