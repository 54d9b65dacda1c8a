"""Design tokens: the TOML files of ``resources/theme`` as one map that QML knows as ``Theme``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication
from PySide6.QtQml import QQmlPropertyMap

from ui.view_models.names import camel_case

THEMES: Final = ("light", "dark", "contrast")
#: Groups of ``measures.toml`` that grow with the text.
_SCALED: Final = frozenset({"type", "column", "icon"})
_COLOUR: Final = re.compile(r"#[0-9A-F]{6}")


class ThemeError(Exception):
    """A theme file is damaged; the message says which."""


class Theme:
    """The tokens of the present theme at the present text scale.

    Colours are ``Theme.primarySoft`` and so on; measures carry their group: ``Theme.typeBody``,
    ``Theme.spaceM``, ``Theme.motionPress``.
    """

    def __init__(self, *, motion: bool = True) -> None:
        """``motion`` off: all durations of movement are zero."""
        self.values = QQmlPropertyMap.create()
        self._motion = motion
        self._measures = _load("measures")
        self._told: dict[str, str | float] = {}
        self.apply("light", 1.0)

    def apply(self, name: str, text_scale: float, *, less_motion: bool = False) -> None:
        """Show theme ``name`` (one of :data:`THEMES`, or ``system``: what the desktop prefers).

        ``less_motion`` takes movement away.
        """
        self._moving = self._motion and not less_motion
        resolved = system_theme() if name == "system" else name
        if resolved not in THEMES:
            raise ThemeError(f"There is no theme called {name!r}; choose light, dark, contrast or system.")
        for token, value in _load(resolved).items():
            self._tell(camel_case(token), _known(resolved, token, value))
        for group, measures in self._measures.items():
            if group == "families":
                continue
            for token, value in measures.items():
                self._tell(camel_case(f"{group}_{token}"), self._measure(group, value, text_scale))
        self._tell("name", resolved)
        self._tell("textScale", text_scale)

    def font(self) -> QFont:
        """The application font: the first of the families that is installed, the rest behind it."""
        installed = set(QFontDatabase.families())
        families = self._measures["families"]
        font = QFont()
        font.setFamilies(sorted(families, key=lambda family: family not in installed))
        font.setPixelSize(self._measures["type"]["body"])
        return font

    def _tell(self, token: str, value: str | float) -> None:
        """Hand on what is different now: every token costs the window a look at what it draws with it."""
        if self._told.get(token) != value:
            self._told[token] = value
            colour = isinstance(value, str) and value.startswith("#")
            self.values.insert(token, QColor(value) if colour else value)

    def _measure(self, group: str, value: float, text_scale: float) -> float:
        if group in _SCALED:
            return round(value * text_scale)
        if group == "motion" and not self._moving:
            return 0
        return value


def system_theme() -> str:
    """What the desktop prefers: high contrast, dark or light."""
    # With it come some hundred enumerations: whoever chose a theme need not wait for them.
    from PySide6.QtCore import Qt

    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


@cache
def _load(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((files("resources") / "theme" / f"{name}.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThemeError(
            f"The theme file {name}.toml cannot be read ({error}); install Listenwell again."
        ) from None


def _known(theme: str, token: str, value: object) -> str | float:
    if isinstance(value, (int, float)) or (isinstance(value, str) and _COLOUR.fullmatch(value)):
        return value
    raise ThemeError(f"{theme}.toml: {token} is neither a number nor a colour like #0B6460.")
