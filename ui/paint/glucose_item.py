"""The ambulatory glucose profile: a day with median, middle half and nine tenths of the values, over the range."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ui.paint.chart_item import ChartItem
from ui.paint.glucose_series import GlucoseSeries
from ui.paint.trend_axes import number, ticks
from ui.paint.trend_reduction import axis_range

_MINUTES: Final = 1440
_HOURS: Final = (0, 6, 12, 18, 24)
_STEPS: Final = 5
#: How much of the line colour the bands keep, of 255: nine tenths of the values, and the middle half.
_WIDE_ALPHA: Final = 45
_MIDDLE_ALPHA: Final = 95
_GRID_PX: Final = 1.5


class GlucoseItem(ChartItem):
    """Paints a :class:`GlucoseSeries` as its ``look`` says.

    ``look`` is a map from QML: colours ``line band bandText grid text``, pixels ``font lineWidth``.
    """

    draws = GlucoseSeries

    def paint(self, painter: QPainter) -> None:
        """Draw the day into the item's rectangle."""
        series: GlucoseSeries | None = self._series
        if series is None or not series.runs or not self._look:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _Day(QRectF(0, 0, self.width(), self.height()), series, self._look, painter).draw()


class _Day:
    """One painting."""

    def __init__(self, area: QRectF, series: GlucoseSeries, look: dict[str, Any], painter: QPainter) -> None:
        self._series, self._look, self._painter = series, look, painter
        font = QFont(painter.font())
        font.setPixelSize(int(look["font"]))
        painter.setFont(font)
        self._metrics = metrics = QFontMetricsF(font)
        self._air = metrics.height() / 2
        highest = max(float(run[:, 5].max()) for run in series.runs)
        lowest = min(float(run[:, 1].min()) for run in series.runs)
        self._bottom, self._top, self._step = axis_range(
            min(lowest, series.low), max(highest, series.high), min(_STEPS, int(area.height() / 60) or 1)
        )
        self._bottom = max(0.0, self._bottom)
        left = max(metrics.horizontalAdvance(number(value)) for value in self._values()) + self._air
        right = metrics.horizontalAdvance("24:00") / 2
        self._plot = area.adjusted(left, metrics.height() / 2, -right, -metrics.height() - self._air)

    def draw(self) -> None:
        """Range, grid, bands, median, in this order."""
        plot, series = self._plot, self._series
        band = QRectF(self._point(0, series.high), self._point(_MINUTES, series.low))
        self._painter.fillRect(band, self._look["band"])
        self._draw_grid(plot)
        for low, high, alpha in ((1, 5, _WIDE_ALPHA), (2, 4, _MIDDLE_ALPHA)):
            fill = QColor(self._look["line"])
            fill.setAlpha(alpha)
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(fill)
            for run in series.runs:
                upper = [self._point(row[0], row[high]) for row in run]
                lower = [self._point(row[0], row[low]) for row in run]
                self._painter.drawPolygon(QPolygonF(upper + lower[::-1]))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(self._look["line"], self._look["lineWidth"]))
        for run in series.runs:
            self._painter.drawPolyline(QPolygonF([self._point(row[0], row[3]) for row in run]))

    def _values(self) -> list[float]:
        return ticks(self._bottom, self._top, self._step)

    def _draw_grid(self, plot: QRectF) -> None:
        metrics, painter = self._metrics, self._painter
        for value in self._values():
            y = self._point(0, value).y()
            painter.setPen(QPen(self._look["grid"], _GRID_PX))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(self._look["text"])
            painter.drawText(
                QRectF(0, y - metrics.height() / 2, plot.left() - self._air, metrics.height()),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                number(value),
            )
        for limit in (self._series.low, self._series.high):
            painter.setPen(QPen(self._look["bandText"], _GRID_PX, Qt.PenStyle.DashLine))
            painter.drawLine(self._point(0, limit), self._point(_MINUTES, limit))
        painter.setPen(self._look["text"])
        for hour in _HOURS:
            words = f"{hour}:00"
            x = self._point(hour * 60, self._bottom).x() - metrics.horizontalAdvance(words) / 2
            painter.drawText(QPointF(x, plot.bottom() + self._air + metrics.ascent()), words)

    def _point(self, minute: float, value: float) -> QPointF:
        plot = self._plot
        share = (value - self._bottom) / (self._top - self._bottom)
        return QPointF(plot.left() + minute / _MINUTES * plot.width(), plot.bottom() - share * plot.height())
