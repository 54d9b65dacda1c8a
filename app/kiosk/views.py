"""What the processes of a station are shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

from app.kiosk.first_page import FirstPageMessage
from app.kiosk.lending import StationDevice
from app.kiosk.staff import Member
from app.kiosk.waiting_room import DayCounts, VisitFlag, Waiting
from app.pins import PinTry


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


View = TypeVar("View", StationView, DoorView, PanelView)
_ADAPTERS: Final[dict[type[Any], TypeAdapter[Any]]] = {
    shape: TypeAdapter(shape) for shape in (StationView, DoorView, PanelView)
}


def dumped(view: StationView | DoorView | PanelView) -> Any:
    """Return ``view`` as plain JSON values."""
    return _ADAPTERS[type(view)].dump_python(view, mode="json")


def loaded(shape: type[View], values: Any) -> View:
    """Return the view of ``values``. Raises ``pydantic.ValidationError``."""
    found: View = _ADAPTERS[shape].validate_python(values)
    return found
