"""Every screen in every language, theme and size: no warning, nothing off the page."""

from __future__ import annotations

import itertools
from dataclasses import replace

import fake_ports
import pytest
from item_tree import find, place, shown_items
from PySide6.QtCore import QUrl

from assistant.conversation import Language
from ui.view_models.shell import SCREENS

LOOKS = list(itertools.product(Language, ("light", "dark", "contrast"), (1.0, 1.5)))


def beyond_the_edge(window) -> list[str]:
    """Texts that reach over the left or right edge of the window."""
    return [
        item.property("text")
        for item in shown_items(window)
        if isinstance(item.property("text"), str)
        and item.property("text")
        and item.width() > 0
        and not -1 <= place(item).left() <= place(item).right() <= window.width() + 1
    ]


@pytest.mark.parametrize(("language", "theme", "scale"), LOOKS)
async def test_screens_load_without_warnings(open_window, household, language, theme, scale) -> None:
    zh = language is Language.ZH
    household.conversation.script = list(fake_ports.ANSWER_ZH if zh else fake_ports.ANSWER_EN)
    desktop = await open_window(language=language, theme=theme, text_scale=scale)
    desktop.conversation.ask("空腹血糖 7.4，要紧吗？" if zh else "Does a fasting glucose of 7.4 matter?")
    desktop.report.readFile(QUrl.fromLocalFile("/report.png"))
    for screen in SCREENS:
        desktop.show(screen)
        await desktop.settle()
        assert beyond_the_edge(desktop.window) == [], screen
        picture = desktop.window.grabWindow()
        colours = {
            picture.pixelColor(x, y).name()
            for x in range(200, picture.width(), 40)
            for y in range(20, picture.height(), 40)
        }
        assert len(colours) > 1, screen
    assert desktop.warnings == []


@pytest.mark.parametrize("scale", [1.0, 1.5])
async def test_screens_fit_a_narrow_window(open_window, scale: float) -> None:
    desktop = await open_window(language=Language.EN, text_scale=scale)
    desktop.window.resize(desktop.window.minimumWidth(), desktop.window.minimumHeight())
    for screen in SCREENS:
        desktop.show(screen)
        await desktop.settle()
        assert beyond_the_edge(desktop.window) == [], screen
    assert desktop.warnings == []


async def test_a_change_of_size_is_undone_without_a_trace(open_window) -> None:
    desktop = await open_window(language=Language.EN)
    before = desktop.window.grabWindow()
    for scale in (1.5, 1.0):
        desktop.set_text_scale(scale)
        await desktop.settle()
    assert desktop.window.grabWindow() == before


async def test_a_long_name_of_the_band_leaves_the_chart_its_room(open_window, household) -> None:
    name = "home reference 135/85 mmHg (Chinese guideline on home blood pressure monitoring 2019)"
    plain = household.trends.trend
    household.trends.trend = lambda *asked: replace(plain(*asked), band_low=None, band_name=name)
    desktop = await open_window(language=Language.EN, screen="trends")
    assert find(desktop.window, "band-name").property("text") == name
    chart = place(find(desktop.window, "trend-chart"))
    picture = desktop.window.grabWindow()
    middle = picture.pixelColor(int(chart.center().x()), int(chart.top() + chart.height() * 0.7))
    assert middle.name() in {"#e0f0e4", "#165c30", "#0b6460", "#e4ded1"}  # the band reaches over the middle
