"""What one visitor leaves to the next at a station on a real X server, and how soon the next first page is there.

In every visit somebody types a word of chance and finishes; then the memory of every process of the station, its files
and the memory file system are searched for the word.
"""

from __future__ import annotations

import os
import secrets
import sys
from statistics import median
from typing import TYPE_CHECKING

from ui.benchmarks.benchmark import Bench, CannotMeasure, Goal, Measured

if TYPE_CHECKING:
    from ui.testing.station_screen import VisitFound

PACKAGES = ("PySide6-Essentials", "qasync", "sqlcipher3")

#: Visits of a full and of a quick run; each takes half a minute. The goal of a hundred: ``--rounds 100``.
_VISITS = (6, 2)
#: From the last page of a visit to the next first one. Our rule: nobody thinks that it broke.
_GAP_GOAL_S = 2.0


def measure(bench: Bench) -> Measured:
    """Run the visits one after the other at one station."""
    from ui.testing.station_screen import a_screen, a_station, missing_tools, visit_with_a_word

    if sys.platform != "linux" or os.geteuid() != 0:
        raise CannotMeasure("Only root may look into another process: run it as root on Linux.")
    if missing := missing_tools():
        raise CannotMeasure(f"Install {', '.join(missing)} to run a station on a screen of its own.")
    visits = bench.rounds(*_VISITS)
    home, data = bench.folder / "home", bench.folder / "station"
    home.mkdir()
    data.mkdir()
    found: list[VisitFound] = []
    with a_screen(home) as screen, a_station(screen, data) as station:
        for number in range(1, visits + 1):
            found.append(visit_with_a_word(station, f"zq{secrets.token_hex(6)}"))
            bench.say(f"Visit {number} of {visits}: {len(found[-1].traces)} traces.")
    return _measured(found)


def _measured(found: list[VisitFound]) -> Measured:
    leaks = sum(bool(one.traces) for one in found)
    untyped = sum(not one.typed for one in found)
    gaps = sorted(one.gap_s for one in found)
    values = {
        "visits": len(found),
        "visits_with_traces": leaks,
        "visits_not_driven": untyped,
        "traces": sorted({trace for one in found for trace in one.traces}),
        "gap_s_median": median(gaps),
        "gap_s_longest": gaps[-1],
        "next_page_s_median": median(one.next_page_s for one in found),
    }
    goals = [
        Goal("visits with traces", leaks, 0, at_most=True),
        Goal("visits that could not be driven", untyped, 0, at_most=True),
        Goal("seconds without a page, longest", gaps[-1], _GAP_GOAL_S, at_most=True),
    ]
    return Measured(values, tuple(goals), {"visits_with_traces": leaks})
