"""The waiting room: the visits of today, what they handed over, and their red flags."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from app.kiosk.content import Ending, Handover, RaisedFlag, Tally
from app.records.database import Connection, Database, Row
from app.records.errors import InvalidEntry
from app.records.timestamps import from_text, to_text
from assistant.conversation import Language
from assistant.red_flags.table import Level

#: What nobody accepted is discarded after this long, and what was exported goes too. Our rule.
KEPT_UNVERIFIED: Final = timedelta(hours=12)
KEPT_AFTER_EXPORT: Final = timedelta(hours=24)


_OF_TODAY: Final = "(SELECT count(*) FROM handed JOIN visit v ON v.id = visit_id WHERE v.day = :day"


class HandedState(StrEnum):
    """What became of what a visitor handed over."""

    UNVERIFIED = "unverified"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A visit that handed something over. ``number`` is what the visitor was told; ``content`` is gone once discarded."""

    visit: int
    number: int
    day: date
    language: Language
    handed_at: datetime
    state: HandedState
    decided_at: datetime | None
    decided_by: str | None
    exported_at: datetime | None
    content: Handover


@dataclass(frozen=True, slots=True)
class VisitFlag:
    """A red flag of a visit. ``seen_by`` is the member of staff who took note."""

    id: int
    number: int
    raised_at: datetime
    level: Level
    words: dict[Language, str]
    seen_at: datetime | None
    seen_by: str | None


@dataclass(frozen=True, slots=True)
class DayCounts:
    """How a day went. ``mean_minutes`` of the visits that ended by themselves; ``None`` without one."""

    visits: int
    handed: int
    waiting: int
    accepted: int
    discarded: int
    exported: int
    flags: int
    readings: int
    photos: int
    questions: int
    broken: int
    mean_minutes: float | None


