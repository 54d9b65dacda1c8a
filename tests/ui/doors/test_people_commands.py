"""People, their medicines, alerts and reminders from the command line."""

from __future__ import annotations

import pytest

from app.records.refining import PARTS

PIN = "482913"


@pytest.fixture
def anna(listenwell):
    added = listenwell(
        "people", "add", "Anna", "--birth-date", "1950-03-01", "--sex", "female", "--condition", "hypertension",
        "--target", "systolic=-130", "--target", "glucose@fasting=4.4-7.0", "--set-by", "Dr Li", "--set-on", "2026-10-01",
        "--rule-set", "US", "--language", "zh", "--voice-speed", "0.8", "--json",
    )  # fmt: skip
    assert added.status == 0, added
    return added.json


def test_a_person_is_described_changed_and_listed(listenwell, anna):
    assert anna == {
        "id": anna["id"],
        "name": "Anna",
        "private": False,
        "signed_in": False,
        "age": 76,
        "birth_date": "1950-03-01",
        "sex": "female",
        "pregnant_until": None,
        "conditions": ["hypertension"],
        "targets": [
            {
                "component": "glucose", "occasion": "fasting", "low": 4.4, "high": 7, "unit": "mmol/L",
                "set_by": "Dr Li", "set_on": "2026-10-01",
            },
            {
                "component": "systolic", "occasion": "any", "low": None, "high": 130, "unit": "mm[Hg]",
                "set_by": "Dr Li", "set_on": "2026-10-01",
            },
        ],
        "rule_set": "US",
        "language": "zh",
        "voice_speed": 0.8,
    }  # fmt: skip
    changed = listenwell(
        "people", "edit", "anna", "--name", "Anna Li", "--rule-set", "none", "--target", "none", "--json"
    )
    assert (changed.json["name"], changed.json["rule_set"], changed.json["targets"]) == ("Anna Li", None, [])
    assert changed.json["conditions"] == ["hypertension"]
    assert listenwell("people", "list").out == "Me (uses Listenwell now)\nAnna Li (76)\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["edit", "Bo", "--sex", "male"], "Nobody here has this name"),
        (["edit", "Anna", "--birth-date", "1.3.1950"], "write it like 2026-11-24"),
        (["edit", "Anna", "--birth-date", "2150-01-01"], "130 years"),
        (["edit", "Anna", "--condition", "hiccups"], "use hypertension"),
        (["edit", "Anna", "--target", "systolic=130"], "who set it"),
        (["edit", "Anna", "--target", "systolic=130", "--set-by", "Dr Li"], "write it like"),
        (["edit", "Anna", "--target", "mood=1-2", "--set-by", "Dr Li"], "There is no 'mood'"),
        (["edit", "Anna", "--voice-speed", "fast"], "not a number"),
        (["edit", "Anna", "--voice-speed", "9"], "between 0.5 and 2.0"),
        (["pin", "Anna"], "LISTENWELL_NEW_PIN"),
        (["undo", "nothing"], "nothing to undo"),
        (["assign", "12800", "--to", "Anna"], "not in the records"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(listenwell, anna, words, said):
    assert said in listenwell("people", *words).sentence


def test_switching_decides_whose_readings_are_typed_and_shown(listenwell, anna):
    listenwell("readings", "add", "spo2=97")
    assert listenwell("people", "switch", "Anna", "--json").json["signed_in"]
    assert listenwell("readings", "list", "--json").json["readings"] == []
    listenwell("readings", "add", "spo2=95")
    assert len(listenwell("readings", "list", "--json").json["readings"]) == 1


def test_who_was_removed_comes_back(listenwell, anna):
    assert listenwell("people", "remove", "Anna", "--json").json["removed"]
    assert [one["name"] for one in listenwell("people", "list", "--json").json["people"]] == ["Me"]
    assert [one["name"] for one in listenwell("people", "list", "--removed", "--json").json["people"]] == [
        "Anna"
    ]
    assert listenwell("people", "restore", "Anna", "--json").json == anna
    listenwell("people", "remove", "Me")
    assert "only person" in listenwell("people", "remove", "Anna").sentence


def test_a_private_profile_needs_its_pin_everywhere(listenwell, anna, monkeypatch):
    monkeypatch.setenv("LISTENWELL_NEW_PIN", "123456")
    assert "first that anybody would try" in listenwell("people", "pin", "Anna").sentence
    monkeypatch.setenv("LISTENWELL_NEW_PIN", PIN)
    assert listenwell("people", "pin", "Anna", "--json").json["private"]
    shown = listenwell("people", "list", "--json").json["people"][1]
    assert shown == {"id": anna["id"], "name": "Anna", "private": True, "signed_in": False}
    for words in (["people", "switch", "Anna"], ["people", "edit", "Anna", "--sex", "male"], ["people", "remove", "Anna"],
                  ["people", "pin", "Anna", "--remove"], ["medicines", "list", "--person", "Anna"],
                  ["reminders", "list", "--person", "Anna"], ["alerts", "history", "--person", "Anna"]):  # fmt: skip
        assert listenwell(*words).sentence == "This profile is private: type its PIN."
    monkeypatch.setenv("LISTENWELL_PIN", "111111")
    assert "4 tries are left" in listenwell("people", "switch", "Anna").sentence
    monkeypatch.setenv("LISTENWELL_PIN", PIN)
    assert listenwell("people", "switch", "Anna").status == 0
    listenwell("readings", "add", "spo2=95")
    assert len(listenwell("readings", "list", "--json").json["readings"]) == 1
    monkeypatch.delenv("LISTENWELL_PIN")
    assert listenwell("readings", "list", "--json").json["readings"] == []
    monkeypatch.setenv("LISTENWELL_PIN", PIN)
    assert not listenwell("people", "pin", "Anna", "--remove", "--json").json["private"]


def test_five_wrong_pins_make_everybody_wait(listenwell, anna, monkeypatch):
    monkeypatch.setenv("LISTENWELL_NEW_PIN", PIN)
    listenwell("people", "pin", "Anna")
    monkeypatch.setenv("LISTENWELL_PIN", "111112")
    for _ in range(5):
        refused = listenwell("people", "switch", "Anna").sentence
    assert "wait 30 seconds" in refused
    monkeypatch.setenv("LISTENWELL_PIN", PIN)
    assert "wait" in listenwell("people", "switch", "Anna").sentence


def test_a_reading_is_moved_and_the_move_undone(listenwell, anna):
    reading = listenwell("readings", "add", "spo2=97", "--json").json
    moved = listenwell("people", "move", str(reading["id"]), "--to", "Anna", "--json").json
    assert moved["person"] == anna["id"]
    assert listenwell("readings", "list", "--json").json["readings"] == []
    listenwell("people", "switch", "Anna")
    assert listenwell("readings", "list", "--json").json["readings"] == [reading]
    assert listenwell("people", "undo", moved["act"], "--json").json == {"undone": moved["act"]}
    decisions = listenwell("people", "decisions", str(reading["id"]), "--json").json["decisions"]
    assert [one["reason"] for one in decisions] == ["move", "undo"]
    listenwell("people", "switch", "Me")
    assert listenwell("readings", "list", "--json").json["readings"] == [reading]


def test_a_reading_that_nobody_is_named_for_is_asked_about_and_answered(listenwell, anna):
    reading = listenwell("readings", "add", "blood_pressure=128/79", "--json").json
    listenwell("people", "move", str(reading["id"]), "--to", "nobody")
    (question,) = listenwell("people", "questions", "--json").json["questions"]
    assert question["readings"] == [reading["id"]]
    assert question["text"] == "Whose blood pressure is this: 128/79 mmHg?"
    assert [choice["name"] for choice in question["choices"]] == ["Me", "Anna", "Somebody else"]
    assert "是谁量的" in listenwell("people", "questions", "--lang", "zh").out
    listenwell("people", "assign", str(reading["id"]), "--to", "guest")
    assert listenwell("people", "questions").out == "Every reading has a name.\n"
    assert reading["id"] % PARTS == 0


def test_a_device_is_somebodys(listenwell, anna):
    address = "F0:00:00:00:00:01"
    assert listenwell("people", "device", address, "--json").json["users"] == []
    listenwell("people", "device", address, "--is", "Anna", "--slot", "2")
    users = listenwell("people", "device", address, "--is", "Me", "--json").json["users"]
    assert [(one["slot"], one["person"] == anna["id"]) for one in users] == [(None, False), (2, True)]
    listenwell("people", "device", address, "--is", "nobody")
    assert listenwell("people", "device", address).out == "user 2: Anna\n"


def test_medicines_are_noted_changed_and_stopped(listenwell):
    added = listenwell(
        "medicines",
        "add",
        "氨氯地平",
        "--dose",
        "5 mg",
        "--times",
        "20:00,08:00",
        "--from",
        "2026-10-01",
        "--json",
    )
    assert added.json["times"] == ["08:00", "20:00"]
    changed = listenwell(
        "medicines", "change", added.json["id"], "--dose", "10 mg", "--from", "2026-11-01", "--json"
    ).json
    stopped = listenwell("medicines", "stop", changed["id"], "--on", "2026-11-20", "--json").json
    assert stopped["stopped_on"] == "2026-11-20"
    assert listenwell("medicines", "stop", changed["id"], "--undo", "--json").json["stopped_on"] is None
    listenwell("medicines", "remove", added.json["id"])
    assert [one["dose"] for one in listenwell("medicines", "list", "--json").json["medicines"]] == ["10 mg"]
    listenwell("medicines", "restore", added.json["id"])
    assert [one["dose"] for one in listenwell("medicines", "list", "--json").json["medicines"]] == [
        "5 mg",
        "10 mg",
    ]
    assert (
        "write them like 08:00,20:00" in listenwell("medicines", "add", "x", "--times", "8 o'clock").sentence
    )


def test_an_alert_is_listed_and_taken_note_of(listenwell):
    assert listenwell("alerts", "list").out == "Nothing needs attention.\n"
    reading = listenwell("readings", "add", "glucose=2.5mmol/L", "--json").json
    (alert,) = listenwell("alerts", "list", "--json").json["alerts"]
    assert (alert["flag"], alert["level"], alert["stage"]) == ("hypo_l2", "urgent", "certain")
    assert (alert["reading"], alert["figure"]) == (reading["id"], "2.5 mmol/L")
    assert alert["words"]["zh"].startswith("血糖很低！马上吃糖")
    assert alert["sources"] == ["ADA6", "BETACELL"]
    assert listenwell("alerts", "acknowledge", str(alert["id"]), "--json").status == 0
    assert "no open alert" in listenwell("alerts", "acknowledge", str(alert["id"])).sentence
    (kept,) = listenwell("alerts", "history", "--json").json["alerts"]
    assert kept["shown_at"]
    assert kept["acknowledged_by"] == kept["person"]


def test_reminders_are_planned_done_and_taken_back(listenwell):
    words = ("reminders", "add", "blood_pressure", "--times", "23:59", "--from", "2020-01-01", "--json")
    plan = listenwell(*words).json
    assert (plan["purpose"], plan["kind"], plan["times"]) == ("measure", "blood_pressure", ["23:59"])
    (today,) = listenwell("reminders", "today", "--json").json["occasions"]
    assert today["state"] == "upcoming"
    assert listenwell("reminders", "done", plan["id"], today["day"], today["time"]).status == 0
    assert listenwell("reminders", "today", "--json").json["occasions"][0]["state"] == "done"
    listenwell("reminders", "reopen", plan["id"], today["day"], today["time"])
    assert listenwell("reminders", "today", "--json").json["occasions"] == [today]
    assert "no such reminder" in listenwell("reminders", "skip", plan["id"], "2026-11-24", "09:00").sentence
    listenwell("reminders", "remove", plan["id"])
    assert listenwell("reminders", "list", "--json").json["reminders"] == []
    listenwell("reminders", "restore", plan["id"])
    assert listenwell("reminders", "list", "--json").json["reminders"] == [plan]
    recheck = listenwell("reminders", "recheck", "血脂", "--on", "2027-02-01", "--json").json
    assert (recheck["title"], recheck["first_day"], recheck["times"]) == ("血脂", "2027-02-01", ["09:00"])
    assert (
        "not among the person's"
        in listenwell("reminders", "recheck", "x", "--on", "2027-02-01", "--report", "1").sentence
    )
    assert listenwell("reminders", "watch", "--once", "--json").json["announcements"] == []


def test_the_guidelines_week_can_be_taken_from_the_suggestions(listenwell):
    (week,) = listenwell("reminders", "suggest", "--json").json["suggestions"]
    assert (week["number"], week["protocol"], week["times"]) == (1, "CNHBPM2019", ["07:00", "19:00"])
    plan = listenwell("reminders", "suggest", "--accept", "1", "--json").json
    assert plan["protocol"] == "CNHBPM2019"
    assert "There are 1 suggestions" in listenwell("reminders", "suggest", "--accept", "5").sentence
