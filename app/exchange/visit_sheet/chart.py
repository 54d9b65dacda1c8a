"""The chart of a visit sheet: daily means of what was measured most, with the range of each day."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from app.exchange.visit_sheet import words
from app.exchange.visit_sheet.content import Chart, ChartDay, Line
from app.records import wording
from app.records.profile import words as profile_words
from app.records.profile.evidence import Evidence
from app.records.profile.window import KnownChange
from app.records.units import unit_word
from assistant.conversation import Language
from device_io.reading import COMPONENT_UNITS, ReadingKind

#: What is drawn, in this order of importance: the first kind with readings on enough days.
_DRAWN: Final[Sequence[tuple[ReadingKind, tuple[str, ...]]]] = (
    (ReadingKind.BLOOD_PRESSURE, ("systolic", "diastolic")),
    (ReadingKind.CONTINUOUS_GLUCOSE, ("glucose",)),
    (ReadingKind.GLUCOSE, ("glucose",)),
    (ReadingKind.WEIGHT, ("weight",)),
    (ReadingKind.SPO2, ("spo2",)),
    (ReadingKind.HEART_RATE, ("pulse",)),
    (ReadingKind.TEMPERATURE, ("temperature",)),
)
_LEAST_DAYS: Final = 2
_STEPS: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
_MOST_TICKS: Final = 6
_MOST_MARKS: Final = 4
_DATES: Final = 5
#: A label takes about this part of the width.
_LABEL_SHARE: Final = 4


def chart(evidence: Evidence, first: date, last: date, language: Language) -> Chart | None:
    """Return the chart from ``first`` to ``last``, or ``None`` where nothing was measured on two days."""
    for kind, components in _DRAWN:
        lines = tuple(_line(evidence, kind, component, first, last, language) for component in components)
        if lines[0].days and len(lines[0].days) >= _LEAST_DAYS:
            return _chart(evidence, kind, lines, (first, last), language)
    return None


def _line(
    evidence: Evidence, kind: ReadingKind, component: str, first: date, last: date, language: Language
) -> Line:
    series = evidence.summaries(kind, component, first, last)
    days = tuple(
        ChartDay((one.local_day - first).days, float(one.mean), float(one.minimum), float(one.maximum))
        for one in series.summaries
    )
    limit = None
    if kind is ReadingKind.BLOOD_PRESSURE and evidence.subject.adult:
        goal = evidence.subject.pressure_goal()
        limit = float(goal.systolic if component == "systolic" else goal.diastolic)
    return Line(wording.COMPONENT_NAMES[component][language], days, limit)


def _chart(
    evidence: Evidence,
    kind: ReadingKind,
    lines: tuple[Line, ...],
    span: tuple[date, date],
    language: Language,
) -> Chart:
    first, last = span
    values = [value for line in lines for one in line.days for value in (one.low, one.high)]
    values += [line.limit for line in lines if line.limit is not None]
    step = next((step for step in _STEPS if (max(values) - min(values)) / step <= _MOST_TICKS - 1), 100.0)
    low, high = math.floor(min(values) / step) * step, math.ceil(max(values) / step) * step
    if high - low < step:
        low, high = low - step, high + step
    count = round((high - low) / step)
    ticks = tuple((low + step * index, _digits(low + step * index, step)) for index in range(count + 1))
    component = next(iter(COMPONENT_UNITS[kind]))
    return Chart(
        title=words.capital(wording.KIND_NAMES[kind][language]),
        unit=unit_word(COMPONENT_UNITS[kind][component], language),
        days=(last - first).days + 1,
        low=low,
        high=high,
        ticks=ticks,
        dates=_dates(first, last, language),
        lines=lines,
        marks=_marks(evidence, kind, first, last, language),
    )


def _digits(value: float, step: float) -> str:
    return f"{Decimal(str(round(value, 6))):.{0 if step >= 1 else 1}f}"


def _dates(first: date, last: date, language: Language) -> tuple[tuple[int, str], ...]:
    days = (last - first).days
    places = sorted({round(days * index / (_DATES - 1)) for index in range(_DATES)})
    return tuple((place, wording.day_name(first + timedelta(days=place), language)) for place in places)


def _marks(
    evidence: Evidence, kind: ReadingKind, first: date, last: date, language: Language
) -> tuple[tuple[int, str], ...]:
    """Return medicines begun and the like, where readings before and after are another matter.

    Those that lie close together have one label, at the last of them.
    """
    inside = [change for change in evidence.changes(kind) if first < change.day <= last]
    near = timedelta(days=max(1, (last - first).days // _LABEL_SHARE))
    clusters: list[list[KnownChange]] = []
    for change in inside:
        if clusters and change.day - clusters[-1][0].day <= near:
            clusters[-1].append(change)
        else:
            clusters.append([change])
    marks = []
    for cluster in clusters[-_MOST_MARKS:]:
        name = profile_words.change_name(cluster[-1], language)
        labels = [""] * (len(cluster) - 1) + [words.and_more(name, len(cluster) - 1, language)]
        marks += [((one.day - first).days, label) for one, label in zip(cluster, labels, strict=True)]
    return tuple(marks)
