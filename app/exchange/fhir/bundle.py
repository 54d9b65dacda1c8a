"""A person's records as one FHIR R4 bundle."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.exchange.errors import ExportFailed
from app.exchange.fhir.devices import devices
from app.exchange.fhir.observations import NAMESPACE, TEST_DATA, average_pressure, observations
from app.exchange.fhir.reports import report
from app.exchange.portable import PortableReading
from app.medicines import Medicine
from app.people import Person
from app.records.profile.protocol_average import ProtocolAverage
from app.records.reports import StoredReport
from assistant.conversation import Language
from device_io.reading import Quantity

_MMHG: Final = "mm[Hg]"
#: At about a kilobyte a reading, fewer than the 64 MB that an import takes.
MAX_READINGS: Final = 50_000


@dataclass(frozen=True, slots=True)
class PressureMean:
    """A mean blood pressure made by a named rule. ``note`` names the rule, its source and how many readings."""

    systolic: Quantity
    diastolic: Quantity
    begins: datetime
    ends: datetime
    note: str
    simulated: bool = False

    @classmethod
    def of(cls, average: ProtocolAverage, zone: ZoneInfo) -> PressureMean:
        """Return the mean of a protocol average, over the whole local days of its window."""
        mean = average.mean
        if mean is None:
            raise ValueError("an average without a mean")
        title = average.rule.provenance.titles[Language.EN]
        return cls(
            systolic=Quantity(mean.systolic, _MMHG),
            diastolic=Quantity(mean.diastolic, _MMHG),
            begins=datetime.combine(average.window.first, time.min, zone),
            ends=datetime.combine(average.window.last, time(23, 59, 59), zone),
            note=f"Mean of {mean.n} home readings on {mean.days} days; rule: {title}.",
            simulated=average.simulated,
        )


@dataclass(frozen=True, slots=True)
class BundleContent:
    """What goes into a bundle. ``named``: whether the person's name and birth date go along."""

    person: Person
    readings: Sequence[PortableReading]
    means: Sequence[PressureMean] = ()
    reports: Sequence[StoredReport] = ()
    medicines: Sequence[Medicine] = ()
    named: bool = True


def bundle(content: BundleContent, now: datetime) -> dict[str, Any]:
    """Return the bundle; the same content and moment give the same bundle."""
    patient = f"urn:uuid:{uuid.uuid5(NAMESPACE, f'patient {content.person.id}')}"
    entries: list[tuple[str, dict[str, Any]]] = [(patient, _patient(content))]
    known = devices(content.readings)
    entries += known.values()
    for reading in content.readings:
        device = known[reading.device][0] if reading.device else None
        entries += observations(reading, patient, device)
    for mean in content.means:
        values = {"systolic": mean.systolic, "diastolic": mean.diastolic}
        urn, resource = average_pressure(values, (mean.begins, mean.ends), patient, mean.note)
        if mean.simulated:
            resource["meta"]["security"] = [dict(TEST_DATA)]
        entries.append((urn, resource))
    for stored in content.reports:
        entries += report(stored, patient)
    entries += [_medicine(medicine, patient, now) for medicine in content.medicines]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": now.isoformat(timespec="milliseconds"),
        "entry": [{"fullUrl": urn, "resource": resource} for urn, resource in entries],
    }


def bundle_bytes(content: BundleContent, now: datetime) -> bytes:
    """Return the bundle as JSON in UTF-8.

    Raises :class:`app.exchange.errors.ExportFailed` for more readings than a file that can be read again holds.
    """
    if len(content.readings) > MAX_READINGS:
        raise ExportFailed(
            f"A FHIR file holds at most {MAX_READINGS} readings: choose fewer days or kinds, or export a table."
        )
    return json.dumps(bundle(content, now), ensure_ascii=False, separators=(",", ":")).encode()


def _patient(content: BundleContent) -> dict[str, Any]:
    resource: dict[str, Any] = {"resourceType": "Patient"}
    person = content.person
    if content.named and person.display_name:
        resource["name"] = [{"use": "usual", "text": person.display_name}]
    if person.profile.sex is not None:
        resource["gender"] = person.profile.sex
    if content.named and person.profile.birth_date is not None:
        resource["birthDate"] = person.profile.birth_date.isoformat()
    return resource


def _medicine(medicine: Medicine, patient: str, now: datetime) -> tuple[str, dict[str, Any]]:
    period = {"start": medicine.started_on.isoformat()}
    if medicine.stopped_on is not None:
        period["end"] = medicine.stopped_on.isoformat()
    stopped = medicine.stopped_on is not None and medicine.stopped_on <= now.date()
    times = [one.isoformat(timespec="seconds") for one in medicine.times]
    dosage: dict[str, Any] = {"text": " ".join([medicine.dose, *(one[:5] for one in times)]).strip()}
    if times:
        dosage["timing"] = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "timeOfDay": times}}
        dosage["timing"]["repeat"]["frequency"] = len(times)
    resource = {
        "resourceType": "MedicationStatement",
        "status": "stopped" if stopped else "active",
        "medicationCodeableConcept": {"text": medicine.name},
        "subject": {"reference": patient},
        "effectivePeriod": period,
        "dosage": [dosage],
    }
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'medicine {medicine.id}')}", resource
