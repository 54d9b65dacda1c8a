"""Every kind of home meter over the real stacks: found, paired, read, and misbehaving."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from device_io import gatt
from device_io.device_users import UserConsent
from device_io.events import FrameRefused, FrameSetAside, PasskeyWanted, ReadingReceived, SessionResult
from device_io.reading import QualityFlag, ReadingKind
from device_io.virtual.scenario import (
    GlucoseMeterScript,
    GlucoseScript,
    HeartRateScript,
    MonitorScript,
    OximeterScript,
    OximetryScript,
    Quirk,
    ReadingScript,
    ScaleScript,
    StrapScript,
    TemperatureScript,
    ThermometerScript,
    WeightScript,
    load_scenario,
)

METER = "F0:00:00:00:00:01"
AT = {"address": METER, "name": "Meter"}


def monitor(*quirks, **facts):
    held = (ReadingScript(systolic=128, diastolic=79, pulse=72, minutes_ago=5),)
    return MonitorScript(
        kind="blood_pressure", readings=held, quirks=frozenset(quirks), live_values=3, **AT, **facts
    )


def thermometer(*quirks, **facts):
    held = (TemperatureScript(temperature="36.7", minutes_ago=5),)
    facts = {"readings": held, "live_values": 3, **facts}
    return ThermometerScript(kind="thermometer", quirks=frozenset(quirks), **AT, **facts)


def oximeter(*quirks, **facts):
    held = (OximetryScript(spo2=97, pulse=71, minutes_ago=5),)
    return OximeterScript(kind="pulse_oximeter", readings=held, quirks=frozenset(quirks), **AT, **facts)


def continuous_oximeter(*quirks, **facts):
    return oximeter(*quirks, continuous=True, live_values=3, **facts)


def scale(*quirks, **facts):
    held = (WeightScript(kilograms="72.4", user=1, minutes_ago=5),)
    facts = {"readings": held, **facts}
    return ScaleScript(kind="weight_scale", quirks=frozenset(quirks), **AT, **facts)


def strap(*quirks, **facts):
    facts = {"readings": (HeartRateScript(pulse=74),), **facts}
    return StrapScript(kind="heart_rate", quirks=frozenset(quirks), **AT, **facts)


def glucose_meter(*quirks, **facts):
    facts = {"readings": (GlucoseScript(mmol_per_l="5.4", minutes_ago=5),), **facts}
    return GlucoseMeterScript(kind="glucose_meter", quirks=frozenset(quirks), **AT, **facts)


EVERY = {
    "blood pressure monitor": (
        monitor,
        ReadingKind.BLOOD_PRESSURE,
        {"systolic": 128, "diastolic": 79, "pulse": 72},
    ),
    "thermometer": (thermometer, ReadingKind.TEMPERATURE, {"temperature": Decimal("36.7")}),
    "oximeter": (oximeter, ReadingKind.SPO2, {"spo2": 97, "pulse": 71}),
    "continuous oximeter": (continuous_oximeter, ReadingKind.SPO2, {"spo2": 97, "pulse": 71}),
    "scale": (scale, ReadingKind.WEIGHT, {"weight": Decimal("72.4")}),
    "heart rate strap": (strap, ReadingKind.HEART_RATE, {"pulse": 74}),
    "glucose meter": (glucose_meter, ReadingKind.GLUCOSE, {"glucose": Decimal("5.4")}),
}
#: Those whose frames carry the time of their own clock.
STAMPED = ["blood pressure monitor", "thermometer", "oximeter", "scale", "glucose meter"]
every_meter = pytest.mark.parametrize(("make", "kind", "values"), EVERY.values(), ids=EVERY)
every_stamped_meter = pytest.mark.parametrize("make", [EVERY[name][0] for name in STAMPED], ids=STAMPED)


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def results_in(journal):
    """What was journalled beside a device's word that it has sent everything."""
    return [one for one in journal.frames if one.characteristic != gatt.RECORD_ACCESS_CONTROL_POINT]


@every_meter
async def test_it_is_found_paired_with_its_passkey_and_read(home, make, kind, values):
    async with home(make(Quirk.NEEDS_BOND_FOR_CCCD, passkey="048213")) as here:
        assert [one.device.address for one in await here.hub.scan(0.2)] == [METER]
        ended = await here.hub.pair(METER)
        events = await here.events()
    assert (ended.result, ended.frames, ended.complete) == (SessionResult.DELIVERED, 1, True)
    assert len(of(PasskeyWanted, events)) == 1
    (received,) = of(ReadingReceived, events)
    assert received.reading.kind is kind
    assert {name: quantity.value for name, quantity in received.reading.values.items()} == values
    assert not received.reading.flags
    assert not of(FrameRefused, events)


