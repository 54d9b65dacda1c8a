"""bleak's backend classes on a software Bluetooth stack (Bumble), under the plain bleak API.

After a failed pairing the link has to be closed before the next attempt: Bumble never ends a second one on the
same link.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from bleak.args import SizedBuffer
from bleak.assigned_numbers import CHARACTERISTIC_PROPERTIES
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, AdvertisementDataCallback, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import (
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)
from bumble.att import ATT_Error
from bumble.core import UUID, AdvertisingData, BaseBumbleError
from bumble.device import Advertisement, Connection, Peer
from bumble.hci import Address

from device_io import gatt

if TYPE_CHECKING:
    from device_io.virtual.adapter import VirtualAdapter

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_Ad = AdvertisingData.Type
_UUID_SIZES = {
    _Ad.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS: 2,
    _Ad.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS: 2,
    _Ad.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS: 16,
    _Ad.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS: 16,
}
#: The largest ATT MTU, as desktop systems ask for.
_MTU = 517
#: How long a peer that may be gone is given to acknowledge the end of a link.
_HANG_UP_S = 1.0
#: Insufficient Authentication and Insufficient Encryption (Bluetooth Core, Vol 3, Part F, 3.4.1.1).
_NEEDS_SECURITY = (0x05, 0x0F)
_KEYS_REFUSED = "org.bluez.Error.AuthenticationFailed"


def address_text(address: Address) -> str:
    """Return ``address`` as bleak writes it."""
    return address.to_string(with_type_qualifier=False)


def _read_advert(advert: Advertisement) -> AdvertisementData:
    name: str | None = None
    services: list[str] = []
    for kind, data in advert.data.ad_structures:
        if kind in (_Ad.COMPLETE_LOCAL_NAME, _Ad.SHORTENED_LOCAL_NAME):
            name = data.decode("utf-8", errors="replace")
        size = _UUID_SIZES.get(kind)
        if size is not None:
            whole = len(data) - len(data) % size
            chunks = (data[at : at + size] for at in range(0, whole, size))
            services += [_uuid_text(UUID.from_bytes(chunk)) for chunk in chunks]
    return AdvertisementData(name, {}, {}, services, None, advert.rssi, (advert,))


def _uuid_text(uuid: UUID) -> str:
    return gatt.uuid(uuid.to_hex_str("-"))


class VirtualScanner(BaseBleakScanner):
    """bleak's scanner on the virtual adapter."""

    adapter: ClassVar[VirtualAdapter]

    def __init__(
        self,
        detection_callback: AdvertisementDataCallback | None,
        service_uuids: list[str] | None,
        _scanning_mode: str = "active",
        **_kwargs: Any,
    ) -> None:
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        """Report advertisements from now on."""
        self.seen_devices = {}
        self.adapter.device.on("advertisement", self._on_advertisement)
        await self.adapter.scan(on=True)

    async def stop(self) -> None:
        """Report no more."""
        self.adapter.device.remove_listener("advertisement", self._on_advertisement)
        await self.adapter.scan(on=False)

    def _on_advertisement(self, advertisement: Advertisement) -> None:
        data = _read_advert(advertisement)
        address = address_text(advertisement.address)
        device = self.create_or_update_device(address, address, data.local_name, advertisement.address, data)
        if self.is_allowed_uuid(data.service_uuids):
            self.call_detection_callbacks(device, data)


