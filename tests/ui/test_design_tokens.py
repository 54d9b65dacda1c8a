"""Screens take every colour and size from the tokens, and every icon from the icon folder."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QGuiApplication

from ui.icons import draw_icon
from ui.theme import Theme, ThemeError

QML = sorted(Path(str(files("ui") / "qml")).rglob("*.qml"))
ICONS = {path.stem for path in Path(str(files("resources") / "icons")).glob("*.svg")}


@pytest.fixture
def theme(qapp: QGuiApplication) -> Theme:
    return Theme()


@pytest.mark.parametrize("path", QML, ids=lambda path: path.stem)
def test_no_literal_colours_or_sizes(path: Path) -> None:
    code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b", code.replace("&#", ""))
    assert not re.findall(r"(?:pixelSize|pointSize|radius|[sS]pacing|[mM]argins?|[pP]adding): *[1-9]", code)
    assert not re.findall(r"\b(?:width|height): *\d{2,}", code)
    assert not re.findall(r"color: *\"(?!transparent)", code)


def test_every_token_that_is_named_exists_and_every_token_is_used(theme: Theme) -> None:
    named = {
        token for path in QML for token in re.findall(r"\bTheme\.(\w+)", path.read_text(encoding="utf-8"))
    }
    known = {str(key) for key in theme.values.keys() if not str(key).startswith("_")}  # noqa: SIM118
    assert named <= known
    assert known - named <= {"name", "textScale"}


def test_every_icon_that_is_named_exists_and_every_icon_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in QML)
    quoted = set(re.findall(r"\"([a-z0-9]+(?:-[a-z0-9]+)*)\"", code))
    named = set(re.findall(r"(?:iconName|actionIcon|confirmIcon|name): *\"([a-z0-9-]+)\"", code))
    assert named <= ICONS
    assert quoted >= ICONS


def test_the_icons_carry_their_licence() -> None:
    licence = (files("resources") / "licenses" / "lucide.txt").read_text(encoding="utf-8")
    assert "ISC License" in licence
    assert "Cole Bemis" in licence


@pytest.mark.parametrize("name", sorted(ICONS))
def test_icons_are_drawn_in_the_asked_colour(qapp: QGuiApplication, name: str) -> None:
    image = draw_icon(f"{name}/0B6460", 48)
    colours = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    inked = [colour for colour in colours if colour.alpha() == 255]
    assert inked
    for colour in inked:
        assert (colour.red(), colour.green(), colour.blue()) == pytest.approx((0x0B, 0x64, 0x60), abs=1)


@pytest.mark.parametrize("wrong", ["", "house", "house/red", "no-such-icon/000000", "../theme/0B6460"])
def test_unknown_icons_are_no_picture(qapp: QGuiApplication, wrong: str) -> None:
    assert draw_icon(wrong, 24).isNull()


def test_text_grows_and_spaces_stay(theme: Theme) -> None:
    before = {key: theme.values.value(key) for key in ("typeBody", "columnCard", "spaceM", "sizeTarget")}
    theme.apply("dark", 1.5)
    assert theme.values.value("typeBody") == before["typeBody"] * 1.5
    assert theme.values.value("columnCard") == before["columnCard"] * 1.5
    assert theme.values.value("spaceM") == before["spaceM"]
    assert theme.values.value("sizeTarget") == before["sizeTarget"] >= 72
    assert theme.values.value("bg") == QColor("#0F1B1A")


def test_stillness_takes_all_movement_away(qapp: QGuiApplication) -> None:
    still = Theme(motion=False)
    moving = Theme()
    assert moving.values.value("motionPage") > 0
    assert still.values.value("motionPage") == still.values.value("motionBreath") == 0


def test_an_unknown_theme_is_told(theme: Theme) -> None:
    with pytest.raises(ThemeError, match="light, dark, contrast or system"):
        theme.apply("sepia", 1.0)


def test_the_font_holds_chinese_first(theme: Theme) -> None:
    assert theme.font().families()[0] in {"Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC"}
