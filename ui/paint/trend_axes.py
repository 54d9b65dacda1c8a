"""Where a measurement lies on the chart, and what lies behind the course: grid, days, normal band."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QDateTime, QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ui.paint.trend_reduction import axis_range, day_ticks, hour_ticks
from ui.paint.trend_series import Course

#: Space between two things on the chart, as a share of the letter height.
_AIR: Final = 0.5
_GRID_PX: Final = 1.5
#: Half a letter of air keeps dots off the edges.
_INSET_PX: Final = 18.0
_A_DAY: Final = 86_400.0
#: A course shorter than this has hours along its axis.
_HOURS_UP_TO: Final = 1.5 * _A_DAY


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
    usual: QColor
    focus: QColor
    font: QFont
    bold: QFont
    line_width: float
    dot: float
    latest_word: str
    band_name: str
    high_word: str
    low_word: str
    day_format: str
    usual_name: str = ""
    digits: int = 1
    """Decimals of a value, where it has any."""

    @property
    def air(self) -> float:
        """The usual distance, in pixels."""
        return _AIR * QFontMetricsF(self.font).height()


@dataclass(frozen=True, slots=True)
class Axes:
    """The plot rectangle and the values at its edges. ``days`` are moments on the axis with their words, in seconds."""

    plot: QRectF
    first: float
    last: float
    bottom: float
    top: float
    step: float
    days: tuple[tuple[float, str], ...]

    @classmethod
    def fitted(
        cls,
        area: QRectF,
        series: Course,
        style: Style,
        utc_offset: float,
        span: tuple[float, float] | None = None,
    ) -> Axes:
        """Make room for the words around the plot and for every value inside it; ``span`` replaces its ends in time."""
        lowest, highest = _extremes(series)
        bounds = [bound for bound in (series.band_low, series.band_high) if bound is not None]
        metrics, bold = QFontMetricsF(style.font), QFontMetricsF(style.bold)
        steps = int(min(4.0, area.height() / metrics.height() / 3))
        bottom, top, step = axis_range(min(lowest, *bounds, highest), max(highest, *bounds, lowest), steps)
        left = (
            max(
                metrics.horizontalAdvance(number(value, _axis_digits(step, style)))
                for value in ticks(bottom, top, step)
            )
            + style.air
        )
        words = (
            latest_label(series, style),
            style.band_name if bounds else "",
            style.usual_name if series.usual.size else "",
        )
        right = max(bold.horizontalAdvance(word) for word in words) + style.air + style.dot / 2
        plot = area.adjusted(left, metrics.height() / 2, -right, -metrics.height() - style.air)
        first, last = span or (float(series.seconds[0]), float(series.seconds[-1]))
        if last - first < 1:
            first, last = first - 43_200, last + 43_200
        widest = metrics.horizontalAdvance("00:00") + 2 * style.air
        days = _moments(first, last, utc_offset, max(1, int(plot.width() / widest)), style.day_format)
        return cls(plot, first, last, bottom, top, step, days)

    def x(self, seconds: float) -> float:
        """Pixels from the left."""
        share = (seconds - self.first) / (self.last - self.first)
        return self.plot.left() + _INSET_PX + share * (self.plot.width() - 2 * _INSET_PX)

    def seconds_at(self, x: float) -> float:
        """The moment at a place ``x`` pixels from the left."""
        share = (x - self.plot.left() - _INSET_PX) / (self.plot.width() - 2 * _INSET_PX)
        return self.first + share * (self.last - self.first)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return self.plot.bottom() - (value - self.bottom) / (self.top - self.bottom) * self.plot.height()

    def point(self, seconds: float, value: float) -> QPointF:
        """Both."""
        return QPointF(self.x(seconds), self.y(value))


def ticks(bottom: float, top: float, step: float) -> list[float]:
    """Return the values of the grid lines."""
    return [float(value) for value in np.arange(bottom, top + step / 2, step)]


def number(value: float, digits: int = 1) -> str:
    """Return ``value`` the way it is read: no decimals that say nothing, at most ``digits``."""
    return QLocale().toString(value, "f", 0 if abs(value - round(value)) < 1e-6 else digits)


def _axis_digits(step: float, style: Style) -> int:
    """Return the decimals that tell two grid lines apart."""
    return max(style.digits, math.ceil(-math.log10(step) - 1e-9))


def latest_label(series: Course, style: Style) -> str:
    """Return the words beside the last point."""
    return f"{style.latest_word} {number(float(series.values[-1]), style.digits)}".strip()


def draw_axes(painter: QPainter, axes: Axes, series: Course, style: Style) -> None:
    """Draw band, grid, numbers, days and the words at the right."""
    metrics = QFontMetricsF(style.font)
    painter.setFont(style.font)
    band = _band(axes, series)
    if band is not None:
        painter.fillRect(band, style.band)
    _draw_usual(painter, axes, series, style)
    for value in ticks(axes.bottom, axes.top, axes.step):
        y = axes.y(value)
        painter.setPen(QPen(style.grid, _GRID_PX))
        painter.drawLine(QPointF(axes.plot.left(), y), QPointF(axes.plot.right(), y))
        painter.setPen(style.text)
        painter.drawText(
            QRectF(0, y - metrics.height() / 2, axes.plot.left() - style.air, metrics.height()),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            number(value, _axis_digits(axes.step, style)),
        )
    for day, label in axes.days:
        width = metrics.horizontalAdvance(label)
        painter.drawText(
            QPointF(axes.x(day) - width / 2, axes.plot.bottom() + style.air + metrics.ascent()), label
        )
    _draw_words(painter, axes, series, style, band)


def _extremes(series: Course) -> tuple[float, float]:
    """Return the lowest and highest value that has to be inside the plot."""
    shown = [series.values, series.ranges.ravel(), series.usual[:, 1:].ravel()]
    shown = [values[np.isfinite(values)] for values in shown if values.size]
    return min(float(values.min()) for values in shown), max(float(values.max()) for values in shown)


def _moments(
    first: float, last: float, utc_offset: float, most: int, day_format: str
) -> tuple[tuple[float, str], ...]:
    """Return what stands along the axis: hours of a day, else days."""
    locale = QLocale()
    hours = last - first < _HOURS_UP_TO
    moments = hour_ticks(first, last, utc_offset, most) if hours else day_ticks(first, last, utc_offset, most)
    form = "HH:mm" if hours else day_format
    return tuple(
        (moment, locale.toString(QDateTime.fromMSecsSinceEpoch(int(moment * 1000)), form))
        for moment in moments.tolist()
    )


def _draw_usual(painter: QPainter, axes: Axes, series: Course, style: Style) -> None:
    """Draw the edges of the person's usual range as dashed lines: told from the band by more than colour."""
    if len(series.usual) < 2:
        return
    painter.setPen(QPen(style.usual, style.line_width / 2, Qt.PenStyle.DashLine))
    inside = series.usual[
        (series.usual[:, 0] >= axes.first - _A_DAY) & (series.usual[:, 0] <= axes.last + _A_DAY)
    ]
    for column in (1, 2):
        points = [axes.point(min(max(row[0], axes.first), axes.last), row[column]) for row in inside]
        painter.drawPolyline(QPolygonF(points))


