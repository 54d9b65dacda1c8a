"""What goes over the connection between a station, its visits and its staff."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.kiosk import wire
from app.kiosk.client import StationClient, StationError, connected
from app.kiosk.content import Ending, RaisedFlag, Tally
from app.kiosk.serving import Serving
from app.kiosk.views import DoorView, PanelView, StationView, loaded
from assistant.conversation import Language
from device_io.reading import ReadingKind

PIN = "274905"


@asynccontextmanager
async def a_process(serving: Serving, part: str) -> AsyncIterator[StationClient]:
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours, limit=wire.MAX_LINE_BYTES)
    serve = serving.serve_visit if part == "visit" else serving.serve_staff
    served = asyncio.create_task(serve(reader, writer))
    async with connected(theirs) as client:
        yield client
    await served


@pytest.fixture
def serving(station) -> Serving:
    return Serving(station)


async def test_a_visit_hands_over_and_the_staff_accept(serving, handover):
    async with a_process(serving, "staff") as staff, a_process(serving, "visit") as visit:
        heard: list[str] = []
        staff.on_news = heard.append
        door = loaded(DoorView, await staff.call(wire.AskPanel()))
        assert door.members == ()
        panel = loaded(PanelView, await staff.call(wire.SetUp(name="Wang", pin=PIN)))
        number = await visit.call(wire.BeginVisit(language=Language.ZH))
        assert await visit.call(wire.HandOver(content=handover)) == number
        panel = loaded(PanelView, await staff.call(wire.AskPanel()))
        (waiting,) = panel.queue
        assert panel.visiting
        assert heard == ["queue", "queue"]
        panel = loaded(PanelView, await staff.call(wire.Decide(visit=waiting.visit, accept=True)))
        assert (panel.queue, len(panel.accepted)) == ((), 1)


async def test_a_red_flag_reaches_the_staff_at_once(serving):
    async with a_process(serving, "staff") as staff, a_process(serving, "visit") as visit:
        told = asyncio.Event()
        staff.on_news = lambda news: told.set() if news == "flag" else None
        await visit.call(wire.BeginVisit(language=Language.EN))
        flag = RaisedFlag(level="999", words={Language.EN: "Call now"})
        await visit.call(wire.RaiseFlag(flag=flag))
        await asyncio.wait_for(told.wait(), 2)


async def test_a_visit_may_not_do_what_the_staff_may(serving):
    async with a_process(serving, "visit") as visit:
        for call in (
            wire.AskPanel(),
            wire.CloseStation(),
            wire.SetUp(name="Wang", pin=PIN),
            wire.Decide(visit=1, accept=True),
        ):
            with pytest.raises(StationError, match="staff panel"):
                await visit.call(call)
    assert not serving.closing.is_set()


async def test_the_staff_may_do_nothing_before_they_signed_in(serving, manager):
    async with a_process(serving, "staff") as staff:
        for call in (wire.CloseStation(), wire.Decide(visit=1, accept=True), wire.Export(folder="/")):
            with pytest.raises(StationError, match="Sign in first"):
                await staff.call(call)
        door = loaded(DoorView, await staff.call(wire.SignIn(member=manager.id, pin="999111")))
        assert door.attempt.tries_left == 4
        loaded(PanelView, await staff.call(wire.SignIn(member=manager.id, pin=PIN)))
        await staff.call(wire.CloseStation())
        assert serving.closing.is_set()


async def test_a_visit_whose_process_dies_was_broken_off(serving, station):
    async with a_process(serving, "visit") as visit:
        await visit.call(wire.BeginVisit(language=Language.EN))
    assert station.waiting_room.counts().broken == 1


async def test_a_visit_that_ended_was_not(serving, station):
    async with a_process(serving, "visit") as visit:
        await visit.call(wire.BeginVisit(language=Language.EN))
        await visit.call(wire.EndVisit(ending=Ending.DONE, tally=Tally(readings=1)))
    assert station.waiting_room.counts().broken == 0


async def test_the_station_shows_its_devices(serving, station):
    station.lending.take_in("AA:01", "Cuff 1", ReadingKind.BLOOD_PRESSURE)
    async with a_process(serving, "visit") as visit:
        await visit.call(wire.DeviceSeen(address="AA:01", battery_percent=80))
        view = loaded(StationView, await visit.call(wire.AskStation()))
    assert [(one.name, one.battery_percent) for one in view.devices] == [("Cuff 1", 80)]


async def test_what_is_no_request_ends_the_connection(serving):
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours, limit=wire.MAX_LINE_BYTES)
    served = asyncio.create_task(serving.serve_visit(reader, writer))
    other_reader, other_writer = await asyncio.open_connection(sock=theirs)
    other_writer.write(b'{"number": 1, "body": {"call": "sell"}}\n')
    assert await other_reader.read() == b""
    await served
    other_writer.close()


@given(some.binary(max_size=300))
def test_any_bytes_are_a_request_or_refused(line: bytes):
    async def read() -> wire.Request | None:
        reader = asyncio.StreamReader(limit=wire.MAX_LINE_BYTES)
        reader.feed_data(line + b"\n")
        reader.feed_eof()
        return await wire.read_request(reader)

    try:
        found = asyncio.run(read())
    except wire.WireError:
        return
    assert isinstance(found, wire.Request)
