"""From the rows of a table with understood columns to readings; every cell that cannot be read is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from app.exchange.amounts import NotANumber, guess_unit, is_absent, parse_number, quantity
from app.exchange.columns import COMPONENT_OF, Column, Meaning, says_when_and_what
from app.exchange.errors import MAX_PROBLEMS, CellProblem, ColumnsUnclear, ImportRefused
from app.exchange.import_draft import MAX_READINGS, ImportedRow, LeftOut, UnderstoodColumn
from app.exchange.moments import (
    DateOrder,
    NotAMoment,
    NoTimeOfDay,
    date_order,
    parse_date,
    parse_moment,
    parse_time,
)
from app.exchange.portable import PortableReading
from app.exchange.table_file import TableRow
from app.records.timestamps import zone as zone_of
from device_io.reading import COMPONENT_UNITS, REQUIRED_COMPONENTS, QualityFlag, Quantity, ReadingKind

#: The hour a reading gets whose day alone is known; it is flagged as uncertain. Our rule.
NOON: Final = time(12)
#: Words in a yes-or-no column that mean yes.
_YES: Final = frozenset({"1", "true", "yes", "y", "x", "ihb", "是", "有"})
#: The kind of reading whose component a column is; pulse goes to whatever else the row holds.
_KIND_OF: Final[Mapping[Meaning, ReadingKind]] = {
    Meaning.SYSTOLIC: ReadingKind.BLOOD_PRESSURE,
    Meaning.DIASTOLIC: ReadingKind.BLOOD_PRESSURE,
    Meaning.PRESSURE: ReadingKind.BLOOD_PRESSURE,
    Meaning.MEAN_ARTERIAL: ReadingKind.BLOOD_PRESSURE,
    Meaning.SPO2: ReadingKind.SPO2,
    Meaning.TEMPERATURE: ReadingKind.TEMPERATURE,
    Meaning.GLUCOSE: ReadingKind.GLUCOSE,
    Meaning.SENSOR_GLUCOSE: ReadingKind.CONTINUOUS_GLUCOSE,
    Meaning.WEIGHT: ReadingKind.WEIGHT,
    Meaning.BODY_FAT: ReadingKind.BODY_COMPOSITION,
    Meaning.MUSCLE: ReadingKind.BODY_COMPOSITION,
}


@dataclass(frozen=True, slots=True)
class TableRules:
    """How the cells of one table are to be read.

    ``zero_is_absent``: programs that write 0 where nothing was measured. ``user``: the only user of the file
    whose rows are wanted. ``default_units``: UCUM by meaning, where a program's unit is known.
    """

    zone: ZoneInfo
    order: DateOrder | None = None
    zero_is_absent: bool = False
    user: str | None = None
    default_units: Mapping[Meaning, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableReadings:
    """What the table holds."""

    rows: tuple[ImportedRow, ...]
    left_out: Mapping[LeftOut, int]
    columns: tuple[UnderstoodColumn, ...]


class _BadCell(ValueError):
    """A cell that cannot be read."""

    def __init__(self, column: Column | None, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


def read_rows(rows: Sequence[TableRow], columns: Sequence[Column], rules: TableRules) -> TableReadings:
    """Return the readings of ``rows`` (without the heading).

    Raises :class:`app.exchange.errors.ColumnsUnclear` where a person has to choose, and
    :class:`app.exchange.errors.ImportRefused` naming row and column of what cannot be read.
    """
    if not says_when_and_what(columns):
        raise ColumnsUnclear(
            "The columns are not known: choose which one holds the date and which one the values.",
            tuple(column.heading for column in columns),
        )
    by_meaning: dict[Meaning, Column] = {
        column.meaning: column for column in columns if column.meaning is not Meaning.IGNORE
    }
    rules = replace(rules, order=_order(rows, by_meaning, rules))
    understood = _with_units(rows, by_meaning, rules)
    reader = _RowReader({column.meaning: column for column, _ in understood}, columns, rules)
    problems: list[CellProblem] = []
    found: list[ImportedRow] = []
    left_out: Counter[LeftOut] = Counter()
    for row in rows:
        try:
            result = reader.read(row)
        except _BadCell as error:
            problems.append(CellProblem(row.number, error.column.heading if error.column else "", str(error)))
            if len(problems) > MAX_PROBLEMS:
                break
            continue
        if isinstance(result, LeftOut):
            left_out[result] += 1
        else:
            found.append(result)
    if problems:
        raise ImportRefused.at(problems)
    if sum(len(row.readings) for row in found) > MAX_READINGS:
        raise ImportRefused(f"The file holds more than {MAX_READINGS} readings: split it into several files.")
    shown = tuple(
        UnderstoodColumn(column.heading, column.meaning.value, column.unit or "", guessed)
        for column, guessed in understood
    )
    return TableReadings(tuple(found), left_out, shown)


def _order(
    rows: Sequence[TableRow], by_meaning: Mapping[Meaning, Column], rules: TableRules
) -> DateOrder | None:
    if rules.order is not None:
        return rules.order
    column = by_meaning.get(Meaning.DATE) or by_meaning[Meaning.MOMENT]
    order = date_order(row.cell(column.index) for row in rows)
    if order is None:
        raise ColumnsUnclear(
            f"The dates in '{column.heading}' may be read two ways: choose whether the day or the month comes first.",
            (column.heading,),
        )
    return order


def _with_units(
    rows: Sequence[TableRow], by_meaning: Mapping[Meaning, Column], rules: TableRules
) -> list[tuple[Column, bool]]:
    """Give each column of values its unit, guessed from the whole column where nothing says it."""
    understood: list[tuple[Column, bool]] = []
    pressure_unit: str | None = None
    for meaning, column in sorted(by_meaning.items(), key=lambda item: list(Meaning).index(item[0])):
        component, unit, guessed = COMPONENT_OF.get(meaning), column.unit, False
        if component is not None and unit is None:
            unit = rules.default_units.get(meaning)
            if unit is None and _KIND_OF.get(meaning) is ReadingKind.BLOOD_PRESSURE and pressure_unit:
                unit = pressure_unit
            if unit is None:
                unit, guessed = _guessed_unit(rows, column, component)
        if meaning in (Meaning.SYSTOLIC, Meaning.PRESSURE):
            pressure_unit = unit
        understood.append((replace(column, unit=unit), guessed))
    return understood


def _guessed_unit(rows: Sequence[TableRow], column: Column, component: str) -> tuple[str, bool]:
    kind = _KIND_OF.get(column.meaning, ReadingKind.HEART_RATE)
    record_unit = COMPONENT_UNITS[kind][component]
    if component not in ("glucose", "temperature", "systolic"):
        return record_unit, False
    bare: list[Decimal] = []
    stated = False
    for row in rows:
        text = row.cell(column.index)
        if column.meaning is Meaning.PRESSURE:
            text = text.partition("/")[0]
        try:
            value, unit = parse_number(text)
        except NotANumber:
            continue  # named later, with its row
        stated |= unit is not None
        if unit is None and value:
            bare.append(value)
    if not bare:
        return record_unit, False
    unit = guess_unit(component, bare)
    if unit is None:
        raise ColumnsUnclear(
            f"The unit of '{column.heading}' cannot be told from its values: choose the unit.",
            (column.heading,),
        )
    return unit, not stated


class _RowReader:
    """Reads rows under fixed columns."""

    def __init__(
        self, by_meaning: Mapping[Meaning, Column], columns: Sequence[Column], rules: TableRules
    ) -> None:
        self._by_meaning, self._rules = by_meaning, rules
        self._headings = [column.heading or f"column {column.index + 1}" for column in columns]

    def read(self, row: TableRow) -> ImportedRow | LeftOut:
        if self._rules.user is not None and self._text(row, Meaning.USER) != self._rules.user:
            return LeftOut.OTHER_USER
        values = self._values(row)
        if not any(values.values()):
            return LeftOut.NO_READING
        moment, zone_name, uncertain = self._moment(row)
        flags = self._flags(row) | uncertain
        device = self._text(row, Meaning.DEVICE)[:200]
        readings = tuple(
            PortableReading(kind, parts, moment, zone_name, flags, device)
            for kind, parts in values.items()
            if parts
        )
        return ImportedRow(row.number, self._original(row), readings)

    def _original(self, row: TableRow) -> dict[str, str]:
        """Return the cells by their headings, as they came; cells without a heading by their place."""
        headings: Iterable[str] = self._headings
        cells = dict(zip(headings, row.cells, strict=False))
        cells.update(
            {f"column {index + 1}": row.cells[index] for index in range(len(self._headings), len(row.cells))}
        )
        return {heading: cell for heading, cell in cells.items() if cell}

    def _text(self, row: TableRow, meaning: Meaning) -> str:
        column = self._by_meaning.get(meaning)
        text = "" if column is None else row.cell(column.index).strip()
        return "" if is_absent(text) else text

    def _values(self, row: TableRow) -> dict[ReadingKind, dict[str, Quantity]]:
        values: dict[ReadingKind, dict[str, Quantity]] = {}
        pulse: Quantity | None = None
        for meaning, column in self._by_meaning.items():
            text = self._text(row, meaning)
            if not text or meaning not in COMPONENT_OF:
                continue
            if meaning is Meaning.PRESSURE:
                values.setdefault(ReadingKind.BLOOD_PRESSURE, {}).update(self._pressure(column, text))
                continue
            found = self._quantity(column, text)
            if found is None:
                continue
            if meaning is Meaning.PULSE:
                pulse = found
            else:
                values.setdefault(_KIND_OF[meaning], {})[COMPONENT_OF[meaning]] = found
        self._place_pulse(values, pulse)
        self._refuse_halves(values)
        return values

    def _quantity(self, column: Column, text: str) -> Quantity | None:
        try:
            value, unit = parse_number(text)
        except NotANumber as error:
            raise _BadCell(column, str(error)) from error
        if self._rules.zero_is_absent and not value:
            return None
        return quantity(value, unit or column.unit or "")

    def _pressure(self, column: Column, text: str) -> dict[str, Quantity]:
        upper, slash, lower = text.partition("/")
        found = self._quantity(column, upper), self._quantity(column, lower) if slash else None
        if found[0] is None or found[1] is None:
            raise _BadCell(column, f"'{text}' is not a blood pressure: write it like 128/79.")
        return {"systolic": found[0], "diastolic": found[1]}

    @staticmethod
    def _place_pulse(values: dict[ReadingKind, dict[str, Quantity]], pulse: Quantity | None) -> None:
        if pulse is None:
            return
        for kind in (ReadingKind.BLOOD_PRESSURE, ReadingKind.SPO2):
            if kind in values:
                values[kind]["pulse"] = pulse
                return
        values[ReadingKind.HEART_RATE] = {"pulse": pulse}

    def _refuse_halves(self, values: dict[ReadingKind, dict[str, Quantity]]) -> None:
        if "body_fat" not in values.get(ReadingKind.BODY_COMPOSITION, {"body_fat"}):
            del values[ReadingKind.BODY_COMPOSITION]  # a scale that only gave a weight this time
        for kind, parts in values.items():
            missing = [name for name in REQUIRED_COMPONENTS[kind] if name not in parts]
            if missing:
                column = next(
                    (
                        one
                        for meaning, one in self._by_meaning.items()
                        if COMPONENT_OF.get(meaning) == missing[0]
                    ),
                    None,
                )
                raise _BadCell(column, f"the {missing[0]} is missing: fill it in or remove the row.")

    def _moment(self, row: TableRow) -> tuple[datetime, str, frozenset[QualityFlag]]:
        day_column = self._by_meaning.get(Meaning.DATE) or self._by_meaning[Meaning.MOMENT]
        zone, zone_name = self._rules.zone, self._text(row, Meaning.TIME_ZONE)
        if zone_name and zone_of(zone_name).key == zone_name:
            zone = zone_of(zone_name)
        uncertain: frozenset[QualityFlag] = frozenset()
        column = day_column
        try:
            clock = self._text(row, Meaning.TIME)
            day_text = row.cell(day_column.index)
            if clock:
                day = parse_date(day_text, self._rules.order)
                column = self._by_meaning[Meaning.TIME]
                moment = datetime.combine(day, parse_time(clock), zone)
            else:
                try:
                    moment = parse_moment(day_text, zone, self._rules.order)
                except NoTimeOfDay as error:
                    moment = datetime.combine(error.day, NOON, zone)
                    uncertain = frozenset({QualityFlag.TIME_UNCERTAIN})
        except NotAMoment as error:
            raise _BadCell(column, str(error)) from error
        return moment, zone.key, uncertain

    def _flags(self, row: TableRow) -> frozenset[QualityFlag]:
        flags = {Meaning.IRREGULAR: QualityFlag.IRREGULAR_PULSE, Meaning.MOVEMENT: QualityFlag.BODY_MOVEMENT}
        return frozenset(
            flag for meaning, flag in flags.items() if self._text(row, meaning).casefold() in _YES
        )
