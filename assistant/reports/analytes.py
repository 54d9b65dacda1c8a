"""The table of analytes (``resources/clinical/labs.yaml``): loaded once, checked, and searched by printed name."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.reports.units import Unit, UnitTable

FUZZY_RATIO = 0.9
"""Least similarity of a misread name (design)."""
FUZZY_LENGTH = {"cjk": 4, "latin": 8}
"""Shorter names must match exactly: one wrong sign there is another test (design)."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Loinc(_Strict):
    """A LOINC code. ``unit`` tells which result it codes; codes of ``memory`` status are never shown or sent."""

    code: str
    unit: Literal["any", "conventional", "si", "qualitative"]
    property: str | None = None
    status: Literal["verified", "secondary", "memory"]

    @model_validator(mode="after")
    def _check_digit(self) -> Self:
        if not loinc_check_digit_right(self.code):
            raise ValueError(f"{self.code} is no LOINC code: its check digit is wrong")
        return self


class Units(_Strict):
    """UCUM units of an analyte; a conventional value times ``factor`` plus ``offset`` is the SI one.

    ``factor`` is ``None`` where no such conversion is known.
    """

    conventional: str | None
    si: str
    factor: float | None = None
    offset: float = 0.0


class GeneralRange(_Strict):
    """A published range for adults. ``age`` in whole years, both ends included."""

    sex: Literal["M", "F"] | None = None
    age: tuple[int, int] | None = None
    low: float | None = None
    high: float | None = None
    unit: str
    source: str


class CriticalValue(_Strict):
    """A value at or beyond which the named laboratories telephone the doctor."""

    side: Literal["low", "high"]
    value: float
    unit: str
    lists: tuple[str, ...]


class Analyte(_Strict):
    """One laboratory test. ``zh``, ``en``: names, the usual one first."""

    key: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    abbreviations: tuple[str, ...]
    specimen: str
    loinc: tuple[Loinc, ...] = ()
    units: Units
    printed_range_only: bool = False
    positive_protects: bool = False
    ranges: tuple[GeneralRange, ...] = ()
    critical: tuple[CriticalValue, ...] = ()

    @property
    def allowed_units(self) -> tuple[str, ...]:
        """UCUM units results of this analyte are reported in."""
        return tuple(unit for unit in (self.units.conventional, self.units.si) if unit)

    def to_si(self, value: float, ucum: str | None) -> float | None:
        """``value`` in the SI unit, or ``None`` when its unit is unknown and matters."""
        if self.units.conventional in (None, self.units.si) or self.units.factor == 1:
            return value
        if ucum == self.units.si:
            return value
        if ucum == self.units.conventional and self.units.factor is not None:
            return value * self.units.factor + self.units.offset
        return None

    def from_si(self, value: float, ucum: str) -> float | None:
        """``value``, given in the SI unit, in ``ucum``; ``None`` where that is not known."""
        if ucum == self.units.si:
            return value
        if ucum == self.units.conventional and self.units.factor:
            return (value - self.units.offset) / self.units.factor
        return None


class Source(_Strict):
    """A work a range comes from."""

    title: str
    status: Literal["verified", "secondary"]


class Panel(_Strict):
    """Tests that are reported together, by analyte key."""

    key: str
    zh: str
    en: str
    analytes: tuple[str, ...]


class Check(_Strict):
    """Arithmetic between values in SI units; see the remark in the file."""

    id: str
    kind: Literal["sum", "difference", "product", "ratio"]
    result: str | float
    parts: tuple[str, ...] = Field(min_length=2)
    scale: float = 1.0
    absolute: float = 0.0
    relative: float = 0.0


class _Words(_Strict):
    negative: frozenset[str]
    weak: frozenset[str]
    positive: frozenset[str]
    flag_high: frozenset[str]
    flag_low: frozenset[str]


class _UnitEntry(_Strict):
    shown: str
    printed: tuple[str, ...]


class _LabFile(_Strict):
    sources: Mapping[str, Source]
    critical_lists: Mapping[str, str]
    panels: tuple[Panel, ...]
    analytes: tuple[Analyte, ...]
    collisions: Mapping[str, tuple[str, ...]]
    unit_needed: tuple[str, ...]
    units: Mapping[str, _UnitEntry]
    words: _Words
    columns: Mapping[str, tuple[str, ...]]
    personal_fields: Mapping[str, tuple[str, ...]]
    checks: tuple[Check, ...]


def loinc_check_digit_right(code: str) -> bool:
    """Whether ``code`` ("2823-3") ends in its mod-10 (Luhn) check digit, as LOINC defines it."""
    number, dash, digit = code.partition("-")
    if not (dash and number.isascii() and number.isdigit() and len(digit) == 1 and digit.isdigit()):
        return False
    total = 0
    for place, sign in enumerate(reversed(number)):
        doubled = int(sign) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return (10 - total % 10) % 10 == int(digit)


_DROPPED = str.maketrans("", "", " \t*#★☆▲△●○:：;；,，.。、·_'’\"")


def folded_name(printed: str) -> str:
    """``printed`` without width, case, spaces, footnote marks and kinds of bracket and dash."""
    plain = unicodedata.normalize("NFKC", printed).casefold()
    for dash in "‐‑‒–—―−－":
        plain = plain.replace(dash, "-")
    plain = plain.replace("【", "(").replace("】", ")").replace("[", "(").replace("]", ")")
    folded = plain.translate(_DROPPED)
    return folded + "#" if plain.rstrip().endswith("#") else folded  # NEUT# is a count, not a footnote


