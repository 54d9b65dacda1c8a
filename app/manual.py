"""The manual of Listenwell, and finding in it what a person asks: the library's keyword index over its sections."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from assistant.conversation import Language

#: A heading and the words below it.
_SECTION: Final = re.compile(r"^## (?P<title>.+)\n(?P<text>(?:(?!## ).*\n?)+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ManualSection:
    """What the manual says about one thing; ``id`` is ``language/number``."""

    id: str
    title: str
    text: str


@cache
def sections(language: Language) -> tuple[ManualSection, ...]:
    """Return the manual in ``language``, in its own order."""
    text = (files("resources") / "manual" / f"{language.value}.md").read_text(encoding="utf-8")
    return tuple(
        ManualSection(f"{language.value}/{number}", found["title"].strip(), " ".join(found["text"].split()))
        for number, found in enumerate(_SECTION.finditer(text))
    )


class Manual:
    """Finds sections. The index lies in ``folder`` and is made when it is first asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, question: str, language: Language, limit: int = 3) -> tuple[ManualSection, ...]:
        """Return what answers ``question`` best, or nothing. Raises :class:`kb.errors.LibraryError`."""
        from kb.index.keywords import Entry, IndexedDocument, KeywordIndex

        index = KeywordIndex(self._folder)
        manual = sections(language)
        document = f"manual-{language.value}"
        digest = hashlib.sha256(repr(manual).encode()).hexdigest()
        if index.contents.get(document) != digest:
            entries = tuple(
                Entry(one.id, document, language.value, one.title, one.text, ()) for one in manual
            )
            index.update([IndexedDocument(document, digest, entries)], removed=())
        by_id = {one.id: one for one in manual}
        matches = index.search(question, limit, language.value)
        best = matches[0].score if matches else 0.0
        # What scores far below the best shares a common word with the question, not its subject. Our rule.
        return tuple(by_id[match.id] for match in matches if match.id in by_id and match.score >= best / 2)
