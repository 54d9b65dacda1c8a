"""The trend chart: dots and lines when points are few, an envelope with its median when they are many.

A person looks closer (:meth:`TrendItem.zoom`, :meth:`TrendItem.pan`) and picks single points
(:meth:`TrendItem.pick`, :meth:`TrendItem.step`). What does not change while they pick is drawn once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import Property, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QImage, QPainter, QPen
from PySide6.QtQuick import QQuickItem

from ui.paint.chart_item import ChartItem
from ui.paint.trend_axes import Axes, Style, draw_axes
from ui.paint.trend_marks import draw_course
from ui.paint.trend_series import Course, TrendSeries
from ui.paint.trend_series import course as course_of

#: The shortest stretch to look at: an hour, or what is there if that is less.
_SHORTEST_S: Final = 3600.0


class TrendItem(ChartItem):
    """Paints a :class:`TrendSeries` as its ``look`` says.

    ``look`` is a map from QML: colours ``line surface band bandText grid text warn usual focus``, pixels ``font
    lineWidth dot``, words ``latestWord bandName usualName highWord lowWord`` and the date format ``dayFormat``.
    """

    draws = TrendSeries
    picked_changed = Signal()
    zoomed_changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._span: tuple[float, float] | None = None
        self._picked: int | None = None
        self._drawn: tuple[QImage, Axes, Style] | None = None

    @property
    def _course(self) -> Course:
        return course_of(()) if self._series is None else self._series.course

    @Property(bool, notify=zoomed_changed)
    def zoomed(self) -> bool:
        """Whether less than the whole is shown."""
        return self._span is not None

    @Property("QVariantMap", notify=picked_changed)  # type: ignore[arg-type] # Qt's name
    def picked(self) -> dict[str, Any]:
        """The point that was picked: ``milliseconds``, ``value``, ``outOfRange``, ``position``; empty for none."""
        course = self._course
        if self._picked is None:
            return {}
        return {
            "milliseconds": float(course.seconds[self._picked]) * 1000,
            "value": float(course.values[self._picked]),
            "outOfRange": bool(course.outside[self._picked]),
            "position": self._picked,
        }

    @Slot(float)
    def pick(self, x: float) -> None:
        """Pick the point nearest to a place, in pixels from the left."""
        course = self._course
        if course.values.size and self._drawn is not None:
            self._choose(course.nearest(self._drawn[1].seconds_at(x)))

    @Slot(int)
    def step(self, by: int) -> None:
        """Pick the next point (1) or the one before (-1); the newest where none was picked."""
        course = self._course
        if not course.values.size:
            return
        last = int(course.values.size) - 1
        self._choose(last if self._picked is None else min(max(self._picked + by, 0), last))
        self._follow()

    @Slot()
    def unpick(self) -> None:
        """Pick none."""
        self._choose(None)

    @Slot(float, float)
    def zoom(self, factor: float, x: float) -> None:
        """Look ``factor`` times closer at the place ``x`` pixels from the left (below 1: from further away)."""
        course = self._course
        if not course.values.size or self._drawn is None or factor <= 0:
            return
        axes = self._drawn[1]
        at, length = axes.seconds_at(x), (axes.last - axes.first) / factor
        whole = float(course.seconds[-1] - course.seconds[0])
        if length >= whole:
            self.whole()
            return
        length = max(length, min(_SHORTEST_S, whole))
        share = (at - axes.first) / (axes.last - axes.first)
        self._look_at(at - share * length, length)

    @Slot(float)
    def pan(self, pixels: float) -> None:
        """Move what is shown by some pixels, where it is not the whole."""
        if self._span is not None and self._drawn is not None:
            axes = self._drawn[1]
            first, last = self._span
            self._look_at(first - pixels * (last - first) / axes.plot.width(), last - first)

    @Slot()
    def whole(self) -> None:
        """Show the whole again."""
        if self._span is not None:
            self._span = None
            self.redraw()
            self.zoomed_changed.emit()

    def renew(self) -> None:
        """Another course: the whole of it, nothing picked."""
        self._span, self._picked = None, None
        self.redraw()
        self.zoomed_changed.emit()
        self.picked_changed.emit()

    def redraw(self) -> None:
        """Draw everything again."""
        self._drawn = None
        self.update()

    def paint(self, painter: QPainter) -> None:
        """Draw the chart into the item's rectangle."""
        course = self._course
        if course.values.size == 0 or not self._look:
            return
        ratio = painter.device().devicePixelRatio()
        size = QSize(round(self.width() * ratio), round(self.height() * ratio))
        if self._drawn is None or self._drawn[0].size() != size:
            self._drawn = self._draw(course, size, ratio, painter.font())
        image, axes, style = self._drawn
        painter.drawImage(QPointF(0, 0), image)
        if self._picked is not None:
            self._draw_picked(painter, axes, style)

    def _draw(self, course: Course, size: QSize, ratio: float, font: QFont) -> tuple[QImage, Axes, Style]:
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = self._style(font)
        shown = course.drawn if self._span is None else course.between(*self._span)
        area = QRectF(0, 0, self.width(), self.height())
        offset = utc_offset_seconds(float(course.seconds[-1]))
        axes = Axes.fitted(area, shown, style, offset, self._span)
        draw_axes(painter, axes, shown, style)
        if self._span is not None:
            painter.setClipRect(axes.plot)
        draw_course(painter, axes, shown, style)
        painter.end()
        return image, axes, style

    def _draw_picked(self, painter: QPainter, axes: Axes, style: Style) -> None:
        """Draw an upright through the picked point, and a ring around it."""
        seconds = float(self._course.seconds[self._picked])
        if not axes.first <= seconds <= axes.last:
            return
        point = axes.point(seconds, float(self._course.values[self._picked]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(style.focus, style.line_width / 2))
        painter.drawLine(QPointF(point.x(), axes.plot.top()), QPointF(point.x(), axes.plot.bottom()))
        painter.setPen(QPen(style.focus, style.line_width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(point, style.dot * 0.9, style.dot * 0.9)

    def _choose(self, position: int | None) -> None:
        if position != self._picked:
            self._picked = position
            self.update()
            self.picked_changed.emit()

    def _follow(self) -> None:
        """Bring the picked point into what is shown."""
        if self._span is None or self._picked is None:
            return
        first, last = self._span
        at = float(self._course.seconds[self._picked])
        if not first <= at <= last:
            self._look_at(at - (last - first) / 2, last - first)

    def _look_at(self, first: float, length: float) -> None:
        lowest, highest = float(self._course.seconds[0]), float(self._course.seconds[-1])
        first = min(max(first, lowest), highest - length)
        before, self._span = self._span, (first, first + length)
        self.redraw()
        if before is None:
            self.zoomed_changed.emit()

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
            focus=look["focus"],
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
            digits=int(look.get("digits", 1)),
        )


def utc_offset_seconds(seconds: float) -> float:
    """Return local time minus UTC at a moment."""
    offset = datetime.fromtimestamp(seconds, UTC).astimezone().utcoffset()
    return offset.total_seconds() if offset is not None else 0.0
