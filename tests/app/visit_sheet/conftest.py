"""Readings for a visit sheet: a home week, and as much as one page can be asked to hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from app.exchange.import_draft import ImportDraft, ImportedRow, ImportFormat
from app.exchange.portable import PortableReading
from app.people import Person
from app.profile import Condition, PersonProfile
from app.records.records import Records
from device_io.reading import COMPONENT_UNITS, Quantity, ReadingKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 24)
Bring = Callable[..., None]


@pytest.fixture
def bring(records: Records, person: Person) -> Bring:
    """Keep readings taken ``days`` before now at a local hour."""
    rows: list[int] = []

    def bring_them(kind: ReadingKind, days: range, hour: float, **values: float) -> None:
        found = []
        for day in days:
            at = datetime(2026, 11, 24, tzinfo=SHANGHAI) - timedelta(days=day) + timedelta(hours=hour)
            quantities = {
                name: Quantity(Decimal(str(value)), COMPONENT_UNITS[kind][name])
                for name, value in values.items()
            }
            rows.append(len(rows) + 1)
            found.append(ImportedRow(rows[-1], {}, (PortableReading(kind, quantities, at, "Asia/Shanghai"),)))
        records.exchange.imports.store(ImportDraft(ImportFormat.TABLE, tuple(found)), person)

    return bring_them


@pytest.fixture
def week(bring: Bring) -> None:
    """A home week: 142/86 in the morning, 134/82 in the evening, two readings each."""
    for minutes in (0, 2):
        bring(ReadingKind.BLOOD_PRESSURE, range(1, 8), 7 + minutes / 60, systolic=142, diastolic=86, pulse=70)
        bring(
            ReadingKind.BLOOD_PRESSURE, range(1, 8), 20 + minutes / 60, systolic=134, diastolic=82, pulse=66
        )


@pytest.fixture
def crowded(records: Records, person: Person, bring: Bring) -> Person:
    """As much as a sheet can be asked to hold, with the longest words."""
    for kind, values in {
        ReadingKind.SPO2: {"spo2": 97},
        ReadingKind.TEMPERATURE: {"temperature": 36.6},
        ReadingKind.GLUCOSE: {"glucose": 7.2},
        ReadingKind.WEIGHT: {"weight": 64.3},
        ReadingKind.HEART_RATE: {"pulse": 66},
        ReadingKind.BODY_COMPOSITION: {"body_fat": 24.5},
        ReadingKind.CONTINUOUS_GLUCOSE: {"glucose": 6.6},
    }.items():
        bring(kind, range(1, 60, 5), 9, **values)
    for number in range(12):
        name = f"很长很长的药名缓释片第{number}种" + "长" * 60
        records.medicines.add(
            person, name, "每次两片半" * 4, [time(8), time(20)], TODAY - timedelta(days=number)
        )
    rows = [
        {
            "printed_name": f"第{number}项" + "很长的名字" * 8,
            "value": "123456789.123",
            "unit": "mL/min/1.73m2",
        }
        | {"range": "0.0000-99999.9999", "verdict": "high"}
        for number in range(20)
    ]
    records.store_report(person, rows, "0" * 64)
    profile = PersonProfile(birth_date=date(1950, 3, 1), sex="female", conditions=frozenset(Condition))
    return records.household.edit(person, display_name="W" * 40, profile=profile)
