"""Devices that were added, in the encrypted database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from app.records.devices import KnownDevice
from app.records.records import Records
from device_io.events import Device

CUFF = Device("F0:00:00:00:00:01", "Upper arm", "Omron HEM-7361T", 80, simulated=True)
WRIST = Device("F0:00:00:00:00:02", "Wrist", "Omron HEM-6232T")


def test_a_device_is_kept_over_a_restart(
    records: Records, open_profile: Callable[..., Records], clock
) -> None:
    records.devices.heard(CUFF)
    records.close()
    assert open_profile().devices.all() == (KnownDevice(CUFF, clock.moment),)


def test_the_device_heard_last_comes_first(records: Records, clock) -> None:
    records.devices.heard(CUFF)
    clock.moment += timedelta(hours=1)
    records.devices.heard(WRIST)
    assert [one.device for one in records.devices.all()] == [WRIST, CUFF]
    clock.moment += timedelta(hours=1)
    records.devices.heard(CUFF)
    newest = records.devices.all()[0]
    assert newest == KnownDevice(CUFF, clock.moment)


def test_what_a_device_says_anew_replaces_what_it_said(records: Records) -> None:
    records.devices.heard(CUFF)
    changed = replace(CUFF, name="Cuff", model="Omron HEM-7380T1", battery_percent=70, simulated=False)
    records.devices.heard(changed)
    assert [one.device for one in records.devices.all()] == [changed]


def test_what_a_device_leaves_out_stays(records: Records) -> None:
    records.devices.heard(CUFF)
    records.devices.heard(replace(CUFF, name="", model="", battery_percent=None))
    assert [one.device for one in records.devices.all()] == [CUFF]


def test_forgetting_takes_only_that_device_and_says_whether_it_was_there(records: Records) -> None:
    records.devices.heard(CUFF)
    records.devices.heard(WRIST)
    assert records.devices.forget(CUFF.address)
    assert not records.devices.forget(CUFF.address)
    assert [one.device for one in records.devices.all()] == [WRIST]
