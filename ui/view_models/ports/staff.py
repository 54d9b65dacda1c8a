"""What the staff panel asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody who looks after the station."""

    key: str
    name: str
    role: str
    role_words: str


@dataclass(frozen=True, slots=True)
class HandedView:
    """A visit in the queue: its number, how long ago, and what was measured, in lines. ``verified``: accepted."""

    key: int
    number: int
    when: str
    lines: tuple[str, ...]
    verified: bool
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class FlagView:
    """A red flag of a visit."""

    key: int
    number: int
    level: str
    words: str
    when: str


@dataclass(frozen=True, slots=True)
class LentView:
    """A device of the station and where it is; ``low``: its battery wants changing."""

    key: str
    name: str
    kind: str
    title: str
    place: str
    here: bool
    state: str
    low: bool


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A line of the audit log, all words."""

    when: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class AuditSnapshot:
    """The audit log, newest first; ``sentence`` says whether it is as it was written."""

    rows: tuple[AuditRow, ...]
    sentence: str
    holds: bool


@dataclass(frozen=True, slots=True)
class PanelSnapshot:
    """The panel of a member who signed in. ``today`` are counts in words."""

    name: str
    manager: bool
    queue: tuple[HandedView, ...]
    accepted: tuple[HandedView, ...]
    flags: tuple[FlagView, ...]
    devices: tuple[LentView, ...]
    members: tuple[MemberView, ...]
    today: tuple[tuple[str, str], ...]
    health: tuple[tuple[str, str], ...]
    message: str
    message_until: str
    visiting: bool


@dataclass(frozen=True, slots=True)
class DoorSnapshot:
    """Before anybody signed in; ``sentence`` is about the last try."""

    members: tuple[MemberView, ...]
    sentence: str = ""


class StaffPort(Protocol):
    """The station, for those who look after it. Each call gives what is to be shown next and raises ``PortFailed``."""

    async def door(self, language: Language) -> DoorSnapshot:
        """Who may sign in."""
        ...

    async def look(self, language: Language) -> PanelSnapshot:
        """The panel as it is now."""
        ...

    async def set_up(self, name: str, pin: str, language: Language) -> PanelSnapshot:
        """Make the first manager and sign them in."""
        ...

    async def sign_in(self, key: str, pin: str, language: Language) -> PanelSnapshot | DoorSnapshot:
        """Try a PIN."""
        ...

    async def sign_out(self) -> None:
        """Close the panel."""
        ...

    async def decide(self, key: int, *, accept: bool) -> None:
        """Accept or discard a visit."""
        ...

    async def take_note(self, key: int) -> None:
        """A red flag was seen."""
        ...

    async def show_message(self, words: str, minutes: int) -> None:
        """Put words on the first page for ``minutes``; 0: until they are taken down."""
        ...

    async def change_pin(self, pin: str, new_pin: str, language: Language) -> str:
        """Give whoever signed in another PIN; return a sentence saying so."""
        ...

    async def audit(self, language: Language) -> AuditSnapshot:
        """Who did what; managers only."""
        ...

    async def move_device(self, key: str, place: str) -> None:
        """A device was lent or came back."""
        ...

    async def add_member(self, name: str, role: str, pin: str) -> None:
        """Another member of staff."""
        ...

    async def remove_member(self, key: str) -> None:
        """A member leaves."""
        ...

    async def export(self, language: Language) -> str:
        """Write what was accepted for the clinic; return a sentence saying where."""
        ...

    async def close_station(self) -> None:
        """End the kiosk."""
        ...

    def subscribe(self, callback: Callable[[str], None]) -> Unsubscribe:
        """Call ``callback`` on the loop with what happened: ``queue``, ``flag``, ``station``."""
        ...
