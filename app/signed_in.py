"""Who uses Listenwell now, and the PIN in front of private profiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.people import Household, Person, UnknownPerson
from app.pins import PinResult, Pins, PinTry, pin_words
from app.records.attribution.attribution import Attribution
from app.records.attribution.clues import SeenBy
from app.records.database import Database
from app.records.errors import RecordsError
from app.steady_clock import SteadyClock
from assistant.conversation import Language

#: A private profile that nobody used for this long is closed again. Our rule.
IDLE_S: Final = 10 * 60


class PinNeeded(RecordsError):
    """The profile is private and closed; the message says how to open it. ``attempt`` is the last try, if any."""

    def __init__(self, person: Person, attempt: PinTry | None = None) -> None:
        self.person, self.attempt = person, attempt
        super().__init__(pin_words(attempt, Language.EN))


class SignedIn:
    """The person in front of Listenwell.

    What is chosen outlives a restart; that a private profile was opened does not.
    """

    def __init__(
        self,
        database: Database,
        household: Household,
        attribution: Attribution,
        clock: SteadyClock | None = None,
        ask_pin: Callable[[Person], str | None] = lambda _: None,
    ) -> None:
        self._database, self._household, self._attribution = database, household, attribution
        self._clock = clock or SteadyClock()
        #: Asks for a PIN where somebody can be asked; returns ``None`` where nobody answers.
        self.ask_pin = ask_pin
        self.pins = Pins(database, self._clock)
        self._opened: tuple[str, float] | None = None

    @property
    def person(self) -> Person:
        """Whoever uses Listenwell now.

        A private profile that is closed asks for its PIN; where nobody answers, the first person whose profile is
        not private is in front of Listenwell. Raises :class:`PinNeeded` if there is none.
        """
        chosen = self.chosen
        if self.is_open(chosen):
            return chosen
        pin = self.ask_pin(chosen)
        if pin is not None:
            return self.switch(chosen, pin)
        public = next((one for one in self._household.people() if not self._is_private(one)), None)
        if public is None:
            raise PinNeeded(chosen)
        return public

    @property
    def chosen(self) -> Person:
        """Who was chosen last, open or not; the household's first person until somebody was."""
        with self._database.snapshot() as connection:
            row = connection.execute("SELECT person_id FROM signed_in").fetchone()
        people = self._household.people()
        return next((one for one in people if row is not None and one.id == row["person_id"]), people[0])

    def is_open(self, person: Person) -> bool:
        """Whether what belongs to ``person`` may be shown now."""
        if not self._is_private(person):
            return True
        if self._opened is None or self._opened[0] != person.id:
            return False
        return self._clock.seconds() - self._opened[1] <= IDLE_S

    def touch(self) -> None:
        """Somebody used Listenwell just now: an open private profile stays open."""
        if self._opened is not None and self._clock.seconds() - self._opened[1] <= IDLE_S:
            self._opened = (self._opened[0], self._clock.seconds())

    def lock(self) -> None:
        """Close the private profile that is open."""
        self._opened = None

    def switch(self, person: Person, pin: str | None = None) -> Person:
        """From now on ``person`` uses Listenwell. Raises :class:`PinNeeded` without the PIN of a private profile.

        Whoever signs in is thought to take the readings of the next minutes.
        """
        current = next((one for one in self._household.people() if one.id == person.id), None)
        if current is None:
            raise UnknownPerson(
                "This person is not in the household now: list the people and choose one of them."
            )
        if not self.is_open(current):
            self.open(current, pin)
        elif self._opened is not None and self._opened[0] != current.id:
            self.lock()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO signed_in (only_row, person_id) VALUES (1, ?) "
                "ON CONFLICT (only_row) DO UPDATE SET person_id = excluded.person_id",
                (current.id,),
            )
        self._attribution.saw(current, SeenBy.SIGNED_IN)
        return current

    def open(self, person: Person, pin: str | None) -> None:
        """Open a private profile. Raises :class:`PinNeeded`."""
        if pin is None:
            raise PinNeeded(person)
        attempt = self.pins.check(person, pin)
        if attempt.result not in (PinResult.OPEN, PinResult.NO_PIN):
            raise PinNeeded(person, attempt)
        self._opened = (person.id, self._clock.seconds())

    def make_private(self, person: Person, pin: str) -> Person:
        """Put a PIN in front of a profile, or another one; the profile has to be open.

        Raises :class:`PinNeeded` or :class:`app.pins.PinRefused`.
        """
        self._must_be_open(person)
        self.pins.set(person, pin)
        self._opened = (person.id, self._clock.seconds())
        return self._household.edit(person, profile=replace(person.profile, private=True))

    def make_public(self, person: Person) -> Person:
        """Take the PIN away; the profile has to be open. Raises :class:`PinNeeded`."""
        self._must_be_open(person)
        changed = self._household.edit(person, profile=replace(person.profile, private=False))
        self.pins.remove(person)
        return changed

    def _must_be_open(self, person: Person) -> None:
        if not self.is_open(person):
            raise PinNeeded(person)

    def _is_private(self, person: Person) -> bool:
        return person.profile.private and self.pins.is_set(person)
