"""Who may look after a station, and what each role may do."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.kiosk.lending import HERE
from app.kiosk.staff import NotAllowed, Role
from app.kiosk.station import Station
from app.pins import PinRefused, PinResult
from app.records.errors import InvalidEntry
from device_io.reading import ReadingKind

PIN = "274905"


def test_the_first_member_is_a_manager(station: Station):
    with pytest.raises(InvalidEntry, match="make them a manager"):
        station.staff.add("Li", Role.NURSE, PIN)
    assert station.set_up("Wang", PIN).role is Role.MANAGER
    with pytest.raises(InvalidEntry, match="has staff already"):
        station.set_up("Li", PIN)


def test_a_pin_that_anybody_would_try_adds_nobody(station: Station):
    with pytest.raises(PinRefused):
        station.set_up("Wang", "123456")
    assert station.staff.members() == ()


def test_a_wrong_pin_does_not_open(station: Station, manager):
    assert station.staff.check(manager, "999111").result is PinResult.WRONG
    assert station.staff.check(manager, PIN).result is PinResult.OPEN


def test_a_nurse_looks_after_visits_and_not_after_the_station(station: Station, manager, tmp_path: Path):
    nurse = station.add_member(manager, "Li", Role.NURSE, "830274")
    station.show_message(nurse, "Back at two", None)
    for forbidden in (
        lambda: station.add_member(nurse, "Zhao", Role.NURSE, "830275"),
        lambda: station.remove_member(nurse, manager.id),
        lambda: station.export(nurse, tmp_path),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_a_station_keeps_a_manager(station: Station, manager):
    with pytest.raises(InvalidEntry, match="needs a manager"):
        station.remove_member(manager, manager.id)


def test_what_the_staff_do_is_in_the_audit_log(station: Station, manager):
    station.show_message(manager, "Welcome", None)
    assert [(one.event, one.subject, one.detail) for one in station.audit.entries()] == [
        ("message", "first page", {"by": manager.id}),
        ("set_up", "station", {"by": manager.id}),
    ]
    assert station.audit.verify().holds


def test_a_message_comes_down_by_itself(station: Station, manager, station_clock):
    station.show_message(manager, "Back at two", station_clock() + timedelta(hours=1))
    assert station.view().message.words == "Back at two"
    station_clock.moment += timedelta(hours=2)
    assert station.view().message is None


def test_a_lent_device_is_not_shown_to_visitors_until_it_comes_back(station: Station, manager):
    station.lending.take_in("AA:01", "Cuff 1", ReadingKind.BLOOD_PRESSURE)
    station.move_device(manager, "AA:01", "Room 3")
    assert station.view().devices == ()
    station.move_device(manager, "AA:01", HERE)
    station.lending.seen("AA:01", 12)
    (cuff,) = station.view().devices
    assert cuff.low
    with pytest.raises(InvalidEntry, match="not on the station's list"):
        station.move_device(manager, "AA:02", "Room 3")


def test_a_member_changes_their_own_pin_with_the_present_one(station: Station, manager):
    with pytest.raises(InvalidEntry, match="not your present PIN"):
        station.change_pin(manager, "999111", "830274")
    with pytest.raises(PinRefused):
        station.change_pin(manager, PIN, "111111")
    station.change_pin(manager, PIN, "830274")
    assert station.staff.is_open_with(manager, "830274")
    assert not station.staff.is_open_with(manager, PIN)


def test_the_log_says_who_did_what_and_that_it_is_whole(station: Station, manager):
    nurse = station.add_member(manager, "Li", Role.NURSE, "830274")
    station.sign_in(nurse.id, "999111")
    station.take_in_device(nurse, "AA:01", "Cuff 1", ReadingKind.BLOOD_PRESSURE)
    log = station.audit_log(manager)
    assert [(line.event, line.subject, line.by) for line in log.lines] == [
        ("take_in_device", "AA:01", "Li"),
        ("sign_in_refused", "Li", "Li"),
        ("add_member", "Li", "Wang"),
        ("set_up", "station", "Wang"),
    ]
    assert log.holds
    with pytest.raises(NotAllowed):
        station.audit_log(nurse)


def test_only_a_manager_ends_the_kiosk(station: Station, manager):
    nurse = station.add_member(manager, "Li", Role.NURSE, "830274")
    with pytest.raises(NotAllowed):
        station.end_kiosk(nurse)
    station.end_kiosk(manager)
    assert station.audit.entries()[0].event == "close_station"
