"""Qt without a screen for the journeys, and one indexed library for all of them."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterator
from pathlib import Path

os.environ.update({"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "QT_API": "pyside6"})

import pytest
import qasync
from PySide6.QtGui import QGuiApplication

from app.folders import open_folders
from app.keys import ephemeral_key
from app.services import Services
from app.settings import Settings


class QtPolicy(asyncio.DefaultEventLoopPolicy):
    """Every event loop is Qt's."""

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return qasync.QEventLoop(QGuiApplication.instance())


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture(scope="session")
def event_loop_policy(qapp: QGuiApplication) -> asyncio.AbstractEventLoopPolicy:
    qapp.setQuitOnLastWindowClosed(False)
    return QtPolicy()


@pytest.fixture(autouse=True)
def garbage_of_this_thread() -> Iterator[None]:
    """No worker may destroy what a test left of Qt."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with the library indexed."""
    profile = tmp_path_factory.mktemp("indexed")
    house = Services(open_folders(profile), Settings(), key=ephemeral_key(), time_zone="Asia/Shanghai")
    house.library.build()
    house.close()
    return profile / "cache"
