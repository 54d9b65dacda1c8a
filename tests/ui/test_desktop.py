"""The window as a whole: opening, driving, pictures, closing; and what happens where Qt cannot load."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from conftest import OpenWindow
from fake_ports import FakeHousehold
from PySide6.QtGui import QGuiApplication, QImage

from assistant.conversation import Language
from ui.desktop import Desktop
from ui.view_models.ports import PortFailed, WindowPorts
from ui.view_models.shell import SCREENS, Appearance
from ui.window_error import WindowError
from ui.window_loop import choose_platform, run


async def test_every_screen_gives_a_picture_of_its_own(open_window: OpenWindow, tmp_path: Path) -> None:
    desktop = await open_window()
    pictures = []
    for screen in SCREENS:
        desktop.show(screen)
        await desktop.settle()
        desktop.grab(tmp_path / "new" / f"{screen}.png")
        pictures.append(QImage(str(tmp_path / "new" / f"{screen}.png")))
    assert all((picture.width(), picture.height()) == (1280, 800) for picture in pictures)
    assert len({picture.cacheKey() for picture in pictures}) == len(SCREENS)
    assert all(one != other for number, one in enumerate(pictures) for other in pictures[:number])
    assert desktop.warnings == []


async def test_a_picture_that_cannot_be_written_says_so(open_window: OpenWindow, tmp_path: Path) -> None:
    desktop = await open_window()
    with pytest.raises(WindowError, match="cannot be written"):
        desktop.grab(tmp_path / "picture.unknown")


async def test_there_is_no_window_before_it_is_opened(household: FakeHousehold) -> None:
    desktop = Desktop(household.ports(), offscreen=True)
    with pytest.raises(WindowError, match="not open"):
        _ = desktop.window
    await desktop.close()


async def test_closing_lets_go_of_the_house(open_window: OpenWindow, household: FakeHousehold) -> None:
    desktop = await open_window()
    assert household.home.callbacks
    waiting = asyncio.ensure_future(desktop.closed())
    desktop.window.close()
    await asyncio.wait_for(waiting, 5)
    await desktop.close()
    assert household.home.callbacks == household.trends.callbacks == household.devices.callbacks == []
    household.home.announce()


async def test_closing_stops_what_is_being_said(open_window: OpenWindow, household: FakeHousehold) -> None:
    household.conversation.script = [asyncio.get_running_loop().create_future()]
    desktop = await open_window(screen="conversation")
    desktop.conversation.tap()
    await asyncio.wait_for(household.conversation.playing.wait(), 5)
    stops = household.conversation.stops
    await desktop.close()
    assert household.conversation.stops > stops


async def test_a_new_reading_appears_by_itself(open_window: OpenWindow, household: FakeHousehold) -> None:
    desktop = await open_window()
    household.home.tiles[Language.ZH] = household.home.tiles[Language.ZH][:1]
    household.home.announce()
    await desktop.settle()
    assert len(desktop.home.tiles.rows) == 1


async def test_appearance_changes_are_handed_on(household: FakeHousehold) -> None:
    chosen: list[Appearance] = []
    desktop = Desktop(
        household.ports(), appearance=Appearance(theme="light"), offscreen=True, on_appearance=chosen.append
    )
    desktop.start()
    desktop.set_language(Language.EN)
    desktop.set_theme("dark")
    desktop.set_text_scale(1.3)
    await desktop.settle()
    assert chosen[-1] == Appearance(Language.EN, "dark", 1.3)
    assert desktop.home.name == "Mrs Wang"
    assert desktop.warnings == []
    await desktop.close()


def test_a_script_drives_the_window_and_the_house_is_closed_after_it(
    qapp: QGuiApplication, household: FakeHousehold, tmp_path: Path
) -> None:
    steps: list[str] = []

    @asynccontextmanager
    async def open_ports() -> AsyncIterator[WindowPorts]:
        steps.append("opened")
        yield household.ports()
        assert household.home.callbacks == []
        steps.append("closed")

    async def main(desktop: Desktop) -> None:
        desktop.show("trends")
        await desktop.settle()
        desktop.grab(tmp_path / "trends.png")
        steps.append(desktop.shell.screen)

    run(open_ports, main, appearance=Appearance(Language.EN, "contrast"), offscreen=True)
    assert steps == ["opened", "trends", "closed"]
    assert (tmp_path / "trends.png").stat().st_size > 5_000


def test_the_window_runs_until_it_is_closed(qapp: QGuiApplication, household: FakeHousehold) -> None:
    def close_it() -> None:
        windows = [window for window in QGuiApplication.topLevelWindows() if window.isVisible()]
        assert len(windows) == 1
        windows[0].close()

    @asynccontextmanager
    async def open_ports() -> AsyncIterator[WindowPorts]:
        asyncio.get_running_loop().call_later(0.3, close_it)
        yield household.ports()

    run(open_ports, offscreen=True)
    assert household.home.callbacks == []


def test_a_house_that_does_not_open_comes_through(qapp: QGuiApplication) -> None:
    @asynccontextmanager
    async def open_ports() -> AsyncIterator[WindowPorts]:
        raise PortFailed("The records cannot be opened.")
        yield

    with pytest.raises(PortFailed, match="records"):
        run(open_ports, offscreen=True)


def test_missing_system_libraries_are_named() -> None:
    script = (
        "import sys; sys.modules['PySide6.QtGui'] = None\n"
        "from ui.window_error import WindowError\n"
        "try:\n    import ui.window\nexcept WindowError as error:\n    print(error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert "sudo apt-get install libgl1 libegl1" in result.stdout
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("asked", "display", "expected"), [(True, ":0", True), (False, ":0", False), (False, "", True)]
)
def test_qt_draws_into_memory_when_asked_or_without_a_screen(
    monkeypatch: pytest.MonkeyPatch, asked: bool, display: str, expected: bool
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("WAYLAND_DISPLAY", "")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setattr(sys, "platform", "linux")
    assert choose_platform(offscreen=asked) is expected
    assert os.environ["QT_QPA_PLATFORM"] == ("offscreen" if expected else "xcb")
