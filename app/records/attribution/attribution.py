"""The door: decides about new readings, asks about open ones, takes answers, moves and undoes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from app.people import Household, Person
from app.records import clean, daily, raw
from app.records.attribution import assignments
from app.records.attribution.assignments import GUEST, OPEN, Act, Assignment, Reason, Verdict
from app.records.attribution.clues import SeenBy
from app.records.attribution.decision import Decision, Why
from app.records.attribution.evidence import WHOLE_DEVICE, members, weigh
from app.records.attribution.questions import OpenReading, OwnerQuestion, Wording, question, sittings
from app.records.clean import CleanReading
from app.records.database import Connection, Database
from app.records.errors import InvalidEntry
from app.records.refining import PARTS, TouchedDay, reassign
from app.records.timestamps import to_text
from assistant.conversation import Language
from device_io.reading import ReadingKind

#: Readings named in one answer or move.
MAX_READINGS: Final = 500
#: Open readings looked at again when somebody's values have become better known, the newest first.
_LOOKED_AT_AGAIN: Final = 50
#: Only those that may well be of whoever was just named.
_MAY_BE: Final = 0.5
#: Shares below this say nothing and are not kept.
_LEAST_SHARE: Final = 0.0005
#: What a guest is called in kept evidence.
_GUEST_KEY: Final = "guest"


class Attribution:
    """Whose a reading is. Every decision is a row; a rebuild of the records replays them."""

    def __init__(
        self,
        database: Database,
        household: Household,
        sources: tuple[Callable[[], datetime], Callable[[], str]],
        zone: ZoneInfo,
        changed: Callable[[], None],
    ) -> None:
        """``sources`` are the clock and the ids; ``changed`` is called after each commit that gave a reading to somebody else."""
        self._database, self._household = database, household
        self._now, self._new_id = sources
        self._zone, self._changed = zone, changed

    # --- clues ---

    def saw(self, person: Person, seen_by: SeenBy) -> None:
        """Note that ``person`` is at this machine now: signed in, spoke, or pressed a button to measure."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO presence (person_id, seen_by, seen_at) VALUES (?, ?, ?) "
                "ON CONFLICT (person_id, seen_by) DO UPDATE SET seen_at = excluded.seen_at",
                (person.id, seen_by.value, to_text(self._now())),
            )

    def set_device_user(self, device_id: str, person: Person | None, user_slot: int | None = None) -> None:
        """From now on the device (or its user ``user_slot``) is ``person``'s; ``None`` takes that back.

        Readings that are here already stay as they are. Raises :class:`app.records.errors.InvalidEntry`.
        """
        slot = WHOLE_DEVICE if user_slot is None else user_slot
        if not 0 <= slot <= 255:
            raise InvalidEntry("A device has users 1 to 255: give one of these numbers.")
        with self._database.transaction() as connection:
            where = (device_id, slot)
            connection.execute("DELETE FROM device_user WHERE device_id = ? AND user_slot = ?", where)
            if person is not None:
                connection.execute(
                    "INSERT INTO device_user (device_id, user_slot, person_id) VALUES (?, ?, ?)",
                    (*where, person.id),
                )

    def device_users(self, device_id: str) -> dict[int | None, str]:
        """Return the person id of each user of a device; the key ``None`` is the whole device."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT user_slot, person_id FROM device_user WHERE device_id = ? ORDER BY user_slot",
                (device_id,),
            ).fetchall()
        return {row["user_slot"] or None: row["person_id"] for row in rows}

    # --- new readings ---

    def decide_pending(self, connection: Connection) -> frozenset[TouchedDay]:
        """Decide about the frames that were refined since the last call; the caller holds the transaction.

        Returns the days whose summaries have to be made again.
        """
        row = connection.execute("SELECT raw_id FROM attribution_progress").fetchone()
        latest = connection.execute("SELECT max(raw_id) FROM refinement").fetchone()[0]
        if latest is None or latest <= row["raw_id"]:
            return frozenset()
        connection.execute("UPDATE attribution_progress SET raw_id = ?", (latest,))
        new = clean.load(
            connection,
            "c.id >= ? AND (SELECT r.source FROM raw r WHERE r.id = c.raw_id) = ? "
            "AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.raw_id = c.raw_id) "
            # Of what is somebody's already, only a jump in weight is looked into.
            "AND (c.person_id IS NULL OR c.kind IN (?, ?)) ORDER BY c.id",
            (
                (row["raw_id"] + 1) * PARTS,
                raw.FRAME,
                ReadingKind.WEIGHT.value,
                ReadingKind.BODY_COMPOSITION.value,
            ),
        )
        touched: set[TouchedDay] = set()
        for _, parts in groupby(new, key=lambda one: one.raw_id):
            touched |= self._decide(connection, list(parts))
        return frozenset(touched)

    def _decide(self, connection: Connection, readings: Sequence[CleanReading]) -> frozenset[TouchedDay]:
        raw_id, held_by = readings[0].raw_id, readings[0].person_id
        if held_by is not None and all(one.reading.kind is not ReadingKind.WEIGHT for one in readings):
            return frozenset()
        decision, companions = weigh(connection, readings, self._zone)
        if held_by is not None:
            # Received while only one person lived here: theirs, unless the values say that they were not alone.
            if decision.why is not Why.JUMP:
                return frozenset()
            companions = ()
        verdict = OPEN if decision.person_id is None else Verdict(decision.person_id)
        act = Act(self._new_id(), Reason.RULES, self._now())
        evidence = _evidence(decision)
        assignments.append(connection, [raw_id], verdict, act, evidence)
        raw_ids = [raw_id]
        if decision.person_id is not None:
            assignments.append(connection, companions, verdict, act, evidence)
            raw_ids += companions
        return reassign(connection, raw_ids)

    def _look_again(self, connection: Connection, person_id: str) -> frozenset[TouchedDay]:
        """Decide again about readings that our rules left open, now that more is known of a person."""
        touched: set[TouchedDay] = set()
        for one in self._open(connection, _LOOKED_AT_AGAIN):
            reading = one.reading
            if one.by_hand or one.shares.get(person_id, 0.0) < _MAY_BE:
                continue
            if assignments.person_of(connection, reading.raw_id, None) is not None or one.why is Why.JUMP:
                continue  # a companion was settled a moment ago, or only a person can say
            decision, companions = weigh(connection, _parts(connection, reading.raw_id), self._zone)
            if decision.person_id is not None:
                act = Act(self._new_id(), Reason.RULES, self._now())
                raw_ids = [reading.raw_id, *companions]
                assignments.append(connection, raw_ids, Verdict(decision.person_id), act, _evidence(decision))
                touched |= reassign(connection, raw_ids)
        return frozenset(touched)

    # --- questions ---

    def questions(self, language: Language, limit: int = 20) -> tuple[OwnerQuestion, ...]:
        """Return what has to be asked, the newest reading first, one question a sitting."""
        people = self._household.people()
        with self._database.snapshot() as connection:
            groups = sittings(self._open(connection, MAX_READINGS))
        worded = Wording(language, self._zone, self._now())
        return tuple(question(group, people, worded) for group in groups[:limit])

    def open_readings(self) -> int:
        """Return how many plausible readings wait for somebody's name."""
        with self._database.snapshot() as connection:
            return len(self._open(connection, MAX_READINGS))

    def _open(self, connection: Connection, limit: int) -> list[OpenReading]:
        readings = clean.load(
            connection,
            "c.person_id IS NULL AND c.plausible = 1 ORDER BY c.taken_at DESC, c.id DESC LIMIT ?",
            (limit,),
        )
        found = []
        for reading in readings:
            decisions = assignments.history(connection, reading.raw_id)
            if decisions and decisions[-1].verdict.guest:
                continue
            evidence = next((one.evidence for one in reversed(decisions) if one.reason is Reason.RULES), {})
            shares = {
                None if one == _GUEST_KEY else str(one): float(share)
                for one, share in evidence.get("shares", {}).items()
            }
            jump = evidence.get("jump_kg")
            by_hand = bool(decisions) and decisions[-1].reason is not Reason.RULES
            why = Why.UNSURE if by_hand or not evidence else Why(evidence["why"])
            found.append(OpenReading(reading, why, shares, None if jump is None else Decimal(jump), by_hand))
        return found

    # --- what people say ---

    def answer(
        self, raw_ids: Iterable[int], person: Person | None, by: Person | None = None, *, always: bool = False
    ) -> str:
        """Take the answer to a question: ``person``, or ``None`` for somebody who does not live here.

        ``always`` also makes the device (or its user) theirs from now on. Returns the act's id, for
        :meth:`undo`. Raises :class:`app.records.errors.InvalidEntry`.
        """
        verdict = GUEST if person is None else Verdict(person.id)
        act = Act(self._new_id(), Reason.ANSWER, self._now(), None if by is None else by.id)
        chosen = _checked(raw_ids)
        self._settle(chosen, verdict, act)
        if always and person is not None:
            for device_id, slot in self._devices_of(chosen):
                self.set_device_user(device_id, person, slot)
        return act.id

    def move(self, raw_ids: Iterable[int], person: Person | None, by: Person | None = None) -> str:
        """Give readings to ``person`` (``None``: nobody yet); their time stays. Returns the act's id.

        Raises :class:`app.records.errors.InvalidEntry`.
        """
        verdict = OPEN if person is None else Verdict(person.id)
        act = Act(self._new_id(), Reason.MOVE, self._now(), None if by is None else by.id)
        self._settle(_checked(raw_ids), verdict, act)
        return act.id

    def undo(self, act_id: str, by: Person | None = None) -> str:
        """Take back everything that was decided in an act. Returns the id of the undoing.

        Raises :class:`app.records.errors.InvalidEntry` where a later decision stands on it.
        """
        undoing = Act(self._new_id(), Reason.UNDO, self._now(), None if by is None else by.id)
        with self._database.transaction() as connection:
            decisions = [
                one for one in assignments.of_act(connection, act_id) if one.reason is not Reason.UNDO
            ]
            if not decisions:
                raise InvalidEntry(
                    "There is nothing to undo under this name: list the decisions of the reading."
                )
            for decision in decisions:
                _take_back(connection, decision, undoing)
            days = reassign(connection, [decision.raw_id for decision in decisions])
            daily.summarise(connection, days)
        self._changed()
        return undoing.id

    def history(self, raw_id: int) -> tuple[Assignment, ...]:
        """Return every decision about a reading, oldest first."""
        with self._database.snapshot() as connection:
            return assignments.history(connection, raw_id)

    def _settle(self, raw_ids: Sequence[int], verdict: Verdict, act: Act) -> None:
        with self._database.transaction() as connection:
            _check_rows(connection, raw_ids)
            if verdict.person_id is not None and verdict.person_id not in members(connection):
                raise InvalidEntry("This person is not in the household now: choose somebody who is.")
            assignments.append(connection, raw_ids, verdict, act)
            days = reassign(connection, raw_ids)
            if verdict.person_id is not None:
                days |= self._look_again(connection, verdict.person_id)
            daily.summarise(connection, days)
        self._changed()

    def _devices_of(self, raw_ids: Sequence[int]) -> set[tuple[str, int | None]]:
        with self._database.snapshot() as connection:
            return {
                (one.device_id, one.reading.user_slot)
                for raw_id in raw_ids
                for one in _parts(connection, raw_id)
                if one.device_id is not None
            }


