"""Which red flags one new reading raises, seen together with those of the hour before it. No model takes part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.records.clean import CleanReading
from assistant import safety
from assistant.conversation import Language
from assistant.red_flags.observations import Observation
from assistant.red_flags.rules import in_band
from assistant.red_flags.table import LEVELS, Level, red_flag_table
from assistant.safety import RedFlagFinding, StatedReading
from device_io.reading import QualityFlag, Quantity, ReadingKind

#: Readings this recent are judged together and repeat each other: the longest time for which a source asks to wait for
#: a repeat (oxygen, NHS England).
TOGETHER: Final = timedelta(hours=1)
#: A weight is seen with those of these days, for the weight gain of heart failure.
WEIGHTS: Final = timedelta(days=3)
#: Days with fever are counted over so many days. Our rule.
FEVER_SPAN_DAYS: Final = 7
_FEVER_BAND: Final = "fever_any_site"


class Stage(StrEnum):
    """``REPEAT``: one more reading is asked for first. ``CERTAIN``: the words hold as they are."""

    REPEAT = "repeat"
    CERTAIN = "certain"


@dataclass(frozen=True, slots=True)
class Raised:
    """A red flag that a reading raised, with its fixed words in both languages."""

    flag: str
    level: Level
    stage: Stage
    components: tuple[str, ...]
    words: Mapping[Language, str]
    sources: tuple[str, ...]
    status: str


def judge(
    reading: CleanReading,
    before: Sequence[CleanReading],
    fever_days: int,
    profiles: Iterable[safety.Profile],
    *,
    time_doubted: bool = False,
) -> tuple[Raised, ...]:
    """Return what ``reading`` raises, the most urgent first.

    ``before`` are the plausible readings of the same person that :data:`TOGETHER` and :data:`WEIGHTS` allow;
    ``fever_days`` are the days with fever of the last week, this one included. With several ``profiles`` (nobody
    knows whose reading it is) a flag that any of them raises is raised. ``time_doubted``: nobody knows when it was
    taken, so that a repeat is asked for first.
    """
    found: dict[str, Raised] = {}
    for profile in profiles:
        for finding in _of_reading(reading, before, fever_days, profile):
            one = _raised(finding, time_doubted=time_doubted)
            if one.flag not in found or one.stage is Stage.CERTAIN:
                found[one.flag] = one
    return tuple(sorted(found.values(), key=lambda one: LEVELS.index(one.level)))


def has_fever(temperature: Decimal) -> bool:
    """Whether a temperature counts as a day with fever: the lowest limit of all sites."""
    band = red_flag_table().band(_FEVER_BAND, "CN")
    return in_band(band, Observation("temperature", temperature))


def _of_reading(
    reading: CleanReading, before: Sequence[CleanReading], fever_days: int, profile: safety.Profile
) -> list[RedFlagFinding]:
    """Return the findings that would not be there without ``reading``."""
    alone = _certain([reading.reading], profile)
    if not before and not fever_days:
        return list(alone.values())
    earlier = [one.reading for one in before]
    fever = StatedReading(ReadingKind.TEMPERATURE, {"fever_days": Quantity(Decimal(fever_days), "d")})
    without = _certain(earlier, profile)
    together = _certain([*earlier, reading.reading, *([fever] if fever_days else [])], profile)
    return [one for flag, one in together.items() if flag in alone or flag not in without]


def _certain(readings: Sequence[safety.Measured], profile: safety.Profile) -> dict[str, RedFlagFinding]:
    if not readings:
        return {}
    result = safety.check("", None, readings, profile)
    return {finding.id: finding for finding in result.findings if finding.certain}


def _raised(finding: RedFlagFinding, *, time_doubted: bool) -> Raised:
    words = dict(finding.words)
    if time_doubted and not finding.repeat_needed:
        again = red_flag_table().repeat_words
        words = {
            language: again[language] + (" " if language is Language.EN else "") + text
            for language, text in words.items()
        }
    return Raised(
        flag=finding.id,
        level=finding.level,
        stage=Stage.REPEAT if finding.repeat_needed or time_doubted else Stage.CERTAIN,
        components=finding.because,
        words=words,
        sources=finding.sources,
        status=finding.status,
    )


def doubts_time(reading: CleanReading) -> bool:
    """Whether the device did not know when it took the reading."""
    return QualityFlag.TIME_UNCERTAIN in reading.reading.flags
