"""The painted glucose profile, looked at as pixels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from ui.paint.glucose_item import GlucoseItem
from ui.paint.glucose_series import GlucoseSeries

WIDTH, HEIGHT = 800, 300
LINE, BAND = QColor("#0000ff"), QColor("#00ff00")
LOOK = {
    "line": LINE,
    "band": BAND,
    "bandText": QColor("#ff00ff"),
    "grid": QColor("#bbbbbb"),
    "text": QColor("#101010"),
    "font": 20,
    "lineWidth": 4.0,
}
DAY = [(minute, 4.5, 5.5, 6.5, 8.0, 11.0) for minute in range(0, 1440, 15)]

Painted = Callable[..., np.ndarray]


@pytest.fixture
def painted(qapp: QGuiApplication) -> Painted:
    """Paint runs on white; the picture as (height, width, red green blue)."""

    def paint(runs: list[list[tuple[float, ...]]]) -> np.ndarray:
        series, item = GlucoseSeries(), GlucoseItem()
        item.setWidth(WIDTH)
        item.setHeight(HEIGHT)
        item.setProperty("look", LOOK)
        item.setProperty("series", series)
        series.show(runs, 3.9, 10.0)
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB888)
        image.fill(QColor("#ffffff"))
        painter = QPainter(image)
        item.paint(painter)
        painter.end()
        rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(HEIGHT, image.bytesPerLine())
        return rows[:, : WIDTH * 3].reshape(HEIGHT, WIDTH, 3).copy()

    return paint


def found(picture: np.ndarray, colour: QColor) -> np.ndarray:
    return (picture == [colour.red(), colour.green(), colour.blue()]).all(axis=2)


def test_a_whole_day_has_its_median_and_the_range(painted: Painted) -> None:
    picture = painted([DAY])
    assert found(picture, LINE).any(axis=0).sum() > 600
    assert found(picture, BAND).any(axis=0).sum() > 600


def test_the_middle_half_is_darker_than_the_rest(painted: Painted) -> None:
    picture = painted([DAY]).astype(int)
    column = picture[:, WIDTH // 2]
    faint = np.unique(column[(column[:, 2] > column[:, 0]) & (column[:, 0] < 255)], axis=0)
    assert len(faint) >= 3  # wide band, middle band, median


def test_hours_without_enough_values_stay_open(painted: Painted) -> None:
    columns = np.flatnonzero(found(painted([DAY[:30], DAY[60:]]), LINE).any(axis=0))
    assert np.diff(columns).max() > 150


def test_no_curve_paints_nothing(painted: Painted) -> None:
    assert (painted([]) == 255).all()
