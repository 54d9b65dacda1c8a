"""No article states a number that is not beside a named source which states it.

The ledger ``resources/knowledge/figures.yaml`` says which source states which figures. A paragraph or a
list item with a number names a source of the ledger (a list may name it in the sentence that leads in),
and every number in it is among the figures of the sources it names.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import pytest
import yaml

from kb.document import Document, Section
from kb.intake import shipped_articles

DOCUMENTS = shipped_articles().documents

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
#: Digits that are no figures: emergency numbers, names, and the power of ten of a unit.
_NAMES = {
    "en": r"\(120 in China, 911 in the US, 999 in the UK, 112 in the EU\)"
    r"|\b(?:NEWS2|[Tt]ype [12]|stage [1-5]|B12|B6|HbA1c|SpO2|FT[34]|TT[34]|T[34]|C[34]|D[23]|CA ?125|CA ?19-9|CA ?15-3"
    r"|15-15|Stroke 1-2-0|CO2|25-hydroxy)\b|10⁹|10¹²",
    "zh": r"（中国120）|中风120|NEWS2|[12]型|[1-5]期|维生素B12|B12|B6|HbA1c|SpO2|FT[34]|TT[34]|T[34]|C[34]|D[23]"
    r"|CA ?125|CA ?19-9|CA ?15-3|15-15|CO2|25-羟基|10⁹|10¹²",
}
#: Numbers in words, where they measure something.
_IN_WORDS = {
    "en": r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|sixty|ninety)"
    r"[ -](?:\w+ )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|grams?|litres?|glasses|cups|kilos?"
    r"|kilograms?|kilometres?|metres?|degrees?|percent|spoons?|steps?|puffs?|tablets?|pills?|drops?)\b",
    "zh": r"(?<![第一十])[两二三四五六七八九十百]+多?个?半?(?:秒|分钟|小时|天(?!天)|周|星期|月|年|岁|克|毫克|升|毫升|斤"
    r"|公斤|公里|度|杯|勺|片|粒|滴|步|喷)",
}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Source:
    """A source of the ledger: how texts name it by language, its titles, and the numbers it states."""

    name: Mapping[str, str]
    title: Mapping[str, str]
    status: str
    numbers: frozenset[str]


@cache
def clinical() -> tuple[dict, dict]:
    folder = resources.files("resources") / "clinical"
    return tuple(
        yaml.safe_load((folder / name).read_text("utf-8")) for name in ("thresholds.yaml", "labs.yaml")
    )


@cache
def ledger() -> dict[str, Source]:
    text = (resources.files("resources") / "knowledge" / "figures.yaml").read_text("utf-8")
    return {key: source(row) for key, row in yaml.safe_load(text)["sources"].items()}


def source(row: dict) -> Source:
    stated = {number for figure in row["figures"] for number in numbers(figure)}
    if row.get("clinical") in clinical()[1]["sources"] or row.get("clinical") == "critical_lists":
        stated |= laboratory_numbers(row["clinical"])
    return Source(row["name"], row["title"], row["status"], frozenset(stated))


def laboratory_numbers(key: str) -> set[str]:
    """The limits and ages that labs.yaml holds for one of its sources, or of all critical values."""
    found: list[float | int] = []
    for analyte in clinical()[1]["analytes"]:
        if key == "critical_lists":
            found += [row["value"] for row in analyte.get("critical", [])]
            continue
        for row in analyte.get("ranges", []):
            if row["source"] == key:
                found += [row[side] for side in ("low", "high") if side in row] + row.get("age", [])
    return {canonical(str(number)) for number in found}


def canonical(number: str) -> str:
    """``number`` as one spelling: 7.0 is 7, 2,332 is 2332."""
    whole = number.replace(",", "")
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


def numbers(text: str) -> set[str]:
    return {canonical(number) for number in _NUMBER.findall(text)}


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Each paragraph and list item of a section with the words that lead into it (none for a paragraph)."""
    leading = ""
    for paragraph in re.split(r"\n\s*\n", text):
        items = re.findall(r"^- .*$", paragraph, re.MULTILINE)
        if not items:
            yield paragraph, ""
            leading = paragraph if re.search(r"[:：]\s*$", paragraph) else ""
        for item in items:
            yield item, leading


def unsourced(document: Document) -> list[str]:
    """What is wrong with the numbers of ``document``, one sentence each."""
    return [
        *_unsourced_headings(document),
        *(
            problem
            for section in document.sections
            for block, leading in blocks(section.text)
            for problem in _unsourced_block(document, block, leading)
        ),
    ]


def _unsourced_headings(document: Document) -> Iterator[str]:
    """The title and the headings state only what a source that the text names states."""
    text = "\n".join(section.text for section in document.sections)
    stated = {
        number
        for source in ledger().values()
        if source.name[document.language] in text
        for number in source.numbers
    }
    for heading in {heading for section in document.sections for heading in (document.title, *section.path)}:
        bare = re.sub(_NAMES[document.language], " ", heading)
        if missing := numbers(bare) - stated:
            yield f"{sorted(missing)} in a heading: {heading}"


