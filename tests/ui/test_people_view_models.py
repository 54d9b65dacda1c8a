"""People, PINs, owners, alerts, reminders and files behind the screens, without Qt Quick."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from fake_people import PIN, FakeOwners, FakePeople
from PySide6.QtCore import QEvent, QObject
from waiting import until

from assistant.conversation import Language
from ui.attention import EVERY_S, Attention
from ui.view_models.owners import OwnersViewModel
from ui.view_models.people import PeopleViewModel
from ui.view_models.pin_gate import PinGateViewModel
from ui.view_models.tasks import Tasks

EN = Language.EN


@pytest.fixture
async def tasks(qapp) -> AsyncIterator[Tasks]:
    failures: list[str] = []
    made = Tasks(lambda: failures.append("unexpected"))
    yield made
    await made.close()
    assert failures == []


@dataclass
class Clock:
    """A pause that ends when the test says so."""

    gates: list[asyncio.Future[None]] = field(default_factory=list)

    async def pause(self, _seconds: float) -> None:
        self.gates.append(asyncio.get_running_loop().create_future())
        await self.gates[-1]

    def tick(self) -> None:
        for gate in self.gates:
            if not gate.done():
                gate.set_result(None)


def type_pin(gate: PinGateViewModel, pin: str) -> None:
    for digit in pin:
        gate.type(digit)
    gate.give()


@pytest.fixture
def port() -> FakePeople:
    return FakePeople(several=True)


@pytest.fixture
async def people(port, tasks) -> AsyncIterator[PeopleViewModel]:
    clock = Clock()
    gate = PinGateViewModel(port, tasks, EN, clock.pause)
    made = PeopleViewModel(port, gate, tasks, EN)
    made.gate, made.clock = gate, clock
    made.refresh()
    await tasks.idle()
    yield made
    clock.tick()
    made.close()


# --- people and PINs ---


async def test_switching_asks_for_the_pin_of_a_private_profile(people, port, tasks) -> None:
    switched = []
    people.switched.connect(lambda: switched.append(people.current.id))
    people.switchTo("li")
    await tasks.idle()
    assert (people.gate.purpose, people.gate.name, people.current.id) == ("switch", "Mr Li", "wang")
    type_pin(people.gate, PIN)
    await tasks.idle()
    assert (people.gate.purpose, people.current.id, people.private) == ("", "li", True)
    assert switched == ["li"]


async def test_a_pin_is_too_short_to_be_given_and_is_never_shown(people, tasks) -> None:
    people.switchTo("li")
    await tasks.idle()
    type_pin(people.gate, "12345")
    assert (people.gate.ready, people.gate.typed) == (False, 5)
    people.gate.erase()
    assert people.gate.typed == 4


async def test_after_too_many_tries_the_gate_counts_down_and_opens_again(people, port, tasks) -> None:
    people.switchTo("li")
    await tasks.idle()
    for _ in range(5):
        type_pin(people.gate, "000000")
        await until(people.gate.changed, lambda: "wrong" in people.gate.sentence and not people.gate._busy)
    assert people.gate.waitSeconds == 30
    people.gate.type("1")
    assert people.gate.typed == 0
    port.wait_s = 7
    people.clock.tick()
    await until(people.gate.changed, lambda: people.gate.waitSeconds == 7)
    assert people.gate.sentence == "wait 7"
    port.wait_s = 0
    people.clock.tick()
    await until(people.gate.changed, lambda: people.gate.waitSeconds == 0)
    type_pin(people.gate, PIN)
    await until(people.changed, lambda: people.current.id == "li")


async def test_a_new_pin_is_typed_twice(people, port, tasks) -> None:
    people.edit("wang")
    await tasks.idle()
    people.makePrivate()
    type_pin(people.gate, "482915")
    assert people.gate.purpose == "again"
    type_pin(people.gate, "482916")
    assert (people.gate.purpose, people.gate.sentence) == ("new", "The two were not the same: start again.")
    for _ in range(2):
        type_pin(people.gate, "111111")
    await tasks.idle()
    assert (people.gate.purpose, people.gate.sentence) == ("new", "too easy")
    for _ in range(2):
        type_pin(people.gate, "482915")
    await tasks.idle()
    assert "wang" in port.private
    assert people.formPrivate is True
    people.makePublic()
    await tasks.idle()
    assert (people.formPrivate, "wang" in port.private) == (False, False)


async def test_a_private_profile_that_closed_by_itself_is_told_and_its_form_put_away(
    people, port, tasks
) -> None:
    told = []
    people.told.connect(told.append)
    people.switchTo("li")
    await tasks.idle()
    type_pin(people.gate, PIN)
    await tasks.idle()
    people.edit("li")
    await tasks.idle()
    assert people.step == "form"
    port.opened = False  # nobody used it for ten minutes
    people.refresh()
    await tasks.idle()
    assert (people.locked, people.step, told) == (True, "list", ["Mr Li"])
    people.unlock()
    await tasks.idle()
    assert (people.gate.purpose, people.gate.name) == ("switch", "Mr Li")


async def test_what_is_typed_is_kept_as_a_whole(people, port, tasks) -> None:
    on = True
    people.edit("wang")
    await tasks.idle()
    for name, text in (("birth_date", "1951-04-02"), ("language", "zh"), ("voice_speed", "0.8")):
        people.setField(name, text)
    people.setCondition("copd", on)
    people.setCondition("hypertension", not on)
    people.setTarget("systolic@any", "110", "140")
    people.save()
    await tasks.idle()
    ((person, draft),) = port.saved
    assert (person, draft.birth_date, draft.language, draft.voice_speed) == (
        "wang",
        "1951-04-02",
        "zh",
        "0.8",
    )
    assert draft.conditions == ("copd",)
    assert draft.targets == (("systolic@any", "110", "140"),)
    with pytest.raises(ValueError, match="no field"):
        people.setField("shoe_size", "43")


async def test_who_was_removed_comes_back(people, port, tasks) -> None:
    people.edit("wang")
    await tasks.idle()
    people.remove()
    await tasks.idle()
    assert (people.undoable, port.removed) == ("Mrs Wang", ["wang"])
    people.undo()
    await tasks.idle()
    assert (people.undoable, port.removed) == ("", [])


async def test_a_household_that_cannot_be_read_says_so(people, port, tasks) -> None:
    port.failure = "The records are damaged."
    people.refresh()
    await tasks.idle()
    assert people.failure == "The records are damaged."
    assert not people.locked


def test_use_of_the_window_is_told_now_and_then(qapp) -> None:
    uses, clock = [], [100.0]
    attention = Attention(lambda: uses.append(clock[0]), lambda: clock[0])
    window = QObject()
    press = QEvent(QEvent.Type.KeyPress)
    assert attention.eventFilter(window, QEvent(QEvent.Type.Timer)) is False
    for _ in range(3):
        assert attention.eventFilter(window, press) is False
    clock[0] += EVERY_S
    attention.eventFilter(window, press)
    assert uses == [100.0, 100.0 + EVERY_S]


# --- owners ---


async def test_an_answer_holds_for_the_device_only_when_said_and_never_for_a_guest(tasks) -> None:
    port = FakeOwners()
    port.ask(EN)
    owners = OwnersViewModel(port, tasks, EN)
    owners.refresh()
    await tasks.idle()
    owners.setAlways(True)
    owners.answer("")
    await tasks.idle()
    port.ask(EN)
    owners.refresh()
    await tasks.idle()
    assert owners.always is False
    owners.setAlways(True)
    owners.answer("wang")
    await tasks.idle()
    assert port.answers == [("7,8", "", False), ("7,8", "wang", True)]
    assert (owners.done, owners.undoable, owners.count) == ("Mrs Wang", True, 0)
    owners.undo()
    await tasks.idle()
    assert (port.undone, owners.undoable) == (["answer-7,8"], False)
    owners.close()


async def test_a_reading_is_moved_and_a_refusal_is_told(tasks) -> None:
    port = FakeOwners()
    owners = OwnersViewModel(port, tasks, EN)
    owners.refresh()
    await tasks.idle()
    owners.beginMove("7")
    owners.moveTo("li")
    await tasks.idle()
    assert (port.moves, owners.done, owners.moving) == ([("7", "li")], "Mr Li", "")
    port.ask(EN)
    port.failure = "Try again."
    owners.refresh()
    await tasks.idle()
    owners.answer("li")
    await tasks.idle()
    assert owners.failure == "Try again."
    owners.close()
