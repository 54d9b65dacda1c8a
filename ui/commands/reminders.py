"""``listenwell reminders``: what to do when, what was done, and saying it aloud in time."""

from __future__ import annotations

import argparse
import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from assistant.conversation import Language
from device_io.reading import ReadingKind
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer
from ui.commands.parsing import count
from ui.commands.person_options import parse_day, parse_times, person_named

if TYPE_CHECKING:
    from app.reminders.occasion import Occasion, Reminder
    from app.reminders.reminders import Announcement, Due
    from app.reminders.suggestions import Suggestion
    from app.services import Services
    from ui.commands.parsing import Groups

#: How far back readings are looked at for a habit; the rule itself looks at less.
_MOST_READINGS = 500


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser(
        "reminders", help="to measure, to take medicines, to be checked again"
    ).add_subparsers(dest="action", required=True)
    person = argparse.ArgumentParser(add_help=False)
    person.add_argument("--person", help="a name or id (default: who uses Listenwell now)")
    for name, run, about in (
        ("list", run_list, "the plans, those of medicines included"),
        ("today", run_today, "today's occasions and how they stand"),
        ("suggest", run_suggest, "reminders worth having; --accept N makes one"),
    ):
        action = actions.add_parser(name, parents=[common, person], help=about)
        action.set_defaults(run=run)
        if name == "suggest":
            action.add_argument("--accept", type=count, metavar="N")
    adding = actions.add_parser("add", parents=[common, person], help="remind to measure")
    adding.add_argument("kind", choices=[kind.value for kind in ReadingKind])
    adding.add_argument("--times", action="append", required=True, metavar="HH:MM")
    adding.add_argument("--from", dest="first", metavar="DAY")
    adding.add_argument("--until", dest="last", metavar="DAY")
    adding.add_argument("--every", type=count, default=1, metavar="DAYS")
    adding.set_defaults(run=run_add)
    checking = actions.add_parser(
        "recheck", parents=[common, person], help="remind to have something checked again"
    )
    checking.add_argument("title")
    checking.add_argument("--on", required=True, metavar="DAY")
    checking.add_argument("--report", metavar="ID", help="the report it comes from")
    checking.set_defaults(run=run_recheck)
    for name, about in (("remove", "stop reminding"), ("restore", "undo 'remove'")):
        action = actions.add_parser(name, parents=[common], help=about)
        action.add_argument("id")
        action.set_defaults(run=run_remove if name == "remove" else run_restore)
    for name, about in (
        ("done", "it was done"),
        ("skip", "leave it out this time"),
        ("snooze", "remind again later"),
        ("reopen", "undo done, skip or snooze"),
    ):
        action = actions.add_parser(name, parents=[common], help=about)
        action.add_argument("id")
        action.add_argument("day", metavar="DAY")
        action.add_argument("time", metavar="HH:MM")
        action.add_argument("--minutes", type=count, default=15, help="how long to snooze")
        action.set_defaults(run=run_note)
    watching = actions.add_parser("watch", parents=[common], help="print what is due, until stopped")
    watching.add_argument("--once", action="store_true", help="print what is due now and end")
    watching.add_argument("--lang", choices=["zh", "en"], default="en")
    watching.set_defaults(run=run_watch)


def run_list(options: argparse.Namespace) -> int:
    """Print the plans of a person."""
    with services(options) as house:
        plans = house.records.reminders.of(person_named(house, options.person))
    answer(options.json, {"reminders": [_plan(one) for one in plans]}, map(_line, plans))
    return 0


def run_today(options: argparse.Namespace) -> int:
    """Print today's occasions of a person, and what is due from before."""
    with services(options) as house:
        found = house.records.reminders.agenda(person_named(house, options.person))
    lines = [f"{one.occasion.at:%H:%M}  {one.state.value}  {_what(one.reminder)}" for one in found]
    answer(options.json, {"occasions": [_due(one) for one in found]}, lines or ["Nothing is planned today."])
    return 0


def run_suggest(options: argparse.Namespace) -> int:
    """Print reminders worth having, or make one of them."""
    with services(options) as house:
        person = person_named(house, options.person)
        found = _suggestions(house, options.person)
        if options.accept is None:
            values = [{"number": number, **_suggestion(one)} for number, one in enumerate(found, start=1)]
            lines = [f"{number}  {_suggested(one)}" for number, one in enumerate(found, start=1)]
            answer(options.json, {"suggestions": values}, lines)
            return 0
        if options.accept > len(found):
            raise CommandFailed(f"There are {len(found)} suggestions: choose one of their numbers.")
        plan = house.records.reminders.accept(person, found[options.accept - 1])
    answer(options.json, _plan(plan), [_line(plan)])
    return 0


def run_add(options: argparse.Namespace) -> int:
    """Add a reminder to measure."""
    with services(options) as house:
        plan = house.records.reminders.add(
            person_named(house, options.person),
            ReadingKind(options.kind),
            parse_times(options.times),
            None if options.first is None else parse_day(options.first),
            None if options.last is None else parse_day(options.last),
            every_days=options.every,
        )
    answer(options.json, _plan(plan), [_line(plan)])
    return 0


