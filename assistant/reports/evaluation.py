"""Measures the reader on a folder of photos with ``truth/NAME.json`` beside ``NAME.jpg``."""

from __future__ import annotations

import asyncio
import json
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean
from typing import Any

from assistant.reports.analytes import analyte_table
from assistant.reports.errors import ReportError
from assistant.reports.naming import Line, analytes_of
from assistant.reports.personal import is_personal
from assistant.reports.reading import ReportReader
from assistant.reports.results import ReportReading, ReportRow
from assistant.reports.units import folded_unit
from assistant.reports.values import parse_range, parse_value, plain
from assistant.reports.verdict import Person, judged

NAME_RATIO = 70.0
"""Least similarity of a name that counts as found, in percent (the truth files' rule)."""
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp")

TruthRow = Mapping[str, str]


@dataclass(slots=True)
class _Tally:
    """Counts over one image or all: pairs are (right, of)."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number

    def merge(self, other: _Tally) -> None:
        for name, number in other.counts.items():
            self.add(name, number)

    def share(self, right: str, of: str) -> float | None:
        total = self.counts.get(of, 0)
        return round(100 * self.counts.get(right, 0) / total, 1) if total else None


async def evaluate(
    folder: Path,
    *,
    reader: ReportReader | None = None,
    progress: Callable[[int, int], None] = lambda _d, _a: None,
) -> dict[str, Any]:
    """Read every photo of ``folder`` and compare with its truth; shares are percentages.

    ``progress`` is told how many photos are done, of how many. Raises :class:`ValueError` when the folder
    holds no photo with a truth, or a truth is not in the agreed form.
    """
    reader = reader or ReportReader()
    photos = _photos(folder)
    total, per_image, failures = _Tally(), [], []
    for done, (photo, truth_file) in enumerate(photos):
        progress(done, len(photos))
        tally, entry, wrong = await _one(photo, _truth(truth_file), reader)
        total.merge(tally)
        per_image.append(entry)
        failures.extend(wrong)
    progress(len(photos), len(photos))
    return {
        **_measures(total),
        "seconds_per_image": round(mean(entry["seconds"] for entry in per_image), 2),
        "n": len(photos),
        "per_image": per_image,
        "failures": failures,
    }


def _photos(folder: Path) -> list[tuple[Path, Path]]:
    """Photos and their truth files, by name."""
    photos = [
        (path, folder / "truth" / f"{path.stem}.json")
        for path in sorted(folder.iterdir() if folder.is_dir() else [])
        if path.suffix.lower() in SUFFIXES and (folder / "truth" / f"{path.stem}.json").is_file()
    ]
    if not photos:
        raise ValueError("The folder holds no photo with a file of the same name in truth/; check the path.")
    return photos


def _truth(file: Path) -> list[TruthRow]:
    """Rows of a truth file, every field a string."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))["rows"]
        return [
            {"code": "", "unit": "", "reference_range": "", "flag": "none"}
            | {name: str(value) for name, value in row.items() if value is not None}
            for row in rows
            if row["printed_name"] is not None and row["value"] is not None
        ]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(
            f"{file.name} is not a truth file; see the form in the documentation of evaluate."
        ) from error


async def _one(
    photo: Path, truth: Sequence[TruthRow], reader: ReportReader
) -> tuple[_Tally, dict[str, Any], list[dict[str, Any]]]:
    started = time.perf_counter()
    tally = _Tally()
    failures: list[dict[str, Any]] = []
    error = None
    try:
        reading: ReportReading | None = await reader.read(await asyncio.to_thread(photo.read_bytes))
    except ReportError as problem:
        reading, error = None, str(problem)
    seconds = time.perf_counter() - started
    pairs = _paired(truth, reading.rows if reading else ())
    for wanted, row in pairs:
        failures.extend({"image": photo.name, **problem} for problem in _score(wanted, row, tally))
    tally.add("images")
    tally.add("read", len(reading.rows) if reading else 0)
    tally.add("questions", sum(row.in_doubt for row in reading.rows) if reading else 0)
    tally.add("personal", sum(is_personal(row.printed_name) for row in reading.rows) if reading else 0)
    entry = {"image": photo.name, **_measures(tally), "seconds": round(seconds, 2), "error": error}
    return tally, entry, failures


def _paired(truth: Sequence[TruthRow], rows: Sequence[ReportRow]) -> list[tuple[TruthRow, ReportRow | None]]:
    """Each true row with the row read for it: right values first, then the likest name."""
    free = list(range(len(rows)))
    found: dict[int, int] = {}
    for exact in (True, False):
        for place, wanted in enumerate(truth):
            if place in found:
                continue
            likely = [index for index in free if _same_name(wanted, rows[index]) >= NAME_RATIO]
            if exact:
                likely = [index for index in likely if _same(wanted["value"], rows[index].value.text)]
            if likely:
                best = max(likely, key=lambda index: _same_name(wanted, rows[index]))
                found[place] = best
                free.remove(best)
    return [(wanted, rows[found[place]] if place in found else None) for place, wanted in enumerate(truth)]


