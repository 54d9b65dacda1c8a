"""Layer 4, views: home tiles and table rows, trends, and facts for the assistant, in the asked language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from app.records import wording
from app.records.clean import CleanReading, load
from app.records.daily_series import DailySeries, daily_series
from app.records.database import Connection
from app.records.thresholds import HomePressureReference
from app.records.trend_series import Grain, SeriesPoint, grain_of, mean_points, reading_points
from app.records.units import number, shown, unit_word, with_unit
from assistant.conversation import Language
from assistant.facts import Fact
from device_io.reading import Quantity, ReadingKind

#: Fewer readings than this have no mean worth saying.
LEAST_FOR_MEAN: Final = 2
#: A week of home readings is compared with the reference once there are readings on this many days
#: (2019中国家庭血压监测指南) and this many of them (AHA/AMA policy statement 2020, which averages all readings).
SUMMARY_DAYS: Final = 7
LEAST_DAYS: Final = 3
LEAST_READINGS: Final = 12
#: The component that stands for its kind.
MAIN_COMPONENT: Final = {
    ReadingKind.BLOOD_PRESSURE: "systolic",
    ReadingKind.HEART_RATE: "pulse",
    ReadingKind.SPO2: "spo2",
    ReadingKind.TEMPERATURE: "temperature",
    ReadingKind.GLUCOSE: "glucose",
    ReadingKind.WEIGHT: "weight",
    ReadingKind.BODY_COMPOSITION: "body_fat",
    ReadingKind.CONTINUOUS_GLUCOSE: "glucose",
}


@dataclass(frozen=True, slots=True)
class ViewContext:
    """For whom and when: everything a view needs beside the rows."""

    person_id: str
    language: Language
    now: datetime
    zone: ZoneInfo
    reference: HomePressureReference

    @property
    def today(self) -> date:
        """The person's local day."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Tile:
    """One reading as a card or table row, all texts ready to show.

    ``figure`` is empty while there is no reading; ``verdict`` then says what to do. ``source`` names the row
    (``reading:ID``); ``notes`` say what is doubtful about it.
    """

    kind: ReadingKind
    title: str
    figure: str
    unit: str
    detail: str
    when: str
    verdict: str
    out_of_range: bool
    taken_at: datetime | None
    source: str | None
    simulated: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home screen: one tile a kind, blood pressure first and always there."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One reading in a trend, or the mean of ``n`` with the lowest and highest; in the unit of :class:`TrendView`."""

    taken_at: datetime
    value: Decimal
    out_of_range: bool
    low: Decimal
    high: Decimal
    n: int = 1


@dataclass(frozen=True, slots=True)
class TrendView:
    """A component over ``days`` local days. The band is ``None`` where no reference may be shown.

    ``grain`` is what a point stands for; ``unit`` is the UCUM unit, ``unit_word`` how people write it; ``mean``,
    ``minimum`` and ``maximum`` are ``None`` when there are no readings. ``simulated``: all are practice readings;
    ``left_out`` counts practice readings that lie beside real ones and are not shown.
    """

    kind: ReadingKind
    component: str
    title: str
    unit: str
    unit_word: str
    points: tuple[TrendPoint, ...]
    band_low: Decimal | None
    band_high: Decimal | None
    band_name: str
    band_source: str
    n: int
    mean: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None
    sentence: str
    grain: Grain
    simulated: bool
    left_out: int


def home(found: Mapping[ReadingKind, CleanReading], context: ViewContext) -> HomeView:
    """Return the latest plausible reading of each kind, ``found`` in the order of kinds."""
    tiles = [tile(reading, context) for reading in found.values()]
    if ReadingKind.BLOOD_PRESSURE not in found:
        tiles.insert(0, _empty_tile(ReadingKind.BLOOD_PRESSURE, context))
    return HomeView(tuple(tiles))


def tile(reading: CleanReading, context: ViewContext) -> Tile:
    """Return ``reading`` ready to show."""
    kind, values, language = reading.reading.kind, reading.reading.values, context.language
    figure, unit = wording.main_figure(kind, values)
    verdict, reached = _judge(reading, context)
    pulse = values.get("pulse") if kind in (ReadingKind.BLOOD_PRESSURE, ReadingKind.SPO2) else None
    pulse_name = wording.COMPONENT_NAMES["pulse"][language]
    return Tile(
        kind=kind,
        title=wording.KIND_NAMES[kind][language],
        figure=figure,
        unit=unit_word(unit, language),
        detail=f"{pulse_name} {with_unit(pulse, language)}" if pulse else "",
        when=wording.relative_time(reading.reading.taken_at, context.zone, context.now, language),
        verdict=verdict,
        out_of_range=reached,
        taken_at=reading.reading.taken_at,
        source=reading.source,
        simulated=reading.simulated,
        notes=wording.flag_words(reading.reading.flags, language),
    )


