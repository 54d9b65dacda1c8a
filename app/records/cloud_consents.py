"""Standing consents: who agreed to what leaving for whom, from when on, and until when."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.records.database import Database, Row
from app.records.timestamps import from_text, to_text

#: The purpose of a guardian's agreement for a child; it covers no sending by itself.
GUARDIAN: Final = "guardian"


@dataclass(frozen=True, slots=True)
class StandingConsent:
    """One agreement. ``fields`` are the kinds of data it covers; ``endpoint`` the base address it is for."""

    id: str
    person_id: str
    purpose: str
    endpoint: str
    fields: frozenset[str]
    given_at: datetime
    withdrawn_at: datetime | None = None

    def covers(self, fields: Iterable[str]) -> bool:
        """Whether everything in ``fields`` was agreed to: one field more asks again."""
        return self.withdrawn_at is None and set(fields) <= self.fields


class CloudConsents:
    """The consents in the database; nothing is ever deleted, a withdrawal is a date."""

    def __init__(self, database: Database, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._database, self._now, self._new_id = database, now, new_id

    def give(self, person_id: str, purpose: str, endpoint: str, fields: Iterable[str]) -> StandingConsent:
        """Keep an agreement; an earlier one of the same person, purpose and endpoint ends with it."""
        consent = StandingConsent(
            self._new_id(), person_id, purpose, endpoint, frozenset(fields), self._now()
        )
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE cloud_consent SET withdrawn_at = ? WHERE person_id = ? AND purpose = ? AND endpoint = ? "
                "AND withdrawn_at IS NULL",
                (to_text(consent.given_at), person_id, purpose, endpoint),
            )
            connection.execute(
                "INSERT INTO cloud_consent (id, person_id, purpose, endpoint, fields, given_at) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    consent.id,
                    person_id,
                    purpose,
                    endpoint,
                    json.dumps(sorted(consent.fields)),
                    to_text(consent.given_at),
                ),
            )
        return consent

    def withdraw(self, consent_id: str) -> None:
        """End an agreement; from now on everything is asked again."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE cloud_consent SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL",
                (to_text(self._now()), consent_id),
            )

    def find(self, person_id: str, purpose: str, endpoint: str = "") -> StandingConsent | None:
        """The agreement that holds now, if there is one."""
        return next(
            (
                one
                for one in self.of(person_id)
                if one.withdrawn_at is None and (one.purpose, one.endpoint) == (purpose, endpoint)
            ),
            None,
        )

    def of(self, person_id: str) -> tuple[StandingConsent, ...]:
        """All agreements of a person, withdrawn ones too, newest first."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT * FROM cloud_consent WHERE person_id = ? ORDER BY given_at DESC, id", (person_id,)
            ).fetchall()
        return tuple(_consent(row) for row in rows)


def _consent(row: Row) -> StandingConsent:
    return StandingConsent(
        id=row["id"],
        person_id=row["person_id"],
        purpose=row["purpose"],
        endpoint=row["endpoint"],
        fields=frozenset(json.loads(row["fields"])),
        given_at=from_text(row["given_at"]),
        withdrawn_at=from_text(row["withdrawn_at"]) if row["withdrawn_at"] else None,
    )
