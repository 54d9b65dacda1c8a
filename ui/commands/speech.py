"""``listenwell speech``: sound devices, recordings made with the installed voices, and numbers there and back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation import Language
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, say, table

if TYPE_CHECKING:
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser(
        "speech", help="sound devices, test recordings, numbers there and back"
    ).add_subparsers(dest="action", required=True)
    devices = actions.add_parser(
        "devices", parents=[common], help="microphones and loudspeakers to choose from"
    )
    devices.set_defaults(run=run_devices)
    record = actions.add_parser(
        "record", parents=[common], help="make recordings for 'evaluate speech' with the installed voices"
    )
    record.add_argument("folder", type=Path, metavar="DIR")
    record.add_argument(
        "--clean", action="store_true", help="leave out the copies with noise of 20, 10 and 5 dB"
    )
    record.set_defaults(run=run_record)
    there = actions.add_parser(
        "roundtrip", parents=[common], help="speak sentences, recognise them, and compare their numbers"
    )
    there.add_argument("--limit", type=int, default=50, metavar="N", help="sentences (default: 50)")
    there.set_defaults(run=run_roundtrip)


def run_devices(options: argparse.Namespace) -> int:
    """Name what the settings ``speech.microphone`` and ``speech.loudspeaker`` take."""
    from assistant.speech.sound_system import sound_devices

    found = {"microphones": sound_devices("input"), "loudspeakers": sound_devices("output")}
    rows = [
        (kind[:-1], device.name, "default" if device.default else "")
        for kind, devices in found.items()
        for device in devices
    ]
    value = {
        kind: [{"name": one.name, "default": one.default} for one in devices]
        for kind, devices in found.items()
    }
    answer(options.json, value, table(rows) if rows else ["No microphone and no loudspeaker was found."])
    return 0


def run_record(options: argparse.Namespace) -> int:
    """Write NAME.wav, NAME.txt and NAME.lang for every question and noise."""
    from assistant.speech.recordings import NOISES_DB, make_recordings

    try:
        options.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandFailed(f"The folder {options.folder} cannot be made; choose another one.") from error
    with services(options) as house:
        voices = {language: house.speech.voice(language) for language in Language}
        made = make_recordings(
            options.folder,
            voices,
            noises_db=() if options.clean else NOISES_DB,
            progress=lambda done, of: say(f"{done} of {of}"),
        )
    answer(
        options.json, {"folder": str(options.folder), "recordings": made}, [f"{made} recordings were made."]
    )
    return 0


def run_roundtrip(options: argparse.Namespace) -> int:
    """Exit 1 when a number did not come back."""
    from assistant.speech.number_round_trip import round_trip

    with services(options) as house:
        value = round_trip(
            house.speech.recogniser(),
            {language: house.speech.voice(language) for language in Language},
            limit=options.limit,
            progress=lambda done, of: say(f"{done} of {of}"),
        )
    rows = [(one["language"], one["written"], one["heard"]) for one in value["failures"]]
    lines = [f"{value['intact']} of {value['n']} sentences came back with every number intact."]
    answer(options.json, value, [*lines, *(table([("language", "written", "heard"), *rows]) if rows else [])])
    return 0 if not value["failures"] else 1
