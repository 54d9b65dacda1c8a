"""What every virtual device shares: the peripheral side of a real Bluetooth stack in software (Bumble)."""

from __future__ import annotations

import asyncio
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from bumble import data_types
from bumble.att import ATT_Error, Attribute
from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData
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
from bumble.pairing import PairingConfig, PairingDelegate
from bumble.transport.common import AsyncPipeSink

from device_io import gatt
from device_io.codecs.battery import encode_battery_level
from device_io.codecs.current_time import CurrentTime, decode_current_time, encode_current_time
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.device_information import encode_text
from device_io.codecs.frame import FrameError
from device_io.virtual.air import Air
from device_io.virtual.scenario import DeviceScript, Quirk

Properties = Characteristic.Properties
Permissions = Attribute.Permissions

#: Milliseconds between advertisements; the shortest the specification allows, so that nobody waits.
_ADVERTISING_INTERVAL_MS = 20
#: What a device's clock says that nobody has set.
CLOCK_AT_POWER_ON = DeviceTime(2000, 1, 1, 0, 0, 0)
#: The answer of devices that will not take a clock value ("Data Field Ignored", Current Time Service 1.1).
_DATA_FIELD_IGNORED = 0x80
#: Bytes that the ``truncated`` quirk cuts off.
_CUT_BYTES = 3

_Script = TypeVar("_Script", bound=DeviceScript)


class _DisplayDelegate(PairingDelegate):
    """A display of six digits and no keys."""

    def __init__(self, script: DeviceScript, display: Callable[[int], None]) -> None:
        super().__init__(
            PairingDelegate.IoCapability.DISPLAY_OUTPUT_ONLY
            if script.passkey
            else PairingDelegate.IoCapability.NO_OUTPUT_NO_INPUT
        )
        self._passkey = script.passkey
        self._display = display

    async def generate_passkey(self) -> int:
        fresh = self._passkey in (None, "random")
        return secrets.randbelow(1_000_000) if fresh else int(self._passkey or "0")

    async def display_number(self, number: int, digits: int) -> None:
        self._display(number)


