"""The trend chart: dots and lines when points are few, an envelope with its median when they are many."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Property, QObject, QRectF, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from ui.paint.trend_axes import Axes, Style, draw_axes
from ui.paint.trend_marks import draw_course
from ui.paint.trend_series import TrendSeries


class TrendItem(QQuickPaintedItem):
    """Paints a :class:`TrendSeries` as its ``look`` says.

    ``look`` is a map from QML: colours ``line surface band bandText grid text warn usual``, pixels ``font lineWidth
    dot``, words ``latestWord bandName usualName highWord lowWord`` and the date format ``dayFormat``.
    """

    changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self.setAntialiasing(True)
        self._series: TrendSeries | None = None
        self._look: dict[str, Any] = {}
        self.changed.connect(self.update)

    def _get_series(self) -> QObject | None:
        return self._series

    def _set_series(self, series: QObject | None) -> None:
        if series is self._series:
            return
        if self._series is not None:
            self._series.changed.disconnect(self.update)
        self._series = series if isinstance(series, TrendSeries) else None
        if self._series is not None:
            self._series.changed.connect(self.update)
        self.changed.emit()

    def _get_look(self) -> dict[str, Any]:
        return self._look

    def _set_look(self, look: dict[str, Any]) -> None:
        if look != self._look:
            self._look = look
            self.changed.emit()

    series = Property(QObject, _get_series, _set_series, notify=changed)
    look = Property("QVariantMap", _get_look, _set_look, notify=changed)  # type: ignore[arg-type] # Qt's name

    def paint(self, painter: QPainter) -> None:
        """Draw the chart into the item's rectangle."""
        series = self._series
        if series is None or series.values.size == 0 or not self._look:
            return
        style = self._style(painter.font())
        area = QRectF(0, 0, self.width(), self.height())
        axes = Axes.fitted(area, series, style, utc_offset_seconds(float(series.seconds[-1])))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_axes(painter, axes, series, style)
        draw_course(painter, axes, series, style)

    def _style(self, base: QFont) -> Style:
        look = self._look
        font = QFont(base)
        font.setPixelSize(int(look["font"]))
        bold = QFont(font)
        bold.setBold(True)
        return Style(
            line=look["line"],
            surface=look["surface"],
            band=look["band"],
            band_text=look["bandText"],
            grid=look["grid"],
            text=look["text"],
            warn=look["warn"],
            usual=look["usual"],
            font=font,
            bold=bold,
            line_width=look["lineWidth"],
            dot=look["dot"],
            latest_word=look["latestWord"],
            band_name=look["bandName"],
            high_word=look["highWord"],
            low_word=look["lowWord"],
            day_format=look["dayFormat"],
            usual_name=look["usualName"],
        )


def utc_offset_seconds(seconds: float) -> float:
    """Return local time minus UTC at a moment."""
    offset = datetime.fromtimestamp(seconds, UTC).astimezone().utcoffset()
    return offset.total_seconds() if offset is not None else 0.0
