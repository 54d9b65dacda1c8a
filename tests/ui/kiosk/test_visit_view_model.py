"""A visit from the first touch to the last, and what happens when nobody is there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from assistant.conversation import Language
from ui.view_models.ports.failure import PortFailed, Unsubscribe
from ui.view_models.ports.kiosk import PaperView, SealedView, StationDeviceView, VisitEnding
from ui.view_models.tasks import Tasks
from ui.view_models.visit import ASKS_AFTER_S, ENDS_AFTER_S, MEASURING_S, VisitViewModel


@dataclass
class FakeStation:
    """A station that notes what a visit did."""

    done: list[str] = field(default_factory=list)
    failing: bool = False
    sending: bool = False

    async def begin(self, language: Language) -> int:
        if self.failing:
            raise PortFailed("Ask the staff.")
        self.done.append(f"begin {language.value}")
        return 7

    async def measure(self) -> None:
        self.done.append("measure")

    def devices(self, language: Language) -> tuple[StationDeviceView, ...]:
        return (StationDeviceView("AA:01", "spo2", "Oximeter", "OX", "Put a finger in."),)

    def measuring(self) -> bool:
        return self.sending

    def message(self) -> str:
        return "Back at two"

    async def hand_over(self) -> int:
        self.done.append("hand over")
        return 7

    async def seal(self, language: Language) -> SealedView:
        return SealedView("data:image/png;base64,AA==", "ABCD-EFGH")

    def paper(self, language: Language) -> PaperView:
        return PaperView(ready=True)

    async def print_sheet(self, language: Language) -> None:
        self.done.append("print")

    async def want_staff(self) -> None:
        self.done.append("staff")

    async def end(self, ending: VisitEnding) -> None:
        self.done.append(f"end {ending}")

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        return lambda: None


@dataclass
class FakeVoice:
    """Speaks until it is stopped."""

    said: list[str] = field(default_factory=list)
    stopped: int = 0

    async def say(self, text: str, language: Language) -> None:
        self.said.append(f"{language.value}: {text}")
        await asyncio.get_running_loop().create_future()

    def stop(self) -> None:
        self.stopped += 1


@dataclass
class Visit:
    port: FakeStation
    tasks: Tasks
    model: VisitViewModel
    left: list[bool]
    busy: list[bool]
    voice: FakeVoice

    async def seconds(self, many: int) -> None:
        for _ in range(many):
            self.model.second()
        await self.tasks.idle()


@pytest.fixture
async def visit():
    port, left, busy, voice = FakeStation(), [], [], FakeVoice()
    tasks = Tasks(lambda: None)
    model = VisitViewModel(
        port,
        tasks,
        Language.ZH,
        speak=lambda language: port.done.append(f"speak {language.value}"),
        voice=voice,
        left=lambda: left.append(True),
        busy=lambda: bool(busy),
        ticks=False,
    )
    yield Visit(port, tasks, model, left, busy, voice)
    model.close()
    await tasks.close()


async def begun(visit: Visit) -> None:
    visit.model.start("en")
    visit.model.agree()
    await visit.tasks.idle()


async def test_a_visit_begins_with_consent_and_gets_a_number(visit):
    assert visit.model.page == "attract"
    assert visit.model.message == "Back at two"
    visit.model.start("en")
    assert visit.model.page == "consent"
    visit.model.choose("measure")
    assert visit.model.page == "consent"
    visit.model.agree()
    await visit.tasks.idle()
    assert (visit.model.page, visit.model.number) == ("choose", 7)
    assert visit.port.done == ["speak en", "begin en"]


async def test_who_does_not_agree_leaves_nothing(visit):
    visit.model.start("zh")
    visit.model.decline()
    await visit.seconds(0)
    assert visit.model.page == "ended"
    assert "end declined" in visit.port.done
    assert not any(one.startswith("begin") for one in visit.port.done)


async def test_measuring_listens_for_the_devices(visit):
    await begun(visit)
    visit.model.choose("measure")
    await visit.tasks.idle()
    assert visit.port.done[-1] == "measure"
    assert [row.title for row in visit.model.devices.rows] == ["Oximeter"]


async def test_what_is_taken_along(visit):
    await begun(visit)
    visit.model.choose("take_away")
    visit.model.seal()
    await visit.tasks.idle()
    assert (visit.model.code, visit.model.codePicture[:10]) == ("ABCD-EFGH", "data:image")
    visit.model.handOver()
    await visit.tasks.idle()
    assert visit.model.handed
    visit.model.printSheet()
    await visit.tasks.idle()
    assert visit.port.done[-2:] == ["hand over", "print"]


async def test_nothing_of_the_code_is_left_on_the_last_page(visit):
    await begun(visit)
    visit.model.choose("take_away")
    visit.model.seal()
    await visit.tasks.idle()
    visit.model.finish()
    assert (visit.model.page, visit.model.code, visit.model.codePicture) == ("ended", "", "")


async def test_nobody_there_is_asked_for_and_then_the_visit_ends(visit):
    await begun(visit)
    await visit.seconds(ASKS_AFTER_S - 1)
    assert not visit.model.asking
    await visit.seconds(1)
    assert visit.model.asking
    assert visit.model.secondsLeft == ENDS_AFTER_S - ASKS_AFTER_S
    await visit.seconds(visit.model.secondsLeft)
    assert visit.model.page == "ended"
    assert visit.left == [True]
    assert "end idle" in visit.port.done


async def test_a_touch_says_that_somebody_is_there(visit):
    await begun(visit)
    await visit.seconds(ASKS_AFTER_S + 5)
    visit.model.touched()
    assert not visit.model.asking
    await visit.seconds(ASKS_AFTER_S - 1)
    assert not visit.model.asking


async def test_who_waits_for_an_answer_or_a_cuff_is_not_asked_at_once(visit):
    await begun(visit)
    visit.busy.append(True)
    await visit.seconds(ENDS_AFTER_S)
    assert not visit.model.asking
    visit.busy.clear()
    visit.model.choose("measure")
    await visit.seconds(MEASURING_S - 1)
    assert not visit.model.asking
    await visit.seconds(1)
    assert visit.model.asking


async def test_the_first_page_waits_for_ever(visit):
    await visit.seconds(10 * ENDS_AFTER_S)
    assert (visit.model.page, visit.model.asking) == ("attract", False)


async def test_the_corner_calls_the_staff_and_ends_the_visit(visit):
    await begun(visit)
    visit.model.callStaff()
    await visit.tasks.idle()
    assert visit.port.done[-2:] == ["staff", "end done"]
    assert visit.left == [True]


async def test_a_station_that_does_not_answer_says_what_to_do(visit):
    visit.port.failing = True
    visit.model.start("en")
    visit.model.agree()
    await visit.tasks.idle()
    assert (visit.model.page, visit.model.trouble) == ("consent", "Ask the staff.")


async def test_a_page_is_read_aloud_and_falls_silent_when_it_is_left(visit):
    await begun(visit)
    visit.model.readAloud("What would you like?")
    await asyncio.sleep(0)
    assert visit.voice.said == ["en: What would you like?"]
    for _ in range(ENDS_AFTER_S):
        visit.model.second()
    assert not visit.model.asking
    visit.model.choose("take_away")
    assert visit.voice.stopped == 1
    visit.model.readAloud("Choose.")
    await asyncio.sleep(0)
    visit.model.readAloud("Choose.")
    assert visit.voice.stopped == 2


async def test_nobody_is_asked_for_while_a_device_measures(visit):
    await begun(visit)
    visit.port.sending = True
    await visit.seconds(2 * ENDS_AFTER_S)
    assert not visit.model.asking


async def test_who_wants_to_telephone_is_sent_to_the_staff(visit):
    asked = []
    visit.model.call_wanted.connect(lambda: asked.append(True))
    visit.model.wantCall()
    assert asked == [True]
