"""Who lives here. One person is made at the first start; more may join."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from app.profile import NOTHING_KNOWN, Condition, InvalidProfile, PersonProfile, Target
from app.records.database import Connection, Database, Row
from app.records.timestamps import from_text, to_text
from app.records.units import decimal_text
from assistant.conversation import Language

MAX_NAME_LENGTH: Final = 60
#: A household, a ward or a clinic room; more is another kind of place.
MAX_PEOPLE: Final = 200
#: Nobody is older (the longest life on record is 122 years), and no pregnancy with the weeks after birth is longer.
OLDEST_YEARS: Final = 130
LONGEST_PREGNANCY: Final = timedelta(days=365)
_NAMELESS: Final = {Language.ZH: "我", Language.EN: "Me"}


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the household. ``id`` is random and says nothing about the person."""

    id: str
    display_name: str
    created_at: datetime
    profile: PersonProfile = NOTHING_KNOWN

    def name_in(self, language: Language) -> str:
        """Return the name to show; a person who gave none is "我" / "Me"."""
        return self.display_name or _NAMELESS[language]

    def age_on(self, day: date) -> int | None:
        """Whole years on ``day``; ``None`` where the birth date is not known."""
        return self.profile.age_on(day)


class UnknownPerson(InvalidProfile):
    """Nobody of that name or id lives here, or more than one does."""


