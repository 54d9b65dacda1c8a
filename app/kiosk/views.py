"""What the processes of a station are shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

from app.kiosk.first_page import FirstPageMessage
from app.kiosk.lending import StationDevice
from app.kiosk.staff import Member
from app.kiosk.waiting_room import DayCounts, VisitFlag, Waiting
from app.pins import PinTry
from assistant.conversation import Language


@dataclass(frozen=True, slots=True)
class StationView:
    """For a visit: the devices that are here and the words of the staff. ``set_up``: somebody looks after the station."""

    devices: tuple[StationDevice, ...]
    message: FirstPageMessage | None
    set_up: bool


@dataclass(frozen=True, slots=True)
class DoorView:
    """For the staff before anybody signed in: who may, and how the last try ended."""

    members: tuple[Member, ...]
    attempt: PinTry | None = None


@dataclass(frozen=True, slots=True)
class PanelView:
    """For a member who signed in."""

    member: Member
    queue: tuple[Waiting, ...]
    accepted: tuple[Waiting, ...]
    flags: tuple[VisitFlag, ...]
    devices: tuple[StationDevice, ...]
    counts: DayCounts
    message: FirstPageMessage | None
    members: tuple[Member, ...]
    visiting: bool


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Something that somebody did; ``by`` is a name, or empty for the station itself."""

    at: datetime
    event: str
    subject: str
    by: str


@dataclass(frozen=True, slots=True)
class AuditView:
    """The audit log, newest first, and a sentence about whether it is as it was written."""

    lines: tuple[AuditLine, ...]
    holds: bool
    words: dict[Language, str]


View = TypeVar("View", StationView, DoorView, PanelView, AuditView)
_ADAPTERS: Final[dict[type[Any], TypeAdapter[Any]]] = {
    shape: TypeAdapter(shape) for shape in (StationView, DoorView, PanelView, AuditView)
}


def dumped(view: StationView | DoorView | PanelView | AuditView) -> Any:
    """Return ``view`` as plain JSON values."""
    return _ADAPTERS[type(view)].dump_python(view, mode="json")


def loaded(shape: type[View], values: Any) -> View:
    """Return the view of ``values``. Raises ``pydantic.ValidationError``."""
    found: View = _ADAPTERS[shape].validate_python(values)
    return found
