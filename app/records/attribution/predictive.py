"""What a person's next value will be like: a normal distribution learnt from the values that are surely theirs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

#: How many values of one's own the assumed spread within a person weighs as much as. Our rule: with it the error
#: rates of our simulation hold (``tests/app/test_attribution_error_rates.py``).
ASSUMED_SPREAD_WEIGHT: Final = 30


@dataclass(frozen=True, slots=True)
class Spread:
    """How a component differs between adults and from one reading of a person to the next, in record units."""

    mean: float
    between: float
    within: float


#: Our assumptions, refit in each home as readings come in. Within: the spread that the simulation of our method
#: assumed (pressure 9/6 mmHg, pulse 6 bpm, weight 0.6 kg, impedance 15 ohm). Means and between: wide enough to be
#: anybody. Components that say nothing about who it is (temperature, glucose, oxygen) are left out.
SPREADS: Final[Mapping[str, Spread]] = {
    "systolic": Spread(128, 18, 9),
    "diastolic": Spread(78, 11, 6),
    "pulse": Spread(74, 11, 6),
    "weight": Spread(65, 20, 0.6),
    "impedance": Spread(500, 80, 15),
}


@dataclass(frozen=True, slots=True)
class Predictive:
    """The normal distribution of the next value."""

    mean: float
    deviation: float

    def log_density(self, value: float) -> float:
        """The logarithm of the density at ``value``."""
        away = (value - self.mean) / self.deviation
        return -0.5 * away * away - math.log(self.deviation)


def predict(component: str, history: Sequence[float]) -> Predictive:
    """Return what the next value of somebody with this ``history`` is like; without any, of anybody.

    The spread within the person starts from the assumed one and moves to their own as values come in; the
    mean is drawn to that of adults while there are few. Raises ``KeyError`` for a component not in
    :data:`SPREADS`.
    """
    spread = SPREADS[component]
    count = len(history)
    if not count:
        return _anybody(component)
    own_mean = sum(history) / count
    squares = sum((value - own_mean) ** 2 for value in history)
    within = (ASSUMED_SPREAD_WEIGHT * spread.within**2 + squares) / (ASSUMED_SPREAD_WEIGHT + count - 1)
    sure_of_people, sure_of_own = 1 / spread.between**2, count / within
    mean = (sure_of_people * spread.mean + sure_of_own * own_mean) / (sure_of_people + sure_of_own)
    return Predictive(mean, math.sqrt(within + 1 / (sure_of_people + sure_of_own)))


@cache
def _anybody(component: str) -> Predictive:
    spread = SPREADS[component]
    return Predictive(spread.mean, math.hypot(spread.between, spread.within))
