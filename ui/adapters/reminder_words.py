"""Reminders in words: states, plans and what is offered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Final

from app.medicines import Medicine
from app.records.thresholds import provenance
from app.records.wording import KIND_NAMES
from app.reminders.occasion import Purpose, Reminder, State
from app.reminders.reminders import Due
from app.reminders.suggestions import Suggestion
from assistant.conversation import Language
from device_io.reading import ReadingKind
from ui.adapters.headings import heading

_ZH, _EN = Language.ZH, Language.EN
_STATES: Final = {
    State.UPCOMING: {_ZH: "还没到时间", _EN: "Later today"},
    State.DUE: {_ZH: "现在", _EN: "Now"},
    State.SNOOZED: {_ZH: "等一会儿再提醒", _EN: "Reminds again later"},
    State.DONE: {_ZH: "做了", _EN: "Done"},
    State.SKIPPED: {_ZH: "这次不做", _EN: "Left out this time"},
    State.MISSED: {_ZH: "没有做，没关系", _EN: "Not done, that is all right"},
}
#: Values that these screens can remind to take.
MEASURED: Final = (
    ReadingKind.BLOOD_PRESSURE,
    ReadingKind.GLUCOSE,
    ReadingKind.SPO2,
    ReadingKind.TEMPERATURE,
    ReadingKind.WEIGHT,
)


def state_text(due: Due, until: str, language: Language) -> str:
    """How an occasion stands; ``until`` ends a snooze."""
    if due.state is State.SNOOZED:
        return f"{until} 再提醒" if language is _ZH else f"Reminds again at {until}"
    return _STATES[due.state][language]


def reminder_title(one: Reminder | Suggestion, language: Language) -> str:
    """``Measure blood pressure``, ``Take amlodipine 5 mg``, ``Have HbA1c checked``."""
    zh = language is _ZH
    if one.purpose is Purpose.MEASURE and one.kind is not None:
        name = KIND_NAMES[one.kind][language]
        return f"量{name}" if zh else f"Measure {name}"
    if one.purpose is Purpose.MEDICINE:
        return f"吃药：{one.title}" if zh else f"Take {one.title}"
    return f"复查：{one.title}" if zh else f"Check again: {one.title}"


def times_text(times: Sequence[time], language: Language) -> str:
    """``8:00、20:00``."""
    return ("、" if language is _ZH else ", ").join(f"{one.hour}:{one.minute:02}" for one in times)


def reminder_detail(one: Reminder | Suggestion, language: Language) -> str:
    """Times and days of a plan."""
    times, zh = times_text(one.times, language), language is _ZH
    if one.last_day is not None and one.last_day == one.first_day:
        return f"{_day(one.first_day, language)} {times}"
    every = one.every_days if isinstance(one, Reminder) else 1
    often = "每天" if zh else "every day"
    if every > 1:
        often = f"每{every}天" if zh else f"every {every} days"
    until = ""
    if one.last_day is not None:
        first, last = _day(one.first_day, language), _day(one.last_day, language)
        until = f"，{first}到{last}" if zh else f", {first} to {last}"
    return f"{often} {times}{until}" if zh else heading(f"{often} at {times}{until}")


def medicine_detail(one: Medicine, language: Language) -> str:
    """Dose and times of a medicine."""
    zh = language is _ZH
    times = times_text(one.times, language) or ("没有定时间" if zh else "no fixed time")
    return (
        f"{one.dose}，每天 {times}".lstrip("，")
        if zh
        else heading(f"{one.dose}, every day at {times}".lstrip(", "))
    )


def source_words(one: Suggestion, language: Language) -> str:
    """Where a suggestion comes from."""
    zh = language is _ZH
    if one.status != "d":
        title = provenance(one.source, one.status).titles[language]
        return f"来源：{title}" if zh else f"Source: {title}"
    if one.kind:
        return "您常在这些时间量" if zh else "You are used to measure at these times"
    return "我们的规则" if zh else "Our rule"


def _day(day: date, language: Language) -> str:
    return f"{day.month}月{day.day}日" if language is _ZH else f"{day.day} {_MONTHS[day.month - 1]}"


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
