"""``listenwell readings profile|quality|mark|happened``: what readings show over time, how far they can be trusted."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.conversation import Language
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, table
from ui.commands.parsing import count, day

if TYPE_CHECKING:
    from app.records.profile.data_quality import DataQuality
    from app.records.profile.glucose_report import GlucoseReport
    from app.records.profile.home_pressure import HomePressure
    from app.records.profile.protocol_average import PressureMean
    from app.records.profile.tags.tags import Tag
    from ui.commands.parsing import Groups


def register(actions: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands to those of ``readings``."""
    profiling = actions.add_parser("profile", parents=[common], help="averages, directions and tags")
    profiling.add_argument(
        "--lang", choices=[language.value for language in Language], help="default: the household's"
    )
    profiling.add_argument("--every", action="store_true", help="also the tags that do not hold")
    profiling.set_defaults(run=run_profile)
    quality = actions.add_parser("quality", parents=[common], help="how far the readings can be trusted")
    quality.add_argument(
        "--lang", choices=[language.value for language in Language], help="default: the household's"
    )
    quality.add_argument("--days", type=count, default=30)
    quality.set_defaults(run=run_quality)
    marking = actions.add_parser("mark", parents=[common], help="say how a reading was taken")
    marking.add_argument("reading", type=count, metavar="ID", help="as listed by `readings list --json`")
    marking.add_argument(
        "mark",
        choices=[
            "fasting",
            "after_meal",
            "in_clinic",
            "help_needed",
            "axilla",
            "oral",
            "rectal",
            "ear",
            "forehead",
        ],
    )
    marking.add_argument("--off", action="store_true", help="take it back")
    marking.set_defaults(run=run_mark)
    happening = actions.add_parser(
        "happened", parents=[common], help="say what happened and changes what readings mean"
    )
    happening.add_argument("event", choices=["ecg", "illness"])
    happening.add_argument("--day", type=day, help="YYYY-MM-DD, default: today")
    happening.add_argument("--off", action="store_true", help="take it back")
    happening.set_defaults(run=run_happened)


def run_profile(options: argparse.Namespace) -> int:
    """Print the home average, the glucose profile and the tags, each with what it rests on."""
    with services(options) as house:
        language, now = Language(options.lang) if options.lang else house.language, house.now()
        profile = house.records.profile
        home = profile.home_pressure(house.person, language, now)
        glucose = profile.glucose(house.person, language, now)
        tags = profile.tags(house.person, language, now, every=options.every)
    value = {
        "home_pressure": home and _home(home),
        "glucose": glucose and _glucose(glucose),
        "tags": [_tag(tag) for tag in tags],
    }
    lines = [home.sentence, *home.lines, home.pace.sentence] if home else []
    if glucose:
        lines += [glucose.sentence, *(f"{one.name} {one.figure} {one.target}" for one in glucose.figures)]
    for tag in tags:
        lines += ["", tag.name, *(f"  {line}" for line in tag.explanation)]
    nothing = "还没有可说的。" if language is Language.ZH else "Nothing to say yet."
    answer(options.json, value, lines or [nothing])
    return 0


def run_quality(options: argparse.Namespace) -> int:
    """Print how far the readings of the last days can be trusted."""
    from app.records.profile.profiles import MAX_QUALITY_DAYS

    if options.days > MAX_QUALITY_DAYS:
        raise CommandFailed(f"The view reaches back at most {MAX_QUALITY_DAYS} days: give fewer.")
    with services(options) as house:
        language = Language(options.lang) if options.lang else house.language
        found = house.records.profile.quality(house.person, language, house.now(), options.days)
    rows = [
        (one.kind.value, one.n, one.days, one.implausible + one.outliers, one.late, one.simulated)
        for one in found.kinds
    ]
    heading = ("what", "readings", "days", "doubtful", "late", "practice")
    answer(options.json, _quality(found), [*found.sentences, *(table([heading, *rows]) if rows else [])])
    return 0


def run_mark(options: argparse.Namespace) -> int:
    """Note what the person says about a reading."""
    from app.records.marks import Mark

    with services(options) as house:
        marks = house.records.profile.marks
        marks.say(options.reading, Mark(options.mark), holds=not options.off)
        held = sorted(mark.value for mark in marks.of(options.reading))
    answer(
        options.json,
        {"id": options.reading, "marks": held},
        [f"Reading {options.reading}: {', '.join(held) or 'no marks'}"],
    )
    return 0


