"""What a profile is for: a household's own readings, or practice with virtual devices; never both.

The rule: a profile that virtual devices were used in while it was empty is for practice from then on. Any other
profile is a real one as soon as it holds anything: its first reading, entry or device decides. Simulated readings
are refused in a real profile, and real devices in one for practice, so that no made-up value ever stands among a
person's own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from app.records.database import Connection, Database
from app.records.errors import RecordsError
from app.records.timestamps import to_text

#: The sentence for real devices in a profile for practice.
PRACTICE_SENTENCE = (
    "This profile is for practice with virtual devices: use another one (--data DIR) for real devices."
)


class SimulationRefused(RecordsError):
    """Virtual devices were asked for in a profile that holds a person's own readings."""


class Purpose(StrEnum):
    """What the profile is for."""

    UNDECIDED = "undecided"
    REAL = "real"
    PRACTICE = "practice"


class ProfilePurpose:
    """The purpose of the profile in ``database``."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    @property
    def purpose(self) -> Purpose:
        """What the profile is for, by what was declared or by what it holds."""
        with self._database.snapshot() as connection:
            return _purpose(connection)

    def practise(self) -> None:
        """Declare the profile to be for practice, if it is empty; nothing changes where it already is.

        Raises:
            SimulationRefused: it is a real one.

        """
        with self._database.transaction() as connection:
            match _purpose(connection):
                case Purpose.REAL:
                    raise SimulationRefused(
                        "This profile holds real readings, and simulated ones do not belong among them: "
                        "use another one for virtual devices (--data DIR)."
                    )
                case Purpose.UNDECIDED:
                    connection.execute(
                        "INSERT INTO purpose (only, practice, declared_at) VALUES (1, 1, ?)",
                        (to_text(self._now()),),
                    )


def _purpose(connection: Connection) -> Purpose:
    declared = connection.execute("SELECT practice FROM purpose").fetchone()
    if declared is not None:
        return Purpose.PRACTICE if declared["practice"] else Purpose.REAL
    for first in ("SELECT simulated FROM raw ORDER BY id LIMIT 1", "SELECT simulated FROM device LIMIT 1"):
        row = connection.execute(first).fetchone()
        if row is not None:
            return Purpose.PRACTICE if row["simulated"] else Purpose.REAL
    return Purpose.UNDECIDED
