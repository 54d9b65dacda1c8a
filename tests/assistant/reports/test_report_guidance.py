"""Guidance while photographing: each trouble is told by its own name, and a good frame is let through."""

from __future__ import annotations

import pytest

from assistant.reports.guidance import Hint, judge_frame


def frame(*, fill=0.8, paper=230, table=70, text=True, blur=0.0, glare=False, turn=3.0):
    import cv2
    import numpy as np

    height, width = 900, 1200
    picture = np.full((height, width), table, np.uint8)
    side = fill**0.5
    w, h = round(width * side), round(height * side)
    page = np.full((h, w), paper, np.uint8)
    if text:
        for line in range(30, h - 30, 30):
            for word in range(40, w - 80, 90):
                cv2.putText(page, "Glu 7.4", (word, line), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 20, 1, cv2.LINE_AA)
    if glare:
        cv2.circle(page, (w // 2, h // 2), h // 4, 255, -1)
    top, left = (height - h) // 2, (width - w) // 2
    picture[top : top + h, left : left + w] = page
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 0.92)
    picture = cv2.warpAffine(picture, matrix, (width, height), borderValue=table)
    return cv2.GaussianBlur(picture, (0, 0), blur) if blur else picture


@pytest.mark.parametrize(
    ("how", "hint"),
    [
        ({}, Hint.GOOD),
        ({"turn": -12.0}, Hint.GOOD),
        ({"paper": 50, "table": 20}, Hint.DARK),
        ({"fill": 0.2}, Hint.FAR),
        ({"blur": 5.0}, Hint.BLURRED),
        ({"glare": True}, Hint.GLARE),
        ({"table": 228, "text": False}, Hint.NO_PAGE),
    ],
)
def test_what_to_do_next(how, hint):
    assert judge_frame(frame(**how)).hint is hint


def test_the_corners_of_the_page_are_where_they_are_drawn():
    guidance = judge_frame(frame(turn=0.0))
    side = 0.8**0.5 * 0.92
    expected = [
        ((1 - side) / 2,) * 2,
        ((1 + side) / 2, (1 - side) / 2),
        ((1 + side) / 2,) * 2,
        ((1 - side) / 2, (1 + side) / 2),
    ]
    for (x, y), (wanted_x, wanted_y) in zip(guidance.corners, expected, strict=True):
        assert abs(x - wanted_x) < 0.02
        assert abs(y - wanted_y) < 0.02
