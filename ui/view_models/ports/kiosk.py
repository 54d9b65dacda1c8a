"""What the window of a visit asks for: the station, and what the visitor may take along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe

#: How a visit ends.
VisitEnding = Literal["done", "idle", "declined"]
#: How far a device is: it waits to be used, it is measuring or sending, its result is here.
DeviceStage = Literal["waiting", "measuring", "heard"]


@dataclass(frozen=True, slots=True)
class StationDeviceView:
    """A device that can be used here. ``press`` says what to do; ``live`` is a value on the way to the result."""

    address: str
    kind: str
    title: str
    name: str
    press: str
    stage: DeviceStage = "waiting"
    live: str = ""


@dataclass(frozen=True, slots=True)
class SealedView:
    """What goes home: a QR code as a picture (``data:`` address), the code that opens it, and a remark or nothing."""

    picture: str
    code: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PaperView:
    """Whether something can be printed, and what to say where it cannot."""

    ready: bool
    sentence: str = ""


class VisitPort(Protocol):
    """One visit at a station."""

    async def begin(self, language: Language) -> int:
        """Begin the visit; return its number of the day. Raises ``PortFailed``."""
        ...

    async def measure(self) -> None:
        """Listen for the devices of the station from now on. Raises ``PortFailed``."""
        ...

    def devices(self, language: Language) -> tuple[StationDeviceView, ...]:
        """The devices that can be used here."""
        ...

    def measuring(self) -> bool:
        """Whether a device sends something just now."""
        ...

    def message(self) -> str:
        """What the staff have put on the first page, or nothing."""
        ...

    async def hand_over(self) -> int:
        """Hand the readings and confirmed reports to the staff; return the visitor's number. Raises ``PortFailed``."""
        ...

    async def seal(self, language: Language) -> SealedView:
        """Return what the visitor takes home. Raises ``PortFailed``."""
        ...

    def paper(self, language: Language) -> PaperView:
        """Whether something can be printed."""
        ...

    async def print_sheet(self, language: Language) -> None:
        """Print the visit. Raises ``PortFailed``."""
        ...

    async def want_staff(self) -> None:
        """Somebody wants the staff panel."""
        ...

    async def end(self, ending: VisitEnding) -> None:
        """The visit is over; whatever happens, this returns."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` on the loop when the station or its devices changed."""
        ...
