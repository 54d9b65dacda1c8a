"""How threatened life is, apart from what to do: an ambulance is right for a stroke in a person whose pulse and breathing hold.

Triage scales part the two. An emergency is *immediate* when circulation or oxygen fail, when two
systems of the body are struck at once, or when nobody has measured the vital signs; it is *urgent*
when all of them are measured and calm. The words said to the person do not depend on it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from assistant.red_flags.mention_context import Doubt
from assistant.red_flags.observations import Observation
from assistant.red_flags.rules import Evidence, Verdict, in_band
from assistant.red_flags.table import RedFlagTable


class Acuity(StrEnum):
    """Three classes, from the most threatened down."""

    IMMEDIATE = "immediate"
    URGENT = "urgent"
    ROUTINE = "routine"


_AS_URGENT = frozenset({"999", "urgent", "today"})


def acuity(table: RedFlagTable, evidence: Evidence, verdicts: Sequence[Verdict]) -> Acuity:
    """The class of what is certain in ``verdicts``. Numbers count once they are confirmed (``evidence.repeated``)."""
    certain = [verdict for verdict in verdicts if verdict.doubt is None]
    if _vital_functions_fail(table, evidence):
        return Acuity.IMMEDIATE
    for verdict in certain:
        holds = verdict.flag.urgent_when_stable and _stable(table, evidence)
        if verdict.flag.level == "999" and not holds:
            return Acuity.IMMEDIATE
    if any(verdict.flag.level in _AS_URGENT for verdict in certain):
        return Acuity.URGENT
    return Acuity.ROUTINE


def systems_struck(table: RedFlagTable, mentions: Mapping[str, Doubt | None]) -> frozenset[str]:
    """The systems of the body of all symptoms that are said and meant."""
    meant = {key for key, doubt in mentions.items() if doubt is None}
    return frozenset(
        system for system, symptoms in table.acuity.systems.items() if not meant.isdisjoint(symptoms)
    )


def _vital_functions_fail(table: RedFlagTable, evidence: Evidence) -> bool:
    adult = "adult" in evidence.person and "copd_target" not in evidence.person
    return adult and evidence.repeated and _in_any(table, table.acuity.failing, evidence)


def _stable(table: RedFlagTable, evidence: Evidence) -> bool:
    """Every vital sign was measured, none is in a red band, and one system at most is struck."""
    measured = {seen.component for seen in evidence.observations if seen.doubt is None}
    return (
        "adult" in evidence.person
        and measured.issuperset(table.acuity.vital_signs)
        and not _in_any(table, table.acuity.unstable, evidence)
        and len(systems_struck(table, evidence.mentions)) < 2
    )


def _in_any(table: RedFlagTable, bands: Collection[str], evidence: Evidence) -> bool:
    certain: list[Observation] = [seen for seen in evidence.observations if seen.doubt is None]
    rows = [table.band(name, evidence.rule_set) for name in bands]
    return any(in_band(band, seen) for band in rows for seen in certain)
