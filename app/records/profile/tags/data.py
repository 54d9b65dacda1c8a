"""Tags of the data themselves: nothing measured for long, and devices that disagree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from app.records import agreement, wording
from app.records.profile.evidence import Evidence
from app.records.profile.figures import digits
from app.records.profile.tags.finding import Finding, Need, TagState
from app.records.profile.tags.rules import TagRule
from app.records.profile.window import ending
from app.records.thresholds import clinical_row
from app.records.timestamps import to_text
from app.records.units import unit_word
from assistant.conversation import Language
from device_io.reading import COMPONENT_UNITS, REQUIRED_COMPONENTS, ReadingKind

#: What people measure by habit; temperature and pulse are measured when there is a reason. Our rule.
HABITS: Final = (
    ReadingKind.BLOOD_PRESSURE,
    ReadingKind.GLUCOSE,
    ReadingKind.CONTINUOUS_GLUCOSE,
    ReadingKind.SPO2,
    ReadingKind.WEIGHT,
)


def data_gap(evidence: Evidence, rule: TagRule) -> Iterable[Finding]:
    """Tell for each kind with a habit whether the time since the newest reading is long for this person."""
    return [_gap(evidence, rule, kind) for kind in HABITS if evidence.last_day(kind) is not None]


def device_disagree(evidence: Evidence, rule: TagRule) -> Iterable[Finding]:
    """What the pairs of each two devices say (:mod:`app.records.agreement`), those of the last 30 days."""
    days = int(clinical_row("device_agreement", "pairs")["days"])
    since = evidence.now - timedelta(days=days)
    rows = evidence.connection.execute(
        "SELECT a.*, p.ids, p.last FROM device_agreement a JOIN (SELECT person_id, kind, first_device, second_device, "
        "group_concat(first_id || ',' || second_id) AS ids, max(taken_at) AS last FROM device_pair "
        "WHERE person_id = ? AND taken_at BETWEEN ? AND ? GROUP BY kind, first_device, second_device) p "
        "USING (person_id, kind, first_device, second_device) ORDER BY a.kind, a.first_device, a.second_device",
        (evidence.subject.person_id, to_text(since), to_text(evidence.now)),
    ).fetchall()
    for row in rows:
        kind = ReadingKind(row["kind"])
        limit = agreement.limits()[kind]
        unit = "%" if row["percent"] else COMPONENT_UNITS[kind][limit.component]
        last = _day_of(evidence, row["last"])
        need = Need("pairs", row["pairs"], rule.minimum["pairs"])
        settled = TagState.PRESENT if row["disagree"] else TagState.ABSENT
        yield Finding(
            settled if need.met else TagState.NOT_ENOUGH,
            seen_on=last,
            window=ending(last, days),
            readings=tuple(int(one) for one in row["ids"].split(",")),
            numbers={
                "limit": digits(limit.at_most, _places(unit)),
                "unit": {language: unit_word(unit, language) for language in Language},
                "what": dict(wording.KIND_NAMES[kind]),
                "pairs": str(row["pairs"]),
                "difference": digits(abs(float(row["median_difference"])), _places(unit)),
            },
            needs=(need,),
            subject=f"{kind.value}:{row['first_device']}:{row['second_device']}",
            simulated=_simulated(evidence, row["ids"]),
        )


def _gap(evidence: Evidence, rule: TagRule, kind: ReadingKind) -> Finding:
    last = evidence.last_day(kind)
    if last is None:
        return Finding(TagState.NOT_ENOUGH, subject=kind.value)
    window = ending(last, rule.window_days or 1)
    component = REQUIRED_COMPONENTS[kind][0]
    series = evidence.summaries(kind, component, window.first, last)
    days = [one.local_day for one in series.summaries]
    need = Need("days", len(days), rule.minimum["days"])
    usual = median([(later - earlier).days for earlier, later in pairwise(days)]) if len(days) > 1 else 0
    since = (evidence.today - last).days
    limit = int(rule.value("least_days"))
    holds = since > rule.value("times") * usual and since > limit
    settled = TagState.PRESENT if holds else TagState.ABSENT
    return Finding(
        settled if need.met else TagState.NOT_ENOUGH,
        seen_on=last,
        window=window,
        readings=evidence.readings((kind,), last, last).ids,
        numbers={
            "limit": str(limit),
            "days": str(since),
            "usual": digits(usual),
            "what": dict(wording.KIND_NAMES[kind]),
        },
        needs=(need,),
        subject=kind.value,
        simulated=series.simulated,
        left_out=series.left_out,
    )


def _day_of(evidence: Evidence, taken_at: str) -> date:
    row = evidence.connection.execute(
        "SELECT max(local_day) FROM clean WHERE person_id = ? AND taken_at = ?",
        (evidence.subject.person_id, taken_at),
    ).fetchone()
    return date.fromisoformat(row[0]) if row[0] else evidence.today


def _simulated(evidence: Evidence, ids: str) -> bool:
    row = evidence.connection.execute(
        f"SELECT max(simulated) FROM clean WHERE id IN ({','.join(str(int(one)) for one in ids.split(','))})"
    ).fetchone()
    return bool(row[0])


def _places(unit: str) -> int:
    return 1 if unit in {"Cel", "kg"} else 0
