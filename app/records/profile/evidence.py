"""Everything the rules may look at for one person at one moment, each part read once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final, TypeVar

from app.records.daily_series import DailySeries, daily_series
from app.records.database import Connection
from app.records.marks import DatedEvent, LifeEvent, Mark, events_of
from app.records.profile import observations, sensor_values
from app.records.profile.change_points import new_devices
from app.records.profile.glucose_profile import GlucoseProfile, SensorValue, glucose_profile
from app.records.profile.observations import Observations, Scope
from app.records.profile.protocol_average import ProtocolAverage, protocol_average
from app.records.profile.sensor_values import SensorSeries
from app.records.profile.subject import Subject
from app.records.profile.trend_test import DAYS_A_WEEK, TrendResult, judge, trend_rule, weekly_means
from app.records.profile.window import STRETCH_AT_MOST, ChangeKind, KnownChange, ending
from app.records.thresholds import clinical_row
from device_io.reading import ReadingKind

#: Home readings reach back over the stretched week.
HOME_DAYS: Final = 7 * STRETCH_AT_MOST
T = TypeVar("T")


class Evidence:
    """Reads of one connection, cached: several rules look at the same week.

    Nothing unassigned is among it, and nothing dated after ``now``.
    """

    def __init__(self, connection: Connection, subject: Subject, now: datetime, today: date) -> None:
        """``today`` is the person's local day at ``now``."""
        self.subject, self.now, self.today = subject, now, today
        self._connection = connection
        self._scope = Scope(subject.person_id, now)
        self._cache: dict[tuple[object, ...], object] = {}

    def last_day(self, *kinds: ReadingKind) -> date | None:
        """The local day of the newest reading of ``kinds``."""
        return self._once(
            ("last", *kinds), lambda: observations.last_day(self._connection, self._scope, kinds)
        )

    def readings(self, kinds: tuple[ReadingKind, ...], first: date, last: date) -> Observations:
        """The readings of ``kinds`` on the days from ``first`` to ``last``."""
        return self._once(
            ("readings", kinds, first, last),
            lambda: observations.load(self._connection, self._scope, kinds, first, last),
        )

    def newest(self, kind: ReadingKind, days: int) -> Observations:
        """The readings of the ``days`` that end with the newest one; none where there never was one."""
        last = self.last_day(kind)
        if last is None:
            return Observations(())
        return self.readings((kind,), last - timedelta(days=days - 1), last)

    def summaries(self, kind: ReadingKind, component: str, first: date, last: date) -> DailySeries:
        """The daily summaries of ``component``."""
        return self._once(
            ("daily", kind, component, first, last),
            lambda: daily_series(self._connection, self.subject.person_id, kind, component, first, last),
        )

    def changes(self, kind: ReadingKind) -> tuple[KnownChange, ...]:
        """What makes earlier readings of ``kind`` another matter, oldest first."""
        return self._once(("changes", kind), lambda: self._changes(kind))

    def home_readings(self) -> Observations:
        """Blood pressures at home, of two weeks up to the newest one; those marked as taken in a clinic are not."""
        found = self.newest(ReadingKind.BLOOD_PRESSURE, HOME_DAYS)
        rows = tuple(row for row in found.rows if Mark.IN_CLINIC not in row.marks)
        return Observations(rows, found.simulated, found.left_out, found.set_aside)

    def home_average(self) -> ProtocolAverage | None:
        """The protocol average of the last home week; ``None`` where nothing was measured at home."""
        return self._once(("home",), lambda: self.home_average_until(None))

    def home_average_until(self, last: date | None) -> ProtocolAverage | None:
        """Like :meth:`home_average`, of the week that ends on ``last`` (its readings have to be in the window)."""
        readings = self.home_readings()
        if last is not None:
            loaded = self.readings((ReadingKind.BLOOD_PRESSURE,), last - timedelta(days=HOME_DAYS - 1), last)
            rows = tuple(row for row in loaded.rows if Mark.IN_CLINIC not in row.marks)
            readings = Observations(rows, loaded.simulated, loaded.left_out, loaded.set_aside)
        if not readings.rows:
            return None
        end = readings.days[-1]
        goal = self.subject.pressure_goal()
        changes = self.changes(ReadingKind.BLOOD_PRESSURE)
        return protocol_average(readings, end, self.subject.rule_set, goal.limit, changes)

    def trend(self, kind: ReadingKind, component: str) -> TrendResult | None:
        """What the weekly means of ``component`` say; ``None`` where no direction is told of it or nothing is there."""
        return self._once(("trend", kind, component), lambda: self._trend(kind, component))

    @cached_property
    def sensor(self) -> SensorSeries:
        """The glucose sensor's values of the profile's two weeks."""
        days = int(clinical_row("cgm", "data_needed")["days"])
        return sensor_values.load_sensor(self._connection, self._scope, timedelta(days=days))

    def sensor_below(self, mmol: float, first: date, last: date) -> tuple[SensorValue, ...]:
        """The sensor's values below ``mmol`` on the days from ``first`` to ``last``."""
        return sensor_values.load_low(
            self._connection, self._scope, mmol, (first, last), simulated=self.sensor.simulated
        )

    @cached_property
    def glucose(self) -> GlucoseProfile | None:
        """The ambulatory glucose profile; ``None`` where there is no sensor."""
        series = self.sensor
        if series.until is None:
            return None
        return glucose_profile(
            series.values,
            series.until,
            self.subject,
            simulated=series.simulated,
            left_out=series.left_out,
        )

    @cached_property
    def events(self) -> tuple[DatedEvent, ...]:
        """What the person said happened."""
        return events_of(self._connection, self.subject.person_id)

    @property
    def connection(self) -> Connection:
        """For rules that ask the records something of their own."""
        return self._connection

    def _changes(self, kind: ReadingKind) -> tuple[KnownChange, ...]:
        illnesses = (
            KnownChange(one.day, ChangeKind.ILLNESS)
            for one in self.events
            if one.event is LifeEvent.ILLNESS and one.day <= self.today
        )
        known = (one for one in self.subject.known_changes() if one.day <= self.today)
        found = (*known, *illnesses, *new_devices(self._connection, self._scope, kind))
        return tuple(sorted(found, key=lambda change: (change.day, change.kind, change.name)))

    def _trend(self, kind: ReadingKind, component: str) -> TrendResult | None:
        rule, last = trend_rule(component), self.last_day(kind)
        if rule is None or last is None:
            return None
        window = ending(last, rule.most_weeks * DAYS_A_WEEK, self.changes(kind))
        series = self.summaries(kind, component, window.first, last)
        since = None if window.cut_by is None else window.first
        return judge(weekly_means(series.summaries, last, rule, since), rule, window.cut_by)

    def _once(self, key: tuple[object, ...], read: Callable[[], T]) -> T:
        if key not in self._cache:
            self._cache[key] = read()
        return self._cache[key]  # type: ignore[return-value]
