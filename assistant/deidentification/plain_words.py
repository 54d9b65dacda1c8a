"""Words that are no names: the English dictionary, and the clinical words of both languages.

Protection comes after detection: a finding that is only clinical words is dropped, because masking "LDL" or
"白细胞" takes the medicine out of the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Final

from assistant.red_flags.clinical_files import load_yaml
from assistant.red_flags.lexicon import lexicon

#: Endings of inflected English words and what may stand in their place.
_INFLECTIONS: Final = (
    ("s", ("",)), ("es", ("",)), ("ed", ("", "e")), ("ing", ("", "e")), ("ly", ("",)), ("er", ("", "e")),
    ("ers", ("", "e")), ("ies", ("y",)), ("ied", ("y",)), ("ier", ("y",)), ("ily", ("y",)), ("n", ("",)), ("est", ("", "e")),
)  # fmt: skip
_DOUBLED: Final = frozenset({"ed", "ing", "er", "ers", "est"})


@lru_cache(maxsize=1)
def dictionary() -> frozenset[str]:
    """English words without their regular inflections."""
    return frozenset(_content("privacy/words_en.txt").split())


def is_english_word(word: str) -> bool:
    """Whether lower-case ``word`` is in the dictionary, inflected or not."""
    words = dictionary()
    if word in words:
        return True
    for ending, stems in _INFLECTIONS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 3:
            continue
        if any(stem + part in words for part in stems):
            return True
        if ending in _DOUBLED and stem[-1] == stem[-2] and stem[:-1] in words:
            return True
    return False


@lru_cache(maxsize=1)
def clinical_words() -> tuple[re.Pattern[str], frozenset[str]]:
    """Analytes, medicines, conditions, symptoms and care: (Chinese pattern, English words in lower case)."""
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
    for label_zh, label_en in _concept_labels():
        chinese.update(label for label in label_zh.split("|") if len(label) > 1)
        english.update(re.findall(r"[a-z0-9]+", label_en.lower()))
    ordered = sorted(chinese, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered))), frozenset(english)


def _concept_labels() -> Iterator[tuple[str, str]]:
    for name in ("body", "care", "conditions", "devices", "medicines", "symptoms", "tests"):
        for line in _content(f"concepts/{name}.tsv").splitlines():
            if line and not line.startswith("#"):
                chinese, _, english = line.partition("\t")
                yield chinese, english


def _content(path: str) -> str:
    text = resources.files("resources").joinpath(*path.split("/")).read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))
