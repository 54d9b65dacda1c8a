"""A sheet of readings in memory: the real tables and layers, without the encrypted file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlcipher3

from app.medicines import Medicine
from app.profile import PersonProfile
from app.records import clean, daily, raw
from app.records.marks import LifeEvent, Mark
from app.records.migration import load_migrations
from app.records.profile.evidence import Evidence
from app.records.profile.subject import Subject
from app.records.profile.tags.finding import TagState
from app.records.profile.tags.tags import Tag, tags
from app.records.thresholds import RuleSet
from app.records.timestamps import to_text
from assistant.conversation import Language
from device_io.journal import RawFrame
from device_io.reading import COMPONENT_UNITS, ReadingKind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=ZONE)
PERSON, OTHER = "a" * 32, "b" * 32


class Sheet:
    """Readings of two people; times are local to the zone given (default Shanghai)."""

    def __init__(self) -> None:
        self.connection = sqlcipher3.connect(":memory:", isolation_level=None)
        self.connection.row_factory = sqlcipher3.Row
        for migration in load_migrations():
            self.connection.executescript(migration.sql)
        for person in (PERSON, OTHER):
            self.connection.execute(
                "INSERT INTO person (id, display_name, created_at) VALUES (?, '', ?)",
                (person, to_text(datetime(2026, 1, 1, tzinfo=ZONE))),
            )

    def add(
        self,
        kind: ReadingKind,
        values: Mapping[str, float],
        at: datetime,
        *,
        person: str | None = PERSON,
        zone: ZoneInfo = ZONE,
        device: str | None = None,
        simulated: bool = False,
        settle: bool = True,
    ) -> int:
        """Record a reading at local time ``at`` and return its clean id (whether it was kept as its own is not said)."""
        moment = at.replace(tzinfo=zone)
        units = COMPONENT_UNITS[kind]
        content = {
            "kind": kind.value,
            "taken_at": to_text(moment),
            "values": {
                name: {"value": str(value), "unit": units[name]} for name, value in sorted(values.items())
            },
        }
        raw_id = raw.insert(
            self.connection,
            {
                "source": raw.MANUAL,
                "payload": json.dumps(content).encode(),
                "received_at": to_text(moment),
                "time_zone": zone.key,
                "person_id": person,
                "session_id": "typed",
                "device_id": device,
                "device_model": device,
                "simulated": int(simulated),
            },
        )
        if settle:
            self.settle()
        return raw_id * clean.PARTS

    def pressure(self, systolic: float, diastolic: float, at: datetime, **more: object) -> int:
        """Record a blood pressure with a pulse of 70."""
        values = {"systolic": systolic, "diastolic": diastolic, "pulse": 70}
        return self.add(ReadingKind.BLOOD_PRESSURE, values, at, **more)  # type: ignore[arg-type]

    def home_week(self, systolic: int, diastolic: int, *, last: int = 0, **more: object) -> list[int]:
        """Record three days with four readings each, the least for a label; the last of them ``last`` days ago."""
        ids = [
            self.pressure(
                systolic,
                diastolic,
                (NOW - timedelta(days=last + day)).replace(hour=hour, minute=minute),
                settle=False,
                **more,
            )
            for day in (2, 1, 0)
            for hour in (7, 18)
            for minute in (0, 2)
        ]
        self.settle()
        return ids

    def frame(self, frame: RawFrame, person: str = PERSON) -> int:
        """Record a frame of a device."""
        columns = {
            "source": raw.FRAME,
            "payload": frame.payload,
            "received_at": to_text(frame.received_at),
            "time_zone": frame.time_zone,
            "person_id": person,
            "session_id": frame.session_id,
            "device_id": frame.device_id,
            "device_model": frame.device_model,
            "characteristic": frame.characteristic,
            "simulated": int(frame.simulated),
            "clock_offset_us": None
            if frame.clock_offset is None
            else frame.clock_offset // timedelta(microseconds=1),
        }
        raw_id = raw.insert(self.connection, columns)
        self.settle()
        return raw_id * clean.PARTS

    def settle(self) -> None:
        """Refine and summarise what is new."""
        daily.summarise(self.connection, clean.refine_pending(self.connection).days)

    def mark(self, reading: int, mark: Mark, *, holds: bool = True) -> None:
        """Say something about a reading."""
        self.connection.execute(
            "INSERT INTO reading_mark (reading_id, mark, holds, said_at) VALUES (?, ?, ?, '')",
            (reading, mark.value, int(holds)),
        )

    def happened(self, event: LifeEvent, day: date) -> None:
        """Note an event."""
        self.connection.execute(
            "INSERT INTO life_event (person_id, event, local_day, holds, said_at) VALUES (?, ?, ?, 1, '')",
            (PERSON, event.value, day.isoformat()),
        )

    def evidence(
        self,
        now: datetime,
        *,
        rule_set: RuleSet = "CN",
        profile: PersonProfile | None = None,
        age: int | None = 60,
        medicines: tuple[Medicine, ...] = (),
    ) -> Evidence:
        """Everything of the person at local time ``now``."""
        subject = Subject(PERSON, rule_set, profile or PersonProfile(), age, medicines)
        return Evidence(self.connection, subject, now.replace(tzinfo=ZONE), now.date())

    def tag(self, name: str, now: datetime, language: Language = Language.EN, **about: object) -> Tag:
        """Return the (first) tag ``name`` at ``now``."""
        found = tags(self.evidence(now, **about), language)  # type: ignore[arg-type]
        return next(one for one in found if one.id == name)

    def present(self, now: datetime, **about: object) -> set[str]:
        """Return the ids of the tags that hold at ``now``."""
        found = tags(self.evidence(now, **about), Language.EN)  # type: ignore[arg-type]
        return {one.id for one in found if one.state is TagState.PRESENT}


@pytest.fixture
def sheet() -> Iterator[Sheet]:
    """An empty sheet."""
    made = Sheet()
    yield made
    made.connection.close()


@pytest.fixture
def new_sheet() -> Callable[[], Sheet]:
    """Make sheets inside a property test; they go with the test."""
    return Sheet
