"""``listenwell devices``: find, add and forget home devices, and read their frames."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ui.commands import simulate
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, say, table

if TYPE_CHECKING:
    from app.services import Services
    from device_io.device_users import UserChoice
    from device_io.events import ConsentWanted, PasskeyWanted, SessionEnded
    from device_io.radio import Radio
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser("devices", help="home devices over Bluetooth").add_subparsers(
        dest="action", required=True
    )
    radio = argparse.ArgumentParser(add_help=False)
    radio.add_argument(
        "--virtual-devices",
        metavar="SCENARIO",
        help="virtual devices in place of Bluetooth: a scenario (name or TOML file), or a simulator (tcp:HOST:PORT)",
    )
    scanning = actions.add_parser("scan", parents=[common, radio], help="look for supported devices")
    scanning.add_argument("--seconds", type=float, default=10.0)
    scanning.set_defaults(run=run_scan)
    pairing = actions.add_parser(
        "pair", parents=[common, radio], help="add a device and take its first readings"
    )
    pairing.add_argument("address")
    pairing.add_argument(
        "--passkey", type=int, help="the six digits on the device's display (default: asked)"
    )
    user = pairing.add_mutually_exclusive_group()
    user.add_argument(
        "--user",
        metavar="SLOT:CODE",
        help="your user on a device that keeps users apart, and the code it shows",
    )
    user.add_argument("--new-user", action="store_true", help="be a new user of such a device")
    pairing.set_defaults(run=run_pair)
    actions.add_parser("list", parents=[common], help="devices that were added").set_defaults(run=run_list)
    forgetting = actions.add_parser(
        "forget", parents=[common, radio], help="forget a device; its readings stay"
    )
    forgetting.add_argument("address")
    forgetting.set_defaults(run=run_forget)
    actions.add_parser("models", parents=[common], help="models with habits of their own").set_defaults(
        run=run_models
    )
    decoding = actions.add_parser("decode", parents=[common], help="read the bytes of a characteristic")
    decoding.add_argument("--characteristic", required=True, metavar="UUID", help="2A35, 2A36, 2A2B, 2A19 …")
    decoding.add_argument("--hex", required=True)
    decoding.set_defaults(run=run_decode)
    simulate.register(actions, common)


def run_scan(options: argparse.Namespace) -> int:
    """Print the devices that advertise."""
    from app.device_service import DeviceService

    async def scan(house: Services) -> list[dict[str, object]]:
        async with (
            _radio(options, house) as radio,
            DeviceService(radio, house.records, house.now, house.zone) as devices,
        ):
            found = await devices.find(options.seconds)
        return [
            {
                "address": one.device.address,
                "name": one.device.name,
                "rssi_dbm": one.rssi,
                "supported": one.supported,
                "sentence": one.sentence,
            }
            for one in found
        ]

    with services(options) as house:
        found = asyncio.run(scan(house))
    rows = [(one["address"], one["name"], f"{one['rssi_dbm']} dBm", one["sentence"]) for one in found]
    answer(
        options.json,
        {"devices": found},
        table([("address", "name", "signal", ""), *rows])
        if rows
        else ["No supported device was heard: wake it up and keep it near."],
    )
    return 0


def run_pair(options: argparse.Namespace) -> int:
    """Pair one device; exit 1 when nothing could be taken from it."""
    from app.device_service import DeviceService
    from device_io.events import SessionResult

    async def ask(wanted: PasskeyWanted) -> int | None:
        if options.passkey is not None:
            return int(options.passkey)
        if not sys.stdin.isatty():
            say(f"{wanted.name} asks for a passkey: give it with --passkey.")
            return None
        digits = await asyncio.to_thread(input, f"Six digits on the display of {wanted.name}: ")
        return int(digits) if digits.strip().isdigit() else None

    choices = iter(_chosen_users(options))

    async def ask_user(wanted: ConsentWanted) -> UserChoice | None:
        choice = next(choices, None)
        if choice is None:
            say(f"{wanted.name} keeps its users apart: give yours with --user SLOT:CODE, or --new-user.")
        return choice

    async def pair(house: Services) -> SessionEnded:
        async with (
            _radio(options, house) as radio,
            DeviceService(radio, house.records, house.now, house.zone, ask, ask_consent=ask_user) as devices,
        ):
            return await devices.add(options.address)

    with services(options) as house:
        ended = asyncio.run(pair(house))
    value = {
        "address": ended.device.address,
        "result": ended.result.value,
        "frames": ended.frames,
        "sentence": ended.sentence,
    }
    if ended.result not in (SessionResult.DELIVERED, SessionResult.NOTHING_NEW):
        say(ended.sentence)
        answer(options.json, value, ())
        return 1
    answer(options.json, value, [ended.sentence])
    return 0


def _chosen_users(options: argparse.Namespace) -> list[UserChoice]:
    """Return the user that the command line names, if any; raises :class:`CommandFailed` for one that is none."""
    from device_io.codecs.user_control import HIGHEST_CONSENT_CODE
    from device_io.device_users import NewUser, UserConsent

    if options.new_user:
        return [NewUser()]
    if options.user is None:
        return []
    slot, _, code = options.user.partition(":")
    if not (slot.isdecimal() and code.isdecimal() and int(slot) < 255 and int(code) <= HIGHEST_CONSENT_CODE):
        raise CommandFailed("Write the user as SLOT:CODE, for example 1:1234.")
    return [UserConsent(int(slot), int(code))]


def run_list(options: argparse.Namespace) -> int:
    """Print the devices that were added."""
    with services(options) as house:
        known = [
            {
                "address": one.device.address,
                "name": one.device.name,
                "model": one.device.model,
                "battery_percent": one.device.battery_percent,
                "simulated": one.device.simulated,
                "last_heard_at": one.last_heard_at,
            }
            for one in house.records.devices.all()
        ]
    rows = [(one["address"], one["model"] or one["name"], one["last_heard_at"]) for one in known]
    answer(
        options.json,
        {"devices": known},
        table([("address", "device", "last heard"), *rows])
        if rows
        else ["No device was added yet: listenwell devices scan"],
    )
    return 0


def run_forget(options: argparse.Namespace) -> int:
    """Forget one device and its bond."""
    from app.device_service import DeviceService

    async def forget(house: Services) -> bool:
        async with (
            _radio(options, house) as radio,
            DeviceService(radio, house.records, house.now, house.zone) as devices,
        ):
            return await devices.forget(options.address)

    with services(options) as house:
        if not asyncio.run(forget(house)):
            raise CommandFailed(f"{options.address} is not a device that was added: listenwell devices list")
    answer(
        options.json, {"forgotten": options.address}, [f"{options.address} is forgotten; its readings stay."]
    )
    return 0


def run_models(options: argparse.Namespace) -> int:
    """Print the models whose habits are known, with who reported them."""
    from device_io.models import known_models

    models = [
        {
            "id": one.id,
            "label": one.label,
            "kinds": [kind.value for kind in one.kinds],
            "support": one.support.value,
            "press": {"zh": one.press.zh, "en": one.press.en},
            "source": one.source,
        }
        for one in known_models()
    ]
    lines = table([("model", "reported by"), *((one["label"], one["source"]) for one in models)])
    answer(
        options.json,
        {"models": models},
        [*lines, "Any other monitor is read as the Bluetooth specification says."],
    )
    return 0


def run_decode(options: argparse.Namespace) -> int:
    """Print what the bytes say; exit 1 with the reason when they say nothing."""
    from device_io.codecs.frame import FrameError
    from device_io.interpretation import describe

    try:
        value = describe(options.characteristic, bytes.fromhex(options.hex))
    except ValueError as error:
        sentence = (
            str(error)
            if isinstance(error, FrameError)
            else f"'{options.hex[:40]}' is not hexadecimal: give pairs of 0-9 and a-f."
        )
        say(sentence)
        answer(options.json, {"error": sentence}, ())
        return 1
    answer(options.json, value, table([("name", "value"), *_flat(value)]))
    return 0


def _flat(value: dict[str, object]) -> list[tuple[str, object]]:
    values = value.get("values")
    rows = (
        [(name, f"{one['value']} {one['unit']}") for name, one in values.items()]
        if isinstance(values, dict)
        else []
    )
    return [*rows, *((name, part) for name, part in value.items() if name != "values")]


@asynccontextmanager
async def _radio(options: argparse.Namespace, house: Services) -> AsyncIterator[Radio]:
    """The machine's Bluetooth, or the virtual devices that were asked for."""
    if not options.virtual_devices:
        from device_io.bleak_radio import platform_radio

        yield platform_radio()
        return
    from device_io.virtual.opening import virtual_devices

    folder = house.folders.data / "virtual_devices"
    async with virtual_devices(options.virtual_devices, house.now, house.zone, folder) as virtual:
        yield virtual.radio
