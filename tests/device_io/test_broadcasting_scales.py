"""Scales that are never connected: their settled advertisements are readings, each once."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from device_io import gatt
from device_io.events import DeviceFound, ReadingReceived, SessionResult
from device_io.hub import DeviceHub
from device_io.pace import Pace
from device_io.radio import Advert
from device_io.reading import ReadingKind

SCALE = "F0:00:00:00:00:0A"
PACE = Pace(find=1.0, listen=0.2, hold_off=5.0)
#: Layouts of ble_monitor's tests: 86.55 kg settled, the same while it settles, and 85.15 kg of the newer scale.
SETTLED = bytes.fromhex("229e43ea07030a071e00")
SETTLING = bytes.fromhex("029e43ea07030a071e00")
BODY_SETTLED = bytes.fromhex("0226ea07030a071e00ac018642")


class Air:
    """A radio on which a scale advertises what it is given, over and over; it cannot be connected."""

    simulated = True

    def __init__(self, name, service, *payloads):
        self.adverts = [Advert(SCALE, name, frozenset({service}), -60, {service: one}) for one in payloads]
        self.opened = 0

    async def start_scan(self, listener):
        async def advertise():
            while True:
                for advert in self.adverts:
                    listener(advert)
                await asyncio.sleep(0.01)

        task = asyncio.create_task(advertise())

        async def stop():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        return stop

    async def open(self, _address, _deadline_s):
        self.opened += 1
        raise AssertionError("a broadcasting scale was connected")

    async def forget(self, _address, _deadline_s):
        return None

    async def answer_pairing(self, _window):
        return None

    async def close(self):
        return None


@pytest.fixture
def listening(journal, now):
    async def run(air, do):
        async with DeviceHub(air, journal, lambda: now, None, ZoneInfo("Europe/Berlin"), pace=PACE) as hub:
            stream = hub.events()
            result = await do(hub)
        return result, [event async for event in stream]

    return run


def readings(events):
    return [event.reading for event in events if isinstance(event, ReadingReceived)]


@pytest.mark.parametrize(
    ("name", "service", "payload", "kilograms"),
    [
        ("MI_SCALE", gatt.WEIGHT_SCALE_SERVICE, SETTLED, "86.55"),
        ("MIBFS", gatt.BODY_COMPOSITION_SERVICE, BODY_SETTLED, "85.15"),
        ("", gatt.WEIGHT_SCALE_SERVICE, SETTLED, "86.55"),
    ],
)
async def test_it_is_added_with_its_first_reading_and_never_connected(
    listening, journal, name, service, payload, kilograms
):
    air = Air(name, service, payload)
    ended, events = await listening(air, lambda hub: hub.pair(SCALE))
    assert (ended.result, ended.frames, air.opened) == (SessionResult.DELIVERED, 1, 0)
    (reading,) = readings(events)
    assert (reading.kind, reading.values["weight"].value) == (ReadingKind.WEIGHT, Decimal(kilograms))
    assert [frame.payload for frame in journal.frames] == [payload]


async def test_a_weight_that_has_not_settled_is_no_reading(listening, journal):
    ended, events = await listening(
        Air("MI SCALE2", gatt.WEIGHT_SCALE_SERVICE, SETTLING), lambda hub: hub.pair(SCALE)
    )
    assert ended.result is SessionResult.NOTHING_NEW
    assert readings(events) == []
    assert journal.frames == []


async def test_what_is_repeated_many_times_a_second_is_taken_once(listening, journal):
    air = Air("MI_SCALE", gatt.WEIGHT_SCALE_SERVICE, SETTLING, SETTLED)

    async def watch_a_while(hub):
        task = asyncio.create_task(hub.watch([SCALE]))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    _ended, events = await listening(air, watch_a_while)
    assert len(readings(events)) == len(journal.frames) == 1


async def test_it_is_found_as_a_supported_device(listening):
    air = Air("MIBCS", gatt.BODY_COMPOSITION_SERVICE, BODY_SETTLED)
    found, events = await listening(air, lambda hub: hub.scan(0.05))
    assert [one.supported for one in found] == [True]
    assert [event for event in events if isinstance(event, DeviceFound)]