@every_meter
async def test_a_truncated_frame_of_it_is_journalled_and_refused(home, journal, make, kind, values):
    async with home(make(Quirk.TRUNCATED)) as here:
        await here.hub.pair(METER)
        events = await here.events()
    refused, aside = of(FrameRefused, events), of(FrameSetAside, events)
    assert refused
    assert all("cut short" in one.sentence for one in refused)
    assert len(refused) + len(aside) == len(results_in(journal))
    assert not of(ReadingReceived, events)


@every_meter
async def test_a_measurement_that_failed_on_it_is_said_and_never_a_reading(home, make, kind, values):
    async with home(make(Quirk.NAN)) as here:
        await here.hub.pair(METER)
        events = await here.events()
    assert of(FrameRefused, events)
    assert not of(ReadingReceived, events)


@every_meter
async def test_it_may_hang_up_once_it_has_sent(home, make, kind, values):
    async with home(make(Quirk.DROP_AFTER_SEND), quiet=5.0, listen=30.0) as here:
        ended = await here.hub.pair(METER)
    assert (ended.result, ended.frames, ended.complete) == (SessionResult.DELIVERED, 1, True)


@every_meter
async def test_duplicates_of_it_reach_the_journal_as_they_came(home, journal, make, kind, values):
    async with home(make(Quirk.DUPLICATE_FRAMES)) as here:
        ended = await here.hub.pair(METER)
    results = [frame.payload for frame in results_in(journal)]
    if make in (strap, continuous_oximeter):  # of what comes every second, one reading a minute is kept
        assert ended.frames == 1
    else:
        assert ended.frames == 2
        assert results[-2] == results[-1]


@every_stamped_meter
async def test_a_clock_that_is_late_is_accounted_for_and_set(home, now, zone, make):
    async with home(make(clock_behind_minutes=180)) as here:
        await here.hub.pair(METER)
        (received,) = of(ReadingReceived, await here.events())
        clock = here.household.monitor(METER).clock
    assert received.reading.taken_at == now - timedelta(minutes=5)
    assert received.reading.flags == {QualityFlag.CLOCK_CORRECTED}
    assert clock.as_local() == now.astimezone(zone).replace(tzinfo=None)


@every_stamped_meter
async def test_a_clock_nobody_set_makes_its_time_uncertain(home, now, make):
    async with home(make(Quirk.CLOCK_UNSET)) as here:
        await here.hub.pair(METER)
        (received,) = of(ReadingReceived, await here.events())
    assert received.reading.taken_at == now
    assert received.reading.flags == {QualityFlag.TIME_UNCERTAIN}


@pytest.mark.parametrize(
    ("make", "live"),
    [
        (monitor, gatt.INTERMEDIATE_CUFF_PRESSURE),
        (thermometer, gatt.INTERMEDIATE_TEMPERATURE),
        (continuous_oximeter, gatt.CONTINUOUS_OXIMETRY),
    ],
)
async def test_live_values_are_journalled_and_are_no_readings(home, journal, make, live):
    async with home(make()) as here:
        ended = await here.hub.pair(METER)
        events = await here.events()
    assert [frame.characteristic for frame in journal.frames][:3] == [live] * 3
    assert [event.raw_id for event in of(FrameSetAside, events)] == [1, 2, 3]
    assert [event.raw_id for event in of(ReadingReceived, events)] == [4]
    assert ended.frames == 1


async def test_a_temperature_in_fahrenheit_is_kept_in_celsius(home):
    held = (TemperatureScript(temperature="98.6", unit="fahrenheit"),)
    async with home(thermometer(readings=held)) as here:
        await here.hub.pair(METER)
        (received,) = of(ReadingReceived, await here.events())
    assert received.reading.values["temperature"].value == 37


async def test_a_strap_that_feels_no_skin_brings_no_reading(home):
    async with home(strap(readings=(HeartRateScript(pulse=74, contact=False),))) as here:
        await here.hub.pair(METER)
        (refused,) = of(FrameRefused, await here.events())
    assert "skin" in refused.sentence


async def test_the_slot_of_a_scale_comes_with_its_weight(home):
    async with home(scale()) as here:
        await here.hub.pair(METER)
        (received,) = of(ReadingReceived, await here.events())
    assert received.reading.user_slot == 1


async def test_a_whole_household_is_found_added_and_read(home):
    devices = load_scenario("household").devices

    async def first_user(_wanted):
        return UserConsent(1, 1234)

    async with home(*devices, consent=first_user) as here:
        found = {one.device.address for one in await here.hub.scan(0.3)}
        assert found == {device.address for device in devices}
        for device in devices:
            ended = await here.hub.pair(device.address)
            assert (ended.result, ended.complete) == (SessionResult.DELIVERED, True)
        events = await here.events()
    kinds = [event.reading.kind for event in of(ReadingReceived, events)]
    assert set(kinds) >= {kind for _make, kind, _values in EVERY.values()}
    (refused,) = of(FrameRefused, events)
    assert "control solution" in refused.sentence
