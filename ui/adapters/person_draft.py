"""From what was typed about a person to a profile, each slip with its own sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from app.profile import OCCASIONS, Condition, InvalidProfile, Occasion, PersonProfile, Sex, Target
from app.records.thresholds import RuleSet
from assistant.conversation import Language
from ui.view_models.ports import PortFailed
from ui.view_models.ports.people import PersonDraft

_DAY: Final = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?")
_NUMBER: Final = re.compile(r"\d{1,4}(?:\.\d{1,2})?")
_SEXES: Final[Mapping[str, Sex]] = {"female": "female", "male": "male"}
_RULE_SETS: Final[Mapping[str, RuleSet]] = {"CN": "CN", "EU": "EU", "US": "US"}


def profile_of(draft: PersonDraft, before: PersonProfile, today: date, language: Language) -> PersonProfile:
    """Return the profile that ``draft`` describes. Raises ``PortFailed`` and :class:`app.profile.InvalidProfile`."""
    return PersonProfile(
        birth_date=_day(draft.birth_date, language),
        sex=_SEXES.get(draft.sex),
        pregnant_until=None if draft.sex == "male" else _day(draft.pregnant_until, language),
        conditions=frozenset(Condition(one) for one in draft.conditions),
        targets=_targets(draft, before, today, language),
        rule_set=_RULE_SETS.get(draft.rule_set),
        language=Language(draft.language) if draft.language else None,
        voice_speed=float(draft.voice_speed) if draft.voice_speed else None,
        private=before.private,
    )


def refusal(error: InvalidProfile, draft: PersonDraft, language: Language) -> PortFailed:
    """``error`` in the person's language, as near to the field as can be told."""
    if language is Language.EN:
        return PortFailed(str(error))
    if "birth" in str(error):
        return PortFailed("出生日期不对，请再输一次。")
    if "pregnancy" in str(error).lower():
        return PortFailed("孕期规则的最后一天在一年之内，请再输一次。")
    if "name" in str(error):
        return PortFailed("名字太长了，请写短一点。")
    if draft.targets and "target" in str(error):
        return PortFailed("医生定的目标不对：下限要比上限小。")
    return PortFailed("这些资料不能存，请检查一遍。")


def _day(text: str, language: Language) -> date | None:
    if not text.strip():
        return None
    words = "请这样写日期：1950-03-01。" if language is Language.ZH else "Write a day like 1950-03-01."
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise PortFailed(words)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise PortFailed(words) from error


def _targets(
    draft: PersonDraft, before: PersonProfile, today: date, language: Language
) -> tuple[Target, ...]:
    kept = {(one.component, one.occasion): one for one in before.targets}
    for key, low_text, high_text in draft.targets:
        component, _, occasion_text = key.partition("@")
        occasion: Occasion = next(one for one in OCCASIONS if one == occasion_text)
        low, high = _number(low_text, language), _number(high_text, language)
        old = kept.pop((component, occasion), None)
        if low is None and high is None:
            continue
        if old is not None and (old.low, old.high) == (low, high):
            kept[component, occasion] = old
            continue
        if not draft.set_by.strip():
            words = (
                "目标要由医生来定：请写上是哪位医生。"
                if language is Language.ZH
                else "A target comes from a doctor: write who set it."
            )
            raise PortFailed(words)
        kept[component, occasion] = Target(component, low, high, draft.set_by.strip(), today, occasion)
    return tuple(kept.values())


def _number(text: str, language: Language) -> Decimal | None:
    typed = text.strip().replace(",", ".").replace("，", ".").replace("。", ".")
    if not typed:
        return None
    if not _NUMBER.fullmatch(typed):
        words = "目标请只写数字。" if language is Language.ZH else "Write a target as a number alone."
        raise PortFailed(words)
    return Decimal(typed)
