"""The codes of FHIR bundles: those of other programs are read, and all of ours are sound."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.exchange.fhir.codes import Codes, codes
from app.exchange.import_file import ImportOptions, read_bytes
from assistant.reports.analytes import loinc_check_digit_right
from device_io.journal import RawFrame
from device_io.reading import Quantity

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LOINC = "http://loinc.org"
Frame = Callable[..., RawFrame]

#: Values a body can have, with as many places as records keep.
RANGES = {
    "mm[Hg]": (40, 260, 0),
    "/min": (30, 220, 0),
    "%": (50, 100, 1),
    "Cel": (30, 43, 2),
    "mmol/L": (1, 30, 2),
    "kg": (23, 180, 2),
    "kJ": (3000, 9000, 0),
    "Ohm": (300, 800, 1),
    "mmol/L/min": (-1, 1, 2),
}


def test_a_bundle_of_another_program_is_read_by_its_codes() -> None:
    def observation(code: str, **fields: object) -> dict[str, object]:
        coding = [{"system": LOINC, "code": code}]
        resource = {"resourceType": "Observation", "status": "final", "code": {"coding": coding}, **fields}
        return {"resource": resource}

    def quantity(value: float, unit: str) -> dict[str, object]:
        return {"value": value, "system": "http://unitsofmeasure.org", "code": unit}

    bundle = {
        "resourceType": "Bundle",
        "entry": [
            observation(
                "55284-4",
                effectiveDateTime="2026-11-23T08:05:00+08:00",
                component=[
                    {
                        "code": {"coding": [{"system": LOINC, "code": "8480-6"}]},
                        "valueQuantity": quantity(128, "mm[Hg]"),
                    },
                    {
                        "code": {"coding": [{"system": LOINC, "code": "8462-4"}]},
                        "valueQuantity": quantity(79, "mm[Hg]"),
                    },
                ],
            ),
            observation(
                "41653-7", effectiveDateTime="2026-11-23T08:05:00Z", valueQuantity=quantity(101, "mg/dL")
            ),
            observation(
                "718-7", effectiveDateTime="2026-11-23T08:05:00Z", valueQuantity=quantity(13.5, "g/dL")
            ),
            observation("29463-7", effectiveDateTime="2026-11-23", valueQuantity=quantity(64.3, "kg")),
        ],
    }
    draft = read_bytes(json.dumps(bundle).encode(), SHANGHAI, ImportOptions())
    assert {kind.value: count for kind, count in draft.by_kind.items()} == {"blood_pressure": 1, "glucose": 1}
    assert draft.rows[1].readings[0].values["glucose"] == Quantity(Decimal(101), "mg/dL")


def test_every_loinc_code_ends_in_its_check_digit_and_names_its_source() -> None:
    loaded: Codes = codes()
    listed = [*loaded.kinds.values(), *loaded.components.values(), loaded.report]
    listed += [
        loaded.average_pressure.panel,
        loaded.average_pressure.systolic,
        loaded.average_pressure.diastolic,
    ]
    with_code = [code for code in listed if code.loinc]
    assert len(with_code) >= 15
    assert all(code.src in loaded.sources and code.st in ("v", "s") for code in with_code)
    assert all(loinc_check_digit_right(code) for code in loaded.also_read)
