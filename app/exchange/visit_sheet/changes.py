"""What changed in the time of a visit sheet: dated events, and means set beside those of the time before."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from app.exchange.visit_sheet import words
from app.records import wording
from app.records.profile import words as profile_words
from app.records.profile.evidence import Evidence
from app.records.profile.trend_test import Direction
from app.records.units import number, shown, unit_word, with_unit
from assistant.conversation import Language
from device_io.reading import COMPONENT_UNITS, REQUIRED_COMPONENTS, Quantity, ReadingKind

MAX_CHANGES: Final = 5
_MMHG: Final = "mm[Hg]"
_DATED: Final = (ReadingKind.BLOOD_PRESSURE, ReadingKind.GLUCOSE, ReadingKind.WEIGHT)
_COMPARED: Final = (ReadingKind.WEIGHT, ReadingKind.GLUCOSE)


class Changes:
    """The changes of one person from ``first`` to ``last``; ``origins`` are the sources of rules that were used."""

    def __init__(self, evidence: Evidence, first: date, last: date, language: Language) -> None:
        self.origins: list[str] = []
        self._evidence, self._language = evidence, language
        self._first, self._last = first, last

    def lines(self) -> tuple[str, ...]:
        """Return the changes as sentences, dated ones first."""
        language = self._language
        changes = {
            change
            for kind in _DATED
            for change in self._evidence.changes(kind)
            if self._first <= change.day <= self._last
        }
        events = [
            words.event(
                wording.day_name(change.day, language), profile_words.change_name(change, language), language
            )
            for change in sorted(changes, key=lambda change: (change.day, change.kind, change.name))
        ]
        compared = (self._direction(), self._pressure_before(), *map(self._before, _COMPARED))
        lines = [line for line in compared if line]
        return (*events[-(MAX_CHANGES - len(lines)) :], *lines)

    def _direction(self) -> str:
        trend = self._evidence.trend(ReadingKind.BLOOD_PRESSURE, "systolic")
        if (
            trend is None
            or trend.direction not in (Direction.RISING, Direction.FALLING)
            or trend.slope is None
        ):
            return ""
        self.origins.append(
            words.rule_source(
                trend.rule.provenance.titles[self._language], trend.rule.provenance.ours, self._language
            )
        )
        slope = f"{abs(trend.slope):.1f} {unit_word(_MMHG, self._language)}"
        weeks = (len(trend.weeks), trend.rule.least_weeks)
        return profile_words.direction("systolic", trend.direction, weeks, slope, self._language)

    def _pressure_before(self) -> str:
        figures = [self._means(ReadingKind.BLOOD_PRESSURE, name) for name in ("systolic", "diastolic")]
        (now_upper, before_upper), (now_lower, before_lower) = figures
        if now_upper is None or before_upper is None or now_lower is None or before_lower is None:
            return ""
        now = f"{whole(now_upper)}/{whole(now_lower)}"
        before = f"{whole(before_upper)}/{whole(before_lower)}"
        if now == before:
            return ""
        name = wording.KIND_NAMES[ReadingKind.BLOOD_PRESSURE][self._language]
        return words.changed(name, f"{now} {unit_word(_MMHG, self._language)}", before, self._language)

    def _before(self, kind: ReadingKind) -> str:
        component = REQUIRED_COMPONENTS[kind][0]
        now, before = self._means(kind, component)
        unit = COMPONENT_UNITS[kind][component]
        if now is None or before is None or number(Quantity(now, unit)) == number(Quantity(before, unit)):
            return ""
        return words.changed(
            wording.KIND_NAMES[kind][self._language],
            with_unit(Quantity(now, unit), self._language),
            number(Quantity(before, unit)),
            self._language,
        )

    def _means(self, kind: ReadingKind, component: str) -> tuple[Decimal | None, Decimal | None]:
        """Return the mean of the period and of the same time before it."""
        summaries = self._evidence.summaries
        now = summaries(kind, component, self._first, self._last)
        earlier = self._first - (self._last - self._first) - timedelta(days=1)
        before = summaries(kind, component, earlier, self._first - timedelta(days=1))
        if now.simulated != before.simulated:
            return None, None
        return now.mean, before.mean


def whole(value: Decimal) -> Decimal:
    """Return a pressure as it is shown."""
    return shown(Quantity(value, _MMHG))
