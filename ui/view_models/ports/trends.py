"""What the trends screen asks for: the course of everything a person measures, and the profile of a glucose sensor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe
from ui.view_models.ports.report import Flag

SpanName = Literal["today", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class MetricView:
    """Something a person can look at. ``id`` is ``kind.component``; metrics of one kind stand together."""

    id: str
    kind: str
    kind_name: str
    name: str


@dataclass(frozen=True, slots=True)
class ChangeMarkView:
    """Something known happened at ``seconds`` (epoch)."""

    seconds: float
    day: str
    words: str


@dataclass(frozen=True, slots=True)
class TrendTableRow:
    """A line of the table, worded."""

    label: str
    count: int
    mean: str
    lowest: str
    highest: str


@dataclass(frozen=True, slots=True)
class LaboratoryResultView:
    """A result of a report: as printed, and in ``words`` what was converted, the printed range and the verdict."""

    day: str
    value: str
    words: str
    flag: Flag


@dataclass(frozen=True, slots=True)
class HomeAverageView:
    """The home blood pressure average, or what is missing for one. ``above`` is ``None`` while it is not judged.

    ``readings`` of ``least_readings`` say how far it is; ``lines`` are its facts, ``other`` the other protocol's mean.
    """

    sentence: str
    enough: bool
    above: bool | None
    readings: int
    least_readings: int
    days: int
    least_days: int
    lines: tuple[str, ...]
    other: str
    pace: str


@dataclass(frozen=True, slots=True)
class TrendSnapshot:
    """A course of one value.

    ``points`` are (epoch seconds, value, out of range), oldest first, finite; ``ranges`` their lowest and highest
    reading, where a point stands for several. ``lines`` are stretches of (seconds, value) to join: between two of
    them nothing was measured. The band is the reference in the same unit; ``None`` on a side means open; ``usual``
    is the person's own range as (seconds, low, high). ``mean`` … are worded, empty if there is none. ``spoken`` is
    what the voice says. ``digits`` are the decimals values are read with. A course ``over_all_time`` has no span to
    choose: its points are days, and ``results`` tells of each, the newest first.
    """

    title: str
    unit: str
    points: tuple[tuple[float, float, bool], ...]
    band_low: float | None
    band_high: float | None
    band_name: str
    sentence: str
    mean: str
    minimum: str
    maximum: str
    count: int
    lines: tuple[tuple[tuple[float, float], ...], ...] = ()
    ranges: tuple[tuple[float, float], ...] = ()
    usual: tuple[tuple[float, float, float], ...] = ()
    direction: str = ""
    changes: tuple[ChangeMarkView, ...] = ()
    notes: tuple[str, ...] = ()
    table: tuple[TrendTableRow, ...] = ()
    home: HomeAverageView | None = None
    spoken: str = ""
    results: tuple[LaboratoryResultView, ...] = ()
    digits: int = 1
    over_all_time: bool = False


@dataclass(frozen=True, slots=True)
class GlucoseBar:
    """A share of the time. ``level`` is ``in``, ``beside`` or ``far`` from the range; ``met`` ``None``: no target."""

    name: str
    share: float
    figure: str
    target: str
    met: bool | None
    level: Literal["in", "beside", "far"]


@dataclass(frozen=True, slots=True)
class GlucoseFact:
    """Another figure of the profile, worded; ``target`` may be empty."""

    name: str
    figure: str
    target: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class GlucoseView:
    """Two weeks of a sensor as one day.

    ``curve`` holds (minute of the day, percentiles 5, 25, 50, 75, 95 in mmol/L); runs are separate where values are
    too few. It is empty while the sensor was worn too little, which ``sentence`` says.
    """

    sentence: str
    enough: bool
    low: float
    high: float
    curve: tuple[tuple[tuple[int, float, float, float, float, float], ...], ...]
    bars: tuple[GlucoseBar, ...]
    facts: tuple[GlucoseFact, ...]
    smoothing: str
    notes: tuple[str, ...]
    source: str


class TrendsPort(Protocol):
    """Courses of readings."""

    def metrics(self, language: Language) -> tuple[MetricView, ...]:
        """Return what the person has measured, blood pressure first. Raises ``PortFailed``."""
        ...

    def trend(self, span: SpanName, metric: str, language: Language) -> TrendSnapshot:
        """Return the course of one of :meth:`metrics`. Raises ``PortFailed``; ``ValueError`` for no metric."""
        ...

    def glucose(self, language: Language) -> GlucoseView | None:
        """Return the profile of a glucose sensor, ``None`` where there is none. Raises ``PortFailed``."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change, from any thread; called on the loop. Returns the way out."""
        ...
