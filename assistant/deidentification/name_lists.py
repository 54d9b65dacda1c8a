"""Lists of common names (``resources/privacy/names.yaml``), loaded once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class NameLists:
    """``surname`` and ``given`` are patterns of Chinese characters; the English lists are in lower case.

    ``either_english`` are names that are words too, ``never_english`` capitalised words that are no names, of
    which ``eponyms`` may still be somebody's surname.
    """

    surname: str
    given: str
    not_chinese: re.Pattern[str]
    given_english: frozenset[str]
    either_english: frozenset[str]
    never_english: frozenset[str]
    eponyms: frozenset[str]


@lru_cache(maxsize=32)
def english_grammar(group: str) -> frozenset[str]:
    """The words of ``group`` in ``resources/privacy/english_grammar.yaml``."""
    return frozenset(str(_load("english_grammar.yaml")[group]).split())


@lru_cache(maxsize=2)
def _load(name: str) -> dict[str, Any]:
    text = (resources.files("resources") / "privacy" / name).read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


@lru_cache(maxsize=1)
def name_lists() -> NameLists:
    """The lists."""
    lists = _load("names.yaml")
    compound = "|".join(lists["surnames_compound_zh"])
    single = "".join(sorted(set(lists["surnames_zh"].replace(" ", ""))))
    stop = sorted(lists["not_names_zh"], key=len, reverse=True)
    either = frozenset(lists["ambiguous_en"]) | frozenset(lists["surnames_words_en"].split())
    eponyms = frozenset(lists["eponyms_en"].split())
    return NameLists(
        surname=f"(?:{compound}|[{single}])",
        given=f"[{''.join(sorted(set(lists['given_zh'].replace(' ', ''))))}]",
        not_chinese=re.compile("|".join(map(re.escape, stop))),
        given_english=frozenset(lists["given_en"].split()),
        either_english=either,
        never_english=frozenset(lists["not_names_en"].split()) | eponyms,
        eponyms=eponyms,
    )
