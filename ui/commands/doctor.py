"""``listenwell doctor``: what works here, what is missing, how to get it."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING

from ui.commands.opening import services
from ui.commands.output import answer

if TYPE_CHECKING:
    from ui.commands.parsing import Groups

_MARKS = {"works": "✓", "missing": "✗", "off": "○"}


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    parser = groups.add_parser(
        "doctor", parents=[common], help="what works here, what is missing, how to get it"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print every part. Exit 0 whatever is missing: each absence is an answer."""
    from app.doctor import examine
    from ui.window_check import examine_window

    with services(options) as house:
        findings = (*asyncio.run(examine(house)), *examine_window())
    lines = [
        f"{_MARKS[finding.state]} {finding.part:<20} {finding.sentence}"
        + (f"\n{'':<23}→ {finding.remedy}" if finding.remedy else "")
        for finding in findings
    ]
    answer(options.json, {"parts": [asdict(finding) for finding in findings]}, lines)
    return 0