def _same_name(wanted: TruthRow, row: ReportRow) -> float:
    from rapidfuzz import fuzz

    code = wanted.get("code")
    if code and _folded(code) in {_folded(row.code), _folded(row.printed_name)}:
        return 100.0
    return fuzz.ratio(_folded(wanted["printed_name"]), _folded(row.printed_name))


def _score(wanted: TruthRow, row: ReportRow | None, tally: _Tally) -> list[dict[str, Any]]:
    tally.add("true")
    critical = _critical(wanted)
    tally.add("critical", critical)
    if row is None:
        tally.add("critical_missed", critical)
        return [{"row": wanted["printed_name"], "problem": "not found"}]
    tally.add("critical_missed", critical and not row.critical)
    tally.add("named")
    problems = []
    value_right = _same(wanted["value"], row.value.text)
    tally.add("right", value_right)
    if not value_right:
        tally.add("silent_wrong", not row.in_doubt)
        problems.append(
            {
                "row": wanted["printed_name"],
                "problem": "value",
                "want": wanted["value"],
                "got": row.value.text,
            }
        )
    elif row.in_doubt:
        tally.add("right_but_asked")
    printed = row.printed_range.text if row.printed_range else ""
    for name, right in (
        (
            "unit",
            folded_unit(wanted["unit"]) == folded_unit(row.printed_unit) or _unit_known(wanted["unit"], row),
        ),
        ("range", _same_range(wanted["reference_range"], printed)),
    ):
        tally.add(name, right)
        if not right:
            got = row.printed_unit if name == "unit" else printed
            want = wanted["unit" if name == "unit" else "reference_range"]
            problems.append({"row": wanted["printed_name"], "problem": name, "want": want, "got": got})
    marked = _marked(row)
    if wanted["flag"] in ("H", "L"):
        tally.add("flags")
        tally.add("flag", marked == wanted["flag"])
    else:
        tally.add("false_flags", marked != "none" and _inside(wanted))
    return problems


def _same_range(wanted: str, got: str) -> bool:
    """Whether two printed ranges are one, whatever dash they are written with."""
    one, other = parse_range(wanted), parse_range(got)
    if one is None or other is None:
        return plain(wanted).casefold() == plain(got).casefold()
    return replace(one, text="") == replace(other, text="")


def _marked(row: ReportRow) -> str:
    """The mark shown: computed, else printed."""
    return {"high": "H", "low": "L"}.get(row.verdict.value, "none")


def _inside(wanted: TruthRow) -> bool:
    """Whether the truth gives no reason for a mark: no range, or a value inside it."""
    from assistant.reports.values import Side, compare

    value, limits = parse_value(wanted["value"]), parse_range(wanted["reference_range"])
    return value is None or limits is None or compare(value, limits) in (Side.INSIDE, None)


def _unit_known(printed: str, row: ReportRow) -> bool:
    """Whether ``printed`` and the unit read mean the same unit of the analyte."""
    table = analyte_table()
    allowed = table[row.analyte].allowed_units if row.analyte else ()
    return row.ucum is not None and table.units.resolve(printed, allowed) == row.ucum


def _critical(wanted: TruthRow) -> bool:
    """Whether the true row reaches a published critical value."""
    table = analyte_table()
    value = parse_value(wanted["value"])
    if value is None or value.number is None:
        return False
    line = Line(wanted["printed_name"], wanted.get("code", ""), wanted["unit"], value)
    analyte = analytes_of([line], table)[0]
    if analyte is None:
        return False
    ucum = table.units.resolve(wanted["unit"], analyte.allowed_units) if wanted["unit"] else None
    row = ReportRow(
        wanted["printed_name"], value, 1.0, (0, 0, 0, 0), (), analyte=analyte.key, printed_unit=wanted["unit"],
        ucum=ucum, printed_range=parse_range(wanted["reference_range"]),
    )  # fmt: skip
    return bool(judged(row, table, Person()).critical)


def _measures(tally: _Tally) -> dict[str, Any]:
    counts = tally.counts
    images = max(1, counts.get("images", 0))
    return {
        "row_recall": tally.share("right", "true"),
        "row_precision": tally.share("right", "read"),
        "value_exact": tally.share("right", "named"),
        "unit": tally.share("unit", "named"),
        "range": tally.share("range", "named"),
        "flag": tally.share("flag", "flags"),
        "false_flags": counts.get("false_flags", 0),
        "critical_missed": counts.get("critical_missed", 0),
        "silent_wrong": counts.get("silent_wrong", 0),
        "personal_fields_stored": counts.get("personal", 0),
        "questions_per_report": round(counts.get("questions", 0) / images, 2),
        "right_rows_asked": tally.share("right_but_asked", "right"),
    }


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _same(wanted: str, got: str) -> bool:
    return _folded(wanted) == _folded(got)
