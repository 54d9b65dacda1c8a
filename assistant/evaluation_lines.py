"""Lines of an evaluation file: one JSON object each, bounded in size."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

#: Longest line that is read, in characters.
_LONGEST_LINE = 200_000


class EvaluationFileError(ValueError):
    """A line of an evaluation file cannot be used; the message names it and what to do."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(f"Line {number} of the evaluation file {what}; correct it and run again.")


def json_lines(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the number (from one) and the object of each line that is not blank.

    Raises :class:`EvaluationFileError`.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if len(line) > _LONGEST_LINE:
            raise EvaluationFileError(number, f"is longer than {_LONGEST_LINE} characters")
        try:
            row = json.loads(line)
        except ValueError as error:
            raise EvaluationFileError(number, "is no JSON") from error
        if not isinstance(row, dict):
            raise EvaluationFileError(number, "is no JSON object")
        yield number, row
