"""``listenwell alerts``: red flags that readings raised, and who took note of them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from assistant.conversation import Language
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer
from ui.commands.parsing import count
from ui.commands.person_options import person_named

if TYPE_CHECKING:
    from app.alerts.alert import Alert
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser("alerts", help="red flags that readings raised").add_subparsers(
        dest="action", required=True
    )
    listing = actions.add_parser(
        "list", parents=[common], help="what nobody has taken note of, whoever it is about"
    )
    listing.set_defaults(run=run_list)
    telling = actions.add_parser("history", parents=[common], help="the alerts of one person")
    telling.add_argument("--person", help="a name or id (default: who uses Listenwell now)")
    telling.add_argument(
        "--unassigned", action="store_true", help="those of readings that nobody is named for"
    )
    telling.add_argument("--limit", type=count, default=20)
    telling.set_defaults(run=run_history)
    noting = actions.add_parser("acknowledge", parents=[common], help="take note of an alert")
    noting.add_argument("id", type=count)
    noting.add_argument("--by", metavar="PERSON", help="who (default: who uses Listenwell now)")
    noting.set_defaults(run=run_acknowledge)


def run_list(options: argparse.Namespace) -> int:
    """Print the open alerts, the most urgent first; they count as shown."""
    with services(options) as house:
        found = house.records.alerts.open()
        for alert in found:
            house.records.alerts.shown(alert)
    return _print(options, found, "Nothing needs attention.")


def run_history(options: argparse.Namespace) -> int:
    """Print the alerts of a person, newest first."""
    with services(options) as house:
        person = None if options.unassigned else person_named(house, options.person)
        found = house.records.alerts.history(person, options.limit)
    return _print(options, found, "No alerts.")


def run_acknowledge(options: argparse.Namespace) -> int:
    """Note that somebody has taken note."""
    with services(options) as house:
        alert = next((one for one in house.records.alerts.open() if one.id == options.id), None)
        if alert is None:
            raise CommandFailed(
                "There is no open alert of this number: list the alerts and choose one of them."
            )
        by = person_named(house, options.by)
        house.records.alerts.acknowledge(alert, by)
    answer(options.json, {"id": alert.id, "acknowledged_by": by.id}, ["Noted."])
    return 0


def alert_json(alert: Alert) -> dict[str, Any]:
    """An alert as the command line prints it."""
    return {
        "id": alert.id,
        "flag": alert.flag,
        "level": alert.level,
        "stage": alert.stage.value,
        "person": alert.person_id,
        "reading": alert.reading_id,
        "kind": alert.kind.value,
        "figure": alert.figures[Language.EN],
        "taken_at": alert.taken_at,
        "words": {language.value: text for language, text in alert.words.items()},
        "sources": list(alert.sources),
        "status": alert.status,
        "raised_at": alert.raised_at,
        "readings": alert.readings,
        "shown_at": alert.shown_at,
        "acknowledged_at": alert.acknowledged_at,
        "acknowledged_by": alert.acknowledged_by,
        "settled_by": None if alert.settled_by is None else alert.settled_by.value,
    }


def _print(options: argparse.Namespace, found: tuple[Alert, ...], nothing: str) -> int:
    lines = [
        f"{one.id}  {one.level}  {one.taken_at:%Y-%m-%d %H:%M} UTC  {one.figures[Language.EN]}: {one.words[Language.EN]}"
        for one in found
    ]
    answer(options.json, {"alerts": [alert_json(one) for one in found]}, lines or [nothing])
    return 0
