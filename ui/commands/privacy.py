"""``listenwell privacy preview``: what would leave this machine."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ui.commands.opening import services
from ui.commands.output import answer, table

if TYPE_CHECKING:
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    actions = groups.add_parser("privacy", help="what would leave this machine").add_subparsers(
        dest="action", required=True
    )
    previewing = actions.add_parser("preview", parents=[common], help="a text as it would leave this machine")
    previewing.add_argument("text")
    previewing.set_defaults(run=run_preview)


def run_preview(options: argparse.Namespace) -> int:
    """Print the text with placeholders; the originals are never printed."""
    from assistant.privacy import KnownEntities, mask

    with services(options) as house:
        names = tuple(
            person.display_name for person in house.records.household.people() if person.display_name
        )
    masked = mask(options.text, KnownEntities(names=names))
    replacements = [{"kind": one.kind, "placeholder": one.placeholder} for one in masked.replacements]
    lines = [
        masked.text,
        *table([("replaced", "by"), *((one["kind"], one["placeholder"]) for one in replacements)]),
    ]
    answer(options.json, {"text": masked.text, "replacements": replacements}, lines)
    return 0
