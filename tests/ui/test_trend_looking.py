"""Looking closer at a course, and picking single readings from it."""

from __future__ import annotations

import numpy as np
import pytest
from item_tree import find, place, press, texts
from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from test_trend_item import LOOK

from assistant.conversation import Language
from ui.paint.trend_item import TrendItem
from ui.paint.trend_series import MOST_DRAWN, TrendSeries, course

HOUR = 3600.0


def chart(points) -> TrendItem:
    item, series = TrendItem(), TrendSeries(QGuiApplication.instance())
    item.setSize(QSizeF(1000, 400))
    item.setProperty("series", series)
    item.setProperty("look", LOOK)
    series.show(course(points, 90.0, 135.0))
    paint(item)
    return item


def paint(item: TrendItem) -> QImage:
    image = QImage(1000, 400, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    item.paint(painter)
    painter.end()
    return image


@pytest.fixture
def daily(qapp: QGuiApplication) -> TrendItem:
    return chart([(day * 24 * HOUR, 120.0 + day, day == 9) for day in range(20)])


def test_a_touch_picks_the_nearest_reading_and_keys_go_on_from_it(daily: TrendItem) -> None:
    assert daily.picked == {}
    daily.pick(0.0)
    assert daily.picked["value"] == 120.0
    daily.step(1)
    assert daily.picked["value"] == 121.0
    daily.step(-5)
    assert daily.picked["position"] == 0
    daily.pick(2000.0)
    assert daily.picked["value"] == 139.0
    daily.unpick()
    assert daily.picked == {}
    daily.step(1)
    assert daily.picked["value"] == 139.0  # the newest first


def test_what_is_picked_is_seen(daily: TrendItem) -> None:
    before = paint(daily)
    daily.pick(500.0)
    assert paint(daily) != before
    daily.unpick()
    assert paint(daily) == before


def test_looking_closer_keeps_the_place_and_ends_at_an_hour(daily: TrendItem) -> None:
    daily.pick(500.0)
    middle = daily.picked["milliseconds"]
    for _ in range(40):
        daily.zoom(2.0, 500.0)
        paint(daily)
    assert daily.zoomed
    daily.pick(500.0)
    assert daily.picked["milliseconds"] == middle
    daily.whole()
    assert not daily.zoomed
    daily.zoom(0.5, 500.0)
    assert not daily.zoomed  # there is nothing beyond the whole


def test_moving_along_stays_inside_and_keys_bring_what_they_pick_into_view(daily: TrendItem) -> None:
    daily.zoom(4.0, 900.0)
    right = paint(daily)
    daily.pan(1e6)
    left = paint(daily)
    assert left != right
    daily.pan(-1e6)
    paint(daily)
    daily.pick(0.0)
    for _ in range(20):
        daily.step(-1)
    assert daily.picked["position"] == 0
    assert paint(daily) == paint(daily)


def test_another_course_is_shown_whole_with_nothing_picked(daily: TrendItem) -> None:
    daily.pick(500.0)
    daily.zoom(2.0, 500.0)
    daily.property("series").show(course([(0.0, 1.0, False), (HOUR, 2.0, False), (2 * HOUR, 3.0, False)]))
    assert daily.picked == {}
    assert not daily.zoomed


def test_many_points_are_drawn_from_few_and_picked_from_all(qapp: QGuiApplication) -> None:
    count = 12 * MOST_DRAWN
    seconds = np.arange(count) * 60.0
    values = 120 + 5 * np.sin(seconds / 9000)
    table = np.column_stack((seconds, values, np.zeros(count)))
    whole = course(table, 90.0, 135.0)
    assert whole.brief is not None
    assert whole.drawn.seconds.size < MOST_DRAWN
    assert whole.between(0, seconds[-1]).seconds.size < MOST_DRAWN
    near = whole.between(seconds[100], seconds[200])
    assert near.values.tolist() == values[99:202].tolist()
    item = chart(table)
    item.pick(0.0)
    item.step(1)
    assert item.picked["position"] == 1


async def test_a_finger_and_the_arrow_keys_say_when_and_how_much(open_window) -> None:
    desktop = await open_window(language=Language.EN, screen="trends")
    window = desktop.window
    at = place(find(window, "trend-chart"))
    finger = QTest.createTouchDevice()
    spot = QPointF(at.left() + at.width() * 0.4, at.center().y()).toPoint()
    QTest.touchEvent(window, finger, False).press(0, spot, window).commit(False)  # noqa: FBT003
    QTest.touchEvent(window, finger, False).release(0, spot, window).commit(False)  # noqa: FBT003
    await desktop.settle()
    picked = texts(window)
    assert "November" in picked
    assert "mmHg" in picked
    find(window, "trend-chart").forceActiveFocus()
    press(window, Qt.Key.Key_Left)
    await desktop.settle()
    assert texts(window) != picked
    press(window, Qt.Key.Key_Plus)
    await desktop.settle()
    assert "The whole" in texts(window)
    press(window, Qt.Key.Key_Home)
    await desktop.settle()
    assert "The whole" not in texts(window)
