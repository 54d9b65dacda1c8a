"""People in words: what a row says of somebody, and what a target is about."""

from __future__ import annotations

from datetime import date
from typing import Final

from app.people import Person
from app.profile import TARGET_UNITS, Occasion, Target
from app.records.units import unit_word
from app.records.wording import COMPONENT_NAMES
from assistant.conversation import Language
from ui.adapters.headings import heading
from ui.view_models.ports.people import TargetView

#: What a target can be typed for; glucose has one before and one after meals.
TARGETS: Final[tuple[tuple[str, Occasion], ...]] = (
    ("systolic", "any"),
    ("diastolic", "any"),
    ("glucose", "fasting"),
    ("glucose", "after_meal"),
    ("pulse", "any"),
    ("spo2", "any"),
    ("weight", "any"),
)
_OCCASIONS: Final = {
    "any": {Language.ZH: "", Language.EN: ""},
    "fasting": {Language.ZH: "空腹", Language.EN: "fasting"},
    "after_meal": {Language.ZH: "餐后", Language.EN: "after meals"},
}
_SEXES: Final = {
    "female": {Language.ZH: "女", Language.EN: "woman"},
    "male": {Language.ZH: "男", Language.EN: "man"},
}


def person_detail(person: Person, today: date, language: Language) -> str:
    """``女 · 76岁 · 高血压``; empty where nothing is known."""
    zh, profile = language is Language.ZH, person.profile
    age = person.age_on(today)
    parts = [
        "" if profile.sex is None else _SEXES[profile.sex][language],
        "" if age is None else (f"{age}岁" if zh else f"{age} years"),
        ("怀孕或产后" if zh else "pregnant or after birth") if profile.pregnant_on(today) else "",
        *(one.name_in(language) for one in sorted(profile.conditions)),
    ]
    return heading(" · ".join(part for part in parts if part))


def target_row(component: str, occasion: Occasion, target: Target | None, language: Language) -> TargetView:
    """A target to type; ``target`` is the one that is there."""
    name, when = COMPONENT_NAMES[component][language], _OCCASIONS[occasion][language]
    title = f"{name}{f'（{when}）' if when else ''}" if language is Language.ZH else f"{name} {when}".strip()
    return TargetView(
        key=f"{component}@{occasion}",
        title=heading(title),
        unit=unit_word(TARGET_UNITS[component], language),
        low="" if target is None or target.low is None else f"{target.low.normalize():f}",
        high="" if target is None or target.high is None else f"{target.high.normalize():f}",
        note="" if target is None else _set_words(target, language),
    )


def _set_words(target: Target, language: Language) -> str:
    day = target.set_on.isoformat()
    return f"{target.set_by}，{day}" if language is Language.ZH else f"{target.set_by}, {day}"
