"""A week of the coach in words: its days, how far it is, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from app.coaching.coach import CoachedWeek
from app.coaching.rules import WeekRules
from app.coaching.week import Progress, Slot, SlotState
from app.records.profile.protocol_average import PressureMean, ProtocolAverage
from app.records.thresholds import HomePressureReference
from app.records.wording import day_name
from assistant.conversation import Language
from ui.view_models.ports import PlanDayView, PlanSlotView, PlanView

_ZH, _EN = Language.ZH, Language.EN
PARTS: Final[Mapping[str, Mapping[Language, str]]] = {
    "morning": {_ZH: "早上", _EN: "Morning"},
    "evening": {_ZH: "晚上", _EN: "Evening"},
}
_STATES: Final[Mapping[SlotState, Mapping[Language, str]]] = {
    SlotState.DONE: {_ZH: "量好了", _EN: "done"},
    SlotState.PART: {_ZH: "差一次", _EN: "one missing"},
    SlotState.MISSED: {_ZH: "没量", _EN: "missed"},
    SlotState.NOW: {_ZH: "现在量", _EN: "due now"},
    SlotState.AHEAD: {_ZH: "还没到", _EN: "to come"},
}


def week_view(
    coached: CoachedWeek,
    rules: WeekRules,
    reference: HomePressureReference,
    now: datetime,
    language: Language,
) -> PlanView:
    """The week of a person; ``now`` is local."""
    progress = coached.progress
    days = sorted({slot.day for slot in progress.slots})
    return PlanView(
        days=tuple(_day(day, number, progress, now.date(), language) for number, day in enumerate(days, 1)),
        progress=progress.done / len(progress.slots),
        summary=_summary(progress, language),
        next_text=_next(progress, rules, now, language),
        mean=_mean(coached.average, reference, language),
        rule=_rule(coached.average, progress, language),
        finished=progress.over,
    )


def pressure(mean: PressureMean) -> str:
    """``128/79``."""
    return f"{_whole(mean.systolic)}/{_whole(mean.diastolic)}"


def _whole(value: Decimal) -> str:
    return f"{value:.0f}"


def _day(day: date, number: int, progress: Progress, today: date, language: Language) -> PlanDayView:
    title = f"第{number}天" if language is _ZH else f"Day {number}"
    return PlanDayView(
        title=f"{title} · {day_name(day, language)}",
        today=day == today,
        counts=day != progress.dropped_day,
        slots=tuple(_slot(slot, language) for slot in progress.slots if slot.day == day),
    )


def _slot(slot: Slot, language: Language) -> PlanSlotView:
    text = _STATES[slot.state][language]
    if slot.unrested and slot.state is not SlotState.DONE:
        text = f"{text}（没休息，不算）" if language is _ZH else f"{text} (no rest: not counted)"
    return PlanSlotView(PARTS[slot.part][language], slot.state.value, text)


def _summary(progress: Progress, language: Language) -> str:
    done, of, readings, days = progress.done, len(progress.slots), progress.readings, progress.days
    if language is _ZH:
        return f"{of}次里量好了{done}次，一共{readings}个读数，{days}天。"
    return f"{done} of {of} sittings done: {readings} readings on {days} days."


def _next(progress: Progress, rules: WeekRules, now: datetime, language: Language) -> str:
    slot = progress.next_slot
    if slot is None:
        return "七天到了。" if language is _ZH else "The seven days are over."
    start, end = next((start, end) for part, start, end in rules.hours if part == slot.part)
    part = PARTS[slot.part][language]
    if slot.state is SlotState.NOW:
        return f"现在该量{part}的血压了。" if language is _ZH else f"The {part.lower()} reading is due now."
    days = (slot.day - now.date()) // timedelta(days=1)
    when = {0: {_ZH: "今天", _EN: "today"}, 1: {_ZH: "明天", _EN: "tomorrow"}}.get(days)
    day = when[language] if when is not None else day_name(slot.day, language)
    if language is _ZH:
        return f"下一次：{day}{part}{start}点到{end}点。"
    return f"Next: {day}, {part.lower()}, between {start}:00 and {end}:00."


def _mean(average: ProtocolAverage, reference: HomePressureReference, language: Language) -> str:
    mean, rule = average.mean, average.rule
    if mean is None or not average.enough:
        if language is _ZH:
            return f"读数还不够：至少要{rule.least_days}天、{rule.least_readings}个，才能算平均。"
        return f"Not enough yet: an average takes at least {rule.least_days} days and {rule.least_readings} readings."
    above = mean.systolic >= reference.systolic or mean.diastolic >= reference.diastolic
    figure = pressure(mean)
    if language is _ZH:
        verdict = "达到或超过" if above else "低于"
        return f"平均 {figure} mmHg，{verdict}家庭参考值 {reference.text}（{reference.titles[language]}）。"
    verdict = "at or above" if above else "below"
    return f"Average {figure} mmHg, {verdict} the home reference {reference.text} ({reference.titles[language]})."


def _rule(average: ProtocolAverage, progress: Progress, language: Language) -> str:
    title = average.rule.provenance.titles[language]
    dropped = progress.dropped_day is not None
    if language is _ZH:
        first = "第一天的不算进平均。" if dropped else ""
        return f"{first}算法：{title}。"
    first = "The first day is left out of the average. " if dropped else ""
    return f"{first}Rule: {title}."
