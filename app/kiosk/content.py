"""What goes from a visit to the station: validated, bounded, and without anything that names the visitor."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.records.clean import CleanReading
from assistant.conversation import Language
from assistant.red_flags.table import Level
from device_io.reading import QualityFlag, Quantity, Reading, ReadingKind

#: A visit measures each of eight kinds a few times, and shows a few pages. Our rule.
MOST_READINGS: Final = 60
MOST_REPORTS: Final = 10
MOST_RESULTS: Final = 200

Short = Annotated[str, Field(max_length=120)]
Words = Annotated[str, Field(max_length=600)]


class Content(BaseModel):
    """A part of what is handed over; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class HandedQuantity(Content):
    """A value with its UCUM unit."""

    value: Decimal
    unit: Short


class HandedReading(Content):
    """A measurement of this visit."""

    kind: ReadingKind
    values: dict[Short, HandedQuantity] = Field(max_length=16)
    taken_at: AwareDatetime
    flags: frozenset[QualityFlag] = frozenset()
    device: Short = ""
    simulated: bool = False

    @classmethod
    def of(cls, stored: CleanReading) -> HandedReading:
        """Return what the staff may see of a reading of the visit's records."""
        reading = stored.reading
        return cls(
            kind=reading.kind,
            values={
                name: HandedQuantity(value=one.value, unit=one.unit) for name, one in reading.values.items()
            },
            taken_at=reading.taken_at,
            flags=reading.flags,
            device=(stored.device_model or "")[:120],
            simulated=stored.simulated,
        )

    def reading(self) -> Reading:
        """Return the measurement itself."""
        return Reading(
            kind=self.kind,
            values={name: Quantity(one.value, one.unit) for name, one in self.values.items()},
            taken_at=self.taken_at,
            received_at=self.taken_at,
            flags=self.flags,
        )


class HandedResult(Content):
    """A confirmed row of a photographed report, as it is printed; ``analyte``, ``ucum`` and ``verdict`` where known."""

    printed_name: Short
    value: Short
    unit: Short = ""
    range: Short = ""
    analyte: Short = ""
    ucum: Short = ""
    verdict: Short = ""
    #: Whether both readers read it, one only, or the visitor put it right; empty where it is not known.
    evidence: Literal["", "agreed", "one_reader", "corrected"] = ""


class HandedReport(Content):
    """The confirmed rows of one report; never its photo."""

    results: tuple[HandedResult, ...] = Field(max_length=MOST_RESULTS)


class Handover(Content):
    """Everything that one visitor chose to hand to the staff."""

    readings: tuple[HandedReading, ...] = Field(default=(), max_length=MOST_READINGS)
    reports: tuple[HandedReport, ...] = Field(default=(), max_length=MOST_REPORTS)

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.readings or self.reports)


class RaisedFlag(Content):
    """A red flag of a visit: its level, and the fixed words that the visitor sees too."""

    level: Level
    words: dict[Language, Words]


class Ending(StrEnum):
    """How a visit ended."""

    DONE = "done"
    IDLE = "idle"
    DECLINED = "declined"
    BROKEN = "broken"


class Tally(Content):
    """What was done in a visit, as counts."""

    readings: int = Field(default=0, ge=0, le=1000)
    photos: int = Field(default=0, ge=0, le=1000)
    questions: int = Field(default=0, ge=0, le=1000)
