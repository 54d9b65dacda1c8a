"""What the screens look like, against references. ``LISTENWELL_RENEW_PICTURES=1`` makes the references anew: look at them.

The whole matrix (every screen, language, theme and size) is written by
``listenwell run --example --offscreen --screenshots DIR --every-look``; here is the part of it that differs most.
"""

from __future__ import annotations

import os
from pathlib import Path

import fake_ports
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QImage, QPainter

from assistant.conversation import Language
from ui.picture_comparison import compare_folders, difference, write_reference
from ui.pictures import every_screen, look_name
from ui.view_models.shell import PAGES, SCREENS, Appearance

REFERENCES = Path(__file__).parent / "references"
MAIN = ("home", "conversation", "trends", "report", "settings", "welcome")
SUBSET = (
    (Appearance(Language.ZH, "light", 1.0), (*SCREENS, *PAGES, "add-device")),
    (Appearance(Language.EN, "dark", 1.0), MAIN),
    (Appearance(Language.EN, "light", 1.5), MAIN),
    (Appearance(Language.ZH, "contrast", 2.0), MAIN),
)


@pytest.mark.parametrize(("look", "screens"), SUBSET, ids=lambda value: getattr(value, "theme", ""))
async def test_screens_look_as_they_did(open_window, household, tmp_path: Path, look, screens) -> None:
    zh = look.language is Language.ZH
    household.conversation.script = list(fake_ports.ANSWER_ZH if zh else fake_ports.ANSWER_EN)
    desktop = await open_window(language=look.language, theme=look.theme, text_scale=look.text_scale)
    desktop.conversation.ask("空腹血糖 7.4，要紧吗？" if zh else "Does a fasting glucose of 7.4 matter?")
    desktop.report.readFile(QUrl.fromLocalFile("/report.png"))
    pictures = tmp_path / look_name(look)
    await every_screen(desktop, pictures, screens)
    assert desktop.warnings == []
    references = REFERENCES / look_name(look)
    if os.environ.get("LISTENWELL_RENEW_PICTURES"):
        for screen in screens:
            write_reference(pictures / f"{screen}.png", references / f"{screen}.png")
    found = compare_folders(pictures, references)
    assert set(found) == set(screens)
    assert {name: one for name, one in found.items() if not one.same} == {}


def page(text: str = "128/79", *, x: int = 300, colour: str = "#14302D", pixels: int = 60) -> QImage:
    image = QImage(1280, 800, QImage.Format.Format_RGB32)
    image.fill(QColor("#F6F3EC"))
    painter = QPainter(image)
    painter.fillRect(200, 150, 900, 300, QColor("#FFFFFF"))
    painter.setPen(QColor(colour))
    font = painter.font()
    font.setPixelSize(pixels)
    painter.setFont(font)
    for line in range(4):
        painter.drawText(x, 220 + line * 60, text)
    painter.fillRect(x, 500, 300, 96, QColor("#0B6460"))
    painter.end()
    return image


def test_a_slightly_wider_letter_is_the_same_picture(qapp) -> None:
    assert difference(page(pixels=61), page()).same
    assert difference(page(x=301), page()).same


def test_what_moved_or_is_missing_or_has_another_colour_is_not(qapp) -> None:
    assert not difference(page(x=420), page()).same
    assert not difference(page(text="", x=300), page()).same
    assert not difference(page().mirrored(), page()).same
    assert not difference(QImage(), page()).same


def test_the_references_are_few_and_small() -> None:
    sizes = [file.stat().st_size for file in REFERENCES.rglob("*.png")]
    assert len(sizes) == sum(len(screens) for _, screens in SUBSET)
    assert max(sizes) <= 30_000
    assert sum(sizes) <= 2_000_000
