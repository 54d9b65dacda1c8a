"""Red flags: fixed rules over words and numbers that run before any model and need none.

``check`` is a pure function of its arguments and the clinical files, which are loaded once. It takes
about a millisecond for a sentence, works offline, and says fixed words. A model can neither raise nor withdraw a flag.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Literal, Protocol

from assistant.conversation import Language
from assistant.red_flags import clinical_text
from assistant.red_flags.acuity import Acuity, acuity
from assistant.red_flags.clinical_files import ClinicalDataError
from assistant.red_flags.clinical_text import TEXT_LIMIT, ClinicalText, TextTooLong
from assistant.red_flags.lexicon import lexicon
from assistant.red_flags.mention_context import Doubt
from assistant.red_flags.mentions import Mentions, find_mentions, strength
from assistant.red_flags.observations import Observation, plausible
from assistant.red_flags.rules import Evidence, Verdict, judge
from assistant.red_flags.said_durations import said_age_months, said_fever_days, said_weight_gain
from assistant.red_flags.said_measurements import Said, said_measurements
from assistant.red_flags.stated_readings import ReadingSyntaxError, StatedReading, parse_reading
from assistant.red_flags.table import Level, Person, RedFlagTable, RuleSet, red_flag_table
from device_io.reading import QualityFlag, Quantity, Reading, ReadingKind

__all__ = [
    "TEXT_LIMIT",
    "Acuity",
    "ClinicalDataError",
    "Condition",
    "Doubt",
    "Profile",
    "ReadingSyntaxError",
    "RedFlagFinding",
    "Referral",
    "SafetyResult",
    "StatedReading",
    "TextTooLong",
    "check",
    "parse_reading",
    "prepare",
]

Region = Literal["CN", "US", "UK", "EU"]
#: People below this age are not judged by adult bands (our rule), in months.
_ADULT_MONTHS = 18 * 12
#: NICE NG143: babies under 3 months, and from 3 to 6 months, in whole months.
_YOUNG_BABY_MONTHS = 3
_BABY_MONTHS = 6
#: Mentions this strong count for who the words are about: heart failure in somebody's history is heart failure.
_PERHAPS = 2


class Condition(StrEnum):
    """What a profile may say about a person that changes the rules.

    ``copd_target`` is set only when a clinician has entered an oxygen target of 88-92 %.
    """

    COPD_TARGET = "copd_target"
    HEART_FAILURE = "heart_failure"
    LOW_WHITE_CELLS = "low_white_cells"
    FRAIL = "frail"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known about whoever asks. ``pregnant`` includes the weeks after birth.

    ``rule_set`` chooses the guideline, ``region`` the emergency number; unknown parts stay None.
    """

    age_months: int | None = None
    pregnant: bool = False
    conditions: frozenset[Condition] = frozenset()
    rule_set: RuleSet = "CN"
    region: Region | None = None


class Measured(Protocol):
    """A reading from a device or by hand."""

    @property
    def kind(self) -> ReadingKind:
        """What was measured."""
        ...

    @property
    def values(self) -> Mapping[str, Quantity]:
        """Components in the units of :data:`device_io.reading.COMPONENT_UNITS`."""
        ...

    @property
    def flags(self) -> frozenset[QualityFlag]:
        """What the device said about its trustworthiness."""
        ...


@dataclass(frozen=True, slots=True)
class RedFlagFinding:
    """A red flag that holds, or may hold.

    ``doubt`` None: certain. Otherwise ``question`` asks, in fixed words, what would settle it, and
    ``words`` are what would be said then. ``because`` names symptoms and measured components;
    ``repeat_needed``: numbers alone raised it, and one more reading is asked for. ``sources`` and
    ``status`` are those of the rule ("d": our rule).
    """

    id: str
    level: Level
    doubt: Doubt | None
    because: tuple[str, ...]
    words: Mapping[Language, str]
    question: Mapping[Language, str]
    repeat_needed: bool
    sources: tuple[str, ...]
    status: str

    @property
    def certain(self) -> bool:
        """Whether the flag holds without a question."""
        return self.doubt is None


