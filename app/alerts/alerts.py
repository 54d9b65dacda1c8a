"""The door: looks for red flags after each commit, tells them, and keeps who took note."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.alerts.alert import Alert, Settled, insert, of_row, settle, unkept
from app.alerts.judgement import (
    FEVER_SPAN_DAYS,
    TOGETHER,
    WEIGHTS,
    Raised,
    Stage,
    doubts_time,
    has_fever,
    judge,
)
from app.people import Household, Person
from app.profile import NOTHING_KNOWN, safety_profile
from app.records import clean
from app.records.attribution import assignments
from app.records.clean import CleanReading
from app.records.database import Connection, Database
from app.records.errors import InvalidEntry, RecordsError
from app.records.refining import PARTS
from app.records.thresholds import RuleSet
from app.records.timestamps import to_text
from assistant import safety
from assistant.red_flags.table import LEVELS
from device_io.reading import ReadingKind

_log = logging.getLogger(__name__)

#: Nothing alarms about a reading older than this. Our rule.
OLDEST: Final = timedelta(hours=24)
#: A reading this far ahead of the clock of this machine has a time that nobody can trust.
AHEAD: Final = timedelta(minutes=10)
#: After somebody has taken note, the same alert is not raised again for so long: the time after which low sugar is
#: measured again (15-15 rule).
QUIET: Final = timedelta(minutes=15)
#: An unassigned reading is judged as that of each member who may have taken it with at least this share. Our rule.
_MAY_BE: Final = 0.05


Listener = Callable[[tuple[Alert, ...]], None]


class Alerts:
    """The alerts in the database."""

    def __init__(
        self,
        database: Database,
        household: Household,
        now: Callable[[], datetime],
        zone: ZoneInfo,
        rule_set: RuleSet,
    ) -> None:
        self._database, self._household, self._now = database, household, now
        self._zone = zone
        self._rule_set: RuleSet = rule_set
        self._listeners: list[Listener] = []
        self._checking = threading.Lock()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell ``listener`` each alert that is raised or becomes certain; returns what ends it.

        It is called in the thread that stored the reading, and must be quick and not raise.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def check(self) -> tuple[Alert, ...]:
        """Look for red flags in what was stored or given to somebody else since the last call.

        Returns and tells what is new. Where the disk takes no more, alerts are told all the same, and kept by the
        next call that can.
        """
        with self._checking:
            waiting = self._waiting()
            now = self._now()
            try:
                new = self._database.write_in_need(lambda connection: self._keep_all(connection, waiting))
            except RecordsError as error:
                _log.error("alerts could not be kept: %s", type(error).__name__)
                new = [unkept(reading, one, now) for reading, raised in waiting.judged for one in raised]
        if new:
            for listener in tuple(self._listeners):
                listener(tuple(new))
        return tuple(new)

    def open(self) -> tuple[Alert, ...]:
        """Return the alerts that nobody has taken note of, the most urgent first."""
        earliest = to_text(self._now() - OLDEST)
        rows = self._load(
            "a.acknowledged_at IS NULL AND a.settled_at IS NULL AND a.renewed_at >= ?", (earliest,)
        )
        return tuple(sorted(rows, key=lambda one: (LEVELS.index(one.level), -one.taken_at.timestamp())))

    def history(self, person: Person | None, limit: int = 50) -> tuple[Alert, ...]:
        """Return the alerts of ``person`` (``None``: of readings that nobody is named for), newest first."""
        person_id = None if person is None else person.id
        return self._load("a.person_id IS ? ORDER BY a.id DESC LIMIT ?", (person_id, limit))

    def shown(self, alert: Alert) -> None:
        """Note that the alert was shown or spoken; the first time counts."""
        self._set(alert, "shown_at = coalesce(shown_at, ?)", (to_text(self._now()),))

    def acknowledge(self, alert: Alert, by: Person | None = None) -> None:
        """Note that somebody has taken note of the alert; ``by`` where it is known who."""
        who = None if by is None else by.id
        self._set(
            alert,
            "acknowledged_at = coalesce(acknowledged_at, ?), acknowledged_by = coalesce(acknowledged_by, ?), "
            "shown_at = coalesce(shown_at, ?)",
            (to_text(self._now()), who, to_text(self._now())),
        )

    def _set(self, alert: Alert, columns: str, values: Sequence[str | None]) -> None:
        with self._database.transaction() as connection:
            changed = connection.execute(
                f"UPDATE alert SET {columns} WHERE id = ?", (*values, alert.id)
            ).rowcount
        if not changed:
            raise InvalidEntry("This alert is not in the records: list the alerts and choose one of them.")

    # --- new readings ---

    def _waiting(self) -> _Waiting:
        """Judge the young readings that are new or somebody else's since the last call, oldest first."""
        with self._database.snapshot() as connection:
            row = connection.execute("SELECT raw_id, assignment_id FROM alert_progress").fetchone()
            latest = connection.execute("SELECT max(raw_id) FROM refinement").fetchone()[0] or 0
            decision = connection.execute("SELECT max(id) FROM assignment").fetchone()[0] or 0
            found = _moved(connection, row["assignment_id"], row["raw_id"])
            if latest > row["raw_id"]:
                found += _new(connection, (row["raw_id"] + 1) * PARTS, self._now() - OLDEST)
            young = [one for one in found if one.plausible and self._is_young(one)]
            ordered = sorted(young, key=lambda one: (one.reading.taken_at, one.id))
            judged = tuple((one, self._judge(connection, one)) for one in ordered)
        return _Waiting(judged, max(latest, row["raw_id"]), decision)

    def _is_young(self, reading: CleanReading) -> bool:
        now = self._now()
        return reading.reading.taken_at >= now - OLDEST and reading.reading.received_at <= now + AHEAD

    def _judge(self, connection: Connection, reading: CleanReading) -> tuple[Raised, ...]:
        return judge(
            reading,
            _before(connection, reading),
            _fever_days(connection, reading),
            self._profiles(connection, reading),
            time_doubted=doubts_time(reading) or reading.reading.taken_at > self._now() + AHEAD,
        )

    def _keep_all(self, connection: Connection, waiting: _Waiting) -> list[Alert]:
        self._settle_old(connection)
        new = [alert for one in waiting.judged for alert in self._keep(connection, *one)]
        connection.execute(
            "UPDATE alert_progress SET raw_id = ?, assignment_id = ?", (waiting.raw_id, waiting.decision)
        )
        return new

    def _keep(
        self, connection: Connection, reading: CleanReading, raised: Sequence[Raised]
    ) -> Iterator[Alert]:
        self._end_others(connection, reading, raised)
        for one in raised:
            alert = self._raise(connection, reading, one)
            if alert is not None:
                yield alert

    def _profiles(self, connection: Connection, reading: CleanReading) -> list[safety.Profile]:
        today = self._now().astimezone(self._zone).date()
        everyone = {one.id: one for one in self._household.people()}
        if reading.person_id is not None:
            person = everyone.get(reading.person_id) or self._household.person(reading.person_id)
            return [safety_profile(person.profile, today, self._rule_set)]
        shares = next(
            (
                one.evidence.get("shares", {})
                for one in reversed(assignments.history(connection, reading.raw_id))
                if one.evidence
            ),
            dict.fromkeys(everyone, 1.0),
        )
        likely = [one for person_id, one in everyone.items() if shares.get(person_id, 0) >= _MAY_BE]
        profiles = [NOTHING_KNOWN, *(one.profile for one in likely)]
        return [safety_profile(profile, today, self._rule_set) for profile in profiles]

    def _raise(self, connection: Connection, reading: CleanReading, raised: Raised) -> Alert | None:
        """Keep an alert; ``None`` where one that is open says the same, or somebody has just taken note of it."""
        now = self._now()
        if _is_said(connection, reading, raised):
            return None
        same = connection.execute(
            "SELECT id, stage, acknowledged_at FROM alert WHERE flag = ? AND person_id IS ? AND settled_at IS NULL "
            "AND (acknowledged_at IS NULL OR acknowledged_at >= ?) AND raised_at >= ? ORDER BY id DESC LIMIT 1",
            (raised.flag, reading.person_id, to_text(now - QUIET), to_text(now - OLDEST)),
        ).fetchone()
        if same is not None and (same["stage"] == Stage.CERTAIN.value or raised.stage is Stage.REPEAT):
            connection.execute(
                "UPDATE alert SET readings = readings + 1, raw_id = ?, part = ?, renewed_at = ? WHERE id = ? "
                "AND (raw_id <> ? OR part <> ?)",
                (reading.raw_id, reading.part, to_text(now), same["id"], reading.raw_id, reading.part),
            )
            return None
        if same is not None and same["acknowledged_at"] is None:
            settle(connection, same["id"], Settled.CONFIRMED, now)
        return insert(connection, reading, raised, now)

    def _end_others(self, connection: Connection, reading: CleanReading, raised: Iterable[Raised]) -> None:
        """End open alerts that a calm repeat answers, and those of this reading that do not hold for its person."""
        flags = {one.flag for one in raised}
        rows = connection.execute(
            "SELECT a.id, a.flag, a.stage, a.raw_id, a.part, a.person_id, a.components, c.taken_at FROM alert a "
            "JOIN clean c ON c.id = a.raw_id * ? + a.part WHERE a.acknowledged_at IS NULL AND a.settled_at IS NULL",
            (PARTS,),
        ).fetchall()
        for row in rows:
            if row["flag"] in flags:
                continue
            if (row["raw_id"], row["part"]) == (reading.raw_id, reading.part):
                settle(connection, row["id"], Settled.MOVED, self._now())
            elif (
                row["stage"] == Stage.REPEAT.value
                and row["person_id"] == reading.person_id
                and row["taken_at"] <= to_text(reading.reading.taken_at)
                and set(json.loads(row["components"])) & set(reading.reading.values)
            ):
                settle(connection, row["id"], Settled.CALM_REPEAT, self._now())

    def _settle_old(self, connection: Connection) -> None:
        connection.execute(
            "UPDATE alert SET settled_at = ?, settled_by = ? WHERE acknowledged_at IS NULL AND settled_at IS NULL "
            "AND renewed_at < ?",
            (to_text(self._now()), Settled.TOO_OLD.value, to_text(self._now() - OLDEST)),
        )

    def _load(self, condition: str, parameters: Sequence[object]) -> tuple[Alert, ...]:
        with self._database.snapshot() as connection:
            rows = connection.execute(
                f"SELECT a.* FROM alert a WHERE {condition}", tuple(parameters)
            ).fetchall()
            found = []
            for row in rows:
                reading = clean.load(connection, "c.id = ?", (row["raw_id"] * PARTS + row["part"],))
                if reading:
                    found.append(of_row(row, reading[0]))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Readings with what they raise, and up to which raw row and decision they were looked for."""

    judged: tuple[tuple[CleanReading, tuple[Raised, ...]], ...]
    raw_id: int
    decision: int


def _moved(connection: Connection, after_decision: int, up_to_raw_id: int) -> list[CleanReading]:
    """Return the readings looked at before that were given to somebody else since."""
    rows = connection.execute(
        "SELECT DISTINCT raw_id FROM assignment WHERE id > ? AND raw_id <= ?", (after_decision, up_to_raw_id)
    ).fetchall()
    return [
        reading
        for row in rows
        for reading in clean.load(connection, "c.id BETWEEN ? AND ?", _ids(row["raw_id"]))
    ]


def _new(connection: Connection, first_id: int, earliest: datetime) -> list[CleanReading]:
    """Return the readings from ``first_id`` on that were taken after ``earliest``."""
    people = (None, *(row["id"] for row in connection.execute("SELECT id FROM person")))
    return [
        reading
        for person_id in people
        for reading in clean.load(
            connection,
            "c.person_id IS ? AND c.taken_at >= ? AND c.id >= ?",
            (person_id, to_text(earliest), first_id),
        )
    ]


def _is_said(connection: Connection, reading: CleanReading, raised: Raised) -> bool:
    """Whether this reading raised the same before it was given to somebody else; the alert goes with it."""
    row = connection.execute(
        "SELECT id, stage FROM alert WHERE flag = ? AND raw_id = ? AND part = ? AND settled_at IS NULL",
        (raised.flag, reading.raw_id, reading.part),
    ).fetchone()
    if row is None or (row["stage"] == Stage.REPEAT.value and raised.stage is Stage.CERTAIN):
        return False
    connection.execute("UPDATE alert SET person_id = ? WHERE id = ?", (reading.person_id, row["id"]))
    return True


def _ids(raw_id: int) -> tuple[int, int]:
    return raw_id * PARTS, raw_id * PARTS + PARTS - 1


def _before(connection: Connection, reading: CleanReading) -> tuple[CleanReading, ...]:
    """Return the readings of the same person (of the same device while nobody is named) that it is judged with."""
    taken_at = reading.reading.taken_at
    weighed = reading.reading.kind is ReadingKind.WEIGHT
    return clean.load(
        connection,
        "c.person_id IS ? AND c.taken_at BETWEEN ? AND ? AND c.plausible = 1 AND c.id <> ? "
        "AND (c.person_id IS NOT NULL OR c.device_id IS ?) AND (c.taken_at >= ? OR c.kind = ?) "
        "AND (c.taken_at < ? OR c.id < ?) ORDER BY c.taken_at, c.id",
        (
            reading.person_id,
            to_text(taken_at - (WEIGHTS if weighed else TOGETHER)),
            to_text(taken_at),
            reading.id,
            reading.device_id,
            to_text(taken_at - TOGETHER),
            ReadingKind.WEIGHT.value,
            to_text(taken_at),
            reading.id,
        ),
    )


def _fever_days(connection: Connection, reading: CleanReading) -> int:
    """Return on how many of the last days the person had fever, if this reading is one of a fever."""
    temperature = reading.reading.values.get("temperature")
    if reading.person_id is None or temperature is None or not has_fever(temperature.value):
        return 0
    taken_at = reading.reading.taken_at
    earlier = clean.load(
        connection,
        "c.person_id = ? AND c.kind = ? AND c.taken_at BETWEEN ? AND ? AND c.plausible = 1",
        (
            reading.person_id,
            ReadingKind.TEMPERATURE.value,
            to_text(taken_at - timedelta(days=FEVER_SPAN_DAYS)),
            to_text(taken_at),
        ),
    )
    return len({one.local_day for one in earlier if has_fever(one.reading.values["temperature"].value)})
