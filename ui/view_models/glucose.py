"""The glucose profile on the trends screen: two weeks of a sensor as one day, and the share of time in range."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal

from ui.paint.glucose_series import GlucoseSeries
from ui.view_models.ports import GlucoseView
from ui.view_models.row_model import for_qml


class GlucoseViewModel(QObject):
    """Shows what it is given; nothing while the person has no sensor, or looks at something else."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: GlucoseView | None = None
        self._series = GlucoseSeries(self)

    @Property(bool, notify=changed)
    def shown(self) -> bool:
        """Whether there is a profile to look at."""
        return self._view is not None

    @Property(bool, notify=changed)
    def enough(self) -> bool:
        """Whether the sensor was worn long enough for curves."""
        return self._view is not None and self._view.enough

    @Property(QObject, constant=True)
    def series(self) -> GlucoseSeries:
        """The curves, for the painted item."""
        return self._series

    @Property(str, notify=changed)
    def sentence(self) -> str:
        """What the profile says, or that there is not enough yet."""
        return "" if self._view is None else self._view.sentence

    @Property(list, notify=changed)
    def bars(self) -> list[object]:
        """Shares of the time, from above the range to below it: see ``GlucoseBar``."""
        return [] if self._view is None else [for_qml(bar) for bar in self._view.bars]

    @Property(list, notify=changed)
    def facts(self) -> list[object]:
        """The other figures: see ``GlucoseFact``."""
        return [] if self._view is None else [for_qml(fact) for fact in self._view.facts]

    @Property(list, notify=changed)
    def notes(self) -> list[str]:
        """What has to stand beside the curve: how it was smoothed, and what the figures are not."""
        if self._view is None:
            return []
        return [note for note in (self._view.smoothing, *self._view.notes) if note]

    @Property(str, notify=changed)
    def source(self) -> str:
        """Whose rules these are."""
        return "" if self._view is None else self._view.source

    def show(self, view: GlucoseView | None) -> None:
        """Show ``view``."""
        self._view = view
        if view is None:
            self._series.show((), 0.0, 0.0)
        else:
            self._series.show(view.curve, view.low, view.high)
        self.changed.emit()
