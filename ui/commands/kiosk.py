"""``listenwell run --kiosk``: a station; ``kiosk`` itself is what the station starts its processes with."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation import Language
from ui.commands.opening import open_services
from ui.commands.output import CommandFailed, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AsyncExitStack

    from app.folders import Folders
    from app.kiosk.client import StationClient
    from app.kiosk.supervisor import CommandOf, Part
    from app.settings import Settings


def register(
    groups: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    """Add the commands."""
    process = groups.add_parser(
        "kiosk", parents=[common], help="a process of a station (started by run --kiosk)"
    )
    process.add_argument("part", choices=("visit", "staff"))
    process.add_argument("--folder", type=Path, required=True)
    process.add_argument("--channel", type=int, required=True)
    process.add_argument("--virtual-devices", metavar="SCENARIO")
    process.add_argument("--offscreen", action="store_true")
    process.set_defaults(run=run_process)


def run_station(options: argparse.Namespace) -> int:
    """Run a station until its staff end it."""
    if sys.platform != "linux":
        raise CommandFailed("A station runs on Linux: install Debian on the machine, or use the window here.")
    from app.folders import open_folders

    folders = open_folders(options.data)
    if options.screenshots:
        return _pictures(folders, options)
    say("The station runs. Its staff end it: five seconds in the lower left corner, then a PIN.")
    asyncio.run(_station(folders, options))
    return 0


async def _station(folders: Folders, options: argparse.Namespace) -> None:
    from datetime import UTC, datetime

    import tzlocal

    from app.audit import head_store
    from app.keys import find_keyring
    from app.kiosk.station import StationSources, open_station
    from app.kiosk.supervisor import Supervisor
    from app.kiosk.visit_folder import visits_home

    house = await asyncio.to_thread(open_services, folders, at_terminal=True)
    try:
        await asyncio.to_thread(house.library.build)  # once, so that each visit finds it ready
        sources = StationSources(lambda: datetime.now(UTC), tzlocal.get_localzone())
        head = head_store(folders.config, find_keyring)
        with open_station(folders.data, house.key.secret, sources, head) as station:
            await Supervisor(station, folders.data, visits_home(), _command(folders, options)).run()
    finally:
        house.close()


def _pictures(folders: Folders, options: argparse.Namespace) -> int:
    """Write a picture of every page."""
    from datetime import UTC, datetime

    import tzlocal

    from app.audit import FileHead
    from app.keys import ephemeral_key
    from app.kiosk.station import StationSources, open_station
    from app.kiosk.visit_folder import visit_folder, visits_home
    from ui.kiosk.process import alone

    async def whole() -> None:
        from ui.kiosk.pictures import every_page
        from ui.kiosk.visit_process import VisitPlace

        settings = _settings(folders)
        sources = StationSources(lambda: datetime.now(UTC), tzlocal.get_localzone())
        with ExitStack() as stack:

            def place(language: Language) -> VisitPlace:
                folder = stack.enter_context(visit_folder(visits_home()))
                spoken = settings.model_copy(update={"language": language.value})
                return VisitPlace(folder, folders, spoken, options.virtual_devices)

            station_folder = stack.enter_context(visit_folder(visits_home()))
            head = FileHead(station_folder / "audit.head")
            station = stack.enter_context(open_station(station_folder, ephemeral_key().secret, sources, head))
            await every_page(station, place, options.screenshots)

    alone(whole, offscreen=True)
    return 0


def _command(folders: Folders, options: argparse.Namespace) -> CommandOf:
    def command(part: Part, folder: Path, number: int) -> Sequence[str]:
        line = [sys.executable, "-m", "ui.command_line", "kiosk", part, "--data", str(folders.data)]
        line += ["--folder", str(folder), "--channel", str(number)]
        if options.virtual_devices:
            line += ["--virtual-devices", options.virtual_devices]
        return [*line, "--offscreen"] if options.offscreen else line

    return command


def run_process(options: argparse.Namespace) -> int:
    """Be one process of a station."""
    from app.folders import open_folders
    from ui.kiosk.process import keep_temporary_files_in, live

    folders = open_folders(options.data)
    keep_temporary_files_in(options.folder / "temporary")

    async def whole(station: StationClient, stack: AsyncExitStack) -> asyncio.Event:
        if options.part == "visit":
            from ui.kiosk.visit_process import VisitPlace, visit

            place = VisitPlace(options.folder, folders, _settings(folders), options.virtual_devices)
            return (await visit(place, station, stack, offscreen=options.offscreen, stays=True)).over
        return await open_panel(station, stack, folders, options, closes=True)

    live(options.channel, whole, offscreen=options.offscreen, gone=options.part == "visit")
    return 0


async def open_panel(
    station: StationClient,
    stack: AsyncExitStack,
    folders: Folders,
    options: argparse.Namespace,
    *,
    closes: bool,
) -> asyncio.Event:
    """Make the window of a staff panel; what is returned is set when it is to close."""
    from app.kiosk.visit_folder import visit_folder, visits_home
    from ui.kiosk.staff_process import StaffPlace, panel
    from ui.kiosk.visit_process import VisitPlace

    settings = _settings(folders)
    folder = getattr(options, "folder", None) or stack.enter_context(visit_folder(visits_home()))
    house = VisitPlace(folder, folders, settings).services()
    stack.callback(house.close)
    language = Language.ZH if settings.language == "auto" else Language(settings.language)
    scenario = getattr(options, "virtual_devices", None)
    place = StaffPlace(house, folders.data / "exports", language, scenario)
    return (await panel(station, stack, place, offscreen=options.offscreen, closes=closes)).over


def _settings(folders: Folders) -> Settings:
    from app.settings import load_settings

    return load_settings(folders.settings_file, os.environ)
