"""A visit and the staff panel in their windows, over a real station and real records in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtQuick import QQuickItem
from waiting import until

from app.folders import Folders
from app.kiosk.serving import Serving
from app.kiosk.station import Station
from app.kiosk.waiting_room import HandedState
from app.settings import Settings
from assistant.conversation import Language
from assistant.models.store import ModelStore
from device_io.reading import Quantity, ReadingKind
from ui.kiosk.lockdown import Lockdown
from ui.kiosk.pictures import at
from ui.kiosk.staff_process import StaffPlace, panel
from ui.kiosk.visit_process import VisitHouse, VisitPlace, visit
from ui.system_voice import SystemVoices

PIN = "274905"


@pytest.fixture
async def visiting(
    station: Station, station_folders: Folders, tmp_path: Path
) -> AsyncIterator[tuple[VisitHouse, Serving]]:
    folder = tmp_path / "visit"
    folder.mkdir()
    place = VisitPlace(folder, station_folders, Settings(language="en"))
    serving = Serving(station)
    async with at(serving, "visit") as client, AsyncExitStack() as stack:
        inside = await visit(place, client, stack, offscreen=True)
        inside.window.show()
        await inside.settle()
        yield inside, serving


@pytest.fixture
def no_installed_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ModelStore, "recommend", lambda *_: None)
    monkeypatch.setattr("ui.kiosk.visit_process.SystemVoices", lambda: SystemVoices("mock"))


async def agree(inside: VisitHouse) -> None:
    inside.visit.start("en")
    inside.visit.agree()
    await until(inside.visit.changed, lambda: inside.visit.page == "choose")


def oxygen(inside: VisitHouse, percent: int) -> None:
    house = inside.house
    values = {"spo2": Quantity(Decimal(percent), "%"), "pulse": Quantity(Decimal(76), "/min")}
    house.records.add_manual(ReadingKind.SPO2, values, house.now(), house.person)


def words(root: QQuickItem) -> set[str]:
    found, waiting = set(), [root]
    while waiting:
        item = waiting.pop()
        if item.isVisible():
            found.add(str(item.property("text") or ""))
            waiting += item.childItems()
    return found


async def test_what_was_measured_reaches_the_staff_and_goes_home_sealed(visiting, station: Station):
    inside, _ = visiting
    await agree(inside)
    oxygen(inside, 97)
    inside.visit.choose("take_away")
    inside.visit.seal()
    await until(inside.visit.changed, lambda: bool(inside.visit.code))
    inside.visit.handOver()
    await until(inside.visit.changed, lambda: bool(inside.visit.handed))
    (waiting,) = station.waiting_room.queue()
    assert waiting.state is HandedState.UNVERIFIED
    assert waiting.content.readings[0].values["spo2"].value == 97
    await inside.settle()
    shown = words(inside.window.window.root.contentItem())
    assert {inside.visit.code, "97"} <= shown
    assert inside.window.window.warnings == []


async def test_a_dangerous_reading_is_told_to_the_staff_at_once(visiting, station: Station):
    inside, _ = visiting
    await agree(inside)
    oxygen(inside, 80)
    oxygen(inside, 80)
    await until(inside.alerts.changed, lambda: bool(inside.alerts.open))
    await inside.settle()
    assert station.waiting_room.unseen_flags()


async def test_the_language_is_the_visitors(visiting):
    inside, _ = visiting
    inside.visit.start("zh")
    await inside.settle()
    assert "开始前请您知道" in words(inside.window.window.root.contentItem())


async def test_a_finished_visit_ends_its_process(visiting, station: Station):
    inside, _ = visiting
    await agree(inside)
    inside.visit.finish()
    await until(inside.visit.changed, lambda: inside.visit.page == "ended")
    await inside.settle()
    assert station.waiting_room.counts().broken == 0


async def test_a_member_signs_in_and_accepts(
    visiting, station: Station, station_folders: Folders, tmp_path: Path
):
    inside, serving = visiting
    await agree(inside)
    oxygen(inside, 97)
    inside.visit.handOver()
    await until(inside.visit.changed, lambda: bool(inside.visit.handed))
    async with at(serving, "staff") as client, AsyncExitStack() as stack:
        house = VisitPlace(tmp_path, station_folders, Settings(language="en")).services()
        stack.callback(house.close)
        place = StaffPlace(house, tmp_path / "exports", Language.EN)
        shown = await panel(client, stack, place, offscreen=True, closes=True)
        shown.window.show()
        shown.staff.setUp("Wang", PIN)
        await until(shown.staff.changed, lambda: bool(shown.staff.queue.rows))
        await shown.settle()
        assert "unverified" in words(shown.window.window.root.contentItem())
        shown.staff.decide(shown.staff.queue.rows[0].key, accept=True)
        await until(shown.staff.changed, lambda: bool(shown.staff.accepted.rows))
        shown.staff.export()
        await until(shown.staff.changed, lambda: not shown.staff.working)
        assert len(list((tmp_path / "exports").glob("*.json"))) == 1
        assert shown.window.window.warnings == []


@pytest.mark.parametrize(
    ("key", "modifiers", "kept"),
    [
        (Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier, True),
        (Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier, True),
        (Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier, True),
        (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, False),
        (Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier, False),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_no_key_leads_out(qapp, key, modifiers, kept):
    lockdown = Lockdown(lambda: None)
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers)
    assert lockdown.eventFilter(qapp, event) is kept


def test_the_window_is_closed_by_the_program_alone(qapp):
    lockdown = Lockdown(lambda: None)
    event = QCloseEvent()
    assert lockdown.eventFilter(qapp, event)
    assert not event.isAccepted()
    lockdown.leaving = True
    assert not lockdown.eventFilter(qapp, QCloseEvent())


async def test_without_an_installed_voice_a_visit_speaks_through_the_system(no_installed_voice, visiting):
    inside, _ = visiting
    voice = await asyncio.to_thread(inside.house.speech.voice, Language.EN)
    assert voice.name == "system (mock)"
