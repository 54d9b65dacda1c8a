"""Measures the reader on a folder of photos with ``truth/NAME.json`` beside ``NAME.jpg``."""

from __future__ import annotations

import asyncio
import json
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

from assistant.reports.errors import ReportError
from assistant.reports.personal import is_personal
from assistant.reports.photo import SUFFIXES
from assistant.reports.reader import OcrProcess, PageRead, PageReader
from assistant.reports.reading import interpret, with_second_reader
from assistant.reports.results import ReportReading, ReportRow
from assistant.reports.scoring import Tally, TruthRow, measures, paired, score
from assistant.reports.tokens import first_reading
from assistant.reports.verdict import Person
from assistant.reports.vision import VisionReader, crop_boxes


@dataclass(frozen=True, slots=True)
class Case:
    """One photo to measure by: a photo with its true rows, and the texts about the person that it prints.

    ``tier`` is how hard a practice report is, empty for a real one.
    """

    photo: Path
    rows: tuple[TruthRow, ...]
    personal: tuple[str, ...]
    tier: str = ""


async def evaluate(
    folder: Path,
    *,
    pages: PageReader | None = None,
    vision: VisionReader | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> dict[str, Any]:
    """Read every photo of ``folder`` and compare with its truth; shares are percentages.

    ``readers`` holds the measures of the first reader alone (``one``), with the second look (``two``) and,
    where a vision model is given, with it too (``vision``), all of one recognition; the measures on top
    are those of the most readers; ``tiers`` has ``readers`` for each tier of practice reports. ``progress`` is told how many photos are done, of how many.

    Raises :class:`ValueError` when the folder holds no photo with a truth, or a truth is not in the agreed form.
    """
    pages = pages or OcrProcess()
    found = cases(folder)
    totals: dict[str, Tally] = {}
    tiers: dict[str, dict[str, Tally]] = {}
    per_image: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    for done, case in enumerate(found):
        progress(done, len(found))
        started = time.perf_counter()
        readings, error = await _readings(case, pages, vision)
        seconds = time.perf_counter() - started
        tally = Tally()
        for name, reading in readings.items():
            tally, wrong = _judged(case, reading)
            totals.setdefault(name, Tally()).merge(tally)
            tiers.setdefault(case.tier, {}).setdefault(name, Tally()).merge(tally)
        failures.extend({"image": case.photo.name, **problem} for problem in wrong)
        entry = {"image": case.photo.name, **measures(tally), "seconds": round(seconds, 2), "error": error}
        per_image.append(entry)
    progress(len(found), len(found))
    last = list(totals)[-1]
    return {
        **measures(totals[last]),
        "seconds_per_image": round(mean(entry["seconds"] for entry in per_image), 2),
        "worst_image_recall": min((entry["row_recall"] or 0.0) for entry in per_image),
        "readers": _measured(totals),
        "tiers": {tier: _measured(tallies) for tier, tallies in sorted(tiers.items()) if tier},
        "n": len(found),
        "per_image": per_image,
        "failures": failures,
    }


def _measured(tallies: Mapping[str, Tally]) -> dict[str, dict[str, Any]]:
    return {name: measures(tally) for name, tally in tallies.items()}


async def _readings(
    case: Case, pages: PageReader, vision: VisionReader | None
) -> tuple[dict[str, ReportReading | None], str | None]:
    """What each set of readers makes of one recognition of the photo, fewest readers first; and what went wrong."""
    names = ["one", "two", *(["vision"] if vision else [])]
    data = await asyncio.to_thread(case.photo.read_bytes)
    try:
        read = await pages.read_page(data, progress=lambda _stage: None)
    except ReportError as problem:
        return dict.fromkeys(names, None), str(problem)
    alone = replace(read, pages=tuple(first_reading(page) for page in read.pages))
    one, _ = _interpreted(alone)
    two, error = _interpreted(read)
    readings = {"one": one, "two": two}
    if vision:
        seen = await vision.read(await pages.crops(data, crop_boxes(two.rows))) if two else None
        joined = with_second_reader(two, seen, vision.name) if two and seen else two
        readings["vision"] = joined
    return readings, error


def _interpreted(read: PageRead) -> tuple[ReportReading | None, str | None]:
    try:
        return interpret(read, Person()), None
    except ReportError as problem:
        return None, str(problem)


def _judged(case: Case, reading: ReportReading | None) -> tuple[Tally, list[dict[str, Any]]]:
    """Counts of one photo, and what was read wrong."""
    rows = reading.rows if reading else ()
    tally = Tally()
    failures: list[dict[str, Any]] = []
    for wanted, row in paired(case.rows, rows):
        failures.extend(score(wanted, row, tally))
    tally.add("images")
    tally.add("read", len(rows))
    tally.add("questions", sum(row.in_doubt for row in rows))
    tally.add("personal", sum(_about_the_person(row, case.personal) for row in rows))
    return tally, failures


def _about_the_person(row: ReportRow, personal: Sequence[str]) -> bool:
    """Whether a stored row is a field about the person, or holds what one says."""
    cells = {_folded(row.printed_name), _folded(row.code), _folded(row.printed_unit)}
    return is_personal(row.printed_name) or any(_folded(text) in cells for text in personal)


def cases(folder: Path) -> list[Case]:
    """Photos with their truth, by name. Raises :class:`ValueError` as :func:`evaluate` does."""
    found = [
        _case(path, folder / "truth" / f"{path.stem}.json")
        for path in sorted(folder.iterdir() if folder.is_dir() else [])
        if path.suffix.lower() in SUFFIXES and (folder / "truth" / f"{path.stem}.json").is_file()
    ]
    if not found:
        raise ValueError("The folder holds no photo with a file of the same name in truth/; check the path.")
    return found


def _case(photo: Path, file: Path) -> Case:
    """A photo with its truth file, every field a string."""
    try:
        truth = json.loads(file.read_text(encoding="utf-8"))
        rows = [_true_row(row) for row in truth["rows"]]
        personal = [str(text) for text in truth.get("personal", ()) if len(str(text)) > 1]
        tier = str(truth.get("tier", ""))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(
            f"{file.name} is not a truth file; see the form in the documentation of evaluate."
        ) from error
    return Case(photo, tuple(row for row in rows if row is not None), tuple(personal), tier)


def _true_row(row: Mapping[str, Any]) -> TruthRow | None:
    if row["printed_name"] is None or row["value"] is None:
        return None
    fields = {name: str(value) for name, value in row.items() if value is not None}
    return {"code": "", "unit": "", "reference_range": "", "flag": "none"} | fields


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
