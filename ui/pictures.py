"""Pictures of every screen, in one look or in all of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from assistant.conversation import Language
from ui.desktop import Desktop
from ui.view_models.shell import PAGES, SCREENS, Appearance

#: What adding a device begins with; it opens from the devices.
ADDING: Final = "add-device"
#: A busy machine is waited for: a picture of a screen that is still being filled says nothing.
_PATIENCE_S: Final = 20.0
#: The article that is pictured; it is there in both languages.
_ARTICLE: Final = "home-blood-pressure"


#: Languages, themes and text sizes in which everything must hold: every theme, and the normal, a larger, the largest
#: size of the design and double (WCAG 2.2, 1.4.4).
LOOKS: Final = tuple(
    Appearance(language, theme, scale)
    for language, theme, scale in itertools.product(
        Language, ("light", "dark", "contrast"), (1.0, 1.3, 1.5, 2.0)
    )
)


def look_name(look: Appearance) -> str:
    """Return ``zh-dark-150`` for Chinese, dark, at one and a half."""
    return f"{look.language.value}-{look.theme}-{look.text_scale * 100:.0f}"


async def every_look(desktop: Desktop, folder: Path, looks: Sequence[Appearance] = LOOKS) -> list[Path]:
    """Write every screen in every look into ``folder``, each look into a folder of its own."""
    written: list[Path] = []
    for look in looks:
        desktop.set_language(look.language)
        desktop.set_theme(look.theme)
        desktop.set_text_scale(look.text_scale)
        written += await every_screen(desktop, folder / look_name(look))
    return written


async def every_screen(
    desktop: Desktop, folder: Path, screens: Sequence[str] = (*SCREENS, *PAGES, ADDING)
) -> list[Path]:
    """Write a picture of every screen and page, and of what opens from them, into ``folder``."""
    written: list[Path] = []

    async def picture(name: str) -> None:
        await desktop.settle(_PATIENCE_S)
        written.append(folder / f"{name}.png")
        desktop.grab(written[-1])

    for screen in (screen for screen in screens if screen != ADDING):
        if screen == "article":
            desktop.article.openArticle(f"{desktop.shell.language}/{_ARTICLE}", "library")
        desktop.show(screen)
        await picture(screen)
    if ADDING in screens:
        desktop.show("devices")
        desktop.devices.add()
        await picture(ADDING)
        desktop.adding.leave()
    return written
