"""The trends screen: one value over a day, a week, a month or a year, or a test over all reports, drawn and in words."""

from __future__ import annotations

import asyncio
from typing import Final, get_args

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.paint.trend_series import Course, TrendSeries, course
from ui.view_models.glucose import GlucoseViewModel
from ui.view_models.ports import (
    GlucoseView,
    LaboratoryResultView,
    MetricView,
    PortFailed,
    SpanName,
    TrendSnapshot,
    TrendsPort,
    TrendTableRow,
    VoicePort,
)
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.speaking import Speaking
from ui.view_models.tasks import Rereading, Tasks

#: With fewer points a line would suggest a course that is not there; they are shown as numbers.
FEWEST_POINTS_FOR_A_LINE: Final = 3
#: The kind whose person has a glucose profile, too.
_SENSOR: Final = "continuous_glucose"

_NOTHING: Final = TrendSnapshot("", "", (), None, None, "", "", "", "", "", 0)


class TrendsViewModel(QObject):
    """Follows the port for the chosen span and metric."""

    changed = Signal()
    #: Lists that make buttons and lines: told apart, so that a new reading does not make them all again.
    choices_changed = Signal()
    details_changed = Signal()

    def __init__(self, port: TrendsPort, voice: VoicePort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._language = port, language
        self._speaking = Speaking(voice, tasks)
        self._span: SpanName = "week"
        self._metrics: tuple[MetricView, ...] = ()
        self._metric = ""
        self._snapshot = _NOTHING
        self._series = TrendSeries(self)
        self._glucose = GlucoseViewModel(self)
        self._table: RowModel[TrendTableRow] = RowModel(TrendTableRow, self)
        self._results: RowModel[LaboratoryResultView] = RowModel(LaboratoryResultView, self)
        self._tabled = False
        self._failure = ""
        self._loaded = False
        self._told: tuple[object, object] = ((), ())
        self._rereading = Rereading(tasks, self._read)
        self._unsubscribe = port.subscribe(tasks.on_loop(self.refresh))

    # --- what can be chosen ---

    @Property(str, notify=changed)
    def span(self) -> str:
        """The chosen span: ``today``, ``week``, ``month`` or ``year``."""
        return self._span

    @Property(str, notify=changed)
    def metric(self) -> str:
        """The id of the chosen metric, empty before anything was measured."""
        return self._metric

    @Property(str, notify=changed)
    def kind(self) -> str:
        """The kind the chosen metric is of."""
        return self._kind

    @Property(list, notify=choices_changed)
    def kinds(self) -> list[dict[str, str]]:
        """The kinds the person measures: ``key`` and ``text``."""
        names = {metric.kind: metric.kind_name for metric in self._metrics}
        return [{"key": kind, "text": name} for kind, name in names.items()]

    @Property(list, notify=choices_changed)
    def components(self) -> list[dict[str, str]]:
        """The metrics of the chosen kind, none where it has just one."""
        own = [metric for metric in self._metrics if metric.kind == self._kind]
        return [{"key": metric.id, "text": metric.name} for metric in own] if len(own) > 1 else []

    @Property(bool, notify=changed)
    def overAllTime(self) -> bool:  # noqa: N802
        """Whether all there is is shown, day by day: then there is no span to choose."""
        return self._snapshot.over_all_time

    # --- what is shown ---

    @Property(QObject, constant=True)
    def series(self) -> TrendSeries:
        """Points, lines and bands, for the painted item."""
        return self._series

    @Property(QObject, constant=True)
    def glucose(self) -> GlucoseViewModel:
        """The profile of a glucose sensor."""
        return self._glucose

    @Property(QObject, constant=True)
    def table(self) -> RowModel[TrendTableRow]:
        """The same in numbers, the newest first."""
        return self._table

    @Property(QObject, constant=True)
    def results(self) -> RowModel[LaboratoryResultView]:
        """Each result of a laboratory test, the newest first."""
        return self._results

    @Property(int, notify=changed)
    def digits(self) -> int:
        """Decimals the values are read with."""
        return self._snapshot.digits

    @Property(bool, notify=changed)
    def tabled(self) -> bool:
        """Whether the table is shown in place of the chart."""
        return self._tabled and not self._snapshot.over_all_time

    @Property(str, notify=changed)
    def title(self) -> str:
        """What is shown."""
        return self._snapshot.title

    @Property(str, notify=changed)
    def unit(self) -> str:
        """Its unit."""
        return self._snapshot.unit

    @Property(str, notify=changed)
    def bandName(self) -> str:  # noqa: N802
        """What the reference band is called, with its source."""
        return self._snapshot.band_name

    @Property(bool, notify=changed)
    def hasUsual(self) -> bool:  # noqa: N802
        """Whether there is a usual range of the person's own to see."""
        return len(self._snapshot.usual) > 1

    @Property(list, notify=details_changed)
    def changes(self) -> list[object]:
        """What changed in the span, in the order of the numbers on the chart: ``day`` and ``words``."""
        return [for_qml(mark) for mark in self._snapshot.changes]

    @Property(str, notify=changed)
    def sentence(self) -> str:
        """The course in one sentence."""
        return self._snapshot.sentence

    @Property(str, notify=changed)
    def direction(self) -> str:
        """Whether it rises or falls, or that nobody can tell yet."""
        return self._snapshot.direction

    @Property(list, notify=details_changed)
    def notes(self) -> list[str]:
        """What else there is to know."""
        return list(self._snapshot.notes)

    @Property(dict, notify=changed)
    def home(self) -> object:
        """The home blood pressure average (see ``HomeAverageView``), empty for everything else."""
        return {} if self._snapshot.home is None else for_qml(self._snapshot.home)

    @Property(str, notify=changed)
    def mean(self) -> str:
        """The mean, worded."""
        return self._snapshot.mean

    @Property(str, notify=changed)
    def minimum(self) -> str:
        """The lowest value, worded."""
        return self._snapshot.minimum

    @Property(str, notify=changed)
    def maximum(self) -> str:
        """The highest value, worded."""
        return self._snapshot.maximum

    @Property(int, notify=changed)
    def count(self) -> int:
        """How many measurements the figures rest on."""
        return self._snapshot.count

    @Property(bool, notify=changed)
    def loading(self) -> bool:
        """Not read yet."""
        return not self._loaded

    @Property(bool, notify=changed)
    def nothing(self) -> bool:
        """Read, and the person never measured anything."""
        return self._loaded and not self._failure and not self._metrics

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        """Read, and there is nothing in the span."""
        return self._loaded and not self._failure and not self._snapshot.points

    @Property(bool, notify=changed)
    def few(self) -> bool:
        """Too few points for a line."""
        return 0 < len(self._snapshot.points) < FEWEST_POINTS_FOR_A_LINE

    @Property(list, notify=changed)
    def fewPoints(self) -> list[dict[str, float | bool]]:  # noqa: N802
        """The points as numbers when they are few: ``milliseconds``, ``value``, ``outOfRange``."""
        if not 0 < len(self._snapshot.points) < FEWEST_POINTS_FOR_A_LINE:
            return []
        return [
            {"milliseconds": seconds * 1000, "value": value, "outOfRange": outside}
            for seconds, value, outside in reversed(self._snapshot.points)
        ]

    @Property(str, notify=changed)
    def failure(self) -> str:
        """Why nothing can be shown and what to do, or empty."""
        return self._failure

    # --- what a person does ---

    @Slot(str)
    def chooseSpan(self, span: str) -> None:  # noqa: N802
        """Show another stretch of time."""
        for known in get_args(SpanName):
            if span == known != self._span:
                self._span = known
                self._show_another()

    @Slot(str)
    def chooseKind(self, kind: str) -> None:  # noqa: N802
        """Show the first metric of another kind."""
        own = [metric.id for metric in self._metrics if metric.kind == kind]
        if own and kind != self._kind:
            self.chooseMetric(own[0])

    @Slot(str)
    def chooseMetric(self, metric: str) -> None:  # noqa: N802
        """Show another metric."""
        if metric != self._metric and any(one.id == metric for one in self._metrics):
            self._metric = metric
            self._show_another()

    @Slot(bool)
    def showTable(self, tabled: bool) -> None:  # noqa: N802
        """Show the table, or the chart."""
        if tabled != self._tabled:
            self._tabled = tabled
            self._tell()

    @Slot()
    def say(self) -> None:
        """Say aloud what is shown."""
        self._speaking.say(self._snapshot.spoken, self._language)

    @Slot()
    def hush(self) -> None:
        """Fall silent: the person left the screen."""
        self._speaking.stop()

    def set_language(self, language: Language) -> None:
        """Ask again in ``language``."""
        self._language = language
        self._speaking.stop()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the port."""
        self._rereading.ask()

    def look(self, seen: bool) -> None:
        """Somebody looks at it, or nobody does: then it need not follow."""
        self._rereading.pause(not seen)

    def close(self) -> None:
        """Follow no longer."""
        self._speaking.stop()
        self._unsubscribe()

    @property
    def _kind(self) -> str:
        return self._metric.partition(".")[0]

    def _tell(self) -> None:
        """Say what is different now."""
        before, self._told = (
            self._told,
            (
                (self._metrics, self._kind),
                (self._snapshot.changes, self._snapshot.notes),
            ),
        )
        if before[0] != self._told[0]:
            self.choices_changed.emit()
        if before[1] != self._told[1]:
            self.details_changed.emit()
        self.changed.emit()

    def _show_another(self) -> None:
        self._speaking.stop()
        self._tell()
        self.refresh()

    async def _read(self) -> None:
        glucose: GlucoseView | None = None
        snapshot = _NOTHING
        try:
            self._metrics = await asyncio.to_thread(self._port.metrics, self._language)
            if self._metrics and all(one.id != self._metric for one in self._metrics):
                self._metric = self._metrics[0].id
            if self._metrics:
                asked = self._span, self._metric, self._language
                snapshot = await asyncio.to_thread(self._port.trend, *asked)
            if self._kind == _SENSOR:
                glucose = await asyncio.to_thread(self._port.glucose, self._language)
        except PortFailed as error:
            self._failure = error.sentence
        else:
            self._failure = ""
        shown = _NOTHING if self._failure else snapshot
        self._show(shown, await asyncio.to_thread(_course, shown), glucose)

    def _show(self, snapshot: TrendSnapshot, drawn: Course, glucose: GlucoseView | None) -> None:
        self._snapshot, self._loaded = snapshot, True
        self._series.show(drawn)
        self._table.update_rows(snapshot.table)
        self._results.set_rows(snapshot.results)
        self._glucose.show(glucose)
        self._tell()


def _course(snapshot: TrendSnapshot) -> Course:
    return course(
        snapshot.points,
        snapshot.band_low,
        snapshot.band_high,
        lines=snapshot.lines,
        ranges=snapshot.ranges,
        usual=snapshot.usual,
        marks=[mark.seconds for mark in snapshot.changes],
    )
