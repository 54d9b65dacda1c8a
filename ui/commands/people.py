"""``listenwell people``: who lives here, who uses Listenwell now, and whose a reading is."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from assistant.conversation import Language
from ui.commands import people_readings
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer
from ui.commands.person_options import add_profile_options, described, open_profile, person_json, person_named

if TYPE_CHECKING:
    from app.people import Person
    from ui.commands.parsing import Groups

#: Where a script gives a new PIN.
NEW_PIN_VARIABLE: Final = "LISTENWELL_NEW_PIN"


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser("people", help="who lives here, and whose a reading is").add_subparsers(
        dest="action", required=True
    )
    listing = actions.add_parser("list", parents=[common], help="everyone in the household")
    listing.add_argument("--removed", action="store_true", help="who was removed and can be restored")
    listing.set_defaults(run=run_list)
    adding = actions.add_parser("add", parents=[common], help="add someone")
    adding.add_argument("name")
    add_profile_options(adding)
    adding.set_defaults(run=run_add)
    editing = actions.add_parser(
        "edit", parents=[common], help="change a name or a profile; 'none' clears a value"
    )
    editing.add_argument("person")
    editing.add_argument("--name")
    add_profile_options(editing)
    editing.set_defaults(run=run_edit)
    for name, run, about in (
        ("switch", run_switch, "from now on this person uses Listenwell"),
        ("remove", run_remove, "take someone off the household; 'restore' undoes it"),
        ("restore", run_restore, "bring back someone who was removed"),
    ):
        action = actions.add_parser(name, parents=[common], help=about)
        action.add_argument("person")
        action.set_defaults(run=run)
    pin = actions.add_parser(
        "pin", parents=[common], help="make a profile private with a PIN, or public again"
    )
    pin.add_argument("person")
    pin.add_argument("--remove", action="store_true", help="take the PIN away")
    pin.set_defaults(run=run_pin)
    people_readings.register(actions, common)


def run_list(options: argparse.Namespace) -> int:
    """Print everyone."""
    with services(options) as house:
        household = house.records.household
        found = household.removed() if options.removed else household.people()
        people = [person_json(house, person) for person in found]
    answer(options.json, {"people": people}, _lines(people))
    return 0


def run_add(options: argparse.Namespace) -> int:
    """Add a person by name."""
    from app.profile import NOTHING_KNOWN

    with services(options) as house:
        today = house.now().astimezone(house.zone).date()
        person = house.records.household.add(options.name, described(options, NOTHING_KNOWN, today))
        value = person_json(house, person)
    answer(options.json, value, [f"{value['name']} was added."])
    return 0


def run_edit(options: argparse.Namespace) -> int:
    """Change a person's name or profile."""
    with services(options) as house:
        person = person_named(house, options.person)
        today = house.now().astimezone(house.zone).date()
        profile = described(options, person.profile, today)
        changed = house.records.household.edit(person, display_name=options.name, profile=profile)
        value = person_json(house, changed)
    answer(options.json, value, [f"{value['name']} was changed."])
    return 0


def run_switch(options: argparse.Namespace) -> int:
    """Make a person the one who uses Listenwell."""
    with services(options) as house:
        person = person_named(house, options.person)
        value = person_json(house, house.records.signed_in.switch(person))
    answer(options.json, value, [f"{value['name']} uses Listenwell now."])
    return 0


def run_remove(options: argparse.Namespace) -> int:
    """Take a person off the household."""
    with services(options) as house:
        person = person_named(house, options.person)
        house.records.household.remove(person)
    name = person.name_in(Language.EN)
    answer(
        options.json,
        {"id": person.id, "name": name, "removed": True},
        [f"{name} was removed. To undo: listenwell people restore {person.id}"],
    )
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Bring a person back."""
    with services(options) as house:
        person = house.records.household.find(options.person, removed=True)
        value = person_json(house, house.records.household.restore(person))
    answer(options.json, value, [f"{value['name']} is back."])
    return 0


def run_pin(options: argparse.Namespace) -> int:
    """Put a PIN in front of a profile, change it, or take it away."""
    with services(options) as house:
        person = house.records.household.find(options.person)
        open_profile(house, person)
        door = house.records.signed_in
        if options.remove:
            changed, done = door.make_public(person), "is not private any more"
        else:
            changed, done = door.make_private(person, _new_pin(person)), "is private now"
        value = person_json(house, changed)
    answer(options.json, value, [f"The profile of {value['name']} {done}."])
    return 0


def _new_pin(person: Person) -> str:
    given = os.environ.get(NEW_PIN_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise CommandFailed(f"Give the new PIN in {NEW_PIN_VARIABLE}, or run this at a terminal.")
    name = person.name_in(Language.EN)
    first = getpass.getpass(f"New PIN for {name} (6 to 12 digits): ")
    if first != getpass.getpass("Once more: "):
        raise CommandFailed("The two were not the same: try again.")
    return first


def _lines(people: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for person in people:
        more = [str(person["age"])] if person.get("age") is not None else []
        more += ["private"] if person["private"] else []
        more += ["uses Listenwell now"] if person["signed_in"] else []
        yield f"{person['name']} ({', '.join(more)})" if more else str(person["name"])