@dataclass(frozen=True, slots=True)
class Referral:
    """A request that only a clinician may decide: ``dose``, ``stop``, ``choice`` or ``diagnosis``, and what to say first."""

    request: str
    words: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class SafetyResult:
    """All findings, most urgent first. ``level`` and ``words`` are those of the first certain one.

    ``acuity`` says how threatened life is; an ambulance may be right for what is only urgent by it.
    ``referrals`` are the requests in the text that are answered within bounds only.
    """

    findings: tuple[RedFlagFinding, ...] = ()
    level: Level | Literal["none"] = "none"
    words: Mapping[Language, str] = field(default_factory=dict)
    acuity: Acuity = Acuity.ROUTINE
    referrals: tuple[Referral, ...] = ()

    @property
    def questions(self) -> tuple[RedFlagFinding, ...]:
        """Findings that need an answer from the person first."""
        return tuple(finding for finding in self.findings if not finding.certain)


def prepare(*, spoken: bool = False) -> None:
    """Load the clinical files (and, for speech, the sounds) now rather than at the first check.

    Raises :class:`ClinicalDataError` when a file is damaged.
    """
    check("", language=None, readings=(), profile=Profile(), spoken=spoken)


def check(
    text: str,
    language: Language | None,
    readings: Sequence[Measured],
    profile: Profile,
    *,
    spoken: bool = False,
    repeated: bool = False,
) -> SafetyResult:
    """Judge what was said and measured.

    ``language`` does not limit the words looked for: people mix languages, and every rule is tried
    in both. ``readings`` should be recent (the caller's choice); ``spoken`` matches Chinese words by
    sound too; ``repeated`` says that the numbers have been confirmed by a second measurement.

    Raises :class:`TextTooLong` above :data:`TEXT_LIMIT` characters.
    """
    del language
    table = red_flag_table()
    read = clinical_text.read(text, lexicon().simplified, lexicon().spelling)
    mentions = find_mentions(read, spoken=spoken)
    said = dict.fromkeys(_in_context(item, read, mentions) for item in _said(read.text, table))
    usable = [reading for reading in readings if QualityFlag.IMPLAUSIBLE not in reading.flags]
    evidence = Evidence(
        observations=[*said, *_observations(usable), *_weight_gain(usable, table)],
        mentions=mentions.found,
        person=_person(profile, mentions, said_age_months(read.text)),
        rule_set=profile.rule_set,
        irregular=_irregular(usable),
        repeated=repeated or bool(mentions.again),
    )
    verdicts = judge(table, evidence)
    findings = tuple(_finding(table, verdict, profile) for verdict in verdicts)
    threat = acuity(table, evidence, verdicts)
    first = next((finding for finding in findings if finding.certain), None)
    referrals = tuple(
        Referral(request, words) for request, words in table.clinician.items() if request in mentions.found
    )
    if first is None:
        return SafetyResult(findings, acuity=threat, referrals=referrals)
    return SafetyResult(findings, first.level, first.words, threat, referrals)


def _in_context(item: Said, read: ClinicalText, mentions: Mentions) -> Observation:
    seen = item.observation
    doubt = mentions.context.number_doubt(read.unit_at(item.position), seen.component)
    return replace(seen, doubt=doubt or seen.doubt)


def _said(text: str, table: RedFlagTable) -> list[Said]:
    days = table.band("weight_gain_heart_failure", "CN").within_days or 0
    return [*said_measurements(text), *said_fever_days(text), *said_weight_gain(text, days)]


def _observations(readings: Iterable[Measured]) -> list[Observation]:
    return [
        Observation(component, quantity.value)
        for reading in readings
        for component, quantity in reading.values.items()
        if plausible(component, quantity.value)
    ]


