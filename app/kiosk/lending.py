"""The devices of a station: which are here, which were lent to another place, and how they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.records.database import Database
from app.records.errors import InvalidEntry
from app.records.timestamps import from_text, to_text
from device_io.reading import ReadingKind

#: The place of a device that is at this station.
HERE: Final = ""
MAX_WORDS: Final = 60
MAX_DEVICES: Final = 64
#: Below this a device is named in the staff panel. Our rule.
LOW_BATTERY_PERCENT: Final = 20


@dataclass(frozen=True, slots=True)
class StationDevice:
    """A device that belongs to the station. ``place`` is :data:`HERE` or the words for where it is."""

    address: str
    name: str
    kind: ReadingKind
    place: str
    moved_at: datetime
    battery_percent: int | None = None
    seen_at: datetime | None = None

    @property
    def here(self) -> bool:
        """Whether it is at this station."""
        return self.place == HERE

    @property
    def low(self) -> bool:
        """Whether its battery wants changing."""
        return self.battery_percent is not None and self.battery_percent < LOW_BATTERY_PERCENT


class Lending:
    """The devices in the station's database."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def devices(self) -> tuple[StationDevice, ...]:
        """Return all of them, by kind and name."""
        with self._database.snapshot() as connection:
            rows = connection.execute("SELECT * FROM station_device ORDER BY kind, name, address").fetchall()
        return tuple(
            StationDevice(
                row["address"],
                row["name"],
                ReadingKind(row["kind"]),
                row["place"],
                from_text(row["moved_at"]),
                row["battery_percent"],
                None if row["seen_at"] is None else from_text(row["seen_at"]),
            )
            for row in rows
        )

    def take_in(self, address: str, name: str, kind: ReadingKind) -> None:
        """Let a device belong to this station. Raises :class:`InvalidEntry`."""
        name = name.strip()
        if not address or len(address) > MAX_WORDS or not name or len(name) > MAX_WORDS:
            raise InvalidEntry(f"A device needs an address and a name of at most {MAX_WORDS} characters.")
        if len(self.devices()) >= MAX_DEVICES:
            raise InvalidEntry(f"A station has at most {MAX_DEVICES} devices: take one off the list first.")
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO station_device (address, name, kind, place, moved_at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (address) DO UPDATE SET name = excluded.name, kind = excluded.kind",
                (address, name, kind.value, HERE, to_text(self._now())),
            )

    def move(self, address: str, place: str) -> None:
        """Note where a device is now: :data:`HERE`, or the words of another place. Raises :class:`InvalidEntry`."""
        place = place.strip()
        if len(place) > MAX_WORDS:
            raise InvalidEntry(f"The name of a place has at most {MAX_WORDS} characters: shorten it.")
        self._change("place = ?, moved_at = ?", (place, to_text(self._now())), address)

    def seen(self, address: str, battery_percent: int | None) -> None:
        """Note that a device was heard of. Devices that are not on the list are none of the station's."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE station_device SET seen_at = ?, battery_percent = coalesce(?, battery_percent) "
                "WHERE address = ?",
                (to_text(self._now()), battery_percent, address),
            )

    def take_off(self, address: str) -> None:
        """Take a device off the list. Raises :class:`InvalidEntry`."""
        with self._database.transaction() as connection:
            if not connection.execute("DELETE FROM station_device WHERE address = ?", (address,)).rowcount:
                raise InvalidEntry(_UNKNOWN)

    def _change(self, columns: str, values: tuple[object, ...], address: str) -> None:
        with self._database.transaction() as connection:
            changed = connection.execute(
                f"UPDATE station_device SET {columns} WHERE address = ?", (*values, address)
            ).rowcount
            if not changed:
                raise InvalidEntry(_UNKNOWN)


_UNKNOWN: Final = "This device is not on the station's list: add it first."
