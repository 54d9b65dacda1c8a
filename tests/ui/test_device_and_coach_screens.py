"""Adding a device, the page of a device and the coach on the screen: nothing cut off, all reached and named."""

from __future__ import annotations

import itertools
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import fake_devices
import pytest
from conftest import NOW
from fake_coach import COACH_READINGS
from fake_devices import MONITOR
from item_tree import accessible_name, buttons, find, place, press, shown_items, texts, write
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from waiting import until

from assistant.conversation import Language
from ui.drawings import draw
from ui.view_models.ports import DeviceFailed, DeviceView

LOOKS = list(itertools.product(Language, ("light", "contrast"), (1.0, 1.5)))
DRAWINGS = sorted(path.stem for path in Path(str(files("resources") / "drawings")).glob("*.svg"))


def check(desktop) -> None:
    """No text over an edge, every target large and named."""
    window = desktop.window
    for item in shown_items(window):
        text = item.property("text")
        if isinstance(text, str) and text and item.width() > 0:
            assert -1 <= place(item).left() <= place(item).right() <= window.width() + 1, text
            if item.property("paintedWidth") is not None:
                assert item.property("paintedWidth") <= item.width() + 1, text
    for item in buttons(window):
        assert accessible_name(item).strip(), item
        assert min(item.height(), item.width()) >= 72, accessible_name(item)
    assert desktop.warnings == []


@pytest.fixture
def screen_reader(qapp: QGuiApplication):
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.mark.parametrize(("language", "theme", "scale"), LOOKS)
async def test_every_step_of_adding(open_window, household, screen_reader, language, theme, scale) -> None:
    desktop = await open_window(language=language, theme=theme, text_scale=scale, screen="devices")
    adding = desktop.adding
    desktop.devices.add()
    await desktop.settle()
    check(desktop)
    household.devices.nearby = (
        DeviceView("A1", "HEM-7361T", "-60 dBm"),
        DeviceView("A2", "Yuwell YE680A", "Vendor only", supported=False),
        DeviceView("A3", "Beurer BM85", "-70 dBm", simulated=True),
    )
    household.devices.needs_passkey, household.devices.needs_consent = True, 1
    household.devices.failure = DeviceFailed(
        "It did not work. " * 3, "pair_again", "Forget it and pair again"
    )
    adding.choose("blood_pressure")
    check(desktop)
    for step, answer in (
        ("choose", lambda: adding.add("A1")),
        ("passkey", lambda: adding.givePasskey("123456")),
        ("consent", adding.newUser),
        ("failed", adding.next),
        ("passkey", lambda: adding.givePasskey("123456")),
        ("consent", adding.newUser),
        ("done", lambda: None),
    ):
        await until(adding.changed, lambda step=step: adding.step == step)
        await desktop.settle()
        check(desktop)
        answer()
    assert find(desktop.window, "first-reading").property("text") == "128/79 mmHg"


@pytest.mark.parametrize(("language", "theme", "scale"), LOOKS)
async def test_the_page_of_a_device(open_window, household, screen_reader, language, theme, scale) -> None:
    desktop = await open_window(language=language, theme=theme, text_scale=scale, screen="devices")
    desktop.devices.open("AA:BB:CC:00:00:01")
    await until(desktop.devices.changed, lambda: bool(desktop.devices.page))
    await desktop.settle()
    check(desktop)
    shown = texts(desktop.window)
    for part in ("128/79 mmHg", "138/79 mmHg", "120 / 300"):
        assert part in shown


@pytest.mark.parametrize(("language", "theme", "scale"), LOOKS)
async def test_every_step_of_the_coach(open_window, household, screen_reader, language, theme, scale) -> None:
    desktop = await open_window(language=language, theme=theme, text_scale=scale, screen="coach")
    check(desktop)
    steps = {
        "rest": {"begun": NOW - timedelta(minutes=1), "until": NOW + timedelta(minutes=4)},
        "measure": {"until": None, "number": 2, "wanted": 3, "picture": "posture-arm"},
        "pause": {"begun": NOW, "until": NOW + timedelta(minutes=1)},
        "result": {
            "until": None,
            "mean": "135/81",
            "mean_unit": "mmHg",
            "rule": "a rule",
            "notes": ("a note",),
        },
    }
    for step, changes in steps.items():
        household.coach.show(
            step=step, cue=step, readings=COACH_READINGS[language], danger_words="Act. " * 20, **changes
        )
        await until(desktop.coach.changed, lambda step=step: desktop.coach.step == step)
        await desktop.settle()
        check(desktop)
        if step == "rest":
            assert "4:00" in texts(desktop.window)
    assert "135/81 mmHg" in texts(desktop.window)


