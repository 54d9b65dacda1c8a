"""From placed text to the rows of result tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from assistant.reports.atoms import Atom, Kind, atoms_of
from assistant.reports.columns import Column, Table, headed_tables, refined, table_by_content, with_range
from assistant.reports.geometry import straighten
from assistant.reports.personal import is_personal, remove_personal
from assistant.reports.tokens import Page

ROLES = ("code", "result", "flag", "unit", "range")
"""What is brought to each name."""
FAR = 0.75
"""Cells farther from their line than this share of the line pitch are left alone (design)."""

_FITS: Mapping[Kind, Mapping[str, float]] = {
    Kind.NAME: {"name": 0.0, "code": 0.1},
    Kind.TEXT: {"name": 0.3, "code": 0.5, "method": 0.3, "flag": 2.0, "unit": 1.0},
    Kind.NUMBER: {"result": 0.0, "number": 0.2},
    Kind.LIMIT: {"result": 0.2, "range": 0.0},
    Kind.RANGE: {"range": 0.0},
    Kind.UNIT: {"unit": 0.0},
    Kind.FLAG: {"flag": 0.0},
    Kind.WORD: {"result": 0.0, "range": 0.1, "flag": 1.0},
}
"""Cost of seeing a kind of text in a column; a role that is absent never holds that kind."""
_ELSEWHERE: Mapping[Kind, str] = {Kind.FLAG: "flag", Kind.UNIT: "unit", Kind.RANGE: "range"}
"""Kinds that keep their role when the table has no column for it: glued to the value, or under a merged heading."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its name and the cells brought to it, by role.

    ``crowded``: a second text that could be the result stands on the same line.
    """

    name: Atom
    cells: Mapping[str, Atom]
    headed: bool
    crowded: bool = False


@dataclass(frozen=True, slots=True)
class Arranged:
    """Rows of a page, top to bottom, and how many personal fields were left out."""

    rows: tuple[Row, ...]
    redacted: int


@dataclass(slots=True)
class _Group:
    columns: tuple[Column, ...]
    atoms: list[Atom] = field(default_factory=list)


def arrange(page: Page) -> Arranged:
    """Straighten the page, leave out personal fields, find the tables and read their rows."""
    placed, redacted = remove_personal(straighten(page.tokens))
    tables, headings = headed_tables(placed)
    atoms = [atom for index, item in enumerate(placed) if index not in headings for atom in atoms_of(item)]
    if not tables:
        guessed = table_by_content(atoms)
        tables = [guessed] if guessed else []
    rows: list[Row] = []
    for table in tables:
        body = [atom for atom in atoms if table.top < atom.y < table.bottom]
        for group in _grouped(table, body):
            rows.extend(_rows(group, headed=table.headed))
    kept = [row for row in rows if not is_personal(row.name.text)]
    return Arranged(tuple(kept), redacted + len(rows) - len(kept))


def _grouped(table: Table, atoms: Sequence[Atom]) -> list[_Group]:
    """Atoms parted among the groups of columns that stand side by side."""
    groups = [_Group(columns) for columns in table.groups]
    edges = [_edge(left.columns[-1], right.columns[0], atoms) for left, right in pairwise(groups)]
    for atom in atoms:
        middle = (atom.left + atom.right) / 2
        groups[sum(middle > edge for edge in edges)].atoms.append(atom)
    return groups


def _edge(before: Column, after: Column, atoms: Sequence[Atom]) -> float:
    """The x between two groups that the fewest atoms cross, as far right as possible."""
    start, end = before.left, after.right
    steps = [start + (end - start) * step / 60 for step in range(61)]
    crossing = [(sum(atom.left < x < atom.right for atom in atoms), abs(x - after.left), x) for x in steps]
    return min(crossing)[2]


def _rows(group: _Group, *, headed: bool) -> list[Row]:
    columns = with_range(group.columns, group.atoms)
    assigned = _assigned(group.atoms, columns)
    assigned = _assigned(group.atoms, refined(columns, assigned))
    names = sorted((atom for atom, role in assigned if role == "name"), key=lambda atom: atom.y)
    if not any(column.role == "name" for column in columns):
        names = sorted((atom for atom, role in assigned if role == "code"), key=lambda atom: atom.y)
    if not names:
        return []
    names = _joined(names)
    pitch = _pitch(names)
    cells: list[dict[str, Atom]] = [{} for _ in names]
    for role in ROLES:
        column = sorted((atom for atom, given in assigned if given == role), key=lambda atom: atom.y)
        for name, atom in _matched(names, column, pitch):
            cells[name][role] = atom
    results = [atom for atom, role in assigned if role == "result"]
    return [
        Row(name, cell, headed, _crowded(cell["result"], results, pitch))
        for name, cell in zip(names, cells, strict=True)
        if "result" in cell
    ]


def _crowded(result: Atom, others: Sequence[Atom], pitch: float) -> bool:
    """Whether another candidate stands on the line of ``result``."""
    return any(other is not result and abs(other.y - result.y) < 0.4 * pitch for other in others)


def _assigned(atoms: Sequence[Atom], columns: Sequence[Column]) -> list[tuple[Atom, str]]:
    given = []
    for atom in atoms:
        options = [
            (cost + _distance(atom, column), column.role)
            for column in columns
            if (cost := _FITS[atom.kind].get(column.role)) is not None
        ]
        if options:
            given.append((atom, min(options)[1]))
        elif atom.kind in _ELSEWHERE:
            given.append((atom, _ELSEWHERE[atom.kind]))
    return given


def _distance(atom: Atom, column: Column) -> float:
    """Gap between an atom and a column in letter heights, scaled to the costs; 0 where they overlap."""
    gap = max(column.left - atom.right, atom.left - column.right, 0.0)
    start = abs(atom.left - column.left)
    return (gap + 0.05 * start) / atom.source.height * 0.15


def _joined(names: Sequence[Atom]) -> list[Atom]:
    """Names with the pieces that lie on the same line put together, left to right."""
    lines: list[list[Atom]] = []
    for atom in names:
        if lines and abs(lines[-1][0].y - atom.y) < 0.5 * atom.source.height:
            lines[-1].append(atom)
        else:
            lines.append([atom])
    return [_one_name(sorted(line, key=lambda atom: atom.left)) for line in lines]


def _one_name(line: Sequence[Atom]) -> Atom:
    known = [atom for atom in line if atom.kind is Kind.NAME]
    if len(line) == 1 or known:
        return known[0] if known else line[0]
    first, last = line[0], line[-1]
    text = " ".join(atom.text for atom in line)
    return Atom(Kind.TEXT, text, first.left, last.right, first.y, first.source, first.glued, first.last)


def _pitch(names: Sequence[Atom]) -> float:
    """Usual distance between lines in pixels."""
    height = median(atom.source.height for atom in names)
    steps = [below.y - above.y for above, below in pairwise(names)]
    return min(median(steps), 3 * height) if steps else 1.4 * height


def _matched(names: Sequence[Atom], column: Sequence[Atom], pitch: float) -> list[tuple[int, Atom]]:
    """Cells of one column brought to the names in order, following the drift of bent paper."""
    drift = [0.0] * len(column)
    pairs: list[tuple[int, int]] = []
    for _ in range(2):
        pairs = _in_order(
            [name.y for name in names], [atom.y - by for atom, by in zip(column, drift, strict=True)], pitch
        )
        if len(pairs) < 4:
            break
        offsets = {cell: column[cell].y - names[name].y for name, cell in pairs}
        drift = [_nearby(offsets, cell) for cell in range(len(column))]
    return [(name, column[cell]) for name, cell in pairs]


def _nearby(offsets: Mapping[int, float], cell: int) -> float:
    """Median offset of the matched cells around ``cell``."""
    around = [offset for other, offset in offsets.items() if abs(other - cell) <= 3]
    return median(around) if around else 0.0


def _in_order(names: Sequence[float], cells: Sequence[float], pitch: float) -> list[tuple[int, int]]:
    """Pairs (name, cell) of least total distance that keep the order of both; far cells stay alone."""
    skip = FAR
    width = len(cells) + 1
    best = [[skip * cell for cell in range(width)]]
    for name, y in enumerate(names):
        row = [0.0] * width
        for cell in range(1, width):
            pair = best[name][cell - 1] + abs(y - cells[cell - 1]) / pitch
            row[cell] = min(pair, best[name][cell], row[cell - 1] + skip)
        best.append(row)
    pairs = []
    name, cell = len(names), len(cells)
    while name and cell:
        here = best[name][cell]
        if here == best[name - 1][cell]:
            name -= 1
        elif here == best[name][cell - 1] + skip:
            cell -= 1
        else:
            pairs.append((name - 1, cell - 1))
            name, cell = name - 1, cell - 1
    return pairs[::-1]
