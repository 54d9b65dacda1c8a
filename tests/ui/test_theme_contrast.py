"""The colours of every theme keep the contrast the design asks for."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

THEMES = ("light", "dark", "contrast")
#: Ink, ground, and the ratio each theme was designed with, rounded to a tenth.
PAIRS = (
    ("text", "bg", 12.7, 16.0, 21),
    ("muted", "bg", 7.0, 9.7, 21),
    ("on_primary", "primary", 7.0, 9.3, 16),
    ("primary", "primary_soft", 5.8, 6.4, 10.6),
    ("ok", "ok_soft", 6.8, 7.8, 11.9),
    ("warn", "warn_soft", 6.9, 8.6, 9.1),
    ("danger", "danger_soft", 7.4, 7.4, 7.7),
    ("info", "info_soft", 7.2, 7.4, 10.2),
    ("outline", "surface", 3.6, 4.6, 21),
    ("focus", "bg", 6.0, 12.5, 13.7),
)
#: Text that is drawn on other grounds than its own.
ALSO_READ = (
    ("text", "surface"),
    ("text", "surface2"),
    ("text", "primary_soft"),
    ("muted", "surface"),
    ("muted", "surface2"),
    ("primary", "surface"),
    ("danger", "surface"),
    ("warn", "surface"),
    ("info", "surface"),
)


def colours(theme: str) -> dict[str, str]:
    return tomllib.loads((files("resources") / "theme" / f"{theme}.toml").read_text(encoding="utf-8"))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_the_known_extreme() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize(("ink", "ground", "light", "dark", "high"), PAIRS)
def test_designed_pairs(ink: str, ground: str, light: float, dark: float, high: float) -> None:
    for theme, ratio in zip(THEMES, (light, dark, high), strict=True):
        palette = colours(theme)
        assert contrast(palette[ink], palette[ground]) >= ratio - 0.05, theme


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), ALSO_READ)
def test_other_grounds_of_text(theme: str, ink: str, ground: str) -> None:
    palette = colours(theme)
    assert contrast(palette[ink], palette[ground]) >= 5.8


def test_all_themes_have_the_same_tokens() -> None:
    assert colours("light").keys() == colours("dark").keys() == colours("contrast").keys()


#: What is written in, and on what.
INKS = ("text", "muted", "primary", "ok", "warn", "danger", "info")
GROUNDS = ("bg", "surface", "surface2")
#: WCAG 2.2, 1.4.3 and 1.4.11: text, and what is no text.
TEXT, SHAPE = 4.5, 3.0


@pytest.mark.parametrize("theme", THEMES)
def test_every_ink_can_be_read_on_every_ground(theme: str) -> None:
    palette = colours(theme)
    pairs = [(ink, ground) for ink in INKS for ground in GROUNDS]
    pairs += [
        ("on_primary", "primary"),
        *((ink, f"{ink}_soft") for ink in INKS[2:]),
        ("text", "primary_soft"),
    ]
    low = {(ink, ground): contrast(palette[ink], palette[ground]) for ink, ground in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < TEXT} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_outlines_and_the_focus_ring_are_seen_on_every_ground(theme: str) -> None:
    palette = colours(theme)
    for ink in ("outline", "focus"):
        for ground in GROUNDS:
            if (ink, ground) != ("outline", "surface2"):  # outlines are drawn on paper and sheets alone
                assert contrast(palette[ink], palette[ground]) >= SHAPE, (ink, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_the_focus_ring_has_a_second_tone_where_its_own_would_vanish(theme: str) -> None:
    palette = colours(theme)
    on_button = contrast(palette["focus"], palette["primary"])
    assert on_button >= SHAPE or contrast(palette["surface"], palette["primary"]) >= SHAPE


def test_every_colour_has_been_looked_at() -> None:
    seen = {*INKS, *GROUNDS, "on_primary", *(f"{ink}_soft" for ink in INKS[2:]), "outline", "focus"}
    decoration = {"line", "grid", "scrim", "selected_border"}
    assert set(colours("light")) == seen | decoration