def trend(
    connection: Connection, context: ViewContext, kind: ReadingKind, component: str, days: int
) -> TrendView:
    """Return ``component`` over the last ``days`` local days, today included, reduced to what a screen shows."""
    first = context.today - timedelta(days=days - 1)
    series = daily_series(connection, context.person_id, kind, component, first, context.today)
    limit = _limit(context.reference, component) if kind is ReadingKind.BLOOD_PRESSURE else None
    grain = grain_of(days)
    if grain is Grain.READING:
        real_only, span = not series.simulated, (first, context.today)
        drawn = reading_points(connection, context.person_id, kind, component, span, real_only=real_only)
    else:
        drawn = mean_points(series, grain, context.today, context.zone)
    name = wording.COMPONENT_NAMES[component][context.language]
    unit, mean = series.unit, series.mean
    minimum = min((summary.minimum for summary in series.summaries), default=None)
    maximum = max((summary.maximum for summary in series.summaries), default=None)
    if mean is None or minimum is None or maximum is None:
        sentence = wording.no_readings(name, days, context.language)
    else:
        extremes = Quantity(minimum, unit), Quantity(maximum, unit)
        sentence = wording.trend_sentence(
            component, days, series.n, Quantity(mean, unit), extremes, context.language
        )
    return TrendView(
        kind=kind,
        component=component,
        title=name,
        unit=unit,
        unit_word=unit_word(unit, context.language),
        points=tuple(_trend_point(point, unit, limit) for point in drawn),
        band_low=None,
        band_high=limit,
        band_name="" if limit is None else wording.reference_name(context.reference, context.language),
        band_source="" if limit is None else context.reference.titles[context.language],
        n=series.n,
        mean=mean,
        minimum=minimum,
        maximum=maximum,
        sentence=sentence,
        grain=grain,
        simulated=series.simulated,
        left_out=series.left_out,
    )


def facts(connection: Connection, context: ViewContext, kinds: Collection[ReadingKind]) -> tuple[Fact, ...]:
    """Return the latest reading and the week's mean of each of ``kinds``, newest first."""
    found: list[Fact] = []
    for kind in kinds:
        latest = _latest(connection, context, kind)
        if latest is None:
            continue
        found.append(_latest_fact(latest, context))
        summary = _week_fact(connection, context, latest)
        if summary is not None:
            found.append(summary)
    return tuple(sorted(found, key=lambda fact: fact.taken_at, reverse=True))


def _latest(connection: Connection, context: ViewContext, kind: ReadingKind) -> CleanReading | None:
    found = load(
        connection,
        "c.person_id = ? AND c.kind = ? AND c.plausible = 1 ORDER BY c.taken_at DESC, c.id DESC LIMIT 1",
        (context.person_id, kind.value),
    )
    return found[0] if found else None


def _empty_tile(kind: ReadingKind, context: ViewContext) -> Tile:
    name = wording.KIND_NAMES[kind][context.language]
    words = wording.no_readings(name, None, context.language)
    return Tile(
        kind,
        name,
        "",
        "",
        "",
        "",
        words,
        out_of_range=False,
        taken_at=None,
        source=None,
        simulated=False,
        notes=(),
    )


def _judge(reading: CleanReading, context: ViewContext) -> tuple[str, bool]:
    values = reading.reading.values
    if reading.reading.kind is not ReadingKind.BLOOD_PRESSURE or not reading.plausible:
        return "", False
    return wording.against_reference(
        values["systolic"], values["diastolic"], context.reference, context.language
    )


def _limit(reference: HomePressureReference, component: str) -> Decimal | None:
    return {"systolic": reference.systolic, "diastolic": reference.diastolic}.get(component)


def _trend_point(point: SeriesPoint, unit: str, limit: Decimal | None) -> TrendPoint:
    above = limit is not None and shown(Quantity(point.value, unit)) >= limit
    return TrendPoint(point.taken_at, point.value, above, point.low, point.high, point.n)


def _latest_fact(latest: CleanReading, context: ViewContext) -> Fact:
    reading = latest.reading
    taken = wording.date_and_time(reading.taken_at, context.zone, context.now, context.language)
    return Fact(
        source=latest.source,
        kind=reading.kind,
        figure=wording.figure_with_unit(reading.kind, reading.values, context.language),
        sentence=wording.latest_sentence(
            reading.kind, reading.values, taken, _judge(latest, context)[0], context.language
        ),
        values=reading.values,
        taken_at=reading.taken_at,
    )


def _week_fact(connection: Connection, context: ViewContext, latest: CleanReading) -> Fact | None:
    """Return the mean of the last seven local days, or ``None`` where one reading or none makes no mean."""
    kind = latest.reading.kind
    first = context.today - timedelta(days=SUMMARY_DAYS - 1)
    components = ("systolic", "diastolic") if kind is ReadingKind.BLOOD_PRESSURE else (MAIN_COMPONENT[kind],)
    values: dict[str, Quantity] = {}
    series = DailySeries(())
    for component in components:
        series = daily_series(connection, context.person_id, kind, component, first, context.today)
        if series.mean is None or series.n < LEAST_FOR_MEAN:
            return None
        values[component] = Quantity(series.mean, series.unit)
    count, days = series.n, len(series.summaries)
    figure = wording.figure_with_unit(kind, values, context.language)
    judgement = _week_judgement(values, days, count, context) if kind is ReadingKind.BLOOD_PRESSURE else ""
    return Fact(
        source=f"summary:{kind.value}:{SUMMARY_DAYS}",
        kind=kind,
        figure=figure,
        sentence=wording.mean_sentence(kind, SUMMARY_DAYS, count, figure, judgement, context.language),
        values={name: Quantity(Decimal(number(mean)), mean.unit) for name, mean in values.items()},
        taken_at=latest.reading.taken_at,
    )


def _week_judgement(values: dict[str, Quantity], days: int, count: int, context: ViewContext) -> str:
    if days < LEAST_DAYS or count < LEAST_READINGS:
        return wording.not_enough(context.reference, LEAST_DAYS, LEAST_READINGS, context.language)
    words, _ = wording.against_reference(
        values["systolic"], values["diastolic"], context.reference, context.language
    )
    return words
