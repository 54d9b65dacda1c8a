"""``listenwell devices simulate``: virtual devices in their own process, found by the radio of another one."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from typing import TYPE_CHECKING, Any

from ui.commands.opening import services
from ui.commands.output import answer, say, table

if TYPE_CHECKING:
    from app.services import Services
    from device_io.virtual.scenario import Scenario
    from device_io.virtual.simulator import RunningSimulator
    from ui.commands.parsing import Groups


def register(actions: Groups, common: argparse.ArgumentParser) -> None:
    """Add the command to those of ``devices``."""
    parser = actions.add_parser(
        "simulate", parents=[common], help="run virtual devices that another process finds"
    )
    parser.add_argument("scenario", nargs="?", metavar="SCENARIO", help="a name (see --list) or a TOML file")
    parser.add_argument(
        "--hci",
        metavar="TRANSPORT",
        help="where hosts connect: tcp-server:HOST:PORT (default tcp-server:127.0.0.1:9471), or vhci",
    )
    parser.add_argument(
        "--list", action="store_true", help="say which scenarios come with Listenwell and end"
    )
    parser.set_defaults(run=run, misunderstood=parser.error)


def run(options: argparse.Namespace) -> int:
    """Run the devices until ctrl-C."""
    from device_io.virtual.scenario import load_scenario

    if options.list:
        return _list(options)
    if options.scenario is None:
        options.misunderstood("name a scenario; --list shows those there are")
    scenario = load_scenario(options.scenario)
    with services(options) as house:
        asyncio.run(_simulate(options, scenario, house))
    return 0


async def _simulate(options: argparse.Namespace, scenario: Scenario, house: Services) -> None:
    from device_io.virtual.memory import SimulatorMemory
    from device_io.virtual.simulator import DEFAULT_HCI, run_simulator

    names = {script.address: script.name for script in scenario.devices}

    def show(address: str, digits: int) -> None:
        say(f"{names[address]} ({address}) displays {digits:06}")

    stopped = _until_told_to_stop()
    memory = SimulatorMemory(house.folders.data / "virtual_devices")
    async with run_simulator(
        scenario, options.hci or DEFAULT_HCI, house.now, house.zone, memory, show
    ) as simulator:
        _print_offers(options, scenario, simulator)
        await stopped.wait()
    say("The virtual devices are switched off.")


def _until_told_to_stop() -> asyncio.Event:
    """Return what is set by ctrl-C or a polite kill; where there are no signals, ctrl-C interrupts as usual."""
    stopped = asyncio.Event()
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    return stopped


def _print_offers(options: argparse.Namespace, scenario: Scenario, simulator: RunningSimulator) -> None:
    from device_io.virtual.simulator import offers

    devices = offers(scenario)
    rows = [
        (one["address"], one["kind"], one["name"], one["readings"], ", ".join(one["quirks"]) or "-")
        for one in devices
    ]
    value: dict[str, Any] = {"scenario": scenario.name, "hci": simulator.hci, "devices": devices}
    lines = [
        scenario.name,
        "",
        *table([("address", "kind", "name", "readings", "habits and faults"), *rows]),
        "",
    ]
    if simulator.source is not None:
        value["virtual_devices"] = simulator.source
        lines.append(
            f"Reach them from another terminal: listenwell devices scan --virtual-devices {simulator.source}"
        )
    lines.append("They run until ctrl-C.")
    answer(options.json, value, lines)


def _list(options: argparse.Namespace) -> int:
    from device_io.virtual.scenario import bundled_scenarios, load_scenario

    scenarios = [
        {
            "name": name,
            "title": (scenario := load_scenario(name)).name,
            "devices": len(scenario.devices),
            "kinds": sorted({script.kind for script in scenario.devices}),
        }
        for name in bundled_scenarios()
    ]
    rows = [(one["name"], one["devices"], one["title"]) for one in scenarios]
    answer(options.json, {"scenarios": scenarios}, table([("name", "devices", "what it is"), *rows]))
    return 0
