"""What a benchmark gets and gives: repetitions, a time budget, paired comparisons, goals."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

#: How long one benchmark may take, in seconds, before it stops repeating. Our rule.
FULL_BUDGET_S = 180.0
QUICK_BUDGET_S = 30.0
#: A comparison is made at least this often, whatever the budget says.
FEWEST_PAIRS = 3


class CannotMeasure(Exception):
    """What the benchmark needs is missing here; the message is one sentence saying what to do."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that is promised; ``at_most`` where smaller is better."""

    name: str
    value: float
    goal: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return self.value <= self.goal if self.at_most else self.value >= self.goal

    def as_json(self) -> dict[str, Any]:
        """The goal in the form that ``bench`` prints."""
        return {"name": self.name, "value": rounded(self.value), "goal": self.goal, "met": self.met}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a benchmark found.

    ``measures`` is plain JSON with units in its names; ``headline`` holds the few figures that others look up
    by name (``record_path_ratio``), printed at the top level.
    """

    measures: Mapping[str, Any]
    goals: Sequence[Goal] = ()
    headline: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Figures of ours and of the peer, pair by pair, in the order taken."""

    ours: tuple[float, ...]
    peer: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median of ours divided by the peer's, pair by pair: what slows both alike cancels out."""
        return median(ours / peer for ours, peer in zip(self.ours, self.peer, strict=True))

    def as_json(self) -> dict[str, Any]:
        """Medians, the ratio and how far the single ratios spread."""
        ratios = sorted(ours / peer for ours, peer in zip(self.ours, self.peer, strict=True))
        return {
            "ours": rounded(median(self.ours)),
            "peer": rounded(median(self.peer)),
            "ratio": rounded(self.ratio),
            "ratio_range": [rounded(ratios[0]), rounded(ratios[-1])],
            "pairs": len(ratios),
        }


class Bench:
    """One run of one benchmark.

    Args:
        folder: an empty folder of its own.
        quick: few repetitions, for tests and a first look.
        repetitions: replaces what the benchmark itself would choose.
        say: takes a line of progress.
        clock: seconds that only go forward.

    """

    def __init__(
        self,
        folder: Path,
        *,
        quick: bool = False,
        repetitions: int | None = None,
        say: Callable[[str], None] = lambda _line: None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.folder = folder
        self.quick = quick
        self.say = say
        self.clock = clock
        self._repetitions = repetitions
        self._until = clock() + (QUICK_BUDGET_S if quick else FULL_BUDGET_S)

    @property
    def seconds_left(self) -> float:
        """What is left of the time budget; zero or less: stop repeating."""
        return self._until - self.clock()

    def rounds(self, full: int, quick: int) -> int:
        """Return how often to repeat."""
        return self._repetitions or (quick if self.quick else full)

    def compare(self, ours: Callable[[], float], peer: Callable[[], float], rounds: int) -> Comparison:
        """Take ``rounds`` pairs of figures, ours and the peer's first by turns.

        Each callable measures once and returns its figure (records a second, milliseconds …). Fewer pairs
        are taken when the time is up, but never fewer than :data:`FEWEST_PAIRS`.
        """
        figures: tuple[list[float], list[float]] = ([], [])
        for number in range(rounds):
            if number >= FEWEST_PAIRS and self.seconds_left <= 0:
                self.say(f"time is up after {number} of {rounds} pairs")
                break
            for which in (0, 1) if number % 2 == 0 else (1, 0):
                figures[which].append((ours, peer)[which]())
        return Comparison(tuple(figures[0]), tuple(figures[1]))

    def seconds(self, work: Callable[[], object]) -> float:
        """Return how long ``work`` takes."""
        started = self.clock()
        work()
        return self.clock() - started


def rounded(value: float) -> float:
    """Return ``value`` to four significant figures, as many as a benchmark on a shared machine means."""
    return float(f"{value:.4g}")


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value below which ``percent`` of ``values`` lie (nearest rank); raises ``ValueError`` if empty."""
    if not values:
        raise ValueError("no values, no percentile")
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * percent // 100))
    return ordered[min(len(ordered), int(rank)) - 1]
