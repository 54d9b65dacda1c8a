"""The trend screen of one component: points, lines, bands, what changed, the direction, and the table beneath."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Final

from app.records import gaps, views, wording
from app.records.daily import SITTING_GAP, DailySummary
from app.records.profile import words
from app.records.profile.baseline import BaselinePoint, baseline
from app.records.profile.change_points import LevelShift, level_shifts
from app.records.profile.evidence import Evidence
from app.records.profile.figures import digits
from app.records.profile.home_pressure import HomePressure, home_pressure_view
from app.records.profile.trend_test import TrendResult
from app.records.profile.window import KnownChange
from app.records.thresholds import clinical_row
from app.records.trend_series import DAYS_UP_TO, READINGS_UP_TO, Grain
from app.records.units import number, unit_word, with_unit
from app.records.views import TrendPoint, TrendView, ViewContext
from assistant.conversation import Language
from device_io.reading import Quantity, ReadingKind

_PRESSURES: Final = ("systolic", "diastolic")


class Span(StrEnum):
    """What a person chooses to see."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


#: Local days of each span, today included.
DAYS_OF: Final = {Span.TODAY: 1, Span.WEEK: 7, Span.MONTH: 30, Span.YEAR: 365}


@dataclass(frozen=True, slots=True)
class ChangeMark:
    """A vertical mark: something known happened on ``day``."""

    change: KnownChange
    words: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of the table: its days, how many readings, and mean, lowest and highest as people read them."""

    label: str
    first: date
    last: date
    n: int
    mean: str
    lowest: str
    highest: str


@dataclass(frozen=True, slots=True)
class Course:
    """Everything of a trend screen. ``view`` holds points, reference band, mean and extremes.

    ``lines`` are stretches to join: nothing is drawn between them. ``usual`` is the person's own range by day, with
    the smoothed value it holds for. ``direction`` is ``None`` for components of which none is told; ``home`` is there
    for blood pressure only. ``summary`` is the sentence for the screen and the voice.
    """

    span: Span
    view: TrendView
    lines: tuple[gaps.Segment, ...]
    usual: tuple[BaselinePoint, ...]
    direction: TrendResult | None
    direction_sentence: str
    changes: tuple[ChangeMark, ...]
    shifts: tuple[LevelShift, ...]
    home: HomePressure | None
    table: tuple[TableRow, ...]
    notes: tuple[str, ...]
    summary: str


def course(evidence: Evidence, context: ViewContext, kind: ReadingKind, component: str, span: Span) -> Course:
    """Return the trend screen of ``component`` over ``span``."""
    days, language = DAYS_OF[span], context.language
    view = views.trend(evidence.connection, context, kind, component, days)
    first = context.today - timedelta(days=days - 1)
    usual = _usual(evidence, context, kind, component, first)
    result = evidence.trend(kind, component)
    shifts = [one for one in _shifts(evidence, kind, component) if one.day >= first]
    direction_sentence = _direction(component, result, view.unit, language)
    outside = _outside(component, usual, context.today, view.unit, language)
    changes = [one for one in evidence.changes(kind) if first <= one.day <= context.today]
    told = [_shift_words(component, one, view.unit, language) for one in shifts]
    notes = [*told, outside, words.practice(view.simulated, view.left_out, language)]
    return Course(
        span=span,
        view=view,
        lines=_lines(kind, view),
        usual=usual,
        direction=result,
        direction_sentence=direction_sentence,
        changes=tuple(ChangeMark(one, words.change_name(one, language)) for one in changes),
        shifts=tuple(shifts),
        home=home_pressure_view(evidence, language) if kind is ReadingKind.BLOOD_PRESSURE else None,
        table=_table(evidence, context, kind, component, first),
        notes=tuple(note for note in notes if note),
        summary=_joined((view.sentence, direction_sentence if view.n else ""), language),
    )


def _lines(kind: ReadingKind, view: TrendView) -> tuple[gaps.Segment, ...]:
    """Join what belongs together: readings of one sitting are one point of the line, their mean."""
    if view.grain is not Grain.READING or kind is ReadingKind.CONTINUOUS_GLUCOSE:
        return gaps.segments(kind, [(point.taken_at, point.value) for point in view.points])
    sittings: list[list[TrendPoint]] = []
    for point in view.points:
        if sittings and point.taken_at - sittings[-1][-1].taken_at <= SITTING_GAP:
            sittings[-1].append(point)
        else:
            sittings.append([point])
    return gaps.segments(
        kind,
        [
            (sitting[0].taken_at, sum((point.value for point in sitting), Decimal(0)) / len(sitting))
            for sitting in sittings
        ],
    )


def _usual(
    evidence: Evidence, context: ViewContext, kind: ReadingKind, component: str, first: date
) -> tuple[BaselinePoint, ...]:
    """Return the band of the days shown; the days before it are read to know what is usual."""
    base = timedelta(days=int(clinical_row("baseline", "ewma")["base_days"]))
    series = evidence.summaries(kind, component, first - base, context.today)
    return tuple(point for point in baseline(series.summaries) if point.day >= first)


def _shifts(evidence: Evidence, kind: ReadingKind, component: str) -> tuple[LevelShift, ...]:
    days = int(clinical_row("level_shift", "pelt")["days"])
    series = evidence.summaries(kind, component, evidence.today - timedelta(days=days - 1), evidence.today)
    return level_shifts(series.summaries, component)


def _direction(component: str, result: TrendResult | None, unit: str, language: Language) -> str:
    if result is None or not unit:
        return ""
    slope = ""
    if result.slope is not None:
        slope = f"{digits(abs(result.slope), 1)} {unit_word(unit, language)}"
    weeks = (len(result.weeks), result.rule.least_weeks)
    return words.direction(component, result.direction, weeks, slope, language)


def _outside(
    component: str, usual: Sequence[BaselinePoint], today: date, unit: str, language: Language
) -> str:
    newest = usual[-1] if usual else None
    if newest is None or not newest.outside or newest.low is None or newest.high is None:
        return ""
    if (today - newest.day).days > 1:
        return ""
    low, high = (Quantity(Decimal(repr(one)), unit) for one in (newest.low, newest.high))
    return words.outside_usual(component, f"{number(low)}–{with_unit(high, language)}", language)


def _shift_words(component: str, one: LevelShift, unit: str, language: Language) -> str:
    before, after = Quantity(one.before, unit), Quantity(one.after, unit)
    levels = number(before), with_unit(after, language)
    return words.shift(component, wording.day_name(one.day, language), levels, language)


def _table(
    evidence: Evidence, context: ViewContext, kind: ReadingKind, component: str, first: date
) -> tuple[TableRow, ...]:
    """Return a row a day over weeks, a week over months, a month over a year; the newest first."""
    pair = kind is ReadingKind.BLOOD_PRESSURE and component in _PRESSURES
    columns = [
        evidence.summaries(kind, name, first, context.today).summaries
        for name in (_PRESSURES if pair else (component,))
    ]
    days = (context.today - first).days + 1
    rows = []
    for key, group in groupby(columns[0], key=lambda one: _period(one.local_day, context.today, days)):
        inside = {one.local_day for one in group}
        chosen = [[one for one in column if one.local_day in inside] for column in columns]
        rows.append(_row(key, chosen, context.language))
    return tuple(reversed(rows))


def _period(day: date, today: date, days: int) -> tuple[date, date]:
    if days <= READINGS_UP_TO:
        return day, day
    if days <= DAYS_UP_TO:
        last = today - timedelta(days=(today - day).days // 7 * 7)
        return last - timedelta(days=6), last
    first = day.replace(day=1)
    return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _row(
    period: tuple[date, date], columns: Sequence[Sequence[DailySummary]], language: Language
) -> TableRow:
    first, last = period
    label = wording.day_name(first, language)
    if last != first:
        label = f"{label} – {wording.day_name(last, language)}"
    unit = columns[0][0].unit
    means = []
    for column in columns:
        count = sum(one.n for one in column)
        means.append(sum((one.mean * one.n for one in column), Decimal(0)) / count if count else Decimal(0))
    return TableRow(
        label=label,
        first=first,
        last=last,
        n=sum(one.n for one in columns[0]),
        mean=_figures(means, unit, language),
        lowest=_figures([min(one.minimum for one in column) for column in columns], unit, language),
        highest=_figures([max(one.maximum for one in column) for column in columns], unit, language),
    )


def _figures(values: Iterable[Decimal], unit: str, language: Language) -> str:
    """Return ``128/79 mmHg`` or ``36.6 °C``."""
    *earlier, last = (Quantity(value, unit) for value in values)
    return "/".join([*(number(one) for one in earlier), with_unit(last, language)])


def _joined(parts: Iterable[str], language: Language) -> str:
    return ("" if language is Language.ZH else " ").join(part for part in parts if part)
