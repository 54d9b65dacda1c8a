"""Virtual devices in a process of their own, for the radio of another one: what ``devices simulate`` runs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from device_io.virtual.household import VirtualHousehold
from device_io.virtual.memory import SimulatorMemory
from device_io.virtual.scenario import AnyScript, Scenario, ScenarioError

#: Where the simulator listens when nothing else is said: this machine alone can reach it.
DEFAULT_HCI = "tcp-server:127.0.0.1:9471"
_TCP_SERVER = re.compile(r"tcp-server:(?P<host>\[[0-9a-fA-F:.]+\]|[^:\s]+):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class RunningSimulator:
    """A simulator that answers: ``hci`` is where, ``source`` what ``--virtual-devices`` takes (TCP only)."""

    household: VirtualHousehold
    hci: str
    source: str | None


@asynccontextmanager
async def run_simulator(
    scenario: Scenario,
    hci: str,
    clock: Callable[[], datetime],
    zone: ZoneInfo,
    memory: SimulatorMemory,
    on_passkey: Callable[[str, int], None],
) -> AsyncIterator[RunningSimulator]:
    """Run the devices of ``scenario`` and an adapter for hosts at ``hci``.

    ``hci`` is ``tcp-server:HOST:PORT`` (port 0: any free one), where every client gets an adapter, or the name of
    another transport of Bumble: ``vhci`` gives this Linux machine one, so that its own Bluetooth finds the devices.

    Raises:
        ScenarioError: the address cannot be used, or the transport cannot be opened.
        SimulatorMissing: the optional Bluetooth stack is not installed.

    """
    household = VirtualHousehold(scenario, clock=clock, zone=zone, memory=memory, on_passkey=on_passkey)
    async with household:
        match = _TCP_SERVER.fullmatch(hci)
        if match is not None and int(match["port"]) < 65536:
            from device_io.virtual.air_server import AirServer

            host = match["host"].strip("[]")
            server = AirServer(household.air, host, int(match["port"]))
            try:
                await server.__aenter__()
            except OSError as error:
                raise ScenarioError(
                    f"The simulator cannot listen at {hci} ({error.strerror}): choose another port with --hci."
                ) from error
            try:
                place = f"{match['host']}:{server.port}"
                yield RunningSimulator(household, f"tcp-server:{place}", f"tcp:{place}")
            finally:
                await server.__aexit__(None, None, None)
        else:
            async with adapter_at(household, hci):
                yield RunningSimulator(household, hci, None)


@asynccontextmanager
async def adapter_at(household: VirtualHousehold, hci: str) -> AsyncIterator[None]:
    """Put one adapter on the air whose host is reached over ``hci``."""
    from bumble.controller import Controller
    from bumble.hci import LeFeatureMask
    from bumble.transport import open_transport
    from bumble.transport.common import TransportInitError, TransportSpecError

    try:
        transport = await open_transport(hci)
    except (OSError, ValueError, ImportError, TransportInitError, TransportSpecError) as error:
        raise ScenarioError(
            f"The adapter {hci[:60]!r} cannot be opened ({type(error).__name__}): give {DEFAULT_HCI}, or vhci on a "
            "Linux machine with the hci_vhci module."
        ) from error
    async with transport:
        controller = Controller("adapter", transport.source, transport.sink, household.air)
        # The kernel would use commands for these that the software controller does not know (bleak's own
        # integration tests mask them too; Bumble issue 841).
        controller.le_features &= ~(LeFeatureMask.LL_PRIVACY | LeFeatureMask.LE_EXTENDED_ADVERTISING)
        yield


def offers(scenario: Scenario) -> list[dict[str, Any]]:
    """Return what the devices of ``scenario`` are, ready for JSON."""
    return [_offer(script) for script in scenario.devices]


def _offer(script: AnyScript) -> dict[str, Any]:
    return {
        "kind": script.kind,
        "address": script.address,
        "name": script.name,
        "readings": len(script.memory),
        "passkey": script.passkey,
        "users": [user.slot for user in getattr(script, "users", ())],
        "quirks": sorted(script.quirks),
    }
