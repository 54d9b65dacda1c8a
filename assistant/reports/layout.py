"""From placed text to the rows of result tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from assistant.reports.analytes import analyte_table
from assistant.reports.atoms import Atom, Kind, atoms_of
from assistant.reports.columns import Column, headed_tables, refined, table_by_content, with_range
from assistant.reports.geometry import Straightened, straighten
from assistant.reports.line_shift import Pairs, unshifted
from assistant.reports.personal import is_personal, remove_personal
from assistant.reports.tokens import Page, Point, unstacked

ROLES = ("code", "result", "flag", "unit", "range")
"""What is brought to each name."""
NEAR = 2.0
"""Pieces of a name stand at most this many letter heights apart (design)."""
FAR = 0.75
"""Cells farther from their line than this share of the line pitch are left alone (design)."""
ALONE = 1.5
"""What it costs to leave a cell alone, in line pitches: else a column that drifts moves up by a line (design)."""

_FITS: Mapping[Kind, Mapping[str, float]] = {
    Kind.NAME: {"name": 0.0, "code": 0.1},
    Kind.TEXT: {"name": 0.3, "code": 0.5, "method": 0.3, "flag": 2.0, "unit": 1.0, "result": 0.5},
    Kind.NUMBER: {"result": 0.0, "number": 0.2},
    Kind.LIMIT: {"result": 0.2, "range": 0.0},
    Kind.RANGE: {"range": 0.0},
    Kind.UNIT: {"unit": 0.0},
    Kind.FLAG: {"flag": 0.0},
    Kind.WORD: {"result": 0.0, "range": 0.05, "flag": 1.0},
}
"""Cost of seeing a kind of text in a column; a role that is absent never holds that kind."""
_ELSEWHERE: Mapping[Kind, str] = {Kind.FLAG: "flag", Kind.UNIT: "unit", Kind.RANGE: "range"}
"""Kinds that keep their role when the table has no column for it: glued to the value, or under a merged heading."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its name and the cells brought to it, by role.

    ``crowded``: a second text that could be the result stands on the same line. ``inside``: it lies between
    lines of the table that surely are results.
    """

    name: Atom
    cells: Mapping[str, Atom]
    headed: bool
    crowded: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a cell of a line should stand but none was read: corners in the photo, clockwise, in pixels."""

    role: str
    corners: tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Arranged:
    """Rows of a page, top to bottom, what was not read, and how many personal fields were left out."""

    rows: tuple[Row, ...]
    gaps: tuple[Gap, ...]
    redacted: int


@dataclass(frozen=True, slots=True)
class _Lost:
    """A cell that was not read: its role, the name of its line, and the y where it should stand."""

    role: str
    name: Atom
    y: float


Given = tuple[Atom, int, str]
"""An atom, the table (of those side by side) it belongs to, and its role there."""


def arrange(page: Page) -> Arranged:
    """Straighten the page, leave out personal fields, find the tables and read their rows."""
    straight = straighten(unstacked(page.tokens, analyte_table().known))
    placed, redacted = remove_personal(straight.placed)
    tables, headings = headed_tables(placed)
    atoms = [atom for index, item in enumerate(placed) if index not in headings for atom in atoms_of(item)]
    if not tables:
        guessed = table_by_content(atoms)
        tables = [guessed] if guessed else []
    rows: list[Row] = []
    gaps: list[Gap] = []
    for table in tables:
        body = [atom for atom in atoms if table.top < atom.y < table.bottom]
        columns, given = _parted(table.groups, body)
        span = _span(given)
        for number, group in enumerate(columns):
            inside = [(atom, role) for atom, place, role in given if place == number]
            read, unread = _rows(group, inside, span, headed=table.headed)
            rows.extend(read)
            found = [_gap(lost, group, straight) for lost in unread if table.headed]
            gaps.extend(gap for gap in found if gap is not None)
    kept = [row for row in rows if not is_personal(row.name.text)]
    return Arranged(tuple(kept), tuple(gaps), redacted + len(rows) - len(kept))


def _parted(
    groups: Sequence[Sequence[Column]], atoms: Sequence[Atom]
) -> tuple[list[tuple[Column, ...]], list[Given]]:
    """Columns of each table side by side, fitted to what stands in them, and every atom with its place."""
    columns = [tuple(group) for group in groups]
    given = _assigned(atoms, columns)
    for _ in range(2):
        columns = [
            refined(
                with_range(group, [atom for atom, place, _ in given if place == number]),
                [(atom, role) for atom, place, role in given if place == number],
            )
            for number, group in enumerate(columns)
        ]
        given = _assigned(atoms, columns)
    return columns, given


