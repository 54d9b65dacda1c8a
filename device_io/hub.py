"""All devices at once: finds them, pairs them, listens to the known ones and tells what happened."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self
from uuid import uuid4
from zoneinfo import ZoneInfo

from device_io.advertised_kinds import advertised_kinds
from device_io.broadcasts import Broadcasts, is_broadcast
from device_io.device_users import ConsentStore, NoConsents
from device_io.dialogue import AddingDialogue, AskConsent, AskPasskey
from device_io.events import (
    Device,
    DeviceEvent,
    DeviceFound,
    EventStream,
    SessionEnded,
    SessionResult,
    SessionState,
    StateChanged,
)
from device_io.journal import FrameJournal
from device_io.models import GENERIC, Support, match_advert, match_model
from device_io.pace import Pace
from device_io.profiles import SERVICES
from device_io.radio import Advert, DeviceUnreachable, PairingWindow, Radio, RadioError, RadioUnavailable
from device_io.record_resume import NoRecordLog, RecordLog
from device_io.session import AskDeviceUser, Session
from device_io.shared_scan import SharedScan
from device_io.surroundings import Surroundings

logger = logging.getLogger(__name__)

__all__ = ["AskConsent", "AskPasskey", "DeviceHub"]

#: Refusals in a row that mean the device has lost its bond; one alone proves nothing (ble-scale-sync).
STALE_BOND_REFUSALS = 3


#: Ends of a conversation after which a device is one of the household's.
ADDED = frozenset({SessionResult.DELIVERED, SessionResult.NOTHING_NEW, SessionResult.STOPPED})

_STALE_BOND = "The device and this computer no longer know each other: forget it and pair it again."


@dataclass(slots=True)
class _Record:
    """What the hub remembers of a device between sessions."""

    busy: bool = False
    not_before: float = 0.0
    failures: int = 0
    refusals: int = 0
    given_up: bool = False
    session: Session | None = None


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
        record_log: which stored records are safe, so that only later ones are fetched; none by default.
        consents: under which user each device is read; forgotten with the hub by default.
        ask_consent: asked for a device's user while it is being added; see :data:`AskConsent`.

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
        consents: ConsentStore | None = None,
        ask_consent: AskConsent | None = None,
    ) -> None:
        self._radio = radio
        self._ask_passkey = ask_passkey
        self._ask_consent = ask_consent
        self._pace = pace or Pace()
        self._new_session_id = new_session_id
        self._scan = SharedScan(radio)
        self._around = Surroundings(
            radio,
            self._scan,
            journal,
            clock,
            zone,
            self._publish,
            self._pace,
            record_log or NoRecordLog(),
            consents or NoConsents(),
        )
        self._broadcasts = Broadcasts(self._around)
        self._streams: list[EventStream] = []
        self._records: dict[str, _Record] = {}
        self._known: set[str] = set()
        self._pairing = asyncio.Lock()
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
            await self._radio.close()
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
            model = match_advert(advert.name, advert.services)
            kinds = advertised_kinds(advert, model)
            if not self._supported(advert) or (
                earlier is not None and (earlier.device, earlier.kinds) == (device, kinds)
            ):
                return
            found[advert.address] = DeviceFound(
                device, advert.rssi, model.is_supported, model.sentence, kinds
            )
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
            return await self._alone(address.upper(), self._add)

    async def fetch(self, address: str) -> SessionEnded:
        """Have a device of the household send what it holds as soon as it is seen, whatever is waited for now.

        Nobody is asked anything; every way to end is in the returned result.
        """
        return await self._alone(address.upper(), partial(self._meet, pairing=False))

    async def pair_again(self, address: str) -> SessionEnded:
        """Forget the bond with a device and make it anew; see :meth:`pair`."""
        address = address.upper()
        try:
            await self._radio.forget(address, self._pace.connect)
        except RadioUnavailable as error:
            return self._end(Device(address, ""), str(error), SessionResult.NO_BLUETOOTH)
        except RadioError as error:
            logger.info("forgetting a bond: %s", error)
        return await self.pair(address)

    def stop(self, address: str) -> bool:
        """Have the transfer from a device end soon; what came is kept. Returns whether one was under way."""
        record = self._records.get(address.upper())
        if record is None or record.session is None:
            return False
        record.session.stop()
        return True

    async def watch(self, addresses: Collection[str]) -> None:
        """Listen to known devices, and to those paired meanwhile, until cancelled.

        Raises:
            RadioUnavailable: Bluetooth is missing, off or forbidden.

        """
        addresses = [address.upper() for address in addresses]
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
        address = address.upper()
        self._known.discard(address)
        self._records.pop(address, None)
        await self._radio.forget(address, self._pace.connect)

    async def _alone(
        self, address: str, work: Callable[[AddingDialogue, _Record], Awaitable[SessionEnded]]
    ) -> SessionEnded:
        """Do ``work`` with a device while no other conversation with it is begun."""
        record = self._record(address)
        if record.busy:
            sentence = "The device is transferring readings: try again in a minute."
            return self._end(Device(address, ""), sentence, SessionResult.BUSY)
        record.busy = True
        adding = AddingDialogue(
            Device(address, "", simulated=self._radio.simulated),
            self._publish,
            self._ask_passkey,
            self._ask_consent,
            self._pace.secure,
        )
        try:
            ended = await work(adding, record)
        except RadioUnavailable as error:
            ended = self._end(adding.device, str(error), SessionResult.NO_BLUETOOTH)
        except RadioError as error:
            ended = self._end(adding.device, str(error))
        finally:
            record.busy = False
        ended = self._settle(record, adding.called_by_its_name(ended))
        if ended.result in ADDED:
            self._known.add(address)
        self._publish(ended)
        return ended

    async def _add(self, adding: AddingDialogue, record: _Record) -> SessionEnded:
        address = adding.device.address
        await self._radio.answer_pairing(PairingWindow(address, adding.passkey))
        try:
            ended = await self._meet(adding, record, pairing=True)
            if ended.result is SessionResult.BOND_REFUSED:
                await self._radio.forget(address, self._pace.connect)
                ended = await self._meet(adding, record, pairing=True)
            model = match_model(ended.device.model)
            if ended.result is SessionResult.NOTHING_NEW and model.delivers_after_reconnect:
                await asyncio.sleep(self._pace.reconnect_pause)
                ended = await self._meet(adding, record, pairing=False)
        finally:
            # Nobody is asked from here on, whether the agent can be told or not.
            with suppress(RadioError):
                await self._radio.answer_pairing(None)
        return ended

    async def _meet(self, adding: AddingDialogue, record: _Record, *, pairing: bool) -> SessionEnded:
        address = adding.device.address
        self._publish(StateChanged(address, SessionState.WAIT_ADVERT))
        advert = await self._scan.find(lambda seen: seen.address == address, self._pace.find)
        adding.device = self._device(advert)
        model = match_advert(advert.name, advert.services)
        if model.support is Support.VENDOR:
            self._publish(StateChanged(address, SessionState.UNSUPPORTED))
            return self._end(adding.device, model.sentence, SessionResult.UNSUPPORTED)
        if is_broadcast(advert):
            return await self._overhear(adding)
        return await self._run(adding.device, record, pairing=pairing, ask_user=adding.user)

    async def _overhear(self, adding: AddingDialogue) -> SessionEnded:
        """Wait for the first reading of a device that is not connected."""
        address = adding.device.address
        self._publish(StateChanged(address, SessionState.LISTEN))
        try:
            advert = await self._scan.find(
                lambda seen: seen.address == address and self._broadcasts.brings(seen), self._pace.listen
            )
        except DeviceUnreachable:
            return self._end(adding.device, "The device had nothing new.", SessionResult.NOTHING_NEW)
        ended = self._broadcasts.take(advert, self._new_session_id())
        return ended or self._end(adding.device, "The device had nothing new.", SessionResult.NOTHING_NEW)

    async def _run(
        self, device: Device, record: _Record, *, pairing: bool, ask_user: AskDeviceUser | None = None
    ) -> SessionEnded:
        record.session = Session(device, self._new_session_id(), self._around, ask_user)
        try:
            return await record.session.run(pairing=pairing)
        finally:
            record.session = None

    def _serve_known(self, advert: Advert) -> None:
        record = self._record(advert.address) if advert.address in self._known else None
        if record is None or record.busy or record.given_up or self._group is None:
            return
        if is_broadcast(advert):
            heard = self._broadcasts.take(advert, self._new_session_id())
            if heard is not None:
                self._publish(heard)
            return
        if asyncio.get_running_loop().time() < record.not_before:
            return
        record.busy = True
        task = self._group.create_task(self._serve(self._device(advert), record))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _serve(self, device: Device, record: _Record) -> None:
        try:
            ended = await self._run(device, record, pairing=False)
            self._publish(self._settle(record, ended))
        finally:
            record.busy = False

    def _settle(self, record: _Record, ended: SessionEnded) -> SessionEnded:
        """Decide when the device may be called again, if at all; return ``ended`` as it is to be told."""
        address = ended.device.address
        now = asyncio.get_running_loop().time()
        # A device that kept back records is called again soon, but not at once for ever.
        if ended.result is SessionResult.STOPPED or (ended.result in ADDED and ended.complete):
            record.failures = record.refusals = 0
            record.given_up = False
            record.not_before = now + self._pace.hold_off
            self._publish(StateChanged(address, SessionState.HOLD_OFF))
            return ended
        steps = self._pace.back_off
        record.not_before = now + steps[min(record.failures, len(steps) - 1)]
        record.failures += 1
        record.refusals = record.refusals + 1 if ended.result is SessionResult.BOND_REFUSED else 0
        # Neither becomes better by calling again; adding the device does.
        record.given_up = ended.result is SessionResult.UNSUPPORTED or record.refusals >= STALE_BOND_REFUSALS
        if record.refusals >= STALE_BOND_REFUSALS:
            self._publish(StateChanged(address, SessionState.STALE_BOND))
            return replace(ended, result=SessionResult.STALE_BOND, sentence=_STALE_BOND)
        return ended

    def _device(self, advert: Advert) -> Device:
        return Device(advert.address, advert.name, simulated=self._radio.simulated)

    def _supported(self, advert: Advert) -> bool:
        # The list of services in an advertisement may be incomplete, so a known name counts as well.
        offers = not SERVICES.isdisjoint(advert.services)
        return (
            offers
            or advert.address in self._known
            or match_advert(advert.name, advert.services) is not GENERIC
        )

    def _record(self, address: str) -> _Record:
        return self._records.setdefault(address, _Record())

    def _end(
        self, device: Device, sentence: str, result: SessionResult = SessionResult.UNREACHABLE
    ) -> SessionEnded:
        return SessionEnded(device, result, 0, sentence)

    def _publish(self, event: DeviceEvent) -> None:
        for stream in self._streams:
            stream.put(event)
