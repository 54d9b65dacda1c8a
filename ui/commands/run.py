"""``listenwell [run]``: the window."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from ui.commands.opening import services
from ui.commands.output import say

if TYPE_CHECKING:
    from app.services import Services
    from ui.commands.parsing import Groups
    from ui.desktop import Desktop
    from ui.view_models.ports import WindowPorts

SCREENS = (
    "home",
    "conversation",
    "trends",
    "report",
    "library",
    "library_review",
    "devices",
    "settings",
    "coach",
    "people",
    "reminders",
    "data",
    "profile",
    "visit_sheet",
)
#: Pages that open from a screen, pictured after the screens.
PAGES = ("article", "add-device")


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
    parser.add_argument("--offscreen", action="store_true", help="draw into memory instead of on a screen")
    parser.add_argument(
        "--screenshots", type=Path, metavar="DIR", help="write a picture of every screen and end"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Open the window; returns when it is closed."""
    from app.settings import SettingsError, save_settings
    from ui import desktop
    from ui.view_models.shell import Appearance

    with services(options) as house:
        house.library.build()
        look = house.settings.appearance

        def remember(chosen: Appearance) -> None:
            changes = {
                "language": chosen.language.value,
                "appearance.theme": chosen.theme,
                "appearance.text_scale": chosen.text_scale,
            }
            try:
                save_settings(house.folders.settings_file, changes)
            except SettingsError as error:  # the window keeps the new look until it is closed
                say(str(error))

        async def pictures(window: Desktop) -> None:
            for screen in SCREENS:
                window.show(screen)
                await window.settle()
                window.grab(options.screenshots / f"{screen}.png")
            window.article.openArticle(f"{house.language.value}/home-blood-pressure", "library")
            await window.settle()
            window.grab(options.screenshots / "article.png")
            window.show("devices")
            window.devices.add()
            await window.settle()
            window.grab(options.screenshots / "add-device.png")

        desktop.run(
            ports_of(house, options.virtual_devices),
            pictures if options.screenshots else None,
            language=house.language,
            theme=look.theme,
            text_scale=look.text_scale,
            offscreen=options.offscreen,
            on_appearance=remember,
        )
    return 0


def ports_of(house: Services, scenario: str | None) -> Callable[[], AbstractAsyncContextManager[WindowPorts]]:
    """The ports of the window over ``house``, with its Bluetooth or the virtual devices of ``scenario``."""
    from assistant.speech.microphone import Microphone
    from assistant.speech.playback import Player
    from ui.adapters.conversation import ConversationAdapter, microphone_view
    from ui.adapters.household import open_ports

    conversation = ConversationAdapter(house, Microphone, Player(), microphone_view)
    return lambda: open_ports(house, conversation, scenario)
