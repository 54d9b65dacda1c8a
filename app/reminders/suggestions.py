"""Reminders worth offering: the guideline's week, one's own habits, and the next HbA1c after a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.people import Person
from app.profile import Condition
from app.records.profile import hba1c
from app.records.profile.protocol_average import averaging_rule, hours
from app.records.profile.tags.rules import tag_rules
from app.records.reports import StoredReport
from app.records.thresholds import RuleSet
from app.reminders.occasion import Purpose
from assistant.conversation import Language
from device_io.reading import ReadingKind

#: A habit is a time of day at which somebody measured on at least so many of the last days. Our rule.
HABIT_DAYS: Final = 14
HABIT_LEAST: Final = 5
HABIT_WITHIN: Final = timedelta(minutes=60)
#: Reminders come at whole quarters of an hour.
_QUARTER: Final = 15
_HBA1C_TITLE: Final = {Language.ZH: "糖化血红蛋白", Language.EN: "HbA1c"}
_RECHECK_AT: Final = time(9)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reminder to offer; ``source`` and ``status`` are those of the rule behind it (``d``: our rule)."""

    purpose: Purpose
    kind: ReadingKind | None
    times: tuple[time, ...]
    first_day: date
    last_day: date | None
    title: str
    protocol: str
    report_id: str | None
    source: str
    status: str


def pressure_week(first_day: date, rule_set: RuleSet) -> Suggestion:
    """The guideline's week of pressure readings: each morning and evening, an hour into the hours it names."""
    rule = averaging_rule(rule_set)
    times = tuple(time(hours(part)[0] + 1) for part in ("morning", "evening"))
    return Suggestion(
        purpose=Purpose.MEASURE,
        kind=ReadingKind.BLOOD_PRESSURE,
        times=times,
        first_day=first_day,
        last_day=first_day + timedelta(days=rule.days - 1),
        title="",
        protocol=rule.id,
        report_id=None,
        source=rule.provenance.source,
        status=rule.provenance.status,
    )


def habit(kind: ReadingKind, taken: Iterable[datetime], now: datetime, zone: ZoneInfo) -> Suggestion | None:
    """The times of day at which somebody is used to measure ``kind``; ``None`` where there is no habit."""
    since = now - timedelta(days=HABIT_DAYS)
    local = [moment.astimezone(zone) for moment in taken if since <= moment <= now]
    times: list[time] = []
    rest = sorted(local, key=_minute)
    while rest:
        best = max(
            (_around(rest, centre) for centre in rest), key=lambda group: len({one.date() for one in group})
        )
        if len({one.date() for one in best}) < HABIT_LEAST:
            break
        times.append(_usual(best))
        chosen = {id(one) for one in best}
        rest = [one for one in rest if id(one) not in chosen]
    if not times:
        return None
    today = now.astimezone(zone).date()
    return Suggestion(
        Purpose.MEASURE, kind, tuple(sorted(set(times))), today, None, "", "", None, "OURS", "d"
    )


def hba1c_recheck(person: Person, reports: Sequence[StoredReport], language: Language) -> Suggestion | None:
    """The day of the next HbA1c after the newest on a report; ``None`` without diabetes or such a report."""
    if not person.profile.conditions & {Condition.DIABETES_TYPE_1, Condition.DIABETES_TYPE_2}:
        return None
    rule = tag_rules()["hba1c_due"]
    last = hba1c.newest(reports)
    if last is None:
        return None
    day = hba1c.due_on(last, rule)
    return Suggestion(
        purpose=Purpose.RECHECK,
        kind=None,
        times=(_RECHECK_AT,),
        first_day=day,
        last_day=day,
        title=_HBA1C_TITLE[language],
        protocol="",
        report_id=last.report_id,
        source=rule.provenance.source,
        status=rule.provenance.status,
    )


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _around(moments: Sequence[datetime], centre: datetime) -> list[datetime]:
    span = HABIT_WITHIN.total_seconds() / 60
    return [one for one in moments if abs(_minute(one) - _minute(centre)) <= span]


def _usual(moments: Sequence[datetime]) -> time:
    ordered = sorted(_minute(one) for one in moments)
    middle = round(ordered[len(ordered) // 2] / _QUARTER) * _QUARTER % (24 * 60)
    return time(middle // 60, middle % 60)
