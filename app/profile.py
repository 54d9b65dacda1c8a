"""What is known about a person: age, sex, pregnancy, conditions, own targets, and how to speak with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal, get_args

from app.records.errors import RecordsError
from app.records.thresholds import RuleSet
from assistant import safety
from assistant.conversation import Language

Sex = Literal["female", "male"]
#: When a target holds: a glucose target may be for before or after meals.
Occasion = Literal["any", "fasting", "after_meal"]
OCCASIONS: Final[tuple[Occasion, ...]] = get_args(Occasion)

#: The same limits as the household's own voice speed has in the settings.
SLOWEST_VOICE: Final = 0.5
FASTEST_VOICE: Final = 2.0
MAX_TARGETS: Final = 20
MAX_SET_BY_LENGTH: Final = 60
#: What a target can be about, in the unit that records keep.
TARGET_UNITS: Final = {
    "systolic": "mm[Hg]",
    "diastolic": "mm[Hg]",
    "pulse": "/min",
    "spo2": "%",
    "glucose": "mmol/L",
    "weight": "kg",
}
#: NEWS2, scale 2: an oxygen target of 88-92 % counts only if a clinician entered it.
_OXYGEN_TARGET: Final = (Decimal(88), Decimal(92))


class InvalidProfile(RecordsError, ValueError):
    """What was given about a person cannot be kept; the message says what to change."""


class Condition(StrEnum):
    """Conditions that change a rule, a target or a reminder."""

    HYPERTENSION = "hypertension"
    DIABETES_TYPE_1 = "diabetes_type_1"
    DIABETES_TYPE_2 = "diabetes_type_2"
    HEART_FAILURE = "heart_failure"
    CORONARY_DISEASE = "coronary_disease"
    ATRIAL_FIBRILLATION = "atrial_fibrillation"
    STROKE = "stroke"
    KIDNEY_DISEASE = "kidney_disease"
    COPD = "copd"
    LOW_WHITE_CELLS = "low_white_cells"
    FRAIL = "frail"

    def name_in(self, language: Language) -> str:
        """The words people use for it."""
        return _CONDITION_NAMES[self][language]


_CONDITION_NAMES: Final = {
    Condition.HYPERTENSION: {Language.ZH: "高血压", Language.EN: "high blood pressure"},
    Condition.DIABETES_TYPE_1: {Language.ZH: "1型糖尿病", Language.EN: "type 1 diabetes"},
    Condition.DIABETES_TYPE_2: {Language.ZH: "2型糖尿病", Language.EN: "type 2 diabetes"},
    Condition.HEART_FAILURE: {Language.ZH: "心力衰竭", Language.EN: "heart failure"},
    Condition.CORONARY_DISEASE: {Language.ZH: "冠心病", Language.EN: "coronary heart disease"},
    Condition.ATRIAL_FIBRILLATION: {Language.ZH: "心房颤动", Language.EN: "atrial fibrillation"},
    Condition.STROKE: {Language.ZH: "得过中风", Language.EN: "a stroke in the past"},
    Condition.KIDNEY_DISEASE: {Language.ZH: "慢性肾病", Language.EN: "chronic kidney disease"},
    Condition.COPD: {Language.ZH: "慢阻肺", Language.EN: "COPD"},
    Condition.LOW_WHITE_CELLS: {
        Language.ZH: "化疗或白细胞低",
        Language.EN: "chemotherapy or low white cells",
    },
    Condition.FRAIL: {Language.ZH: "年老体弱", Language.EN: "frail"},
}


@dataclass(frozen=True, slots=True)
class Target:
    """A person's own target for a component, set by a doctor, in the unit records keep.

    At least one end is given; ``set_by`` names who set it, ``set_on`` the day.
    Raises :class:`InvalidProfile` for what cannot be a target.
    """

    component: str
    low: Decimal | None
    high: Decimal | None
    set_by: str
    set_on: date
    occasion: Occasion = "any"

    def __post_init__(self) -> None:
        if self.component not in TARGET_UNITS:
            raise InvalidProfile(
                f"There is no '{self.component[:40]}' to set a target for: use {', '.join(TARGET_UNITS)}."
            )
        ends = [end for end in (self.low, self.high) if end is not None]
        if not ends or not all(end.is_finite() and 0 <= end < 10_000 for end in ends) or ends != sorted(ends):
            raise InvalidProfile(f"A target for {self.component} needs a lowest or a highest value, or both.")
        if self.occasion not in (OCCASIONS if self.component == "glucose" else ("any",)):
            raise InvalidProfile(f"A target for {self.component} holds at any time: leave the occasion out.")
        if not self.set_by.strip() or len(self.set_by) > MAX_SET_BY_LENGTH or not self.set_by.isprintable():
            raise InvalidProfile("Say which doctor set the target, in at most 60 printable characters.")

    @property
    def unit(self) -> str:
        """The UCUM unit of the ends."""
        return TARGET_UNITS[self.component]


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """What a person or a carer said; ``None`` where nobody did.

    ``pregnant_until`` is the last day on which the rules for pregnancy and the weeks after birth hold.
    ``rule_set``, ``language`` and ``voice_speed`` take the place of the household's. ``private``: opened
    with a PIN. Raises :class:`InvalidProfile`.
    """

    birth_date: date | None = None
    sex: Sex | None = None
    pregnant_until: date | None = None
    conditions: frozenset[Condition] = frozenset()
    targets: tuple[Target, ...] = ()
    rule_set: RuleSet | None = None
    language: Language | None = None
    voice_speed: float | None = None
    private: bool = False

    def __post_init__(self) -> None:
        if self.pregnant_until is not None and self.sex == "male":
            raise InvalidProfile("A pregnancy can be noted for a woman: correct the sex or leave it out.")
        if self.voice_speed is not None and not SLOWEST_VOICE <= self.voice_speed <= FASTEST_VOICE:
            raise InvalidProfile(
                f"The voice speed is between {SLOWEST_VOICE} and {FASTEST_VOICE}: choose one of these."
            )
        components = [(target.component, target.occasion) for target in self.targets]
        if len(components) > MAX_TARGETS or len(components) != len(set(components)):
            raise InvalidProfile("There is one target for each component: change the one that is there.")
        ordered = tuple(sorted(self.targets, key=lambda target: (target.component, target.occasion)))
        object.__setattr__(self, "targets", ordered)

    def target(self, component: str, occasion: Occasion = "any") -> Target | None:
        """The own target for ``component`` on an occasion, else the one for any; ``None`` if no doctor set one."""
        found = {target.occasion: target for target in self.targets if target.component == component}
        return found.get(occasion, found.get("any"))

    def age_on(self, day: date) -> int | None:
        """Whole years on ``day``; ``None`` where the birth date is not known."""
        months = self.age_months_on(day)
        return None if months is None else months // 12

    def age_months_on(self, day: date) -> int | None:
        """Whole months on ``day``; a birth date in the future counts as newborn."""
        born = self.birth_date
        if born is None:
            return None
        months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
        return max(0, months)

    def pregnant_on(self, day: date) -> bool:
        """Whether the rules for pregnancy and the weeks after birth hold on ``day``."""
        return self.pregnant_until is not None and day <= self.pregnant_until


#: The profile of somebody about whom nothing was said.
NOTHING_KNOWN: Final = PersonProfile()

_SAFETY_CONDITIONS: Final = {
    Condition.HEART_FAILURE: safety.Condition.HEART_FAILURE,
    Condition.LOW_WHITE_CELLS: safety.Condition.LOW_WHITE_CELLS,
    Condition.FRAIL: safety.Condition.FRAIL,
}


def safety_profile(profile: PersonProfile, day: date, rule_set: RuleSet) -> safety.Profile:
    """What the red-flag rules must know about a person on ``day``.

    ``rule_set`` is the household's: it also says where they live, and so which number to call.
    """
    conditions = {_SAFETY_CONDITIONS[one] for one in profile.conditions if one in _SAFETY_CONDITIONS}
    oxygen = profile.target("spo2")
    if oxygen is not None and (oxygen.low, oxygen.high) == _OXYGEN_TARGET:
        conditions.add(safety.Condition.COPD_TARGET)
    return safety.Profile(
        age_months=profile.age_months_on(day),
        pregnant=profile.pregnant_on(day),
        conditions=frozenset(conditions),
        rule_set=profile.rule_set or rule_set,
        region=rule_set,
    )
