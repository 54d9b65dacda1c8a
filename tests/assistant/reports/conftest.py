"""Pages of text as a recogniser would give them, without a recogniser."""

from __future__ import annotations

import math

import pytest

from assistant.reports.tokens import Page, Token

SIZE = 30
LETTER = 15


@pytest.fixture
def page_of():
    """A page from lines of ``(x, text)``, ``(x, text, confidence)`` or ``(x, text, confidence, arrow)`` cells.

    ``tilt`` turns the page (degrees), ``lean`` shifts columns (pixels a pixel), ``vanish`` makes the lines
    converge, ``bend`` lowers the middle of the page (pixels).
    """

    def build(lines, *, tilt=0.0, lean=0.0, vanish=0.0, bend=0.0, pitch=44):
        tokens = []
        for number, line in enumerate(lines):
            for cell in line:
                x, text, confidence, arrow = (*cell, *(0.999, None)[len(cell) - 2 :])
                width = sum(2 if ord(sign) > 0x2E7F else 1 for sign in text) * LETTER
                y = 100 + number * pitch
                corners = [(x, y), (x + width, y), (x + width, y + SIZE), (x, y + SIZE)]
                box = tuple(_moved(corner, tilt, lean, vanish, bend) for corner in corners)
                tokens.append(Token(text, confidence, box, arrow))
        return Page(tuple(tokens), 1400, 200 + len(lines) * pitch)

    return build


def _moved(point, tilt, lean, vanish, bend):
    x, y = point
    y += bend * math.sin(math.pi * x / 1400)
    x, y = x + lean * y, y + vanish * (x - 700) * (y - 500) / 1000
    angle = math.radians(tilt)
    return (x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle))
