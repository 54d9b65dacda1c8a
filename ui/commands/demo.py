"""``listenwell demo``: the main job end to end, with virtual devices and recorded speech."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ui.commands.output import answer

if TYPE_CHECKING:
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    parser = groups.add_parser(
        "demo", parents=[common], help="the main job end to end, with nobody touching it"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("out"),
        metavar="DIR",
        help="where screenshots, speech and summary go",
    )
    parser.add_argument(
        "--offscreen", action="store_true", help="draw into memory even where there is a screen"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit 0 only if every step did its work."""
    from ui.demonstration.script import demonstrate

    summary = demonstrate(options.out.absolute(), data=options.data, offscreen=options.offscreen)
    lines = [
        f"{'✓' if step['ok'] else '✗'} {step['name']:<12} {step['ms'] / 1000:6.1f} s"
        for step in summary["steps"]
    ]
    answer(options.json, summary, lines)
    return 0 if summary["ok"] else 1
