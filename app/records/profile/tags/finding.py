"""What a tag's rule found in the readings, before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.records.profile.observations import Observations
from app.records.profile.window import Window
from assistant.conversation import Language

#: A word or number of a sentence: the same in both languages, or by language.
Term = str | Mapping[Language, str]


class TagState(StrEnum):
    """Whether the rule holds. ``NOT_APPLICABLE``: the rule is not for this person."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_ENOUGH = "not_enough"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Need:
    """How many there are of ``what`` (a key of the rule's ``minimum``) and how many the rule wants."""

    what: str
    have: int
    least: int

    @property
    def met(self) -> bool:
        """Whether there are enough."""
        return self.have >= self.least


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one rule. ``numbers`` fill the rule's sentences; ``readings`` names the clean rows looked at.

    ``seen_on`` is the day of the newest data; the tag ends ``lasts_days`` after it unless ``expires_on`` says
    another day. ``subject`` tells findings of one rule apart (a kind, a pair of devices).
    """

    state: TagState
    seen_on: date | None = None
    window: Window | None = None
    readings: tuple[int, ...] = ()
    numbers: Mapping[str, Term] = field(default_factory=dict)
    needs: tuple[Need, ...] = ()
    expires_on: date | None = None
    subject: str = ""
    simulated: bool = False
    left_out: int = 0
    early: bool = False


NOT_APPLICABLE = Finding(TagState.NOT_APPLICABLE)


def nothing_yet(minimum: Mapping[str, int]) -> Finding:
    """Return the finding where there is no reading at all."""
    return Finding(TagState.NOT_ENOUGH, needs=tuple(Need(what, 0, least) for what, least in minimum.items()))


def settled(
    needs: Sequence[Need],
    observed: Observations,
    *,
    holds: bool,
    window: Window | None,
    numbers: Mapping[str, Term],
) -> Finding:
    """Return the finding of a rule over ``observed``: too few data come before whether it holds."""
    enough = all(need.met for need in needs)
    state = TagState.NOT_ENOUGH if not enough else TagState.PRESENT if holds else TagState.ABSENT
    return Finding(
        state=state,
        seen_on=observed.days[-1] if observed.rows else None,
        window=window,
        readings=observed.ids,
        numbers=numbers,
        needs=tuple(needs),
        simulated=observed.simulated and bool(observed.rows),
        left_out=observed.left_out,
    )