def _unsourced_block(document: Document, block: str, leading: str) -> Iterator[str]:
    language = document.language
    bare, named = block, []
    for key, source in ledger().items():
        if source.name[language] in block or source.name[language] in leading:
            named.append(key)
            bare = bare.replace(source.name[language], " ")
    bare = re.sub(_NAMES[language], " ", bare)
    for word in re.findall(_IN_WORDS[language], bare):
        yield f"“{word}” is a number in words: {block[:60]}"
    found = numbers(bare)
    if found and not named:
        yield f"{sorted(found)} beside no source: {block[:60]}"
    elif missing := found - {number for key in named for number in ledger()[key].numbers}:
        yield f"{sorted(missing)} not stated by {named}: {block[:60]}"
    for key in named:
        if ledger()[key].title[language] not in document.sources:
            yield f"{key} is named but is not among the sources: {block[:60]}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.id)
def test_every_number_stands_beside_a_source_that_states_it(document):
    assert unsourced(document) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.id)
def test_the_sources_of_an_article_are_those_of_the_ledger(document):
    known = {source.title[document.language] for source in ledger().values()}
    assert set(document.sources) <= known
    assert len(set(document.sources)) == len(document.sources)


def test_the_ledger_names_a_year_and_holds_nothing_from_memory():
    for key, source in ledger().items():
        assert source.status in {"v", "s", "d", "c"}, key
        for language in ("en", "zh"):
            assert _YEAR.search(source.name[language]), key
            assert _YEAR.search(source.title[language]), key
    names = [source.name[language] for source in ledger().values() for language in ("en", "zh")]
    assert all(a == b or a not in b for a in names for b in names)


def test_what_the_ledger_shares_with_the_clinical_tables_is_there():
    thresholds, labs = clinical()
    known = {*thresholds["sources"], *labs["sources"], "critical_lists"}
    text = (resources.files("resources") / "knowledge" / "figures.yaml").read_text("utf-8")
    for key, row in yaml.safe_load(text)["sources"].items():
        assert row.get("clinical", "OURS") in known, key
    assert {row["status"] for row in labs["sources"].values()} <= {"verified", "secondary", "design"}


def test_both_languages_of_an_article_state_the_same_numbers():
    stated: dict[str, dict[str, set[str]]] = {}
    for document in DOCUMENTS:
        text = "\n".join(section.text for section in document.sections)
        for source in ledger().values():
            text = text.replace(source.name[document.language], " ")
        bare = re.sub(_NAMES[document.language], " ", text)
        stated.setdefault(document.topic, {})[document.language] = numbers(bare)
    differing = {topic: both["en"] ^ both["zh"] for topic, both in stated.items() if both["en"] != both["zh"]}
    assert differing == {}


PLANTED = [
    ("en", "A blood pressure of 140/90 mmHg is high.", "beside no source"),
    ("en", "Take 40 tablets a day (Chinese hypertension guideline 2024).", "not stated by"),
    ("en", "Blood pressure is high from 150/90 mmHg (Chinese hypertension guideline 2024).", "not stated by"),
    ("en", "Walk for thirty minutes a day.", "in words"),
    ("en", "- Drink two big glasses of water.", "in words"),
    ("en", "A source far away (NEWS2 2017).\n\n- A pulse of 131 is fast.", "beside no source"),
    ("en", "A pulse of 131 is fast (NEWS2 2017).", "not among the sources"),
    ("zh", "血压达到140/90 mmHg算高。", "beside no source"),
    ("zh", "每天吃40片（中国高血压防治指南2024）。", "not stated by"),
    ("zh", "每天走三十分钟。", "in words"),
    ("zh", "盐每天不超过5克。", "beside no source"),
    ("zh", "连喝两杯水。", "in words"),
    ("en", "## 37 steps", "in a heading"),
]
SOUND = [
    ("en", "High from 140/90 mmHg (Chinese hypertension guideline 2024). Call (120 in China, 911 in the US, 999 in the UK, 112 in the EU)."),
    ("en", "By the Chinese hypertension guideline 2024:\n\n- High from 140/90 mmHg.\n- Normal below 120/80 mmHg."),
    ("en", "Vitamin B12, HbA1c and type 2 diabetes are names. Measure once a day, on a few days."),
    ("zh", "达到140/90 mmHg算高（中国高血压防治指南2024）。请拨打急救电话（中国120）。"),
    ("zh", "2型糖尿病人第二天再测，几天后复查，天天记录。"),
]  # fmt: skip


def planted(language: str, text: str, *, sources: tuple[str, ...]) -> Document:
    heading, body = (text[3:], "Text.") if text.startswith("## ") else ("Y", text)
    sections = (Section(("X", heading), body),)
    return Document(f"{language}/x", "x", "X", language, "P", "L", date(2026, 1, 1), sources, sections)


@pytest.mark.parametrize(("language", "text", "words"), PLANTED)
def test_a_planted_number_is_refused(language, text, words):
    sources = (ledger()["CHN2024"].title[language],)
    assert any(words in problem for problem in unsourced(planted(language, text, sources=sources)))


@pytest.mark.parametrize(("language", "text"), SOUND)
def test_a_sourced_number_is_not_refused(language, text):
    sources = (ledger()["CHN2024"].title[language],)
    assert unsourced(planted(language, text, sources=sources)) == []


def test_a_number_slipped_into_any_shipped_article_is_refused():
    for document in DOCUMENTS:
        slipped = {"en": "Take 37 g of it.", "zh": "吃37克。"}[document.language]
        section = document.sections[-1]
        text = f"{section.text}\n\n{slipped}"
        changed = planted(document.language, text, sources=document.sources)
        assert unsourced(changed), document.id
