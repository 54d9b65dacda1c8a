"""What the first page of a station says to people who pass by, besides its own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.records.database import Database
from app.records.errors import InvalidEntry
from app.records.timestamps import from_text, to_text

MAX_LENGTH: Final = 120


@dataclass(frozen=True, slots=True)
class FirstPageMessage:
    """Words of the staff, shown until ``until`` (or until they are taken down)."""

    words: str
    until: datetime | None


class FirstPage:
    """The message in the station's database."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def message(self) -> FirstPageMessage | None:
        """Return what is to be shown now."""
        with self._database.snapshot() as connection:
            row = connection.execute("SELECT words, until FROM message").fetchone()
        if row is None:
            return None
        until = None if row["until"] is None else from_text(row["until"])
        return None if until is not None and until <= self._now() else FirstPageMessage(row["words"], until)

    def show(self, words: str, member: str, until: datetime | None = None) -> None:
        """Show ``words``; none at all take the message down. Raises :class:`InvalidEntry` for too many."""
        words = " ".join(words.split())
        if len(words) > MAX_LENGTH:
            raise InvalidEntry(f"A message has at most {MAX_LENGTH} characters: shorten it.")
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM message")
            if words:
                connection.execute(
                    "INSERT INTO message (id, words, until, set_by, set_at) VALUES (1, ?, ?, ?, ?)",
                    (words, None if until is None else to_text(until), member, to_text(self._now())),
                )