async def test_a_monitor_is_added_with_the_keyboard_alone(open_window, household) -> None:
    household.devices.needs_passkey = True
    desktop = await open_window(language=Language.EN, screen="devices")
    window = desktop.window
    find(window, "device-add").forceActiveFocus()
    press(window, Qt.Key.Key_Return)
    await desktop.settle()
    find(window, "kind-blood_pressure").forceActiveFocus()
    press(window, Qt.Key.Key_Return)
    await until(desktop.adding.changed, lambda: desktop.adding.step == "passkey")
    await desktop.settle()
    write(window, "048213")
    assert find(window, "passkey-digits").property("text") == "0 4 8 2 1 3"
    find(window, "passkey-give").forceActiveFocus()
    press(window, Qt.Key.Key_Return)
    await until(desktop.adding.changed, lambda: desktop.adding.step == "done")
    await desktop.settle()
    assert household.devices.added == [(MONITOR, False)]
    find(window, "adding-done").forceActiveFocus()
    press(window, Qt.Key.Key_Return)
    assert desktop.devices.step == "page"


async def test_the_coach_is_reached_from_home_and_from_a_device(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="home")
    find(desktop.window, "suggestion-coach").click()
    await desktop.settle()
    assert desktop.shell.screen == "coach"
    assert household.voice.said == [household.coach.shown[Language.EN].sentence]
    find(desktop.window, "coach-begin").click()
    await desktop.settle()
    assert household.coach.done == ["begin"]
    desktop.show("devices")
    desktop.devices.open("AA:BB:CC:00:00:01")
    await until(desktop.devices.changed, lambda: bool(desktop.devices.page))
    await desktop.settle()
    find(desktop.window, "device-measure").click()
    assert desktop.shell.screen == "coach"
    assert desktop.shell.section == "home"


async def test_skipping_the_rest_is_asked_about_first(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="coach")
    household.coach.show(step="rest", cue="r", begun=NOW, until=NOW + timedelta(minutes=5))
    await until(desktop.coach.changed, lambda: desktop.coach.step == "rest")
    await desktop.settle()
    find(desktop.window, "coach-skip").click()
    await desktop.settle()
    assert "Without the rest it is often higher." in texts(desktop.window)
    assert household.coach.done == []
    find(desktop.window, "confirm").click()
    await desktop.settle()
    assert household.coach.done == ["skip"]


async def test_a_reading_is_typed_where_the_monitor_cannot_tell_it(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="coach")
    household.coach.show(step="measure", cue="m")
    await until(desktop.coach.changed, lambda: desktop.coach.step == "measure")
    await desktop.settle()
    find(desktop.window, "coach-type").click()
    await desktop.settle()
    for label, value in (("Systolic", "128"), ("Diastolic", "79")):
        find(desktop.window, f"field-{label}").forceActiveFocus()
        write(desktop.window, value)
    find(desktop.window, "entry-save").click()
    await desktop.settle()
    assert household.entry.saved == [("blood_pressure", {"systolic": "128", "diastolic": "79", "pulse": ""})]
    assert "Saved." in texts(desktop.window)


async def test_a_device_that_is_being_forgotten_can_be_kept(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="devices")
    desktop.devices.open("AA:BB:CC:00:00:01")
    await until(desktop.devices.changed, lambda: bool(desktop.devices.page))
    await desktop.settle()
    find(desktop.window, "device-forget").click()
    assert "Blood pressure monitor is being forgotten" in texts(desktop.window)
    find(desktop.window, "device-undo").click()
    await until(desktop.devices.changed, lambda: len(desktop.devices.devices.rows) == 2)
    assert household.devices.forgotten == []


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_drawing_is_drawn_in_the_colours_of_the_theme(qapp: QGuiApplication, name: str) -> None:
    image = draw(f"{name}/0B6460/DDEDEA/FFFFFF", 120)
    colours = {
        image.pixelColor(x, y).name()
        for x in range(120)
        for y in range(120)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert {"#0b6460", "#ddedea"} <= colours


def test_every_kind_and_posture_has_its_drawing() -> None:
    from app.coaching.sitting import Correction
    from app.coaching.words import _CORRECTIONS, POSTURES
    from device_io.reading import ReadingKind

    assert {f"device-{kind.value}" for kind in ReadingKind} <= set(DRAWINGS)
    assert set(POSTURES) | {_CORRECTIONS[one][0] for one in Correction} <= set(DRAWINGS)
    assert set(fake_devices.KINDS) == {kind.value for kind in ReadingKind}


@pytest.mark.parametrize(
    "wrong", ["", "device-glucose", "device-glucose/0B6460/DDEDEA", "../x/0/0/0", "no/0B6460/0B6460/0B6460"]
)
def test_an_unknown_drawing_is_no_picture(qapp: QGuiApplication, wrong: str) -> None:
    assert draw(wrong, 24).isNull()
