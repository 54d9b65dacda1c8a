"""What every virtual device shares: the peripheral side of a real Bluetooth stack in software (Bumble)."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
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
from bumble.pairing import PairingConfig
from bumble.transport.common import AsyncPipeSink

from device_io import gatt
from device_io.codecs.battery import encode_battery_level
from device_io.codecs.current_time import CurrentTime, decode_current_time, encode_current_time
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.device_information import encode_text
from device_io.codecs.frame import FrameError
from device_io.virtual.air import Air
from device_io.virtual.clock import VirtualClock
from device_io.virtual.display import DisplayDelegate
from device_io.virtual.scenario import DeviceScript, Quirk

Properties = Characteristic.Properties
Permissions = Attribute.Permissions

#: Milliseconds between advertisements; the shortest the specification allows, so that nobody waits.
_ADVERTISING_INTERVAL_MS = 20
#: The answer of devices that will not take a clock value ("Data Field Ignored", Current Time Service 1.1).
_DATA_FIELD_IGNORED = 0x80
#: Bytes that the ``truncated`` quirk cuts off.
_CUT_BYTES = 3

_Script = TypeVar("_Script", bound=DeviceScript[Any])


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What virtual devices share.

    ``now`` is the true time (aware); ``zone`` is where the devices live, in whose local time their clocks run.
    History counts from ``epoch`` (aware). Bonds are kept in ``keys`` where one is named, else in memory;
    ``on_passkey`` is told address and digits whenever a device displays some.
    """

    air: Air
    now: Callable[[], datetime]
    zone: ZoneInfo
    epoch: datetime
    keys: Path | None = None
    on_passkey: Callable[[str, int], None] = lambda _address, _digits: None