def run_happened(options: argparse.Namespace) -> int:
    """Note what happened to the person on a day."""
    from app.records.marks import LifeEvent

    with services(options) as house:
        marks, person = house.records.profile.marks, house.person
        today = house.now().astimezone(house.zone).date()
        if options.day is not None and options.day > today:
            raise CommandFailed("That day has not come yet: give one up to today.")
        marks.happened(person.id, LifeEvent(options.event), options.day or today, holds=not options.off)
        found = marks.events(person.id)
    value = {"events": [{"event": one.event.value, "day": one.day} for one in found]}
    answer(options.json, value, [f"{one.day} {one.event.value}" for one in found] or ["Nothing is noted."])
    return 0


def _home(home: HomePressure) -> dict[str, Any]:
    average = home.average
    return {
        "sentence": home.sentence,
        "lines": home.lines,
        "rule": average.rule.id,
        "source": average.rule.provenance.source,
        "enough": average.enough,
        "readings": average.n,
        "days": average.days,
        "needed": {"readings": average.rule.least_readings, "days": average.rule.least_days},
        "first_day": average.window.first,
        "last_day": average.window.last,
        "dropped_day": average.dropped_day,
        "mean": _mean(average.mean),
        "morning": _mean(average.morning),
        "evening": _mean(average.evening),
        "other_rule": average.other_rule.id,
        "other_mean": _mean(average.other_mean),
        "share_at_or_above": average.share_at_or_above,
        "goal": {
            "systolic": home.goal.systolic,
            "diastolic": home.goal.diastolic,
            "set_by": home.goal.set_by,
        },
        "at_or_above_goal": home.at_or_above_goal,
        "pace": {"pace": home.pace.pace.value, "sentence": home.pace.sentence},
        "reading_ids": average.used,
        "simulated": average.simulated,
    }


def _mean(mean: PressureMean | None) -> dict[str, Any] | None:
    if mean is None:
        return None
    return {
        "systolic": mean.systolic,
        "diastolic": mean.diastolic,
        "pulse": mean.pulse,
        "readings": mean.n,
        "days": mean.days,
    }


def _glucose(report: GlucoseReport) -> dict[str, Any]:
    profile = report.profile
    return {
        "sentence": report.sentence,
        "enough": profile.enough,
        "active_percent": profile.active_percent,
        "readings": profile.n,
        "mean_mmol_l": profile.mean_mmol,
        "gmi_percent": profile.gmi_percent,
        "cv_percent": profile.cv_percent,
        "shares_percent": None if profile.shares is None else asdict(profile.shares),
        "targets": asdict(profile.targets),
        "smoothing": report.smoothing,
        "curve": [{"minute": point.minute, "percentiles_mmol_l": point.values} for point in profile.curve],
        "simulated": profile.simulated,
    }


def _tag(tag: Tag) -> dict[str, Any]:
    return {
        "id": tag.id,
        "subject": tag.subject or None,
        "state": tag.state.value,
        "name": tag.name,
        "sentence": tag.sentence,
        "seen_on": tag.seen_on,
        "expires_on": tag.expires_on,
        "window": None
        if tag.window is None
        else {
            "first": tag.window.first,
            "last": tag.window.last,
            "asked_days": tag.window.asked_days,
            "stretched": tag.window.stretched,
            "cut": tag.window.cut_by is not None,
        },
        "rule": tag.rule,
        "rule_version": tag.rule_version,
        "source": tag.source,
        "source_title": tag.source_title,
        "status": tag.status,
        "numbers": tag.numbers,
        "needs": [{"what": what, "have": have, "least": least} for what, have, least in tag.needs],
        "reading_ids": tag.readings,
        "simulated": tag.simulated,
        "explanation": tag.explanation,
    }


def _quality(found: DataQuality) -> dict[str, Any]:
    return {
        "days": found.days,
        "readings": found.readings,
        "unassigned": found.unassigned,
        "assigned_percent": found.assigned_percent,
        "duplicates": found.duplicates,
        "conflicts": found.conflicts,
        "unreadable": found.unreadable,
        "kinds": [
            {
                "kind": one.kind.value,
                "readings": one.n,
                "days": one.days,
                "implausible": one.implausible,
                "outliers": one.outliers,
                "late": one.late,
                "simulated": one.simulated,
                "gaps": [{"after": before, "before": after} for before, after in one.gaps],
                "newest": one.newest,
            }
            for one in found.kinds
        ],
        "clocks": [
            {"device": one.device_id, "model": one.device_model, "flags": dict(one.flags)}
            for one in found.clocks
        ],
        "devices": [
            {
                "kind": one.kind.value,
                "devices": one.devices,
                "pairs": one.pairs,
                "median_difference": one.difference,
                "limit": one.limit,
                "disagree": one.disagree,
            }
            for one in found.devices
        ],
        "sentences": found.sentences,
    }
