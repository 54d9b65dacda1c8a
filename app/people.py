"""Who lives here. One person is made at the first start; more may join."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.records.database import Database
from app.records.timestamps import from_text, to_text
from assistant.conversation import Language

MAX_NAME_LENGTH: Final = 60
_NAMELESS: Final = {Language.ZH: "我", Language.EN: "Me"}


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the household. ``id`` is random and says nothing about the person."""

    id: str
    display_name: str
    created_at: datetime

    def name_in(self, language: Language) -> str:
        """Return the name to show; a person who gave none is "我" / "Me"."""
        return self.display_name or _NAMELESS[language]


class Household:
    """The people in the database, oldest member first."""

    def __init__(self, database: Database, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._database, self._now, self._new_id = database, now, new_id

    def people(self) -> tuple[Person, ...]:
        """Return everyone."""
        with self._database.snapshot() as connection:
            rows = connection.execute("SELECT * FROM person ORDER BY created_at, id").fetchall()
        return tuple(Person(row["id"], row["display_name"], from_text(row["created_at"])) for row in rows)

    def ensure_someone(self) -> Person:
        """Return the first person, made without a name if nobody is here yet."""
        people = self.people()
        return people[0] if people else self.add("")

    def add(self, display_name: str) -> Person:
        """Add a person; ``display_name`` may be empty. Raises ``ValueError`` if it is too long or not printable."""
        name = display_name.strip()
        if len(name) > MAX_NAME_LENGTH or not name.isprintable():
            raise ValueError(f"A name has at most {MAX_NAME_LENGTH} printable characters.")
        person = Person(self._new_id(), name, self._now())
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO person (id, display_name, created_at) VALUES (?, ?, ?)",
                (person.id, person.display_name, to_text(person.created_at)),
            )
        return person