class WaitingRoom:
    """Visits in the station's database."""

    def __init__(self, database: Database, now: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._database, self._now, self._zone = database, now, zone

    # --- visits ---

    def begin(self, language: Language) -> tuple[int, int]:
        """Note that a visit began; return its id and its number of the day."""
        with self._database.transaction() as connection:
            day = self._today()
            last = connection.execute("SELECT max(number) FROM visit WHERE day = ?", (day,)).fetchone()[0]
            number = (last or 0) + 1
            cursor = connection.execute(
                "INSERT INTO visit (day, number, language, begun_at) VALUES (?, ?, ?, ?)",
                (day, number, language.value, to_text(self._now())),
            )
            return int(cursor.lastrowid), number

    def end(self, visit: int, ending: Ending, tally: Tally) -> None:
        """Note how a visit ended; the first ending counts."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE visit SET ended_at = ?, ending = ?, readings = ?, photos = ?, questions = ? "
                "WHERE id = ? AND ended_at IS NULL",
                (to_text(self._now()), ending.value, tally.readings, tally.photos, tally.questions, visit),
            )

    def hand_over(self, visit: int, content: Handover) -> int:
        """Keep what the visitor handed over, in place of what they handed before; return their number.

        Raises :class:`InvalidEntry` for nothing at all, or after a decision.
        """
        if content.empty:
            raise InvalidEntry("There is nothing to hand over yet: measure or photograph first.")
        with self._database.transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO handed (visit_id, handed_at, content) VALUES (?, ?, ?) ON CONFLICT (visit_id) "
                "DO UPDATE SET handed_at = excluded.handed_at, content = excluded.content "
                "WHERE state = 'unverified'",
                (visit, to_text(self._now()), content.model_dump_json()),
            )
            if cursor.rowcount == 0:
                raise InvalidEntry("The staff have already looked at this visit: please speak to them.")
            return int(
                connection.execute("SELECT number FROM visit WHERE id = ?", (visit,)).fetchone()["number"]
            )

    # --- red flags ---

    def raise_flag(self, visit: int, flag: RaisedFlag) -> VisitFlag:
        """Keep a red flag, also on a full disk if there is any way to."""
        words = json.dumps(
            {language.value: text for language, text in flag.words.items()}, ensure_ascii=False
        )
        row = (visit, to_text(self._now()), flag.level, words)

        def insert(connection: Connection) -> int:
            cursor = connection.execute(
                "INSERT INTO flag (visit_id, raised_at, level, words) VALUES (?, ?, ?, ?)", row
            )
            return int(cursor.lastrowid)

        return self._flags("f.id = ?", (self._database.write_in_need(insert),))[0]

    def unseen_flags(self) -> tuple[VisitFlag, ...]:
        """Return the flags that nobody took note of, the oldest first."""
        return self._flags("f.seen_at IS NULL ORDER BY f.raised_at, f.id")

    def take_note(self, flag: int, member: str) -> None:
        """Note that a member of staff saw a flag; the first one counts."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE flag SET seen_at = ?, seen_by = ? WHERE id = ? AND seen_at IS NULL",
                (to_text(self._now()), member, flag),
            )

    # --- the queue ---

    def queue(self) -> tuple[Waiting, ...]:
        """Return what waits for a decision, the oldest first."""
        return self._handed("h.state = 'unverified' ORDER BY h.handed_at, h.visit_id")

    def decided(self, limit: int = 50) -> tuple[Waiting, ...]:
        """Return what was accepted and is still here, the newest first."""
        return self._handed("h.state = 'accepted' ORDER BY h.decided_at DESC LIMIT ?", (limit,))

    def decide(self, visit: int, *, accept: bool, member: str) -> None:
        """Accept or discard; what is discarded is deleted at once. Raises :class:`InvalidEntry` if it is decided."""
        with self._database.transaction() as connection:
            state = HandedState.ACCEPTED if accept else HandedState.DISCARDED
            cursor = connection.execute(
                "UPDATE handed SET state = ?, decided_at = ?, decided_by = ?, "
                "content = CASE WHEN ? THEN content END WHERE visit_id = ? AND state = 'unverified'",
                (state.value, to_text(self._now()), member, accept, visit),
            )
            if cursor.rowcount == 0:
                raise InvalidEntry("Somebody has already decided about this visit: look at the list again.")

    def to_export(self) -> tuple[Waiting, ...]:
        """Return what was accepted and never exported, the oldest first."""
        return self._handed("h.state = 'accepted' AND h.exported_at IS NULL ORDER BY h.decided_at")

    def exported(self, visits: tuple[int, ...]) -> None:
        """Note that these went to the clinic; they are deleted here after :data:`KEPT_AFTER_EXPORT`."""
        with self._database.transaction() as connection:
            connection.executemany(
                "UPDATE handed SET exported_at = ? WHERE visit_id = ?",
                [(to_text(self._now()), visit) for visit in visits],
            )

    def forget_old(self) -> int:
        """Delete what waited too long and what was exported long ago; return how many."""
        now = self._now()
        with self._database.transaction() as connection:
            late = connection.execute(
                "UPDATE handed SET state = 'discarded', decided_at = ?, content = NULL "
                "WHERE state = 'unverified' AND handed_at < ?",
                (to_text(now), to_text(now - KEPT_UNVERIFIED)),
            ).rowcount
            done = connection.execute(
                "UPDATE handed SET content = NULL WHERE content IS NOT NULL AND exported_at < ?",
                (to_text(now - KEPT_AFTER_EXPORT),),
            ).rowcount
            return int(late + done)

    def counts(self) -> DayCounts:
        """Return how today went so far."""
        with self._database.snapshot() as connection:
            row = connection.execute(
                "SELECT count(*) AS visits, total(readings) AS readings, total(photos) AS photos, "
                "total(questions) AS questions, total(ending = 'broken') AS broken, "
                "avg(CASE WHEN ending = 'done' THEN (julianday(ended_at) - julianday(begun_at)) * 1440 END) AS minutes, "
                f"{_OF_TODAY}) AS handed, {_OF_TODAY} AND state = 'accepted') AS accepted, "
                f"{_OF_TODAY} AND state = 'discarded') AS discarded, "
                f"{_OF_TODAY} AND exported_at IS NOT NULL) AS exported, "
                "(SELECT count(*) FROM handed WHERE state = 'unverified') AS waiting, "
                "(SELECT count(*) FROM flag JOIN visit v ON v.id = visit_id WHERE v.day = :day) AS flags "
                "FROM visit WHERE day = :day",
                {"day": self._today()},
            ).fetchone()
        return DayCounts(
            visits=row["visits"],
            handed=row["handed"],
            waiting=row["waiting"],
            accepted=row["accepted"],
            discarded=row["discarded"],
            exported=row["exported"],
            flags=row["flags"],
            readings=int(row["readings"]),
            photos=int(row["photos"]),
            questions=int(row["questions"]),
            broken=int(row["broken"]),
            mean_minutes=None if row["minutes"] is None else round(row["minutes"], 1),
        )

    def _today(self) -> str:
        return self._now().astimezone(self._zone).date().isoformat()

    def _handed(self, condition: str, parameters: tuple[object, ...] = ()) -> tuple[Waiting, ...]:
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT h.*, v.number, v.day, v.language, p.name AS decider FROM handed h "
                "JOIN visit v ON v.id = h.visit_id LEFT JOIN person p ON p.id = h.decided_by "
                f"WHERE {condition}",
                parameters,
            ).fetchall()
        return tuple(_waiting(row) for row in rows)

    def _flags(self, condition: str, parameters: tuple[object, ...] = ()) -> tuple[VisitFlag, ...]:
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT f.*, v.number, p.name AS seer FROM flag f JOIN visit v ON v.id = f.visit_id "
                f"LEFT JOIN person p ON p.id = f.seen_by WHERE {condition}",
                parameters,
            ).fetchall()
        return tuple(_flag(row) for row in rows)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else from_text(text)


def _waiting(row: Row) -> Waiting:
    content = Handover() if row["content"] is None else Handover.model_validate_json(row["content"])
    return Waiting(
        visit=row["visit_id"],
        number=row["number"],
        day=date.fromisoformat(row["day"]),
        language=Language(row["language"]),
        handed_at=from_text(row["handed_at"]),
        state=HandedState(row["state"]),
        decided_at=_moment(row["decided_at"]),
        decided_by=row["decider"],
        exported_at=_moment(row["exported_at"]),
        content=content,
    )


def _flag(row: Row) -> VisitFlag:
    return VisitFlag(
        id=row["id"],
        number=row["number"],
        raised_at=from_text(row["raised_at"]),
        level=row["level"],
        words={Language(language): text for language, text in json.loads(row["words"]).items()},
        seen_at=_moment(row["seen_at"]),
        seen_by=row["seer"],
    )
