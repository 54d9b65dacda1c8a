"""The ports of devices and coach over real records and virtual monitors."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.services import Services
from assistant.conversation import Language
from assistant.safety import parse_reading
from device_io.bleak_radio import describe_condition
from device_io.device_clock import TOLERATED_OFFSET
from device_io.events import Device as Meter
from device_io.events import Notice, SessionResult, SessionState, TransferProgress, TransferStarted
from device_io.radio import AdapterCondition, RadioUnavailable
from device_io.reading import ReadingKind
from device_io.session import Pace
from device_io.virtual.household import VirtualHousehold
from device_io.virtual.scenario import ReadingScript, load_scenario
from ui.adapters import device_words as words
from ui.adapters.coach import CoachAdapter
from ui.adapters.conversation import ConversationAdapter
from ui.adapters.device_page import battery_words, clock_words
from ui.adapters.entry import EntryAdapter
from ui.adapters.household import device_ports
from ui.adapters.transfers import Transfers
from ui.view_models.ports import ConsentAnswer, DeviceFailed, MicrophoneView, PortFailed, Questions

METER = "F0:00:00:00:00:01"
PACE = Pace(quiet=0.3, listen=1.5, hold_off=0.05, reconnect_pause=0.01)


@pytest.fixture(autouse=True)
def short_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.adapters.devices.SEARCH_SECONDS", 0.5)


def conversation_of(house: Services) -> ConversationAdapter:
    def microphone():
        raise AssertionError("nobody speaks here")

    return ConversationAdapter(
        house, microphone, microphone, lambda _language: MicrophoneView(available=False)
    )


def questions(passkey: int | None) -> Questions:
    async def type_digits(_name: str) -> int | None:
        return passkey

    async def no_user(_name: str, _refused: bool) -> ConsentAnswer | None:
        return None

    return Questions(type_digits, no_user)


def virtual_household(house: Services, scenario: Path) -> VirtualHousehold:
    return VirtualHousehold(load_scenario(str(scenario)), clock=house.now, zone=house.zone)


# --- devices ---


async def test_a_monitor_is_added_with_its_passkey_and_fills_the_other_screens(house, scenario):
    virtual, found, states, changes = virtual_household(house, scenario), [], [], []
    home_changed = asyncio.Event()
    async with virtual, device_ports(house, conversation_of(house), virtual.radio, PACE) as ports:
        devices = ports.devices
        assert devices.devices(Language.EN) == ()
        assert devices.radio_sentence(Language.EN) == ""
        stop = devices.subscribe(lambda: changes.append(True))
        ports.home.subscribe(home_changed.set)
        await devices.find("blood_pressure", found.append)
        assert {(one.address, one.name, one.simulated, one.known) for one in found} == {
            (METER, "Upper arm monitor", True, False)
        }

        added = await devices.add(METER, questions(48213), states.append)
        assert added.sentence == "Added, and its reading is saved."
        assert (added.title, added.value, added.unit) == ("Blood pressure", "128/79", "mmHg")
        assert "Type the digits on its display" in states
        (known,) = devices.devices(Language.EN)
        assert (known.address, known.simulated, known.kind) == (METER, True, "blood_pressure")
        assert known.battery is not None
        assert devices.devices(Language.ZH)[0].state_text != known.state_text
        assert changes
        stop()

        page = devices.page(METER, Language.EN)
        assert page is not None
        assert (page.kind, page.measures_pressure, page.conflicts) == ("blood_pressure", True, ())
        assert page.battery.endswith("%")
        assert page.last_seen.startswith("today")
        assert [(one.person, one.readings) for one in page.users] == [("Me", "1 reading")]
        assert devices.page("F0:00:00:00:00:99", Language.EN) is None

        tile = next(one for one in ports.home.snapshot(Language.EN).tiles if one.kind == "blood_pressure")
        assert (tile.value, tile.simulated) == ("128/79", True)
        assert home_changed.is_set()

        await devices.forget(METER)
        assert devices.devices(Language.EN) == ()
        assert ports.trends.trend("week", "blood_pressure.pulse", Language.EN).count == 1


async def test_readings_are_fetched_when_somebody_asks_for_them(house, scenario):
    virtual = virtual_household(house, scenario)
    async with virtual, device_ports(house, conversation_of(house), virtual.radio, PACE) as ports:
        devices = ports.devices
        await devices.add(METER, questions(48213), lambda _state: None)
        fetching = asyncio.create_task(devices.fetch(METER))
        await asyncio.sleep(0)
        page = devices.page(METER, Language.EN)
        assert (page.fetching, page.fetched) == (True, words.FETCHING[Language.EN])
        await virtual.monitor(METER).measure(ReadingScript(systolic=131, diastolic=80))
        await fetching
        page = devices.page(METER, Language.EN)
        assert (page.fetching, page.fetched) == (False, "Its new readings have come.")
        tile = next(one for one in ports.home.snapshot(Language.EN).tiles if one.kind == "blood_pressure")
        assert tile.value == "131/80"


async def test_a_device_that_does_not_show_itself_cannot_be_fetched_from(house, scenario):
    virtual = virtual_household(house, scenario)
    quick = replace(PACE, find=0.2)
    async with virtual, device_ports(house, conversation_of(house), virtual.radio, quick) as ports:
        await ports.devices.add(METER, questions(48213), lambda _state: None)
        ports.devices.kinds(Language.ZH)
        with pytest.raises(DeviceFailed, match="设备"):
            await ports.devices.fetch(METER)
        page = ports.devices.page(METER, Language.ZH)
        assert (page.fetching, page.fetched) == (False, "")


async def test_only_devices_of_the_kind_are_found(house, scenario):
    virtual = virtual_household(house, scenario)
    async with virtual, device_ports(house, conversation_of(house), virtual.radio, PACE) as ports:
        ports.devices.kinds(Language.ZH)
        with pytest.raises(DeviceFailed, match="没有找到") as failure:
            await ports.devices.find("weight", lambda _device: None)
    assert (failure.value.next_step, failure.value.next_text) == ("search", "再找一次")


@pytest.mark.parametrize(("passkey", "zh"), [(1, "数字不对"), (None, "您停下了")], ids=["wrong", "cancelled"])
async def test_a_wrong_or_missing_passkey_is_told_with_what_to_do(house, scenario, passkey, zh):
    virtual = virtual_household(house, scenario)
    async with virtual, device_ports(house, conversation_of(house), virtual.radio, PACE) as ports:
        ports.devices.kinds(Language.ZH)
        with pytest.raises(DeviceFailed, match=zh) as failure:
            await ports.devices.add(METER, questions(passkey), lambda _state: None)
        assert failure.value.next_step == "connect"
        assert ports.devices.devices(Language.ZH) == ()


async def test_a_bond_can_be_made_afresh(house, scenario):
    virtual = virtual_household(house, scenario)
    async with virtual, device_ports(house, conversation_of(house), virtual.radio, PACE) as ports:
        for afresh in (False, True):
            added = await ports.devices.add(METER, questions(48213), lambda _state: None, afresh=afresh)
            assert added.address == METER
            await virtual.monitor(METER).offer()


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        (AdapterCondition.OFF, "蓝牙没有打开", "Turn it on"),
        (AdapterCondition.NO_ADAPTER, "没有蓝牙", "Plug in"),
        (AdapterCondition.DENIED, "允许", "Allow it"),
        (AdapterCondition.NO_SERVICE, "没有运行", "not running"),
    ],
)
async def test_without_bluetooth_each_screen_says_what_to_do(house, condition, zh, en):
    class NoRadio:
        simulated = False

        async def start_scan(self, _listener):
            raise RadioUnavailable(describe_condition(condition))

        async def forget(self, _address, _deadline_s):
            raise RadioUnavailable(describe_condition(condition))

        async def close(self):
            """Nothing is held open."""

    async with device_ports(house, conversation_of(house), NoRadio(), PACE) as ports:
        for language, said in ((Language.ZH, zh), (Language.EN, en)):
            ports.devices.kinds(language)
            with pytest.raises(DeviceFailed, match=said):
                await ports.devices.find("spo2", lambda _found: None)
            with pytest.raises(PortFailed):
                await ports.devices.forget(METER)


def test_every_end_and_state_has_words_and_a_next_step():
    ways = set(words.FAILURES) | set(words.ADDED) | {SessionResult.NO_BLUETOOTH}
    assert ways == set(SessionResult)
    assert set(words.STATES) == set(SessionState)
    assert set(words.NOTICES) == set(Notice)
    assert set(words.KINDS) == set(ReadingKind)
    assert set(words.BLUETOOTH) == set(AdapterCondition) - {AdapterCondition.WORKS}


@pytest.mark.parametrize(
    ("seconds", "en", "off"),
    [
        (10, "Right", False),
        (-45, "45 s fast", False),
        (185, "3 min slow; the times of readings were corrected", True),
        (-3 * 3600, "3 h 0 min fast; the times of readings were corrected", True),
        (2 * 86400, "2 days slow; the times of readings were corrected", True),
    ],
)
def test_the_clock_of_a_device_in_words(seconds, en, off):
    offset = timedelta(seconds=seconds)
    assert clock_words(offset, Language.EN) == (en, off)
    assert clock_words(offset, Language.ZH)[1] is off
    assert off == (abs(offset) > TOLERATED_OFFSET)
    assert clock_words(None, Language.EN)[0]


def test_a_low_battery_is_said():
    assert battery_words(86, Language.EN) == "86 %"
    assert "change" in battery_words(20, Language.EN)
    assert "换电池" in battery_words(5, Language.ZH)
    assert battery_words(None, Language.ZH)


def test_a_transfer_is_followed_and_says_when_it_is_being_stopped():
    transfers, meter = Transfers(), Meter(METER, "Meter")
    assert transfers.view(METER, Language.EN) is None
    transfers.hear(TransferStarted(meter, 300))
    transfers.hear(TransferProgress(meter, 120, 300))
    view = transfers.view(METER, Language.EN)
    assert (view.received, view.expected, view.sentence) == (120, 300, "Fetching stored readings: 120 / 300")
    transfers.stopping(METER)
    assert transfers.view(METER, Language.ZH).stopping
    assert "留着" in transfers.view(METER, Language.ZH).sentence


# --- typing ---


def test_what_is_typed_becomes_a_reading(house):
    entry = EntryAdapter(house)
    assert [one.name for one in entry.fields("blood_pressure", Language.EN)] == [
        "systolic",
        "diastolic",
        "pulse",
    ]
    typed = {"systolic": "128", "diastolic": "79", "pulse": ""}
    assert entry.save("blood_pressure", typed, Language.ZH) == "记下了：血压 128/79 mmHg。"
    assert entry.save("temperature", {"temperature": "36,8"}, Language.EN).startswith(
        "Saved: temperature 36.8"
    )
    (reading,) = house.records.readings(house.person, ReadingKind.BLOOD_PRESSURE)
    assert "pulse" not in reading.reading.values


@pytest.mark.parametrize("wrong", ["", "high", "12.345", "99999", "-5", "１２８", "1e3"])
@pytest.mark.parametrize(("language", "said"), [(Language.ZH, "请输入"), (Language.EN, "Type the number")])
def test_what_is_no_number_is_asked_for_again(house, wrong, language, said):
    with pytest.raises(PortFailed, match=said):
        EntryAdapter(house).save("weight", {"weight": wrong}, language)
    assert house.records.readings(house.person) == ()


@pytest.mark.parametrize("kind", list(ReadingKind))
def test_every_kind_can_be_typed(house, kind):
    fields = EntryAdapter(house).fields(kind.value, Language.ZH)
    typed = {"systolic": "120", "diastolic": "80", "pulse": "70", "glucose": "5.6", "spo2": "97"}
    typed |= {"temperature": "36.6", "weight": "70", "body_fat": "25"}
    sentence = EntryAdapter(house).save(
        kind.value, {one.name: typed[one.name] for one in fields}, Language.ZH
    )
    assert sentence.startswith("记下了")


# --- coach ---


def measure(clock, reading: str) -> None:
    typed = parse_reading(f"blood_pressure={reading}")
    house = clock.house
    house.records.add_manual(typed.kind, typed.values, house.now(), house.person)


def test_two_readings_far_apart_ask_for_a_third(clock):
    coach = CoachAdapter(clock.house)
    assert coach.snapshot(Language.EN).step == "start"
    coach.begin(rested=False)
    resting = coach.snapshot(Language.EN)
    assert (resting.step, resting.until) == ("rest", clock.at + timedelta(minutes=5))
    clock.forward(5)
    assert coach.snapshot(Language.EN).sentence.startswith("Press start on your monitor: reading 1")
    clock.forward(1)
    measure(clock, "128/79")
    assert coach.snapshot(Language.EN).step == "pause"
    clock.forward(1.5)
    measure(clock, "142/84")
    third = coach.snapshot(Language.EN)
    assert (third.step, third.wanted) == ("pause", 3)
    assert "a third is needed" in third.sentence
    # The window is closed and opened again: nothing is forgotten.
    again = CoachAdapter(clock.house)
    clock.forward(1)
    assert (again.snapshot(Language.ZH).step, again.snapshot(Language.ZH).number) == ("measure", 3)
    clock.forward(1)
    measure(clock, "135/80")
    result = again.snapshot(Language.EN)
    assert (result.step, result.mean, result.mean_unit) == ("result", "135/81", "mmHg")
    assert "mean of 3 readings" in result.rule
    assert [one.value for one in result.readings] == ["128/79", "142/84", "135/80"]
    again.leave()
    assert again.snapshot(Language.EN).step == "start"


def test_a_dangerous_reading_is_answered_before_anything_else(clock):
    coach = CoachAdapter(clock.house)
    coach.begin(rested=True)
    clock.forward(1)
    measure(clock, "212/128")
    first = coach.snapshot(Language.EN)
    assert first.danger_words or first.detail
    clock.forward(2)
    measure(clock, "208/126")
    second = coach.snapshot(Language.ZH)
    assert second.danger_level in {"999", "urgent", "today"}
    assert second.danger_words


def test_a_week_is_followed_from_its_first_day(clock):
    coach = CoachAdapter(clock.house)
    clock.at = clock.at.replace(hour=23)  # seven in the morning of the next day in Shanghai
    assert coach.snapshot(Language.EN).plan is None
    coach.start_plan()
    plan = coach.snapshot(Language.EN).plan
    assert (plan.progress, plan.finished) == (0, False)
    assert plan.next_text == "The morning reading is due now."
    assert plan.mean.startswith("Not enough yet")
    for day in range(4):
        for hours in (0, 12):
            clock.at = clock.at.replace(hour=23 if hours == 0 else 11, minute=0)
            coach.begin(rested=True)
            for reading in ("130/80", "134/82"):
                clock.forward(2)
                measure(clock, reading)
                coach.snapshot(Language.EN)
            coach.leave()
            clock.forward(60)
            if hours == 0:
                clock.at = (clock.at + timedelta(hours=10)).replace(hour=11)
        del day
    plan = coach.snapshot(Language.ZH).plan
    assert sum(slot.state == "done" for one in plan.days for slot in one.slots) == 8
    assert not plan.days[0].counts
    assert plan.mean.startswith("平均 132/81 mmHg，低于家庭参考值 135/85")
    assert "第一天的不算进平均" in plan.rule
    coach.end_plan()
    assert coach.snapshot(Language.EN).plan is None


def test_the_coach_tells_what_it_does_in_both_languages(clock):
    coach = CoachAdapter(clock.house)
    heard = []
    stop = coach.subscribe(lambda: heard.append(True))
    for language in Language:
        assert len(coach.postures(language)) == 4
        assert coach.skip_sentence(language)
    coach.begin(rested=False)
    coach.skip_rest()
    assert coach.snapshot(Language.EN).step == "measure"
    coach.not_measured()
    assert coach.snapshot(Language.EN).readings[0].note == "not measured"
    assert "could not measure" in coach.snapshot(Language.EN).sentence
    clock.forward(2)
    measure(clock, "128/79")
    coach.finish()
    ended = coach.snapshot(Language.EN)
    assert ended.step == "result"
    assert ended.rule == "one reading only, so no mean"
    assert "Without the full rest: not counted in the week." in ended.notes
    assert len(heard) == 5
    stop()
