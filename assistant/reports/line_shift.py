"""A column of units or ranges that stands one line off, on paper that bends: told by what contradicts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.reports.analytes import analyte_table
from assistant.reports.atoms import Atom, Kind, flag_of
from assistant.reports.values import Side, Value, compare, parse_range, parse_value

FEWER = 3
"""A column is taken to stand one line off where so many fewer of its cells then contradict their lines (design)."""

Pairs = Sequence[tuple[int, Atom]]
"""Places of names, and the cell of the column brought to each."""


def unshifted(
    usual: Pairs, shifted: Sequence[Pairs], names: Sequence[Atom], cells: Sequence[Mapping[str, Atom]]
) -> Pairs:
    """``usual``, or the one of ``shifted`` with far fewer contradictions, less than half and hardly any cell lost.

    Where more cells find their line, fewer contradictions are enough. ``cells`` are what the lines of ``names`` are known to hold. A shifted range looks plausible and turns verdicts.
    """
    now = sum(_contradicts(atom, names[name], cells[name]) for name, atom in usual)
    if not now:
        return usual
    counted = [
        (sum(_contradicts(atom, names[name], cells[name]) for name, atom in pairs), -len(pairs), place)
        for place, pairs in enumerate(shifted)
        if len(pairs) >= len(usual) - 2
    ]
    then, count, place = min(counted, default=(now, 0, 0))
    fewer = 1 if -count > len(usual) else FEWER
    return shifted[place] if now - then >= fewer and 2 * then < now else usual


def _contradicts(atom: Atom, name: Atom, line: Mapping[str, Atom]) -> bool:
    return _strange_unit(atom, name) if atom.kind is Kind.UNIT else _strange_range(atom, line)


def _strange_unit(unit: Atom, name: Atom) -> bool:
    """Whether a known unit is none in which the known test is reported."""
    table = analyte_table()
    allowed = {ucum for key in table.candidates(name.text) for ucum in table[key].allowed_units}
    known = bool(allowed) and bool(table.units.candidates(unit.text))
    return known and table.units.resolve(unit.text, allowed) is None


def _strange_range(atom: Atom, line: Mapping[str, Atom]) -> bool:
    """Whether a result lies elsewhere than its mark says, or is of another sort than its range."""
    limits = parse_range(atom.text)
    value: Value | None = parse_value(line["result"].text) if "result" in line else None
    if limits is None or value is None or value.worded:
        return False
    if (value.number is None) != bool(limits.expected):
        return True
    marked = flag_of(line["flag"].text) if "flag" in line else None
    side = compare(value, limits)
    told = {Side.HIGH: "H", Side.LOW: "L", Side.INSIDE: "none"}
    return side in told and told[side] != (marked or "none")
