"""What a visitor sees of the devices while one of them measures."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.kiosk.lending import StationDevice
from assistant.conversation import Language
from device_io.events import (
    Device,
    LiveReading,
    ReadingReceived,
    SessionEnded,
    SessionResult,
    SessionState,
    StateChanged,
)
from device_io.reading import Quantity, Reading, ReadingKind
from ui.adapters.visit_devices import VisitDevices

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
OXIMETER = Device("AA:01", "OX-1")


def oxygen(percent: int) -> Reading:
    return Reading(ReadingKind.SPO2, {"spo2": Quantity(Decimal(percent), "%")}, NOW, NOW)


@pytest.fixture
def devices() -> VisitDevices:
    devices = VisitDevices()
    devices.belong([StationDevice("AA:01", "Oximeter 1", ReadingKind.SPO2, "", NOW)])
    return devices


def stages(devices: VisitDevices) -> list[tuple[str, str, str]]:
    return [(one.name, one.stage, one.live) for one in devices.views(Language.EN)]


def test_a_device_waits_measures_and_has_delivered(devices: VisitDevices):
    assert stages(devices) == [("Oximeter 1", "waiting", "")]
    assert devices.hear(StateChanged("AA:01", SessionState.CONNECT))
    assert devices.measuring
    assert devices.hear(LiveReading(oxygen(96), OXIMETER))
    assert stages(devices) == [("Oximeter 1", "measuring", "96%")]
    assert devices.hear(ReadingReceived(1, oxygen(97), OXIMETER))
    assert devices.hear(SessionEnded(OXIMETER, SessionResult.DELIVERED, 1, ""))
    assert stages(devices) == [("Oximeter 1", "heard", "")]
    assert not devices.measuring


def test_a_device_that_sent_nothing_waits_again(devices: VisitDevices):
    devices.hear(StateChanged("AA:01", SessionState.CONNECT))
    devices.hear(SessionEnded(OXIMETER, SessionResult.LINK_LOST, 0, ""))
    assert stages(devices) == [("Oximeter 1", "waiting", "")]


def test_a_state_that_changes_nothing_is_not_shown_anew(devices: VisitDevices):
    assert devices.hear(StateChanged("AA:01", SessionState.CONNECT))
    assert not devices.hear(StateChanged("AA:01", SessionState.SUBSCRIBE))
    assert devices.hear(StateChanged("AA:01", SessionState.HOLD_OFF))
    assert not devices.hear(StateChanged("BB:02", SessionState.CONNECT))


def test_what_was_lent_meanwhile_is_taken_off_and_virtual_devices_stay(devices: VisitDevices):
    kinds = {ReadingKind.WEIGHT, ReadingKind.BODY_COMPOSITION}
    devices.found(Device("VV:01", "Scale", simulated=True), kinds)
    devices.belong([])
    assert [(one.name, one.kind) for one in devices.views(Language.ZH)] == [("Scale", "weight")]


def test_a_device_that_was_heard_stays_to_the_end_of_the_visit(devices: VisitDevices):
    devices.hear(ReadingReceived(1, oxygen(97), OXIMETER))
    devices.belong([])
    assert stages(devices) == [("Oximeter 1", "heard", "")]
