"""Meters that disconnect, repeat themselves, send late and out of order, and lose their clock: each reading once."""

from pathlib import Path

from ui.benchmarks.faults.clock_changes import YEARS, years
from ui.benchmarks.faults.storm import weather


def test_a_storm_of_events_leaves_each_reading_once(tmp_path: Path) -> None:
    """A tenth of the 25,000 events of 10,000 readings that ``listenwell bench durability`` sends."""
    found = weather(tmp_path, 1_000, 2_500)
    assert (found.clean_rows, found.distinct) == (1_000, 1_000)
    assert found.raw_rows == 2_500, "raw keeps every event"
    assert found.outcomes == {"clean": 1_000, "duplicate": 1_500}
    assert found.rebuilt_alike


def test_clock_changes_lose_double_and_reorder_nothing(tmp_path: Path) -> None:
    """The hours around the one that comes twice, in four zones; the benchmark goes through whole years."""
    for zone, found in years(tmp_path, 90).items():
        assert found.kept == 90, zone
        assert (found.doubled_names, found.out_of_order, found.misplaced) == (0, 0, 0), zone
        assert 0 < found.uncertain <= 30, zone
    assert len(YEARS) == 4
