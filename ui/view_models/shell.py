"""The window around the screens: which one is shown, how everything looks, passing notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.language import Language

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
    "models": "settings",
    "cloud": "settings",
    "what_left": "settings",
    "help": "settings",
    "welcome": "home",
}
#: ``system`` follows the desktop's own preference.
THEMES: Final = ("system", "light", "dark", "contrast")
#: Steps of the text size a person can choose.
TEXT_SCALES: Final = (1.0, 1.15, 1.3, 1.5, 2.0)


#: Seconds of rest on something before it is pressed, and seconds a single switch waits on each thing; 0 is off.
#: From the ISO/TS 9241-411 range of comfortable dwell times to what an unsteady hand needs (our rule).
DWELL_SECONDS: Final = (0.0, 0.8, 1.2, 2.0)
SCAN_SECONDS: Final = (0.0, 1.0, 2.0, 3.0)


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the window looks and is used.

    ``less_motion`` takes movement away even where the desktop allows it; ``captions`` shows what is being said;
    ``dwell_seconds`` presses what the pointer rests on; ``scan_seconds`` moves on by itself, for a single switch.
    """

    language: Language = Language.ZH
    theme: str = "system"
    text_scale: float = 1.0
    less_motion: bool = False
    captions: bool = True
    dwell_seconds: float = 0.0
    scan_seconds: float = 0.0


def appearance_of(language: Language, chosen: Mapping[str, Any]) -> Appearance:
    """Return the appearance with what was chosen, by the field's name; what nobody can choose stays as it is."""
    known: dict[str, Sequence[object]] = {
        "theme": THEMES,
        "text_scale": TEXT_SCALES,
        "dwell_seconds": DWELL_SECONDS,
        "scan_seconds": SCAN_SECONDS,
    }
    usable = {name: value for name, value in chosen.items() if name not in known or value in known[name]}
    return Appearance(language, **usable)


class ShellViewModel(QObject):
    """Navigation and appearance. ``on_appearance`` is called after each change, with the new appearance."""

    screen_changed = Signal()
    appearance_changed = Signal()
    notice = Signal(str)
    help_wanted = Signal()
    caption_changed = Signal()

    def __init__(
        self,
        appearance: Appearance,
        on_appearance: Callable[[Appearance], None],
        *,
        camera: Callable[[], bool],
    ) -> None:
        """``camera`` tells whether this machine has one; it is asked when somebody wants to know."""
        super().__init__()
        self._appearance, self._on_appearance, self._camera = appearance, on_appearance, camera
        self._screen = SCREENS[0]
        self._caption = ""

    @property
    def present(self) -> str:
        """The screen shown, for Python."""
        return self._screen

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
        return self._camera()

    @Property(bool, notify=appearance_changed)
    def lessMotion(self) -> bool:  # noqa: N802
        """Whether movement is taken away."""
        return self._appearance.less_motion

    @Property(bool, notify=appearance_changed)
    def captions(self) -> bool:
        """Whether what is being said is shown."""
        return self._appearance.captions

    @Property(float, notify=appearance_changed)
    def dwellSeconds(self) -> float:  # noqa: N802
        """One of :data:`DWELL_SECONDS`."""
        return self._appearance.dwell_seconds

    @Property(float, notify=appearance_changed)
    def scanSeconds(self) -> float:  # noqa: N802
        """One of :data:`SCAN_SECONDS`."""
        return self._appearance.scan_seconds

    @Property(list, constant=True)
    def dwellChoices(self) -> list[float]:  # noqa: N802
        """The times to choose from."""
        return list(DWELL_SECONDS)

    @Property(list, constant=True)
    def scanChoices(self) -> list[float]:  # noqa: N802
        """The times to choose from."""
        return list(SCAN_SECONDS)

    @Property(str, notify=caption_changed)
    def caption(self) -> str:
        """What is being said, to be read along; empty when nothing is or nobody wants to read it."""
        return self._caption if self._appearance.captions else ""

    def show_caption(self, words: str) -> None:
        """Show what is being said; empty: nothing is any more."""
        if words != self._caption:
            self._caption = words
            self.caption_changed.emit()

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

    @Slot(bool)
    def setLessMotion(self, less: bool) -> None:  # noqa: N802
        """Take movement away, or leave it to the desktop."""
        self._change(replace(self._appearance, less_motion=less))

    @Slot(bool)
    def setCaptions(self, shown: bool) -> None:  # noqa: N802
        """Show what is being said, or not."""
        self._change(replace(self._appearance, captions=shown))
        self.caption_changed.emit()

    @Slot(float)
    def setDwellSeconds(self, seconds: float) -> None:  # noqa: N802
        """Press what the pointer rests on for ``seconds``; 0 never."""
        if seconds not in DWELL_SECONDS:
            raise ValueError(f"A rest of {seconds} s cannot be chosen; choose one of {DWELL_SECONDS}.")
        self._change(replace(self._appearance, dwell_seconds=seconds))

    @Slot(float)
    def setScanSeconds(self, seconds: float) -> None:  # noqa: N802
        """Move on by itself every ``seconds``, for a single switch; 0 never."""
        if seconds not in SCAN_SECONDS:
            raise ValueError(f"A pace of {seconds} s cannot be chosen; choose one of {SCAN_SECONDS}.")
        self._change(replace(self._appearance, scan_seconds=seconds))

    def _change(self, appearance: Appearance) -> None:
        if appearance != self._appearance:
            self._appearance = appearance
            self._on_appearance(appearance)
            self.appearance_changed.emit()
