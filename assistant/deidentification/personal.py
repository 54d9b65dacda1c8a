"""Finds what identifies a person in free text: own rules for Chinese and English, clinical words protected.

The rules are the second fence. The first is that only an allow-listed structure is ever sent
(:mod:`assistant.privacy`); the third is that the person sees it before it leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from assistant.deidentification.chinese_names import find_chinese_names
from assistant.deidentification.english_names import find_english_names
from assistant.deidentification.identifiers import Identifier, find_identifiers, fold
from assistant.deidentification.known_entities import KnownEntities, exact, find_known
from assistant.deidentification.name_lists import name_lists
from assistant.deidentification.plain_words import clinical_words
from assistant.deidentification.postal_places import find_places
from assistant.deidentification.segmented_names import name_finders
from assistant.red_flags.clinical_text import strip_invisible

#: When findings overlap, the kind that says most about the shape names the whole.
_PRIORITY: Final = (
    "KNOWN", "EMAIL", "URL", "ID", "SSN", "PASSPORT", "PHONE", "PLATE", "VEHICLE", "IP", "DEVICE", "INSUR", "ACCT",
    "MRN", "CERT", "BIO", "HANDLE", "OTHER", "DATE", "ADDR", "ORG", "AGE", "NAME", "NUMBER",
)  # fmt: skip
#: Kinds found by words, which clinical words may be taken for.
_BY_WORDS: Final = frozenset({"NAME", "ORG", "ADDR"})


def find_personal(text: str, known: KnownEntities | None = None) -> list[Identifier]:
    """Spans of ``text`` that identify somebody, in order, without overlap."""
    visible = strip_invisible(text)
    places = _places(text, visible)
    folded = fold(visible)
    found = [
        *find_identifiers(folded),
        *find_places(folded),
        *find_chinese_names(folded),
        *find_english_names(folded),
        *(item for finder in name_finders() for item in finder.find(folded)),
    ]
    found = [item for item in found if not _protected(folded, item)]
    found.extend(_again(folded, found))
    found.extend(find_known(folded, known or KnownEntities()))
    return [
        Identifier(places[item.start], places[item.end - 1] + 1, item.kind) for item in _merged(found, folded)
    ]


def _places(text: str, visible: str) -> Sequence[int]:
    """For each character of ``visible``, where it stands in ``text``."""
    if len(text) == len(visible):
        return range(len(text))
    places: list[int] = []
    for place, character in enumerate(text):
        if len(places) < len(visible) and strip_invisible(character):
            places.append(place)
    return places


def _merged(found: Iterable[Identifier], text: str) -> list[Identifier]:
    merged: list[Identifier] = []
    for item in sorted(
        (item for item in found if item.end > item.start), key=lambda item: (item.start, -item.end)
    ):
        if merged and item.start < merged[-1].end:
            last = merged[-1]
            kind = min(last.kind, item.kind, key=_PRIORITY.index)
            merged[-1] = Identifier(last.start, max(last.end, item.end), kind)
        else:
            merged.append(item)
    return [item for item in merged if any(character.isalnum() for character in text[item.start : item.end])]


def _protected(text: str, item: Identifier) -> bool:
    """Whether a finding by words is a clinical word that only looks like a name or a place."""
    if item.kind not in _BY_WORDS:
        return False
    chinese, english = clinical_words()
    said = text[item.start : item.end]
    clinical = chinese.match(text, item.start)
    if clinical is not None and clinical.end() >= min(item.end, item.start + 2):
        return item.kind == "NAME" or clinical.end() >= item.end
    words = re.findall(r"[a-z0-9]+", said.lower())
    # "Ray" is a name here: the rules saw it in a name's place. "LDL" never is.
    listed = name_lists().given_english | name_lists().either_english
    return bool(words) and said.isascii() and all(word in english and word not in listed for word in words)


def _again(text: str, found: Iterable[Identifier]) -> list[Identifier]:
    """Every other place where a name that was found stands, whatever the words around it there."""
    names = {
        text[item.start : item.end] for item in found if item.kind == "NAME" and item.end - item.start > 1
    }
    return [
        Identifier(match.start(), match.end(), "NAME")
        for name in names
        if (pattern := exact(name)) is not None
        for match in pattern.finditer(text)
    ]
