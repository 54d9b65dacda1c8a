"""A download across processes that is killed on the way: what was there stays, what comes again is not doubled."""

from __future__ import annotations

import random

from ui.benchmarks.benchmark import Bench
from ui.benchmarks.interruption import RECORDS, interrupt


def test_a_thousand_records_survive_kills_of_the_process_that_takes_them(tmp_path):
    tally = interrupt(Bench(tmp_path), tmp_path, 2, random.Random(4), held=True)
    assert (tally.lost, tally.doubled, tally.readings) == (0, 0, RECORDS)
    assert tally.kills == len(tally.killed_at) == 2
    assert all(0 < kept < RECORDS for kept in tally.killed_at), "a kill fell beside the download"
    assert tally.frames >= RECORDS
