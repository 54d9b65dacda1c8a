"""One whole journey in the window: a monitor is added with its passkey, then a sitting asks for a third reading."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from item_tree import find, press, texts, write
from PySide6.QtCore import Qt
from waiting import until

from assistant.conversation import Language
from device_io.session import Pace
from device_io.virtual.household import VirtualHousehold
from device_io.virtual.measurements import ReadingScript
from device_io.virtual.scenario import load_scenario
from ui.adapters.conversation import ConversationAdapter
from ui.adapters.household import device_ports
from ui.desktop import Desktop
from ui.view_models.ports import MicrophoneView
from ui.view_models.shell import Appearance

METER = "F0:00:00:00:00:01"
PACE = Pace(quiet=0.2, hold_off=0.01, reconnect_pause=0.01, back_off=(0.05,))


class Silence:
    """A loudspeaker that remembers how often it was used."""

    volume = 1.0

    def __init__(self) -> None:
        self.played = 0

    def play(self, _pieces, _rate) -> float:
        self.played += 1
        return 0.0

    def stop(self) -> None:
        """Nothing sounds."""


async def click(desktop: Desktop, name: str) -> None:
    find(desktop.window, name).click()
    await desktop.settle()


async def add_monitor(desktop: Desktop, shown: Callable[[str], Awaitable[int]]) -> None:
    desktop.show("devices")
    await desktop.settle()
    await click(desktop, "device-add")
    await click(desktop, "kind-blood_pressure")
    digits = await shown(METER)
    await until(desktop.adding.changed, lambda: desktop.adding.step == "passkey", seconds=20)
    await desktop.settle()
    write(desktop.window, f"{digits:06d}")
    find(desktop.window, "passkey-give").forceActiveFocus()
    press(desktop.window, Qt.Key.Key_Return)
    await until(desktop.adding.changed, lambda: desktop.adding.step in {"done", "failed"}, seconds=20)
    await desktop.settle()


async def test_from_an_empty_household_to_the_mean_of_three(clock, scenario, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.view_models.add_device.COLLECT_S", 0.1)
    house = clock.house
    conversation = ConversationAdapter(
        house, lambda: None, Silence(), lambda _language: MicrophoneView(available=False)
    )
    virtual = VirtualHousehold(load_scenario(str(scenario)), clock=house.now, zone=house.zone)
    async with virtual, device_ports(house, conversation, virtual.radio, PACE) as ports:
        desktop = Desktop(ports, appearance=Appearance(Language.EN), offscreen=True, now=clock)
        try:
            desktop.start()
            desktop.coach.setVoiced(False)
            await add_monitor(desktop, virtual.passkey_shown)
            assert find(desktop.window, "first-reading").property("text") == "128/79 mmHg"
            await click(desktop, "adding-done")
            await until(desktop.devices.changed, lambda: bool(desktop.devices.page))
            await desktop.settle()
            assert "Virtual" in texts(desktop.window) or "Upper arm monitor" in texts(desktop.window)
            await click(desktop, "device-measure")
            await sit(desktop, clock, virtual)
            assert desktop.warnings == []
        finally:
            await desktop.close()


async def sit(desktop: Desktop, clock, virtual: VirtualHousehold) -> None:
    """Rest, two readings that lie far apart, and the third that is asked for."""
    coach, monitor = desktop.coach, virtual.monitor(METER)

    async def measure(systolic: int, step: str) -> None:
        clock.forward(1)
        await monitor.measure(ReadingScript(systolic=systolic, diastolic=80, pulse=70, minutes_ago=0))
        await until(coach.changed, lambda: coach.step == step, seconds=20)
        await desktop.settle()

    await click(desktop, "coach-begin")
    await until(coach.changed, lambda: coach.step == "rest")
    assert coach.remaining == "5:00"
    clock.forward(5)
    coach.tick()
    await until(coach.changed, lambda: coach.step == "measure")
    await measure(128, "pause")
    clock.forward(1)
    coach.tick()
    await until(coach.changed, lambda: coach.step == "measure")
    await measure(142, "pause")
    assert "a third is needed" in texts(desktop.window)
    clock.forward(1)
    coach.tick()
    await until(coach.changed, lambda: coach.step == "measure")
    assert "Reading 3 of 3" in texts(desktop.window)
    await measure(135, "result")
    assert find(desktop.window, "coach-mean").property("text") == "135/80 mmHg"
    assert "A virtual monitor for practice" in texts(desktop.window)
