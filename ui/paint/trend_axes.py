"""Where a measurement lies on the chart, and what lies behind the course: grid, days, normal band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QDateTime, QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.paint.trend_reduction import axis_range, day_ticks
from ui.paint.trend_series import TrendSeries

#: Space between two things on the chart, as a share of the letter height.
_AIR: Final = 0.5
_GRID_PX: Final = 1.5


@dataclass(frozen=True, slots=True)
class Style:
    """Colours, fonts and words; all from QML."""

    line: QColor
    surface: QColor
    band: QColor
    band_text: QColor
    grid: QColor
    text: QColor
    warn: QColor
    font: QFont
    bold: QFont
    line_width: float
    dot: float
    latest_word: str
    band_name: str
    high_word: str
    low_word: str
    day_format: str

    @property
    def air(self) -> float:
        """The usual distance, in pixels."""
        return _AIR * QFontMetricsF(self.font).height()


@dataclass(frozen=True, slots=True)
class Axes:
    """The plot rectangle and the values at its edges. ``days`` are local midnights, in seconds."""

    plot: QRectF
    first: float
    last: float
    bottom: float
    top: float
    step: float
    days: tuple[float, ...]

    @classmethod
    def fitted(cls, area: QRectF, series: TrendSeries, style: Style, utc_offset: float) -> Axes:
        """Make room for the words around the plot and for every value inside it."""
        lowest, highest = float(series.values.min()), float(series.values.max())
        bounds = [bound for bound in (series.band_low, series.band_high) if bound is not None]
        metrics, bold = QFontMetricsF(style.font), QFontMetricsF(style.bold)
        steps = int(min(4.0, area.height() / metrics.height() / 3))
        bottom, top, step = axis_range(min(lowest, *bounds, highest), max(highest, *bounds, lowest), steps)
        left = max(metrics.horizontalAdvance(number(value)) for value in ticks(bottom, top, step)) + style.air
        words = (latest_label(series, style), style.band_name if bounds else "")
        right = max(bold.horizontalAdvance(word) for word in words) + style.air + style.dot / 2
        plot = area.adjusted(left, metrics.height() / 2, -right, -metrics.height() - style.air)
        first, last = float(series.seconds[0]), float(series.seconds[-1])
        if last - first < 1:
            first, last = first - 43_200, last + 43_200
        widest = metrics.horizontalAdvance("00/00") + 2 * style.air
        days = day_ticks(first, last, utc_offset, max(1, int(plot.width() / widest)))
        return cls(plot, first, last, bottom, top, step, tuple(days.tolist()))

    def x(self, seconds: float) -> float:
        """Pixels from the left; half a letter of air keeps dots off the edges."""
        inset = 18.0
        share = (seconds - self.first) / (self.last - self.first)
        return self.plot.left() + inset + share * (self.plot.width() - 2 * inset)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return self.plot.bottom() - (value - self.bottom) / (self.top - self.bottom) * self.plot.height()

    def point(self, seconds: float, value: float) -> QPointF:
        """Both."""
        return QPointF(self.x(seconds), self.y(value))


def ticks(bottom: float, top: float, step: float) -> list[float]:
    """Return the values of the grid lines."""
    return [float(value) for value in np.arange(bottom, top + step / 2, step)]


def number(value: float) -> str:
    """Return ``value`` the way it is read: no decimals that say nothing."""
    return QLocale().toString(value, "f", 0 if abs(value - round(value)) < 1e-6 else 1)


def latest_label(series: TrendSeries, style: Style) -> str:
    """Return the words beside the last point."""
    return f"{style.latest_word} {number(float(series.values[-1]))}".strip()


def draw_axes(painter: QPainter, axes: Axes, series: TrendSeries, style: Style) -> None:
    """Draw band, grid, numbers, days and the words at the right."""
    metrics = QFontMetricsF(style.font)
    painter.setFont(style.font)
    band = _band(axes, series)
    if band is not None:
        painter.fillRect(band, style.band)
    for value in ticks(axes.bottom, axes.top, axes.step):
        y = axes.y(value)
        painter.setPen(QPen(style.grid, _GRID_PX))
        painter.drawLine(QPointF(axes.plot.left(), y), QPointF(axes.plot.right(), y))
        painter.setPen(style.text)
        painter.drawText(
            QRectF(0, y - metrics.height() / 2, axes.plot.left() - style.air, metrics.height()),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            number(value),
        )
    locale = QLocale()
    for day in axes.days:
        label = locale.toString(QDateTime.fromMSecsSinceEpoch(int(day * 1000)), style.day_format)
        width = metrics.horizontalAdvance(label)
        painter.drawText(
            QPointF(axes.x(day) - width / 2, axes.plot.bottom() + style.air + metrics.ascent()), label
        )
    _draw_words(painter, axes, series, style, band)


def _band(axes: Axes, series: TrendSeries) -> QRectF | None:
    if series.band_low is None and series.band_high is None:
        return None
    low = axes.bottom if series.band_low is None else series.band_low
    high = axes.top if series.band_high is None else series.band_high
    return QRectF(QPointF(axes.plot.left(), axes.y(high)), QPointF(axes.plot.right(), axes.y(low)))


def _draw_words(
    painter: QPainter, axes: Axes, series: TrendSeries, style: Style, band: QRectF | None
) -> None:
    metrics = QFontMetricsF(style.bold)
    left = axes.plot.right() + style.air + style.dot / 2
    painter.setFont(style.bold)
    latest = axes.y(float(series.values[-1]))
    painter.setPen(style.warn if series.outside[-1] else style.text)
    painter.drawText(
        QPointF(left, latest + metrics.ascent() / 2 - metrics.descent() / 2), latest_label(series, style)
    )
    if band is None or not style.band_name:
        return
    height = metrics.height()
    middle = band.center().y()
    if abs(middle - latest) < height:
        middle = latest + height if latest + height < axes.plot.bottom() else latest - height
    painter.setPen(style.band_text)
    painter.drawText(QPointF(left, middle + metrics.ascent() / 2 - metrics.descent() / 2), style.band_name)
