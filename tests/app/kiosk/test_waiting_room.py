"""What a visitor hands over waits for the staff; what they discard is gone."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from app.exchange.errors import ExportFailed
from app.kiosk.content import Ending, Handover, RaisedFlag, Tally
from app.kiosk.staff import Member
from app.kiosk.station import Station
from app.kiosk.waiting_room import KEPT_AFTER_EXPORT, KEPT_UNVERIFIED, HandedState
from app.records.errors import InvalidEntry
from assistant.conversation import Language


def test_visits_of_a_day_are_numbered_from_one(station, station_clock):
    room = station.waiting_room
    assert [room.begin(Language.ZH)[1], room.begin(Language.EN)[1]] == [1, 2]
    station_clock.moment += timedelta(days=1)
    assert room.begin(Language.EN)[1] == 1


def test_what_was_handed_over_waits_unverified(station: Station, visit: int, handover: Handover):
    number = station.waiting_room.hand_over(visit, handover)
    (waiting,) = station.waiting_room.queue()
    assert (waiting.number, waiting.state) == (number, HandedState.UNVERIFIED)
    assert waiting.content == handover


def test_handing_over_again_takes_the_place_of_the_first(station: Station, visit: int, handover: Handover):
    station.waiting_room.hand_over(visit, handover)
    station.waiting_room.hand_over(visit, Handover(readings=handover.readings))
    (waiting,) = station.waiting_room.queue()
    assert waiting.content.reports == ()


def test_nothing_cannot_be_handed_over(station: Station, visit: int):
    with pytest.raises(InvalidEntry, match="nothing to hand over"):
        station.waiting_room.hand_over(visit, Handover())


def test_what_is_discarded_is_deleted_at_once(
    station: Station, visit: int, handover: Handover, manager: Member, tmp_path: Path
):
    station.waiting_room.hand_over(visit, handover)
    station.decide(manager, visit, accept=False)
    assert station.waiting_room.queue() == ()
    assert station.waiting_room.decided() == ()
    with pytest.raises(InvalidEntry, match="already decided"):
        station.decide(manager, visit, accept=True)
    with pytest.raises(InvalidEntry, match="already looked"):
        station.waiting_room.hand_over(visit, handover)


def test_what_nobody_looked_at_is_discarded_in_the_end(
    station: Station, visit: int, handover: Handover, station_clock
):
    station.waiting_room.hand_over(visit, handover)
    station_clock.moment += KEPT_UNVERIFIED - timedelta(minutes=1)
    assert station.waiting_room.forget_old() == 0
    station_clock.moment += timedelta(minutes=2)
    assert station.waiting_room.forget_old() == 1
    assert station.waiting_room.queue() == ()


def test_an_accepted_visit_goes_to_the_clinic_without_a_name_and_is_deleted_later(
    station: Station, visit: int, handover: Handover, manager: Member, tmp_path: Path, station_clock
):
    station.waiting_room.hand_over(visit, handover)
    station.decide(manager, visit, accept=True)
    (name,) = station.export(manager, tmp_path)
    bundle = json.loads((tmp_path / name).read_text())
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert kinds.count("Observation") == 2
    assert "DiagnosticReport" in kinds
    assert all(
        "name" not in entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "Patient"
    )
    with pytest.raises(ExportFailed, match="Nothing accepted"):
        station.export(manager, tmp_path)
    station_clock.moment += KEPT_AFTER_EXPORT + timedelta(minutes=1)
    assert station.waiting_room.forget_old() == 1
    assert station.waiting_room.decided()[0].content.empty


def test_a_red_flag_stays_until_somebody_takes_note(station: Station, visit: int, manager: Member):
    raised = station.waiting_room.raise_flag(
        visit, RaisedFlag(level="999", words={Language.EN: "Call now", Language.ZH: "马上呼救"})
    )
    assert station.waiting_room.unseen_flags() == (raised,)
    station.take_note(manager, raised.id)
    assert station.waiting_room.unseen_flags() == ()


def test_the_day_is_counted(station: Station, handover: Handover, station_clock):
    room = station.waiting_room
    first, _ = room.begin(Language.ZH)
    room.hand_over(first, handover)
    station_clock.moment += timedelta(minutes=4)
    room.end(first, Ending.DONE, Tally(readings=2, questions=1))
    second, _ = room.begin(Language.EN)
    room.end(second, Ending.BROKEN, Tally())
    room.end(second, Ending.DONE, Tally(photos=9))
    counts = room.counts()
    assert (counts.visits, counts.handed, counts.waiting, counts.broken) == (2, 1, 1, 1)
    assert (counts.readings, counts.questions, counts.photos) == (2, 1, 0)
    assert counts.mean_minutes == pytest.approx(4, abs=0.1)


def test_the_day_counts_what_became_of_what_was_handed_over(station, manager, handover, tmp_path):
    room = station.waiting_room
    visits = [room.begin(Language.ZH)[0] for _ in range(3)]
    for visit in visits:
        room.hand_over(visit, handover)
    station.decide(manager, visits[0], accept=True)
    station.decide(manager, visits[1], accept=False)
    station.export(manager, tmp_path)
    counts = room.counts()
    assert (counts.handed, counts.waiting, counts.accepted, counts.discarded, counts.exported) == (
        3,
        1,
        1,
        1,
        1,
    )
