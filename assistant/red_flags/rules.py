"""Decides which red flags hold, from observations, symptom mentions and what is known about the person.

Logic with doubt: each part of a rule is 3 (holds), 2 (perhaps), 1 (denied) or 0 (nothing said). A case
is as strong as its weakest part, a flag as strong as its strongest case. Only 3 is certain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from assistant.red_flags.mention_context import Doubt
from assistant.red_flags.mentions import strength
from assistant.red_flags.observations import Bound, Observation
from assistant.red_flags.table import Band, Case, Condition, Flag, Person, RedFlagTable, RuleSet

CERTAIN = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one check has to go by. ``irregular`` tells, newest first, which readings had an irregular pulse."""

    observations: Sequence[Observation]
    mentions: Mapping[str, Doubt | None]
    person: frozenset[Person]
    rule_set: RuleSet
    irregular: Sequence[bool] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A flag that may hold. ``because`` names symptoms and components; ``repeat_needed``: one more reading first."""

    flag: Flag
    doubt: Doubt | None
    because: tuple[str, ...]
    repeat_needed: bool


@dataclass(frozen=True, slots=True)
class _Part:
    strength: int
    doubt: Doubt | None = None
    because: tuple[str, ...] = ()


_NOTHING = _Part(0)
_HOLDS = _Part(CERTAIN)


def judge(table: RedFlagTable, evidence: Evidence) -> list[Verdict]:
    """Every flag that holds or may hold, in the order of the table."""
    verdicts = [verdict for flag in table.flags if (verdict := _flag(table, flag, evidence)) is not None]
    certain = {verdict.flag.id for verdict in verdicts if verdict.doubt is None}
    return [verdict for verdict in verdicts if not certain.intersection(verdict.flag.unless)]


def _flag(table: RedFlagTable, flag: Flag, evidence: Evidence) -> Verdict | None:
    best, best_case = _NOTHING, flag.when[0]
    for case in flag.when:
        part = _case(table, case, evidence)
        if part.strength > best.strength:
            best, best_case = part, case
    if best.strength == 0 or not _worth_asking(flag, best.doubt):
        return None
    return Verdict(flag, best.doubt, best.because, _repeat_needed(table, flag, best_case, evidence))


def _worth_asking(flag: Flag, doubt: Doubt | None) -> bool:
    """A denied symptom raises a question only for the highest class, a doubtful one for the two highest."""
    if doubt is None or doubt is Doubt.UNIT:
        return True
    if doubt is Doubt.NEGATED:
        return flag.level == "999"
    return flag.level in {"999", "urgent"}


def _case(table: RedFlagTable, case: Case, evidence: Evidence) -> _Part:
    if not evidence.person.issuperset(case.person) or evidence.person.intersection(case.person_not):
        return _NOTHING
    parts = []
    if case.band:
        parts.append(_bands(table, case, evidence))
    parts.extend(_symptoms(wanted, evidence.mentions) for wanted in (case.symptom, case.also) if wanted)
    if case.irregular_of is not None:
        count, among = case.irregular_of
        parts.append(_HOLDS if sum(evidence.irregular[:among]) >= count else _NOTHING)
    weakest = min(parts, key=lambda part: part.strength, default=_NOTHING)
    if weakest.strength == 0:
        return _NOTHING
    because = [name for part in parts for name in part.because if _speaks(part, weakest)]
    return _Part(weakest.strength, weakest.doubt, tuple(dict.fromkeys(because)))


def _speaks(part: _Part, weakest: _Part) -> bool:
    """What a doubtful case asks about are its doubtful parts."""
    return weakest.strength == CERTAIN or part.strength < CERTAIN


def _symptoms(wanted: Iterable[str], mentions: Mapping[str, Doubt | None]) -> _Part:
    said = [(strength(mentions[key]), key) for key in wanted if key in mentions]
    if not said:
        return _NOTHING
    best = max(rank for rank, _ in said)
    keys = tuple(key for rank, key in said if rank == best)
    return _Part(best, mentions[keys[0]], keys)


def _bands(table: RedFlagTable, case: Case, evidence: Evidence) -> _Part:
    met = [
        part
        for name in case.band
        if (part := _band(table.band(name, evidence.rule_set), evidence.observations)).strength
    ]
    if len(met) < case.bands_at_least:
        return _NOTHING
    met.sort(key=lambda part: -part.strength)
    weakest = met[case.bands_at_least - 1]
    because = [name for part in met for name in part.because]
    return _Part(weakest.strength, weakest.doubt, tuple(dict.fromkeys(because)))


def _band(band: Band, observations: Iterable[Observation]) -> _Part:
    met = [seen for seen in observations if in_band(band, seen)]
    if not met:
        return _NOTHING
    best = max(met, key=lambda seen: strength(seen.doubt))
    return _Part(strength(best.doubt), best.doubt, (best.component,))


def in_band(band: Band, seen: Observation) -> bool:
    """Whether any condition of ``band`` holds for the observation."""
    value = seen.value
    if band.step is not None:
        value = (value / band.step).to_integral_value(ROUND_HALF_UP) * band.step
    return any(
        condition.component == seen.component and _holds(condition, value, seen.bound)
        for condition in band.conditions
    )


def _holds(condition: Condition, value: Decimal, bound: Bound) -> bool:
    floor = condition.at_least is not None or condition.above is not None
    ceiling = condition.at_most is not None or condition.below is not None
    if (floor and bound is Bound.BELOW) or (ceiling and bound is Bound.ABOVE):
        return False
    edge = bound is not Bound.EXACT
    return (
        (condition.at_least is None or value >= condition.at_least)
        and (condition.above is None or value > condition.above or (edge and value == condition.above))
        and (condition.at_most is None or value <= condition.at_most)
        and (condition.below is None or value < condition.below or (edge and value == condition.below))
    )


def _repeat_needed(table: RedFlagTable, flag: Flag, case: Case, evidence: Evidence) -> bool:
    """Numbers alone need a repeat; a symptom never waits."""
    if flag.repeat is None or evidence.repeated or case.symptom:
        return False
    bands = [table.band(name, evidence.rule_set) for name in case.band]
    return _readings_met(bands, evidence.observations) < flag.repeat.readings


def _readings_met(bands: Collection[Band], observations: Iterable[Observation]) -> int:
    """How often the component that was met most was met."""
    met: dict[str, int] = {}
    for seen in observations:
        if any(in_band(band, seen) for band in bands):
            met[seen.component] = met.get(seen.component, 0) + 1
    return max(met.values(), default=0)
