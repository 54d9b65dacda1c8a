"""The conversation with one device, from its advertisement to the hold-off.

WAIT_ADVERT, CONNECT, SECURE, DISCOVER, IDENTIFY, SET_TIME, SUBSCRIBE, LISTEN, COMMIT, CLOSE, each step under
a deadline; which characteristics are listened to follows from the profiles the device speaks. Every frame is in the journal before it is decoded, within the notification itself, because the
operating system has confirmed it to the device by then and the device may delete it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from device_io import gatt
from device_io.codecs.battery import decode_battery_level
from device_io.codecs.current_time import decode_current_time, encode_current_time, host_clock
from device_io.codecs.device_information import decode_text
from device_io.codecs.frame import FrameError
from device_io.device_clock import RESET_OFFSET, offset_of
from device_io.events import (
    Device,
    DeviceEvent,
    FrameRefused,
    FrameSetAside,
    ReadingReceived,
    SessionEnded,
    SessionResult,
    SessionState,
    StateChanged,
    TransferStarted,
)
from device_io.interpretation import NotAReading, interpret
from device_io.journal import FrameJournal, RawFrame
from device_io.models import match_model, model_name
from device_io.profiles import LIVE, Profile, spoken_profiles
from device_io.radio import (
    AuthenticationRefused,
    DeviceSilent,
    DeviceUnreachable,
    Link,
    LinkLost,
    PairingFailed,
    Radio,
    RadioError,
    RadioUnavailable,
    RequestRefused,
)
from device_io.record_transfer import NoRecordLog, RecordLog, RecordTransfer, TransferPace, TransferRefused
from device_io.shared_scan import SharedScan

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """Deadlines and pauses of the conversation, in seconds.

    Defaults: transport steps from the practice of bleak, hass-omron and blessed; a person gets a minute to
    read and type a passkey; meters send at once, so three quiet seconds after a value mean that was all.
    Stored records may come as slowly as the ATT transaction time allows; a busy meter is asked again after a
    second (Tidepool's driver).
    """

    find: float = 60.0
    connect: float = 20.0
    secure: float = 60.0
    discover: float = 15.0
    identify: float = 5.0
    set_time: float = 5.0
    subscribe: float = 5.0
    quiet: float = 3.0
    listen: float = 60.0
    records_idle: float = 30.0
    records_retry: float = 1.0
    hold_off: float = 40.0
    reconnect_pause: float = 2.0
    back_off: tuple[float, ...] = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What sessions share: the radio and its scan, the journal, clocks and where events go."""

    radio: Radio
    scan: SharedScan
    journal: FrameJournal
    now: Callable[[], datetime]
    zone: ZoneInfo
    publish: Callable[[DeviceEvent], None]
    pace: Pace
    record_log: RecordLog = field(default_factory=NoRecordLog)


class Unsupported(RadioError):
    """The device does not offer what this version reads."""


class NotStored(RadioError):
    """The journal could not take a frame."""


_RESULTS: tuple[tuple[type[RadioError], SessionResult], ...] = (
    (PairingFailed, SessionResult.PAIRING_FAILED),
    (AuthenticationRefused, SessionResult.BOND_REFUSED),
    (Unsupported, SessionResult.UNSUPPORTED),
    (NotStored, SessionResult.NOT_STORED),
    (RadioUnavailable, SessionResult.NO_BLUETOOTH),
    (DeviceUnreachable, SessionResult.UNREACHABLE),
    (DeviceSilent, SessionResult.UNREACHABLE),
    (RadioError, SessionResult.LINK_LOST),
)


class Session:
    """One conversation. Made for one run, then thrown away."""

    def __init__(self, device: Device, session_id: str, surroundings: Surroundings) -> None:
        self._device = device
        self._id = session_id
        self._around = surroundings
        self._model = match_model(device.name)
        self._clock_offset: timedelta | None = None
        self._frames = 0
        self._heard = 0
        self._transfer: RecordTransfer | None = None
        self._journal_failure: Exception | None = None

    async def run(self, *, pairing: bool) -> SessionEnded:
        """Talk to the device until it has nothing more to say; every way to end is a result, not an error."""
        try:
            self._enter(SessionState.CONNECT)
            async with self._around.scan.paused():
                link = await self._around.radio.open(
                    self._device.address, self._around.pace.connect + self._around.pace.discover
                )
            try:
                await self._converse(link, pairing=pairing)
            finally:
                self._enter(SessionState.CLOSE)
                await link.close()
        except RadioError as error:
            return self._ended(error)
        return self._ended(None)

    def _ended(self, error: RadioError | None) -> SessionEnded:
        # Many meters hang up or switch off once everything is sent: with a frame in the journal that is success.
        complete = True
        if self._frames and isinstance(error, LinkLost | DeviceSilent | RequestRefused | TransferRefused):
            complete = self._transfer is None
            error = None
        if error is None:
            result = SessionResult.DELIVERED if self._frames else SessionResult.NOTHING_NEW
            sentence = "The transfer is complete." if self._frames else "The device had nothing new."
            if not complete:
                sentence = "Part of the records came: start the transfer on the device again for the rest."
        else:
            result = next(result for kind, result in _RESULTS if isinstance(error, kind))
            sentence = str(error)
        return SessionEnded(self._device, result, self._frames, sentence, complete)

    async def _converse(self, link: Link, *, pairing: bool) -> None:
        pace = self._around.pace
        if pairing:
            self._enter(SessionState.SECURE)
            # The person's minute begins once the device shows its number.
            await link.pair(pace.connect + pace.secure)
        self._enter(SessionState.DISCOVER)
        profiles = spoken_profiles(link.characteristics)
        if not profiles:
            self._enter(SessionState.UNSUPPORTED)
            raise Unsupported(
                "This device speaks none of the standard health profiles: enter its readings by hand."
            )
        self._enter(SessionState.IDENTIFY)
        await self._identify(link)
        self._enter(SessionState.SET_TIME)
        due = any(profile.stamped for profile in profiles) and await self._read_clock(link)
        if due and (self._model.clock_before_readings or self._clock_offset is None):
            await self._set_clock(link)
            due = False
        self._enter(SessionState.SUBSCRIBE)
        await asyncio.sleep(self._model.settle_seconds)
        # Where the platform pairs at the first protected access, a person may be typing during this call.
        await self._subscribe(link, profiles, pace.secure if pairing else pace.subscribe)
        self._enter(SessionState.LISTEN)
        if any(profile.on_request for profile in profiles):
            await self._fetch_records(link)
        if not all(profile.on_request for profile in profiles):
            await self._listen(
                link, pace.quiet if self._model.delivers_after_reconnect and pairing else pace.listen
            )
        self._enter(SessionState.COMMIT)
        if due and not link.closed.is_set():
            # After the download, so that the records of one session share one clock.
            await self._set_clock(link)

    async def _subscribe(self, link: Link, profiles: tuple[Profile, ...], deadline_s: float) -> None:
        """Listen to all that the device sends; results last, since some devices hang up once those are sent."""
        for aside in (one for profile in profiles for one in profile.asides if one in link.characteristics):
            try:
                await link.subscribe(aside, partial(self._on_frame, aside), deadline_s)
            except RequestRefused as error:
                logger.info("characteristic %s: %s", gatt.short_name(aside), error)
        for source in (one for profile in profiles for one in profile.sources(link.characteristics)):
            await link.subscribe(source, partial(self._on_frame, source), deadline_s)

    async def _fetch_records(self, link: Link) -> None:
        pace = self._around.pace
        self._transfer = RecordTransfer(
            link,
            TransferPace(pace.subscribe, pace.records_idle, pace.quiet, pace.records_retry),
            lambda expected: self._around.publish(TransferStarted(self._device, expected)),
        )
        await self._transfer.run(self._around.record_log.last_sequence(self._device.address))
        self._transfer = None

    async def _identify(self, link: Link) -> None:
        manufacturer, model, battery = "", "", None
        if (raw := await self._read_if_offered(link, gatt.MANUFACTURER_NAME)) is not None:
            manufacturer = decode_text(raw)
        if (raw := await self._read_if_offered(link, gatt.MODEL_NUMBER)) is not None:
            model = decode_text(raw)
        if (raw := await self._read_if_offered(link, gatt.BATTERY_LEVEL)) is not None:
            with suppress(FrameError):
                battery = decode_battery_level(raw)
        stated = model_name(self._device.name, manufacturer, model)
        self._device = replace(self._device, model=stated, battery_percent=battery)
        self._model = match_model(stated)

    async def _read_if_offered(self, link: Link, characteristic: str) -> bytes | None:
        if characteristic not in link.characteristics:
            return None
        try:
            return await link.read(characteristic, self._around.pace.identify)
        except (RequestRefused, AuthenticationRefused) as error:
            logger.info("characteristic %s: %s", characteristic[4:8], error)
            return None

    def _local_now(self) -> datetime:
        return self._around.now().astimezone(self._around.zone)

    async def _read_clock(self, link: Link) -> bool:
        """Note how far the device's clock is off; return whether it is to be set."""
        if gatt.CURRENT_TIME not in link.characteristics:
            return False
        try:
            raw = await link.read(gatt.CURRENT_TIME, self._around.pace.set_time)
            self._clock_offset = offset_of(decode_current_time(raw).time, self._local_now())
        except (RequestRefused, AuthenticationRefused, DeviceSilent, FrameError) as error:
            logger.info("the device's clock: %s", error)
        return self._clock_offset is None or abs(self._clock_offset) > RESET_OFFSET

    async def _set_clock(self, link: Link) -> None:
        """Set the device's clock; devices that refuse (code 0x80 is common) keep their own."""
        try:
            clock = encode_current_time(host_clock(self._local_now()))
            await link.write(gatt.CURRENT_TIME, clock, self._around.pace.set_time)
        except (RequestRefused, AuthenticationRefused, DeviceSilent) as error:
            logger.info("setting the device's clock: %s", error)

    async def _listen(self, link: Link, longest_s: float) -> None:
        """Wait until the device hangs up, or has been quiet after its last value, or time is up."""
        loop = asyncio.get_running_loop()
        until = loop.time() + longest_s
        while not link.closed.is_set() and loop.time() < until and self._journal_failure is None:
            frames, heard = self._frames, self._heard
            try:
                async with asyncio.timeout(min(self._around.pace.quiet, until - loop.time())):
                    await link.closed.wait()
            except TimeoutError:
                if frames and heard == self._heard:
                    break
        if self._journal_failure is not None:
            raise _not_stored() from self._journal_failure

    def _on_frame(self, characteristic: str, payload: bytes) -> None:
        frame = RawFrame(
            device_id=self._device.address,
            device_model=self._device.model,
            characteristic=characteristic,
            payload=payload,
            received_at=self._around.now(),
            session_id=self._id,
            time_zone=self._around.zone.key,
            clock_offset=self._clock_offset,
            simulated=self._around.radio.simulated,
        )
        try:
            raw_id = self._around.journal.append(frame)
        except Exception as error:
            self._journal_failure = error  # ends the session; raised so that the radio does not confirm
            if self._transfer is not None:
                self._transfer.fail(_not_stored())
            raise
        self._heard += 1
        if self._transfer is not None and characteristic not in LIVE:
            self._transfer.record_came()
        self._tell(raw_id, frame)

    def _tell(self, raw_id: int, frame: RawFrame) -> None:
        """Say what came. Frames set aside are no news of their own: they count for nothing but silence."""
        try:
            reading = interpret(frame)
        except NotAReading as error:
            if frame.characteristic in LIVE:
                self._around.publish(FrameSetAside(raw_id, self._device))
                return
            event: DeviceEvent = FrameRefused(raw_id, str(error), self._device)
        except FrameError as error:
            event = FrameRefused(raw_id, str(error), self._device)
        else:
            event = ReadingReceived(raw_id, reading, self._device)
        self._frames += 1
        self._around.publish(event)

    def _enter(self, state: SessionState) -> None:
        self._around.publish(StateChanged(self._device.address, state))


def _not_stored() -> NotStored:
    return NotStored(
        "A reading could not be stored: free some disk space and transfer it from the device again."
    )