def _band(axes: Axes, series: Course) -> QRectF | None:
    if series.band_low is None and series.band_high is None:
        return None
    low = axes.bottom if series.band_low is None else series.band_low
    high = axes.top if series.band_high is None else series.band_high
    return QRectF(QPointF(axes.plot.left(), axes.y(high)), QPointF(axes.plot.right(), axes.y(low)))


def _draw_words(painter: QPainter, axes: Axes, series: Course, style: Style, band: QRectF | None) -> None:
    """Write at the right what the last point is, and what band and dashed lines are; nothing over another."""
    metrics = QFontMetricsF(style.bold)
    height = metrics.height()
    wanted = [
        (
            axes.y(float(series.values[-1])),
            latest_label(series, style),
            style.warn if series.outside[-1] else style.text,
        )
    ]
    if band is not None and style.band_name:
        wanted.append((band.center().y(), style.band_name, style.band_text))
    if len(series.usual) > 1 and style.usual_name:
        middle = axes.y(float(series.usual[-1, 1:].mean()))
        wanted.append((middle, style.usual_name, style.usual))
    painter.setFont(style.bold)
    taken: list[float] = []
    for asked, text, colour in wanted:
        y = _free(min(max(asked, axes.plot.top()), axes.plot.bottom()), height, taken, axes.plot)
        taken.append(y)
        painter.setPen(colour)
        painter.drawText(
            QPointF(
                axes.plot.right() + style.air + style.dot / 2,
                y + metrics.ascent() / 2 - metrics.descent() / 2,
            ),
            text,
        )


def _free(asked: float, height: float, taken: list[float], plot: QRectF) -> float:
    """Return the place nearest to ``asked`` that is at least ``height`` from those that are taken."""
    places = [asked, *(other + sign * height for other in taken for sign in (1, -1))]
    free = [
        place
        for place in places
        if plot.top() <= place <= plot.bottom()
        and all(abs(place - other) >= height * 0.99 for other in taken)
    ]
    return min(free, key=lambda place: abs(place - asked), default=asked)
