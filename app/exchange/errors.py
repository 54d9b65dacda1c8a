"""What can go wrong on the way in or out, each with one sentence saying what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.records.errors import InvalidEntry, RecordsError
from assistant.conversation import Language

#: More problems than this are counted, not listed.
MAX_PROBLEMS: Final = 20


class ExportFailed(RecordsError):
    """What was asked for cannot be written."""


class VisitSheetFailed(RecordsError):
    """The visit sheet cannot be made."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong in one place of a file. ``row`` counts from 1 as spreadsheets do; ``column`` is its heading."""

    row: int
    column: str
    sentence: str

    def where(self, language: Language) -> str:
        """Return the place, e.g. ``第 3 行“高压”列`` / ``row 3, column 'Sys'``."""
        if language is Language.ZH:
            return f"第 {self.row} 行“{self.column}”列" if self.column else f"第 {self.row} 行"
        return f"row {self.row}, column '{self.column}'" if self.column else f"row {self.row}"

    def __str__(self) -> str:
        return f"{self.where(Language.EN)}: {self.sentence}"


class ImportRefused(InvalidEntry):
    """The file was not imported, and nothing of it was kept. ``problems`` says where, if it is about cells."""

    def __init__(self, sentence: str, problems: tuple[CellProblem, ...] = ()) -> None:
        super().__init__(sentence)
        self.problems = problems

    @classmethod
    def at(cls, problems: list[CellProblem]) -> ImportRefused:
        """Return the refusal that names the first of ``problems`` and counts the others."""
        more = len(problems) - 1
        others = f" There {'is' if more == 1 else 'are'} {more} more." if more else ""
        return cls(f"Nothing was imported; {problems[0]}{others}", tuple(problems[:MAX_PROBLEMS]))


class CodeWanted(ImportRefused):
    """What was scanned at a station is sealed, and the characters that open it are missing or others."""


class ColumnsUnclear(ImportRefused):
    """The columns, a unit or the order of day and month have to be chosen; ``columns`` are the headings found."""

    def __init__(self, sentence: str, columns: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.columns = columns
