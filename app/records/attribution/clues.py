"""Who it may have been before any value is looked at: clues to identity, habits of the day, and who was last."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo


class SeenBy(StrEnum):
    """How somebody showed that they are at this machine."""

    SIGNED_IN = "signed_in"
    SPOKE = "spoke"
    PRESSED = "pressed"


class Clue(StrEnum):
    """What points to one person."""

    OWNER = "owner"
    SLOT = "slot"
    PRESSED = "pressed"
    SPOKE = "spoke"
    SIGNED_IN = "signed_in"
    SAME_MOMENT = "same_moment"


#: The odds that the person a clue points to took the reading, before values are compared (our rules). A button that
#: was pressed for this reading, a device's user button or a device of one's own can only be outweighed by values that
#: are ten times as likely for somebody else; having signed in shortly before, by twice as likely ones.
ODDS: Final[Mapping[Clue, float]] = {
    Clue.OWNER: 999,
    Clue.SLOT: 999,
    Clue.PRESSED: 999,
    Clue.SPOKE: 999,
    Clue.SIGNED_IN: 199,
    Clue.SAME_MOMENT: 9999,
}
#: Somebody who was seen this long before a reading, or so shortly after its time, is likely to have taken it.
SEEN_BEFORE: Final = timedelta(minutes=10)
SEEN_AFTER: Final = timedelta(minutes=2)
#: A reading that arrives later than this was taken when nobody can be said to have been here.
LIVE_WITHIN: Final = timedelta(minutes=10)
#: The prior share of somebody who does not live here, where no clue points to anybody.
GUEST_SHARE: Final = 0.02
#: Readings at about this time of the day, on this device, in the last weeks, make a habit.
HABIT_HOURS: Final = 2.0
HABIT_DAYS: Final = 60
#: Habits alone never make one member this many times as likely as another.
MOST_HABIT_ODDS: Final = 9.0
#: Whoever used the device this shortly before is so many times as likely to use it again.
LAST_USED_WITHIN: Final = timedelta(minutes=10)
LAST_USED_ODDS: Final = 4.0


@dataclass(frozen=True, slots=True)
class EarlierUse:
    """A reading of the same device and kind that is surely somebody's."""

    person_id: str
    taken_at: datetime


def presence_clues(
    seen: Mapping[tuple[str, SeenBy], datetime], taken_at: datetime, received_at: datetime
) -> dict[str, Clue]:
    """Return the strongest clue to each person who was seen around a reading that arrived live."""
    if abs(received_at - taken_at) > LIVE_WITHIN:
        return {}
    found: dict[str, Clue] = {}
    for (person_id, seen_by), at in seen.items():
        if taken_at - SEEN_BEFORE <= at <= taken_at + SEEN_AFTER:
            clue = Clue(seen_by.value)
            if person_id not in found or ODDS[clue] > ODDS[found[person_id]]:
                found[person_id] = clue
    return found


def prior(
    members: Collection[str],
    clues: Mapping[str, Clue],
    uses: Sequence[EarlierUse],
    taken_at: datetime,
    zone: ZoneInfo,
) -> dict[str | None, float]:
    """Return the prior of each member and of a guest (``None``); it sums to 1.

    Where a clue points to a member, no guest is thought of: an unusual value is then theirs.
    """
    habits = _habits(members, uses, taken_at, zone)
    weights = dict(habits)
    pointed_to = [person_id for person_id in clues if person_id in habits]
    for person_id in pointed_to:
        others = sum(weight for one, weight in habits.items() if one != person_id)
        weights[person_id] = ODDS[clues[person_id]] * max(habits[person_id], others)
    if not pointed_to:
        weights[None] = sum(weights.values()) * GUEST_SHARE / (1 - GUEST_SHARE) or 1.0
    total = sum(weights.values())
    return {person_id: weight / total for person_id, weight in weights.items()}


def _habits(
    members: Collection[str], uses: Sequence[EarlierUse], taken_at: datetime, zone: ZoneInfo
) -> dict[str | None, float]:
    counts: dict[str | None, float] = dict.fromkeys(members, 1.0)
    hour = _hour(taken_at, zone)
    for use in uses:
        away = abs(_hour(use.taken_at, zone) - hour)
        recent = timedelta(0) <= taken_at - use.taken_at <= timedelta(days=HABIT_DAYS)
        if use.person_id in counts and recent and min(away, 24 - away) <= HABIT_HOURS:
            counts[use.person_id] += 1
    most = max(counts.values(), default=1.0)
    weights = {person_id: max(count, most / MOST_HABIT_ODDS) for person_id, count in counts.items()}
    before = [use for use in uses if timedelta(0) <= taken_at - use.taken_at <= LAST_USED_WITHIN]
    last = max(before, key=lambda use: use.taken_at, default=None)
    if last is not None and last.person_id in weights:
        weights[last.person_id] *= LAST_USED_ODDS
    return weights


def _hour(moment: datetime, zone: ZoneInfo) -> float:
    local = moment.astimezone(zone)
    return local.hour + local.minute / 60
