"""What the staff accepted, as files for the clinic: one FHIR bundle a visit, without a name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.durable_file import replace_file
from app.exchange.errors import ExportFailed
from app.exchange.fhir.bundle import BundleContent, bundle_bytes
from app.exchange.portable import PortableReading
from app.kiosk.content import HandedReading
from app.kiosk.waiting_room import Waiting
from app.people import Person
from app.records.reports import StoredReport


def write_bundles(folder: Path, visits: Sequence[Waiting], time_zone: str, now: datetime) -> tuple[str, ...]:
    """Write one file for each visit into ``folder``; return their names. Raises :class:`ExportFailed`."""
    names = []
    for visit in visits:
        name = f"{visit.day:%Y%m%d}-visit-{visit.number:03d}.json"
        try:
            replace_file(folder / name, bundle_bytes(_content(visit, time_zone), now))
        except OSError as error:
            raise ExportFailed(
                f"The folder {folder} cannot be written ({error.strerror}): put in another drive or free some space."
            ) from error
        names.append(name)
    return tuple(names)


def _content(visit: Waiting, time_zone: str) -> BundleContent:
    visitor = Person(f"visit {visit.day} {visit.number}", "", visit.handed_at)
    reports = [
        StoredReport(
            id=f"{visitor.id} {index}",
            person_id=visitor.id,
            stored_at=visit.handed_at,
            photo_sha256=hashlib.sha256(json.dumps(visitor.id).encode()).hexdigest(),
            photo_file=None,
            rows=tuple(result.model_dump() for result in report.results),
        )
        for index, report in enumerate(visit.content.reports)
    ]
    readings = tuple(_portable(one, time_zone) for one in visit.content.readings)
    return BundleContent(person=visitor, readings=readings, reports=reports, named=False)


def _portable(handed: HandedReading, time_zone: str) -> PortableReading:
    reading = handed.reading()
    return PortableReading(
        kind=reading.kind,
        values=dict(sorted(reading.values.items())),
        taken_at=reading.taken_at,
        time_zone=time_zone,
        flags=reading.flags,
        device=handed.device,
        simulated=handed.simulated,
    )
