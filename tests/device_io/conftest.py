from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from device_io import gatt
from device_io.journal import RawFrame

#: A Tuesday morning in winter time.
NOW = datetime(2026, 3, 10, 8, 0, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")


@dataclass
class MemoryJournal:
    """A journal that keeps its frames in a list; ``full`` makes it refuse them as a full disk does."""

    frames: list[RawFrame] = field(default_factory=list)
    full: bool = False

    def append(self, frame: RawFrame) -> int:
        if self.full:
            raise OSError(28, "No space left on device")
        self.frames.append(frame)
        return len(self.frames)


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture(scope="session")
def vectors() -> dict[str, list[dict[str, Any]]]:
    return json.loads((Path(__file__).parent / "frames.json").read_text(encoding="utf-8"))


def raw_frame(
    payload: bytes,
    *,
    model: str = "",
    received_at: datetime = NOW,
    zone: str = ZONE.key,
    clock_offset: timedelta | None = None,
    characteristic: str = gatt.BLOOD_PRESSURE_MEASUREMENT,
) -> RawFrame:
    return RawFrame(
        device_id="F0:00:00:00:00:01",
        device_model=model,
        characteristic=characteristic,
        payload=payload,
        received_at=received_at,
        session_id="s1",
        time_zone=zone,
        clock_offset=clock_offset,
    )


@pytest.fixture(name="raw_frame")
def raw_frame_factory() -> Any:
    return raw_frame


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def zone() -> ZoneInfo:
    return ZONE
