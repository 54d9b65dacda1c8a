"""The trends screen's port over the records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from app.records import wording
from app.records.errors import RecordsError
from app.records.profile.course import Course, Span
from app.records.profile.home_pressure import HomePressure
from app.records.units import number, shown
from app.services import Services
from assistant.conversation import Language
from assistant.reports.changes import Dated
from device_io.reading import REQUIRED_COMPONENTS, Quantity, ReadingKind
from ui.adapters.error_words import failed
from ui.adapters.glucose_words import glucose_view
from ui.adapters.headings import heading
from ui.adapters.laboratory_trends import LABORATORY, laboratory_metrics, laboratory_trend
from ui.view_models.ports import (
    ChangeMarkView,
    GlucoseView,
    HomeAverageView,
    MetricView,
    SpanName,
    TrendSnapshot,
    TrendTableRow,
    Unsubscribe,
)

#: Reports that are looked through for laboratory tests, the newest.
_MOST_REPORTS: Final = 500
#: What a sensor says of itself, not of the person.
_TECHNICAL: Final = frozenset({"quality", "trend", "impedance"})
#: Shorter than their names, for a button.
_SHORT: Final[Mapping[str, Mapping[Language, str]]] = {
    "systolic": {Language.ZH: "高压", Language.EN: "Upper"},
    "diastolic": {Language.ZH: "低压", Language.EN: "Lower"},
    "mean_arterial": {Language.ZH: "平均压", Language.EN: "Mean"},
    "spo2": {Language.ZH: "血氧", Language.EN: "Oxygen"},
}


class TrendsAdapter:
    """Courses of everything a person measures, and of the tests on reports (:class:`ui.view_models.ports.TrendsPort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house

    def metrics(self, language: Language) -> tuple[MetricView, ...]:
        """What the person has measured."""
        house = self._house
        try:
            measured = house.records.profile.measured(house.person)
            reports = self._reports()
        except RecordsError as error:
            raise failed(error, language) from error
        own = tuple(
            MetricView(
                id=f"{kind.value}.{component}",
                kind=kind.value,
                kind_name=heading(wording.KIND_NAMES[kind][language]),
                name=_name(component, language),
            )
            for kind, component in measured
            if component not in _TECHNICAL
        )
        return own + laboratory_metrics(reports, language)

    def trend(self, span: SpanName, metric: str, language: Language) -> TrendSnapshot:
        """The course of ``metric`` over ``span``."""
        house = self._house
        kind, _, component = metric.partition(".")
        try:
            if kind == LABORATORY:
                return laboratory_trend(component, self._reports(), language, house.zone)
            course = house.records.profile.course(
                house.person, ReadingKind(kind), component, Span(span), language, house.now()
            )
        except RecordsError as error:
            raise failed(error, language) from error
        return self._snapshot(course, language)

    def glucose(self, language: Language) -> GlucoseView | None:
        """The profile of the person's glucose sensor."""
        house = self._house
        try:
            report = house.records.profile.glucose(house.person, language, house.now())
        except RecordsError as error:
            raise failed(error, language) from error
        return None if report is None else glucose_view(report, language)

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each commit."""
        return self._house.records.subscribe(lambda _change: callback())

    def _reports(self) -> list[Dated]:
        house = self._house
        found = house.records.reports(house.person, _MOST_REPORTS)
        return [Dated(report.day, report.rows) for report in found]

    def _snapshot(self, course: Course, language: Language) -> TrendSnapshot:
        view = course.view
        name, kind_name = _name(view.component, language), heading(wording.KIND_NAMES[view.kind][language])
        home = _home(course.home) if course.home else None
        return TrendSnapshot(
            title=kind_name
            if REQUIRED_COMPONENTS[view.kind] == (view.component,)
            else f"{kind_name} · {name}",
            unit=view.unit_word,
            points=tuple(
                (one.taken_at.timestamp(), float(shown(Quantity(one.value, view.unit))), one.out_of_range)
                for one in view.points
            ),
            band_low=_float(view.band_low),
            band_high=_float(view.band_high),
            band_name=view.band_name,
            sentence=view.sentence,
            mean=_words(view.mean, view.unit),
            minimum=_words(view.minimum, view.unit),
            maximum=_words(view.maximum, view.unit),
            count=view.n,
            lines=tuple(
                tuple((point.taken_at.timestamp(), float(point.value)) for point in line)
                for line in course.lines
            ),
            ranges=tuple((float(one.low), float(one.high)) for one in view.points),
            usual=tuple(
                (self._noon(one.day), one.low, one.high)
                for one in course.usual
                if one.low is not None and one.high is not None
            ),
            direction=course.direction_sentence,
            changes=tuple(
                ChangeMarkView(
                    self._noon(mark.change.day), wording.day_name(mark.change.day, language), mark.words
                )
                for mark in course.changes
            ),
            notes=course.notes,
            table=tuple(
                TrendTableRow(row.label, row.n, row.mean, row.lowest, row.highest) for row in course.table
            ),
            home=home,
            spoken=_spoken(course, language),
        )

    def _noon(self, day: date) -> float:
        """A day stands at its local noon, as the means of days do."""
        return datetime.combine(day, time(12), self._house.zone).timestamp()


def _name(component: str, language: Language) -> str:
    return heading(_SHORT.get(component, wording.COMPONENT_NAMES[component])[language])


def _home(found: HomePressure) -> HomeAverageView:
    average = found.average
    return HomeAverageView(
        sentence=found.sentence,
        enough=average.enough,
        above=found.at_or_above_goal,
        readings=average.n,
        least_readings=average.rule.least_readings,
        days=average.days,
        least_days=average.rule.least_days,
        lines=found.lines,
        other=found.other_sentence,
        pace=found.pace.sentence,
    )


def _spoken(course: Course, language: Language) -> str:
    """What is worth hearing: the course, the direction, the average by protocol, and what is doubtful."""
    home = course.home.sentence if course.home and course.view.component != "pulse" else ""
    parts = [course.summary, *course.notes, home]
    return ("" if language is Language.ZH else " ").join(part for part in parts if part)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _words(value: Decimal | None, unit: str) -> str:
    return "" if value is None else number(Quantity(value, unit))
