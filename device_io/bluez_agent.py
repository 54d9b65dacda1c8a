"""The pairing agent that BlueZ asks on Linux (org.bluez.Agent1): passkeys go to the person, others are refused.

bleak brings none (hbldh/bleak issue 1434), so a monitor with a passkey could not be paired without it.
The D-Bus types come from the annotations at run time: this module must not postpone them.
"""

import asyncio
import logging

from dbus_fast import AuthError, BusType, DBusError, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusObjectPath, DBusStr, DBusUInt16, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method

from device_io.radio import AdapterCondition, PairingWindow, RadioUnavailable, describe_condition

logger = logging.getLogger(__name__)

_PATH = "/org/listenwell/agent"
_SERVICE = "org.bluez"
#: What this host can do: show digits and take them. With it BlueZ chooses passkey entry where it can.
_CAPABILITY = "KeyboardDisplay"
_REJECTED = "org.bluez.Error.Rejected"
#: How long the bus and bluetoothd may take to answer.
_BUS_S = 5.0


def _address(path: str) -> str:
    """Return the address in a BlueZ object path, e.g. ``/org/bluez/hci0/dev_F0_00_00_00_00_01``."""
    return path.rsplit("/dev_", 1)[-1].replace("_", ":")


class _Agent(ServiceInterface):
    """The object BlueZ calls, for as long as a pairing window is open."""

    def __init__(self, window: PairingWindow) -> None:
        super().__init__("org.bluez.Agent1")
        self._window = window

    def _admit(self, path: str) -> str:
        address = _address(path)
        if not self._window.admits(address):
            logger.warning("a pairing question from a device that nobody is adding was refused")
            raise DBusError(_REJECTED, "nobody is adding this device")
        return address

    async def _ask(self, path: str) -> int:
        number = await self._window.ask(self._admit(path))
        if number is None:
            raise DBusError(_REJECTED, "cancelled")
        return number

    @dbus_method(name="RequestPasskey")
    async def request_passkey(self, device: DBusObjectPath) -> DBusUInt32:
        """Return the six digits on the device's display."""
        return await self._ask(device)

    @dbus_method(name="RequestPinCode")
    async def request_pin_code(self, device: DBusObjectPath) -> DBusStr:
        """Return the digits for a device that pairs the old way."""
        return f"{await self._ask(device):06}"

    @dbus_method(name="RequestAuthorization")
    def request_authorization(self, device: DBusObjectPath) -> None:
        """Allow pairing without digits for the device the person chose."""
        self._admit(device)

    @dbus_method(name="RequestConfirmation")
    def request_confirmation(self, device: DBusObjectPath, passkey: DBusUInt32) -> None:
        """Refuse to compare two numbers: monitors have no button for it, so nobody could."""
        self._admit(device)
        raise DBusError(_REJECTED, "comparing numbers is not offered")

    @dbus_method(name="AuthorizeService")
    def authorize_service(self, device: DBusObjectPath, uuid: DBusStr) -> None:
        """Allow the device the person chose to be used."""
        self._admit(device)

    @dbus_method(name="DisplayPasskey")
    def display_passkey(self, device: DBusObjectPath, passkey: DBusUInt32, entered: DBusUInt16) -> None:
        """Do nothing: monitors have no keys to type a number of ours."""

    @dbus_method(name="DisplayPinCode")
    def display_pin_code(self, device: DBusObjectPath, pincode: DBusStr) -> None:
        """Do nothing: monitors have no keys to type a number of ours."""

    @dbus_method(name="Cancel")
    def cancel(self) -> None:
        """Do nothing: the pairing itself ends with an error."""

    @dbus_method(name="Release")
    def release(self) -> None:
        """Do nothing: bluetoothd is going away."""


class BluezAgent:
    """Registers an agent on the system bus while a person is adding a device.

    Args:
        bus_address: D-Bus address; the system bus by default.

    """

    def __init__(self, bus_address: str | None = None) -> None:
        self._bus_address = bus_address
        self._bus: MessageBus | None = None

    async def answer_with(self, window: PairingWindow | None) -> None:
        """Open the pairing window, or close it with ``None``.

        Raises:
            RadioUnavailable: there is no system bus, or no bluetoothd on it.

        """
        if self._bus is not None:
            # BlueZ drops an agent with the connection that registered it.
            self._bus.disconnect()
            self._bus = None
        if window is None:
            return
        try:
            async with asyncio.timeout(_BUS_S):
                self._bus = await self._register(_Agent(window))
        except AuthError as error:
            raise RadioUnavailable(describe_condition(AdapterCondition.DENIED)) from error
        except (OSError, EOFError, TimeoutError, DBusError) as error:
            raise RadioUnavailable(describe_condition(AdapterCondition.NO_SERVICE)) from error

    async def _register(self, agent: _Agent) -> MessageBus:
        bus = MessageBus(bus_address=self._bus_address, bus_type=BusType.SYSTEM)
        try:
            await bus.connect()
            bus.export(_PATH, agent)
            await _call(bus, "RegisterAgent", "os", [_PATH, _CAPABILITY])
            # bleak asks to pair on its own connection, so ours has to be the agent for everyone.
            await _call(bus, "RequestDefaultAgent", "o", [_PATH])
        except BaseException:
            bus.disconnect()
            raise
        return bus


async def _call(bus: MessageBus, member: str, signature: str, body: list[str]) -> None:
    reply = await bus.call(
        Message(
            destination=_SERVICE,
            path="/org/bluez",
            interface="org.bluez.AgentManager1",
            member=member,
            signature=signature,
            body=body,
        )
    )
    if reply is not None and reply.message_type is MessageType.ERROR:
        raise DBusError(reply.error_name or _REJECTED, member)
