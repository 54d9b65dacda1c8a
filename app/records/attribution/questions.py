"""The one short question about a reading that nobody is named for, in fixed words of both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from app.people import Person
from app.records import wording
from app.records.attribution.decision import Why
from app.records.clean import CleanReading
from app.records.daily import SITTING_GAP
from app.records.units import with_unit
from assistant.conversation import Language
from device_io.reading import Quantity, ReadingKind

_ZH, _EN = Language.ZH, Language.EN
#: A reading this young is "this" one; an older one is named by its time.
_JUST_NOW: Final = timedelta(minutes=30)
_GUEST_WORDS: Final = {_ZH: "别人", _EN: "Somebody else"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: a member, or a guest under ``person_id`` ``None``. ``likelihood`` is 0 to 1."""

    person_id: str | None
    name: str
    likelihood: float


@dataclass(frozen=True, slots=True)
class OwnerQuestion:
    """A question about the readings of one sitting; the answer is for all of ``raw_ids``.

    ``text`` is shown and spoken; ``reading_ids`` name the clean rows; ``choices`` are most likely first, the guest last.
    """

    raw_ids: tuple[int, ...]
    reading_ids: tuple[int, ...]
    kind: ReadingKind
    figure: str
    when: str
    taken_at: datetime
    why: Why
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class OpenReading:
    """A reading that nobody is named for, with what our rules made of it; ``by_hand``: somebody left it open."""

    reading: CleanReading
    why: Why
    shares: Mapping[str | None, float]
    jump: Decimal | None
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """For whom a question is worded, and when."""

    language: Language
    zone: ZoneInfo
    now: datetime


def sittings(readings: Sequence[OpenReading]) -> list[list[OpenReading]]:
    """Group open readings, newest first, by device and sitting; a jump stands alone, as does a reading to check."""
    groups: list[list[OpenReading]] = []
    for one in sorted(readings, key=lambda item: (item.reading.reading.taken_at, item.reading.id)):
        for group in reversed(groups):
            last = group[-1]
            near = one.reading.reading.taken_at - last.reading.reading.taken_at <= SITTING_GAP
            same = one.reading.device_id == last.reading.device_id
            if near and same and Why.JUMP not in (one.why, last.why):
                group.append(one)
                break
        else:
            groups.append([one])
    return list(reversed(groups))


def question(group: Sequence[OpenReading], people: Sequence[Person], worded: Wording) -> OwnerQuestion:
    """Word the question about one sitting."""
    newest = group[-1]
    reading, language = newest.reading.reading, worded.language
    shares = newest.shares
    ordered = sorted(people, key=lambda one: -shares.get(one.id, 0.0))
    choices = [Choice(one.id, one.name_in(language), round(shares.get(one.id, 0.0), 3)) for one in ordered]
    choices.append(Choice(None, _GUEST_WORDS[language], round(shares.get(None, 0.0), 3)))
    figure = wording.figure_with_unit(reading.kind, reading.values, language)
    when = wording.relative_time(reading.taken_at, worded.zone, worded.now, language)
    recent = worded.now - reading.taken_at <= _JUST_NOW
    if newest.why is Why.JUMP and newest.jump is not None and ordered:
        text = _jump_words(newest.jump, ordered[0].name_in(language), language)
    else:
        text = _words(reading.kind, figure, "" if recent else when, len(group), language)
    return OwnerQuestion(
        raw_ids=tuple(sorted({one.reading.raw_id for one in group})),
        reading_ids=tuple(one.reading.id for one in group),
        kind=reading.kind,
        figure=figure,
        when=when,
        taken_at=reading.taken_at,
        why=newest.why,
        text=text,
        choices=tuple(choices),
    )


def _words(kind: ReadingKind, figure: str, when: str, count: int, language: Language) -> str:
    name = wording.KIND_NAMES[kind][language]
    if language is _ZH:
        several = f"（共{count}次）" if count > 1 else ""
        return f"{when + '的' if when else '刚才的'}{name} {figure}{several}，是谁量的？"
    several = f" ({count} readings)" if count > 1 else ""
    return f"Whose {name} is this: {figure}{', ' + when if when else ''}{several}?"


def _jump_words(jump: Decimal, name: str, language: Language) -> str:
    change = with_unit(Quantity(jump, "kg"), language)
    if language is _ZH:
        return f"体重和一天内的上一次差了 {change}。站在秤上的是{name}吗？"
    return f"This weight differs by {change} from the one within a day. Was it {name} on the scale?"