class VirtualClient(BaseBleakClient):
    """bleak's client on the virtual adapter."""

    adapter: ClassVar[VirtualAdapter]

    def __init__(self, address_or_ble_device: BLEDevice | str, **kwargs: Any) -> None:
        super().__init__(address_or_ble_device, **kwargs)
        self._target: Address | None = getattr(address_or_ble_device, "details", None)
        self._connection: Connection | None = None
        self._peer: Peer | None = None
        self._listeners: dict[int, Callable[[bytes], None]] = {}
        self._early: dict[int, list[bytes]] = {}

    @property
    def name(self) -> str:
        """The device by its address: BlueZ names those it has no name for like this."""
        return self.address.replace(":", "-")

    @property
    def is_connected(self) -> bool:
        """Whether the link is up."""
        return self._connection is not None

    @property
    def mtu_size(self) -> int:
        """The agreed ATT MTU; 23 before one is agreed."""
        return 23 if self._peer is None else self._peer.gatt_client.mtu

    async def connect(self, pair: bool, **_kwargs: Any) -> None:
        """Connect, encrypt a bonded link, discover everything."""
        if self._target is None:
            raise BleakDeviceNotFoundError(self.address, f"{self.address} was not found")
        try:
            await self._guard(self._connect(self._target, pair=pair))
        except BaseException:
            await self.disconnect()
            raise

    async def _connect(self, target: Address, *, pair: bool) -> None:
        connection = await self.adapter.device.connect(target, timeout=self._timeout)
        connection.on("disconnection", self._on_disconnection)
        self._connection, self._peer = connection, Peer(connection)
        self._hold(self._peer)
        if await self.adapter.bonded(self.address):
            await self._encrypt(connection)
        elif pair:
            await connection.pair()
        peer = self._peer
        await peer.request_mtu(_MTU)
        await peer.discover_services()
        for service in peer.services:
            await service.discover_characteristics()
            for characteristic in service.characteristics:
                await characteristic.discover_descriptors()
        self.services = self._collect(peer)

    def _hold(self, peer: Peer) -> None:
        """Keep what a bonded device sends before anyone subscribes, as a subscription held at the system does.

        Without it BlueZ confirms such values and nobody ever sees them.
        """
        self._early = {}
        for handle in self.adapter.held_handles(self.address):
            self._early[handle] = []
            for subscribers in (
                peer.gatt_client.notification_subscribers,
                peer.gatt_client.indication_subscribers,
            ):
                subscribers.setdefault(handle, set()).add(self._early[handle].append)

    def _let_go(self, handle: int) -> list[bytes]:
        """Return what came early under ``handle`` and hold it no longer."""
        early = self._early.pop(handle, None)
        if early is None or self._peer is None:
            return []
        client = self._peer.gatt_client
        for subscribers in (client.notification_subscribers, client.indication_subscribers):
            subscribers.get(handle, set()).discard(early.append)
        return early

    async def _encrypt(self, connection: Connection) -> None:
        try:
            await connection.encrypt()
        except (BaseBumbleError, asyncio.CancelledError) as error:
            if _asked_to_stop():
                raise
            raise BleakDBusError(_KEYS_REFUSED, ["the device refused the stored keys"]) from error

    def _collect(self, peer: Peer) -> BleakGATTServiceCollection:
        collection = BleakGATTServiceCollection()
        for service in peer.services:
            found = BleakGATTService(service, service.handle, _uuid_text(service.uuid))
            collection.add_service(found)
            for one in service.characteristics:
                names = [name for bit, name in CHARACTERISTIC_PROPERTIES.items() if int(one.properties) & bit]
                characteristic = BleakGATTCharacteristic(
                    one, one.handle, _uuid_text(one.uuid), names, lambda: self.mtu_size - 3, found
                )
                collection.add_characteristic(characteristic)
                for descriptor in one.descriptors:
                    collection.add_descriptor(
                        BleakGATTDescriptor(
                            descriptor, descriptor.handle, _uuid_text(descriptor.type), characteristic
                        )
                    )
        return collection

    def _on_disconnection(self, _reason: int) -> None:
        was_connected = self._connection is not None
        self._connection = self._peer = self.services = None
        self._listeners.clear()
        if was_connected and self._disconnected_callback is not None:
            self._disconnected_callback()

    async def disconnect(self) -> None:
        """End the link, at this side alone where the device does not answer."""
        connection = self._connection
        if connection is None:
            return
        try:
            async with asyncio.timeout(_HANG_UP_S):
                await connection.disconnect()
        except (BaseBumbleError, TimeoutError) as error:
            # A device that vanished acknowledges nothing; the link is given up on this side.
            logger.info("the virtual link did not end cleanly: %s", type(error).__name__)
            self._on_disconnection(0)

    async def pair(self, *_args: Any, **_kwargs: Any) -> None:
        """Pair, unless the link is encrypted by a bond."""
        connection = self._need()
        if connection.is_encrypted and await self.adapter.bonded(self.address):
            return
        await self._guard(connection.pair())

    async def unpair(self) -> None:
        """End the link and remove the bond."""
        await self.disconnect()
        await self.adapter.forget(self.address)

    async def read_gatt_char(
        self, characteristic: BleakGATTCharacteristic, *, use_cached: bool = False, **_kwargs: Any
    ) -> bytearray:
        """Read a value."""
        return bytearray(await self._operate(characteristic.obj.read_value))

    async def read_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, *, use_cached: bool = False, **_kwargs: Any
    ) -> bytearray:
        """Read a descriptor."""
        return bytearray(await self._operate(descriptor.obj.read_value))

    async def write_gatt_char(
        self,
        characteristic: BleakGATTCharacteristic,
        data: SizedBuffer,
        response: bool,
    ) -> None:
        """Write a value."""
        await self._operate(lambda: characteristic.obj.write_value(bytes(data), with_response=response))

    async def write_gatt_descriptor(self, descriptor: BleakGATTDescriptor, data: SizedBuffer) -> None:
        """Write a descriptor."""
        await self._operate(lambda: descriptor.obj.write_value(bytes(data), with_response=True))

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **_kwargs: Any
    ) -> None:
        """Subscribe."""

        def forward(value: bytes) -> None:
            callback(bytearray(value))

        for value in self._let_go(characteristic.handle):
            forward(value)
        await self._operate(lambda: characteristic.obj.subscribe(forward))
        self._listeners[characteristic.handle] = forward
        self.adapter.note_subscription(self.address, characteristic.handle)

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        """End a subscription."""
        forward = self._listeners.pop(characteristic.handle, None)
        if forward is not None:
            await self._operate(lambda: characteristic.obj.unsubscribe(forward))

    def _need(self) -> Connection:
        if self._connection is None:
            raise BleakError("Not connected")
        return self._connection

    async def _operate(self, operation: Callable[[], Awaitable[_T]]) -> _T:
        """Run a GATT operation; one that needs security raises the level first, as operating systems do."""
        connection = self._need()
        try:
            return await self._guard(operation())
        except BleakGATTProtocolError as error:
            window = self.adapter.window
            may_pair = window is not None and window.admits(self.address) and not connection.is_encrypted
            if error.code not in _NEEDS_SECURITY or not may_pair:
                raise
        await self.pair()
        return await self._guard(operation())

    async def _guard(self, operation: Awaitable[_T]) -> _T:
        """Await ``operation`` and speak bleak's errors."""
        try:
            return await operation
        except ATT_Error as error:
            raise BleakGATTProtocolError(int(error.error_code)) from error
        except BaseBumbleError as error:
            raise BleakError(f"the virtual link failed: {error}") from error
        except asyncio.CancelledError as error:
            # Bumble cancels what is pending when the link ends; nobody cancelled this task.
            if _asked_to_stop():
                raise
            raise BleakError("disconnected") from error


def _asked_to_stop() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
