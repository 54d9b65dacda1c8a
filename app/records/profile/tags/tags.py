"""All tags of a person: each rule evaluated, dated, and put into words with what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from app.records import wording
from app.records.profile import words
from app.records.profile.evidence import Evidence
from app.records.profile.tags import body, data, glucose, pressure, pulse
from app.records.profile.tags.finding import Finding, TagState, Term
from app.records.profile.tags.rules import TagRule, rules_version, tag_rules
from app.records.profile.window import Window
from assistant.conversation import Language
from device_io.reading import ReadingKind

_Evaluator = Callable[[Evidence, TagRule], Finding | Iterable[Finding]]

#: How each rule of the file is evaluated.
EVALUATORS: Final[Mapping[str, _Evaluator]] = {
    "home_bp_above_target": pressure.home_bp_above_target,
    "morning_bp_high": pressure.morning_bp_high,
    "bp_rising": pressure.bp_rising,
    "bp_after_medicine_change": pressure.bp_after_medicine_change,
    "white_coat_gap": pressure.white_coat_gap,
    "masked_gap": pressure.masked_gap,
    "resting_hr_high": pulse.resting_hr_high,
    "irregular_pulse_seen": pulse.irregular_pulse_seen,
    "spo2_below_usual": body.spo2_below_usual,
    "low_time_in_range": glucose.low_time_in_range,
    "too_many_lows": glucose.too_many_lows,
    "glucose_unstable": glucose.glucose_unstable,
    "fasting_glucose_above_target": glucose.fasting_glucose_above_target,
    "after_meal_glucose_above_target": glucose.after_meal_glucose_above_target,
    "recent_severe_low": glucose.recent_severe_low,
    "hba1c_due": glucose.hba1c_due,
    "hf_fluid_gain": body.hf_fluid_gain,
    "weight_falling": body.weight_falling,
    "fever_now": body.fever_now,
    "fever_long": body.fever_long,
    "data_gap": data.data_gap,
    "device_disagree": data.device_disagree,
}
#: Tags that answer to a doctor's own target.
_WITH_TARGET: Final = frozenset({"home_bp_above_target", "morning_bp_high"})
#: Until which age five days of fever are NICE's rule and not ours.
_CHILD: Final = "children_under_years"


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag in one language, ready to show, with all it rests on.

    ``subject`` tells tags of one rule apart ("weight", a pair of devices). ``expires_on`` is ``None`` where something
    else ends the tag. ``readings`` names the clean rows; ``numbers`` what was worked out, as shown. ``status`` is that
    of the rule ("d": our rule); ``explanation`` says all of it in sentences.
    """

    id: str
    subject: str
    kind: ReadingKind
    state: TagState
    name: str
    sentence: str
    seen_on: date | None
    expires_on: date | None
    window: Window | None
    rule: str
    rule_version: int
    source: str
    source_title: str
    status: str
    numbers: Mapping[str, str]
    needs: tuple[tuple[str, int, int], ...]
    readings: tuple[int, ...]
    simulated: bool
    explanation: tuple[str, ...]


def evaluate(evidence: Evidence, rule: TagRule) -> tuple[Finding, ...]:
    """Return what ``rule`` finds, with the day each finding ends; one whose day is past no longer holds."""
    found = EVALUATORS[rule.id](evidence, rule)
    findings = (found,) if isinstance(found, Finding) else tuple(found)
    return tuple(_dated(finding, rule, evidence.today) for finding in findings)


def tags(evidence: Evidence, language: Language, rules: Iterable[TagRule] | None = None) -> tuple[Tag, ...]:
    """Return every tag that may be shown, present or not, in the order of ``rules`` (default: all).

    Rules known from memory only are evaluated nowhere near a person: they are left out here.
    """
    shown = [rule for rule in (tag_rules().values() if rules is None else rules) if rule.may_be_shown]
    return tuple(
        _worded(finding, rule, evidence, language) for rule in shown for finding in evaluate(evidence, rule)
    )


def _dated(finding: Finding, rule: TagRule, today: date) -> Finding:
    if finding.state is not TagState.PRESENT or finding.seen_on is None:
        return finding
    expires_on = finding.expires_on
    if expires_on is None and rule.lasts_days is not None:
        expires_on = finding.seen_on + timedelta(days=rule.lasts_days)
    state = TagState.ABSENT if expires_on is not None and today > expires_on else TagState.PRESENT
    return replace(finding, state=state, expires_on=expires_on)


def _worded(finding: Finding, rule: TagRule, evidence: Evidence, language: Language) -> Tag:
    numbers = {name: _in(term, language) for name, term in finding.numbers.items()}
    needs = tuple((need.what, need.have, need.least) for need in finding.needs)
    sentence = _sentence(finding, rule, numbers, needs, language)
    return Tag(
        id=rule.id,
        subject=finding.subject,
        kind=rule.kind,
        state=finding.state,
        name=rule.names[language],
        sentence=sentence,
        seen_on=finding.seen_on,
        expires_on=finding.expires_on,
        window=finding.window,
        rule=rule.rule[language].format_map(_Blank(numbers)),
        rule_version=rules_version(),
        source=rule.provenance.source,
        source_title=rule.provenance.titles[language],
        status=rule.provenance.status,
        numbers=numbers,
        needs=needs,
        readings=finding.readings,
        simulated=finding.simulated,
        explanation=_explanation(finding, rule, numbers, evidence, language, sentence),
    )


def _sentence(
    finding: Finding,
    rule: TagRule,
    numbers: Mapping[str, str],
    needs: tuple[tuple[str, int, int], ...],
    language: Language,
) -> str:
    if finding.state is TagState.NOT_APPLICABLE:
        return words.not_for_this_person(language)
    if finding.state is TagState.NOT_ENOUGH:
        return words.not_enough_yet([need for need in needs if need[1] < need[2]], language)
    if finding.state is TagState.ABSENT:
        return words.rule_does_not_hold(language)
    early = words.shown_early(language) if finding.early else ""
    return _joined((rule.found[language].format_map(numbers), early), language)


def _explanation(
    finding: Finding,
    rule: TagRule,
    numbers: Mapping[str, str],
    evidence: Evidence,
    language: Language,
    sentence: str,
) -> tuple[str, ...]:
    goal = evidence.subject.pressure_goal()
    own_parts = {part for part in rule.ours if part != "early" or finding.early} - _not_ours(rule, evidence)
    lines = [
        sentence,
        words.rule_line(rule.rule[language].format_map(_Blank(numbers)), language),
        words.set_by(goal.set_by, language) if rule.id in _WITH_TARGET and goal.set_by else "",
        words.window_words(finding.window, language) if finding.window else "",
        words.readings_line(finding.readings, language),
        words.practice(finding.simulated, finding.left_out, language),
        words.source_words(rule.provenance, language, rules_version(), own_parts),
        words.expires(wording.day_name(finding.expires_on, language), language)
        if finding.expires_on and finding.state is TagState.PRESENT
        else "",
    ]
    return tuple(line for line in lines if line)


def _not_ours(rule: TagRule, evidence: Evidence) -> set[str]:
    """Return the parts of a rule that are ours for others only."""
    age = evidence.subject.age_years
    child = _CHILD in rule.values and age is not None and age < rule.value(_CHILD)
    return {"adults"} if child else set()


class _Blank(dict[str, str]):
    """Numbers of a rule; one that is not known yet is left as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def _in(term: Term, language: Language) -> str:
    return term if isinstance(term, str) else term[language]


def _joined(parts: Iterable[str], language: Language) -> str:
    return ("" if language is Language.ZH else " ").join(part for part in parts if part)
