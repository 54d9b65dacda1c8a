"""What the records know about who may have taken a reading: members, clues, habits and earlier values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from app.records import clean
from app.records.attribution import clues as cluing
from app.records.attribution.clues import Clue, EarlierUse, SeenBy
from app.records.attribution.decision import Decision, Why, decide, posterior, weight_jump
from app.records.attribution.predictive import SPREADS, Predictive, predict
from app.records.clean import CleanReading
from app.records.database import Connection
from app.records.timestamps import from_text, to_text
from device_io.reading import QualityFlag, ReadingKind

#: The last values of a person that their distribution is learnt from, and how old they may be. Our rule.
HISTORY_VALUES: Final = 30
HISTORY_DAYS: Final = 90
#: Weight and body composition come in frames of their own; what is this close together is one person's.
SAME_MOMENT: Final = timedelta(seconds=60)
#: The span in which a body does not change its weight much.
JUMP_WITHIN: Final = timedelta(hours=24)
#: Slot 0 stands for a whole device.
WHOLE_DEVICE: Final = 0
_MOST_USES: Final = 200


@dataclass(frozen=True, slots=True)
class Companion:
    """A reading of the same device at the same moment, and whose it is."""

    raw_id: int
    person_id: str | None
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a decision about one frame goes by."""

    members: tuple[str, ...]
    clues: Mapping[str, Clue]
    uses: Sequence[EarlierUse]
    values: Mapping[str, float]
    companions: tuple[int, ...]


def members(connection: Connection) -> tuple[str, ...]:
    """Return the ids of who lives here, oldest member first."""
    rows = connection.execute("SELECT id FROM person WHERE removed_at IS NULL ORDER BY created_at, rowid")
    return tuple(row["id"] for row in rows)


def weigh(
    connection: Connection, readings: Sequence[CleanReading], zone: ZoneInfo
) -> tuple[Decision, tuple[int, ...]]:
    """Decide about the ``readings`` of one frame; also return the open raw rows that the decision covers too."""
    first = readings[0]
    found = gather(connection, readings)
    if len(found.members) == 1:
        decision = Decision(found.members[0], Why.ONLY_PERSON, {found.members[0]: 1.0})
    else:
        shares = cluing.prior(found.members, found.clues, found.uses, first.reading.taken_at, zone)
        used = found.values if _usable(first) else {}
        decision = decide(
            posterior(shares, _predictives(connection, first, shares, used), used),
            [one for one, clue in found.clues.items() if clue is not Clue.SIGNED_IN],
            values_used=bool(used),
        )
    if decision.person_id is not None:
        jumps = [_jump(connection, one, decision.person_id) for one in readings]
        jump = next((one for one in jumps if one is not None), None)
        if jump is not None:
            decision = replace(decision, person_id=None, why=Why.JUMP, jump=jump)
    return decision, found.companions


def gather(connection: Connection, readings: Sequence[CleanReading]) -> Evidence:
    """Return what is known about who may have taken the ``readings`` of one frame.

    A scale may put weight and body composition into one frame; records of other moments say nothing more.
    """
    reading = readings[0]
    people = members(connection)
    companions = _companions(connection, reading, people)
    values: dict[str, float] = {}
    for one in readings:
        if one.reading.taken_at == reading.reading.taken_at:
            values.update(_values(one))
    for companion in companions:
        if companion.person_id is None:
            values.update(companion.values)
    clues = _clues(connection, reading)
    clues.update({one.person_id: Clue.SAME_MOMENT for one in companions if one.person_id in people})
    return Evidence(
        members=people,
        clues={person_id: clue for person_id, clue in clues.items() if person_id in people},
        uses=_uses(connection, reading, people) if len(people) > 1 else [],
        values=values,
        companions=tuple(one.raw_id for one in companions if one.person_id is None),
    )


def _values(reading: CleanReading) -> dict[str, float]:
    values = reading.reading.values
    return {name: float(quantity.value) for name, quantity in values.items() if name in SPREADS}


def _usable(reading: CleanReading) -> bool:
    """Whether the values say anything about who it was; an implausible one does not."""
    return reading.plausible and QualityFlag.IMPLAUSIBLE not in reading.reading.flags


