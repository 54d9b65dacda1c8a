"""Finds what identifies a person in free text: own rules for Chinese and English, clinical words protected.

The rules are the second fence. The first is that only an allow-listed structure is ever sent
(:mod:`assistant.privacy`); the third is that the person sees it before it leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.deidentification.identifiers import Identifier, find_identifiers, fold
from assistant.deidentification.personal_names import find_names
from assistant.deidentification.postal_places import find_places
from assistant.red_flags.clinical_text import strip_invisible
from assistant.red_flags.lexicon import lexicon, load_yaml

#: When findings overlap, the kind that says most about the shape names the whole.
_PRIORITY: Final = (
    "KNOWN", "EMAIL", "URL", "ID", "SSN", "PASSPORT", "PHONE", "PLATE", "VEHICLE", "IP", "DEVICE", "INSUR", "ACCT",
    "MRN", "CERT", "BIO", "HANDLE", "OTHER", "DATE", "ADDR", "ORG", "AGE", "NAME", "NUMBER",
)  # fmt: skip
#: Kinds found by words, which clinical words may be taken for.
_BY_WORDS: Final = frozenset({"NAME", "ORG", "ADDR"})


#: Signs of Latin words; Chinese may stand directly beside them.
_LATIN: Final = "A-Za-z0-9_À-ɏ"


@dataclass(frozen=True, slots=True)
class KnownEntities:
    """What the household's records know about its people; masked wherever it occurs, exactly.

    ``others`` holds addresses, phone numbers, device serials and the like.
    """

    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def find_personal(text: str, known: KnownEntities | None = None) -> list[Identifier]:
    """Spans of ``text`` that identify somebody, in order, without overlap."""
    visible = strip_invisible(text)
    places = _places(text, visible)
    folded = fold(visible)
    found = [*find_identifiers(folded), *find_places(folded), *find_names(folded)]
    found = [item for item in found if not _protected(folded, item)]
    found.extend(_again(folded, found))
    found.extend(_known(folded, known or KnownEntities()))
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


@lru_cache(maxsize=1)
def _clinical_words() -> tuple[re.Pattern[str], frozenset[str]]:
    """Names of analytes and the words of symptoms: (Chinese pattern, English words)."""
    chinese: set[str] = set()
    english: set[str] = set()
    for analyte in load_yaml("labs.yaml")["analytes"]:
        chinese.update(name for name in analyte.get("zh", ()) if len(name) > 1)
        for name in (*analyte.get("en", ()), *analyte.get("abbreviations", ())):
            english.update(re.findall(r"[a-z0-9]+", str(name).lower()))
    for term in lexicon().terms:
        joined = "".join(term)
        if len(term) > 1 and "\u3400" <= joined[0] <= "\u9fff":
            chinese.add(joined)
    ordered = sorted(chinese, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered))), frozenset(english)


def _protected(text: str, item: Identifier) -> bool:
    """Whether a finding by words is a clinical word that only looks like a name or a place."""
    if item.kind not in _BY_WORDS:
        return False
    chinese, english = _clinical_words()
    said = text[item.start : item.end]
    clinical = chinese.match(text, item.start)
    if clinical is not None and clinical.end() >= min(item.end, item.start + 2):
        return item.kind == "NAME" or clinical.end() >= item.end
    words = re.findall(r"[a-z0-9]+", said.lower())
    return bool(words) and said.isascii() and all(word in english for word in words)


def _again(text: str, found: Iterable[Identifier]) -> list[Identifier]:
    """Every other place where a name that was found stands, whatever the words around it there."""
    names = {
        text[item.start : item.end] for item in found if item.kind == "NAME" and item.end - item.start > 1
    }
    return [
        Identifier(match.start(), match.end(), "NAME")
        for name in names
        if (pattern := _exact(name)) is not None
        for match in pattern.finditer(text)
    ]


def _known(text: str, known: KnownEntities) -> Iterable[Identifier]:
    for kind, entities in (("NAME", _with_parts(known.names)), ("KNOWN", known.others)):
        for entity in sorted(set(entities), key=len, reverse=True):
            pattern = _exact(fold(strip_invisible(entity)).strip())
            if pattern is not None:
                for match in pattern.finditer(text):
                    yield Identifier(match.start(), match.end(), kind)


def _with_parts(names: Iterable[str]) -> Iterable[str]:
    """Each name, and what people call each other by: given name and surname of a name with spaces."""
    for name in names:
        yield name
        parts = [part for part in re.split(r"[\s·,]+", name) if len(part) > 1]
        if len(parts) > 1:
            yield from parts
        elif re.fullmatch(r"[\u4e00-\u9fff]{3,4}", name):
            yield name[1:] if len(name) == 3 else name[2:]


def _exact(entity: str) -> re.Pattern[str] | None:
    """The entity with any spacing and hyphens between its parts, whatever the case."""
    if not any(character.isalnum() for character in entity):
        return None
    chinese = any("\u3400" <= character <= "\u9fff" for character in entity)
    if chinese or entity.replace("-", "").replace(" ", "").isdigit():
        signs = [character for character in entity if not character.isspace() and character not in "-·."]
        body = r"[\s\-·.]*".join(map(re.escape, signs))
        return re.compile(body if chinese else rf"(?<!\d){body}(?!\d)", re.I)
    words = [word for word in re.split(r"[\s\-]+", entity) if word]
    body = r"[\s\-.,]+".join(map(re.escape, words))
    return re.compile(rf"(?<![{_LATIN}]){body}(?![{_LATIN}])", re.I)