class AnalyteTable:
    """Analytes with their panels, units, words and checks; made by :func:`analyte_table`.

    Raises :class:`ValueError` when the file contradicts itself: an unknown key, unit or source, or a name
    that two analytes share without being declared under ``collisions``.
    """

    def __init__(self, file: _LabFile) -> None:
        self.analytes: Mapping[str, Analyte] = {analyte.key: analyte for analyte in file.analytes}
        self.panels = file.panels
        self.checks = file.checks
        self.words = file.words
        self.columns = file.columns
        self.personal_fields = file.personal_fields
        self.units = UnitTable([Unit(ucum, entry.shown, entry.printed) for ucum, entry in file.units.items()])
        self._panels_of: dict[str, set[str]] = {}
        for panel in file.panels:
            for key in panel.analytes:
                self._panels_of.setdefault(key, set()).add(panel.key)
        self._unit_needed = {folded_name(name) for name in file.unit_needed}
        self._names = _index(file)
        _validate(file, self.analytes, self.units)

    def __getitem__(self, key: str) -> Analyte:
        return self.analytes[key]

    def panels_of(self, key: str) -> Collection[str]:
        """Keys of the panels that hold the analyte."""
        return self._panels_of.get(key, ())

    @property
    def names(self) -> Sequence[str]:
        """Every name and abbreviation as reports print them."""
        return [
            name
            for analyte in self.analytes.values()
            for name in (*analyte.zh, *analyte.en, *analyte.abbreviations)
        ]

    def candidates(self, printed: str) -> tuple[str, ...]:
        """Keys whose names fit ``printed``: exactly, else by a part in brackets, else nearly (long names only)."""
        for form in _forms(printed):
            if found := self._names.get(form):
                return found
        return self._nearest(folded_name(printed))

    def known(self, printed: str) -> bool:
        """Whether ``printed`` is exactly a name of the table."""
        return folded_name(printed) in self._names

    def needs_unit(self, printed: str) -> bool:
        """Whether ``printed`` is also the name of something else, so that a fitting unit is required."""
        return folded_name(printed) in self._unit_needed

    def _nearest(self, folded: str) -> tuple[str, ...]:
        from rapidfuzz import fuzz, process

        cjk = any("\u4e00" <= sign <= "\u9fff" for sign in folded)
        if len(folded) < FUZZY_LENGTH["cjk" if cjk else "latin"]:
            return ()
        scored = process.extract(
            folded, self._names.keys(), scorer=fuzz.ratio, score_cutoff=FUZZY_RATIO * 100, limit=2
        )
        if not scored or (len(scored) == 2 and scored[0][1] == scored[1][1]):
            return ()
        digits = [sign for sign in folded if sign.isdigit()]
        best = scored[0][0]
        return self._names[best] if [sign for sign in best if sign.isdigit()] == digits else ()


def _forms(printed: str) -> Iterable[str]:
    """Folded readings of a printed name: whole, then outside and inside of trailing brackets."""
    whole = folded_name(printed)
    yield whole
    if whole.endswith(("1", "l")):  # recognisers read the Roman I of troponin I so
        yield whole[:-1] + "i"
    if "(" in whole and whole.endswith(")"):
        outside, _, inside = whole.rpartition("(")
        yield outside
        yield inside[:-1]


def _index(file: _LabFile) -> Mapping[str, tuple[str, ...]]:
    declared = {folded_name(name): keys for name, keys in file.collisions.items()}
    names: dict[str, tuple[str, ...]] = dict(declared)
    for analyte in file.analytes:
        for name in (*analyte.zh, *analyte.en, *analyte.abbreviations):
            folded = folded_name(name)
            if folded in declared:
                if analyte.key not in declared[folded]:
                    raise ValueError(f"{name} of {analyte.key} is missing among the collisions")
            elif names.setdefault(folded, (analyte.key,)) != (analyte.key,):
                raise ValueError(f"{name} names both {names[folded][0]} and {analyte.key}")
    return names


def _validate(file: _LabFile, analytes: Mapping[str, Analyte], units: UnitTable) -> None:
    if len(analytes) != len(file.analytes):
        raise ValueError("an analyte key occurs twice")
    keys = [key for panel in file.panels for key in panel.analytes]
    keys += [key for group in file.collisions.values() for key in group]
    keys += [part for check in file.checks for part in (*check.parts, check.result) if isinstance(part, str)]
    if unknown := [key for key in keys if key not in analytes]:
        raise ValueError(f"unknown analytes: {sorted(unknown)}")
    for analyte in file.analytes:
        used = [*analyte.allowed_units, *(entry.unit for entry in analyte.ranges)]
        used += [entry.unit for entry in analyte.critical]
        if strange := [unit for unit in used if unit not in units]:
            raise ValueError(f"{analyte.key}: unknown units {strange}")
        if analyte.printed_range_only and analyte.ranges:
            raise ValueError(f"{analyte.key}: a range of its assay only may not have general ranges")
        if lost := [entry.source for entry in analyte.ranges if entry.source not in file.sources]:
            raise ValueError(f"{analyte.key}: unknown sources {lost}")
        if lost := [
            name for entry in analyte.critical for name in entry.lists if name not in file.critical_lists
        ]:
            raise ValueError(f"{analyte.key}: unknown critical lists {lost}")


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the compiled one is ten times as fast, where built


def parse_analyte_table(text: str) -> AnalyteTable:
    """The table written in ``text`` (YAML); :class:`ValueError` when it is not consistent."""
    return AnalyteTable(_LabFile.model_validate(yaml.load(text, Loader=_LOADER)))


@cache
def analyte_table() -> AnalyteTable:
    """The table that ships with Listenwell."""
    return parse_analyte_table(
        (resources.files("resources") / "clinical" / "labs.yaml").read_text(encoding="utf-8")
    )
