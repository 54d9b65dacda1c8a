"""Where frames arrive: in which order they reach the journal."""

from __future__ import annotations

import asyncio
import threading

import pytest

from device_io import gatt
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.glucose import GlucoseMeasurement, encode_glucose_measurement
from device_io.events import Device
from device_io.frame_intake import FrameIntake, Known
from device_io.record_resume import resume_after

STAMP = DeviceTime(2026, 3, 10, 7, 0, 0)


class SlowJournal:
    """Lets the first group wait until it is told to go on."""

    def __init__(self):
        self.frames, self.go_on = [], threading.Event()

    def append(self, frame):
        self.frames.append(frame)
        return len(self.frames)

    def append_all(self, frames):
        assert self.go_on.wait(10)
        return [self.append(frame) for frame in frames]


@pytest.mark.parametrize("late", [1, 3])
async def test_a_record_that_comes_while_a_transfer_is_closed_stays_in_its_place(now, late):
    journal = SlowJournal()
    intake = FrameIntake(
        journal,
        Known(Device("F0", "Meter")),
        "s1",
        "Europe/Berlin",
        simulated=False,
        now=lambda: now,
        publish=lambda _event: None,
    )
    intake.begin_transfer()

    def take(*numbers):
        for number in numbers:
            intake.take(
                gatt.GLUCOSE_MEASUREMENT, encode_glucose_measurement(GlucoseMeasurement(number, STAMP))
            )

    take(1, 2, 3)
    await asyncio.sleep(0)
    settling = asyncio.create_task(intake.settle())
    await asyncio.sleep(0)
    take(*range(4, 4 + late))
    journal.go_on.set()
    await settling
    take(4 + late)
    assert resume_after((one.characteristic, one.payload) for one in journal.frames) == 4 + late
