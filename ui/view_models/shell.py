"""The window around the screens: which one is shown, how everything looks, passing notices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language

#: Screens in the order of the navigation bar.
SCREENS: Final = ("home", "conversation", "trends", "report", "library", "devices", "settings")
#: Screens that are reached from another one, which the navigation bar goes on showing as the present one.
PAGES: Final = {
    "article": "library",
    "library_review": "library",
    "coach": "home",
    "people": "settings",
    "reminders": "home",
    "data": "settings",
    "profile": "trends",
    "visit_sheet": "trends",
}
#: ``system`` follows the desktop's own preference.
THEMES: Final = ("system", "light", "dark", "contrast")
#: Steps of the text size a person can choose.
TEXT_SCALES: Final = (1.0, 1.15, 1.3, 1.5)


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the window looks."""

    language: Language
    theme: str
    text_scale: float


class ShellViewModel(QObject):
    """Navigation and appearance. ``on_appearance`` is called after each change, with the new appearance."""

    screen_changed = Signal()
    appearance_changed = Signal()
    notice = Signal(str)
    help_wanted = Signal()

    def __init__(
        self, appearance: Appearance, on_appearance: Callable[[Appearance], None], *, camera: bool
    ) -> None:
        """``camera``: whether this machine has one."""
        super().__init__()
        self._appearance, self._on_appearance, self._camera = appearance, on_appearance, camera
        self._screen = SCREENS[0]

    @property
    def appearance(self) -> Appearance:
        """How the window looks now."""
        return self._appearance

    @Property(str, notify=screen_changed)
    def screen(self) -> str:
        """The screen shown."""
        return self._screen

    @Property(str, notify=screen_changed)
    def section(self) -> str:
        """The screen of the navigation bar that the shown one belongs to."""
        return PAGES.get(self._screen, self._screen)

    @Property(list, constant=True)
    def screens(self) -> list[str]:
        """All screens, in the order of the navigation bar."""
        return list(SCREENS)

    @Property(str, notify=appearance_changed)
    def language(self) -> str:
        """``zh`` or ``en``."""
        return self._appearance.language.value

    @Property(str, notify=appearance_changed)
    def theme(self) -> str:
        """One of :data:`THEMES`."""
        return self._appearance.theme

    @Property(float, notify=appearance_changed)
    def textScale(self) -> float:  # noqa: N802
        """One of :data:`TEXT_SCALES`."""
        return self._appearance.text_scale

    @Property(list, constant=True)
    def textScales(self) -> list[float]:  # noqa: N802
        """The sizes to choose from."""
        return list(TEXT_SCALES)

    @Property(bool, constant=True)
    def camera(self) -> bool:
        """Whether photos can be taken here."""
        return self._camera

    @Slot(str)
    def show(self, screen: str) -> None:
        """Show a screen. Raises ``ValueError`` for one that does not exist."""
        if screen not in SCREENS and screen not in PAGES:
            raise ValueError(f"There is no screen called {screen!r}; the screens are {', '.join(SCREENS)}.")
        if screen != self._screen:
            self._screen = screen
            self.screen_changed.emit()

    @Slot(str)
    def setLanguage(self, language: str) -> None:  # noqa: N802
        """Speak ``zh`` or ``en``."""
        self._change(replace(self._appearance, language=Language(language)))

    @Slot(str)
    def setTheme(self, theme: str) -> None:  # noqa: N802
        """Look like ``theme``."""
        if theme not in THEMES:
            raise ValueError(f"There is no theme called {theme!r}; the themes are {', '.join(THEMES)}.")
        self._change(replace(self._appearance, theme=theme))

    @Slot(float)
    def setTextScale(self, scale: float) -> None:  # noqa: N802
        """Grow the text to ``scale``."""
        if scale not in TEXT_SCALES:
            raise ValueError(f"The text cannot be {scale} times its size; choose one of {TEXT_SCALES}.")
        self._change(replace(self._appearance, text_scale=scale))

    def _change(self, appearance: Appearance) -> None:
        if appearance != self._appearance:
            self._appearance = appearance
            self._on_appearance(appearance)
            self.appearance_changed.emit()
