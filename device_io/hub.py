"""All devices at once: finds them, pairs them, listens to the known ones and tells what happened."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Self
from uuid import uuid4
from zoneinfo import ZoneInfo

from device_io.events import (
    Device,
    DeviceEvent,
    DeviceFound,
    EventStream,
    PasskeyWanted,
    SessionEnded,
    SessionResult,
    SessionState,
    StateChanged,
)
from device_io.journal import FrameJournal
from device_io.models import GENERIC, match_model
from device_io.profiles import SERVICES
from device_io.radio import Advert, PairingWindow, Radio, RadioError, RadioUnavailable
from device_io.record_transfer import NoRecordLog, RecordLog
from device_io.session import Pace, Session, Surroundings
from device_io.shared_scan import SharedScan

logger = logging.getLogger(__name__)

#: Asked for the six digits; ``None`` cancels. Without one, the answer is taken from the event's ``reply``.
AskPasskey = Callable[[PasskeyWanted], Awaitable[int | None]]

#: A passkey has six digits (Bluetooth Core, Vol 3, Part H, 2.3.5.3).
MAX_PASSKEY = 999_999

#: Refusals in a row that mean the device has lost its bond; one alone proves nothing (ble-scale-sync).
STALE_BOND_REFUSALS = 3


@dataclass(slots=True)
class _Record:
    """What the hub remembers of a device between sessions."""

    busy: bool = False
    not_before: float = 0.0
    failures: int = 0
    refusals: int = 0


class DeviceHub:
    """Runs the sessions of all devices on one radio.

    Args:
        radio: the adapter.
        journal: where raw frames go before anything else happens to them.
        clock: returns the present moment, aware.
        ask_passkey: asked while a device is being added; see :data:`AskPasskey`.
        zone: the household's time zone, in which device clocks run.
        pace: deadlines and pauses.
        new_session_id: returns a fresh id for every session.
        record_log: which numbered records are safe, so that only later ones are fetched; none by default.

    """

    def __init__(
        self,
        radio: Radio,
        journal: FrameJournal,
        clock: Callable[[], datetime],
        ask_passkey: AskPasskey | None,
        zone: ZoneInfo,
        *,
        pace: Pace | None = None,
        new_session_id: Callable[[], str] = lambda: uuid4().hex,
        record_log: RecordLog | None = None,
    ) -> None:
        self._radio = radio
        self._ask = ask_passkey
        self._pace = pace or Pace()
        self._new_session_id = new_session_id
        self._scan = SharedScan(radio)
        self._around = Surroundings(
            radio, self._scan, journal, clock, zone, self._publish, self._pace, record_log or NoRecordLog()
        )
        self._streams: list[EventStream] = []
        self._records: dict[str, _Record] = {}
        self._known: set[str] = set()
        self._pairing = asyncio.Lock()
        self._adding: Device | None = None
        self._cancelled = False
        self._running: set[asyncio.Task[None]] = set()
        self._stack = AsyncExitStack()
        self._group: asyncio.TaskGroup | None = None

    async def __aenter__(self) -> Self:
        self._group = await self._stack.enter_async_context(asyncio.TaskGroup())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in tuple(self._running):
            task.cancel()
        try:
            # The sessions are ended by now; an error of the caller passes by as it is, in no exception group.
            await self._stack.__aexit__(None, None, None)
            await self._scan.close()
        finally:
            for stream in self._streams:
                stream.close()

    def events(self) -> EventStream:
        """Return a stream of all events from now on; it ends when the hub does."""
        stream = EventStream()
        self._streams = [*(one for one in self._streams if not one.closed), stream]
        return stream

    async def scan(self, seconds: float) -> list[DeviceFound]:
        """Look for supported devices; each is also an event the moment it is found.

        Raises:
            RadioUnavailable: Bluetooth is missing, off or forbidden.

        """
        found: dict[str, DeviceFound] = {}

        def look(advert: Advert) -> None:
            device = self._device(advert)
            earlier = found.get(advert.address)
            if not self._supported(advert) or (earlier is not None and earlier.device == device):
                return
            found[advert.address] = DeviceFound(device, advert.rssi)
            self._publish(found[advert.address])

        async with self._scan.listening(look):
            await asyncio.sleep(seconds)
        return sorted(found.values(), key=lambda one: -one.rssi)

    async def pair(self, address: str) -> SessionEnded:
        """Add the device with ``address``: find it, connect, pair, take its first readings.

        A bond that the device no longer accepts is forgotten and made anew, since the person asked for it.
        Passkey questions are answered for this device and only while this runs. Every way to end is in
        the returned result.
        """
        async with self._pairing:
            record = self._record(address)
            if record.busy:
                return self._end(
                    Device(address, ""), "The device is transferring readings: try again in a minute."
                )
            record.busy = True
            self._cancelled = False
            self._adding = Device(address, "", simulated=self._radio.simulated)
            try:
                await self._radio.answer_pairing(PairingWindow(address, self._passkey))
                ended = await self._add(address)
            except RadioUnavailable as error:
                ended = self._end(self._adding, str(error), SessionResult.NO_BLUETOOTH)
            except RadioError as error:
                ended = self._end(self._adding, str(error))
            finally:
                record.busy = False
                self._adding = None
                with suppress(
                    RadioError
                ):  # nobody is asked from here on, whether the agent can be told or not
                    await self._radio.answer_pairing(None)
            if self._cancelled and ended.result is SessionResult.PAIRING_FAILED:
                ended = replace(
                    ended,
                    result=SessionResult.CANCELLED,
                    sentence="Pairing was cancelled: nothing was added.",
                )
            if ended.result in (SessionResult.DELIVERED, SessionResult.NOTHING_NEW):
                self._known.add(address)
            self._settle(record, ended)
            self._publish(ended)
            return ended

    async def watch(self, addresses: Collection[str]) -> None:
        """Listen to known devices, and to those paired meanwhile, until cancelled.

        Raises:
            RadioUnavailable: Bluetooth is missing, off or forbidden.

        """
        self._known.update(addresses)
        for address in addresses:
            self._publish(StateChanged(address, SessionState.WAIT_ADVERT))
        async with self._scan.listening(self._serve_known):
            await self._scan.until_lost()

    async def forget(self, address: str) -> None:
        """Stop listening to a device and remove its bond.

        Raises:
            RadioError: the bond could not be removed; the device is no longer listened to all the same.

        """
        self._known.discard(address)
        self._records.pop(address, None)
        await self._radio.forget(address, self._pace.connect)

    async def _add(self, address: str) -> SessionEnded:
        ended = await self._meet(address, self._pace.find, pairing=True)
        if ended.result is SessionResult.BOND_REFUSED:
            await self._radio.forget(address, self._pace.connect)
            ended = await self._meet(address, self._pace.find, pairing=True)
        model = match_model(ended.device.model)
        if ended.result is SessionResult.NOTHING_NEW and model.delivers_after_reconnect:
            await asyncio.sleep(self._pace.reconnect_pause)
            ended = await self._meet(address, self._pace.find, pairing=False)
        return ended

    async def _meet(self, address: str, find_s: float, *, pairing: bool) -> SessionEnded:
        self._publish(StateChanged(address, SessionState.WAIT_ADVERT))
        advert = await self._scan.find(lambda seen: seen.address == address, find_s)
        self._adding = self._device(advert)
        return await Session(self._adding, self._new_session_id(), self._around).run(pairing=pairing)

    def _serve_known(self, advert: Advert) -> None:
        record = self._record(advert.address) if advert.address in self._known else None
        if record is None or record.busy or self._group is None:
            return
        if asyncio.get_running_loop().time() < record.not_before:
            return
        record.busy = True
        task = self._group.create_task(self._serve(self._device(advert), record))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _serve(self, device: Device, record: _Record) -> None:
        try:
            ended = await Session(device, self._new_session_id(), self._around).run(pairing=False)
            self._settle(record, ended)
            self._publish(ended)
        finally:
            record.busy = False

    def _settle(self, record: _Record, ended: SessionEnded) -> None:
        """Decide when the device may be called again, and whether its bond is lost."""
        address = ended.device.address
        now = asyncio.get_running_loop().time()
        # A device that kept back records is called again soon, but not at once for ever.
        if ended.result in (SessionResult.DELIVERED, SessionResult.NOTHING_NEW) and ended.complete:
            record.failures = record.refusals = 0
            record.not_before = now + self._pace.hold_off
            self._publish(StateChanged(address, SessionState.HOLD_OFF))
            return
        steps = self._pace.back_off
        record.not_before = now + steps[min(record.failures, len(steps) - 1)]
        record.failures += 1
        record.refusals = record.refusals + 1 if ended.result is SessionResult.BOND_REFUSED else 0
        if record.refusals >= STALE_BOND_REFUSALS:
            self._publish(StateChanged(address, SessionState.STALE_BOND))

    async def _passkey(self, address: str) -> int | None:
        """Ask the person for the digits on the display of the device that is being added."""
        adding = self._adding or Device(address, "")
        self._publish(StateChanged(adding.address, SessionState.NEEDS_PASSKEY))
        wanted = PasskeyWanted(adding.address, adding.name, asyncio.get_running_loop().create_future())
        self._publish(wanted)
        number: int | None = None
        try:
            async with asyncio.timeout(self._pace.secure):
                number = await (self._ask(wanted) if self._ask is not None else wanted.reply)
        except TimeoutError:
            logger.info("nobody answered the passkey question in time")
        self._cancelled = number is None
        return number if number is not None and 0 <= number <= MAX_PASSKEY else None

    def _device(self, advert: Advert) -> Device:
        return Device(advert.address, advert.name, simulated=self._radio.simulated)

    def _supported(self, advert: Advert) -> bool:
        # The list of services in an advertisement may be incomplete, so a known name counts as well.
        offers = not SERVICES.isdisjoint(advert.services)
        return offers or advert.address in self._known or match_model(advert.name) is not GENERIC

    def _record(self, address: str) -> _Record:
        return self._records.setdefault(address, _Record())

    def _end(
        self, device: Device, sentence: str, result: SessionResult = SessionResult.UNREACHABLE
    ) -> SessionEnded:
        return SessionEnded(device, result, 0, sentence)

    def _publish(self, event: DeviceEvent) -> None:
        for stream in self._streams:
            stream.put(event)
