"""Laboratory reports that were read from photos, as FHIR reports with one observation a printed row."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from app.exchange.fhir.codes import codes
from app.exchange.fhir.observations import NAMESPACE, concept, number
from app.records.reports import StoredReport
from assistant.reports.analytes import Loinc, analyte_table

_CATEGORIES: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_INTERPRETATIONS: Final = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_DIAGNOSTIC_SERVICE: Final = "http://terminology.hl7.org/CodeSystem/v2-0074"
#: The verdict of a row → its code there.
_VERDICTS: Final = {"high": "H", "low": "L", "normal": "N", "abnormal": "A"}
_NUMBER: Final = re.compile(r"\d{1,12}(?:\.\d{1,9})?")
_COMPARED: Final = re.compile(r"(<=|>=|<|>)\s*(\d{1,12}(?:\.\d{1,9})?)")
_READ_FROM_PHOTO: Final = "Read from a photo of the printed report; compare with the paper."


def report(stored: StoredReport, patient: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the report and its rows as (urn, resource). Rows without a name or a value are left out."""
    rows = [
        (f"urn:uuid:{uuid.uuid5(NAMESPACE, f'report {stored.id} {index}')}", _row(row, stored, patient))
        for index, row in enumerate(stored.rows)
        if str(row.get("printed_name") or "").strip() and str(row.get("value") or "").strip()
    ]
    urn = f"urn:uuid:{uuid.uuid5(NAMESPACE, f'report {stored.id}')}"
    whole = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "category": [{"coding": [{"system": _DIAGNOSTIC_SERVICE, "code": "LAB"}]}],
        "code": concept(codes().report),
        "subject": {"reference": patient},
        "issued": stored.stored_at.isoformat(timespec="milliseconds"),
        "result": [{"reference": reference} for reference, _ in rows],
        "conclusion": " ".join([_READ_FROM_PHOTO, *_findings(stored)]),
        **_when(stored),
    }
    header = stored.detail.get("header") or {}
    if hospital := str(header.get("hospital") or ""):
        whole["performer"] = [{"display": hospital}]
    if specimen := str(header.get("specimen") or ""):
        whole["specimen"] = [{"display": specimen}]
    if not rows:
        del whole["result"]
    return [(urn, whole), *rows]


def _findings(stored: StoredReport) -> list[str]:
    """Sentences of a report in prose, with their headings."""
    return [f"{finding['section']}: {finding['sentence']}" for finding in stored.detail.get("findings") or ()]


def _when(stored: StoredReport) -> dict[str, str]:
    """The day of the specimen as the time of observation, where it is printed; never the day of the photo."""
    header = stored.detail.get("header") or {}
    day = header.get("collected_on") or header.get("reported_on")
    return {"effectiveDateTime": str(day)} if day else {}


def _row(row: Mapping[str, Any], stored: StoredReport, patient: str) -> dict[str, Any]:
    name = str(row["printed_name"]).strip()
    resource: dict[str, Any] = {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": _CATEGORIES, "code": "laboratory"}]}],
        "code": {"text": name},
        "subject": {"reference": patient},
        "issued": stored.stored_at.isoformat(timespec="milliseconds"),
        **_when(stored),
        **_value(str(row["value"]).strip(), str(row.get("unit") or ""), str(row.get("ucum") or "")),
    }
    coding = _loinc(row)
    if coding is not None:
        resource["code"]["coding"] = [coding]
    printed_range = str(row.get("range") or "").strip()
    if printed_range:
        resource["referenceRange"] = [{"text": printed_range}]
    verdict = _VERDICTS.get(str(row.get("verdict") or ""))
    if verdict is not None:
        resource["interpretation"] = [{"coding": [{"system": _INTERPRETATIONS, "code": verdict}]}]
    return resource


def _value(text: str, unit: str, ucum: str) -> dict[str, Any]:
    """Return the printed value: a quantity where it is a number, else the words."""
    quantity: dict[str, Any] = {}
    if match := _COMPARED.fullmatch(text):
        quantity = {"value": number(Decimal(match[2])), "comparator": match[1]}
    elif _NUMBER.fullmatch(text):
        quantity = {"value": number(Decimal(text))}
    if not quantity:
        return {"valueString": text}
    if unit:
        quantity["unit"] = unit
    if ucum:
        quantity |= {"system": codes().systems["ucum"], "code": ucum}
    return {"valueQuantity": quantity}


def _loinc(row: Mapping[str, Any]) -> dict[str, str] | None:
    """Return the code of the analyte where exactly one, not known from memory alone, fits the printed unit."""
    analyte = analyte_table().analytes.get(str(row.get("analyte") or ""))
    if analyte is None:
        return None
    ucum = row.get("ucum")

    def fits(code: Loinc) -> bool:
        match code.unit:
            case "any":
                return True
            case "qualitative":
                return not ucum
            case "si":
                return ucum == analyte.units.si
            case "conventional":
                return ucum == analyte.units.conventional

    fitting = [code.code for code in analyte.loinc if code.status != "memory" and fits(code)]
    return {"system": codes().systems["loinc"], "code": fitting[0]} if len(fitting) == 1 else None
