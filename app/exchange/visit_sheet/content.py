"""What stands on a visit sheet: words and figures ready to print, and the days of its chart."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from app.exchange.errors import VisitSheetFailed
from assistant.conversation import Language

MAX_QUESTIONS: Final = 3
MAX_QUESTION_LENGTH: Final = 140
SHORTEST_DAYS: Final = 7
LONGEST_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """What the person wants on the sheet.

    ``questions``: up to three, in their own words. ``days``: how many days up to today. ``name``: instead of the
    display name; empty leaves it out. ``with_age``: whether age and sex stand on it.
    """

    language: Language
    questions: tuple[str, ...] = ()
    days: int = 28
    name: str | None = None
    with_age: bool = True

    def __post_init__(self) -> None:
        if len(self.questions) > MAX_QUESTIONS:
            raise VisitSheetFailed(
                f"There is room for {MAX_QUESTIONS} questions: choose the most important ones."
            )
        if any(len(question) > MAX_QUESTION_LENGTH for question in self.questions):
            raise VisitSheetFailed(
                f"A question has at most {MAX_QUESTION_LENGTH} characters: say it shorter."
            )
        if not SHORTEST_DAYS <= self.days <= LONGEST_DAYS:
            raise VisitSheetFailed(
                f"The sheet shows {SHORTEST_DAYS} to {LONGEST_DAYS} days: choose between them."
            )


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled figure, e.g. the morning mean."""

    label: str
    figure: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pressure:
    """The home blood pressure: its protocol average, or that there is not enough for one.

    ``judged`` says how it stands to the target, ``above`` whether it reaches it (``None``: not judged); ``basis``
    names rule, readings and days.
    """

    figure: str
    unit: str
    label: str
    judged: str
    above: bool | None
    basis: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ChartDay:
    """One day of a line: its place from the first day, mean, lowest and highest."""

    day: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Line:
    """A component over the days, with the limit it is compared with, if there is one."""

    name: str
    days: tuple[ChartDay, ...]
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Daily means with their range over the period. ``ticks`` and ``dates`` are (place, label)."""

    title: str
    unit: str
    days: int
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    dates: tuple[tuple[int, str], ...]
    lines: tuple[Line, ...]
    marks: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of reading in the period, as a table row."""

    name: str
    latest: str
    when: str
    mean: str
    span: str
    n: str


@dataclass(frozen=True, slots=True)
class LabResult:
    """A result out of its range, as printed, with the page of the report it stands on."""

    name: str
    value: str
    range: str
    mark: str
    page: str


@dataclass(frozen=True, slots=True)
class MedicineLine:
    """A medicine as it is taken now."""

    name: str
    dose: str
    times: str
    since: str


@dataclass(frozen=True, slots=True)
class SheetContent:
    """A whole sheet. ``words`` are its headings; every text is in one language and ready to print."""

    language: str
    words: dict[str, str]
    name: str
    about: str
    period: str
    made: str
    practice: str
    pressure: Pressure | None
    chart: Chart | None
    measures: tuple[Measure, ...]
    changes: tuple[str, ...]
    labs: tuple[LabResult, ...]
    labs_more: str
    reports: int
    medicines: tuple[MedicineLine, ...]
    medicines_more: str
    questions: tuple[str, ...]
    sources: tuple[str, ...]
    essentials: str
    first_day: date
    last_day: date

    def to_json(self) -> dict[str, Any]:
        """Return the sheet as plain JSON, as the template reads it."""
        content = asdict(self)
        content["first_day"], content["last_day"] = self.first_day.isoformat(), self.last_day.isoformat()
        return content
