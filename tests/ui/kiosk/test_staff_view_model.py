"""The staff panel over a station that is made up: the door, the queue, red flags, PINs and the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace

import pytest

from assistant.conversation import Language
from ui.view_models.ports.failure import PortFailed, Unsubscribe
from ui.view_models.ports.staff import (
    AuditRow,
    AuditSnapshot,
    DoorSnapshot,
    FlagView,
    HandedView,
    MemberView,
    PanelSnapshot,
)
from ui.view_models.staff import CLOSES_AFTER_S, StaffViewModel
from ui.view_models.tasks import Tasks

PIN = "274905"
WANG = MemberView("m1", "Wang", "manager", "Manager")
HANDED = HandedView(7, 3, "Today 8:00", ("Blood pressure 128/79 mmHg",), verified=False)
PANEL = PanelSnapshot(
    name="Wang",
    manager=True,
    queue=(HANDED,),
    accepted=(),
    flags=(),
    devices=(),
    members=(WANG,),
    today=(("Visits", "3"),),
    health=(),
    message="",
    message_until="",
    visiting=False,
)


@dataclass
class FakeStaffStation:
    """A station that notes what the staff did."""

    panel: PanelSnapshot = PANEL
    members: tuple[MemberView, ...] = (WANG,)
    done: list[str] = field(default_factory=list)
    told: list[Callable[[str], None]] = field(default_factory=list)
    signed_in: bool = False
    door_waits: asyncio.Event | None = None

    async def door(self, language: Language) -> DoorSnapshot:
        if self.door_waits is not None:
            await self.door_waits.wait()
        return DoorSnapshot(self.members)

    async def look(self, language: Language) -> PanelSnapshot:
        return self.panel

    async def set_up(self, name: str, pin: str, language: Language) -> PanelSnapshot:
        return replace(self.panel, name=name)

    async def sign_in(self, key: str, pin: str, language: Language) -> PanelSnapshot | DoorSnapshot:
        return self.panel if pin == PIN else DoorSnapshot(self.members, "4 tries left")

    async def sign_out(self) -> None:
        self.done.append("sign out")

    async def decide(self, key: int, *, accept: bool) -> None:
        self.done.append(f"decide {key} {accept}")
        self.panel = replace(self.panel, queue=(), accepted=(replace(HANDED, verified=True),))

    async def take_note(self, key: int) -> None:
        self.done.append(f"note {key}")

    async def show_message(self, words: str, minutes: int) -> None:
        self.done.append(f"message {words} {minutes}")

    async def move_device(self, key: str, place: str) -> None:
        self.done.append(f"move {key} {place}")

    async def add_member(self, name: str, role: str, pin: str) -> None:
        raise PortFailed("Choose another name.")

    async def remove_member(self, key: str) -> None:
        self.done.append(f"remove {key}")

    async def change_pin(self, pin: str, new_pin: str, language: Language) -> str:
        self.done.append(f"pin {pin} {new_pin}")
        return "Your PIN is changed."

    async def audit(self, language: Language) -> AuditSnapshot:
        return AuditSnapshot((AuditRow("Today 8:00", "Wang", "signed in"),), "The log is whole.", holds=True)

    async def export(self, language: Language) -> str:
        return "1 visit was exported."

    async def close_station(self) -> None:
        self.done.append("close")

    def subscribe(self, callback: Callable[[str], None]) -> Unsubscribe:
        self.told.append(callback)
        return lambda: self.told.remove(callback)


@dataclass
class Panel:
    port: FakeStaffStation
    model: StaffViewModel
    tasks: Tasks
    left: list[bool]
    alarms: list[bool]
    told: list[str]

    async def signed_in(self, pin: str = PIN) -> None:
        self.model.signIn("m1", pin)
        await self.tasks.idle()


@pytest.fixture
async def staff() -> AsyncIterator[Panel]:
    port, left, alarms, told = FakeStaffStation(), [], [], []
    tasks = Tasks(lambda: None)
    model = StaffViewModel(
        port, tasks, Language.EN, left=lambda: left.append(True), alarm=lambda: alarms.append(True)
    )
    model.told.connect(told.append)
    yield Panel(port, model, tasks, left, alarms, told)
    model.close()
    await tasks.close()


async def test_a_wrong_pin_says_what_is_left_and_the_right_one_opens(staff: Panel):
    await staff.signed_in("999111")
    assert (staff.model.open, staff.model.sentence) == (False, "4 tries left")
    await staff.signed_in()
    assert (staff.model.open, staff.model.name, staff.model.manager) == (True, "Wang", True)
    assert [row.number for row in staff.model.queue.rows] == [3]


async def test_a_new_station_asks_for_its_first_manager(staff: Panel):
    staff.port.members = ()
    staff.model.refresh()
    await staff.tasks.idle()
    assert staff.model.fresh
    staff.model.setUp("Li", PIN)
    await staff.tasks.idle()
    assert (staff.model.fresh, staff.model.open) == (False, True)


async def test_a_look_that_began_at_the_door_does_not_close_the_panel(staff: Panel):
    staff.port.door_waits = asyncio.Event()
    staff.model.refresh()
    await asyncio.sleep(0)
    staff.model.signIn("m1", PIN)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert staff.model.open
    staff.port.door_waits.set()
    await staff.tasks.idle()
    assert staff.model.open


async def test_what_was_handed_over_is_accepted(staff: Panel):
    await staff.signed_in()
    staff.model.decide(7, accept=True)
    await staff.tasks.idle()
    assert staff.port.done == ["decide 7 True"]
    assert (staff.model.queue.rows, len(staff.model.accepted.rows)) == ((), 1)


async def test_a_red_flag_sounds_once_somebody_signed_in(staff: Panel):
    staff.port.told[0]("flag")
    assert staff.alarms == []
    await staff.signed_in()
    staff.port.panel = replace(PANEL, flags=(FlagView(1, 3, "999", "Call now", "Today 8:01"),))
    staff.port.told[0]("flag")
    await staff.tasks.idle()
    assert staff.alarms == [True]
    assert [row.words for row in staff.model.flags.rows] == ["Call now"]


async def test_words_for_the_first_page_have_an_end(staff: Panel):
    await staff.signed_in()
    staff.model.showMessage("Back at two", 60)
    await staff.tasks.idle()
    assert staff.port.done == ["message Back at two 60"]


async def test_a_member_changes_their_pin(staff: Panel):
    await staff.signed_in()
    staff.model.changePin(PIN, "830274")
    await staff.tasks.idle()
    assert staff.port.done == [f"pin {PIN} 830274"]
    assert staff.told == ["Your PIN is changed."]


async def test_the_log_is_read_when_it_is_looked_at_and_gone_with_the_member(staff: Panel):
    await staff.signed_in()
    assert staff.model.auditRows.rows == ()
    staff.model.showTab("audit")
    await staff.tasks.idle()
    assert [row.what for row in staff.model.auditRows.rows] == ["signed in"]
    assert (staff.model.auditHolds, staff.model.auditSentence) == (True, "The log is whole.")
    staff.model.signOut()
    await staff.tasks.idle()
    assert (staff.model.open, staff.model.auditRows.rows, staff.model.tab) == (False, (), "queue")


async def test_what_cannot_be_done_says_what_to_do(staff: Panel):
    await staff.signed_in()
    staff.model.addMember("Wang", "nurse", PIN)
    await staff.tasks.idle()
    assert staff.model.trouble == "Choose another name."
    assert staff.told == ["Choose another name."]


async def test_a_panel_in_place_of_the_visitors_closes_when_nobody_uses_it(staff: Panel):
    for _ in range(CLOSES_AFTER_S - 1):
        staff.model.second()
    staff.model.touched()
    staff.model.second()
    assert staff.left == []
    for _ in range(CLOSES_AFTER_S):
        staff.model.second()
    assert staff.left[:1] == [True]
