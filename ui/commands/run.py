"""``listenwell [run]``: the window."""

from __future__ import annotations

import argparse
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ui.commands.opening import open_services
from ui.commands.output import CommandFailed, say

if TYPE_CHECKING:
    from app.folders import Folders
    from app.services import Services
    from ui.commands.parsing import Groups
    from ui.desktop import Desktop
    from ui.view_models.ports import WindowPorts


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    parser = groups.add_parser(
        "run", parents=[common], help="open the window (what happens with no command, too)"
    )
    parser.add_argument(
        "--virtual-devices",
        metavar="SCENARIO",
        help="virtual devices in place of Bluetooth: a scenario (name or TOML file), or a simulator (tcp:HOST:PORT)",
    )
    parser.add_argument(
        "--kiosk", action="store_true", help="a station in a waiting room: one visit after the other"
    )
    parser.add_argument("--offscreen", action="store_true", help="draw into memory instead of on a screen")
    parser.add_argument(
        "--screenshots", type=Path, metavar="DIR", help="write a picture of every screen and end"
    )
    parser.add_argument(
        "--every-look",
        action="store_true",
        help="with --screenshots: in both languages, all themes and four text sizes",
    )
    parser.add_argument(
        "--compare",
        type=Path,
        metavar="DIR",
        help="with --screenshots: exit 1 if a picture shows something else than the one of that name in DIR",
    )
    parser.add_argument(
        "--example",
        action="store_true",
        help="the window over an example household, made for this run and gone with it",
    )
    parser.add_argument(
        "--gallery", action="store_true", help="show every component of the design with its states"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Open the window; returns when it is closed."""
    if options.kiosk:
        from ui.commands.kiosk import run_station

        return run_station(options)
    from app.first_look import first_look
    from app.folders import open_folders
    from ui import window_loop
    from ui.view_models.shell import appearance_of

    if options.screenshots is None and (options.compare or options.every_look):
        raise CommandFailed("Say with --screenshots DIR where the pictures are to be written.")
    folders = open_folders(options.data)
    appearance = appearance_of(*first_look(folders.settings_file, os.environ))

    async def pictures(window: Desktop) -> None:
        from ui.pictures import every_look, every_screen

        await (every_look if options.every_look else every_screen)(window, options.screenshots)

    if options.example:
        from datetime import UTC, datetime
        from zoneinfo import ZoneInfo

        from ui.example.household import NOW, ZONE, example_household

        def now() -> datetime:
            return NOW if options.screenshots else datetime.now(UTC)

        window_loop.run(
            example_household(folders, now),
            pictures if options.screenshots else None,
            appearance=appearance,
            offscreen=options.offscreen,
            now=lambda: now().astimezone(ZoneInfo(ZONE)),
        )
    elif options.gallery:
        from ui.gallery import show_gallery

        show_gallery(appearance, options.screenshots, offscreen=options.offscreen)
    else:
        window_loop.run(
            household(folders, options.virtual_devices),
            pictures if options.screenshots else None,
            appearance=appearance,
            offscreen=options.offscreen,
            on_appearance=lambda look: remember(folders, look),
        )
    return _compare(options.screenshots, options.compare) if options.compare else 0


def _compare(pictures: Path, references: Path) -> int:
    """Say what differs; exit 1 if anything does."""
    from ui.picture_comparison import compare_folders

    found = compare_folders(pictures, references)
    apart = {name: one for name, one in found.items() if not one.same}
    for name, one in apart.items():
        say(f"{name}: {one.percent:.1f} % of the picture is different")
    say(f"{len(found) - len(apart)} of {len(found)} pictures show the same.")
    return 1 if apart or not found else 0


def remember(folders: Folders, look: object) -> None:
    """Keep how the window looks for the next time; where that cannot be, it looks so until it is closed."""
    from app.settings import SettingsError, save_settings
    from ui.view_models.shell import Appearance

    assert isinstance(look, Appearance)
    changes = {
        "language": look.language.value,
        "appearance.theme": look.theme,
        "appearance.text_scale": look.text_scale,
        "appearance.less_motion": look.less_motion,
        "appearance.captions": look.captions,
        "access.dwell_seconds": look.dwell_seconds,
        "access.scan_seconds": look.scan_seconds,
    }
    try:
        save_settings(folders.settings_file, changes)
    except SettingsError as error:
        say(str(error))


def household(
    folders: Folders, scenario: str | None
) -> Callable[[], AbstractAsyncContextManager[WindowPorts]]:
    """The ports of the window over the household in ``folders``, which is opened and closed with them."""

    def opened() -> Services:
        house = open_services(folders, at_terminal=False)
        house.library.build()
        return house

    @asynccontextmanager
    async def entered() -> AsyncIterator[WindowPorts]:
        import asyncio

        house = await asyncio.to_thread(opened)
        try:
            ports = await asyncio.to_thread(ports_of, house, scenario)
            async with ports() as of_window:
                yield of_window
        finally:
            house.close()

    return entered


def ports_of(house: Services, scenario: str | None) -> Callable[[], AbstractAsyncContextManager[WindowPorts]]:
    """The ports of the window over ``house``, with its Bluetooth or the virtual devices of ``scenario``."""
    from assistant.speech.microphone import Microphone
    from assistant.speech.playback import Player
    from ui.adapters.conversation import ConversationAdapter, microphone_view
    from ui.adapters.household import open_ports
    from ui.system_voice import SystemVoices

    house.speech.system_voice = SystemVoices().voice
    conversation = ConversationAdapter(
        house,
        lambda: Microphone(house.settings.speech.microphone or None),
        Player(house.settings.speech.loudspeaker or None),
        microphone_view,
    )
    return lambda: open_ports(house, conversation, scenario)
