"""``listenwell readings``: type readings in, list them, and make everything derived again."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assistant.conversation import Language
from device_io.reading import ReadingKind
from ui.commands import readings_exchange, readings_profile
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, say, table
from ui.commands.parsing import count

if TYPE_CHECKING:
    from app.records.clean import CleanReading
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser("readings", help="readings in the records").add_subparsers(
        dest="action", required=True
    )
    adding = actions.add_parser("add", parents=[common], help="type a reading in")
    adding.add_argument(
        "reading", metavar="KIND=VALUE", help="blood_pressure=128/79, spo2=97, glucose=5.6mmol/L …"
    )
    adding.add_argument("--at", metavar="TIME", help="when it was taken, ISO 8601 (default: now)")
    adding.set_defaults(run=run_add)
    listing = actions.add_parser("list", parents=[common], help="the latest readings")
    listing.add_argument("--kind", choices=[kind.value for kind in ReadingKind])
    listing.add_argument("--limit", type=count, default=20)
    listing.set_defaults(run=run_list)
    rebuilding = actions.add_parser(
        "rebuild", parents=[common], help="make everything derived again from raw"
    )
    rebuilding.set_defaults(run=run_rebuild)
    readings_exchange.register(actions, common)
    readings_profile.register(actions, common)


def run_add(options: argparse.Namespace) -> int:
    """Record one typed reading for the person who uses Listenwell."""
    from assistant import safety

    typed = safety.parse_reading(options.reading)
    with services(options) as house:
        taken_at = house.now()
        if options.at:
            try:
                taken_at = datetime.fromisoformat(options.at)
            except ValueError as error:
                raise CommandFailed(
                    f"'{options.at}' is not a time: write it like 2026-11-24T08:05."
                ) from error
            taken_at = taken_at if taken_at.tzinfo else taken_at.replace(tzinfo=house.zone)
        stored = house.records.add_manual(typed.kind, typed.values, taken_at, house.person)
        value = as_json(stored)
    answer(options.json, value, [f"Recorded: {options.reading}"])
    return 0


def run_list(options: argparse.Namespace) -> int:
    """Print the latest readings, newest first."""
    kind = ReadingKind(options.kind) if options.kind else None
    with services(options) as house:
        readings = house.records.readings(house.person, kind, options.limit)
        rows = house.records.table(house.person, Language.EN, house.now(), kind, options.limit)
    lines = table(
        [
            ("when", "what", "value", ""),
            *((row.when, row.title, f"{row.figure} {row.unit}", row.verdict) for row in rows),
        ]
    )
    answer(
        options.json,
        {"readings": [as_json(reading) for reading in readings]},
        lines if rows else ["No readings yet."],
    )
    return 0


def run_rebuild(options: argparse.Namespace) -> int:
    """Derive clean rows, daily summaries and views again from what was received; say what that changed."""

    def progress(done: int, of: int) -> None:
        say(f"{done} of {of} received rows")

    with services(options) as house:
        report = house.records.rebuild(progress)
    tables = {name: asdict(change) for name, change in report.tables.items()}
    value = {
        "rebuilt": True,
        "readings": report.measurements,
        "identical": report.identical,
        "changed": tables,
        "changed_readings": [f"reading:{one}" for one in report.readings],
    }
    rows = [
        (name, change.rows, change.added, change.removed, change.changed)
        for name, change in report.tables.items()
    ]
    answer(
        options.json,
        value,
        [
            f"Rebuilt {report.measurements} readings from the raw records; "
            + ("every derived row is what it was." if report.identical else "this changed:"),
            *([] if report.identical else table([("table", "rows", "new", "gone", "other"), *rows])),
        ],
    )
    return 0


def as_json(stored: CleanReading) -> dict[str, Any]:
    """A stored reading as the command line prints it."""
    reading = stored.reading
    return {
        "id": stored.id,
        "kind": reading.kind.value,
        "values": {name: {"value": one.value, "unit": one.unit} for name, one in reading.values.items()},
        "taken_at": reading.taken_at,
        "received_at": reading.received_at,
        "device": stored.device_model or None,
        "simulated": stored.simulated,
        "flags": sorted(flag.value for flag in reading.flags),
    }
