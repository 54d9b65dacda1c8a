"""The trends screen: one value over a week, two weeks or three months."""

from __future__ import annotations

import asyncio
from typing import Final, get_args

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.paint.trend_series import TrendSeries
from ui.view_models.ports import Component, PortFailed, TrendSnapshot, TrendsPort
from ui.view_models.tasks import Rereading, Tasks

#: The ranges a person can choose, in days.
RANGES: Final = (7, 14, 90)
#: With fewer points a line would suggest a course that is not there; they are shown as numbers.
FEWEST_POINTS_FOR_A_LINE: Final = 3

_NOTHING: Final = TrendSnapshot("", "", (), None, None, "", "", "", "", "", 0)


class TrendsViewModel(QObject):
    """Follows the port for the chosen range and component."""

    changed = Signal()

    def __init__(self, port: TrendsPort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._language = port, language
        self._days = RANGES[1]
        self._component: Component = "systolic"
        self._snapshot = _NOTHING
        self._series = TrendSeries(self)
        self._failure = ""
        self._loaded = False
        self._rereading = Rereading(tasks, self._read)
        self._unsubscribe = port.subscribe(tasks.on_loop(self.refresh))

    @Property(int, notify=changed)
    def days(self) -> int:
        """The chosen range."""
        return self._days

    @Property(str, notify=changed)
    def component(self) -> str:
        """``systolic``, ``diastolic`` or ``pulse``."""
        return self._component

    @Property(QObject, constant=True)
    def series(self) -> TrendSeries:
        """The points and the band, for the painted item."""
        return self._series

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
        """What the band is called."""
        return self._snapshot.band_name

    @Property(str, notify=changed)
    def sentence(self) -> str:
        """The course in one sentence."""
        return self._snapshot.sentence

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
    def empty(self) -> bool:
        """Read, and there is nothing in the range."""
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

    @Slot(int)
    def chooseDays(self, days: int) -> None:  # noqa: N802
        """Show the last ``days`` days."""
        if days in RANGES and days != self._days:
            self._days = days
            self.changed.emit()
            self.refresh()

    @Slot(str)
    def chooseComponent(self, component: str) -> None:  # noqa: N802
        """Show another value."""
        for known in get_args(Component):
            if component == known != self._component:
                self._component = known
                self.changed.emit()
                self.refresh()

    def set_language(self, language: Language) -> None:
        """Ask again in ``language``."""
        self._language = language
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the port."""
        self._rereading.ask()

    def close(self) -> None:
        """Follow no longer."""
        self._unsubscribe()

    async def _read(self) -> None:
        try:
            snapshot = await asyncio.to_thread(self._port.trend, self._days, self._component, self._language)
        except PortFailed as error:
            self._failure, self._snapshot = error.sentence, _NOTHING
        else:
            self._failure, self._snapshot = "", snapshot
        self._loaded = True
        self._series.show(self._snapshot.points, self._snapshot.band_low, self._snapshot.band_high)
        self.changed.emit()
