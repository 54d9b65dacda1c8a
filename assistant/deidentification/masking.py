"""Masks text before it may leave, and puts the originals back into what returns.

The originals live in memory only, in the object that :func:`mask` returns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from assistant.deidentification.identifiers import fold
from assistant.deidentification.known_entities import KnownEntities
from assistant.deidentification.personal import find_personal
from assistant.red_flags.clinical_text import strip_invisible

#: Longest text that is masked, in characters (our rule).
MASK_LIMIT: Final = 4000
_PLACEHOLDER: Final = re.compile(r"\[[A-Z]+-\d{1,3}\]")
#: What the last look finds in masked text: shapes that no clinical sentence needs.
_RESIDUAL: Final = (
    ("digits", re.compile(r"\d(?:[\s\-.]?\d){4,}")),
    ("email", re.compile(r"\S@\S")),
    ("url", re.compile(r"https?:|www\.|\b[a-z0-9\-]+\.(?:com|cn|net|org|edu|gov|io|me)\b", re.I)),
    ("plate", re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5}")),
)  # fmt: skip


class PrivacyError(Exception):
    """Something may not leave this machine. The message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A placeholder that stands for something of class ``kind``. The original is not part of it."""

    kind: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class Residual:
    """A shape that should not be in masked text: characters ``start`` to ``end`` of it."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """Masked text. :meth:`restore` puts the originals back into a text that uses the placeholders."""

    text: str
    replacements: tuple[Replacement, ...]
    _originals: Mapping[str, str] = field(repr=False)

    def restore(self, text: str) -> str:
        """``text`` with each placeholder of this masking replaced by its original."""
        return _PLACEHOLDER.sub(lambda match: self._originals.get(match.group(), match.group()), text)

    def original(self, placeholder: str) -> str:
        """What ``placeholder`` stands for. Raises :class:`KeyError`."""
        return self._originals[placeholder]


def mask(text: str, known: KnownEntities | None = None) -> Masked:
    """Replace whatever identifies a person by placeholders such as ``[NAME-1]``.

    The same original always gets the same placeholder. Invisible characters are removed. Raises
    :class:`PrivacyError` above :data:`MASK_LIMIT` characters.
    """
    if len(text) > MASK_LIMIT:
        raise PrivacyError(f"Text over {MASK_LIMIT} characters is not sent; please shorten it.")
    visible = strip_invisible(text)
    taken = set(_PLACEHOLDER.findall(visible))
    originals: dict[str, str] = {}
    by_original: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = {}
    pieces: list[str] = []
    at = 0
    for span in find_personal(visible, known):
        original = visible[span.start : span.end]
        if (kept := _PLACEHOLDER.fullmatch(original)) is not None and kept.group() in taken:
            continue
        placeholder = by_original.get((span.kind, original))
        if placeholder is None:
            placeholder = _next_placeholder(span.kind, counts, taken)
            by_original[span.kind, original] = placeholder
            originals[placeholder] = original
        pieces += [visible[at : span.start], placeholder]
        at = span.end
    pieces.append(visible[at:])
    replacements = tuple(Replacement(kind, name) for (kind, _), name in by_original.items())
    return Masked("".join(pieces), replacements, originals)


def _next_placeholder(kind: str, counts: dict[str, int], taken: set[str]) -> str:
    """The next number of ``kind`` whose placeholder is not written in the text itself."""
    while True:
        counts[kind] = counts.get(kind, 0) + 1
        placeholder = f"[{kind}-{counts[kind]}]"
        if placeholder not in taken:
            return placeholder


def residual_scan(text: str) -> tuple[Residual, ...]:
    """What is left in masked ``text`` and blocks sending.

    Long digit runs, e-mail, web address and number plate by their shape; names, places and the like by a second
    look with the placeholders gone, which changes what stands beside what.
    """
    blank = fold(_PLACEHOLDER.sub(lambda match: "□" * len(match.group()), text))
    shapes = [
        Residual(kind, match.start(), match.end())
        for kind, shape in _RESIDUAL
        for match in shape.finditer(blank)
    ]
    seen = [Residual(item.kind.lower(), item.start, item.end) for item in find_personal(blank)]
    return tuple(shapes or [item for item in seen if "□" not in blank[item.start : item.end]])
