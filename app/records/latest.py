"""The latest readings of each person, kept in memory until the records change."""

from __future__ import annotations

from collections.abc import Mapping

from app.records import clean
from app.records.clean import CleanReading
from app.records.database import Database
from device_io.reading import ReadingKind


class LatestReadings:
    """Home is drawn again every minute and seldom changes: what it shows is read once a commit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._commits = -1
        self._found: dict[str, Mapping[ReadingKind, CleanReading]] = {}

    def of(self, person_id: str) -> Mapping[ReadingKind, CleanReading]:
        """Return the person's latest plausible reading of each kind there is one of, in the order of kinds."""
        # Counted before reading: a commit in between makes the next call read again, never too seldom.
        commits = self._database.commits
        if commits != self._commits:
            self._commits, self._found = commits, {}
        found = self._found.get(person_id)
        if found is None:
            with self._database.snapshot() as connection:
                found = self._found[person_id] = clean.latest(connection, person_id)
        return found
