"""Clocks of devices: which one is read and set, and what happens where the device will not have it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from device_io import gatt
from device_io.clock_setting import DeviceClock, MakersClock
from device_io.codecs.contour_clock import ContourClock, decode_contour_clock
from device_io.codecs.current_time import decode_current_time, encode_current_time, host_clock
from device_io.codecs.date_time import DeviceTime, decode_date_time, encode_date_time
from device_io.codecs.isens_clock import decode_isens_clock
from device_io.radio import RequestRefused

NOW = datetime(2026, 7, 10, 9, 30, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
STAMP = DeviceTime(2026, 7, 10, 9, 30, 15)
LATE = STAMP.as_local() - timedelta(minutes=10)


class Link:
    """A device with these values; what is written is kept, or refused."""

    def __init__(self, values, refuses=False):
        self.values, self.refuses, self.written = values, refuses, {}
        self.characteristics = frozenset(values)
        self.closed = asyncio.Event()

    async def read(self, characteristic, _deadline_s):
        if self.values[characteristic] is None:
            raise RequestRefused("not readable", 0x02)
        return self.values[characteristic]

    async def write(self, characteristic, payload, _deadline_s):
        if self.refuses:
            raise RequestRefused("ignored", 0x80)
        self.written[characteristic] = payload


def clock(link, makers=MakersClock.NONE):
    return DeviceClock(link, makers, lambda: NOW, 1.0)


async def test_the_standard_clock_comes_first():
    late = encode_current_time(host_clock(NOW - timedelta(minutes=10)))
    link = Link({gatt.CURRENT_TIME: late, gatt.DATE_TIME: encode_date_time(STAMP)})
    device = clock(link)
    assert await device.is_due()
    assert device.offset == timedelta(minutes=10)
    assert await device.set()
    assert decode_current_time(link.written[gatt.CURRENT_TIME]).time == STAMP
    assert gatt.DATE_TIME not in link.written


async def test_meters_with_a_date_and_time_only_take_that():
    link = Link({gatt.DATE_TIME: encode_date_time(DeviceTime.from_datetime(LATE))})
    device = clock(link)
    assert await device.is_due()
    assert device.offset == timedelta(minutes=10)
    assert await device.set()
    assert decode_date_time(link.written[gatt.DATE_TIME]) == STAMP


async def test_a_clock_that_is_right_is_left_alone():
    device = clock(Link({gatt.DATE_TIME: encode_date_time(STAMP)}))
    assert not await device.is_due()
    assert device.offset == timedelta(0)


@pytest.mark.parametrize("point", gatt.ISENS_CLOCKS)
async def test_meters_of_i_sens_take_their_makers_command(point):
    link = Link({point: None})
    device = clock(link, MakersClock.ISENS)
    assert await device.is_due()
    assert await device.set()
    assert decode_isens_clock(link.written[point]) == STAMP


async def test_contour_meters_take_the_time_in_utc_and_the_distance_of_the_zone():
    link = Link({gatt.CONTOUR_CLOCK: None})
    device = clock(link, MakersClock.CONTOUR)
    assert await device.is_due()
    assert await device.set()
    told = decode_contour_clock(link.written[gatt.CONTOUR_CLOCK])
    assert told == ContourClock(DeviceTime(2026, 7, 10, 1, 30, 15), 480)


@pytest.mark.parametrize("makers", list(MakersClock))
async def test_a_device_without_any_clock_is_not_due(makers):
    device = clock(Link({gatt.GLUCOSE_MEASUREMENT: b""}), makers)
    assert not await device.is_due()
    assert not await device.set()


async def test_a_makers_command_goes_to_its_makers_devices_only():
    link = Link({gatt.ISENS_CLOCKS[0]: None})  # FFF1 is used by many makers for many things
    assert not await clock(link).is_due()
    assert not await clock(link, MakersClock.CONTOUR).is_due()


async def test_a_device_that_will_not_be_told_keeps_its_own_time():
    link = Link({gatt.DATE_TIME: encode_date_time(DeviceTime(2000, 1, 1, 0, 0, 0))}, refuses=True)
    device = clock(link)
    assert await device.is_due()
    assert device.offset is None
    assert not await device.set()
    assert link.written == {}
