"""Adding a device: the steps, what is asked, and the one thing to do after each failure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from fake_devices import MONITOR
from fake_ports import FakeHousehold
from waiting import until

from assistant.conversation import Language
from ui.view_models.add_device import AddDeviceViewModel
from ui.view_models.ports import ConsentAnswer, DeviceFailed, DeviceView
from ui.view_models.tasks import Tasks


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks(lambda: None)
    yield tasks
    await tasks.close()


@pytest.fixture
def left() -> list[str]:
    return []


@pytest.fixture
def typed() -> list[str]:
    return []


@pytest.fixture
async def adding(
    household: FakeHousehold, tasks: Tasks, left: list[str], typed: list[str]
) -> AddDeviceViewModel:
    model = AddDeviceViewModel(
        household.devices,
        household.voice,
        tasks,
        Language.EN,
        on_left=left.append,
        on_entry=typed.append,
        collect_s=0,
    )
    model.start()
    return model


async def at(adding: AddDeviceViewModel, step: str) -> None:
    await until(adding.changed, lambda: adding.step == step)


async def test_from_the_kind_to_the_first_reading_without_another_tap(adding, household, tasks) -> None:
    assert [kind.kind for kind in adding.kinds.rows][:2] == ["blood_pressure", "glucose"]
    assert len(adding.kinds.rows) == 8
    household.devices.needs_passkey = True
    adding.choose("blood_pressure")
    assert (adding.step, adding.searching, adding.number) == ("prepare", True, 2)
    assert adding.guide == ["Put the batteries in.", "Hold the Bluetooth button."]
    await at(adding, "passkey")
    assert "six digits of HEM-7361T" in adding.sentence
    assert adding.givePasskey("048213")
    await at(adding, "done")
    assert household.devices.searches == ["blood_pressure"]
    assert household.devices.added == [(MONITOR, False)]
    assert household.devices.passkey == 48213
    assert (adding.added["value"], adding.added["unit"]) == ("128/79", "mmHg")


async def test_every_step_is_spoken(adding, household, tasks) -> None:
    household.devices.needs_passkey = True
    adding.choose("blood_pressure")
    await at(adding, "passkey")
    adding.givePasskey("000001")
    await at(adding, "done")
    await tasks.idle()
    said = household.voice.said
    assert said[-1] == "添加好了。 血压 128/79 mmHg"
    assert any("Hold the Bluetooth button." in one for one in said) or household.voice.stops


@pytest.mark.parametrize("digits", ["12345", "1234567", "１２３４５６", "12345a", ""])
async def test_only_six_digits_are_a_passkey(adding, household, digits: str) -> None:
    household.devices.needs_passkey = True
    adding.choose("blood_pressure")
    await at(adding, "passkey")
    assert not adding.givePasskey(digits)
    assert adding.step == "passkey"


async def test_of_several_devices_the_person_chooses(adding, household, tasks) -> None:
    household.devices.nearby = (
        DeviceView("A1", "Mine", "-50 dBm"),
        DeviceView("A2", "The neighbour's", "-80 dBm"),
    )
    adding.choose("blood_pressure")
    await at(adding, "choose")
    assert household.devices.added == []
    adding.add("A1")
    await at(adding, "done")
    assert household.devices.added == [("A1", False)]


async def test_what_is_here_already_is_not_added_by_itself(adding, household) -> None:
    household.devices.nearby = (DeviceView("A1", "Mine", "Added", known=True),)
    adding.choose("blood_pressure")
    await at(adding, "choose")
    assert household.devices.added == []


async def test_a_device_of_its_maker_only_is_typed_in(adding, household, left, typed) -> None:
    household.devices.nearby = (DeviceView("A1", "Vendor", "", supported=False),)
    adding.choose("spo2")
    await at(adding, "choose")
    adding.add("A1")
    assert household.devices.added == []
    assert typed == ["spo2"]
    assert left == [""]


async def test_nothing_found_says_what_to_do_and_looks_again(adding, household) -> None:
    household.devices.nearby = ()
    household.devices.search_failure = DeviceFailed("Nothing was found.", "search", "Look again")
    adding.choose("weight")
    await at(adding, "failed")
    assert (adding.sentence, adding.nextText, adding.nextStep) == (
        "Nothing was found.",
        "Look again",
        "search",
    )
    household.devices.search_failure = None
    household.devices.nearby = (DeviceView("A1", "Scale", ""),)
    adding.next()
    await at(adding, "done")
    assert household.devices.searches == ["weight", "weight"]


@pytest.mark.parametrize(
    ("step", "added"),
    [("connect", [(MONITOR, False), (MONITOR, False)]), ("pair_again", [(MONITOR, False), (MONITOR, True)])],
)
async def test_a_failure_has_one_next_thing(adding, household, tasks, step, added) -> None:
    household.devices.failure = DeviceFailed("It did not work.", step, "Again")
    adding.choose("blood_pressure")
    await at(adding, "failed")
    await tasks.idle()
    assert household.voice.said[-1] == "It did not work. Again"
    adding.next()
    await at(adding, "done")
    assert household.devices.added == added
    assert adding.nextStep == ""


async def test_an_unsupported_device_leads_to_typing(adding, household, typed) -> None:
    household.devices.failure = DeviceFailed("Maker's app only.", "enter", "Type it in")
    adding.choose("glucose")
    await at(adding, "failed")
    adding.next()
    assert typed == ["glucose"]


async def test_a_device_with_users_asks_until_it_agrees(adding, household) -> None:
    household.devices.needs_consent = 2
    adding.choose("body_composition")
    await at(adding, "consent")
    assert not adding.refused
    assert not adding.giveConsent("1", "12345")
    assert not adding.giveConsent("255", "1234")
    assert not adding.giveConsent("", "")
    assert adding.giveConsent("2", "0123")
    await until(adding.changed, lambda: adding.refused)
    assert adding.newUser()
    await at(adding, "done")
    assert household.devices.consents == [ConsentAnswer(2, 123), ConsentAnswer()]
    assert not adding.newUser()


async def test_giving_up_cancels_the_question_and_goes_back(adding, household, tasks, left) -> None:
    household.devices.needs_passkey = True
    adding.choose("blood_pressure")
    await at(adding, "passkey")
    adding.back()
    await tasks.idle()
    assert (adding.step, household.devices.passkey) == ("kind", None)
    adding.back()
    assert left == [""]


async def test_a_search_ends_when_the_person_leaves(adding, household, left) -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def search(_kind: str, _on_found: object) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    household.devices.find = search
    adding.choose("temperature")
    await asyncio.wait_for(started.wait(), 5)
    adding.leave()
    await asyncio.wait_for(ended.wait(), 5)
    assert not adding.searching
    assert left == [""]


async def test_a_lost_bond_is_made_anew_from_the_device_page(adding, household, left) -> None:
    adding.pairAgain("A9", "Old monitor")
    await at(adding, "done")
    assert household.devices.added == [("A9", True)]
    adding.leave()
    assert left == ["A9"]


async def test_another_language_says_the_same_step(adding, household) -> None:
    assert adding.sentence == "Which device do you want to add?"
    adding.set_language(Language.ZH)
    assert adding.sentence == "您要添加哪一种设备？"
    assert adding.kinds.rows[0].title == "血压计"
