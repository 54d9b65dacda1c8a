"""Decisions about whose a reading is: rows that are appended, never changed; the last one counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.records.attribution.decision import RULE_VERSION
from app.records.database import Connection, Row
from app.records.timestamps import from_text, to_text


class Reason(StrEnum):
    """What made a decision: our rules, an answer to a question, a move, or the undoing of one of these."""

    RULES = "rules"
    ANSWER = "answer"
    MOVE = "move"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose a reading is: a member, a guest (``person_id`` ``None``, ``guest``), or open."""

    person_id: str | None
    guest: bool = False


OPEN = Verdict(None)
GUEST = Verdict(None, guest=True)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One decision. ``evidence`` is what it went by; ``act`` is shared by what was decided together."""

    id: int
    raw_id: int
    verdict: Verdict
    reason: Reason
    evidence: Mapping[str, Any]
    decided_at: datetime
    decided_by: str | None
    act: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Act:
    """Who decided when, under which name the decisions of one step are undone together."""

    id: str
    reason: Reason
    at: datetime
    by: str | None = None


def person_of(connection: Connection, raw_id: int, received_as: str | None) -> str | None:
    """Return whose the readings of a raw row are; ``received_as`` while nothing was decided."""
    row = connection.execute(
        "SELECT person_id FROM assignment WHERE raw_id = ? ORDER BY id DESC LIMIT 1", (raw_id,)
    ).fetchone()
    return received_as if row is None else row["person_id"]


def append(
    connection: Connection,
    raw_ids: Iterable[int],
    verdict: Verdict,
    act: Act,
    evidence: Mapping[str, Any] | None = None,
) -> None:
    """Decide that the readings of ``raw_ids`` are ``verdict``'s."""
    for raw_id in raw_ids:
        _insert(connection, raw_id, verdict, act, evidence or {}, undoes=None)


def history(connection: Connection, raw_id: int) -> tuple[Assignment, ...]:
    """Return every decision about a raw row, oldest first."""
    rows = connection.execute("SELECT * FROM assignment WHERE raw_id = ? ORDER BY id", (raw_id,)).fetchall()
    return tuple(_assignment(row) for row in rows)


def of_act(connection: Connection, act_id: str) -> tuple[Assignment, ...]:
    """Return the decisions of one step, oldest first."""
    rows = connection.execute("SELECT * FROM assignment WHERE act = ? ORDER BY id", (act_id,)).fetchall()
    return tuple(_assignment(row) for row in rows)


def standing(decisions: Sequence[Assignment]) -> list[Assignment]:
    """Return the decisions of ``decisions`` (one raw row, oldest first) that were not taken back."""
    taken_back = {decision.undoes for decision in decisions}
    return [one for one in decisions if one.reason is not Reason.UNDO and one.id not in taken_back]


def take_back(connection: Connection, decision: Assignment, act: Act, before: Verdict) -> None:
    """Append the undoing of ``decision``; the reading is ``before``'s again."""
    _insert(connection, decision.raw_id, before, act, {}, undoes=decision.id)


def _insert(
    connection: Connection,
    raw_id: int,
    verdict: Verdict,
    act: Act,
    evidence: Mapping[str, Any],
    undoes: int | None,
) -> None:
    connection.execute(
        "INSERT INTO assignment (raw_id, person_id, guest, reason, evidence, decided_at, decided_by, act, undoes, "
        "rule_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            raw_id,
            verdict.person_id,
            int(verdict.guest),
            act.reason.value,
            json.dumps(evidence, sort_keys=True),
            to_text(act.at),
            act.by,
            act.id,
            undoes,
            RULE_VERSION,
        ),
    )


def _assignment(row: Row) -> Assignment:
    return Assignment(
        id=row["id"],
        raw_id=row["raw_id"],
        verdict=Verdict(row["person_id"], bool(row["guest"])),
        reason=Reason(row["reason"]),
        evidence=json.loads(row["evidence"]),
        decided_at=from_text(row["decided_at"]),
        decided_by=row["decided_by"],
        act=row["act"],
        undoes=row["undoes"],
    )
