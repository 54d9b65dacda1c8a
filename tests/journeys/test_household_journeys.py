"""What a person does with Listenwell, from the first start to a chart, by touch, keys and speech."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from app.services import Services
from assistant.conversation import Language
from device_io.virtual.scenario import load_scenario
from ui.example.household import NOW, fill
from ui.testing.household import journey
from ui.testing.page import NotShown


async def test_the_first_minutes(tmp_path: Path, shared_cache: Path) -> None:
    async with journey(tmp_path, introduced=False, shared_cache=shared_cache) as home:
        page = home.page
        await page.sees("Which language do you speak?")
        await page.touch("choice-zh")
        await page.sees("您说哪种语言？")
        await page.touch("choice-en")
        await page.touch("welcome-next")
        await page.touch("choice-1.3")
        await page.touch("welcome-next")
        await page.sees("How fast shall I speak?")
        await page.touch("welcome-next")
        await page.write("field-welcome-name", "Mrs Wang")
        await page.touch("welcome-next")
        await page.sees("Do you have a blood pressure monitor")
        await page.touch("welcome-next")
        await page.touch("welcome-next")
        await page.sees("Mrs Wang")
        assert home.house.person.display_name == "Mrs Wang"
        assert page.desktop.shell.textScale == 1.3
        assert page.desktop.warnings == []


async def test_a_monitor_is_added_and_its_reading_is_on_the_home_page(
    tmp_path: Path, shared_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.view_models.add_device.COLLECT_S", 0.1)
    async with journey(tmp_path, scenario="demonstration", shared_cache=shared_cache) as home:
        page = home.page
        assert home.devices is not None
        await page.go("devices")
        await page.touch("device-add")
        await page.touch("kind-blood_pressure")
        address = load_scenario("demonstration").devices[0].address
        digits = await home.devices.passkey_shown(address)
        await page.sees("passkey-give")
        await page.press(*f"{digits:06d}")
        await page.touch("passkey-give")
        await page.sees("first-reading")
        await page.touch("adding-done")
        await page.go("home")
        await page.sees("mmHg")
        await page.sees("Practice device")


async def test_a_question_by_keys_alone_leads_to_its_article(tmp_path: Path, shared_cache: Path) -> None:
    async with journey(tmp_path, shared_cache=shared_cache) as home:
        page = home.page
        await page.tab_to("nav-conversation")
        await page.press("Enter")
        await page.tab_to("type")
        await page.press("Enter")
        await page.press(*"How do I measure my blood pressure at home?")
        await page.press("Enter")
        await page.sees("citation-1", seconds=60)
        await page.tab_to("citation-1")
        await page.press("Enter")
        await page.sees("The whole article")


async def test_single_readings_of_a_chart_by_touch_and_keys(tmp_path: Path, shared_cache: Path) -> None:
    def example(house: Services) -> None:
        fill(house)

    async with journey(tmp_path, shared_cache=shared_cache, now=lambda: NOW, prepare=example) as home:
        page = home.page
        await page.go("trends")
        await page.touch("choice-month")
        await page.touch_at("trend-chart", 0.5)
        await page.sees("mmHg")
        first = page.text
        await page.press("Right")
        assert page.text != first
        await page.press("+", "+")
        await page.sees("The whole")
        await page.touch("trend-whole")
        await page.sees_no("The whole")


async def test_the_manual_answers_how_to_do_something(tmp_path: Path, shared_cache: Path) -> None:
    async with journey(tmp_path, shared_cache=shared_cache) as home:
        page = home.page
        await page.touch("help")
        await page.touch("help-manual")
        await page.write("field-help-question", "the letters are too small")
        await page.press("Enter")
        await page.sees("Larger text")


async def test_a_spoken_question_is_heard_or_says_what_is_missing(tmp_path: Path, shared_cache: Path) -> None:
    async with journey(tmp_path, shared_cache=shared_cache, language=Language.ZH) as home:
        page = home.page
        recording = Path(str(resources.files("resources") / "speech" / "question_zh.wav"))
        await page.say(recording)
        try:
            await page.sees("血压", seconds=60)
        except NotShown:
            await page.sees("请打字")