def _assigned(atoms: Sequence[Atom], groups: Sequence[Sequence[Column]]) -> list[Given]:
    """Each atom in the column that fits its kind and place best; those that fit none are left out."""
    starts = [min(column.left for column in group) for group in groups]
    given = []
    for atom in atoms:
        options = [
            (cost + _distance(atom, column), number, column.role)
            for number, group in enumerate(groups)
            for column in group
            if (cost := _FITS[atom.kind].get(column.role)) is not None
        ]
        group = max(0, sum(atom.left > start - atom.source.height / 2 for start in starts) - 1)
        lost = _ELSEWHERE.get(atom.kind)
        if lost is not None and all(column.role != lost for column in groups[group]):
            given.append((atom, group, lost))
        elif options:
            _, number, role = min(options)
            given.append((atom, number, role))
    return [_result_beside_name(entry, given, groups) for entry in given]


def _result_beside_name(entry: Given, given: Sequence[Given], groups: Sequence[Sequence[Column]]) -> Given:
    """``entry``; a word taken for a piece of a name is the result where the results begin ("颜色 黄色")."""
    atom, number, role = entry
    if role != "name" or atom.kind is not Kind.TEXT or atom.glued:
        return entry
    height = atom.source.height
    starts = {column.role: column.left for column in groups[number]}
    if "result" not in starts or abs(starts["result"] - atom.left) > height:
        return entry
    named = any(
        (place, given_role) == (number, "name")
        and other.right < atom.left
        and abs(other.y - atom.y) < height / 2
        and (other.kind is Kind.NAME or abs(other.left - starts.get("name", atom.left)) < height)
        for other, place, given_role in given
    )
    return (atom, number, "result") if named else entry


def _rows(
    columns: Sequence[Column],
    assigned: Sequence[tuple[Atom, str]],
    span: tuple[float, float],
    *,
    headed: bool,
) -> tuple[list[Row], list[_Lost]]:
    """Rows of one table, and the cells of its lines that were not read."""
    names = sorted((atom for atom, role in assigned if role == "name"), key=lambda atom: atom.y)
    if not any(column.role == "name" for column in columns):
        names = sorted((atom for atom, role in assigned if role == "code"), key=lambda atom: atom.y)
    if not names:
        return [], []
    names = _joined(names)
    pitch = _pitch(names)
    cells: list[dict[str, Atom]] = [{} for _ in names]
    offsets: dict[str, dict[int, float]] = {role: {} for role in ROLES}
    for role in ROLES:
        column = sorted((atom for atom, given in assigned if given == role), key=lambda atom: atom.y)
        if role == "result":
            column = _one_a_line(column, pitch, columns)
        start = _start(columns, role, pitch)
        pairs: Pairs = _matched(names, column, pitch, start)
        if role in ("unit", "range"):
            pairs = unshifted(
                pairs, [_matched(names, column, pitch, start + by) for by in (-pitch, pitch)], names, cells
            )
        for name, atom in pairs:
            cells[name][role] = atom
            offsets[role][name] = atom.y - names[name].y
    results = [atom for atom, role in assigned if role == "result"]
    first, last = span
    rows = [
        Row(name, cell, headed, _crowded(cell["result"], results, pitch), first <= name.y <= last)
        for name, cell in zip(names, cells, strict=True)
        if "result" in cell
    ]
    unread = [
        _Lost(role, name, name.y + _nearby(offsets[role], place))
        for place, (name, cell) in enumerate(zip(names, cells, strict=True))
        for role in ("result", "range", "unit")
        if role not in cell and (name.kind is Kind.NAME or first <= name.y <= last)
    ]
    return rows, unread


def _start(columns: Sequence[Column], role: str, pitch: float) -> float:
    """How far a column begins below its names, in pixels: as far as its heading stands below theirs."""
    levels = {column.role: column.level for column in columns if column.level is not None}
    if role not in levels or "name" not in levels:
        return 0.0
    return max(-FAR * pitch, min(FAR * pitch, levels[role] - levels["name"]))


