"""How the processes of a station talk: one JSON object a line, each one of the shapes below.

A visit may only speak of itself; the staff only after somebody signed in. What does not fit a shape ends the
connection.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.kiosk.content import Ending, Handover, RaisedFlag, Short, Tally, Words
from app.kiosk.staff import Role
from assistant.conversation import Language
from device_io.reading import ReadingKind

#: The longest line: a handover of ten reports of two hundred rows takes about half of it.
MAX_LINE_BYTES: Final = 4 * 1024 * 1024


class WireError(Exception):
    """What came over the connection is not one of the shapes, or too long; the connection is to be ended."""


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# --- what a visit asks ---


class BeginVisit(_Shape):
    """Somebody touched the screen and chose a language."""

    call: Literal["begin_visit"] = "begin_visit"
    language: Language


class HandOver(_Shape):
    """The visitor hands this to the staff."""

    call: Literal["hand_over"] = "hand_over"
    content: Handover


class RaiseFlag(_Shape):
    """A red flag, for the staff at once."""

    call: Literal["raise_flag"] = "raise_flag"
    flag: RaisedFlag


class DeviceSeen(_Shape):
    """A device of the station was heard of."""

    call: Literal["device_seen"] = "device_seen"
    address: Short
    battery_percent: int | None = Field(default=None, ge=0, le=100)


class EndVisit(_Shape):
    """The visit is over."""

    call: Literal["end_visit"] = "end_visit"
    ending: Ending
    tally: Tally


class AskStation(_Shape):
    """What the first page and the measuring page need."""

    call: Literal["ask_station"] = "ask_station"


class StaffWanted(_Shape):
    """Somebody pressed the corner of the screen: the staff panel is to open after this visit."""

    call: Literal["staff_wanted"] = "staff_wanted"


# --- what the staff ask ---


class SignIn(_Shape):
    """A member opens the panel."""

    call: Literal["sign_in"] = "sign_in"
    member: Short
    pin: Annotated[str, Field(max_length=32, repr=False)]


class SetUp(_Shape):
    """The first manager of a new station."""

    call: Literal["set_up"] = "set_up"
    name: Short
    pin: Annotated[str, Field(max_length=32, repr=False)]


class SignOut(_Shape):
    """The member closes the panel."""

    call: Literal["sign_out"] = "sign_out"


class AskPanel(_Shape):
    """Everything that the panel shows."""

    call: Literal["ask_panel"] = "ask_panel"


class Decide(_Shape):
    """Accept or discard what a visit handed over."""

    call: Literal["decide"] = "decide"
    visit: int
    accept: bool


class TakeNote(_Shape):
    """A member saw a red flag."""

    call: Literal["take_note"] = "take_note"
    flag: int


class ShowMessage(_Shape):
    """Words for the first page; none take them down."""

    call: Literal["show_message"] = "show_message"
    words: Words
    until: AwareDatetime | None = None


class TakeInDevice(_Shape):
    """A device comes to belong to the station."""

    call: Literal["take_in_device"] = "take_in_device"
    address: Short
    name: Short
    kind: ReadingKind


class MoveDevice(_Shape):
    """A device was lent to another place, or came back (no words)."""

    call: Literal["move_device"] = "move_device"
    address: Short
    place: Short


class TakeOffDevice(_Shape):
    """A device no longer belongs to the station."""

    call: Literal["take_off_device"] = "take_off_device"
    address: Short


class AddMember(_Shape):
    """Another member of staff."""

    call: Literal["add_member"] = "add_member"
    name: Short
    role: Role
    pin: Annotated[str, Field(max_length=32, repr=False)]


class ChangePin(_Shape):
    """The member takes another PIN; the present one is asked for again."""

    call: Literal["change_pin"] = "change_pin"
    pin: Annotated[str, Field(max_length=32, repr=False)]
    new_pin: Annotated[str, Field(max_length=32, repr=False)]


class AskAudit(_Shape):
    """Who did what at the station, and whether that is as it was written."""

    call: Literal["ask_audit"] = "ask_audit"


class RemoveMember(_Shape):
    """A member leaves."""

    call: Literal["remove_member"] = "remove_member"
    member: Short


class Export(_Shape):
    """Everything accepted, as FHIR bundles for the clinic, into a folder of this machine."""

    call: Literal["export"] = "export"
    folder: Annotated[str, Field(min_length=1, max_length=1000)]


class CloseStation(_Shape):
    """End the kiosk: the only way out."""

    call: Literal["close_station"] = "close_station"


VisitCall = BeginVisit | HandOver | RaiseFlag | DeviceSeen | EndVisit | AskStation | StaffWanted
StaffCall = (
    SignIn
    | SetUp
    | SignOut
    | AskPanel
    | Decide
    | TakeNote
    | ShowMessage
    | TakeInDevice
    | MoveDevice
    | TakeOffDevice
    | AddMember
    | RemoveMember
    | ChangePin
    | AskAudit
    | Export
    | CloseStation
)
Call = Annotated[VisitCall | StaffCall, Field(discriminator="call")]


class Request(_Shape):
    """A call with the number its answer carries."""

    number: int
    body: Call


class Answer(_Shape):
    """What a call gave: a result, or one sentence saying why not."""

    number: int
    result: Any = None
    error: str | None = None


class News(_Shape):
    """Something that happened at the station, told without being asked."""

    news: Literal["turn", "queue", "flag", "station", "closing"]


_FROM_STATION: TypeAdapter[Answer | News] = TypeAdapter(Answer | News)


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Return the next request, ``None`` at the end. Raises :class:`WireError`."""
    line = await _line(reader)
    if line is None:
        return None
    try:
        return Request.model_validate_json(line)
    except ValidationError as error:
        raise WireError("A request of an unknown shape came over the connection.") from error


async def read_from_station(reader: asyncio.StreamReader) -> Answer | News | None:
    """Return the next answer or piece of news, ``None`` at the end. Raises :class:`WireError`."""
    line = await _line(reader)
    if line is None:
        return None
    try:
        return _FROM_STATION.validate_json(line)
    except ValidationError as error:
        raise WireError("An answer of an unknown shape came over the connection.") from error


def line_of(message: BaseModel) -> bytes:
    """Return ``message`` as it goes over the connection."""
    return message.model_dump_json().encode() + b"\n"


async def _line(reader: asyncio.StreamReader) -> bytes | None:
    try:
        line = await reader.readline()
    except ValueError as error:  # longer than the limit of the stream
        raise WireError("A line longer than any message came over the connection.") from error
    except ConnectionError:
        return None
    return line if line.endswith(b"\n") else None
