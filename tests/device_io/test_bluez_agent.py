"""The agent on a real D-Bus daemon, with a stand-in for bluetoothd that asks what bluetoothd asks."""

import asyncio
import shutil
import sys

import pytest

if sys.platform != "linux":
    pytest.skip("BlueZ is Linux", allow_module_level=True)

from dbus_fast import BusType, DBusError, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusObjectPath, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method

from device_io.bluez_agent import BluezAgent
from device_io.radio import AdapterCondition, PairingWindow, RadioUnavailable

METER = "/org/bluez/hci0/dev_F0_00_00_00_00_01"
OTHER = "/org/bluez/hci0/dev_F0_00_00_00_00_02"


class AgentManager(ServiceInterface):
    def __init__(self):
        super().__init__("org.bluez.AgentManager1")
        self.registered = []
        self.refuses = False

    @dbus_method(name="RegisterAgent")
    def register_agent(self, path: DBusObjectPath, capability: DBusStr) -> None:
        if self.refuses:
            raise DBusError("org.bluez.Error.AlreadyExists", "no")
        self.registered.append((path, capability))

    @dbus_method(name="RequestDefaultAgent")
    def request_default_agent(self, path: DBusObjectPath) -> None:
        self.registered.append((path, "default"))


class Bluetoothd:
    def __init__(self, address, bus, manager):
        self.address, self.bus, self.manager = address, bus, manager

    async def agent_name(self):
        """The connection that owns the registered agent, as D-Bus knows it."""
        names = await self.bus.call(
            Message("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ListNames")
        )
        return [name for name in names.body[0] if name.startswith(":") and name != self.bus.unique_name]

    async def until_alone(self):
        async with asyncio.timeout(5):
            while await self.agent_name():
                pass

    async def ask(self, member, signature, *body):
        (owner,) = await self.agent_name()
        path = self.manager.registered[-1][0]
        return await self.bus.call(
            Message(owner, path, "org.bluez.Agent1", member, signature=signature, body=list(body))
        )


@pytest.fixture
async def bluetoothd(tmp_path):
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("dbus-daemon is not installed")
    process = await asyncio.create_subprocess_exec(
        daemon, "--session", "--nofork", "--print-address", f"--address=unix:path={tmp_path / 'bus'}",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        address = (await process.stdout.readline()).decode().strip()
        bus = await MessageBus(bus_address=address, bus_type=BusType.SYSTEM).connect()
        manager = AgentManager()
        bus.export("/org/bluez", manager)
        await bus.request_name("org.bluez")
        yield Bluetoothd(address, bus, manager)
        bus.disconnect()
    finally:
        process.terminate()
        await process.wait()


def window(number, asked=None):
    async def ask(address):
        if asked is not None:
            asked.append(address)
        return number

    return PairingWindow("F0:00:00:00:00:01", ask)


async def test_the_passkey_goes_to_the_person_and_back(bluetoothd):
    asked = []
    agent = BluezAgent(bluetoothd.address)
    await agent.answer_with(window(48213, asked))
    assert [what for _path, what in bluetoothd.manager.registered] == ["KeyboardDisplay", "default"]
    assert (await bluetoothd.ask("RequestPasskey", "o", METER)).body == [48213]
    assert (await bluetoothd.ask("RequestPinCode", "o", METER)).body == ["048213"]
    assert asked == ["F0:00:00:00:00:01"] * 2
    assert (
        await bluetoothd.ask("RequestAuthorization", "o", METER)
    ).message_type is MessageType.METHOD_RETURN
    await agent.answer_with(None)


async def test_cancelling_and_other_devices_are_refused(bluetoothd):
    asked = []
    agent = BluezAgent(bluetoothd.address)
    await agent.answer_with(window(None, asked))
    assert (await bluetoothd.ask("RequestPasskey", "o", METER)).error_name == "org.bluez.Error.Rejected"
    for member in ("RequestPasskey", "RequestPinCode", "RequestAuthorization"):
        assert (await bluetoothd.ask(member, "o", OTHER)).error_name == "org.bluez.Error.Rejected"
    compared = await bluetoothd.ask("RequestConfirmation", "ou", METER, 123456)
    assert compared.error_name == "org.bluez.Error.Rejected"
    assert asked == ["F0:00:00:00:00:01"]
    await agent.answer_with(None)


async def test_the_agent_is_there_only_while_a_device_is_added(bluetoothd):
    agent = BluezAgent(bluetoothd.address)
    await agent.answer_with(window(1))
    assert len(await bluetoothd.agent_name()) == 1
    await agent.answer_with(None)
    await bluetoothd.until_alone()


async def test_without_bluetoothd_one_sentence_says_what_to_do(tmp_path, bluetoothd):
    with pytest.raises(RadioUnavailable, match="bluez") as caught:
        await BluezAgent(f"unix:path={tmp_path / 'nothing'}").answer_with(window(1))
    assert caught.value.state.condition is AdapterCondition.NO_SERVICE
    bluetoothd.manager.refuses = True
    with pytest.raises(RadioUnavailable, match="bluez"):
        await BluezAgent(bluetoothd.address).answer_with(window(1))
    await bluetoothd.until_alone()
