"""What the people screen asks for: who lives here, what is known of each, and the PIN of private profiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import PortFailed, Unsubscribe


class PinWanted(PortFailed):
    """The profile is private and closed. ``wait_s``: whole seconds until a PIN may be tried."""

    def __init__(self, sentence: str, wait_s: int = 0) -> None:
        super().__init__(sentence)
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody of the household. ``detail`` is empty while a private profile is ``closed``."""

    id: str
    name: str
    detail: str
    current: bool
    private: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class CurrentPerson:
    """Who is in front of Listenwell. ``id`` is empty while every profile is private and closed.

    ``language`` and ``private`` are theirs; ``chosen`` is whose PIN opens the window again, or empty.
    """

    id: str
    name: str
    private: bool
    language: Language | None
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class PeopleSnapshot:
    """The household; ``removed`` (id, name) is who can be brought back, the last one first."""

    people: tuple[PersonView, ...]
    current: CurrentPerson
    removed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """One of several things to choose."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class TargetView:
    """A doctor's target: ``key`` is ``component@occasion``; the ends are typed numbers or empty."""

    key: str
    title: str
    unit: str
    low: str
    high: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PersonForm:
    """What is known of a person, as it is typed. Days are ``1950-03-01`` or empty; choices are keys or empty.

    ``conditions`` are all there are, ``chosen`` the keys of those the person has. ``id`` is empty for somebody new.
    """

    id: str
    name: str
    birth_date: str
    sex: str
    pregnant_until: str
    conditions: tuple[Named, ...]
    chosen: tuple[str, ...]
    targets: tuple[TargetView, ...]
    set_by: str
    rule_set: str
    language: str
    voice_speed: str
    private: bool


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What was typed about a person; the fields are those of :class:`PersonForm`. ``targets``: key, low, high."""

    name: str
    birth_date: str
    sex: str
    pregnant_until: str
    conditions: tuple[str, ...]
    targets: tuple[tuple[str, str, str], ...]
    set_by: str
    rule_set: str
    language: str
    voice_speed: str


class PeoplePort(Protocol):
    """The household, and who of it is in front of Listenwell. Everything may raise ``PortFailed``."""

    def snapshot(self, language: Language) -> PeopleSnapshot:
        """Return who lives here."""
        ...

    def form(self, person_id: str, language: Language) -> PersonForm:
        """Return what is known of a person, or an empty form. Raises ``PinWanted`` for a closed profile."""
        ...

    def save(self, person_id: str, draft: PersonDraft, language: Language) -> str:
        """Keep what was typed; without an id somebody new. Returns their id."""
        ...

    def remove(self, person_id: str, language: Language) -> None:
        """Take a person off the household. Raises ``PinWanted`` for a closed profile."""
        ...

    def restore(self, person_id: str, language: Language) -> None:
        """Undo :meth:`remove`."""
        ...

    def switch(self, person_id: str, pin: str | None, language: Language) -> None:
        """Let this person use Listenwell. Takes half a second with a PIN. Raises ``PinWanted``."""
        ...

    def open(self, person_id: str, pin: str, language: Language) -> None:
        """Open a private profile without switching. Raises ``PinWanted``."""
        ...

    def pin_state(self, person_id: str, language: Language) -> PinWanted:
        """Return what to say in front of a private profile, and how long to wait."""
        ...

    def make_private(self, person_id: str, pin: str, language: Language) -> None:
        """Put a PIN in front of an open profile, or another one."""
        ...

    def make_public(self, person_id: str, language: Language) -> None:
        """Take the PIN of an open profile away."""
        ...

    def used(self) -> None:
        """Somebody used the window: an open private profile stays open. Quick; called on the loop."""
        ...

    def close_private(self) -> None:
        """Close the private profile that is open. Quick; called on the loop."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change, from any thread; called on the loop. Returns the way out."""
        ...
