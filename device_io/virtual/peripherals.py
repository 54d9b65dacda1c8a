"""Virtual blood pressure monitors: the peripheral side of a real Bluetooth stack in software (Bumble)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bumble import data_types
from bumble.att import ATT_Error, Attribute
from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData, PhysicalTransport
from bumble.device import Connection, Device, DeviceConfiguration
from bumble.gatt import (
    GATT_CLIENT_CHARACTERISTIC_CONFIGURATION_DESCRIPTOR,
    Characteristic,
    CharacteristicValue,
    Descriptor,
    Service,
)
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from bumble.ll import AdvertisingPdu, ControlPdu
from bumble.pairing import PairingConfig, PairingDelegate
from bumble.transport.common import AsyncPipeSink

from device_io import gatt
from device_io.codecs.battery import encode_battery_level
from device_io.codecs.blood_pressure import (
    BloodPressureMeasurement,
    MeasurementStatus,
    PressureUnit,
    encode_blood_pressure,
    failed_measurement,
)
from device_io.codecs.current_time import CurrentTime, decode_current_time, encode_current_time
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.device_information import encode_text
from device_io.codecs.frame import FrameError
from device_io.codecs.ieee11073 import SpecialValue
from device_io.virtual.scenario import MonitorScript, Quirk, ReadingScript

_Properties = Characteristic.Properties
_Permissions = Attribute.Permissions

#: Milliseconds between advertisements; the shortest the specification allows, so that nobody waits.
_ADVERTISING_INTERVAL_MS = 20
#: What a monitor's clock says that nobody has set.
_CLOCK_AT_POWER_ON = DeviceTime(2000, 1, 1, 0, 0, 0)
#: The answer of monitors that will not take a clock value ("Data Field Ignored", Current Time Service 1.1).
_DATA_FIELD_IGNORED = 0x80
#: Bytes that the ``truncated`` quirk cuts off.
_CUT_BYTES = 3


def _uuid(name: str) -> UUID:
    return UUID(name)


class Air(LocalLink):
    """The space between adapters; a device that has vanished neither hears nor is heard."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._vanished: set[Controller] = set()

    def vanish(self, controller: Controller) -> None:
        """Take a device out of reach without a word."""
        self._vanished.add(controller)

    def send_acl_data(
        self,
        sender_controller: Controller,
        destination_address: Address,
        transport: PhysicalTransport,
        data: bytes,
    ) -> None:
        """Carry data."""
        if not {sender_controller, self.find_le_controller(destination_address)} & self._vanished:
            super().send_acl_data(sender_controller, destination_address, transport, data)

    def send_ll_control_pdu(
        self, sender_address: Address, receiver_address: Address, packet: ControlPdu
    ) -> None:
        """Carry link control."""
        ends = {self.find_le_controller(sender_address), self.find_le_controller(receiver_address)}
        if not ends & self._vanished:
            super().send_ll_control_pdu(sender_address, receiver_address, packet)

    def send_advertising_pdu(self, sender_controller: Controller, packet: AdvertisingPdu) -> None:
        """Carry an advertisement."""
        if sender_controller not in self._vanished:
            super().send_advertising_pdu(sender_controller, packet)


class _DisplayDelegate(PairingDelegate):
    """A display of six digits and no keys."""

    def __init__(self, monitor: VirtualBloodPressureMonitor) -> None:
        super().__init__(
            PairingDelegate.IoCapability.DISPLAY_OUTPUT_ONLY
            if monitor.script.passkey
            else PairingDelegate.IoCapability.NO_OUTPUT_NO_INPUT
        )
        self._monitor = monitor

    async def generate_passkey(self) -> int:
        passkey = self._monitor.script.passkey
        return secrets.randbelow(1_000_000) if passkey in (None, "random") else int(passkey or "0")

    async def display_number(self, number: int, digits: int) -> None:
        self._monitor.display(number)