def _weight_gain(readings: Iterable[Measured], table: RedFlagTable) -> list[Observation]:
    """What was gained since the lightest weight of the last days, in kg."""
    days = table.band("weight_gain_heart_failure", "CN").within_days or 0
    weights = sorted(
        (reading.taken_at, reading.values["weight"].value)
        for reading in readings
        if isinstance(reading, Reading) and reading.kind is ReadingKind.WEIGHT and "weight" in reading.values
    )
    if len(weights) < 2:
        return []
    newest, weight = weights[-1]
    recent = [value for taken_at, value in weights if (newest - taken_at).total_seconds() <= days * 86400]
    gain = weight - min(recent)
    return [Observation("weight_gain", gain)] if gain > Decimal(0) else []


def _irregular(readings: Iterable[Measured]) -> list[bool]:
    pressures = [reading for reading in readings if reading.kind is ReadingKind.BLOOD_PRESSURE]
    if all(isinstance(reading, Reading) for reading in pressures):
        pressures.sort(
            key=lambda reading: reading.taken_at if isinstance(reading, Reading) else 0, reverse=True
        )
    return [QualityFlag.IRREGULAR_PULSE in reading.flags for reading in pressures]


def _person(profile: Profile, mentions: Mentions, said_months: int | None) -> frozenset[Person]:
    """Who the rules are applied to. Where it is unclear, both: a flag too many beats one too few."""
    months = profile.age_months if said_months is None else said_months

    def said(key: str) -> bool:
        return key in mentions.found and strength(mentions.found[key]) >= _PERHAPS

    holds: dict[Person, bool] = {
        "adult": months is None or months >= _ADULT_MONTHS,
        "child": said("child") if months is None else months < _ADULT_MONTHS or said("child"),
        "under_3_months": months is not None and months < _YOUNG_BABY_MONTHS,
        "months_3_to_6": months is not None and _YOUNG_BABY_MONTHS <= months <= _BABY_MONTHS,
        "pregnant_or_after_birth": profile.pregnant
        or mentions.has("pregnant")
        or mentions.has("after_birth"),
        "low_white_cells": Condition.LOW_WHITE_CELLS in profile.conditions or said("low_white_cells"),
        "heart_failure": Condition.HEART_FAILURE in profile.conditions or said("heart_failure"),
        "frail": Condition.FRAIL in profile.conditions or said("frail"),
        "copd_target": Condition.COPD_TARGET in profile.conditions,
    }
    return frozenset(person for person, true in holds.items() if true)


def _finding(table: RedFlagTable, verdict: Verdict, profile: Profile) -> RedFlagFinding:
    flag = verdict.flag
    asks_first = flag.repeat is not None and flag.repeat.ask and verdict.repeat_needed
    words = {
        language: (
            table.repeat_words[language] + (" " if language is Language.EN else "") if asks_first else ""
        )
        + flag.words(language).replace("{call}", _number_to_call(table, profile, language))
        for language in Language
    }
    question = {} if verdict.doubt is None else _question(table, verdict, profile)
    return RedFlagFinding(
        flag.id,
        flag.level,
        verdict.doubt,
        verdict.because,
        words,
        question,
        verdict.repeat_needed,
        flag.src,
        flag.st,
    )


def _question(table: RedFlagTable, verdict: Verdict, profile: Profile) -> dict[Language, str]:
    if verdict.doubt is Doubt.UNIT:
        return dict(table.question_unit)
    asked: dict[Language, str] = {}
    labels = lexicon().labels
    for language in Language:
        names = [
            labels[name][language.value] if name in labels else table.measure_labels[name][language]
            for name in verdict.because
        ]
        what = ("、" if language is Language.ZH else " or ").join(dict.fromkeys(names))
        asked[language] = table.questions[verdict.flag.level][language].format(
            what=what, call=_number_to_call(table, profile, language)
        )
    return asked


def _number_to_call(table: RedFlagTable, profile: Profile, language: Language) -> str:
    return table.emergency_unknown[language] if profile.region is None else table.emergency[profile.region]