def _clues(connection: Connection, reading: CleanReading) -> dict[str, Clue]:
    taken = reading.reading
    rows = connection.execute("SELECT person_id, seen_by, seen_at FROM presence").fetchall()
    seen = {(row["person_id"], SeenBy(row["seen_by"])): from_text(row["seen_at"]) for row in rows}
    found = cluing.presence_clues(seen, taken.taken_at, taken.received_at)
    for row in connection.execute(
        "SELECT user_slot, person_id FROM device_user WHERE device_id = ?", (reading.device_id,)
    ):
        if row["user_slot"] == WHOLE_DEVICE:
            found[row["person_id"]] = Clue.OWNER
        elif row["user_slot"] == taken.user_slot:
            found[row["person_id"]] = Clue.SLOT
    return found


def _companions(connection: Connection, reading: CleanReading, people: Sequence[str]) -> list[Companion]:
    if reading.device_id is None:
        return []
    taken_at = reading.reading.taken_at
    span = (to_text(taken_at - SAME_MOMENT), to_text(taken_at + SAME_MOMENT))
    return [
        Companion(one.raw_id, one.person_id, _values(one))
        for person_id in (None, *people)
        for one in clean.load(
            connection,
            "c.person_id IS ? AND c.taken_at BETWEEN ? AND ? AND c.device_id = ? AND c.kind <> ? AND c.raw_id <> ? "
            "ORDER BY c.id",
            (person_id, *span, reading.device_id, reading.reading.kind.value, reading.raw_id),
        )
    ]


def _uses(connection: Connection, reading: CleanReading, people: Sequence[str]) -> list[EarlierUse]:
    taken_at = reading.reading.taken_at
    span = (to_text(taken_at - timedelta(days=cluing.HABIT_DAYS)), to_text(taken_at))
    return [
        EarlierUse(person_id, from_text(row["taken_at"]))
        for person_id in people
        for row in connection.execute(
            "SELECT taken_at FROM clean WHERE person_id = ? AND kind = ? AND taken_at BETWEEN ? AND ? "
            "AND device_id IS ? AND raw_id <> ? ORDER BY taken_at DESC LIMIT ?",
            (person_id, reading.reading.kind.value, *span, reading.device_id, reading.raw_id, _MOST_USES),
        )
    ]


def _predictives(
    connection: Connection,
    reading: CleanReading,
    shares: Mapping[str | None, float],
    values: Mapping[str, float],
) -> dict[str | None, dict[str, Predictive]]:
    return {
        one: {name: predict(name, _history(connection, reading, one, name)) for name in values}
        for one in shares
    }


#: The kind whose readings tell what a component is usually like.
_KIND_OF: Final = {
    "systolic": ReadingKind.BLOOD_PRESSURE,
    "diastolic": ReadingKind.BLOOD_PRESSURE,
    "weight": ReadingKind.WEIGHT,
    "impedance": ReadingKind.BODY_COMPOSITION,
}


def _history(
    connection: Connection, reading: CleanReading, person_id: str | None, component: str
) -> list[float]:
    if person_id is None:
        return []
    kind = _KIND_OF.get(component, reading.reading.kind)
    about = timedelta(days=HISTORY_DAYS)
    taken_at: datetime = reading.reading.taken_at
    rows = connection.execute(
        "SELECT v.value FROM clean c JOIN clean_value v ON v.clean_id = c.id AND v.component = ? "
        "WHERE c.person_id = ? AND c.kind = ? AND c.taken_at BETWEEN ? AND ? AND c.plausible = 1 "
        "AND c.raw_id <> ? ORDER BY c.taken_at DESC LIMIT ?",
        (
            component,
            person_id,
            kind.value,
            to_text(taken_at - about),
            to_text(taken_at + about),
            reading.raw_id,
            HISTORY_VALUES,
        ),
    ).fetchall()
    return [float(row["value"]) for row in rows]


def _jump(connection: Connection, reading: CleanReading, person_id: str) -> Decimal | None:
    """Return the change since the person's weight nearest in time within a day, where it is too large."""
    weight = reading.reading.values.get("weight")
    if reading.reading.kind is not ReadingKind.WEIGHT or weight is None:
        return None
    taken_at = reading.reading.taken_at
    near = clean.load(
        connection,
        "c.person_id = ? AND c.kind = ? AND c.taken_at BETWEEN ? AND ? AND c.plausible = 1 AND c.raw_id <> ?",
        (
            person_id,
            ReadingKind.WEIGHT.value,
            to_text(taken_at - JUMP_WITHIN),
            to_text(taken_at + JUMP_WITHIN),
            reading.raw_id,
        ),
    )
    if not near:
        return None
    nearest = min(near, key=lambda one: (abs(one.reading.taken_at - taken_at), one.id))
    return weight_jump(nearest.reading.values["weight"].value, weight.value)
