from __future__ import annotations

import asyncio
import time

import pytest
from bleak.backends.scanner import BaseBleakScanner
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)

from device_io import bleak_radio
from device_io.bleak_radio import BleakRadio, adapter_state, platform_radio
from device_io.radio import AdapterCondition, RadioUnavailable

_Reason = BleakBluetoothNotAvailableReason


def scanner_that(error: BaseException | None, *, hangs: bool = False) -> type[BaseBleakScanner]:
    """A bleak scanner whose start ends as a platform's does."""

    class Scanner(BaseBleakScanner):
        def __init__(self, detection_callback, service_uuids, _mode, **_kwargs):
            super().__init__(detection_callback, service_uuids)

        async def start(self):
            if hangs:
                await asyncio.Event().wait()
            if error is not None:
                raise error

        async def stop(self):
            return None

    return Scanner


@pytest.mark.parametrize(
    ("error", "condition"),
    [
        (None, AdapterCondition.WORKS),
        (FileNotFoundError(2, "no system bus"), AdapterCondition.NO_SERVICE),
        (ConnectionRefusedError(111, "bus is gone"), AdapterCondition.NO_SERVICE),
        (
            BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", ["no bluez"]),
            AdapterCondition.NO_SERVICE,
        ),
        (BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", ["policy"]), AdapterCondition.DENIED),
        (BleakDBusError("org.bluez.Error.NotReady", ["Resource Not Ready"]), AdapterCondition.OFF),
        (BleakBluetoothNotAvailableError("none", _Reason.NO_BLUETOOTH), AdapterCondition.NO_ADAPTER),
        (BleakBluetoothNotAvailableError("old", _Reason.NO_BLE_CENTRAL_ROLE), AdapterCondition.NO_ADAPTER),
        (BleakBluetoothNotAvailableError("off", _Reason.POWERED_OFF), AdapterCondition.OFF),
        (BleakBluetoothNotAvailableError("no", _Reason.DENIED_BY_USER), AdapterCondition.DENIED),
        (BleakError("something else"), AdapterCondition.UNKNOWN),
    ],
)
async def test_each_absence_has_its_name_and_a_remedy(error, condition):
    state = await adapter_state(scanner_that(error))
    assert state.condition is condition
    assert state.works is (error is None)
    assert state.sentence.endswith(".")


async def test_a_service_that_does_not_answer_is_given_up(monkeypatch):
    monkeypatch.setattr(bleak_radio, "ADAPTER_STATE_S", 0.05)
    state = await adapter_state(scanner_that(None, hangs=True))
    assert state.condition is AdapterCondition.UNKNOWN


async def test_this_machine_gets_an_answer_in_time():
    started = time.monotonic()
    state = await adapter_state()
    assert time.monotonic() - started < bleak_radio.ADAPTER_STATE_S + 1
    assert state.condition in AdapterCondition


def test_the_platform_radio_is_no_simulation():
    assert platform_radio().simulated is False


async def test_a_scan_without_bluetooth_says_what_to_do():
    radio = BleakRadio(scanner_backend=scanner_that(FileNotFoundError(2, "no system bus")))
    with pytest.raises(RadioUnavailable, match="bluez"):
        await radio.start_scan(lambda _advert: None)
