"""An alert as it is kept: its row, its words, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.alerts.judgement import Raised, Stage
from app.records import wording
from app.records.clean import CleanReading
from app.records.database import Connection, Row
from app.records.timestamps import from_text, to_text
from assistant.conversation import Language
from assistant.red_flags.table import Level
from device_io.reading import ReadingKind


class Settled(StrEnum):
    """Why an alert ended without anybody taking note."""

    CALM_REPEAT = "calm_repeat"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert about a reading. ``person_id`` is ``None`` while nobody is named for it.

    ``words`` are shown and spoken as they are; ``figures`` are the reading's own; ``readings`` counts those that
    raised it. ``id`` is ``None`` where it could not be kept.
    """

    id: int | None
    flag: str
    level: Level
    stage: Stage
    person_id: str | None
    reading_id: int
    kind: ReadingKind
    figures: Mapping[Language, str]
    taken_at: datetime
    words: Mapping[Language, str]
    sources: tuple[str, ...]
    status: str
    raised_at: datetime
    readings: int = 1
    shown_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    settled_by: Settled | None = None


def unkept(reading: CleanReading, raised: Raised, at: datetime) -> Alert:
    """Return the alert that ``reading`` raised at ``at``, before it is kept."""
    return Alert(
        id=None,
        flag=raised.flag,
        level=raised.level,
        stage=raised.stage,
        person_id=reading.person_id,
        reading_id=reading.id,
        kind=reading.reading.kind,
        figures=_figures(reading),
        taken_at=reading.reading.taken_at,
        words=raised.words,
        sources=raised.sources,
        status=raised.status,
        raised_at=at,
    )


def insert(connection: Connection, reading: CleanReading, raised: Raised, at: datetime) -> Alert:
    """Keep the alert that ``reading`` raised at ``at``."""
    cursor = connection.execute(
        "INSERT INTO alert (flag, level, stage, raw_id, part, person_id, components, words_zh, words_en, sources, "
        "status, raised_at, renewed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            raised.flag,
            raised.level,
            raised.stage.value,
            reading.raw_id,
            reading.part,
            reading.person_id,
            json.dumps(raised.components),
            raised.words[Language.ZH],
            raised.words[Language.EN],
            json.dumps(raised.sources),
            raised.status,
            to_text(at),
            to_text(at),
        ),
    )
    return replace(unkept(reading, raised, at), id=int(cursor.lastrowid))


def settle(connection: Connection, alert_id: int, why: Settled, at: datetime) -> None:
    """End an alert that nobody has taken note of."""
    connection.execute(
        "UPDATE alert SET settled_at = ?, settled_by = ? WHERE id = ?", (to_text(at), why.value, alert_id)
    )


def _figures(reading: CleanReading) -> dict[Language, str]:
    return {
        language: wording.figure_with_unit(reading.reading.kind, reading.reading.values, language)
        for language in Language
    }


def of_row(row: Row, reading: CleanReading) -> Alert:
    """Return the alert of a row and the reading that it is about."""
    return Alert(
        id=row["id"],
        flag=row["flag"],
        level=row["level"],
        stage=Stage(row["stage"]),
        person_id=row["person_id"],
        reading_id=reading.id,
        kind=reading.reading.kind,
        figures=_figures(reading),
        taken_at=reading.reading.taken_at,
        words={Language.ZH: row["words_zh"], Language.EN: row["words_en"]},
        sources=tuple(json.loads(row["sources"])),
        status=row["status"],
        raised_at=from_text(row["raised_at"]),
        readings=row["readings"],
        shown_at=None if row["shown_at"] is None else from_text(row["shown_at"]),
        acknowledged_at=None if row["acknowledged_at"] is None else from_text(row["acknowledged_at"]),
        acknowledged_by=row["acknowledged_by"],
        settled_by=None if row["settled_by"] is None else Settled(row["settled_by"]),
    )
