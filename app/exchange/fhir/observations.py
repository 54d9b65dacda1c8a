"""Readings as FHIR R4 observations, with the vital-signs and personal-health-device profiles where they fit."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from app.exchange.fhir.codes import Code, codes
from app.exchange.portable import PortableReading
from app.records.wording import flag_words
from assistant.conversation import Language
from device_io.reading import QualityFlag, Quantity, ReadingKind

#: FHIR wants ids that do not change: they are derived from what they name.
NAMESPACE: Final = uuid.UUID("8f4c1d52-5c5e-4d3b-9a55-2f6f0f3f7c11")
#: The extension that names the time zone of a dateTime, from the FHIR extensions pack.
TIME_ZONE_EXTENSION: Final = "http://hl7.org/fhir/StructureDefinition/tz-code"
#: Marks on a reading, for coming back; people read them in the note.
FLAG_SYSTEM: Final = "urn:listenwell:quality-flag"
KIND_SYSTEM: Final = "urn:listenwell:reading-kind"
#: The label of practice readings.
TEST_DATA: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}
_CATEGORIES: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_PHD_CATEGORIES: Final = "http://hl7.org/fhir/uv/phd/CodeSystem/PhdObservationCategories"
_SHOWN_UNIT: Final = {"mm[Hg]": "mmHg", "/min": "beats/minute", "Cel": "C"}

Resource = dict[str, Any]


def observations(reading: PortableReading, patient: str, device: str | None) -> list[tuple[str, Resource]]:
    """Return the observations of ``reading`` as (urn, resource): itself first, then the pulse measured with it.

    ``patient`` and ``device`` are references.
    """
    code = codes().kinds[reading.kind]
    urn = _urn(reading, "")
    main = _frame(reading, patient, device, code)
    values = dict(reading.values)
    pulse = values.pop("pulse", None) if reading.kind in codes().pulse else None
    if code.main is not None:
        main["valueQuantity"] = _quantity(values.pop(code.main))
    parts = [_part(name, quantity) for name, quantity in values.items()]
    if parts:
        main["component"] = parts
    found = [(urn, main)]
    if pulse is not None:
        found.append((_urn(reading, "pulse"), _pulse(reading, pulse, patient, device, urn)))
    return found


def average_pressure(
    mean: Mapping[str, Quantity], period: tuple[datetime, datetime], patient: str, note: str
) -> tuple[str, Resource]:
    """Return a mean blood pressure over ``period``; ``note`` names the rule it was made by and its readings."""
    average = codes().average_pressure
    start, end = (moment.isoformat(timespec="seconds") for moment in period)
    resource: Resource = {
        "resourceType": "Observation",
        "meta": {"profile": [average.profile]},
        "status": "final",
        "category": [_category("vital-signs")],
        "code": concept(average.panel),
        "subject": {"reference": patient},
        "effectivePeriod": {"start": start, "end": end},
        "component": [
            {"code": concept(average.systolic), "valueQuantity": _quantity(mean["systolic"])},
            {"code": concept(average.diastolic), "valueQuantity": _quantity(mean["diastolic"])},
        ],
        "note": [{"text": note}],
    }
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'average {start} {end} {note}')}", resource


def concept(code: Code, *more: Mapping[str, str]) -> Resource:
    """Return a CodeableConcept; words alone where there is no code."""
    coding = [dict(one) for one in more]
    if code.loinc is not None:
        named = {"display": code.display} if code.display else {}
        coding.insert(0, {"system": codes().systems["loinc"], "code": code.loinc, **named})
    if code.mdc is not None:
        coding.append({"system": codes().systems["mdc"], "code": str(code.mdc), "display": code.mdc_name})
    return {"coding": coding, "text": code.words} if coding else {"text": code.words}


def moment_fields(name: str, moment: datetime, time_zone: str) -> Resource:
    """Return a dateTime with the extension that says its time zone."""
    return {
        name: moment.isoformat(timespec="auto"),
        f"_{name}": {"extension": [{"url": TIME_ZONE_EXTENSION, "valueCode": time_zone}]},
    }


def _frame(reading: PortableReading, patient: str, device: str | None, code: Code) -> Resource:
    """Return what every observation of ``reading`` has."""
    kind = codes().kinds[reading.kind]
    coding: list[Mapping[str, str]] = []
    if kind.also is not None:
        coding.append({"system": codes().systems["loinc"], "code": kind.also, "display": kind.also_display})
    resource: Resource = {
        "resourceType": "Observation",
        "meta": _meta(reading, _profiles(reading, device), code.mdc is not None and device is not None),
        "status": "preliminary" if QualityFlag.IMPLAUSIBLE in reading.flags else "final",
        "category": [_category("laboratory" if kind.profile is None and kind.loinc else "vital-signs")],
        "code": concept(code, *coding),
        "subject": {"reference": patient},
        **moment_fields("effectiveDateTime", reading.taken_at, reading.time_zone),
    }
    if device is not None:
        resource["device"] = {"reference": device}
        if code.mdc is not None:
            phd = {"system": _PHD_CATEGORIES, "code": "phd-observation"}
            resource["category"].append({"coding": [phd]})
    words = flag_words(reading.flags, Language.EN)
    if words:
        resource["note"] = [{"text": "; ".join(words)}]
    return resource


def _profiles(reading: PortableReading, device: str | None) -> Sequence[str]:
    code = codes().kinds[reading.kind]
    profiles = [] if code.profile is None else [codes().base + code.profile]
    if device is not None and code.mdc is not None:
        compound = "PhdCompoundNumericObservation" if code.main is None else "PhdNumericObservation"
        profiles.append(codes().phd + compound)
    return profiles


def _meta(reading: PortableReading, profiles: Sequence[str], measured: bool) -> Resource:
    tags = [{"system": KIND_SYSTEM, "code": reading.kind.value}]
    tags += [{"system": FLAG_SYSTEM, "code": flag.value} for flag in sorted(reading.flags)]
    meta: Resource = {"profile": list(profiles)} if profiles else {}
    if reading.simulated:
        meta["security"] = [dict(TEST_DATA)]
    return {**meta, "tag": tags}


def _pulse(
    reading: PortableReading, pulse: Quantity, patient: str, device: str | None, measured_with: str
) -> Resource:
    mdc = codes().pulse[reading.kind]
    code = codes().kinds[ReadingKind.HEART_RATE]
    beside = PortableReading(
        ReadingKind.HEART_RATE, {"pulse": pulse}, reading.taken_at, reading.time_zone, device=reading.device
    )
    named = Code(
        loinc=code.loinc, display=code.display, mdc=mdc.mdc, mdc_name=mdc.mdc_name, src=code.src, st=code.st
    )
    resource = _frame(beside, patient, device, named)
    if reading.simulated:
        resource["meta"]["security"] = [dict(TEST_DATA)]
    resource["valueQuantity"] = _quantity(pulse)
    resource["derivedFrom"] = [{"reference": measured_with}]
    return resource


def _part(name: str, quantity: Quantity) -> Resource:
    code = codes().components[name]
    own = {"system": codes().systems["own"], "code": name, "display": code.words}
    return {
        "code": concept(code) if code.loinc is not None else concept(code, own),
        "valueQuantity": _quantity(quantity),
    }


def _quantity(quantity: Quantity) -> Resource:
    return {
        "value": number(quantity.value),
        "unit": _SHOWN_UNIT.get(quantity.unit, quantity.unit),
        "system": codes().systems["ucum"],
        "code": quantity.unit,
    }


def number(value: Decimal) -> int | float:
    """Return ``value`` as JSON writes it; its shortest form is the same decimal again."""
    return int(value) if value == value.to_integral_value() else float(value)


def _category(code: str) -> Resource:
    return {"coding": [{"system": _CATEGORIES, "code": code}]}


def _urn(reading: PortableReading, part: str) -> str:
    values = sorted((name, f"{one.value:f}", one.unit) for name, one in reading.values.items())
    named = [reading.kind.value, reading.taken_at.isoformat(), values, reading.device, part]
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, json.dumps(named))}"
