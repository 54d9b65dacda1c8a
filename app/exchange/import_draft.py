"""What a file would bring, read whole and shown before anything is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.exchange.portable import PortableReading
from device_io.reading import ReadingKind

#: The most readings one import takes; a year of a glucose sensor has about 105,000.
MAX_READINGS: Final = 250_000
#: The most bytes of a file that has to be read whole (tables, JSON). Apple Health is streamed and has its own bound.
MAX_FILE_BYTES: Final = 64 * 1024 * 1024


class ImportFormat(StrEnum):
    """Whose file it is."""

    LISTENWELL_TABLE = "listenwell_table"
    LISTENWELL_BUNDLE = "listenwell_bundle"
    OPENSCALE = "openscale"
    UBPM = "ubpm"
    OMRON_CONNECT = "omron_connect"
    APPLE_HEALTH = "apple_health"
    NIGHTSCOUT = "nightscout"
    XDRIP = "xdrip"
    TABLE = "table"


class LeftOut(StrEnum):
    """Why a row of a file brings no reading."""

    NO_READING = "no_reading"
    OTHER_KIND = "other_kind"
    SENSOR_ERROR = "sensor_error"
    BEFORE_CHOSEN_DAY = "before_chosen_day"
    OTHER_USER = "other_user"
    SAID_TWICE = "said_twice"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row of a file: its cells as they came, and the readings it holds (at least one).

    ``number`` is the row's place in the file, from 1, as a spreadsheet counts.
    """

    number: int
    original: Mapping[str, str]
    readings: tuple[PortableReading, ...]


@dataclass(frozen=True, slots=True)
class UnderstoodColumn:
    """How a column of a table was understood. ``unit`` is UCUM or empty; ``guessed`` = from the size of its values."""

    heading: str
    meaning: str
    unit: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """A file that was read. Nothing is kept until it is stored."""

    format: ImportFormat
    rows: tuple[ImportedRow, ...]
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)
    columns: tuple[UnderstoodColumn, ...] = ()

    @property
    def readings(self) -> int:
        """How many readings it holds."""
        return sum(len(row.readings) for row in self.rows)

    @property
    def by_kind(self) -> Mapping[ReadingKind, int]:
        """How many readings of each kind."""
        return Counter(reading.kind for row in self.rows for reading in row.readings)

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """The first and the last moment, or ``None`` where there is no reading."""
        moments = [reading.taken_at for row in self.rows for reading in row.readings]
        return (min(moments), max(moments)) if moments else None

    def sample(self, rows: int = 5) -> Sequence[ImportedRow]:
        """The first ``rows`` rows, for a preview."""
        return self.rows[:rows]