def run_recheck(options: argparse.Namespace) -> int:
    """Add a reminder to have something checked again."""
    with services(options) as house:
        person = person_named(house, options.person)
        if options.report is not None and options.report not in {
            one.id for one in house.records.reports(person)
        }:
            raise CommandFailed("This report is not among the person's: leave it out, or give its id.")
        plan = house.records.reminders.add_recheck(
            person, options.title, parse_day(options.on), report_id=options.report
        )
    answer(options.json, _plan(plan), [_line(plan)])
    return 0


def run_remove(options: argparse.Namespace) -> int:
    """Stop reminding."""
    with services(options) as house:
        house.records.reminders.remove(options.id)
    line = f"Removed. To undo: listenwell reminders restore {options.id}"
    answer(options.json, {"id": options.id, "removed": True}, [line])
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Remind again."""
    with services(options) as house:
        house.records.reminders.restore(options.id)
    answer(options.json, {"id": options.id, "removed": False}, ["It is back."])
    return 0


def run_note(options: argparse.Namespace) -> int:
    """Note what became of an occasion."""
    from app.reminders.occasion import Occasion

    (at,) = parse_times([options.time])[:1]
    occasion: Occasion = Occasion(parse_day(options.day), at)
    with services(options) as house:
        reminders = house.records.reminders
        match options.action:
            case "done":
                reminders.done(options.id, occasion)
            case "skip":
                reminders.skip(options.id, occasion)
            case "snooze":
                reminders.snooze(options.id, occasion, timedelta(minutes=options.minutes))
            case _:
                reminders.reopen(options.id, occasion)
    value = {"id": options.id, "day": occasion.day, "time": f"{occasion.at:%H:%M}", "event": options.action}
    answer(options.json, value, ["Noted."])
    return 0


def run_watch(options: argparse.Namespace) -> int:
    """Print announcements as they come, one line each."""
    from app.reminders.schedule import keep_reminding

    language = Language(options.lang)

    def say(announcement: Announcement) -> None:
        answer(options.json, _announcement(announcement), [announcement.words[language]])

    with services(options) as house:
        if not options.once:
            asyncio.run(keep_reminding(house.records.reminders, say, house.now))
        found = house.records.reminders.announce()
    lines = [one.words[language] for one in found] or ["Nothing is due."]
    answer(options.json, {"announcements": [_announcement(one) for one in found]}, lines)
    return 0


def _suggestions(house: Services, name: str | None) -> list[Suggestion]:
    from app.reminders.suggestions import habit, hba1c_recheck, pressure_week

    person = person_named(house, name)
    now = house.now()
    rule_set = person.profile.rule_set or house.settings.rule_set
    found: list[Suggestion | None] = [
        pressure_week(now.astimezone(house.zone).date() + timedelta(days=1), rule_set)
    ]
    for kind in ReadingKind:
        taken = [one.reading.taken_at for one in house.records.readings(person, kind, _MOST_READINGS)]
        found.append(habit(kind, taken, now, house.zone))
    found.append(hba1c_recheck(person, house.records.reports(person), Language.EN))
    return [one for one in found if one is not None]


def _plan(plan: Reminder) -> dict[str, Any]:
    return {
        "id": plan.id,
        "purpose": plan.purpose.value,
        "kind": None if plan.kind is None else plan.kind.value,
        "title": plan.title,
        "times": [f"{one:%H:%M}" for one in plan.times],
        "first_day": plan.first_day,
        "last_day": plan.last_day,
        "every_days": plan.every_days,
        "protocol": plan.protocol,
        "report": plan.report_id,
    }


def _due(due: Due) -> dict[str, Any]:
    return {
        "reminder": due.reminder.id,
        "purpose": due.reminder.purpose.value,
        "kind": None if due.reminder.kind is None else due.reminder.kind.value,
        "title": due.reminder.title,
        "day": due.occasion.day,
        "time": f"{due.occasion.at:%H:%M}",
        "at": due.moment,
        "state": due.state.value,
        "snoozed_until": due.standing.until,
    }


def _announcement(one: Announcement) -> dict[str, Any]:
    due, missed = [_due(due) for due in one.due], [_due(due) for due in one.missed]
    if one.person.profile.private:
        for told in (*due, *missed):
            told["title"] = ""  # what is printed may be seen by anybody
    return {
        "person": one.person.id,
        "words": {language.value: text for language, text in one.words.items()},
        "due": due,
        "missed": missed,
    }


def _suggestion(one: Suggestion) -> dict[str, Any]:
    return {
        "purpose": one.purpose.value,
        "kind": None if one.kind is None else one.kind.value,
        "title": one.title,
        "times": [f"{at:%H:%M}" for at in one.times],
        "first_day": one.first_day,
        "last_day": one.last_day,
        "protocol": one.protocol,
        "report": one.report_id,
        "source": one.source,
        "status": one.status,
    }


def _suggested(one: Suggestion) -> str:
    what = one.title if one.kind is None else f"measure {one.kind.value}"
    until = "" if one.last_day is None or one.last_day == one.first_day else f" until {one.last_day}"
    return (
        f"{what} at {' '.join(f'{at:%H:%M}' for at in one.times)} from {one.first_day}{until} ({one.source})"
    )


def _line(plan: Reminder) -> str:
    until = "" if plan.last_day is None else f" until {plan.last_day}"
    return f"{plan.id}  {_what(plan)} at {' '.join(f'{one:%H:%M}' for one in plan.times)} from {plan.first_day}{until}"


def _what(plan: Reminder) -> str:
    return plan.title if plan.kind is None else f"measure {plan.kind.value}"