def _evidence(decision: Decision) -> dict[str, object]:
    shares = {
        _GUEST_KEY if one is None else one: round(share, 4)
        for one, share in decision.posterior.items()
        if share >= _LEAST_SHARE
    }
    evidence: dict[str, object] = {"why": decision.why.value, "shares": shares}
    if decision.jump is not None:
        evidence["jump_kg"] = str(decision.jump)
    return evidence


def _checked(raw_ids: Iterable[int]) -> list[int]:
    chosen = sorted(set(raw_ids))
    if not 1 <= len(chosen) <= MAX_READINGS:
        raise InvalidEntry(f"Name 1 to {MAX_READINGS} readings at a time.")
    return chosen


def _parts(connection: Connection, raw_id: int) -> tuple[CleanReading, ...]:
    """Return the measurements of a raw row, found by their ids."""
    return clean.load(
        connection, "c.id BETWEEN ? AND ? ORDER BY c.id", (raw_id * PARTS, raw_id * PARTS + PARTS - 1)
    )


def _check_rows(connection: Connection, raw_ids: Sequence[int]) -> None:
    for raw_id in raw_ids:
        if not _parts(connection, raw_id):
            raise InvalidEntry(
                "This reading is not in the records: list the readings and choose one of them."
            )


def _take_back(connection: Connection, decision: Assignment, undoing: Act) -> None:
    standing = assignments.standing(assignments.history(connection, decision.raw_id))
    if not standing or standing[-1].id != decision.id:
        raise InvalidEntry("This was decided again later or undone already: undo the latest decision first.")
    if len(standing) > 1:
        before = standing[-2].verdict
    else:
        row = connection.execute("SELECT person_id FROM raw WHERE id = ?", (decision.raw_id,)).fetchone()
        before = Verdict(row["person_id"])
    assignments.take_back(connection, decision, undoing, before)
