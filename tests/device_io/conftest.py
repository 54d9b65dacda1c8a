from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from device_io import gatt
from device_io.hub import DeviceHub
from device_io.journal import RawFrame
from device_io.session import Pace
from device_io.virtual.household import VirtualHousehold
from device_io.virtual.scenario import Scenario

# Helpers of several test files lie beside them.
sys.path.insert(0, str(Path(__file__).parent))

from idle_time import IdleTimeSkipped


def pytest_asyncio_loop_factories(config, item):
    """Have all tests of this folder run on a loop on which waiting takes no time."""
    return {"idle time skipped": IdleTimeSkipped}


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

    def append_all(self, frames: Sequence[RawFrame]) -> list[int]:
        return [self.append(frame) for frame in frames]


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


#: The same steps at the speed of a virtual link.
FAST = Pace(
    find=5.0, connect=2.0, secure=5.0, discover=2.0, identify=2.0, set_time=2.0, subscribe=2.0,
    quiet=0.3, listen=2.0, hold_off=0.05, reconnect_pause=0.01, back_off=(0.01,),
    records_idle=2.0, records_retry=0.01,
)  # fmt: skip


@pytest.fixture
def pace() -> Pace:
    return FAST


@dataclass
class Home:
    """A hub, the meters around it and the person who reads numbers off their displays."""

    hub: DeviceHub
    household: VirtualHousehold
    stream: object
    asked: list

    async def events(self):
        """Everything that happened; ends the hub's stream."""
        self.stream.close()
        return [event async for event in self.stream]

    @asynccontextmanager
    async def watching(self, *addresses):
        """Listen to these devices meanwhile."""
        task = asyncio.create_task(self.hub.watch(addresses))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def until(self, wanted):
        async with asyncio.timeout(10):
            async for event in self.stream:
                if wanted(event):
                    return event
        raise AssertionError("the hub ended first")


@pytest.fixture
def home(journal, now, zone, pace):
    """Build a home of scripted meters: ``async with home(meter(), quiet=5.0) as here``."""

    @asynccontextmanager
    async def build(
        *meters, answer=None, record_log=None, consents=None, consent=None, keep=None, **pace_changes
    ):
        asked = []

        async def person(wanted):
            asked.append(wanted.address)
            shown = await household.passkey_shown(wanted.address)
            return shown if answer is None else await answer(shown)

        scenario = Scenario(name="test", devices=meters)
        async with (
            VirtualHousehold(scenario, clock=lambda: now, zone=zone) as household,
            DeviceHub(
                household.radio,
                journal if keep is None else keep,
                lambda: now,
                person,
                zone,
                pace=replace(pace, **pace_changes),
                record_log=record_log,
                consents=consents,
                ask_consent=consent,
            ) as hub,
        ):
            yield Home(hub, household, hub.events(), asked)

    return build