class VirtualBloodPressureMonitor:
    """A monitor on a virtual air link; sends each stored reading once and deletes it when it is confirmed.

    Args:
        air: what it shares with the adapter.
        script: what it is, holds and gets wrong.
        now: the true time, aware.
        zone: where the monitor lives; its clock runs in local time.

    """

    def __init__(self, air: Air, script: MonitorScript, now: Callable[[], datetime], zone: ZoneInfo) -> None:
        self.script = script
        self._air = air
        self._now = now
        self._zone = zone
        self._clock_shift: timedelta | None = (
            None if Quirk.CLOCK_UNSET in script.quirks else -timedelta(minutes=script.clock_behind_minutes)
        )
        self._stored: list[bytes] = [self._frame(reading) for reading in script.readings]
        self._sending: set[asyncio.Task[None]] = set()
        self._advertising: set[asyncio.Task[None]] = set()
        self._one_advertiser = asyncio.Lock()
        self._on = False
        self._bonding_connection: Connection | None = None
        self._digits = 0
        self._digits_shown = asyncio.Event()
        self._controller = Controller(script.name, link=air)
        self._device = Device(
            config=DeviceConfiguration(name=script.name, address=Address(script.address)),
            host=Host(self._controller, AsyncPipeSink(self._controller)),
        )
        delegate = _DisplayDelegate(self)
        self._device.pairing_config_factory = lambda _connection: PairingConfig(
            sc=True, mitm=script.passkey is not None, bonding=True, delegate=delegate
        )
        self._measurement = self._measurement_characteristic()
        self._device.add_services(self._services())
        self._device.on("connection", self._on_connection)

    @property
    def stored(self) -> int:
        """How many readings wait to be collected."""
        return len(self._stored)

    @property
    def clock(self) -> DeviceTime:
        """What the monitor's clock says now."""
        if self._clock_shift is None:
            return _CLOCK_AT_POWER_ON
        return DeviceTime.from_datetime(self._now().astimezone(self._zone) + self._clock_shift)

    async def start(self) -> None:
        """Switch on and advertise."""
        await self._device.power_on()
        self._on = True
        await self._advertise()

    async def stop(self) -> None:
        """Switch off."""
        self._on = False
        for task in self._sending:
            task.cancel()
        # Commands to the controller are left to end: Bumble trips over answers that nobody awaits.
        await asyncio.gather(*self._sending, *self._advertising, return_exceptions=True)
        await self._device.power_off()

    async def measure(self, reading: ReadingScript) -> None:
        """Take a reading and advertise it, as a monitor does when a person has measured."""
        self._stored.append(self._frame(reading))
        await self._advertise()

    async def lose_bond(self) -> None:
        """Forget every host, as a monitor does after a reset."""
        if self._device.keystore is not None:
            await self._device.keystore.delete_all()
        await self._advertise()

    def display(self, number: int) -> None:
        """Show a passkey (called by the pairing)."""
        self._digits = number
        self._digits_shown.set()

    async def passkey_shown(self) -> int:
        """Return the passkey on the display, waiting until there is one."""
        await self._digits_shown.wait()
        return self._digits

    def _frame(self, reading: ReadingScript) -> bytes:
        """Return the frame of ``reading``, stamped by the monitor's own clock at the time it was taken."""
        stamp = _CLOCK_AT_POWER_ON
        if self._clock_shift is not None:
            taken = self._now().astimezone(self._zone) - timedelta(minutes=reading.minutes_ago)
            stamp = DeviceTime.from_datetime(taken + self._clock_shift)
        if Quirk.NAN in self.script.quirks:
            return encode_blood_pressure(failed_measurement(stamp))
        status = MeasurementStatus(0)
        if reading.irregular_pulse:
            status |= MeasurementStatus.IRREGULAR_PULSE
        if reading.body_movement:
            status |= MeasurementStatus.BODY_MOVEMENT
        mean = reading.mean_arterial
        frame = encode_blood_pressure(
            BloodPressureMeasurement(
                unit=PressureUnit.MILLIMETRE_OF_MERCURY,
                systolic=reading.systolic,
                diastolic=reading.diastolic,
                mean_arterial=SpecialValue.NOT_A_NUMBER if mean is None else mean,
                time_stamp=stamp,
                pulse=reading.pulse,
                user=reading.user,
                status=status,
            )
        )
        return frame[:-_CUT_BYTES] if Quirk.TRUNCATED in self.script.quirks else frame

    def _measurement_characteristic(self) -> Characteristic[bytes]:
        characteristic: Characteristic[bytes] = Characteristic(
            _uuid(gatt.BLOOD_PRESSURE_MEASUREMENT), _Properties.INDICATE, _Permissions(0)
        )
        if Quirk.NEEDS_BOND_FOR_CCCD in self.script.quirks:
            # The descriptor that Bumble makes by itself may be written by anyone.
            guarded = _Permissions.READABLE | _Permissions.WRITEABLE | _Permissions.WRITE_REQUIRES_ENCRYPTION
            characteristic.descriptors = [
                Descriptor(
                    GATT_CLIENT_CHARACTERISTIC_CONFIGURATION_DESCRIPTOR,
                    guarded,
                    self._device.gatt_server.make_descriptor_value(characteristic),
                )
            ]
        characteristic.on("subscription", self._on_subscription)
        return characteristic

    def _services(self) -> list[Service]:
        script = self.script
        clock = CharacteristicValue(read=self._read_clock, write=self._write_clock)
        return [
            Service(_uuid(gatt.BLOOD_PRESSURE_SERVICE), [self._measurement]),
            Service(
                _uuid(gatt.DEVICE_INFORMATION_SERVICE),
                [
                    _readable(gatt.MANUFACTURER_NAME, encode_text(script.manufacturer)),
                    _readable(gatt.MODEL_NUMBER, encode_text(script.model)),
                ],
            ),
            Service(
                _uuid(gatt.CURRENT_TIME_SERVICE),
                [
                    Characteristic(
                        _uuid(gatt.CURRENT_TIME),
                        _Properties.READ | _Properties.WRITE,
                        _Permissions.READABLE | _Permissions.WRITEABLE,
                        clock,
                    )
                ],
            ),
            Service(
                _uuid(gatt.BATTERY_SERVICE),
                [_readable(gatt.BATTERY_LEVEL, encode_battery_level(script.battery_percent))],
            ),
        ]

    def _read_clock(self, _connection: Connection) -> bytes:
        return encode_current_time(CurrentTime(self.clock, weekday=0, fractions=0, adjust_reason=0))

    def _write_clock(self, _connection: Connection, value: bytes) -> None:
        try:
            local = decode_current_time(value).time.as_local()
        except FrameError as error:
            raise ATT_Error(_DATA_FIELD_IGNORED) from error
        if local is None:
            raise ATT_Error(_DATA_FIELD_IGNORED)
        true_local = self._now().astimezone(self._zone).replace(tzinfo=None, microsecond=0)
        self._clock_shift = local - true_local

    def _on_connection(self, connection: Connection) -> None:
        def gone(_reason: int) -> None:
            self._digits_shown.clear()
            if self._on:
                _spawn(self._advertise_if_due(), self._advertising)

        def bonded(_keys: object) -> None:
            self._bonding_connection = connection

        connection.on("disconnection", gone)
        connection.on("pairing", bonded)

    def _on_subscription(self, connection: Connection, _notify: bool, indicate: bool) -> None:
        if not indicate:
            return
        if Quirk.HANG_UP_FIRST in self.script.quirks and connection is self._bonding_connection:
            return  # delivers at the next connection
        if Quirk.VANISH in self.script.quirks:
            self._air.vanish(self._controller)
            return
        _spawn(self._send(connection), self._sending)

    async def _send(self, connection: Connection) -> None:
        times = 2 if Quirk.DUPLICATE_FRAMES in self.script.quirks else 1
        while self._stored:
            for _ in range(times):
                sending = self._device.indicate_subscriber(connection, self._measurement, self._stored[0])
                await connection.cancel_on_disconnection(sending)
            self._stored.pop(0)
        if Quirk.DROP_AFTER_SEND in self.script.quirks:
            await connection.disconnect()

    async def _advertise_if_due(self) -> None:
        """Advertise again while there is something to collect or nobody to collect it."""
        bonds = await self._device.keystore.get_all() if self._device.keystore is not None else []
        if self._stored or not bonds:
            await self._advertise()

    async def _advertise(self) -> None:
        async with self._one_advertiser:
            if self._device.connections or self._device.is_advertising:
                return
            kind = AdvertisingData.Flags
            self._device.advertising_data = bytes(
                AdvertisingData(
                    [
                        data_types.Flags(kind.LE_LIMITED_DISCOVERABLE_MODE | kind.BR_EDR_NOT_SUPPORTED),
                        data_types.CompleteListOf16BitServiceUUIDs([UUID.from_16_bits(0x1810)]),
                        data_types.CompleteLocalName(self.script.name),
                    ]
                )
            )
            await self._device.start_advertising(
                advertising_interval_min=_ADVERTISING_INTERVAL_MS,
                advertising_interval_max=_ADVERTISING_INTERVAL_MS,
            )


def _spawn(work: Coroutine[Any, Any, None], kept: set[asyncio.Task[None]]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    kept.add(task)
    task.add_done_callback(kept.discard)


def _readable(name: str, value: bytes) -> Characteristic[bytes]:
    return Characteristic(_uuid(name), _Properties.READ, _Permissions.READABLE, value)
