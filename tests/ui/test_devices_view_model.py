"""The household's devices and the page of one: what is shown, forgotten, kept after all, settled and stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from fake_ports import FakeHousehold
from waiting import until

from assistant.conversation import Language
from ui.view_models.devices import DevicesViewModel
from ui.view_models.entry import EntryViewModel
from ui.view_models.ports import PortFailed
from ui.view_models.tasks import Tasks

MONITOR = "AA:BB:CC:00:00:01"


class Pauses:
    """Waits until it is let go, however many seconds were asked for."""

    def __init__(self) -> None:
        self.over = asyncio.Event()

    async def __call__(self, _seconds: float) -> None:
        await self.over.wait()


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks(lambda: None)
    yield tasks
    await tasks.close()


@pytest.fixture
async def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
async def devices(household: FakeHousehold, tasks: Tasks, pauses: Pauses) -> DevicesViewModel:
    model = DevicesViewModel(household.devices, tasks, Language.EN, pauses)
    model.refresh()
    await until(model.changed, lambda: bool(model.devices.rows))
    return model


async def page_of(devices: DevicesViewModel) -> dict:
    devices.open(MONITOR)
    await until(devices.changed, lambda: bool(devices.page))
    return devices.page


async def test_the_list_and_what_bluetooth_needs(devices, household, tasks) -> None:
    assert [one.name for one in devices.devices.rows] == ["Blood pressure monitor", "Pulse oximeter"]
    household.devices.radio = "Bluetooth is off. Turn it on in the system's settings."
    household.devices.known[Language.EN] = ()
    household.devices.announce()
    await until(devices.changed, lambda: devices.empty)
    assert devices.radio.startswith("Bluetooth is off")


async def test_a_device_says_all_about_itself(devices) -> None:
    page = await page_of(devices)
    assert devices.step == "page"
    assert (page["battery"], page["batteryLow"]) == ("18 %, change it soon", True)
    assert page["clockOff"]
    assert page["users"][0]["person"] == "Mrs Wang"
    assert page["conflicts"][0]["other"].startswith("138/79")
    assert page["transfer"]["received"] == 120
    devices.back()
    assert (devices.step, devices.page) == ("list", {})


async def test_a_forgotten_device_can_be_kept_for_a_while(devices, household, pauses, tasks) -> None:
    await page_of(devices)
    devices.forget(MONITOR, "Blood pressure monitor")
    assert (devices.step, devices.undoable) == ("list", "Blood pressure monitor")
    assert [one.name for one in devices.devices.rows] == ["Pulse oximeter"]
    devices.undo()
    await until(devices.changed, lambda: len(devices.devices.rows) == 2)
    pauses.over.set()
    await tasks.idle()
    assert household.devices.forgotten == []
    assert devices.undoable == ""


async def test_after_that_it_is_forgotten(devices, household, pauses, tasks) -> None:
    devices.forget(MONITOR, "Blood pressure monitor")
    devices.forget(MONITOR, "Blood pressure monitor")
    pauses.over.set()
    await tasks.idle()
    assert household.devices.forgotten == [MONITOR]
    assert devices.undoable == ""


async def test_closing_the_window_keeps_what_was_being_forgotten(devices, household, pauses, tasks) -> None:
    devices.forget(MONITOR, "Blood pressure monitor")
    devices.close()
    await tasks.close()
    pauses.over.set()
    assert household.devices.forgotten == []


async def test_what_the_person_decides_reaches_the_house(devices, household, tasks) -> None:
    await page_of(devices)
    devices.settle("7:0", False)  # noqa: FBT003
    devices.fetchNow()
    devices.stopTransfer()
    devices.setOwner("1", "b")
    await tasks.idle()
    assert household.devices.settled == [("7:0", False)]
    assert household.devices.fetches == [MONITOR]
    assert household.devices.stopped == [MONITOR]
    assert household.devices.owners == [(MONITOR, "1", "b")]


async def test_what_does_not_work_is_told(devices, household, tasks) -> None:
    async def refuse(_address: str) -> None:
        raise PortFailed("The disk is full.")

    household.devices.stop_transfer = refuse
    await page_of(devices)
    devices.stopTransfer()
    await until(devices.changed, lambda: devices.failure == "The disk is full.")


async def test_adding_begins_and_ends_here(devices) -> None:
    wanted: list[str] = []
    devices.adding_wanted.connect(lambda: wanted.append("add"))
    devices.pairing_wanted.connect(lambda address, name: wanted.append(f"{address} {name}"))
    devices.add()
    assert devices.step == "add"
    devices.added("")
    assert devices.step == "list"
    devices.added(MONITOR)
    await until(devices.changed, lambda: bool(devices.page))
    devices.pairAgain()
    assert devices.step == "add"
    assert wanted == ["add", f"{MONITOR} Blood pressure monitor"]


async def test_a_device_that_is_gone_closes_its_page(devices, household) -> None:
    await page_of(devices)
    household.devices.known[Language.EN] = ()
    household.devices.announce()
    await until(devices.changed, lambda: devices.step == "list")


async def test_a_reading_is_typed_checked_and_kept(household, tasks) -> None:
    entry, kept = (
        EntryViewModel(household.entry, tasks, Language.EN, household.conversation, household.voice),
        [],
    )
    entry.kept.connect(kept.append)
    entry.begin("")
    assert entry.kind == "blood_pressure"
    entry.setValue("systolic", "128")
    household.entry.failure = "Type the number of the diastolic pressure."
    entry.save()
    await until(entry.changed, lambda: bool(entry.failure))
    assert kept == []
    household.entry.failure = ""
    entry.setValue("diastolic", "79")
    entry.save()
    await tasks.idle()
    assert kept == ["Saved."]
    assert household.entry.saved == [("blood_pressure", {"systolic": "128", "diastolic": "79", "pulse": ""})]
    entry.begin("blood_pressure")
    entry.save()
    await tasks.idle()
    assert household.entry.saved[-1][1]["systolic"] == ""
