"""A station in a temporary folder, its clock set by hand, and a manager who may do everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.audit import FileHead
from app.kiosk.content import HandedQuantity, HandedReading, HandedReport, HandedResult, Handover
from app.kiosk.staff import Member
from app.kiosk.station import Station, StationSources, open_station
from assistant.conversation import Language
from device_io.reading import ReadingKind

PIN = "274905"


@dataclass
class StationClock:
    moment: datetime = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def station_clock() -> StationClock:
    return StationClock()


@pytest.fixture
def station(tmp_path: Path, station_clock: StationClock) -> Iterator[Station]:
    ids = count(1)
    sources = StationSources(station_clock, ZoneInfo("Asia/Shanghai"), lambda: f"member{next(ids)}")
    head = FileHead(tmp_path / "audit.head")
    with open_station(tmp_path / "station", bytes(range(32)), sources, head) as opened:
        yield opened


@pytest.fixture
def manager(station: Station) -> Member:
    return station.set_up("Wang", PIN)


@pytest.fixture
def handover(station_clock: StationClock) -> Handover:
    pressure = HandedReading(
        kind=ReadingKind.BLOOD_PRESSURE,
        values={
            "systolic": HandedQuantity(value=Decimal(128), unit="mm[Hg]"),
            "diastolic": HandedQuantity(value=Decimal(79), unit="mm[Hg]"),
        },
        taken_at=station_clock.moment,
        device="BP-1",
    )
    glucose = HandedResult(
        printed_name="葡萄糖", value="6.1", unit="mmol/L", range="3.9-6.1", analyte="glucose"
    )
    return Handover(readings=(pressure,), reports=(HandedReport(results=(glucose,)),))


@pytest.fixture
def visit(station: Station) -> int:
    return station.waiting_room.begin(Language.ZH)[0]
