"""Finds the columns of a result table: by the words over them, or by what stands in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import median

from assistant.reports.analytes import analyte_table
from assistant.reports.atoms import Atom, Kind
from assistant.reports.geometry import Placed

COVERED = 0.6
"""Least share of a heading's letters that are known words: headings of neighbouring columns merge (design)."""
BENT = 2.5
"""Words over one table differ in height by less than this many letter heights, where paper bends (design)."""
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where two words over columns were joined: "FlagUnits"."""
CONTENT_ROLES = {Kind.NAME: "name", Kind.NUMBER: "result", Kind.UNIT: "unit", Kind.RANGE: "range"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role (a key of ``columns`` in the table of analytes) and its horizontal extent.

    ``level`` is the y of the word over it, where there is one.
    """

    role: str
    left: float
    right: float
    level: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One block of results: columns in groups side by side, and where it begins and ends, y in pixels."""

    groups: tuple[tuple[Column, ...], ...]
    top: float
    bottom: float
    headed: bool


def headed_tables(placed: Sequence[Placed]) -> tuple[list[Table], set[int]]:
    """Tables that have words over their columns, and the indices of the tokens those words are."""
    headings = [(index, item, columns) for index, item in enumerate(placed) if (columns := _headings(item))]
    lines: list[list[_Heading]] = []
    for entry in sorted(headings, key=lambda entry: entry[1].y):
        if lines and _same_head(lines[-1], entry):
            lines[-1].append(entry)
        else:
            lines.append([entry])
    heads = [line for line in lines if _is_head(line)]
    used = {index for line in heads for index, _, _ in line}
    tables = []
    for place, line in enumerate(heads):
        columns = sorted((column for _, _, found in line for column in found), key=lambda column: column.left)
        top = max(item.y for _, item, _ in line)
        bottom = heads[place + 1][0][1].y if place + 1 < len(heads) else float("inf")
        tables.append(Table(_groups(columns), top, bottom, headed=True))
    return tables, used


_Heading = tuple[int, Placed, list[Column]]
"""A token that is words over columns: its index, the token, and the columns."""


def _same_head(line: Sequence[_Heading], entry: _Heading) -> bool:
    """Whether ``entry`` goes on with ``line``: at its height, or somewhat lower and beside all of it (bent paper)."""
    item = entry[1]
    if abs(line[-1][1].y - item.y) < 0.8 * item.height:
        return True
    beside = all(item.left >= other.right or item.right <= other.left for _, other, _ in line)
    return beside and item.y - min(other.y for _, other, _ in line) < BENT * item.height


def _is_head(line: Sequence[_Heading]) -> bool:
    roles = [column.role for _, _, columns in line for column in columns]
    return len(set(roles)) >= 2 and bool({"result", "range"} & set(roles))


def _headings(item: Placed) -> list[Column]:
    """Columns named by one token, left to right; empty when it is no heading."""
    text = unicodedata.normalize("NFKC", item.token.text)
    text = _GLUED.sub(" ", text).casefold()
    matches = list(_pattern().finditer(text))
    letters = sum(sign.isalnum() for sign in text)
    covered = sum(sum(sign.isalnum() for sign in match.group()) for match in matches)
    if not matches or covered < COVERED * letters:
        return []
    step = (item.right - item.left) / max(1, len(text))
    return [
        Column(
            str(match.lastgroup).rpartition("_")[0],
            item.left + step * match.start(),
            item.left + step * match.end(),
            item.y,
        )
        for match in matches
    ]


@cache
def _pattern() -> re.Pattern[str]:
    """All heading words, longest first, one named group a role."""
    words = [
        (unicodedata.normalize("NFKC", word).casefold(), role)
        for role, printed in analyte_table().columns.items()
        for word in printed
    ]
    words.sort(key=lambda entry: -len(entry[0]))
    parts: list[str] = []
    for word, role in words:
        body = re.escape(word).replace(r"\ ", r"\s*")
        edge = r"(?<![a-z])" + body + r"(?![a-z])" if word.isascii() else body
        parts.append(f"(?P<{role}_{len(parts)}>{edge})")
    return re.compile("|".join(parts))


def _groups(columns: Sequence[Column]) -> tuple[tuple[Column, ...], ...]:
    """Columns parted where a role comes again, or names come after results: tables printed side by side."""
    groups: list[list[Column]] = [[]]
    for column in columns:
        roles = {other.role for other in groups[-1]}
        if column.role in roles or (column.role == "name" and roles & {"result", "range"}):
            groups.append([])
        groups[-1].append(column)
    return tuple(tuple(group) for group in groups)


def table_by_content(atoms: Sequence[Atom]) -> Table | None:
    """A table guessed from known names and what stands right of them; ``None`` without a known name."""
    names = [atom for atom in atoms if atom.kind is Kind.NAME]
    if not names:
        return None
    height = median(atom.source.height for atom in names)
    starts: list[list[Atom]] = []
    for atom in sorted(names, key=lambda atom: atom.left):
        if starts and atom.left - starts[-1][-1].left < 6 * height:
            starts[-1].append(atom)
        else:
            starts.append([atom])
    starts = [group for group in starts if len(group) * 4 >= len(names)]
    groups = []
    for place, start in enumerate(starts):
        end = min(atom.left for atom in starts[place + 1]) if place + 1 < len(starts) else float("inf")
        begin = min(atom.left for atom in start)
        groups.append(
            _content_group([atom for atom in atoms if begin - height <= atom.left < end - height / 2])
        )
    return Table(tuple(groups), float("-inf"), float("inf"), headed=False)


def _content_group(atoms: Sequence[Atom]) -> tuple[Column, ...]:
    name_right = median(atom.left for atom in atoms if atom.kind is Kind.NAME)
    columns = []
    for kind, role in CONTENT_ROLES.items():
        inside = [
            atom for atom in atoms if atom.kind is kind and (kind is Kind.NAME or atom.left > name_right)
        ]
        if not inside and role == "result":
            inside = [
                atom for atom in atoms if atom.kind in (Kind.WORD, Kind.LIMIT) and atom.left > name_right
            ]
        if inside:
            columns.append(
                Column(role, median(atom.left for atom in inside), median(atom.right for atom in inside))
            )
    return tuple(sorted(columns, key=lambda column: column.left))


def with_range(columns: Sequence[Column], atoms: Sequence[Atom]) -> tuple[Column, ...]:
    """``columns`` with one for ranges where its heading was not read but ranges stand under it.

    Without it a one-sided range ("<5.2") would be taken for the result.
    """
    inside = [atom for atom in atoms if atom.kind is Kind.RANGE]
    if len(inside) < 2 or any(column.role == "range" for column in columns):
        return tuple(columns)
    left, right = median(atom.left for atom in inside), median(atom.right for atom in inside)
    return tuple(sorted([*columns, Column("range", left, right)], key=lambda column: column.left))


def refined(columns: Sequence[Column], assigned: Sequence[tuple[Atom, str]]) -> tuple[Column, ...]:
    """``columns`` widened to what was found in them: headings are often centred over left-aligned content."""
    better = []
    for column in columns:
        inside = [atom for atom, role in assigned if role == column.role]
        if len(inside) >= 3:
            left, right = median(atom.left for atom in inside), median(atom.right for atom in inside)
            better.append(replace(column, left=min(left, column.left), right=max(right, column.right)))
        else:
            better.append(column)
    return tuple(better)
