"""``listenwell medicines``: what somebody takes, how much, when, and since when."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ui.commands.opening import services
from ui.commands.output import answer, table
from ui.commands.person_options import parse_day, parse_times, person_named

if TYPE_CHECKING:
    from app.medicines import Medicine
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser("medicines", help="what somebody takes").add_subparsers(
        dest="action", required=True
    )
    listing = actions.add_parser("list", parents=[common], help="the medicines, also those that were stopped")
    listing.add_argument("--person", help="a name or id (default: who uses Listenwell now)")
    listing.set_defaults(run=run_list)
    adding = actions.add_parser("add", parents=[common], help="note a medicine")
    adding.add_argument("name")
    adding.add_argument("--dose", default="", help="e.g. '5 mg'")
    adding.add_argument(
        "--times", action="append", default=[], metavar="HH:MM", help="08:00,20:00: it is reminded of"
    )
    adding.add_argument("--from", dest="day", metavar="DAY", help="the first day (default: today)")
    adding.add_argument("--person", help="a name or id (default: who uses Listenwell now)")
    adding.set_defaults(run=run_add)
    changing = actions.add_parser(
        "change", parents=[common], help="another dose or other times from a day on"
    )
    changing.add_argument("id")
    changing.add_argument("--dose")
    changing.add_argument("--times", action="append", metavar="HH:MM")
    changing.add_argument("--from", dest="day", metavar="DAY", help="from which day (default: today)")
    changing.set_defaults(run=run_change)
    stopping = actions.add_parser("stop", parents=[common], help="not taken any more from a day on")
    stopping.add_argument("id")
    stopping.add_argument("--on", dest="day", metavar="DAY", help="the first day without it (default: today)")
    stopping.add_argument("--undo", action="store_true", help="take the stop back")
    stopping.set_defaults(run=run_stop)
    for name, run, about in (
        ("remove", run_remove, "hide what was noted by mistake"),
        ("restore", run_restore, "undo 'remove'"),
    ):
        action = actions.add_parser(name, parents=[common], help=about)
        action.add_argument("id")
        action.set_defaults(run=run)


def run_list(options: argparse.Namespace) -> int:
    """Print the medicines of a person."""
    with services(options) as house:
        medicines = house.records.medicines.of(person_named(house, options.person))
    rows = [("id", "name", "dose", "times", "from", "until"), *(_row(one) for one in medicines)]
    found = {"medicines": [medicine_json(one) for one in medicines]}
    answer(options.json, found, table(rows) if medicines else ["No medicines are noted."])
    return 0


def run_add(options: argparse.Namespace) -> int:
    """Note a medicine."""
    with services(options) as house:
        day = parse_day(options.day) if options.day else house.now().astimezone(house.zone).date()
        person = person_named(house, options.person)
        medicine = house.records.medicines.add(
            person, options.name, options.dose, parse_times(options.times), day
        )
    answer(options.json, medicine_json(medicine), [f"{medicine.name} is noted from {day} on."])
    return 0


def run_change(options: argparse.Namespace) -> int:
    """Note another dose or other times."""
    with services(options) as house:
        medicines = house.records.medicines
        day = parse_day(options.day) if options.day else house.now().astimezone(house.zone).date()
        times = None if options.times is None else parse_times(options.times)
        medicine = medicines.change(medicines.medicine(options.id), day, dose=options.dose, times=times)
    answer(options.json, medicine_json(medicine), [f"{medicine.name} was changed."])
    return 0


def run_stop(options: argparse.Namespace) -> int:
    """Note that a medicine is not taken any more."""
    with services(options) as house:
        medicines = house.records.medicines
        day = parse_day(options.day) if options.day else house.now().astimezone(house.zone).date()
        medicine = medicines.stop(medicines.medicine(options.id), None if options.undo else day)
    words = "goes on" if options.undo else f"is not taken any more from {day} on"
    answer(options.json, medicine_json(medicine), [f"{medicine.name} {words}."])
    return 0


def run_remove(options: argparse.Namespace) -> int:
    """Hide a medicine."""
    with services(options) as house:
        medicine = house.records.medicines.medicine(options.id)
        house.records.medicines.remove(medicine)
    line = f"{medicine.name} was removed. To undo: listenwell medicines restore {medicine.id}"
    answer(options.json, {**medicine_json(medicine), "removed": True}, [line])
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Bring a hidden medicine back."""
    with services(options) as house:
        medicine = house.records.medicines.medicine(options.id)
        house.records.medicines.restore(medicine)
    answer(options.json, medicine_json(medicine), [f"{medicine.name} is back."])
    return 0


def medicine_json(medicine: Medicine) -> dict[str, Any]:
    """A medicine as the command line prints it."""
    return {
        "id": medicine.id,
        "name": medicine.name,
        "dose": medicine.dose,
        "times": [one.isoformat("minutes") for one in medicine.times],
        "started_on": medicine.started_on,
        "stopped_on": medicine.stopped_on,
    }


def _row(medicine: Medicine) -> tuple[str, ...]:
    times = " ".join(one.isoformat("minutes") for one in medicine.times)
    until = "" if medicine.stopped_on is None else medicine.stopped_on.isoformat()
    return medicine.id, medicine.name, medicine.dose, times, medicine.started_on.isoformat(), until
