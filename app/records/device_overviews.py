"""What the records know about a device: its clock, who used it, how much it sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.records.database import Connection, Database
from app.records.timestamps import from_text
from device_io.reading import ReadingKind

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class SlotUse:
    """Readings of one user of a device; ``slot`` ``None`` where it told none, ``person_id`` ``None`` for nobody's."""

    slot: int | None
    person_id: str | None
    readings: int


@dataclass(frozen=True, slots=True)
class DeviceOverview:
    """``clock_offset`` is host time minus device time at ``clock_read_at``, ``None`` if the clock was never read.

    ``kinds`` are the kinds of readings it sent, the most frequent first.
    """

    clock_offset: timedelta | None
    clock_read_at: datetime | None
    kinds: tuple[ReadingKind, ...]
    users: tuple[SlotUse, ...]


class DeviceOverviews:
    """Reads over the journal and the clean layer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, address: str) -> DeviceOverview:
        """Return what is known of the device with ``address``, which need not be one of the household's."""
        with self._database.snapshot() as connection:
            offset, read_at = _clock(connection, address)
            rows = connection.execute(
                "SELECT user_slot, person_id, kind, count(*) AS n FROM clean WHERE device_id = ? "
                "GROUP BY user_slot, person_id, kind",
                (address,),
            ).fetchall()
        by_user: dict[tuple[int | None, str | None], int] = {}
        by_kind: dict[ReadingKind, int] = {}
        for row in rows:
            user = (row["user_slot"], row["person_id"])
            by_user[user] = by_user.get(user, 0) + row["n"]
            kind = ReadingKind(row["kind"])
            by_kind[kind] = by_kind.get(kind, 0) + row["n"]
        return DeviceOverview(
            offset,
            read_at,
            tuple(sorted(by_kind, key=lambda kind: -by_kind[kind])),
            tuple(
                SlotUse(slot, person, n)
                for (slot, person), n in sorted(by_user.items(), key=lambda item: (item[0][0] or 0, -item[1]))
            ),
        )


def _clock(connection: Connection, address: str) -> tuple[timedelta | None, datetime | None]:
    row = connection.execute(
        "SELECT clock_offset_us, received_at FROM raw WHERE device_id = ? AND clock_offset_us IS NOT NULL "
        "ORDER BY id DESC LIMIT 1",
        (address,),
    ).fetchone()
    if row is None:
        return None, None
    return row["clock_offset_us"] * _MICROSECOND, from_text(row["received_at"])
