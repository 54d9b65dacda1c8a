"""``listenwell people``: who lives here."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from assistant.conversation import Language
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer

if TYPE_CHECKING:
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser("people", help="who lives here").add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", parents=[common], help="everyone in the household")
    listing.set_defaults(run=run_list)
    adding = actions.add_parser("add", parents=[common], help="add someone")
    adding.add_argument("name")
    adding.set_defaults(run=run_add)


def run_list(options: argparse.Namespace) -> int:
    """Print everyone."""
    with services(options) as house:
        people = [
            {"id": person.id, "name": person.name_in(Language.EN)}
            for person in house.records.household.people()
        ]
    answer(options.json, {"people": people}, (person["name"] for person in people))
    return 0


def run_add(options: argparse.Namespace) -> int:
    """Add a person by name."""
    with services(options) as house:
        try:
            person = house.records.household.add(options.name)
        except ValueError as error:
            raise CommandFailed(str(error)) from error
    name = person.name_in(Language.EN)
    answer(options.json, {"id": person.id, "name": name}, [f"{name} was added."])
    return 0
