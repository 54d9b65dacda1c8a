"""Sets of sentences in both languages, each a file of ``safety_sets``: what must be heard, and what must not alarm."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant import safety
from assistant.conversation import Language
from assistant.safety import Profile, SafetyResult
from assistant.triage_evaluation import evaluate_triage, own_sets

_FOLDER = Path(__file__).parent / "safety_sets"
_URGENCY = ("none", "act", "week", "today", "urgent", "999")
_CALM = frozenset({"none", "act", "week"})
_ADULT = Profile()


def _set(name: str) -> Any:
    return yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def _own(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in own_sets()[name]]


def _check(text: str, *, spoken: bool = False) -> SafetyResult:
    return safety.check(text, None, (), _ADULT, spoken=spoken)


def _certain(text: str, *, spoken: bool = False) -> set[str]:
    return {finding.id for finding in _check(text, spoken=spoken).findings if finding.certain}


def _at_least(level: str, least: str) -> bool:
    return _URGENCY.index(level) >= _URGENCY.index(least)


def _without_flag(rows: Iterable[Mapping[str, str]]) -> list[str]:
    return [row["text"] for row in rows if row["flag"] not in _certain(row["text"])]


@pytest.mark.parametrize("group", ["zh", "en", "dialect", "mixed"])
def test_emergencies_in_everyday_words_are_heard(group: str) -> None:
    rows = _set("emergencies")[group]
    assert len(rows) >= 10
    missed = [row["text"] for row in rows if not _at_least(_check(row["text"]).level, row["least"])]
    assert missed == []


@pytest.mark.parametrize("group", ["zh", "en"])
@pytest.mark.parametrize("spoken", [False, True])
def test_ordinary_talk_alarms_nobody(group: str, spoken: bool) -> None:
    rows = _set("ordinary")[group]
    assert len(rows) >= 60
    assert [text for text in rows if _check(text, spoken=spoken).level not in _CALM] == []


def test_words_heard_wrongly_are_understood_or_asked_about() -> None:
    rows = [row for row in _own("homophones") if "flag" in row]
    assert len(rows) >= 60
    heard = {row["text"]: _check(row["text"], spoken=True).findings for row in rows}
    missed = [row["text"] for row in rows if row["flag"] not in {one.id for one in heard[row["text"]]}]
    assert missed == []
    certain = [row for row in rows if row["flag"] in _certain(row["text"], spoken=True)]
    assert len(certain) >= 0.8 * len(rows)


def test_words_that_sound_like_an_emergency_alarm_nobody() -> None:
    calm = [row["text"] for row in _own("homophones") if "flag" not in row]
    assert [text for text in calm if _check(text, spoken=True).findings] == []


def test_what_is_denied_is_not_certain() -> None:
    rows = [row["text"] for row in _own("negation") if "flag" not in row]
    assert len(rows) >= 80
    assert [text for text in rows if _certain(text)] == []


def test_a_no_that_denies_something_else_hides_nothing() -> None:
    assert _without_flag(row for row in _own("negation") if "flag" in row) == []


def test_emergencies_of_others_are_emergencies() -> None:
    rows = [row for row in _own("third_person") if "flag" in row]
    assert len(rows) >= 50
    assert _without_flag(rows) == []


def test_the_history_of_others_alarms_nobody() -> None:
    rows = [row["text"] for row in _own("third_person") if "flag" not in row]
    assert [text for text in rows if _check(text).level not in _CALM] == []


def test_the_language_of_clinics_is_understood() -> None:
    rows = _set("clinical")
    assert [text for text in rows["serious"] if not _at_least(_check(text).level, "today")] == []
    assert [text for text in rows["calm"] if _check(text).level not in _CALM] == []


def test_a_flag_stays_however_the_sentence_goes_on() -> None:
    lost: list[str] = []
    for row in _set("partial")["grow"]:
        text, heard = row["text"], row["text"].index(row["cue"]) + len(row["cue"])
        cuts = [text[:end] for end in (*range(heard, len(text), 2), len(text))]
        lost.extend(cut for cut in cuts if row["flag"] not in _certain(cut, spoken=True))
    assert lost == []


def test_no_beginning_of_an_ordinary_sentence_alarms() -> None:
    cuts = [text[:end] for text in _set("partial")["calm"] for end in range(0, len(text) + 1, 3)]
    assert [cut for cut in cuts if _check(cut, spoken=True).level not in _CALM] == []


def test_requests_for_a_clinician_are_told_from_other_questions() -> None:
    wrong = {}
    for row in _set("requests"):
        referrals = _check(row["text"]).referrals
        found = {referral.request for referral in referrals}
        if (row["request"] not in found) if row["request"] else found:
            wrong[row["text"]] = found
        for referral in referrals:
            assert "医生" in referral.words[Language.ZH]
            assert "doctor" in referral.words[Language.EN].lower()
    assert wrong == {}


def test_an_emergency_in_a_request_is_still_an_emergency() -> None:
    result = _check("我胸口疼得厉害，要不要多吃一片阿司匹林")
    assert result.level == "999"
    assert [referral.request for referral in result.referrals] == ["dose"]


def test_everyday_words_of_an_emergency_are_told_from_everyday_talk() -> None:
    measured = evaluate_triage(own_sets()["colloquial"])
    assert measured["emergencies"] >= 500
    assert measured["calm"] >= 500
    assert measured["emergency_miss_rate"] <= 0.02
    assert measured["false_alarm_rate"] <= 0.01


def test_a_sound_beside_what_is_written_makes_nothing_doubtful() -> None:
    for row in _own("colloquial"):
        if row["level"] == "D":
            assert _certain(row["text"]) <= _certain(row["text"], spoken=True), row["text"]
