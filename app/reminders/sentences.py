"""What reminders say, in both languages: short, calm, and with nothing of a private profile in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.people import Person
from app.records import wording
from app.reminders.occasion import Purpose, Reminder
from assistant.conversation import Language
from device_io.reading import ReadingKind


def due_sentence(person: Person, reminders: Sequence[Reminder], language: Language) -> str:
    """Return what to say when ``reminders`` of one person are due together."""
    if person.profile.private:
        name = person.name_in(language)
        return f"{name}，有一条提醒。" if language is Language.ZH else f"{name}, there is a reminder for you."
    parts = [
        sentence
        for sentence in (
            _medicines([one.title for one in reminders if one.purpose is Purpose.MEDICINE], language),
            _measurements(
                [one.kind for one in reminders if one.purpose is Purpose.MEASURE and one.kind], language
            ),
            _rechecks([one.title for one in reminders if one.purpose is Purpose.RECHECK], language),
        )
        if sentence
    ]
    return _addressed(person, parts, language)


def missed_sentence(
    person: Person,
    missed: Sequence[tuple[Reminder, datetime]],
    zone: ZoneInfo,
    now: datetime,
    language: Language,
) -> str:
    """Return the calm sentence about what was not done while nobody said anything."""
    zh = language is Language.ZH
    if person.profile.private:
        name = person.name_in(language)
        return (
            f"{name}，有提醒没有回应，没关系。"
            if zh
            else f"{name}, some reminders went unanswered; that is all right."
        )
    joint = "、" if zh else ", "
    named = joint.join(
        dict.fromkeys(
            f"{wording.relative_time(moment, zone, now, language)}{_what(one, language)}"
            if zh
            else f"{_what(one, language)} ({wording.relative_time(moment, zone, now, language)})"
            for one, moment in missed
        )
    )
    medicines = any(one.purpose is Purpose.MEDICINE for one, _ in missed)
    if zh:
        tail = "药要不要补吃，请看说明书或问药师。" if medicines else "没关系，下次按平时的时间就好。"
        return _addressed(person, [f"这些没有记下来：{named}。{tail}"], language)
    tail = (
        "Whether to make up for a medicine: see its leaflet or ask a pharmacist."
        if medicines
        else "That is all right; go on at your usual time."
    )
    return _addressed(person, [f"not noted as done: {named}. {tail}"], language)


def _addressed(person: Person, parts: Sequence[str], language: Language) -> str:
    if not person.display_name:
        text = "".join(parts) if language is Language.ZH else " ".join(parts)
        return text[:1].upper() + text[1:]
    if language is Language.ZH:
        return f"{person.display_name}，{''.join(parts)}"
    first, *rest = parts
    return " ".join([f"{person.display_name}, {first}", *rest])


def _medicines(titles: Sequence[str], language: Language) -> str:
    if not titles:
        return ""
    if language is Language.ZH:
        return f"该吃药了：{'、'.join(titles)}。"
    return f"it is time for your medicine: {', '.join(titles)}."


def _measurements(kinds: Sequence[ReadingKind], language: Language) -> str:
    if not kinds:
        return ""
    names = [wording.KIND_NAMES[kind][language] for kind in dict.fromkeys(kinds)]
    if language is Language.ZH:
        return f"该量{'和'.join(names)}了。"
    return f"it is time to measure your {' and '.join(names)}."


def _rechecks(titles: Sequence[str], language: Language) -> str:
    if not titles:
        return ""
    if language is Language.ZH:
        return f"该去复查了：{'、'.join(titles)}。"
    return f"it is time for a check: {', '.join(titles)}."


def _what(reminder: Reminder, language: Language) -> str:
    if reminder.purpose is Purpose.MEASURE and reminder.kind is not None:
        return wording.KIND_NAMES[reminder.kind][language]
    return reminder.title