class VirtualPeripheral(ABC, Generic[_Script]):
    """A device on a virtual air link: it advertises while it has something to send, pairs and keeps time."""

    def __init__(self, around: Surroundings, script: _Script) -> None:
        self.script = script
        self._around = around
        self._clock = _clock_of(script, around)
        self._listened_to: set[str] = set()
        self._kept_subscriptions: dict[str, dict[str, bytes]] = {}
        self._sent_by: dict[str, Characteristic[bytes]] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._background: set[asyncio.Task[None]] = set()
        self._one_advertiser = asyncio.Lock()
        self._falling_asleep: asyncio.Task[None] | None = None
        self._on = False
        self._bonding_connection: Connection | None = None
        self._drops_in_discovery_left = int(Quirk.DROP_IN_DISCOVERY in script.quirks)
        self._bond_losses_left = int(Quirk.STALE_BOND in script.quirks)
        self._controller = Controller(script.name, link=around.air)
        keys = None if around.keys is None else f"JsonKeyStore:{around.keys}"
        self._device = Device(
            config=DeviceConfiguration(name=script.name, address=Address(script.address), keystore=keys),
            host=Host(self._controller, AsyncPipeSink(self._controller)),
        )
        self.display = DisplayDelegate(script.passkey, partial(around.on_passkey, script.address))
        self._device.pairing_config_factory = lambda _connection: PairingConfig(
            sc=True, mitm=script.passkey is not None, bonding=True, delegate=self.display
        )
        self._health_services = self._make_health_services()
        self._device.add_services([*self._health_services, *self._common_services()])
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
    def _make_health_services(self) -> list[Service]:
        """Return the services that the device is for; they are the ones advertised."""

    @abstractmethod
    def _has_news(self) -> bool:
        """Say whether there is something that no host has collected."""

    @abstractmethod
    async def measure(self, reading: Any) -> None:
        """Take a reading now and advertise it, as a device does when a person has measured."""

    def _on_listening(self, connection: Connection, characteristic: str) -> None:
        """A host listens to ``characteristic`` from now on."""

    def _on_hang_up(self) -> None:
        """The conversation is over."""

    @property
    def clock(self) -> DeviceTime:
        """What the device's clock says now."""
        return self._clock.reads

    def reset_clock(self) -> None:
        """Let the clock start anew, as when the battery is changed."""
        self._clock.reset()

    def _taken_at(self, minutes_ago: int) -> datetime:
        """Return the moment of a reading of the script."""
        return self._around.epoch.astimezone(UTC) - timedelta(minutes=minutes_ago)

    async def start(self) -> None:
        """Switch on and advertise."""
        await self._device.power_on()
        self._on = True
        await self._advertise()
        if self.script.reading_every_s is not None and self.script.readings:
            _spawn(self._measure_for_ever(self.script.reading_every_s), self._background)

    async def stop(self) -> None:
        """Switch off."""
        self._on = False
        for task in self._sending | self._background:
            task.cancel()
        # Commands to the controller are left to end: Bumble trips over answers that nobody awaits.
        await asyncio.gather(*self._sending, *self._background, return_exceptions=True)
        await self._device.power_off()

    async def offer(self) -> None:
        """Advertise although there is no news, as when a person starts a transfer by hand."""
        await self._advertise()

    async def lose_bond(self) -> None:
        """Forget every host, as a device does after a reset."""
        await self._forget_hosts()
        await self._advertise()

    async def passkey_shown(self) -> int:
        """Return the passkey on the display, waiting until there is one."""
        return await self.display.shown()

    async def _measure_for_ever(self, every_s: float) -> None:
        while True:
            for reading in self.script.readings:
                await asyncio.sleep(every_s)
                await self.measure(reading)

    async def _forget_hosts(self) -> None:
        if self._device.keystore is not None:
            await self._device.keystore.delete_all()

    def _spoilt(self, frame: bytes) -> bytes:
        return frame[:-_CUT_BYTES] if Quirk.TRUNCATED in self.script.quirks else frame

    def _sending_characteristic(self, name: str, *, indicated: bool) -> Characteristic[bytes]:
        """Return a characteristic whose values are pushed to those who subscribe."""
        characteristic: Characteristic[bytes] = Characteristic(
            UUID(name), Properties.INDICATE if indicated else Properties.NOTIFY, Permissions(0)
        )
        self._guard(characteristic, name)
        return characteristic

    def _control_characteristic(
        self, name: str, on_request: Callable[[Connection, bytes], None]
    ) -> Characteristic[Any]:
        """Return a control point: it is written to and answers by indications."""
        writing = Permissions.WRITEABLE
        if Quirk.NEEDS_BOND_FOR_CCCD in self.script.quirks:
            writing |= Permissions.WRITE_REQUIRES_ENCRYPTION
        control: Characteristic[Any] = Characteristic(
            UUID(name), Properties.WRITE | Properties.INDICATE, writing, CharacteristicValue(write=on_request)
        )
        self._guard(control, name)
        return control

    def _guard(self, characteristic: Characteristic[Any], name: str) -> None:
        """Note who subscribes to ``characteristic``, and refuse strangers where the script says so."""
        self._sent_by[name] = characteristic
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

    async def _push(self, connection: Connection, name: str, frame: bytes) -> None:
        """Send ``frame`` under the characteristic ``name`` as the script says; ends with the connection."""
        characteristic = self._sent_by[name]
        indicated = Properties.INDICATE in characteristic.properties
        send = self._device.indicate_subscriber if indicated else self._device.notify_subscriber
        for _ in range(2 if Quirk.DUPLICATE_FRAMES in self.script.quirks else 1):
            if self.script.late_ms:
                await connection.cancel_on_disconnection(asyncio.sleep(self.script.late_ms / 1000))
            await connection.cancel_on_disconnection(send(connection, characteristic, self._spoilt(frame)))

    async def _answer_at(self, connection: Connection, name: str, frame: bytes) -> None:
        """Indicate ``frame`` at the control point ``name``; answers are never spoilt or sent twice."""
        await connection.cancel_on_disconnection(
            self._device.indicate_subscriber(connection, self._sent_by[name], frame)
        )

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
        if Quirk.CTS_REJECTS in self.script.quirks:
            raise ATT_Error(_DATA_FIELD_IGNORED)
        try:
            local = decode_current_time(value).time.as_local()
        except FrameError as error:
            raise ATT_Error(_DATA_FIELD_IGNORED) from error
        if local is None:
            raise ATT_Error(_DATA_FIELD_IGNORED)
        self._clock.set(local)

    def _on_connection(self, connection: Connection) -> None:
        def gone(_reason: int) -> None:
            self.display.clear()
            self._listened_to.clear()
            self._on_hang_up()
            if self._on:
                _spawn(self._after_conversation(), self._background)

        def bonded(_keys: object) -> None:
            self._bonding_connection = connection

        connection.on("disconnection", gone)
        connection.on("pairing", bonded)
        connection.on("connection_encryption_change", partial(self._on_encryption, connection))
        if self._drops_in_discovery_left:
            self._drops_in_discovery_left -= 1
            self._start_sending(_hang_up(connection))

    def _on_encryption(self, connection: Connection) -> None:
        """Restore the subscriptions of a bonded host where the device keeps them, and send at once."""
        kept = self._kept_subscriptions.get(str(connection.peer_address))
        if not kept or not connection.is_encrypted:
            return
        subscribed = self._device.gatt_server.subscribers.setdefault(connection, {})
        for name, value in kept.items():
            subscribed[self._sent_by[name].handle] = value
            self._listened_to.add(name)
        for name in kept:
            self._on_listening(connection, name)

    def _on_subscription(self, name: str, connection: Connection, notify: bool, indicate: bool) -> None:
        if not (notify or indicate):
            self._listened_to.discard(name)
            return
        already = name in self._listened_to
        self._listened_to.add(name)
        if Quirk.CCCD_KEPT_PUSH in self.script.quirks:
            kept = self._kept_subscriptions.setdefault(str(connection.peer_address), {})
            kept[name] = bytes((int(notify) | int(indicate) << 1, 0))
            if already:
                return  # it has begun to send when the link was encrypted
        if Quirk.HANG_UP_FIRST in self.script.quirks and connection is self._bonding_connection:
            return  # delivers at the next connection
        if Quirk.VANISH in self.script.quirks:
            self._around.air.vanish(self._controller)
            return
        self._on_listening(connection, name)

    async def _after_conversation(self) -> None:
        """Advertise again while there is something to collect or nobody to collect it."""
        keystore = self._device.keystore
        bonds = [] if keystore is None else await keystore.get_all()
        if bonds and self._bond_losses_left:
            self._bond_losses_left -= 1
            await self._forget_hosts()
        if self._has_news() or not bonds:
            await self._advertise()

    async def _advertise(self) -> None:
        async with self._one_advertiser:
            if self._device.connections or self._device.is_advertising or not self._on:
                return
            kind = AdvertisingData.Flags
            services = [_short(service.uuid) for service in self._health_services]
            self._device.advertising_data = bytes(
                AdvertisingData(
                    [
                        data_types.Flags(kind.LE_LIMITED_DISCOVERABLE_MODE | kind.BR_EDR_NOT_SUPPORTED),
                        data_types.CompleteListOf16BitServiceUUIDs(services),
                        data_types.CompleteLocalName(self.script.name),
                    ]
                )
            )
            await self._device.start_advertising(
                advertising_interval_min=_ADVERTISING_INTERVAL_MS,
                advertising_interval_max=_ADVERTISING_INTERVAL_MS,
            )
        if self.script.fresh_for_s is not None:
            if self._falling_asleep is not None:
                self._falling_asleep.cancel()
            self._falling_asleep = _spawn(self._fall_asleep(self.script.fresh_for_s), self._background)

    async def _fall_asleep(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        async with self._one_advertiser:
            if self._device.is_advertising:
                await self._device.stop_advertising()


def _clock_of(script: DeviceScript[Any], around: Surroundings) -> VirtualClock:
    unset = Quirk.CLOCK_UNSET in script.quirks
    reset = script.clock_reset_minutes_ago
    return VirtualClock(
        around.now,
        around.zone,
        None if unset else timedelta(minutes=script.clock_behind_minutes),
        None if reset is None else around.epoch - timedelta(minutes=reset),
    )


async def _hang_up(connection: Connection) -> None:
    await connection.disconnect()


def _short(uuid: UUID) -> UUID:
    """Return the 16-bit form of a UUID of the Bluetooth SIG."""
    return UUID.from_16_bits(int(uuid.to_hex_str()[4:8], 16))


def _spawn(work: Coroutine[Any, Any, None], kept: set[asyncio.Task[None]]) -> asyncio.Task[None]:
    task = asyncio.get_running_loop().create_task(work)
    kept.add(task)
    task.add_done_callback(kept.discard)
    return task


def readable(name: str, value: bytes) -> Characteristic[bytes]:
    """Return a characteristic that anyone may read."""
    return Characteristic(UUID(name), Properties.READ, Permissions.READABLE, value)
