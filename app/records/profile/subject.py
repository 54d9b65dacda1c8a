"""Whom a profile is about: what is known of the person that changes which rule holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from app.medicines import Medicine
from app.people import Person
from app.profile import Condition, PersonProfile
from app.records.profile.window import ChangeKind, KnownChange
from app.records.thresholds import HomePressureReference, RuleSet, home_pressure

#: Below this age adult blood pressure, pulse and weight labels are not given. Our rule.
ADULT_FROM_YEARS: Final = 18
#: From the last period to six weeks after birth, the span that :attr:`PersonProfile.pregnant_until` ends.
PREGNANCY: Final = timedelta(days=280 + 42)


@dataclass(frozen=True, slots=True)
class PressureGoal:
    """The home mean at or above which blood pressure counts as above target, in mmHg.

    ``set_by`` names the doctor whose target it is, and is empty where it is the guideline's ``reference``.
    """

    systolic: Decimal
    diastolic: Decimal
    reference: HomePressureReference
    set_by: str = ""

    @property
    def text(self) -> str:
        """``135/85``."""
        return f"{self.systolic}/{self.diastolic}"

    @property
    def limit(self) -> tuple[Decimal, Decimal]:
        """(systolic, diastolic)."""
        return self.systolic, self.diastolic


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as the rules see them. Unknown parts stay ``None``; nothing is guessed from readings."""

    person_id: str
    rule_set: RuleSet = "CN"
    profile: PersonProfile = field(default_factory=PersonProfile)
    age_years: int | None = None
    medicines: tuple[Medicine, ...] = ()

    @property
    def adult(self) -> bool:
        """Whether adult labels may be given; somebody whose age is unknown counts as grown up."""
        return self.age_years is None or self.age_years >= ADULT_FROM_YEARS

    @property
    def diabetic(self) -> bool:
        """Whether diabetes is among the conditions."""
        return self.has(Condition.DIABETES_TYPE_1, Condition.DIABETES_TYPE_2)

    def pregnant_on(self, day: date) -> bool:
        """Whether ``day`` lies in a pregnancy or the weeks after birth."""
        until = self.profile.pregnant_until
        return until is not None and until - PREGNANCY <= day <= until

    def has(self, *conditions: Condition) -> bool:
        """Whether any of ``conditions`` is known of the person."""
        return not self.profile.conditions.isdisjoint(conditions)

    def pressure_goal(self) -> PressureGoal:
        """The person's own target, set by a doctor, else the home reference of the rule set.

        A doctor's target may name one of the two pressures; the other stays the reference's.
        """
        reference = home_pressure(self.rule_set)
        upper, lower = self.profile.target("systolic"), self.profile.target("diastolic")
        own = next((one for one in (upper, lower) if one is not None and one.high is not None), None)
        return PressureGoal(
            systolic=reference.systolic if upper is None or upper.high is None else upper.high,
            diastolic=reference.diastolic if lower is None or lower.high is None else lower.high,
            reference=reference,
            set_by="" if own is None else own.set_by,
        )

    def known_changes(self) -> tuple[KnownChange, ...]:
        """Medicines begun and stopped, and the beginning of a pregnancy, oldest first."""
        found = list(_medicine_changes(self.medicines))
        if self.profile.pregnant_until is not None:
            found.append(KnownChange(self.profile.pregnant_until - PREGNANCY, ChangeKind.PREGNANCY))
        return tuple(sorted(found, key=lambda change: change.day))


def subject_of(person: Person, rule_set: RuleSet, medicines: Iterable[Medicine], today: date) -> Subject:
    """Return ``person`` as the rules see them; ``rule_set`` is the household's, for whoever has none of their own."""
    return Subject(
        person_id=person.id,
        rule_set=person.profile.rule_set or rule_set,
        profile=person.profile,
        age_years=person.age_on(today),
        medicines=tuple(medicines),
    )


def _medicine_changes(medicines: Iterable[Medicine]) -> Iterable[KnownChange]:
    for medicine in medicines:
        yield KnownChange(medicine.started_on, ChangeKind.MEDICINE_STARTED, medicine.name)
        if medicine.stopped_on is not None:
            yield KnownChange(medicine.stopped_on, ChangeKind.MEDICINE_STOPPED, medicine.name)
