"""A reading on its way in or out: what it says about the person, without what is particular to this machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.records.clean import CleanReading
from app.records.timestamps import zone
from device_io.reading import QualityFlag, Quantity, ReadingKind


@dataclass(frozen=True, slots=True)
class PortableReading:
    """One measurement as files carry it.

    ``values`` are in UCUM units, not necessarily those of the records. ``taken_at`` is aware and lies in
    ``time_zone`` (IANA). ``device`` is a model name or empty. Device addresses, stamps and user numbers stay
    here: a backup carries them, an export does not.
    """

    kind: ReadingKind
    values: Mapping[str, Quantity]
    taken_at: datetime
    time_zone: str
    flags: frozenset[QualityFlag] = field(default_factory=frozenset)
    device: str = ""
    simulated: bool = False


def portable(stored: CleanReading, time_zone: str) -> PortableReading:
    """Return a stored reading as it leaves, with the time zone its raw row was received in."""
    reading = stored.reading
    return PortableReading(
        kind=reading.kind,
        values=dict(sorted(reading.values.items())),
        taken_at=reading.taken_at.astimezone(zone(time_zone)),
        time_zone=time_zone,
        flags=reading.flags,
        device=stored.device_model or "",
        simulated=stored.simulated,
    )
