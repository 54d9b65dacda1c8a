"""Subscriptions on Linux that outlive a connection: for meters that send the moment they are connected again.

A bonded meter keeps its subscriptions and indicates as soon as the link is encrypted. bluetoothd confirms the value to the
meter, which deletes it, and tells nobody if nobody is subscribed yet: measured, values that came within about a second
of the encryption were lost. A StartNotify held by a D-Bus connection of our own catches them all. bleak opens a new
connection for each link, so it cannot hold one.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from dbus_fast import AuthError, BusType, DBusError, InvalidAddressError, Message, MessageType
from dbus_fast.aio import MessageBus

from device_io.radio import FrameListener

logger = logging.getLogger(__name__)

_SERVICE = "org.bluez"
_CHARACTERISTIC = "org.bluez.GattCharacteristic1"
_PROPERTIES = "org.freedesktop.DBus.Properties"
#: How long the bus and bluetoothd may take to answer.
_BUS_S = 5.0
#: Values kept of one characteristic until a session asks for them; meters send a handful.
MAX_WAITING_VALUES = 100

#: A characteristic of a device: address in capitals, UUID in lower case.
Key = tuple[str, str]


class HeldSubscriptions:
    """Holds subscriptions on one connection to the system bus, opened when the first is kept.

    Args:
        bus_address: D-Bus address; the system bus by default.

    """

    def __init__(self, bus_address: str | None = None) -> None:
        self._bus_address = bus_address
        self._bus: MessageBus | None = None
        self._opening = asyncio.Lock()
        self._paths: dict[Key, str] = {}
        self._waiting: dict[Key, deque[bytes]] = {}
        self._listeners: dict[Key, FrameListener] = {}

    def holds(self, address: str, characteristic: str) -> bool:
        """Say whether values of ``characteristic`` are caught."""
        return _key(address, characteristic) in self._paths

    async def keep(self, address: str, characteristic: str) -> bool:
        """Hold a subscription from now on, connected or not; return whether bluetoothd took it.

        The device is connected and its characteristics are known to bluetoothd. Failing is no error: values that
        come after a session has subscribed arrive all the same.
        """
        key = _key(address, characteristic)
        try:
            async with asyncio.timeout(_BUS_S), self._opening:
                if self._bus is None or not self._bus.connected:
                    self._bus = await self._open()
                path = await self._path(self._bus, key)
                if path is None or self._paths.get(key) == path:
                    return path is not None
                await _call(self._bus, path, _CHARACTERISTIC, "StartNotify")
                self._paths[key] = path
        except (OSError, EOFError, TimeoutError, DBusError, AuthError, InvalidAddressError) as error:
            logger.info("a subscription could not be held: %s", type(error).__name__)
            return False
        return True

    def listen(self, address: str, characteristic: str, listener: FrameListener) -> Callable[[], None]:
        """Hand over what came meanwhile and call ``listener`` with every value until the returned is called."""
        key = _key(address, characteristic)
        self._listeners[key] = listener
        for value in self._waiting.pop(key, ()):
            listener(value)

        def stop() -> None:
            if self._listeners.get(key) is listener:
                del self._listeners[key]

        return stop

    async def release(self, address: str) -> None:
        """Hold nothing of a device any more."""
        for key in [one for one in self._paths if one[0] == address.upper()]:
            path = self._paths.pop(key)
            self._waiting.pop(key, None)
            try:
                if self._bus is not None and self._bus.connected:
                    async with asyncio.timeout(_BUS_S):
                        await _call(self._bus, path, _CHARACTERISTIC, "StopNotify")
            except (OSError, EOFError, TimeoutError, DBusError) as error:
                logger.info("a held subscription did not end cleanly: %s", type(error).__name__)

    async def close(self) -> None:
        """Give up every subscription: bluetoothd drops them with the connection."""
        self._paths.clear()
        self._waiting.clear()
        if self._bus is not None:
            self._bus.disconnect()
            self._bus = None

    async def _open(self) -> MessageBus:
        bus = MessageBus(bus_address=self._bus_address, bus_type=BusType.SYSTEM)
        try:
            await bus.connect()
            bus.add_message_handler(self._on_message)
            rule = f"type='signal',sender='{_SERVICE}',interface='{_PROPERTIES}',arg0='{_CHARACTERISTIC}'"
            await _call(bus, "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch", "s", [rule])
        except BaseException:
            bus.disconnect()
            raise
        self._paths.clear()  # they went with the connection before
        return bus

    async def _path(self, bus: MessageBus, key: Key) -> str | None:
        """Return the object of a characteristic, ``None`` where bluetoothd does not know it."""
        objects = await _call(bus, "/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")
        device = f"/dev_{key[0].replace(':', '_')}/"
        for path, interfaces in objects[0].items():
            found = interfaces.get(_CHARACTERISTIC)
            if found is not None and device in path and found["UUID"].value.lower() == key[1]:
                return str(path)
        return None

    def _on_message(self, message: Message) -> None:
        if message.member != "PropertiesChanged" or message.message_type is not MessageType.SIGNAL:
            return
        key = next((key for key, path in self._paths.items() if path == message.path), None)
        value = message.body[1].get("Value") if key is not None and len(message.body) > 1 else None
        if key is None or value is None:
            return
        payload = bytes(value.value)
        listener = self._listeners.get(key)
        if listener is not None:
            listener(payload)
        else:
            self._waiting.setdefault(key, deque(maxlen=MAX_WAITING_VALUES)).append(payload)


def _key(address: str, characteristic: str) -> Key:
    return address.upper(), characteristic.lower()


async def _call(
    bus: MessageBus,
    path: str,
    interface: str,
    member: str,
    signature: str = "",
    body: list[Any] | None = None,
) -> list[Any]:
    destination = "org.freedesktop.DBus" if interface == "org.freedesktop.DBus" else _SERVICE
    reply = await bus.call(
        Message(
            destination=destination,
            path=path,
            interface=interface,
            member=member,
            signature=signature,
            body=body or [],
        )
    )
    if reply is None:
        return []
    if reply.message_type is MessageType.ERROR:
        raise DBusError(reply.error_name or "org.bluez.Error.Failed", member)
    return list(reply.body)
