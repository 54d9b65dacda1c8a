"""What all charts share: a series from a view model, a look from QML, painted again when either changes."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Property, QObject, Signal, SignalInstance
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem


class ChartItem(QQuickPaintedItem):
    """Follows a series of the type :attr:`draws`, which has a signal ``changed``."""

    changed = Signal()
    #: The type of series that is drawn.
    draws: ClassVar[type[QObject]] = QObject

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self.setAntialiasing(True)
        self._series: Any = None
        self._look: dict[str, Any] = {}
        self.changed.connect(self.renew)

    def renew(self) -> None:
        """What is shown is out of date."""
        self.update()

    def _get_series(self) -> QObject | None:
        series: QObject | None = self._series
        return series

    def _set_series(self, series: QObject | None) -> None:
        if series is self._series:
            return
        if self._series is not None:
            self._announced(self._series).disconnect(self.renew)
        self._series = series if isinstance(series, self.draws) else None
        if self._series is not None:
            self._announced(self._series).connect(self.renew)
        self.changed.emit()

    def _get_look(self) -> dict[str, Any]:
        return self._look

    def _set_look(self, look: dict[str, Any]) -> None:
        if look != self._look:
            self._look = look
            self.changed.emit()

    @staticmethod
    def _announced(series: Any) -> SignalInstance:
        changed: SignalInstance = series.changed
        return changed

    series = Property(QObject, _get_series, _set_series, notify=changed)
    look = Property("QVariantMap", _get_look, _set_look, notify=changed)  # type: ignore[arg-type] # Qt's name
