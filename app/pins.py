"""PINs of private profiles, kept as Argon2id hashes, with a lock that outlives a restart and a wrong clock.

A PIN gates the use of a profile against family and visitors; the records themselves are encrypted with the
household's key. After :data:`FREE_TRIES` wrong tries the profile is locked for 30 s, and twice as long after each
further one, up to 15 minutes. A try is written down before it is checked, so that ending the program early gains
nothing. The wait is counted on :class:`app.steady_clock.SteadyClock`: setting the wall clock does not shorten it,
closing the program neither shortens nor lengthens it, and when the machine was started anew it begins again from
the whole of the wait.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from app.people import Person
from app.records.database import Connection, Database, Row
from app.records.errors import RecordsError
from app.steady_clock import SteadyClock
from assistant.conversation import Language

if TYPE_CHECKING:
    from argon2 import PasswordHasher

#: Six digits: guessing all of them against a copied hash takes 122 hours on a small machine, four digits 73 minutes
#: (measured with the parameters below).
LEAST_DIGITS: Final = 6
MOST_DIGITS: Final = 12
#: As many wrong tries are free; then 30 s, doubling up to 15 min.
FREE_TRIES: Final = 5
FIRST_WAIT_S: Final = 30
LONGEST_WAIT_S: Final = 15 * 60


class PinRefused(RecordsError):
    """What was given cannot be a PIN; the message says what one looks like."""


class PinResult(StrEnum):
    """How a try ended."""

    OPEN = "open"
    WRONG = "wrong"
    LOCKED = "locked"
    NO_PIN = "no_pin"


@dataclass(frozen=True, slots=True)
class PinTry:
    """The outcome of a try. ``wait_s``: whole seconds until the next one; ``tries_left`` before a wait."""

    result: PinResult
    wait_s: int = 0
    tries_left: int = 0


def pin_words(attempt: PinTry | None, language: Language) -> str:
    """Return what to say to somebody in front of a private profile; ``None``: they have not tried yet."""
    zh = language is Language.ZH
    if attempt is None:
        return "这是私密档案，请输入密码。" if zh else "This profile is private: type its PIN."
    if attempt.wait_s:
        wait = attempt.wait_s
        return (
            f"密码多次不对，请等 {wait} 秒后再试。"
            if zh
            else f"That was not the PIN too often: wait {wait} seconds, then try again."
        )
    left = attempt.tries_left
    return (
        f"密码不对，请再试一次；还可以试 {left} 次。"
        if zh
        else f"That was not the PIN: try again, {left} tries are left before a wait."
    )


class Pins:
    """The PINs in the database."""

    def __init__(
        self,
        database: Database,
        clock: SteadyClock | None = None,
        make_hasher: Callable[[], PasswordHasher] | None = None,
    ) -> None:
        """``make_hasher`` replaces the default of argon2-cffi (RFC 9106, low memory: 64 MiB)."""
        self._database = database
        self._clock = clock or SteadyClock()
        self._make_hasher = make_hasher or _default_hasher

    def is_set(self, person: Person) -> bool:
        """Whether the person has a PIN."""
        with self._database.snapshot() as connection:
            return _row(connection, person) is not None

    def set(self, person: Person, pin: str) -> None:
        """Give the person a PIN, or another one; whoever calls has proven that they may.

        Raises :class:`PinRefused`.
        """
        checked = _checked(pin, person)
        hashed = self._make_hasher().hash(checked)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO pin (person_id, hash) VALUES (?, ?) ON CONFLICT (person_id) DO UPDATE SET "
                "hash = excluded.hash, failures = 0, lock_boot = '', lock_started_s = 0",
                (person.id, hashed),
            )

    def remove(self, person: Person) -> None:
        """Take the PIN away; whoever calls has proven that they may."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM pin WHERE person_id = ?", (person.id,))

    def wait_s(self, person: Person) -> int:
        """Return how many seconds the person has to wait before the next try."""
        with self._database.transaction() as connection:
            row = _row(connection, person)
            return 0 if row is None else self._left(connection, row)

    def check(self, person: Person, pin: str) -> PinTry:
        """Try ``pin``. It takes about half a second where the PIN is looked at: call it beside the window."""
        with self._database.transaction() as connection:
            row = _row(connection, person)
            if row is None:
                return PinTry(PinResult.NO_PIN)
            left = self._left(connection, row)
            if left:
                return PinTry(PinResult.LOCKED, wait_s=left)
            failures = row["failures"] + 1
            connection.execute(
                "UPDATE pin SET failures = ?, lock_boot = ?, lock_started_s = ? WHERE person_id = ?",
                (failures, self._clock.boot, self._clock.seconds(), person.id),
            )
        rehashed = self._verified(row["hash"], pin)
        if rehashed is None:
            return PinTry(
                PinResult.WRONG, wait_s=wait_after(failures), tries_left=max(0, FREE_TRIES - failures)
            )
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE pin SET failures = 0, lock_boot = '', lock_started_s = 0, hash = ? WHERE person_id = ?",
                (rehashed, person.id),
            )
        return PinTry(PinResult.OPEN)

    def _verified(self, hashed: str, pin: str) -> str | None:
        """Return the hash to keep (made anew where the parameters were raised), ``None`` for a wrong PIN."""
        from argon2.exceptions import VerifyMismatchError

        hasher = self._make_hasher()
        try:
            hasher.verify(hashed, pin[: MOST_DIGITS + 1])
        except VerifyMismatchError:
            return None
        return hasher.hash(pin) if hasher.check_needs_rehash(hashed) else hashed

    def _left(self, connection: Connection, row: Row) -> int:
        wait = wait_after(row["failures"])
        if not wait:
            return 0
        now = self._clock.seconds()
        if row["lock_boot"] != self._clock.boot or now < row["lock_started_s"]:
            connection.execute(
                "UPDATE pin SET lock_boot = ?, lock_started_s = ? WHERE person_id = ?",
                (self._clock.boot, now, row["person_id"]),
            )
            return wait
        return max(0, -int(-(wait - (now - row["lock_started_s"])) // 1))


def wait_after(failures: int) -> int:
    """Return the seconds to wait after so many wrong tries in a row."""
    if failures < FREE_TRIES:
        return 0
    doublings = min(10, failures - FREE_TRIES)
    return min(LONGEST_WAIT_S, FIRST_WAIT_S << doublings)


def _checked(pin: str, person: Person) -> str:
    if not re.fullmatch(rf"[0-9]{{{LEAST_DIGITS},{MOST_DIGITS}}}", pin):
        raise PinRefused(f"A PIN has {LEAST_DIGITS} to {MOST_DIGITS} digits: choose one.")
    steps = {(int(later) - int(earlier)) % 10 for earlier, later in pairwise(pin)}
    born = person.profile.birth_date
    birthdays = set() if born is None else {f"{born:{order}}" for order in _BIRTHDAY_ORDERS}
    if (len(steps) == 1 and steps <= {0, 1, 9}) or pin in birthdays:
        raise PinRefused("This PIN is the first that anybody would try: choose another one.")
    return pin


_BIRTHDAY_ORDERS: Final = ("%Y%m%d", "%d%m%Y", "%m%d%Y", "%y%m%d", "%d%m%y", "%m%d%y")


def _row(connection: Connection, person: Person) -> Row | None:
    return connection.execute("SELECT * FROM pin WHERE person_id = ?", (person.id,)).fetchone()


def _default_hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()
