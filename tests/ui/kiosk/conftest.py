"""A station in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.audit import FileHead
from app.folders import Folders, open_folders
from app.kiosk.station import Station, StationSources, open_station

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    ids = count(1)
    sources = StationSources(lambda: datetime.now(UTC), ZONE, lambda: f"member{next(ids)}")
    with open_station(tmp_path / "station", bytes(32), sources, FileHead(tmp_path / "head")) as opened:
        yield opened


@pytest.fixture(scope="module")
def station_folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """What the visits of a station share: the library is indexed once."""
    return open_folders(tmp_path_factory.mktemp("shared"))
