"""The course itself: lines and dots, or an envelope with its median; triangles where it leaves the range."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from ui.paint.trend_axes import Axes, Style, number
from ui.paint.trend_reduction import MOST_DOTS, Envelope, envelope, labelled_extreme
from ui.paint.trend_series import Course

#: How much of the line colour the envelope between lowest and highest keeps, of 255.
_ENVELOPE_ALPHA = 70
#: Pixels a bucket of the envelope is wide: a calm course rather than every wiggle.
_BUCKET_PX = 12.0


def draw_course(painter: QPainter, axes: Axes, series: Course, style: Style) -> None:
    """Draw ``series``. A pause in measuring breaks the line."""
    _draw_changes(painter, axes, series, style)
    if series.values.size <= MOST_DOTS:
        _draw_dots(painter, axes, series, style)
    else:
        _draw_envelopes(painter, axes, series, style)
    _draw_label(painter, axes, series, style)


def _draw_dots(painter: QPainter, axes: Axes, series: Course, style: Style) -> None:
    points = [axes.point(float(s), float(v)) for s, v in zip(series.seconds, series.values, strict=True)]
    for low, high, point in zip(*series.ranges.T, points, strict=True) if series.ranges.size else ():
        painter.setPen(QPen(_faint(style), style.line_width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QLineF(point.x(), axes.y(low), point.x(), axes.y(high)))
    for line in series.lines:
        _draw_line(painter, [axes.point(float(s), float(v)) for s, v in line], style)
    for point, outside in zip(points, series.outside, strict=True):
        if outside:
            _draw_triangle(painter, point, style, style.dot)
        else:
            painter.setPen(QPen(style.surface, style.dot * 0.15))
            painter.setBrush(style.line)
            painter.drawEllipse(point, style.dot / 2, style.dot / 2)


def _draw_envelopes(painter: QPainter, axes: Axes, series: Course, style: Style) -> None:
    """Draw each unbroken run as one envelope; lone points stay dots."""
    span = axes.last - axes.first
    for run in series.runs:
        if run.start == run.stop:
            continue
        seconds, values = series.seconds[run], series.values[run]
        share = (seconds[-1] - seconds[0]) / span
        buckets = max(1, math.ceil(share * axes.plot.width() / _BUCKET_PX))
        course = envelope(seconds, values, buckets)
        if series.ranges.size:
            low, high = (envelope(seconds, series.ranges[run, column], buckets) for column in (0, 1))
            course = replace(course, low=low.low, high=high.high)
        _draw_envelope(painter, axes, course, style)
    widest = max(1, int(axes.plot.width() / style.dot))
    for position in _worst_of_each_span(series, widest):
        point = axes.point(float(series.seconds[position]), float(series.extremes[position]))
        _draw_triangle(painter, point, style, style.dot * 0.8)


def _draw_envelope(painter: QPainter, axes: Axes, course: Envelope, style: Style) -> None:
    upper = [axes.point(float(s), float(v)) for s, v in zip(course.seconds, course.high, strict=True)]
    lower = [axes.point(float(s), float(v)) for s, v in zip(course.seconds, course.low, strict=True)]
    middle = [axes.point(float(s), float(v)) for s, v in zip(course.seconds, course.median, strict=True)]
    if len(middle) == 1:
        painter.setPen(QPen(style.line, style.line_width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(lower[0], upper[0] + QPointF(0, 0.1))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_faint(style))
    painter.drawPolygon(QPolygonF(upper + lower[::-1]))
    _draw_line(painter, middle, style)


def _faint(style: Style) -> QColor:
    fill = QColor(style.line)
    fill.setAlpha(_ENVELOPE_ALPHA)
    return fill


def _draw_changes(painter: QPainter, axes: Axes, series: Course, style: Style) -> None:
    """Draw a dotted upright where something changed, with the number it has in the list beneath the chart."""
    metrics = QFontMetricsF(style.bold)
    size = metrics.height()
    for position, seconds in enumerate(series.marks, start=1):
        if not axes.first - 86_400 <= seconds <= axes.last + 86_400:
            continue
        x = axes.x(min(max(seconds, axes.first), axes.last))
        painter.setPen(QPen(style.text, style.line_width / 2, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, axes.plot.top() + size), QPointF(x, axes.plot.bottom()))
        flag = QRectF(x - size / 2, axes.plot.top(), size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.text)
        painter.drawEllipse(flag)
        painter.setFont(style.bold)
        painter.setPen(style.surface)
        painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, str(position))


def _draw_line(painter: QPainter, points: list[QPointF], style: Style) -> None:
    # Separate segments: one self-crossing 2 px polyline took the rasteriser seconds.
    painter.setPen(QPen(style.line, style.line_width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLines([QLineF(start, end) for start, end in pairwise(points)])


def _draw_triangle(painter: QPainter, point: QPointF, style: Style, size: float) -> None:
    half, height = size * 0.6, size * 1.05
    corners = [QPointF(0, -height * 0.6), QPointF(half, height * 0.4), QPointF(-half, height * 0.4)]
    painter.setPen(
        QPen(
            style.surface,
            size * 0.12,
            Qt.PenStyle.SolidLine,
            Qt.PenCapStyle.SquareCap,
            Qt.PenJoinStyle.RoundJoin,
        )
    )
    painter.setBrush(style.warn)
    painter.drawPolygon(QPolygonF([point + corner for corner in corners]))


def _draw_label(painter: QPainter, axes: Axes, series: Course, style: Style) -> None:
    """Write value and word at the point furthest out of range; the last point has its words at the right."""
    position = labelled_extreme(series.extremes, series.outside, series.band_low, series.band_high)
    if position is None:
        return
    value = float(series.extremes[position])
    above = _is_above(value, series)
    text = f"{number(value, style.digits)} {style.high_word if above else style.low_word}".strip()
    metrics = QFontMetricsF(style.bold)
    point = axes.point(float(series.seconds[position]), value)
    width, height = metrics.horizontalAdvance(text), metrics.height()
    x = min(max(point.x() - width / 2, axes.plot.left()), axes.plot.right() - width)
    y = point.y() - style.dot - height if above else point.y() + style.dot
    if y < 0:
        y = point.y() + style.dot
    elif y + height > axes.plot.bottom():
        y = point.y() - style.dot - height
    painter.setFont(style.bold)
    painter.setPen(style.warn)
    painter.drawText(QRectF(x, y, width + 1, height), Qt.AlignmentFlag.AlignCenter, text)


def _is_above(value: float, series: Course) -> bool:
    if series.band_high is not None and value > series.band_high:
        return True
    if series.band_low is not None and value < series.band_low:
        return False
    return value >= float(np.median(series.values))


def _worst_of_each_span(series: Course, spans: int) -> list[int]:
    """Return at most one out-of-range position a span of time: the one furthest from the median."""
    positions = np.flatnonzero(series.outside)
    if positions.size == 0:
        return []
    first, length = series.seconds[0], max(float(series.seconds[-1] - series.seconds[0]), 1.0)
    numbers = np.minimum(((series.seconds[positions] - first) / length * spans).astype(np.int64), spans - 1)
    distances = np.abs(series.extremes[positions] - np.median(series.values))
    order = np.lexsort((-distances, numbers))
    firsts = np.r_[True, np.diff(numbers[order]) > 0]
    return [int(position) for position in positions[order[firsts]]]
