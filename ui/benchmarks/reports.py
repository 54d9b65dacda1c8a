"""Reading report photos: time and rows right, against RapidOCR alone with a simple row parser on the same photos."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from assistant.reports.errors import ReportError
from assistant.reports.evaluation import cases
from assistant.reports.practice.fonts import FontMissing
from assistant.reports.practice.generation import TIERS, generate
from assistant.reports.reading import ReportReader
from assistant.reports.results import ReportRow
from assistant.reports.scoring import Tally, TruthRow, measures, paired, score
from ui.benchmarks.benchmark import Bench, CannotMeasure, Goal, Measured, rounded
from ui.benchmarks.report_peers import PlainOcr, read_afresh

PACKAGES = ("rapidocr", "onnxruntime", "opencv-python-headless")

_PHOTOS_A_TIER: Final = 6
_QUICK_PHOTOS_A_TIER: Final = 1
_SEED: Final = 2026
#: Ours may take this many times what recognition alone takes.
_MOST_TIME: Final = 1.5
#: Row F1 of a simple row parser on 27 real reports: recall 85.4 %, precision 92.3 % (shared photo study).
_SIMPLE_F1: Final = 88.7


def measure(bench: Bench) -> Measured:
    """Both readers on each photo in turn, each in a fresh process, the order changing, so that what else runs slows both."""
    try:
        return _measured(bench, bench.folder / "photos")
    except FontMissing as error:
        raise CannotMeasure(str(error)) from error


def _measured(bench: Bench, folder: Path) -> Measured:
    count = _QUICK_PHOTOS_A_TIER if bench.quick else _PHOTOS_A_TIER
    for tier in TIERS:
        generate(folder, count, tier, _SEED, "judging")
    plain, ours = PlainOcr(), ReportReader()
    tallies = {"ours": Tally(), "rapidocr_alone": Tally()}
    ratios: list[float] = []
    warm: list[float] = []
    seconds: dict[str, list[float]] = {"ours": [], "rapidocr_alone": []}
    # the tiers in turn, so that each is there when time is up
    for number, case in enumerate(sorted(cases(folder), key=lambda case: case.photo.stem.rpartition("-")[2])):
        if number >= len(TIERS) and bench.seconds_left <= 0:
            bench.say(f"time is up after {number} photos")
            break
        bench.say(f"photo {number + 1}")
        taken: dict[str, float] = {}
        for name in ("ours", "rapidocr_alone") if number % 2 else ("rapidocr_alone", "ours"):
            rows, taken[name] = read_afresh(case.photo) if name != "ours" else _ours(ours, case.photo)
            _count(case.rows, rows, tallies[name])
            seconds[name].append(taken[name])
        ratios.append(taken["ours"] / taken["rapidocr_alone"])
        warm.append(taken["ours"] / plain.read(case.photo)[1])
    found: dict[str, dict[str, Any]] = {
        name: {**measures(tally), "seconds_median": rounded(statistics.median(seconds[name]))}
        for name, tally in tallies.items()
    }
    f1, peer_f1 = (float(found[name]["row_f1"] or 0.0) for name in ("ours", "rapidocr_alone"))
    ratio = statistics.median(ratios)
    goals = (
        Goal("time_ratio", ratio, _MOST_TIME, at_most=True),
        Goal("row_f1", f1, _SIMPLE_F1),
        Goal("row_f1_over_peer", f1 - peer_f1, 5.0),
    )
    told = {
        "time_ratio": rounded(ratio),
        "time_ratio_to_loaded_models": rounded(statistics.median(warm)),
        "photos": len(ratios),
    }
    return Measured({**found, **told}, goals)


def _ours(reader: ReportReader, photo: Path) -> tuple[Sequence[ReportRow], float]:
    started = time.perf_counter()
    try:
        rows = asyncio.run(reader.read(photo.read_bytes())).rows
    except ReportError:
        rows = ()
    return rows, time.perf_counter() - started


def _count(truth: Sequence[TruthRow], rows: Sequence[ReportRow], tally: Tally) -> None:
    for wanted, row in paired(truth, rows):
        score(wanted, row, tally)
    tally.add("images")
    tally.add("read", len(rows))
    tally.add("questions", sum(row.in_doubt for row in rows))
