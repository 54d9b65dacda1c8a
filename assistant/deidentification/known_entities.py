"""What the household's own records know: its names in every form they are said or written in, and its addresses.

This is the strongest of the fences, because it can be tested to the end: nothing of it may ever be in a payload.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from assistant.deidentification.identifiers import Identifier, fold
from assistant.red_flags.clinical_text import strip_invisible

#: Signs of Latin words; Chinese may stand directly beside them.
_LATIN: Final = "A-Za-z0-9_À-ɏ"
_CHINESE_NAME: Final = re.compile(r"[\u3400-\u9fff]{2,4}")
_CHINESE_RUN: Final = re.compile(r"[\u3400-\u9fff]+")
_LATIN_WORD: Final = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'\-]+")
#: Our rules: names this long are also found with one letter wrong, and by their sound.
_FUZZY_LETTERS: Final = 6
_SOUND_CHARACTERS: Final = 3
_CALLED: Final = ("小", "老", "阿", "大")
#: What people called by a given name are mostly called too.
_SHORT_FORMS: Final = {
    "robert": "bob bobby rob robbie", "william": "bill billy will willie", "richard": "rick dick rich richie", "james": "jim jimmy jamie",
    "john": "jack johnny", "margaret": "peggy maggie meg marge", "elizabeth": "liz beth betty lizzie eliza", "michael": "mike mickey",
    "thomas": "tom tommy", "charles": "charlie chuck", "joseph": "joe joey", "edward": "ed eddie ted", "katherine": "kate katie kathy",
    "catherine": "cathy kate", "patricia": "pat patty tricia", "jennifer": "jen jenny", "susan": "sue susie", "deborah": "deb debbie",
    "christopher": "chris", "christina": "tina chris", "christine": "chris", "daniel": "dan danny", "matthew": "matt", "anthony": "tony",
    "andrew": "andy drew", "steven": "steve", "stephen": "steve", "kenneth": "ken kenny", "ronald": "ron ronnie", "timothy": "tim timmy",
    "samuel": "sam sammy", "benjamin": "ben benny", "gregory": "greg", "alexander": "alex", "alexandra": "alex sandra", "nicholas": "nick",
    "jonathan": "jon", "theodore": "ted teddy", "rebecca": "becky", "victoria": "vicky", "kimberly": "kim", "pamela": "pam",
    "dorothy": "dot dottie", "barbara": "barb barbie", "cynthia": "cindy", "sandra": "sandy", "jacqueline": "jackie", "abigail": "abby",
    "samantha": "sam", "frances": "fran", "lawrence": "larry", "gerald": "jerry", "raymond": "ray", "eugene": "gene", "leonard": "leo len",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownEntities:
    """What the household's records know about its people; masked wherever it occurs.

    ``names`` are also found in parts, as nicknames, in pinyin, and misheard; ``others`` (addresses, phone
    numbers, device serials and the like) as they are, whatever the spacing.
    """

    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def find_known(text: str, known: KnownEntities) -> Iterator[Identifier]:
    """Occurrences in folded ``text``; they may overlap."""
    for name in known.names:
        yield from _occurrences(text, (name, *_forms(name)), "NAME")
        yield from _by_sound(text, name)
    yield from _misspelt(text, known.names)
    yield from _occurrences(text, known.others, "KNOWN")


def _occurrences(text: str, entities: Iterable[str], kind: str) -> Iterator[Identifier]:
    for entity in entities:
        pattern = exact(fold(strip_invisible(entity)).strip())
        if pattern is not None:
            for match in pattern.finditer(text):
                yield Identifier(match.start(), match.end(), kind)


@lru_cache(maxsize=256)
def _forms(name: str) -> tuple[str, ...]:
    """Parts of a name and what its bearer is called: given name, surname, nicknames, pinyin in both orders."""
    name = fold(strip_invisible(name)).strip()
    parts = [part for part in re.split(r"[\s·,]+", name) if len(part) > 1]
    if len(parts) > 1:
        return tuple(dict.fromkeys(form for part in parts for form in (part, *_short_forms(part))))
    if _CHINESE_NAME.fullmatch(name) is None:
        return _short_forms(name)
    surname, given = (name[:2], name[2:]) if len(name) == 4 else (name[:1], name[1:])
    last = given[-1]
    called = [*(f"{before}{last}" for before in _CALLED), *(f"{before}{surname}" for before in _CALLED)]
    called += [last * 2, f"{last}儿", f"{last}子", f"{last}姐", f"{last}哥"]
    if len(given) > 1:
        called += [given, given[0] * 2]
    return (*called, *_pinyin_forms(surname, given))


def _short_forms(part: str) -> tuple[str, ...]:
    return tuple(_SHORT_FORMS.get(part.lower(), "").split())


def _pinyin_forms(surname: str, given: str) -> tuple[str, ...]:
    family, own = (" ".join(_syllables(part)) for part in (surname, given))
    joined = [(family.replace(" ", ""), own.replace(" ", ""))]
    forms = [form for one, other in joined for form in (f"{one} {other}", f"{other} {one}", f"{one}{other}", f"{other}{one}")]  # fmt: skip
    forms += [f"{family} {own}", f"{own} {family}"]
    return (*forms, own.replace(" ", ""), own) if len(given) > 1 else tuple(forms)


def _syllables(characters: str) -> list[str]:
    from pypinyin import lazy_pinyin

    return list(lazy_pinyin(characters))


def _by_sound(text: str, name: str) -> Iterator[Identifier]:
    """A Chinese name of three characters or more written with others of the same sound, as recognisers do."""
    name = fold(strip_invisible(name)).strip()
    if _CHINESE_NAME.fullmatch(name) is None or len(name) < _SOUND_CHARACTERS:
        return
    wanted = _syllables(name)
    for run in _CHINESE_RUN.finditer(text):
        said = _syllables(run.group())
        if len(said) != len(run.group()):
            continue
        for at in range(len(said) - len(wanted) + 1):
            if said[at : at + len(wanted)] == wanted:
                yield Identifier(run.start() + at, run.start() + at + len(wanted), "NAME")


def _misspelt(text: str, names: Iterable[str]) -> Iterator[Identifier]:
    """Long Latin names with one letter wrong, too many or missing."""
    parts = {
        part.lower()
        for name in names
        for part in _LATIN_WORD.findall(fold(name))
        if len(part) >= _FUZZY_LETTERS
    }
    for word in _LATIN_WORD.finditer(text):
        said = word.group().lower().removesuffix("'s")
        if any(OSA.distance(said, part, score_cutoff=1) <= 1 for part in parts):
            yield Identifier(word.start(), word.start() + len(said), "NAME")


def exact(entity: str) -> re.Pattern[str] | None:
    """A pattern of ``entity`` with any spacing and hyphens between its parts, whatever the case."""
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
