"""``listenwell staff``: the panel of the staff on a screen of its own, for a station that runs on this machine."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from contextlib import AsyncExitStack

    from app.kiosk.client import StationClient
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    parser = groups.add_parser(
        "staff", parents=[common], help="the panel of the staff, for a station that runs on this machine"
    )
    parser.add_argument("--offscreen", action="store_true", help="draw into memory instead of on a screen")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Open the panel; returns when it is closed."""
    from app.folders import open_folders
    from app.kiosk.supervisor import SOCKET
    from ui.commands.kiosk import open_panel
    from ui.kiosk.process import live

    folders = open_folders(options.data)

    async def whole(station: StationClient, stack: AsyncExitStack) -> asyncio.Event:
        return await open_panel(station, stack, folders, options, closes=False)

    live(folders.data / SOCKET, whole, offscreen=options.offscreen)
    return 0
