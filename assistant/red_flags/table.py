"""The red flags and numeric bands as data: ``red_flags.yaml`` over ``thresholds.yaml``, checked at load."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.conversation import Language
from assistant.red_flags.clinical_files import ClinicalDataError, load_yaml
from assistant.red_flags.lexicon import lexicon

#: Levels from the most urgent down.
LEVELS = ("999", "urgent", "today", "week", "act")
Level = Literal["999", "urgent", "today", "week", "act"]
#: Statuses that may reach a person; rows from memory ("m") may not.
Status = Literal["v", "s", "d", "c"]
RuleSet = Literal["CN", "EU", "US"]
#: The rule set whose bands apply where a rule set has none of its own.
_DEFAULT_RULE_SET = "CN"

Person = Literal[
    "adult", "child", "under_3_months", "months_3_to_6", "pregnant_or_after_birth",
    "low_white_cells", "heart_failure", "frail", "copd_target",
]  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Strict):
    """A comparison of one component; two comparators make a range."""

    component: str
    at_least: Decimal | None = None
    above: Decimal | None = None
    at_most: Decimal | None = None
    below: Decimal | None = None

    @field_validator("at_least", "above", "at_most", "below", mode="before")
    @classmethod
    def _as_written(cls, value: Any) -> Any:
        return str(value) if isinstance(value, float) else value


class Band(_Strict):
    """One or more conditions, any of which is enough. ``step`` is what values are rounded to first."""

    conditions: tuple[Condition, ...] = Field(alias="any", min_length=1)
    src: str
    st: Status
    step: Decimal | None = None
    within_days: int | None = None

    @field_validator("step", mode="before")
    @classmethod
    def _as_written(cls, value: Any) -> Any:
        return str(value) if isinstance(value, float) else value


class Case(_Strict):
    """Every key that is given must hold."""

    band: tuple[str, ...] = ()
    bands_at_least: int = 1
    symptom: tuple[str, ...] = ()
    also: tuple[str, ...] = Field(default=(), alias="and")
    person: tuple[Person, ...] = ()
    person_not: tuple[Person, ...] = ()
    irregular_of: tuple[int, int] | None = None


class Repeat(_Strict):
    """Readings that numbers alone need; ``ask`` puts the request for another one before the words."""

    readings: int
    ask: bool


class Flag(_Strict):
    """A red flag."""

    id: str
    level: Level
    src: tuple[str, ...] = Field(min_length=1)
    st: Status
    when: tuple[Case, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    repeat: Repeat | None = None
    urgent_when_stable: bool = False
    zh: str
    en: str

    def words(self, language: Language) -> str:
        """The fixed words, with ``{call}`` for the emergency number."""
        return self.zh if language is Language.ZH else self.en


class AcuityRules(_Strict):
    """What :mod:`assistant.red_flags.acuity` goes by; ``failing`` and ``unstable`` name bands."""

    vital_signs: tuple[str, ...] = Field(min_length=1)
    failing: tuple[str, ...] = Field(min_length=1)
    unstable: tuple[str, ...] = Field(min_length=1)
    systems: Mapping[str, tuple[str, ...]]
    src: str
    st: Status


class RedFlagTable(_Strict):
    """Everything the rules need, most urgent flag first."""

    flags: tuple[Flag, ...]
    bands: Mapping[str, Mapping[str, Band]]
    emergency: Mapping[str, str]
    emergency_unknown: Mapping[Language, str]
    repeat_words: Mapping[Language, str]
    questions: Mapping[str, Mapping[Language, str]]
    question_unit: Mapping[Language, str]
    measure_labels: Mapping[str, Mapping[Language, str]]
    acuity: AcuityRules
    clinician: Mapping[str, Mapping[Language, str]]

    def band(self, name: str, rule_set: RuleSet) -> Band:
        """The band of ``rule_set``, or the one for all."""
        rows = self.bands[name]
        return rows.get(rule_set) or rows[_DEFAULT_RULE_SET]


@lru_cache(maxsize=1)
def red_flag_table() -> RedFlagTable:
    """The table of this installation. Raises :class:`ClinicalDataError`."""
    return build_table(load_yaml("red_flags.yaml"), load_yaml("thresholds.yaml"))


def build_table(flags: Mapping[str, Any], thresholds: Mapping[str, Any]) -> RedFlagTable:
    """Check the two parsed files against each other and build the table. Raises :class:`ClinicalDataError`."""
    try:
        table = RedFlagTable(
            flags=tuple(
                sorted((Flag(**row) for row in flags["red_flags"]), key=lambda f: LEVELS.index(f.level))
            ),
            bands={name: _band_rows(row) for name, row in thresholds["bands"].items()},
            emergency=flags["emergency"],
            emergency_unknown=flags["emergency_unknown_region"],
            repeat_words=flags["repeat_words"],
            questions=flags["question"],
            question_unit=flags["question_unit"],
            measure_labels=flags["measure_labels"],
            acuity=flags["acuity"],
            clinician=flags["clinician"],
        )
    except (KeyError, TypeError, ValidationError) as error:
        raise ClinicalDataError("red_flags.yaml", str(error).splitlines()[0]) from error
    _check_names(table, thresholds["sources"])
    return table


def _band_rows(row: Mapping[str, Any]) -> dict[str, Band]:
    if "rule_sets" in row:
        return {name: Band(**rule) for name, rule in row["rule_sets"].items()}
    return {_DEFAULT_RULE_SET: Band(**row)}


def _check_names(table: RedFlagTable, sources: Mapping[str, Any]) -> None:
    ids = [flag.id for flag in table.flags]
    if len(ids) != len(set(ids)):
        raise ClinicalDataError("red_flags.yaml", "two red flags have one id")
    if set(table.clinician) != lexicon().requests:
        raise ClinicalDataError("red_flags.yaml", "clinician and requests differ")
    symptoms = set(lexicon().labels)
    for flag in table.flags:
        named = {name for case in flag.when for name in (*case.symptom, *case.also)}
        bands = {name for case in flag.when for name in case.band}
        unknown = (
            (named - symptoms)
            | (bands - set(table.bands))
            | (set(flag.src) - set(sources))
            | (set(flag.unless) - set(ids))
        )
        if unknown:
            raise ClinicalDataError("red_flags.yaml", f"{flag.id} names {', '.join(sorted(unknown))}")
    rules = table.acuity
    unknown = {name for symptoms in rules.systems.values() for name in symptoms} - symptoms
    unknown |= {*rules.failing, *rules.unstable} - set(table.bands)
    if unknown or rules.src not in sources:
        raise ClinicalDataError("red_flags.yaml", f"acuity names {', '.join(sorted(unknown)) or rules.src}")
    for name, rows in table.bands.items():
        if any(band.src not in sources for band in rows.values()):
            raise ClinicalDataError("thresholds.yaml", f"band {name} has an unknown source")
