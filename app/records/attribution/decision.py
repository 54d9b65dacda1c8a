"""The decision: the posterior over members and a guest, assigned silently only when it is nearly certain."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.records.attribution.predictive import Predictive

#: Raise it when a rule of this room changes; decisions that were made stay as they were.
RULE_VERSION: Final = 1
#: A reading is given to somebody silently from this posterior on. Our rule: at 0.99 our simulation puts at most 0.7 %
#: of what it assigns under the wrong name once two people differ by 15/8 mmHg and 8 bpm, or by 2 kg.
ASSIGN_AT: Final = 0.99
#: A change of more than this within a day: ask who stood on the scale before it is stored under a name. Our rule.
JUMP_KG: Final = Decimal(3)
JUMP_SHARE: Final = Decimal("0.05")


class Why(StrEnum):
    """Why a reading was assigned, or why it has to be asked about."""

    ONLY_PERSON = "only_person"
    CLUE = "clue"
    VALUES = "values"
    UNSURE = "unsure"
    JUMP = "jump"


@dataclass(frozen=True, slots=True)
class Decision:
    """``person_id`` is ``None`` where somebody has to be asked; ``likely`` are the members, most likely first.

    ``posterior`` has a guest under ``None``; ``jump`` is the change in kg that is asked about.
    """

    person_id: str | None
    why: Why
    posterior: Mapping[str | None, float]
    jump: Decimal | None = None

    @property
    def likely(self) -> tuple[str, ...]:
        """The members, most likely first."""
        ordered = sorted(self.posterior.items(), key=lambda item: -item[1])
        return tuple(person_id for person_id, _ in ordered if person_id is not None)


def posterior(
    prior: Mapping[str | None, float],
    predictives: Mapping[str | None, Mapping[str, Predictive]],
    values: Mapping[str, float],
) -> dict[str | None, float]:
    """Return how likely it is that each one took a reading of ``values``, by Bayes' rule.

    Components are taken as independent of each other; a value that nobody has a distribution for is left out.
    """
    scores = {
        one: math.log(share)
        + sum(
            predictives[one][name].log_density(value)
            for name, value in values.items()
            if name in predictives[one]
        )
        for one, share in prior.items()
        if share > 0
    }
    best = max(scores.values())
    likelihoods = {one: math.exp(score - best) for one, score in scores.items()}
    total = sum(likelihoods.values())
    return {one: likelihood / total for one, likelihood in likelihoods.items()}


def decide(shares: Mapping[str | None, float], pointed_to: Collection[str], *, values_used: bool) -> Decision:
    """Assign where one member reaches :data:`ASSIGN_AT`; else leave it open.

    Where a strong clue points to somebody (``pointed_to``), nobody else gets the reading without being asked.
    """
    first = max(shares, key=lambda one: shares[one])
    if first is None or shares[first] < ASSIGN_AT or (pointed_to and first not in pointed_to):
        return Decision(None, Why.UNSURE, shares)
    if first in pointed_to or not values_used:
        return Decision(first, Why.CLUE, shares)
    return Decision(first, Why.VALUES, shares)


def weight_jump(before: Decimal, now: Decimal) -> Decimal | None:
    """Return the change in kg where it is more than a body changes in a day, else ``None``."""
    change = abs(now - before)
    return change if change > JUMP_KG or change > before * JUMP_SHARE else None
