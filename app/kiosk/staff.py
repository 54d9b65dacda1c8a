"""Who looks after a station: members, their roles and their PINs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.people import Person
from app.pins import PinResult, Pins, PinTry
from app.records.database import Database
from app.records.errors import InvalidEntry, RecordsError
from app.records.timestamps import from_text, to_text
from app.steady_clock import SteadyClock

MAX_NAME_LENGTH: Final = 40
MAX_MEMBERS: Final = 50


class Role(StrEnum):
    """What a member may do: a nurse looks after visits, a manager after the station too."""

    NURSE = "nurse"
    MANAGER = "manager"


class NotAllowed(RecordsError):
    """The member's role does not include this; the message says whose does."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who looks after the station."""

    id: str
    name: str
    role: Role
    created_at: datetime

    def needs(self, role: Role) -> None:
        """Raise :class:`NotAllowed` where the member's role does not reach."""
        if role is Role.MANAGER and self.role is not Role.MANAGER:
            raise NotAllowed("Only a manager may do this: ask one to sign in.")


class Staff:
    """The members in the station's database."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        clock: SteadyClock | None = None,
    ) -> None:
        self._database, self._now, self._new_id = database, now, new_id
        self._pins = Pins(database, clock)

    def members(self) -> tuple[Member, ...]:
        """Return everyone, in the order they came."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT * FROM person WHERE removed_at IS NULL ORDER BY created_at, id"
            ).fetchall()
        return tuple(
            Member(row["id"], row["name"], Role(row["role"]), from_text(row["created_at"])) for row in rows
        )

    def names(self) -> dict[str, str]:
        """Return the names by id, also of those who left."""
        with self._database.snapshot() as connection:
            return {row["id"]: row["name"] for row in connection.execute("SELECT id, name FROM person")}

    def member(self, member_id: str) -> Member:
        """Return one of :meth:`members`. Raises :class:`InvalidEntry`."""
        for member in self.members():
            if member.id == member_id:
                return member
        raise InvalidEntry("This member of staff is not on the list: choose another one.")

    def add(self, name: str, role: Role, pin: str) -> Member:
        """Add a member; the first must be a manager. Raises :class:`InvalidEntry`, ``PinRefused``."""
        name = name.strip()
        present = self.members()
        if not name or len(name) > MAX_NAME_LENGTH:
            raise InvalidEntry(f"A name has 1 to {MAX_NAME_LENGTH} characters: give the member one.")
        if any(one.name.casefold() == name.casefold() for one in present):
            raise InvalidEntry("Somebody of this name is already on the list: add a letter or a number.")
        if not present and role is not Role.MANAGER:
            raise InvalidEntry("The first member looks after the station: make them a manager.")
        if len(present) >= MAX_MEMBERS:
            raise InvalidEntry(f"A station has at most {MAX_MEMBERS} members of staff: remove one first.")
        member = Member(self._new_id(), name, role, self._now())
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO person (id, name, role, created_at) VALUES (?, ?, ?, ?)",
                (member.id, name, role.value, to_text(member.created_at)),
            )
            self._pins.set(_holder(member), pin)
        return member

    def change_pin(self, member: Member, pin: str) -> None:
        """Give a member another PIN. Raises ``PinRefused``."""
        self._pins.set(_holder(member), pin)

    def remove(self, member: Member) -> None:
        """Take a member off the list; what they decided keeps their name. Raises :class:`InvalidEntry`."""
        managers = [one for one in self.members() if one.role is Role.MANAGER]
        if managers == [member]:
            raise InvalidEntry("A station needs a manager: add another one first.")
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE person SET removed_at = ? WHERE id = ?", (to_text(self._now()), member.id)
            )
        self._pins.remove(_holder(member))

    def check(self, member: Member, pin: str) -> PinTry:
        """Try a PIN; wrong ones make the next try wait, also across restarts. Takes about half a second."""
        return self._pins.check(_holder(member), pin)

    def is_open_with(self, member: Member, pin: str) -> bool:
        """Whether ``pin`` opens the panel for ``member``."""
        return self.check(member, pin).result is PinResult.OPEN


def _holder(member: Member) -> Person:
    """A PIN belongs to a person, in a household and at a station alike."""
    return Person(member.id, member.name, member.created_at)
