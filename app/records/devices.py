"""Devices that were added on this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.records.database import Database
from app.records.timestamps import from_text, to_text
from device_io.device_users import UserConsent
from device_io.events import Device


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device that was added, with when it was last heard."""

    device: Device
    last_heard_at: datetime


class KnownDevices:
    """The devices in the database, the one heard last first.

    Implements :class:`device_io.device_users.ConsentStore`.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def all(self) -> tuple[KnownDevice, ...]:
        """Return every device that was added."""
        with self._database.snapshot() as connection:
            rows = connection.execute("SELECT * FROM device ORDER BY last_heard_at DESC, address").fetchall()
        return tuple(
            KnownDevice(
                Device(
                    row["address"], row["name"], row["model"], row["battery_percent"], bool(row["simulated"])
                ),
                from_text(row["last_heard_at"]),
            )
            for row in rows
        )

    def heard(self, device: Device) -> None:
        """Keep ``device`` as it is now known: added, or heard again.

        What it left out this time (advertisements need not carry a name) stays as it was.
        """
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO device (address, name, model, battery_percent, simulated, last_heard_at) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (address) DO UPDATE SET "
                "name = coalesce(nullif(excluded.name, ''), name), "
                "model = coalesce(nullif(excluded.model, ''), model), battery_percent = coalesce(excluded.battery_percent, battery_percent), "
                "simulated = excluded.simulated, last_heard_at = excluded.last_heard_at",
                (
                    device.address,
                    device.name,
                    device.model,
                    device.battery_percent,
                    int(device.simulated),
                    to_text(self._now()),
                ),
            )

    def forget(self, address: str) -> bool:
        """Remove a device; its readings stay. Returns whether it was there."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM device_consent WHERE address = ?", (address,))
            return bool(connection.execute("DELETE FROM device WHERE address = ?", (address,)).rowcount)

    def consent(self, device_id: str) -> UserConsent | None:
        """Return the user under which a device is read, ``None`` where it knows no users or none was chosen."""
        with self._database.snapshot() as connection:
            row = connection.execute(
                "SELECT slot, code FROM device_consent WHERE address = ?", (device_id,)
            ).fetchone()
        return None if row is None else UserConsent(row["slot"], row["code"])

    def keep(self, device_id: str, consent: UserConsent) -> None:
        """Read a device under ``consent`` from now on."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO device_consent (address, slot, code) VALUES (?, ?, ?) "
                "ON CONFLICT (address) DO UPDATE SET slot = excluded.slot, code = excluded.code",
                (device_id, consent.slot, consent.code),
            )
