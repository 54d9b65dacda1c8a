"""What the screen for files asks for: import with a look beforehand, export, backups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import PortFailed
from ui.view_models.ports.people import Named


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """What a person said of a table: what a column means, by heading, and whether the day comes ``first``.

    ``code`` opens what was scanned at a station.
    """

    meanings: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    code: str = ""


class TypeCode(PortFailed):
    """What was scanned at a station is sealed: its code has to be typed, or typed again."""


class ChooseColumns(PortFailed):
    """The columns of a table, or the order of day and month, have to be chosen. ``columns`` are the headings."""

    def __init__(self, sentence: str, columns: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.columns = columns


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of a table; ``text`` words its meaning, ``note`` its unit."""

    heading: str
    meaning: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a file would bring; nothing is kept yet. ``key`` names it for :meth:`DataPort.store`."""

    key: str
    file: str
    format: str
    summary: tuple[str, ...]
    columns: tuple[ColumnView, ...]
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportView:
    """A file that was imported; ``undone``: taken back."""

    id: str
    title: str
    detail: str
    undone: bool


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A backup that was made and proven; ``code`` opens it and is shown this once."""

    sentence: str
    code: str


class DataPort(Protocol):
    """Files that come and go. Everything but :meth:`meanings` takes its time and may raise ``PortFailed``."""

    def meanings(self, language: Language) -> tuple[Named, ...]:
        """Return what a column of a table can mean; quick."""
        ...

    def preview(self, path: Path, choice: ImportChoice, language: Language) -> ImportPreview:
        """Read a file and keep nothing. Raises ``ChooseColumns``."""
        ...

    def store(self, key: str, language: Language) -> str:
        """Keep what was looked at; returns what was new, in words."""
        ...

    def imports(self, language: Language) -> tuple[ImportView, ...]:
        """Return what was imported, the newest first."""
        ...

    def undo(self, import_id: str, language: Language) -> str:
        """Take a whole import back; returns what happened, in words."""
        ...

    def export(self, path: Path, language: Language) -> str:
        """Write the readings to ``path`` (``.csv``, ``.xlsx``, ``.json``); returns what was written, in words."""
        ...

    def back_up(self, path: Path, language: Language) -> BackupMade:
        """Make a backup at ``path`` and prove it."""
        ...

    def verify(self, path: Path, secret: str, language: Language) -> str:
        """Prove a backup with its recovery code or passphrase; returns what is in it, in words."""
        ...

    def put_back(self, path: Path, secret: str, language: Language) -> str:
        """Prove a backup and lay it ready for the next start; returns what will happen, in words."""
        ...

    def put_back_waits(self) -> bool:
        """Whether a backup takes the place of the records at the next start."""
        ...

    def leave_put_back(self, language: Language) -> str:
        """Forget the backup that waits; returns what happened, in words."""
        ...