class Household:
    """The people in the database, oldest member first."""

    def __init__(self, database: Database, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._database, self._now, self._new_id = database, now, new_id

    def people(self) -> tuple[Person, ...]:
        """Return everyone."""
        return self._load("removed_at IS NULL")

    def removed(self) -> tuple[Person, ...]:
        """Return who was removed and can be brought back, the last one first."""
        return self._load("removed_at IS NOT NULL", order="removed_at DESC, rowid DESC")

    def person(self, person_id: str) -> Person:
        """Return a person by id, also one who was removed. Raises :class:`UnknownPerson`."""
        found = self._load("id = ?", (person_id,))
        if not found:
            raise UnknownPerson(
                "This person is not in the household: list the people and choose one of them."
            )
        return found[0]

    def find(self, name_or_id: str, *, removed: bool = False) -> Person:
        """Return who has this id, or this name in either language. Raises :class:`UnknownPerson`."""
        wanted = name_or_id.strip()
        people = self.removed() if removed else self.people()
        named = [one for one in people if wanted == one.id] or [
            one
            for one in people
            if wanted.casefold() in {one.name_in(language).casefold() for language in Language}
        ]
        if len(named) == 1:
            return named[0]
        if named:
            raise UnknownPerson(
                "More than one person has this name: use the id that the list of people shows."
            )
        raise UnknownPerson("Nobody here has this name or id: list the people and choose one of them.")

    def ensure_someone(self) -> Person:
        """Return the first person, made without a name if nobody is here yet."""
        people = self.people()
        return people[0] if people else self.add("")

    def add(self, display_name: str, profile: PersonProfile = NOTHING_KNOWN) -> Person:
        """Add a person; ``display_name`` may be empty. Raises :class:`InvalidProfile`, a ``ValueError``."""
        person = Person(self._new_id(), _checked_name(display_name), self._now(), profile)
        self._check_dates(profile)
        with self._database.transaction() as connection:
            if connection.execute("SELECT count(*) FROM person").fetchone()[0] >= MAX_PEOPLE:
                raise InvalidProfile(f"There are {MAX_PEOPLE} people already: no more can be added.")
            connection.execute(
                "INSERT INTO person (id, display_name, created_at) VALUES (?, ?, ?)",
                (person.id, person.display_name, to_text(person.created_at)),
            )
            _write_profile(connection, person.id, profile)
        return person

    def edit(
        self, person: Person, *, display_name: str | None = None, profile: PersonProfile | None = None
    ) -> Person:
        """Change name or profile, or both, and return the person as they are now.

        Raises :class:`InvalidProfile`; nothing is changed then.
        """
        current = self.person(person.id)
        name = current.display_name if display_name is None else _checked_name(display_name)
        profile = current.profile if profile is None else profile
        self._check_dates(profile)
        with self._database.transaction() as connection:
            connection.execute("UPDATE person SET display_name = ? WHERE id = ?", (name, person.id))
            _write_profile(connection, person.id, profile)
        return Person(current.id, name, current.created_at, profile)

    def remove(self, person: Person) -> None:
        """Take a person off the household; what belongs to them is kept, hidden, until :meth:`restore`.

        Raises :class:`InvalidProfile` for the last one: somebody has to stay.
        """
        with self._database.transaction() as connection:
            others = connection.execute(
                "SELECT count(*) FROM person WHERE removed_at IS NULL AND id <> ?", (person.id,)
            ).fetchone()[0]
            if not others:
                raise InvalidProfile("This is the only person here: add another one first.")
            connection.execute(
                "UPDATE person SET removed_at = ? WHERE id = ? AND removed_at IS NULL",
                (to_text(self._now()), person.id),
            )

    def restore(self, person: Person) -> Person:
        """Undo :meth:`remove`: the person is back with everything that was theirs."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE person SET removed_at = NULL WHERE id = ?", (person.id,))
        return self.person(person.id)

    def _check_dates(self, profile: PersonProfile) -> None:
        today = self._now().date()
        # A birth or a visit "today" may already be tomorrow in UTC, or still yesterday.
        latest = today + timedelta(days=1)
        born = profile.birth_date
        if born is not None and not today.year - OLDEST_YEARS <= born.year <= latest.year:
            raise InvalidProfile(f"A birth date lies in the last {OLDEST_YEARS} years: type it again.")
        if born is not None and born > latest:
            raise InvalidProfile("The birth date lies in the future: type it again.")
        until = profile.pregnant_until
        if until is not None and until > today + LONGEST_PREGNANCY:
            raise InvalidProfile("A pregnancy ends within a year: give the last day for its rules again.")
        if any(target.set_on > latest for target in profile.targets):
            raise InvalidProfile("The day a target was set lies in the future: type it again.")

    def _load(
        self, condition: str, parameters: Iterable[str] = (), order: str = "created_at, rowid"
    ) -> tuple[Person, ...]:
        with self._database.snapshot() as connection:
            rows = connection.execute(
                f"SELECT * FROM person WHERE {condition} ORDER BY {order}", tuple(parameters)
            ).fetchall()
            targets = connection.execute("SELECT * FROM target ORDER BY component, occasion").fetchall()
        return tuple(_person(row, [one for one in targets if one["person_id"] == row["id"]]) for row in rows)


def _checked_name(display_name: str) -> str:
    name = display_name.strip()
    if len(name) > MAX_NAME_LENGTH or not name.isprintable():
        raise InvalidProfile(f"A name has at most {MAX_NAME_LENGTH} printable characters.")
    return name


def _write_profile(connection: Connection, person_id: str, profile: PersonProfile) -> None:
    connection.execute(
        "UPDATE person SET birth_date = ?, sex = ?, pregnant_until = ?, conditions = ?, rule_set = ?, "
        "language = ?, voice_speed = ?, private = ? WHERE id = ?",
        (
            _day_text(profile.birth_date),
            profile.sex,
            _day_text(profile.pregnant_until),
            json.dumps(sorted(condition.value for condition in profile.conditions)),
            profile.rule_set,
            None if profile.language is None else profile.language.value,
            profile.voice_speed,
            int(profile.private),
            person_id,
        ),
    )
    connection.execute("DELETE FROM target WHERE person_id = ?", (person_id,))
    connection.executemany(
        "INSERT INTO target (person_id, component, occasion, low, high, set_by, set_on) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                person_id,
                target.component,
                target.occasion,
                None if target.low is None else decimal_text(target.low),
                None if target.high is None else decimal_text(target.high),
                target.set_by.strip(),
                target.set_on.isoformat(),
            )
            for target in profile.targets
        ],
    )


def _person(row: Row, targets: Iterable[Row]) -> Person:
    profile = PersonProfile(
        birth_date=_day(row["birth_date"]),
        sex=row["sex"],
        pregnant_until=_day(row["pregnant_until"]),
        conditions=frozenset(Condition(value) for value in json.loads(row["conditions"])),
        targets=tuple(
            Target(
                one["component"],
                _decimal(one["low"]),
                _decimal(one["high"]),
                one["set_by"],
                date.fromisoformat(one["set_on"]),
                one["occasion"],
            )
            for one in targets
        ),
        rule_set=row["rule_set"],
        language=None if row["language"] is None else Language(row["language"]),
        voice_speed=row["voice_speed"],
        private=bool(row["private"]),
    )
    return Person(row["id"], row["display_name"], from_text(row["created_at"]), profile)


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
