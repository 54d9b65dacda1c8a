"""Tags of the pulse: how fast at rest, and whether monitors noted that it is irregular."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Final

from app.profile import Condition
from app.records import wording
from app.records.daily import SITTING_GAP
from app.records.marks import LifeEvent
from app.records.profile.evidence import Evidence
from app.records.profile.figures import digits
from app.records.profile.observations import Observation, Observations
from app.records.profile.tags.finding import NOT_APPLICABLE, Finding, Need, TagState, nothing_yet, settled
from app.records.profile.tags.rules import TagRule
from app.records.profile.window import STRETCH_AT_MOST, adapted, ending
from assistant.conversation import Language
from device_io.reading import QualityFlag, ReadingKind

#: Sitting still is part of measuring these; a chest strap may be worn on the stairs. Our rule.
_AT_REST: Final = (ReadingKind.BLOOD_PRESSURE, ReadingKind.SPO2)
#: The days with an irregular pulse that are looked at; older ones than these say nothing of now. Our rule.
_IRREGULAR_DAYS: Final = 50


def resting_hr_high(evidence: Evidence, rule: TagRule) -> Finding:
    """The median of a week's pulses at rest; a doctor's target takes the place of the limit."""
    if not evidence.subject.adult:
        return NOT_APPLICABLE
    limit, least = _limit(evidence, rule), rule.minimum["days"]
    terms = {"limit": digits(limit)}
    last, days = evidence.last_day(*_AT_REST), rule.window_days or 1
    if last is None:
        return replace(nothing_yet(rule.minimum), numbers=terms)
    first = last - timedelta(days=days * STRETCH_AT_MOST - 1)
    pulses = evidence.readings(_AT_REST, first, last).having("pulse")
    window = adapted(
        last,
        days,
        evidence.changes(ReadingKind.BLOOD_PRESSURE),
        lambda one: len(pulses.between(one.first, one.last).days) >= least,
    )
    seen = pulses.between(window.first, window.last)
    middle = median([row.values["pulse"] for row in seen.rows]) if seen.rows else Decimal(0)
    return settled(
        [Need("days", len(seen.days), least)],
        seen,
        holds=middle > limit,
        window=window,
        numbers={
            **terms,
            "median": digits(middle),
            "days": str(len(seen.days)),
            "readings": str(len(seen.rows)),
        },
    )


def irregular_pulse_seen(evidence: Evidence, rule: TagRule) -> Finding:
    """The newest sitting since the last ECG in which most of three readings noted an irregular pulse."""
    needed, of = int(rule.value("irregular")), int(rule.value("of"))
    last = evidence.last_day(ReadingKind.BLOOD_PRESSURE)
    if last is None:
        return nothing_yet(rule.minimum)
    newest = evidence.readings((ReadingKind.BLOOD_PRESSURE,), last, last)
    recorded = max((one.day for one in evidence.events if one.event is LifeEvent.ECG), default=date.min)
    for day in _irregular_days(evidence):
        if day <= recorded:
            break
        found = evidence.readings((ReadingKind.BLOOD_PRESSURE,), day, day)
        if found.simulated and not newest.simulated:
            continue  # practice beside a person's real readings
        for sitting in reversed(_sittings(found.rows)):
            for run in _runs(sitting, of):
                irregular = sum(QualityFlag.IRREGULAR_PULSE in row.flags for row in run)
                if irregular >= needed:
                    return _seen(found, run, irregular)
    return Finding(TagState.ABSENT, seen_on=last, window=ending(last, 1), readings=newest.ids)


def _seen(found: Observations, run: Sequence[Observation], irregular: int) -> Finding:
    day = run[-1].day
    return Finding(
        TagState.PRESENT,
        seen_on=day,
        window=ending(day, 1),
        readings=tuple(row.id for row in run),
        numbers={
            "date": {language: wording.day_name(day, language) for language in Language},
            "readings": str(len(run)),
            "irregular": str(irregular),
        },
        simulated=found.simulated,
        left_out=found.left_out,
    )


def _limit(evidence: Evidence, rule: TagRule) -> Decimal:
    own = evidence.subject.profile.target("pulse")
    if own is not None and own.high is not None:
        return own.high
    hypertensive = evidence.subject.has(Condition.HYPERTENSION)
    which = "above_with_hypertension" if hypertensive else "above_otherwise"
    return Decimal(str(rule.value(which)))


def _irregular_days(evidence: Evidence) -> list[date]:
    """Return the newest days on which a monitor noted an irregular pulse, newest first."""
    rows = evidence.connection.execute(
        "SELECT DISTINCT local_day FROM clean WHERE person_id = ? AND kind = ? AND plausible = 1 AND flags LIKE ? "
        "AND local_day <= ? ORDER BY local_day DESC LIMIT ?",
        (
            evidence.subject.person_id,
            ReadingKind.BLOOD_PRESSURE.value,
            f'%"{QualityFlag.IRREGULAR_PULSE.value}"%',
            evidence.today.isoformat(),
            _IRREGULAR_DAYS,
        ),
    ).fetchall()
    return [date.fromisoformat(row["local_day"]) for row in rows]


def _sittings(rows: Sequence[Observation]) -> list[list[Observation]]:
    groups: list[list[Observation]] = []
    for row in rows:
        if groups and row.taken_at - groups[-1][-1].taken_at <= SITTING_GAP:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _runs(sitting: Sequence[Observation], length: int) -> list[Sequence[Observation]]:
    """Return the stretches of ``length`` readings in a row, the newest first; a shorter sitting is one."""
    starts = range(max(len(sitting) - length, 0), -1, -1)
    return [sitting[start : start + length] for start in starts]
