"""Qt without a screen, asyncio on Qt's event loop, a household in memory."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

os.environ.update(
    {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "QT_API": "pyside6", "LC_ALL": "C.UTF-8"}
)
sys.path.insert(0, str(Path(__file__).parent))

import pytest
import qasync
from fake_ports import FakeHousehold
from PySide6.QtGui import QGuiApplication

from assistant.conversation import Language
from ui.desktop import Desktop
from ui.view_models.shell import Appearance

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=CHINA)

OpenWindow = Callable[..., Awaitable[Desktop]]


class QtPolicy(asyncio.DefaultEventLoopPolicy):
    """Every event loop is Qt's."""

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return qasync.QEventLoop(QGuiApplication.instance())


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture(scope="session")
def event_loop_policy(qapp: QGuiApplication) -> Iterator[asyncio.AbstractEventLoopPolicy]:
    qapp.setQuitOnLastWindowClosed(False)
    return QtPolicy()


@pytest.fixture(autouse=True)
def garbage_of_this_thread() -> Iterator[None]:
    """As :func:`ui.garbage.collected_on_this_thread`: no worker may destroy what a test left of Qt."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def household() -> FakeHousehold:
    return FakeHousehold()


@pytest.fixture
async def open_window(household: FakeHousehold) -> AsyncIterator[OpenWindow]:
    """``await open_window(language=…, theme=…, text_scale=…, screen=…)`` gives a settled window."""
    opened: list[Desktop] = []

    async def open_one(
        *,
        language: Language = Language.ZH,
        theme: str = "light",
        text_scale: float = 1.0,
        screen: str = "home",
    ) -> Desktop:
        desktop = Desktop(
            household.ports(),
            appearance=Appearance(language, theme, text_scale),
            offscreen=True,
            now=lambda: NOW,
        )
        opened.append(desktop)
        desktop.start()
        desktop.show(screen)
        await desktop.settle()
        return desktop

    yield open_one
    for desktop in opened:
        await desktop.close()
