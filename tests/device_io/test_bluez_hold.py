"""Held subscriptions on a real D-Bus daemon, with a stand-in for bluetoothd that signals values as it does."""

import asyncio
import shutil
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

if sys.platform != "linux":
    pytest.skip("BlueZ is Linux", allow_module_level=True)

from dbus_fast import BusType, DBusError, PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusBytes, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

from device_io import gatt
from device_io.bluez_hold import MAX_WAITING_VALUES, HeldSubscriptions
from device_io.each_once import EachOnce

METER = "F0:00:00:00:00:01"
DEVICE = "/org/bluez/hci0/dev_F0_00_00_00_00_01"
RESULT = f"{DEVICE}/service000a/char000b"


class Characteristic(ServiceInterface):
    def __init__(self, uuid):
        super().__init__("org.bluez.GattCharacteristic1")
        self.uuid, self.notifying, self.refuses = uuid, 0, False

    @dbus_method(name="StartNotify")
    def start_notify(self) -> None:
        if self.refuses:
            raise DBusError("org.bluez.Error.NotPermitted", "no")
        self.notifying += 1

    @dbus_method(name="StopNotify")
    def stop_notify(self) -> None:
        self.notifying -= 1

    @dbus_property(access=PropertyAccess.READ, name="UUID")
    def uuid_property(self) -> DBusStr:
        return self.uuid

    @dbus_property(access=PropertyAccess.READ, name="Value")
    def value(self) -> DBusBytes:
        return b""

    def sends(self, payload):
        self.emit_properties_changed({"Value": payload})


@pytest.fixture
async def bluetoothd(tmp_path):
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("dbus-daemon is not installed")
    address = f"unix:path={tmp_path / 'bus'}"
    process = await asyncio.create_subprocess_exec(
        daemon, "--session", "--nofork", "--print-address", f"--address={address}",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await process.stdout.readline()
        bus = await MessageBus(bus_address=address, bus_type=BusType.SYSTEM).connect()
        characteristic = Characteristic(gatt.BLOOD_PRESSURE_MEASUREMENT)
        bus.export(RESULT, characteristic)
        await bus.request_name("org.bluez")
        characteristic.bus_address = address
        yield characteristic
        bus.disconnect()
    finally:
        process.terminate()
        await process.wait()


async def settled(hold):
    """Wait until the bus has delivered what was sent before: an answer comes after the signals."""
    await hold.keep(METER, gatt.BLOOD_PRESSURE_MEASUREMENT)


async def test_what_comes_before_a_session_has_subscribed_waits_for_it(bluetoothd):
    hold = HeldSubscriptions(bluetoothd.bus_address)
    assert await hold.keep(METER.lower(), gatt.BLOOD_PRESSURE_MEASUREMENT.upper())
    assert hold.holds(METER, gatt.BLOOD_PRESSURE_MEASUREMENT)
    bluetoothd.sends(b"\x01")
    bluetoothd.sends(b"\x02")
    await settled(hold)
    values = []
    stop = hold.listen(METER, gatt.BLOOD_PRESSURE_MEASUREMENT, values.append)
    assert values == [b"\x01", b"\x02"]
    bluetoothd.sends(b"\x03")
    await settled(hold)
    assert values[2:] == [b"\x03"]
    stop()
    bluetoothd.sends(b"\x04")
    await settled(hold)
    again = []
    hold.listen(METER, gatt.BLOOD_PRESSURE_MEASUREMENT, again.append)
    assert (values[-1], again) == (b"\x03", [b"\x04"])
    assert bluetoothd.notifying == 1
    await hold.close()


async def test_a_forgotten_device_is_no_longer_listened_to(bluetoothd):
    hold = HeldSubscriptions(bluetoothd.bus_address)
    await hold.keep(METER, gatt.BLOOD_PRESSURE_MEASUREMENT)
    await hold.release(METER)
    assert bluetoothd.notifying == 0
    assert not hold.holds(METER, gatt.BLOOD_PRESSURE_MEASUREMENT)
    await hold.close()


async def test_what_cannot_be_held_is_no_error(bluetoothd, tmp_path):
    hold = HeldSubscriptions(bluetoothd.bus_address)
    assert not await hold.keep(METER, gatt.WEIGHT_MEASUREMENT)
    assert not await hold.keep("F0:00:00:00:00:02", gatt.BLOOD_PRESSURE_MEASUREMENT)
    bluetoothd.refuses = True
    assert not await hold.keep(METER, gatt.BLOOD_PRESSURE_MEASUREMENT)
    await hold.close()
    nowhere = HeldSubscriptions(f"unix:path={tmp_path / 'nothing'}")
    assert not await nowhere.keep(METER, gatt.BLOOD_PRESSURE_MEASUREMENT)


async def test_a_meter_that_nobody_reads_does_not_fill_the_memory(bluetoothd):
    hold = HeldSubscriptions(bluetoothd.bus_address)
    await hold.keep(METER, gatt.BLOOD_PRESSURE_MEASUREMENT)
    for number in range(MAX_WAITING_VALUES + 5):
        bluetoothd.sends(bytes((number,)))
    await settled(hold)
    values = []
    hold.listen(METER, gatt.BLOOD_PRESSURE_MEASUREMENT, values.append)
    assert len(values) == MAX_WAITING_VALUES
    await hold.close()


@given(sent=st.lists(st.sampled_from([b"a", b"b"]), max_size=12), missed=st.integers(0, 12), data=st.data())
def test_of_two_subscriptions_each_value_counts_once(sent, missed, data):
    """The second source misses what came before it had subscribed; the two are told in any order."""
    passed = []
    joined = EachOnce(passed.append)
    first, second = list(sent), list(sent[missed:])
    while first or second:
        if first and (not second or data.draw(st.booleans())):
            joined.first(first.pop(0))
        else:
            joined.second(second.pop(0))
    assert sorted(passed) == sorted(sent)