class VirtualPeripheral(ABC, Generic[_Script]):
    """A device on a virtual air link: it advertises while it has something to send, pairs and keeps time.

    Args:
        air: what it shares with the adapter.
        script: what it is, holds and gets wrong.
        now: the true time, aware.
        zone: where the device lives; its clock runs in local time.

    """

    def __init__(self, air: Air, script: _Script, now: Callable[[], datetime], zone: ZoneInfo) -> None:
        self.script = script
        self._air = air
        self._now = now
        self._zone = zone
        self._clock_shift: timedelta | None = (
            None if Quirk.CLOCK_UNSET in script.quirks else -timedelta(minutes=script.clock_behind_minutes)
        )
        self._listened_to: set[str] = set()
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
        delegate = _DisplayDelegate(script, self._display)
        self._device.pairing_config_factory = lambda _connection: PairingConfig(
            sc=True, mitm=script.passkey is not None, bonding=True, delegate=delegate
        )
        self._health_service = self._make_health_service()
        self._device.add_services([self._health_service, *self._common_services()])
        self._device.on("connection", self._on_connection)

    @property
    @abstractmethod
    def stored(self) -> int:
        """How many readings the device holds."""

    @property
    def keeps_time(self) -> bool:
        """Whether the device has a clock that a host can read and set."""
        return True

    @abstractmethod
    def _make_health_service(self) -> Service:
        """Return the service that the device is for; it is the one advertised."""

    @abstractmethod
    def _has_news(self) -> bool:
        """Say whether there is something that no host has collected."""

    def _on_listening(self, connection: Connection, characteristic: str) -> None:
        """A host listens to ``characteristic`` from now on."""

    @property
    def clock(self) -> DeviceTime:
        """What the device's clock says now."""
        return self.stamp(0)

    def stamp(self, minutes_ago: int) -> DeviceTime:
        """Return what the device's clock said ``minutes_ago``."""
        if self._clock_shift is None:
            return CLOCK_AT_POWER_ON
        taken = self._now().astimezone(self._zone) - timedelta(minutes=minutes_ago)
        return DeviceTime.from_datetime(taken + self._clock_shift)

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

    async def offer(self) -> None:
        """Advertise although there is no news, as when a person starts a transfer by hand."""
        await self._advertise()

    async def lose_bond(self) -> None:
        """Forget every host, as a device does after a reset."""
        if self._device.keystore is not None:
            await self._device.keystore.delete_all()
        await self._advertise()

    async def passkey_shown(self) -> int:
        """Return the passkey on the display, waiting until there is one."""
        await self._digits_shown.wait()
        return self._digits

    def _display(self, number: int) -> None:
        self._digits = number
        self._digits_shown.set()

    def _spoilt(self, frame: bytes) -> bytes:
        return frame[:-_CUT_BYTES] if Quirk.TRUNCATED in self.script.quirks else frame

    def _sending_characteristic(self, name: str, *, indicated: bool) -> Characteristic[bytes]:
        """Return a characteristic whose values are pushed to those who subscribe."""
        characteristic: Characteristic[bytes] = Characteristic(
            UUID(name), Properties.INDICATE if indicated else Properties.NOTIFY, Permissions(0)
        )
        self._guard(characteristic, name)
        return characteristic

    def _guard(self, characteristic: Characteristic[Any], name: str) -> None:
        """Note who subscribes to ``characteristic``, and refuse strangers where the script says so."""
        if Quirk.NEEDS_BOND_FOR_CCCD in self.script.quirks:
            # The descriptor that Bumble makes by itself may be written by anyone.
            guarded = Permissions.READABLE | Permissions.WRITEABLE | Permissions.WRITE_REQUIRES_ENCRYPTION
            characteristic.descriptors = [
                Descriptor(
                    GATT_CLIENT_CHARACTERISTIC_CONFIGURATION_DESCRIPTOR,
                    guarded,
                    self._device.gatt_server.make_descriptor_value(characteristic),
                )
            ]
        characteristic.on("subscription", partial(self._on_subscription, name))

    async def _push(
        self, connection: Connection, characteristic: Characteristic[bytes], frame: bytes
    ) -> None:
        """Send ``frame`` as often as the script says; ends with the connection."""
        indicated = Properties.INDICATE in characteristic.properties
        send = self._device.indicate_subscriber if indicated else self._device.notify_subscriber
        for _ in range(2 if Quirk.DUPLICATE_FRAMES in self.script.quirks else 1):
            await connection.cancel_on_disconnection(send(connection, characteristic, self._spoilt(frame)))

    def _start_sending(self, work: Coroutine[Any, Any, None]) -> None:
        _spawn(work, self._sending)

    def _common_services(self) -> list[Service]:
        script = self.script
        battery = readable(gatt.BATTERY_LEVEL, encode_battery_level(script.battery_percent))
        about = [
            readable(gatt.MANUFACTURER_NAME, encode_text(script.manufacturer)),
            readable(gatt.MODEL_NUMBER, encode_text(script.model)),
        ]
        services = [
            Service(UUID(gatt.DEVICE_INFORMATION_SERVICE), about),
            Service(UUID(gatt.BATTERY_SERVICE), [battery]),
        ]
        if self.keeps_time:
            clock: Characteristic[bytes] = Characteristic(
                UUID(gatt.CURRENT_TIME),
                Properties.READ | Properties.WRITE,
                Permissions.READABLE | Permissions.WRITEABLE,
                CharacteristicValue(read=self._read_clock, write=self._write_clock),
            )
            services.append(Service(UUID(gatt.CURRENT_TIME_SERVICE), [clock]))
        return services

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
            self._listened_to.clear()
            if self._on:
                _spawn(self._advertise_if_due(), self._advertising)

        def bonded(_keys: object) -> None:
            self._bonding_connection = connection

        connection.on("disconnection", gone)
        connection.on("pairing", bonded)

    def _on_subscription(self, name: str, connection: Connection, notify: bool, indicate: bool) -> None:
        if not (notify or indicate):
            self._listened_to.discard(name)
            return
        self._listened_to.add(name)
        if Quirk.HANG_UP_FIRST in self.script.quirks and connection is self._bonding_connection:
            return  # delivers at the next connection
        if Quirk.VANISH in self.script.quirks:
            self._air.vanish(self._controller)
            return
        self._on_listening(connection, name)

    async def _advertise_if_due(self) -> None:
        """Advertise again while there is something to collect or nobody to collect it."""
        bonds = await self._device.keystore.get_all() if self._device.keystore is not None else []
        if self._has_news() or not bonds:
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
                        data_types.CompleteListOf16BitServiceUUIDs([_short(self._health_service.uuid)]),
                        data_types.CompleteLocalName(self.script.name),
                    ]
                )
            )
            await self._device.start_advertising(
                advertising_interval_min=_ADVERTISING_INTERVAL_MS,
                advertising_interval_max=_ADVERTISING_INTERVAL_MS,
            )


def _short(uuid: UUID) -> UUID:
    """Return the 16-bit form of a UUID of the Bluetooth SIG."""
    return UUID.from_16_bits(int(uuid.to_hex_str()[4:8], 16))


def _spawn(work: Coroutine[Any, Any, None], kept: set[asyncio.Task[None]]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    kept.add(task)
    task.add_done_callback(kept.discard)


def readable(name: str, value: bytes) -> Characteristic[bytes]:
    """Return a characteristic that anyone may read."""
    return Characteristic(UUID(name), Properties.READ, Permissions.READABLE, value)
