"""Every screen in both languages and three sizes: no warning, nothing off the page, nothing cut, nothing untranslated."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import fake_ports
import pytest
from item_tree import find, place, shown_items, texts
from PySide6.QtCore import QUrl

from assistant.conversation import Language
from ui.desktop import Desktop
from ui.view_models.shell import PAGES, SCREENS

#: Normal, the largest of the design, and double (WCAG 2.2, 1.4.4).
SIZES = (1.0, 1.5, 2.0)
#: Names and units that are the same in Chinese.
NAMES = {
    *(
        "EN",
        "English",
        "PDF",
        "mmHg",
        "mmol",
        "kg",
        "WebP",
        "PNG",
        "JPEG",
        "TIFF",
        "BMP",
        "HEIC",
        "Word",
        "docx",
    ),
    *(
        "EPUB",
        "TXT",
        "Markdown",
        "CSV",
        "Excel",
        "FHIR",
        "OMRON",
        "connect",
        "Apple",
        "Health",
        "openScale",
        "UBPM",
    ),
    *(
        "CNY",
        "DeepSeek",
        "LMDeploy",
        "Ollama",
        "OpenAI",
        "SGLang",
        "vLLM",
        "LM",
        "Studio",
        "llama",
        "cpp",
        "API",
    ),
    *("aliyuncs", "com", "compatible", "dashscope", "Listenwell", "CC", "BY", "cn", "mode", "http", "api"),
    *("xDrip", "Nightscout", "MB", "MIT", "Apache", "Tab", "PIN", "https", "QR"),
}


#: What the household of these tests is called in English alone: files, a printer, models, a checksum.
CALLED = {
    "library_review": {"Home", "manual", "salt", "heart", "pdf"},
    "visit_sheet": {"Paper"},
    "cloud": {"qwen", "vl", "max"},
    "what_left": {"SHA", "tokens", "ab", "be"},
    "settings": {"Okay", "Nabu"},
}


def words_of(window) -> list:
    return [
        item
        for item in shown_items(window)
        if isinstance(item.property("text"), str) and item.property("text").strip() and item.width() > 0
    ]


def beyond_the_edge(window) -> list[str]:
    """Texts that reach over the left or right edge of the window."""
    return [
        item.property("text")
        for item in words_of(window)
        if not -1 <= place(item).left() <= place(item).right() <= window.width() + 1
    ]


def cut(window) -> list[str]:
    """Texts that are larger than their place; those that end in an ellipsis are shortened on purpose."""
    found = []
    for item in words_of(window):
        if item.inherits("QQuickText"):
            too_tall = item.property("contentHeight") > item.height() + 1
            too_wide = item.property("contentWidth") > item.width() + 1
            if (too_tall or too_wide) and not item.property("truncated"):
                found.append(item.property("text"))
    return found


async def every_screen(desktop: Desktop) -> AsyncIterator[str]:
    for screen in (*SCREENS, *PAGES):
        if screen == "article":
            desktop.article.openArticle({"zh": "guide", "en": "guide-en"}[desktop.shell.language], "library")
        desktop.show(screen)
        await desktop.settle()
        yield screen


@pytest.mark.parametrize("language", list(Language))
async def test_everything_is_whole_in_three_sizes(open_window, household, language: Language) -> None:
    zh = language is Language.ZH
    household.conversation.script = list(fake_ports.ANSWER_ZH if zh else fake_ports.ANSWER_EN)
    desktop = await open_window(language=language)
    desktop.conversation.ask("空腹血糖 7.4，要紧吗？" if zh else "Does a fasting glucose of 7.4 matter?")
    desktop.report.readFile(QUrl.fromLocalFile("/report.png"))
    for size in SIZES:
        desktop.set_text_scale(size)
        async for screen in every_screen(desktop):
            assert beyond_the_edge(desktop.window) == [], (screen, size)
            assert cut(desktop.window) == [], (screen, size)
    assert desktop.warnings == []


async def test_no_english_word_is_left_on_a_chinese_screen(open_window) -> None:
    desktop = await open_window(language=Language.ZH)
    left = {}
    async for screen in every_screen(desktop):
        words = set(re.findall(r"[A-Za-z]{2,}", texts(desktop.window))) - NAMES - CALLED.get(screen, set())
        if words:
            left[screen] = words
    assert left == {}


@pytest.mark.parametrize("scale", [1.0, 1.5])
async def test_screens_fit_a_narrow_window(open_window, scale: float) -> None:
    desktop = await open_window(language=Language.EN, text_scale=scale)
    desktop.window.resize(desktop.window.minimumWidth(), desktop.window.minimumHeight())
    async for screen in every_screen(desktop):
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
