"""The painted chart: what is where, looked at as pixels."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from ui.paint.trend_item import TrendItem
from ui.paint.trend_series import TrendSeries, course

WIDTH, HEIGHT = 900, 340
DAY = 86_400.0
LINE, WARN, BAND, TEXT = QColor("#0000ff"), QColor("#ff0000"), QColor("#00ff00"), QColor("#101010")
USUAL = QColor("#ff00ff")
LOOK = {
    "line": LINE,
    "surface": QColor("#ffffff"),
    "band": BAND,
    "bandText": QColor("#123456"),
    "grid": QColor("#bbbbbb"),
    "text": TEXT,
    "warn": WARN,
    "usual": USUAL,
    "focus": USUAL,
    "font": 20,
    "lineWidth": 4.0,
    "dot": 20.0,
    "latestWord": "Latest",
    "bandName": "Normal",
    "usualName": "Usual",
    "highWord": "high",
    "lowWord": "low",
    "dayFormat": "d/M",
}

Painted = Callable[..., np.ndarray]


@pytest.fixture
def painted(qapp: QGuiApplication) -> Painted:
    """Paint points on white; the picture as (height, width, red green blue)."""

    def paint(
        points: list[tuple[float, float, bool]],
        low: float | None = 110,
        high: float | None = 135,
        **more: object,
    ) -> np.ndarray:
        series = TrendSeries()
        item = TrendItem()
        item.setWidth(WIDTH)
        item.setHeight(HEIGHT)
        item.setProperty("look", LOOK)
        item.setProperty("series", series)
        series.show(course(points, low, high, **more))
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB888)
        image.fill(QColor("#ffffff"))
        painter = QPainter(image)
        item.paint(painter)
        painter.end()
        rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(HEIGHT, image.bytesPerLine())
        return rows[:, : WIDTH * 3].reshape(HEIGHT, WIDTH, 3).copy()

    return paint


def columns_with(picture: np.ndarray, colour: QColor) -> np.ndarray:
    wanted = [colour.red(), colour.green(), colour.blue()]
    return np.flatnonzero((picture == wanted).all(axis=2).any(axis=0))


def test_a_course_in_range_has_a_line_a_band_and_no_warning(painted: Painted) -> None:
    picture = painted([(day * DAY, 120.0 + day, False) for day in range(10)])
    assert columns_with(picture, LINE).size > 400
    assert columns_with(picture, BAND).size > 500
    assert columns_with(picture, WARN).size == 0


def test_a_value_out_of_range_is_marked(painted: Painted) -> None:
    picture = painted([(day * DAY, 160.0 if day == 5 else 120.0, day == 5) for day in range(10)])
    assert columns_with(picture, WARN).size > 10


def test_a_long_pause_leaves_the_line_open(painted: Painted) -> None:
    days = [0, 1, 2, 3, 12, 13, 14]
    closed = columns_with(painted([(day * DAY, 120.0, False) for day in range(15)]), LINE)
    broken = columns_with(painted([(day * DAY, 120.0, False) for day in days]), LINE)
    assert np.diff(closed).max() < 30
    assert np.diff(broken).max() > 150


def test_an_open_band_reaches_the_edge(painted: Painted) -> None:
    picture = painted([(day * DAY, 120.0, False) for day in range(10)], low=None, high=135)
    assert columns_with(picture, BAND).size > 500


def test_nothing_measured_paints_nothing(painted: Painted) -> None:
    assert (painted([]) == 255).all()


def test_points_that_are_not_finite_are_left_out(painted: Painted) -> None:
    points = [(day * DAY, 120.0, False) for day in range(5)]
    assert (painted([*points, (9 * DAY, float("nan"), False)]) == painted(points)).all()


def test_a_hundred_thousand_points_are_painted_in_a_blink(painted: Painted) -> None:
    random = np.random.default_rng(7)
    values = 120 + 20 * random.standard_normal(100_000)
    points = [(number * 60.0, float(value), bool(value > 160)) for number, value in enumerate(values)]
    before = time.process_time()
    picture = painted(points)
    assert time.process_time() - before < 2.0
    assert columns_with(picture, LINE).size > 500
    assert columns_with(picture, WARN).size > 50


def rows_tinted(picture: np.ndarray) -> np.ndarray:
    """Rows with a thin line in the colour of the usual range, however much of a pixel it covers."""
    red, green, blue = (picture[:, :700, channel].astype(int) for channel in range(3))
    return np.flatnonzero(((red - green > 60) & (blue - green > 60)).any(axis=1))


def rows_with(picture: np.ndarray, colour: QColor) -> np.ndarray:
    wanted = [colour.red(), colour.green(), colour.blue()]
    return np.flatnonzero((picture == wanted).all(axis=2).any(axis=1))


def test_only_what_belongs_together_is_joined(painted: Painted) -> None:
    points = [(day * DAY, 120.0, False) for day in range(10)]
    halves = [[(day * DAY, 120.0) for day in days] for days in (range(4), range(6, 10))]
    assert np.diff(columns_with(painted(points), LINE)).max() < 30
    assert np.diff(columns_with(painted(points, lines=halves), LINE)).max() > 30


def test_the_usual_range_is_dashed_and_named(painted: Painted) -> None:
    points = [(day * DAY, 120.0, False) for day in range(10)]
    usual = [(day * DAY, 112.0, 128.0) for day in range(10)]
    plain, picture = painted(points), painted(points, usual=usual)
    assert columns_with(plain, USUAL).size == 0
    dashes = columns_with(picture, USUAL)
    assert dashes.size > 200
    assert np.diff(dashes).max() > 2


def test_a_range_far_from_the_values_is_inside_the_plot(painted: Painted) -> None:
    points = [(day * DAY, 120.0, False) for day in range(10)]
    usual = [(day * DAY, 60.0, 200.0) for day in range(10)]
    rows = rows_tinted(painted(points, None, None, usual=usual))
    assert rows.max() - rows.min() > 100


def test_a_change_is_an_upright_with_its_number(painted: Painted) -> None:
    points = [(day * DAY, 120.0, False) for day in range(10)]
    plain, marked = painted(points), painted(points, marks=[4.5 * DAY])
    columns = np.flatnonzero((plain != marked).any(axis=2).any(axis=0))
    assert 10 < columns.size < 60
    assert abs(columns.mean() - WIDTH * 0.44) < 60


def test_a_mean_shows_its_lowest_and_highest(painted: Painted) -> None:
    points = [(day * DAY, 120.0, False) for day in range(10)]
    ranges = [(112.0, 128.0)] * 10
    plain, picture = painted(points), painted(points, ranges=ranges)
    assert (plain != picture).any()
    many = [(day * DAY, 120.0, False) for day in range(60)]
    thin, wide = (painted(many, None, None, ranges=ranges) for ranges in ((), [(112.0, 128.0)] * 60))
    assert (wide != 255).any(axis=2).sum() > (thin != 255).any(axis=2).sum()


def test_a_day_has_hours_along_its_axis(painted: Painted) -> None:
    day = painted([(hour * 3600.0, 120.0, False) for hour in range(0, 24, 3)])
    week = painted([(number * DAY, 120.0, False) for number in range(8)])
    assert (day[-20:] != week[-20:]).any()
    assert rows_with(day, TEXT).max() > HEIGHT - 30