def _one_a_line(results: Sequence[Atom], pitch: float, columns: Sequence[Column]) -> list[Atom]:
    """``results`` without what stands beside a likelier one: letters of a stamp, a range that lost its sign."""
    own = next((column for column in columns if column.role == "result"), None)

    def away(atom: Atom) -> float:
        """Distance from the column in letter heights; unknown words are beaten by anything else."""
        far = max(own.left - atom.right, atom.left - own.right, 0.0) / atom.source.height if own else 0.0
        return far + (100.0 if atom.kind is Kind.TEXT else 0.0)

    return [
        atom
        for atom in results
        if all(abs(atom.y - other.y) >= pitch / 2 or away(atom) <= away(other) + 1 for other in results)
    ]


#: What a line has that surely holds a result: tests that the table of analytes lacks may all be without a range.
_SURE: Final = ((Kind.NAME, "name"), (Kind.RANGE, "range"), (Kind.WORD, "result"))


def _span(given: Sequence[Given]) -> tuple[float, float]:
    """From the first to the last line of a table that surely holds a result, y, with a line to spare."""
    sure = [atom for atom, _, role in given if (atom.kind, role) in _SURE]
    if not sure:
        return (0.0, 0.0)
    line = 2 * median(atom.source.height for atom in sure)
    levels = [atom.y for atom in sure]
    return (min(levels) - 2 * line, max(levels) + line)


def _gap(lost: _Lost, columns: Sequence[Column], straight: Straightened) -> Gap | None:
    """The place of a cell that was not read: its column up to the next one, from the name on."""
    height = lost.name.source.height
    own = next((column for column in columns if column.role == lost.role), None)
    if own is None:
        return None
    after = [column.left for column in columns if column.left > own.left + height]
    right = min([max(own.right, own.left + 2 * height), *(edge - height / 4 for edge in after)])
    left = own.left - height / 3
    if left < lost.name.right < right - height:
        left = lost.name.right - height / 10
    top, bottom = lost.y - 0.55 * height, lost.y + 0.55 * height
    corner = straight.photo_point
    corners = (corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom))
    return Gap(lost.role, corners)


def _crowded(result: Atom, others: Sequence[Atom], pitch: float) -> bool:
    """Whether another candidate stands on the line of ``result``."""
    return any(other is not result and abs(other.y - result.y) < 0.4 * pitch for other in others)


def _distance(atom: Atom, column: Column) -> float:
    """Gap between an atom and a column in letter heights, scaled to the costs; 0 where they overlap."""
    gap = max(column.left - atom.right, atom.left - column.right, 0.0)
    start = abs(atom.left - column.left)
    return (gap + 0.3 * start) / atom.source.height * 0.15


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
    """A known name on the line; else the first text with those that follow it closely."""
    known = [atom for atom in line if atom.kind is Kind.NAME]
    if len(line) == 1 or known:
        return known[0] if known else line[0]
    pieces = [line[0]]
    for atom in line[1:]:
        if atom.left - pieces[-1].right > NEAR * atom.source.height:
            break
        pieces.append(atom)
    first, last = pieces[0], pieces[-1]
    text = " ".join(atom.text for atom in pieces)
    return Atom(Kind.TEXT, text, first.left, last.right, first.y, first.source, first.glued, first.last)


def _pitch(names: Sequence[Atom]) -> float:
    """Usual distance between lines in pixels."""
    height = median(atom.source.height for atom in names)
    steps = [below.y - above.y for above, below in pairwise(names)]
    return min(median(steps), 3 * height) if steps else 1.4 * height


def _matched(
    names: Sequence[Atom], column: Sequence[Atom], pitch: float, start: float = 0.0
) -> list[tuple[int, Atom]]:
    """Cells of one column brought to the names in order, following the drift of bent paper from ``start`` pixels on."""
    drift = [start] * len(column)
    pairs: list[tuple[int, int]] = []
    for _ in range(2):
        pairs = _in_order(
            [name.y for name in names],
            [atom.y - by for atom, by in zip(column, drift, strict=True)],
            pitch,
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
    skip = ALONE
    width = len(cells) + 1
    best = [[skip * cell for cell in range(width)]]
    for name, y in enumerate(names):
        row = [0.0] * width
        for cell in range(1, width):
            away = abs(y - cells[cell - 1]) / pitch
            pair = best[name][cell - 1] + (away if away < FAR else float("inf"))
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
