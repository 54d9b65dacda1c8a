"""Home devices and the records: what a session journals becomes a reading in the household's records."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from app.records.devices import KnownDevice
from app.records.errors import RecordsError
from app.records.purpose import PRACTICE_SENTENCE, Purpose
from app.records.records import Records
from assistant import safety
from device_io.closed_radio import ClosedRadio
from device_io.events import (
    DeviceEvent,
    DeviceFound,
    EventStream,
    FrameRefused,
    FrameSetAside,
    ReadingReceived,
    SessionEnded,
    SessionResult,
)
from device_io.hub import AskConsent, AskPasskey, DeviceHub
from device_io.journal import FrameJournal
from device_io.radio import Radio, RadioUnavailable
from device_io.session import Pace

_log = logging.getLogger(__name__)

#: Frames refined in one transaction, as many as are journalled in one: more would make the journal wait.
REFINED_TOGETHER = 256

Listener = Callable[[DeviceEvent], None]
#: Ends of a conversation with a device of the household.
_ADDED = frozenset({SessionResult.DELIVERED, SessionResult.NOTHING_NEW, SessionResult.STOPPED})


class DeviceService:
    """Runs the devices of a household inside ``async with``.

    Frames are in the journal before this sees them; here they are refined into readings, in a
    thread, so that the window never waits for the disk. The red-flag rules are loaded from the start. Listeners hear of an event after the records
    hold what it brought; they must be quick and must not raise.
    """

    def __init__(
        self,
        radio: Radio,
        records: Records,
        now: Callable[[], datetime],
        zone: ZoneInfo,
        ask_passkey: AskPasskey | None = None,
        pace: Pace | None = None,
        on_unavailable: Callable[[], None] = lambda: None,
        ask_consent: AskConsent | None = None,
        journal: FrameJournal | None = None,
    ) -> None:
        """``on_unavailable`` is called when watching ends because Bluetooth cannot be used.

        ``journal`` stands before that of the records (:class:`app.kiosk.visit_journal.VisitJournal`).

        Raises :class:`app.records.purpose.SimulationRefused` for virtual devices in a real profile; in a profile
        for practice real devices are out of reach.
        """
        if radio.simulated:
            records.purpose.practise()
        elif records.purpose.purpose is Purpose.PRACTICE:
            radio = ClosedRadio(PRACTICE_SENTENCE)
        self._on_unavailable = on_unavailable
        self._records = records
        self._hub = DeviceHub(
            radio,
            journal or records.journal,
            now,
            ask_passkey,
            zone,
            pace=pace,
            record_log=records.journal,
            consents=records.devices,
            ask_consent=ask_consent,
        )
        self._listeners: list[Listener] = []
        self._forgotten: set[str] = set()
        self._recording: asyncio.Task[None] | None = None
        self._rules: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._unavailable: RadioUnavailable | None = None

    async def __aenter__(self) -> Self:
        # The first reading must not wait for the clinical files.
        self._rules = asyncio.create_task(asyncio.to_thread(safety.prepare))
        await self._hub.__aenter__()
        self._recording = asyncio.create_task(self._record(self._hub.events()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._watching is not None:
                self._watching.cancel()
                await asyncio.wait({self._watching})
        finally:
            try:
                # Ends the stream of events, and with it the recording.
                await self._hub.__aexit__(kind, error, trace)
            finally:
                if self._recording is not None:
                    await self._recording
                if self._rules is not None:
                    await asyncio.wait({self._rules})

    @property
    def unavailable(self) -> RadioUnavailable | None:
        """Why Bluetooth cannot be used; ``None`` while it works."""
        return self._unavailable

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell ``listener`` every event; returns what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def known(self) -> tuple[KnownDevice, ...]:
        """The devices of the household."""
        return self._records.devices.all()

    async def find(self, seconds: float) -> list[DeviceFound]:
        """Look for supported devices. Raises :class:`device_io.radio.RadioUnavailable`."""
        found = await self._hub.scan(seconds)
        self._watch_again()
        return found

    async def add(self, address: str, *, afresh: bool = False) -> SessionEnded:
        """Pair a device and take its first readings; every way to end is in the result.

        Once it was added, the records hold it and what it brought. ``afresh`` forgets an earlier pairing first.
        """
        address = address.upper()
        self._forgotten.discard(address)
        return await self._recorded(address, self._hub.pair_again if afresh else self._hub.pair)

    async def fetch(self, address: str) -> SessionEnded:
        """Have a device of the household send now what it holds; every way to end is in the result.

        The records hold what it brought.
        """
        return await self._recorded(address.upper(), self._hub.fetch)

    async def _recorded(self, address: str, work: Callable[[str], Awaitable[SessionEnded]]) -> SessionEnded:
        """Do ``work`` with a device and wait until the records hold what came of it."""
        recorded = asyncio.Event()

        def wait_for_end(event: DeviceEvent) -> None:
            if isinstance(event, SessionEnded) and event.device.address == address:
                recorded.set()

        stop = self.listen(wait_for_end)
        try:
            ended = await work(address)
            if ended.result in _ADDED:
                await recorded.wait()
        finally:
            stop()
        if ended.result is not SessionResult.NO_BLUETOOTH:
            self._watch_again()
        return ended

    def stop_transfer(self, address: str) -> bool:
        """Have the transfer from a device end soon; what came is kept. Returns whether one was under way."""
        return self._hub.stop(address)

    async def forget(self, address: str) -> bool:
        """Forget a device and its bond; its readings stay. Returns whether it was known.

        Raises :class:`device_io.radio.RadioError` when the bond could not be removed; the device is
        forgotten here all the same.
        """
        address = address.upper()
        # A transfer that is under way must not make it known again.
        self._forgotten.add(address)
        was_known = await asyncio.to_thread(self._records.devices.forget, address)
        await self._hub.forget(address)
        return was_known

    def watch(self) -> None:
        """From now on take readings from known devices whenever they call."""
        self._watching = asyncio.create_task(self._watch())

    def _watch_again(self) -> None:
        """Bluetooth works: take up watching, if it had ended for want of it."""
        self._unavailable = None
        if self._watching is not None and self._watching.done():
            self.watch()

    async def _watch(self) -> None:
        try:
            known = await asyncio.to_thread(self.known)
            await self._hub.watch([one.device.address for one in known])
        except RadioUnavailable as error:
            self._unavailable = error
            self._on_unavailable()
        except RecordsError as error:
            _log.error("known devices cannot be watched: %s", type(error).__name__)

    async def _record(self, events: EventStream) -> None:
        """Record what happened, all that has happened meanwhile in one go, then tell the listeners."""
        if self._rules is not None:
            await asyncio.wait({self._rules})
        async for event in events:
            happened = [event, *events.take_waiting()]
            try:
                await self._take_over(happened)
            except RecordsError as error:
                # The frames are journalled; they are refined at the next start at the latest.
                _log.error("a device event could not be recorded: %s", type(error).__name__)
            for one in happened:
                for listener in tuple(self._listeners):
                    listener(one)

    async def _take_over(self, happened: Sequence[DeviceEvent]) -> None:
        """Refine the frames that came, a bounded number at a time, and note which devices were heard."""
        came = {
            one.raw_id for one in happened if isinstance(one, ReadingReceived | FrameRefused | FrameSetAside)
        }
        for raw_id in sorted(came)[REFINED_TOGETHER - 1 :: REFINED_TOGETHER]:
            await asyncio.to_thread(self._records.refine, raw_id)
        if len(came) % REFINED_TOGETHER:
            await asyncio.to_thread(self._records.refine, max(came))
        for one in happened:
            if (
                isinstance(one, SessionEnded)
                and one.result in _ADDED
                and one.device.address not in self._forgotten
            ):
                await asyncio.to_thread(self._records.devices.heard, one.device)
