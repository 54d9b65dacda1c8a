"""Where foreign documents wait until a person admits them; nothing in it is searched or cited.

A waiting document is one JSON file. Admitted, it becomes an article of the household's own (Markdown with
front matter, :mod:`kb.intake`) and the file here goes.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Final

import tomli_w

from kb.document import Document
from kb.errors import DocumentUnreadable, DocumentUnsigned, QuarantineFull, UnknownDocument
from kb.index.atomic_file import replace_file
from kb.intake import read_article
from kb.parsing.cleaning import language_of
from kb.parsing.reader import Parsed, read_document

#: Most documents that wait at a time.
MOST_WAITING: Final = 1_000
_LONGEST_TOPIC: Final = 60
_NO_NAME: Final = "document"
#: What a reviewer may put right.
_CORRECTED: Final = ("title", "topic", "publisher", "licence", "dated")
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that waits. ``id`` is the beginning of the SHA-256 of its bytes, so that it waits but once.

    ``origin`` is its file name or address, ``dated`` the day it gives itself (ISO, or empty).
    """

    id: str
    title: str
    topic: str
    language: str
    publisher: str
    licence: str
    dated: str
    origin: str
    sha256: str
    received_at: str
    hidden_characters: int
    markdown: str

    @property
    def lacking(self) -> tuple[str, ...]:
        """What it does not say of itself and a person has to: of ``publisher`` and ``licence``."""
        return tuple(name for name in ("publisher", "licence") if not getattr(self, name))


class Quarantine:
    """The documents that wait in ``folder``."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder, self._now = folder, now

    def take_file(self, path: Path) -> Waiting:
        """Read the file at ``path`` in a limited process and let it wait. Raises :class:`IntakeError`."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise DocumentUnreadable(
                f"{path.name} cannot be read; check that it is there and may be read."
            ) from error
        return self.take(data, path.stem, path.suffix.lower(), path.name)

    def take(self, data: bytes, name: str, suffix: str, origin: str) -> Waiting:
        """Read ``data`` (see :func:`kb.parsing.reader.read_document`) and let it wait. Raises :class:`IntakeError`."""
        if len(list(self._files())) >= MOST_WAITING:
            raise QuarantineFull(f"{MOST_WAITING:,} documents wait already; review some of them first.")
        waiting = _waiting(read_document(data, name, suffix), data, origin, self._now())
        read_article(_article(waiting, self._now().date(), placeholders=True), _path(waiting))
        self.put_back(waiting)
        return waiting

    def put_back(self, waiting: Waiting) -> None:
        """Let ``waiting`` wait (again, after it was refused)."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps(asdict(waiting), ensure_ascii=False)
        replace_file(self._folder / f"{waiting.id}.json", lambda file: file.write(text.encode()))

    def waiting(self) -> tuple[Waiting, ...]:
        """What waits, the oldest first; a damaged file is left out."""
        found = [waiting for file in self._files() if (waiting := _loaded(file)) is not None]
        return tuple(sorted(found, key=lambda waiting: (waiting.received_at, waiting.id)))

    def find(self, id_: str) -> Waiting:
        """The document that waits under ``id_`` (its beginning is enough). Raises :class:`UnknownDocument`."""
        found = [waiting for waiting in self.waiting() if id_ and waiting.id.startswith(id_)]
        if len(found) != 1:
            raise UnknownDocument(
                "No document waits under this number; `listenwell kb review` lists those that do."
            )
        return found[0]

    def admit(self, id_: str, own_articles: Path, corrections: Mapping[str, str] = _NOTHING) -> Document:
        """Make an article of it in ``own_articles``, in place of an older edition, and let it wait no longer.

        ``corrections`` may give title, topic, publisher, licence, dated. Raises :class:`IntakeError` while publisher
        or licence are lacking.
        """
        known = asdict(self.find(id_))
        waiting = Waiting(
            **{**known, **{name: corrections[name] for name in _CORRECTED if name in corrections}}
        )
        if waiting.lacking:
            raise DocumentUnsigned(
                f"The document does not say its {' and its '.join(waiting.lacking)}; give what you know of it."
            )
        text = _article(waiting, self._now().date())
        document = read_article(text, _path(waiting))
        folder = own_articles / waiting.language
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(folder / f"{waiting.topic}.md", lambda file: file.write(text.encode()))
        self.refuse(waiting.id)
        return document

    def refuse(self, id_: str) -> None:
        """Forget a waiting document. Raises :class:`UnknownDocument`."""
        (self._folder / f"{self.find(id_).id}.json").unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.json")) if self._folder.is_dir() else []


def topic_of(title: str) -> str:
    """A title as a file may be named: letters and digits of any script, the rest as single hyphens."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", title).lower())
    return "-".join(words)[:_LONGEST_TOPIC].strip("-") or _NO_NAME


def _waiting(parsed: Parsed, data: bytes, origin: str, now: datetime) -> Waiting:
    draft, digest = parsed.draft, hashlib.sha256(data).hexdigest()
    return Waiting(
        id=digest[:16],
        title=draft.title,
        topic=topic_of(draft.title),
        language=language_of(draft.markdown),
        publisher=_line(draft.publisher),
        licence=_line(draft.licence),
        dated=draft.dated,
        origin=_line(origin),
        sha256=digest,
        received_at=now.astimezone(UTC).isoformat(),
        hidden_characters=parsed.hidden_characters,
        markdown=draft.markdown,
    )


def _line(text: str) -> str:
    return " ".join(text.split())[:300]


def _article(waiting: Waiting, reviewed: date, *, placeholders: bool = False) -> str:
    """The document as an article; ``placeholders`` stand for what it lacks while its form is checked."""
    lacking = "?" if placeholders else ""
    source = f"{waiting.publisher or lacking}, {waiting.dated or waiting.received_at[:10]}: {waiting.origin}"
    matter: dict[str, Any] = {
        "title": waiting.title,
        "topic": waiting.topic,
        "language": waiting.language,
        "publisher": waiting.publisher or lacking,
        "licence": waiting.licence or lacking,
        "reviewed": reviewed,
        "sources": [source[:300]],
    }
    return f"+++\n{tomli_w.dumps(matter)}+++\n\n{waiting.markdown}\n"


def _path(waiting: Waiting) -> PurePosixPath:
    return PurePosixPath(f"{waiting.topic}.md")


def _loaded(file: Path) -> Waiting | None:
    try:
        return Waiting(**json.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
