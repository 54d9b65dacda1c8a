"""``listenwell people questions|assign|move|undo|decisions|device``: whose a reading is."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final

from assistant.conversation import Language
from ui.commands.opening import services
from ui.commands.output import answer
from ui.commands.parsing import count
from ui.commands.person_options import person_named

if TYPE_CHECKING:
    from app.people import Person
    from app.services import Services
    from ui.commands.parsing import Groups

#: How somebody who does not live here, and nobody, are written.
GUEST: Final = "guest"
NOBODY: Final = "nobody"


def register(actions: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands to ``people``."""
    asking = actions.add_parser("questions", parents=[common], help="readings that nobody is named for")
    asking.add_argument("--lang", choices=["zh", "en"], default="en")
    asking.set_defaults(run=run_questions)
    assigning = actions.add_parser("assign", parents=[common], help="answer whose readings these are")
    assigning.add_argument("readings", nargs="+", type=count, metavar="READING")
    assigning.add_argument("--to", required=True, metavar="PERSON", help=f"a name, an id, or '{GUEST}'")
    assigning.add_argument(
        "--always", action="store_true", help="the device (or its user) is theirs from now on"
    )
    assigning.set_defaults(run=run_assign)
    moving = actions.add_parser(
        "move", parents=[common], help="give readings to someone else; their time stays"
    )
    moving.add_argument("readings", nargs="+", type=count, metavar="READING")
    moving.add_argument("--to", required=True, metavar="PERSON", help=f"a name, an id, or '{NOBODY}'")
    moving.set_defaults(run=run_move)
    undoing = actions.add_parser("undo", parents=[common], help="take back an assignment or a move")
    undoing.add_argument("act", metavar="ACT", help="what assign or move printed")
    undoing.set_defaults(run=run_undo)
    telling = actions.add_parser("decisions", parents=[common], help="every decision about a reading")
    telling.add_argument("reading", type=count, metavar="READING")
    telling.set_defaults(run=run_decisions)
    owning = actions.add_parser("device", parents=[common], help="whose a device is, or a user of it")
    owning.add_argument("address")
    owning.add_argument("--is", dest="person", metavar="PERSON", help=f"a name, an id, or '{NOBODY}'")
    owning.add_argument("--slot", type=count, help="a user of the device instead of the whole of it")
    owning.set_defaults(run=run_device)


def run_questions(options: argparse.Namespace) -> int:
    """Print what has to be asked, the newest reading first."""
    with services(options) as house:
        found = house.records.attribution.questions(Language(options.lang))
    questions = [
        {
            "readings": list(one.reading_ids),
            "kind": one.kind.value,
            "figure": one.figure,
            "taken_at": one.taken_at,
            "why": one.why.value,
            "text": one.text,
            "choices": [
                {"id": choice.person_id, "name": choice.name, "likelihood": choice.likelihood}
                for choice in one.choices
            ],
        }
        for one in found
    ]
    lines = [f"{' '.join(map(str, one.reading_ids))}: {one.text}" for one in found]
    answer(options.json, {"questions": questions}, lines or ["Every reading has a name."])
    return 0


def run_assign(options: argparse.Namespace) -> int:
    """Answer whose readings these are."""
    with services(options) as house:
        person = None if options.to == GUEST else person_named(house, options.to)
        act = house.records.attribution.answer(_raw_ids(options), person, house.person, always=options.always)
    return _settled(options, act, person)


def run_move(options: argparse.Namespace) -> int:
    """Give readings to someone else."""
    with services(options) as house:
        person = None if options.to == NOBODY else person_named(house, options.to)
        act = house.records.attribution.move(_raw_ids(options), person, house.person)
    return _settled(options, act, person)


def run_undo(options: argparse.Namespace) -> int:
    """Take back what was decided together."""
    with services(options) as house:
        house.records.attribution.undo(options.act, house.person)
    answer(options.json, {"undone": options.act}, ["Undone."])
    return 0


def run_decisions(options: argparse.Namespace) -> int:
    """Print every decision about a reading, oldest first."""
    with services(options) as house:
        names = _names(house)
        decisions: list[dict[str, Any]] = [
            {
                "act": one.act,
                "person": one.verdict.person_id,
                "guest": one.verdict.guest,
                "reason": one.reason.value,
                "evidence": one.evidence,
                "decided_at": one.decided_at,
                "decided_by": one.decided_by,
                "undoes": one.undoes,
            }
            for one in house.records.attribution.history(_raw_id(options.reading))
        ]
    lines = [
        f"{one['decided_at']:%Y-%m-%d %H:%M} {one['reason']}: "
        + (GUEST if one["guest"] else names.get(one["person"], NOBODY))
        for one in decisions
    ]
    answer(options.json, {"decisions": decisions}, lines or ["Nothing was decided about this reading."])
    return 0


def run_device(options: argparse.Namespace) -> int:
    """Say or print whose a device is."""
    with services(options) as house:
        attribution = house.records.attribution
        if options.person is not None:
            person = None if options.person == NOBODY else person_named(house, options.person)
            attribution.set_device_user(options.address, person, options.slot)
        users = attribution.device_users(options.address)
        names = _names(house)
    value = {
        "address": options.address,
        "users": [{"slot": slot, "person": who} for slot, who in users.items()],
    }
    lines = [
        f"{'the whole device' if slot is None else f'user {slot}'}: {names.get(who, NOBODY)}"
        for slot, who in users.items()
    ]
    answer(options.json, value, lines or ["The device is nobody's alone."])
    return 0


def _settled(options: argparse.Namespace, act: str, person: Person | None) -> int:
    name = None if person is None else person.name_in(Language.EN)
    value = {"act": act, "readings": options.readings, "person": None if person is None else person.id}
    line = f"Given to {name or options.to}. To undo: listenwell people undo {act}"
    answer(options.json, value, [line])
    return 0


def _names(house: Services) -> dict[str, str]:
    household = house.records.household
    return {one.id: one.name_in(Language.EN) for one in (*household.people(), *household.removed())}


def _raw_ids(options: argparse.Namespace) -> list[int]:
    return [_raw_id(reading) for reading in options.readings]


def _raw_id(reading: int) -> int:
    from app.records.refining import PARTS

    return reading // PARTS
