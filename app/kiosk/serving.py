"""Answers the processes of a station: each connection is a visit or the staff, and may do only what those may."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from app.exchange.errors import ExportFailed
from app.kiosk import wire
from app.kiosk.content import Ending, Tally
from app.kiosk.staff import Member, NotAllowed
from app.kiosk.station import Station
from app.kiosk.views import dumped
from app.pins import PinResult
from app.records.errors import RecordsError

_log = logging.getLogger(__name__)

_NOBODY: Final = "Sign in first: choose your name and type your PIN."


class Serving:
    """Answers connections until they end; one visit at a time, any number of staff panels."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._told: set[asyncio.StreamWriter] = set()
        self.visiting = False
        self.staff_wanted = False
        #: Set when a manager ends the kiosk.
        self.closing = asyncio.Event()

    async def serve_visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the process of one visit."""
        visit = _Visit(self._station)
        try:
            await self._serve(reader, writer, visit.answer)
        finally:
            if await asyncio.to_thread(visit.over):
                self.visiting = False
                self.tell("queue")

    async def serve_staff(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer a staff panel."""
        await self._serve(reader, writer, _Panel(self, self._station).answer)

    def tell(self, news: str) -> None:
        """Tell everybody who listens that something happened."""
        line = wire.line_of(wire.News.model_validate({"news": news}))
        for writer in self._told:
            writer.write(line)

    async def _serve(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answer: Callable[[wire.Call], Any],
    ) -> None:
        self._told.add(writer)
        try:
            while (request := await wire.read_request(reader)) is not None:
                answered = await _answered(request, answer)
                writer.write(wire.line_of(answered))
                await writer.drain()
                if answered.error is None:
                    self._after(request.body)
        except wire.WireError as error:
            _log.warning("a connection to the station was ended: %s", error)
        except ConnectionError:
            _log.info("a connection to the station was lost")
        finally:
            self._told.discard(writer)
            writer.close()

    def _after(self, call: wire.Call) -> None:
        if news := _NEWS.get(type(call)):
            self.tell(news)
        match call:
            case wire.BeginVisit():
                self.visiting = True
            case wire.EndVisit():
                self.visiting = False
            case wire.StaffWanted():
                self.staff_wanted = True
            case wire.CloseStation():
                self.closing.set()


async def _answered(request: wire.Request, answer: Callable[[wire.Call], Any]) -> wire.Answer:
    try:
        return wire.Answer(number=request.number, result=await asyncio.to_thread(answer, request.body))
    except (RecordsError, ExportFailed) as error:
        return wire.Answer(number=request.number, error=str(error))


#: What everybody hears after a call.
_NEWS: Final[dict[type[Any], str]] = {
    wire.BeginVisit: "queue",
    wire.HandOver: "queue",
    wire.EndVisit: "queue",
    wire.RaiseFlag: "flag",
    wire.Decide: "queue",
    wire.TakeNote: "flag",
    wire.ShowMessage: "station",
    wire.TakeInDevice: "station",
    wire.MoveDevice: "station",
    wire.TakeOffDevice: "station",
    wire.DeviceSeen: "station",
    wire.CloseStation: "closing",
}


class _Visit:
    """What the process of a visit may do: speak of its own visit."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._visit: int | None = None

    def answer(self, call: wire.Call) -> Any:
        room = self._station.waiting_room
        match call:
            case wire.AskStation():
                return dumped(self._station.view())
            case wire.BeginVisit(language=language):
                self.over()
                self._visit, number = room.begin(language)
                return number
            case wire.HandOver(content=content):
                return room.hand_over(self._now(), content)
            case wire.RaiseFlag(flag=flag):
                return room.raise_flag(self._now(), flag).number
            case wire.DeviceSeen(address=address, battery_percent=battery):
                return self._station.lending.seen(address, battery)
            case wire.EndVisit(ending=ending, tally=tally):
                room.end(self._now(), ending, tally)
                self._visit = None
                return None
            case wire.StaffWanted():
                return None  # see Serving._after
            case _:
                raise NotAllowed("A visit may not do this: open the staff panel.")

    def over(self) -> bool:
        """The process is gone: a visit that did not end by itself was broken off. Returns whether one was."""
        visit, self._visit = self._visit, None
        if visit is not None:
            self._station.waiting_room.end(visit, Ending.BROKEN, Tally())
        return visit is not None

    def _now(self) -> int:
        if self._visit is None:
            raise NotAllowed("No visit has begun: touch the screen first.")
        return self._visit


class _Panel:
    """What a staff panel may do: before somebody signed in, nothing but that."""

    def __init__(self, serving: Serving, station: Station) -> None:
        self._serving, self._station = serving, station
        self._member: Member | None = None

    def answer(self, call: wire.Call) -> Any:
        match call:
            case wire.SetUp(name=name, pin=pin):
                self._member = self._station.set_up(name, pin)
                return self._shown()
            case wire.SignIn(member=chosen, pin=pin):
                return self._sign_in(chosen, pin)
            case wire.SignOut():
                self._member = None
                return self._shown()
            case wire.AskPanel():
                return self._shown()
            case _ if self._member is None:
                raise NotAllowed(_NOBODY)
            case _:
                return self._acted(self._member, call)

    def _sign_in(self, chosen: str, pin: str) -> Any:
        member, attempt = self._station.sign_in(chosen, pin)
        self._member = member if attempt.result is PinResult.OPEN else None
        return self._shown() if self._member else dumped(self._station.door(attempt))

    def _acted(self, member: Member, call: wire.Call) -> Any:
        station = self._station
        match call:
            case wire.Decide(visit=visit, accept=accept):
                station.decide(member, visit, accept=accept)
            case wire.TakeNote(flag=flag):
                station.take_note(member, flag)
            case wire.ShowMessage(words=words, until=until):
                station.show_message(member, words, until)
            case wire.AskAudit():
                return dumped(station.audit_log(member))
            case wire.Export(folder=folder):
                return list(station.export(member, Path(folder)))
            case wire.ChangePin(pin=pin, new_pin=new_pin):
                station.change_pin(member, pin, new_pin)
            case wire.CloseStation():
                station.end_kiosk(member)  # see Serving._after
            case _:
                self._looked_after(member, call)
        return self._shown()

    def _looked_after(self, member: Member, call: wire.Call) -> None:
        """Devices, members and the end of the kiosk."""
        station = self._station
        match call:
            case wire.TakeInDevice(address=address, name=name, kind=kind):
                station.take_in_device(member, address, name, kind)
            case wire.MoveDevice(address=address, place=place):
                station.move_device(member, address, place)
            case wire.TakeOffDevice(address=address):
                station.take_off_device(member, address)
            case wire.AddMember(name=name, role=role, pin=pin):
                station.add_member(member, name, role, pin)
            case wire.RemoveMember(member=other):
                station.remove_member(member, other)
            case _:
                raise NotAllowed("The staff panel may not do this.")

    def _shown(self) -> Any:
        if self._member is None:
            return dumped(self._station.door())
        return dumped(self._station.panel(self._member, visiting=self._serving.visiting))
