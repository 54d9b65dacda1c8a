"""``readings profile``, ``quality`` and ``mark`` as a person or a script types them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def measure(listenwell, systolic=141):
    now = datetime.now(UTC)
    for day in range(3):
        for minutes in (4, 3, 2, 1):
            at = (now - timedelta(days=day, minutes=minutes)).isoformat()
            listenwell("readings", "add", f"blood_pressure={systolic}/84", "--at", at)


def test_a_profile_names_its_rule_and_explains_its_tags(listenwell):
    assert listenwell("readings", "profile", "--json").json == {
        "home_pressure": None,
        "glucose": None,
        "tags": [],
    }
    measure(listenwell)
    found = listenwell("readings", "profile", "--json", "--lang", "en").json
    home = found["home_pressure"]
    assert (home["rule"], home["enough"], home["readings"], home["at_or_above_goal"]) == (
        "CNHBPM2019",
        True,
        12,
        True,
    )
    assert home["mean"]["systolic"] == 141
    assert (home["other_rule"], home["other_mean"]["readings"]) == ("AHAAMA2020", 12)
    tag = next(one for one in found["tags"] if one["id"] == "home_bp_above_target")
    listed = {one["id"] for one in listenwell("readings", "list", "--json").json["readings"]}
    assert set(tag["reading_ids"]) <= listed
    assert (tag["state"], tag["rule_version"], tag["source"], tag["status"]) == (
        "present",
        1,
        "CNHBPM2019",
        "s",
    )
    spoken = listenwell("readings", "profile", "--lang", "zh").out
    assert "本周家庭血压高于目标" in spoken
    assert "依据：2019中国家庭血压监测指南" in spoken
    every = listenwell("readings", "profile", "--json", "--every").json["tags"]
    assert {one["state"] for one in every} >= {"present", "not_enough"}


def test_quality_counts_what_there_is(listenwell):
    measure(listenwell)
    found = listenwell("readings", "quality", "--json", "--days", "7", "--lang", "en").json
    assert (found["days"], found["readings"], found["assigned_percent"]) == (7, 12, 100)
    assert found["kinds"][0]["kind"] == "blood_pressure"
    assert (
        "12 readings in the last 7 days"
        in listenwell("readings", "quality", "--days", "7", "--lang", "en").out
    )
    assert listenwell("readings", "quality", "--days", "0").status == 2


def test_what_happened_on_a_day_is_noted_and_taken_back(listenwell):
    assert listenwell("readings", "happened", "ecg", "--day", "2026-11-02", "--json").json["events"] == [
        {"event": "ecg", "day": "2026-11-02"}
    ]
    assert "illness" in listenwell("readings", "happened", "illness").out
    gone = listenwell("readings", "happened", "ecg", "--day", "2026-11-02", "--off", "--json").json["events"]
    assert [one["event"] for one in gone] == ["illness"]
    assert listenwell("readings", "happened", "ecg", "--day", "2999-01-01").status == 1
    assert listenwell("readings", "happened", "ecg", "--day", "soon").status == 2


def test_a_reading_is_marked_as_fasting_and_the_mark_taken_back(listenwell):
    added = listenwell("readings", "add", "glucose=7.4mmol/L", "--json").json["id"]
    assert listenwell("readings", "mark", str(added), "fasting", "--json").json == {
        "id": added,
        "marks": ["fasting"],
    }
    assert listenwell("readings", "mark", str(added), "fasting", "--off", "--json").json["marks"] == []
    refused = listenwell("readings", "mark", str(added), "oral")
    assert refused.status == 1
    assert "cannot be marked" in refused.sentence
