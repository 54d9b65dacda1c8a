"""A million readings: keeping, opening, home, a year of glucose and a rebuild, against plain SQL and polars."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, Final

from app.folders import open_folders
from app.keys import DataKey, KeyStatus, KeyStorage
from app.people import Person
from app.records.database import connect
from app.records.records import Records, Sources, open_records
from assistant import safety
from assistant.conversation import Language
from device_io.journal import RawFrame
from device_io.reading import ReadingKind
from ui.benchmarks.benchmark import Bench, CannotMeasure, Comparison, Goal, Measured, rounded
from ui.benchmarks.record_peers import PolarsPeer, SqlPeer, YearOfGlucose
from ui.benchmarks.years_of_frames import ZONE, dangerous_pressure, frames_until

PACKAGES = ("sqlcipher3", "polars")

FULL_READINGS: Final = 1_000_000
QUICK_READINGS: Final = 5_000
#: Frames that are committed together, as a transfer of stored records or an import does.
BATCH: Final = 1000
#: Views are so quick that one figure is the median of this many.
VIEWS_A_FIGURE: Final = 15
YEAR_DAYS: Final = 365
#: The goals of the records: what a person waits for, and what a hand-written query would take.
HOME_MS: Final = 50.0
VIEWS_RATIO: Final = 1.5
#: From the frame of a dangerous reading to its alert.
RED_FLAG_MS: Final = 1000.0
_END: Final = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def measure(bench: Bench) -> Measured:
    """Fill the records of one person, then compare their views with both peers on the same file."""
    count = QUICK_READINGS if bench.quick else FULL_READINGS
    house = _House(bench.folder)
    bench.say(f"keeping {count} readings")
    frames = frames_until(_END, count)
    measures: dict[str, Any] = {"readings": count}
    with house.open() as records:
        measures["ingest"] = _ingest(bench, records, frames, count)
    measures["file_mb"] = rounded(house.database.stat().st_size / 1e6)
    measures["cold_open"] = _cold_open(bench, house)
    with house.open() as records:
        flag_ms = _red_flag_ms(records)
        measures["red_flag_ms"] = rounded(flag_ms)
        compared, home_ms = _views(bench, records, house)
        measures["views"] = {name: comparison.as_json() for name, comparison in compared.items()}
        bench.say("rebuilding everything from raw")
        seconds = bench.seconds(lambda: records.rebuild(compare=False))
    measures["rebuild"] = {"seconds": rounded(seconds), "readings_per_s": rounded(count / seconds)}
    # The peer that is quicker is the one with the larger ratio.
    ratio = max(comparison.ratio for comparison in compared.values())
    return Measured(
        measures,
        (
            Goal("views_ratio", ratio, VIEWS_RATIO, at_most=True),
            Goal("home_view_ms", home_ms, HOME_MS, at_most=True),
            Goal("red_flag_ms", flag_ms, RED_FLAG_MS, at_most=True),
        ),
        {"views_ratio": rounded(ratio), "home_view_ms": rounded(home_ms)},
    )


class _House:
    """The profile of the benchmark; its key lies in memory only."""

    def __init__(self, folder: Path) -> None:
        self._folders = open_folders(folder)
        self.key = DataKey(os.urandom(32), KeyStatus(KeyStorage.MEMORY, "for the benchmark"))
        self.database = self._folders.database_file

    @contextmanager
    def open(self) -> Iterator[Records]:
        records = open_records(self._folders, self.key, "CN", ZONE, Sources(now=lambda: _END))
        try:
            yield records
        finally:
            records.close()


def _ingest(bench: Bench, records: Records, frames: Iterator[RawFrame], count: int) -> dict[str, Any]:
    """Keep all frames: most of them in batches, the last ones one by one, as a device sends them."""
    single = min(200, count // 20)
    journal_s = refine_s = 0.0
    done = 0
    while batch := list(islice(frames, min(BATCH, count - single - done))):
        started = bench.clock()
        kept = records.journal.append_all(batch)
        journalled = bench.clock()
        records.refine(kept[-1])
        journal_s += journalled - started
        refine_s += bench.clock() - journalled
        done += len(batch)
        if done % (100 * BATCH) == 0:
            bench.say(f"{done} of {count}")
    one_by_one = []
    for frame in frames:
        started = bench.clock()
        records.refine(records.journal.append(frame))
        one_by_one.append(bench.clock() - started)
    return {
        "readings_per_s": rounded(done / (journal_s + refine_s)),
        "journal_frames_per_s": rounded(done / journal_s),
        "one_by_one_ms": rounded(1000 * median(one_by_one)),
    }


def _red_flag_ms(records: Records) -> float:
    """Return how long after the frame of a dangerous blood pressure came its alert is told.

    The rules are loaded first, as the window does while it opens.
    """
    safety.prepare()
    told: list[float] = []
    unlisten = records.alerts.listen(lambda _alerts: told.append(time.perf_counter()))
    started = time.perf_counter()
    records.refine(records.journal.append(dangerous_pressure(_END - timedelta(minutes=1))))
    unlisten()
    if not told:
        raise CannotMeasure("A dangerous reading raised no alert: mend the red flags first.")
    return 1000 * (told[0] - started)


def _cold_open(bench: Bench, house: _House) -> dict[str, float]:
    """Open a closed file and show home, with nothing of it in the cache of the database."""
    opening, first_home = [], []
    for _ in range(bench.rounds(5, 3)):
        started = bench.clock()
        with house.open() as records:
            opened = bench.clock()
            records.home(_person(records), Language.EN, _END)
            first_home.append(1000 * (bench.clock() - opened))
        opening.append(1000 * (opened - started))
    return {"open_ms": rounded(median(opening)), "first_home_ms": rounded(median(first_home))}


def _views(bench: Bench, records: Records, house: _House) -> tuple[dict[str, Comparison], float]:
    """Compare home and a year of glucose with both peers; all three must say the same."""
    person = _person(records)
    today = date(2026, 11, 24)
    days = (today - timedelta(days=YEAR_DAYS - 1), today)
    connection = connect(house.database, house.key.secret)
    try:
        compared: dict[str, Comparison] = {}
        rounds = bench.rounds(15, 3)
        for name, peer in (
            ("sql", SqlPeer(connection, person.id, _END, ZONE)),
            ("polars", PolarsPeer(connection, person.id, _END, ZONE)),
        ):
            bench.say(f"views against {name}")
            _demand_same(records, person, peer.home(), peer.year_of_glucose(*days))
            compared[f"home_ms_vs_{name}"] = bench.compare(
                _figure(lambda: records.home(person, Language.EN, _END)), _figure(peer.home), rounds
            )
            compared[f"year_of_glucose_ms_vs_{name}"] = bench.compare(
                _figure(lambda: _year(records, person)),
                _figure(lambda peer=peer: peer.year_of_glucose(*days), 1),  # type: ignore[misc]
                rounds,
            )
        return compared, median(compared["home_ms_vs_sql"].ours)
    finally:
        connection.close()


def _figure(view: Callable[[], object], times: int = VIEWS_A_FIGURE) -> Callable[[], float]:
    """Return what measures ``view`` once: the median of a few times, in milliseconds."""

    def measured() -> float:
        figures = []
        for _ in range(times):
            started = time.perf_counter()
            view()
            figures.append(1000 * (time.perf_counter() - started))
        return median(figures)

    return measured


def _demand_same(
    records: Records, person: Person, home: Sequence[tuple[str, str]], year: YearOfGlucose
) -> None:
    ours = [(tile.kind.value, tile.figure) for tile in records.home(person, Language.EN, _END).tiles]
    if sorted(home) != sorted(ours):
        raise CannotMeasure("The home views of ours and the peer differ: mend the benchmark first.")
    trend = _year(records, person)
    if (trend.n, trend.minimum, trend.maximum) != (year.n, year.minimum, year.maximum) or (
        trend.mean is None or abs(float(trend.mean) - year.mean) > 0.001
    ):
        raise CannotMeasure("The years of glucose of ours and the peer differ: mend the benchmark first.")


def _year(records: Records, person: Person) -> Any:
    kind = ReadingKind.CONTINUOUS_GLUCOSE
    return records.trend(person, kind, "glucose", YEAR_DAYS, _END, Language.EN)


def _person(records: Records) -> Person:
    return records.household.people()[0]
