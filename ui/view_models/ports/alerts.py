"""What the banner of alerts asks for: red flags of readings, in their fixed words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert that nobody has taken note of. ``words`` are fixed and shown as they are.

    ``reading`` names the reading with its figure, ``age`` how old it is. ``call`` is the number that the words name,
    or empty. ``repeat``: one more reading is asked for first. ``whose`` is empty while nobody is named.
    """

    key: str
    level: str
    repeat: bool
    words: str
    reading: str
    age: str
    whose: str
    call: str
    kind: str


class AlertsPort(Protocol):
    """Alerts of everybody in the household: a danger is shown to whoever is there. May raise ``PortFailed``."""

    def open(self, language: Language) -> tuple[AlertView, ...]:
        """Return the open alerts, the most urgent first."""
        ...

    def shown(self, key: str) -> None:
        """Note that an alert is on the screen; an unknown key does no harm."""
        ...

    def acknowledge(self, key: str, language: Language) -> None:
        """Note that somebody has taken note of it."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` at once when an alert is raised and after each change of readings, from any thread."""
        ...
