"""One sitting at the blood pressure monitor: a state that follows from what happened, and from what time it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce
from typing import Final

from app.coaching.events import (
    Began,
    Finished,
    Measured,
    NotMeasured,
    PutAway,
    RestSkipped,
    SittingEvent,
)
from app.coaching.rules import SittingRules
from device_io.reading import QualityFlag


class Rest(StrEnum):
    """How the rest went: by the timer, by the person's word, or not at all."""

    TIMED = "timed"
    SAID = "said"
    SKIPPED = "skipped"


class Step(StrEnum):
    """What is to be done now."""

    REST = "rest"
    MEASURE = "measure"
    PAUSE = "pause"
    OVER = "over"


class Correction(StrEnum):
    """Why a try does not count and is repeated."""

    TOO_EARLY = "too_early"
    CUFF_LOOSE = "cuff_loose"
    MOVED = "moved"
    WRONG_POSITION = "wrong_position"
    IMPLAUSIBLE = "implausible"
    NOT_MEASURED = "not_measured"


class Ending(StrEnum):
    """How a sitting ended: all readings, ended by the person, too many tries, or left alone."""

    COMPLETE = "complete"
    STOPPED = "stopped"
    GIVEN_UP = "given_up"
    LEFT = "left"


#: What a monitor says of a reading that makes it worth repeating, the first that holds.
_FAULTS: Final = (
    (QualityFlag.CUFF_LOOSE, Correction.CUFF_LOOSE),
    (QualityFlag.BODY_MOVEMENT, Correction.MOVED),
    (QualityFlag.WRONG_POSITION, Correction.WRONG_POSITION),
    (QualityFlag.IMPLAUSIBLE, Correction.IMPLAUSIBLE),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One inflation of the cuff. ``reading`` is missing where the monitor gave an error."""

    moment: datetime
    reading: Measured | None
    correction: Correction | None

    @property
    def irregular(self) -> bool:
        """The monitor noted an irregular pulse."""
        return self.reading is not None and QualityFlag.IRREGULAR_PULSE in self.reading.flags


@dataclass(frozen=True, slots=True)
class Sitting:
    """What is known of a sitting that began at ``began_at``; every change gives a new one."""

    rules: SittingRules
    began_at: datetime
    rest: Rest
    rest_until: datetime
    attempts: tuple[Attempt, ...] = ()
    finished_at: datetime | None = None
    put_away: bool = False

    @property
    def counted(self) -> tuple[Measured, ...]:
        """The readings that count."""
        return tuple(one.reading for one in self.attempts if one.reading is not None and not one.correction)

    @property
    def irregular(self) -> int:
        """How many of the readings that count had an irregular pulse."""
        return sum(one.irregular for one in self.attempts if one.correction is None)

    @property
    def differ(self) -> bool:
        """Whether the first two readings are further apart than they may be."""
        first = self.counted[:2]
        return len(first) == 2 and abs(first[0].systolic - first[1].systolic) > self.rules.third_above

    @property
    def wanted(self) -> int:
        """How many readings this sitting needs, as far as can be told yet."""
        return self.rules.most if self.differ or self.irregular else self.rules.readings

    @property
    def counts_in_week(self) -> bool:
        """Whether its readings are such as a week's average is made of: without the rest they are not (our rule)."""
        return self.rest is not Rest.SKIPPED

    @property
    def ready_at(self) -> datetime:
        """When the next measurement may begin."""
        last = self.attempts[-1].moment + self.rules.gap if self.attempts else self.rest_until
        return max(last, self.rest_until)

    def ending(self, now: datetime) -> Ending | None:
        """How the sitting ended, or ``None`` while it goes on."""
        if self.finished_at is not None:
            return Ending.STOPPED
        if len(self.counted) >= self.wanted:
            return Ending.COMPLETE
        if len(self.attempts) >= self.rules.attempts:
            return Ending.GIVEN_UP
        return Ending.LEFT if now >= self.ready_at + self.rules.over_after else None

    def step(self, now: datetime) -> Step:
        """What is to be done at ``now``."""
        if self.ending(now) is not None:
            return Step.OVER
        if now < self.rest_until:
            return Step.REST
        return Step.PAUSE if now < self.ready_at else Step.MEASURE

    def belongs(self, taken_at: datetime, received_at: datetime) -> bool:
        """Whether a reading can be of this sitting, and not one that the monitor had kept from before."""
        return received_at >= self.began_at and taken_at >= self.began_at - self.rules.clock_tolerance

    def after(self, event: SittingEvent) -> Sitting:
        """Return the sitting after ``event``. What comes after its end, or twice, changes nothing."""
        if isinstance(event, PutAway):
            return replace(self, put_away=True)
        if self.ending(event.at) is not None:
            return self
        match event:
            case RestSkipped(at=at) if self.step(at) is Step.REST:
                return replace(self, rest=Rest.SKIPPED, rest_until=at)
            case Measured():
                return self._measured(event)
            case NotMeasured(at=at):
                return self._tried(Attempt(at, None, Correction.NOT_MEASURED))
            case Finished(at=at):
                return replace(self, finished_at=at)
        return self

    def _measured(self, event: Measured) -> Sitting:
        known = {one.reading.reading_id for one in self.attempts if one.reading is not None}
        if event.reading_id in known or not self.belongs(event.moment, event.at):
            return self
        return self._tried(Attempt(event.moment, event, self._correction(event)))

    def _correction(self, event: Measured) -> Correction | None:
        rested = event.at >= self.rest_until and (
            event.moment >= self.rest_until - self.rules.clock_tolerance
        )
        paused = not self.attempts or event.moment - self.attempts[-1].moment >= self.rules.gap
        if not rested or not paused:
            return Correction.TOO_EARLY
        return next((correction for flag, correction in _FAULTS if flag in event.flags), None)

    def _tried(self, attempt: Attempt) -> Sitting:
        return replace(self, attempts=(*self.attempts, attempt))


def begin(event: Began, rules: SittingRules) -> Sitting:
    """Return the sitting that begins with ``event``."""
    if event.rested:
        return Sitting(rules, event.at, Rest.SAID, event.at)
    return Sitting(rules, event.at, Rest.TIMED, event.at + rules.rest)


def replay(began: Began, events: Iterable[SittingEvent], rules: SittingRules) -> Sitting:
    """Return the sitting that began with ``began`` and in which ``events`` happened."""
    return reduce(Sitting.after, events, begin(began, rules))
