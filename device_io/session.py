"""The conversation with one device, from its advertisement to the hold-off.

WAIT_ADVERT, CONNECT, SECURE, DISCOVER, IDENTIFY, SET_TIME, NEEDS_CONSENT, SUBSCRIBE, LISTEN, COMMIT, CLOSE, each step under
a deadline; which characteristics are listened to follows from the profiles the device speaks. Every frame is in the
journal before it is decoded (:mod:`device_io.frame_intake`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from device_io import gatt
from device_io.clock_setting import DeviceClock
from device_io.codecs.battery import decode_battery_level
from device_io.codecs.device_information import decode_text
from device_io.codecs.frame import FrameError
from device_io.device_users import UserChoice
from device_io.events import (
    Device,
    NoticeGiven,
    SessionEnded,
    SessionResult,
    SessionState,
    StateChanged,
    TransferProgress,
    TransferStarted,
)
from device_io.first_set import first_set
from device_io.frame_intake import FrameIntake, Known, NotStored
from device_io.glucose_sensor import GlucoseSensor
from device_io.models import match_model, model_name
from device_io.pace import Pace
from device_io.profiles import STREAMS, Profile, spoken_profiles
from device_io.radio import (
    AuthenticationRefused,
    DeviceSilent,
    DeviceUnreachable,
    Link,
    LinkLost,
    PairingFailed,
    RadioError,
    RadioUnavailable,
    RequestRefused,
)
from device_io.record_resume import resume_after, resume_since
from device_io.record_transfer import (
    DeviceBusy,
    RecordTransfer,
    TransferPace,
    TransferRefused,
    TransferStopped,
)
from device_io.surroundings import Surroundings
from device_io.user_consent import ConsentRefused, UserAccess

__all__ = ["AskDeviceUser", "Pace", "Session", "Surroundings", "Unsupported"]

logger = logging.getLogger(__name__)

#: Asked whose readings to fetch from a device (its address and the choice it has just refused).
AskDeviceUser = Callable[[Device, UserChoice | None], Awaitable[UserChoice | None]]


class Unsupported(RadioError):
    """The device does not offer what this version reads."""

    def __init__(self) -> None:
        super().__init__(
            "This device speaks none of the standard health profiles: enter its readings by hand."
        )


_RESULTS: tuple[tuple[type[RadioError], SessionResult], ...] = (
    (PairingFailed, SessionResult.PAIRING_FAILED),
    (AuthenticationRefused, SessionResult.BOND_REFUSED),
    (Unsupported, SessionResult.UNSUPPORTED),
    (NotStored, SessionResult.NOT_STORED),
    (ConsentRefused, SessionResult.NEEDS_CONSENT),
    (DeviceBusy, SessionResult.BUSY),
    (TransferStopped, SessionResult.STOPPED),
    (RadioUnavailable, SessionResult.NO_BLUETOOTH),
    (DeviceUnreachable, SessionResult.UNREACHABLE),
    (DeviceSilent, SessionResult.UNREACHABLE),
    (RadioError, SessionResult.LINK_LOST),
)

#: Ends of a conversation that count as success once a frame is in the journal: many meters hang up or switch off when
#: everything is sent.
_HANGING_UP = (LinkLost, DeviceSilent, RequestRefused, TransferRefused)


class Session:
    """One conversation. Made for one run, then thrown away.

    Args:
        device: the device as its advertisement shows it.
        session_id: names the conversation in the journal.
        surroundings: what sessions share.
        ask_user: asked whose readings to fetch, while a device is being added; ``None``: nobody is asked.

    """

    def __init__(
        self,
        device: Device,
        session_id: str,
        surroundings: Surroundings,
        ask_user: AskDeviceUser | None = None,
    ) -> None:
        self._around = surroundings
        self._ask_user = ask_user
        self._known = Known(device)
        self._intake = FrameIntake(
            surroundings.journal,
            self._known,
            session_id,
            surroundings.zone.key,
            surroundings.radio.simulated,
            surroundings.now,
            surroundings.publish,
        )
        self._model = match_model(device.name)
        self._transfer: RecordTransfer | None = None
        self._stop = asyncio.Event()
        #: Whether the system may show a dialog of its own when what is protected is first asked for.
        self._system_asks = False

    @property
    def device(self) -> Device:
        """The device as far as it is known."""
        return self._known.device

    def stop(self) -> None:
        """Have the conversation end soon: a transfer is aborted at the device; what came is kept."""
        self._stop.set()
        if self._transfer is not None:
            self._transfer.stop()

    async def run(self, *, pairing: bool) -> SessionEnded:
        """Talk to the device until it has nothing more to say; every way to end is a result, not an error."""
        link: Link | None = None
        try:
            try:
                self._enter(SessionState.CONNECT)
                async with self._around.scan.paused():
                    link = await self._around.radio.open(
                        self.device.address, self._around.pace.connect + self._around.pace.discover
                    )
                await self._converse(link, pairing=pairing)
            finally:
                if link is not None:
                    await self._intake.settle()
                    self._enter(SessionState.CLOSE)
                    await link.close()
        except RadioError as error:
            return self._ended(error)
        return self._ended(None)

    def _ended(self, error: RadioError | None) -> SessionEnded:
        frames, complete = self._intake.frames, True
        if frames and isinstance(error, _HANGING_UP) and not isinstance(error, DeviceBusy):
            complete = self._transfer is None
            error = None
        if error is None:
            result = SessionResult.DELIVERED if frames else SessionResult.NOTHING_NEW
            sentence = "The transfer is complete." if frames else "The device had nothing new."
            if not complete:
                sentence = "Part of the records came: start the transfer on the device again for the rest."
        else:
            complete = self._transfer is None
            result = next(result for kind, result in _RESULTS if isinstance(error, kind))
            sentence = str(error)
        return SessionEnded(self.device, result, frames, sentence, complete)

    async def _converse(self, link: Link, *, pairing: bool) -> None:
        pace = self._around.pace
        if pairing:
            self._enter(SessionState.SECURE)
            # The person's minute begins once the device shows its number.
            self._system_asks = not await link.pair(pace.connect + pace.secure)
        self._enter(SessionState.DISCOVER)
        profiles = spoken_profiles(link.characteristics)
        if not profiles:
            self._enter(SessionState.UNSUPPORTED)
            raise Unsupported
        if self._model.subscribe_first and not pairing:
            # It hangs up within two seconds of the last value, so nothing may come before listening.
            await self._subscribe(link, profiles, pace.subscribe)
            profiles_left: tuple[Profile, ...] = ()
        else:
            profiles_left = profiles
        self._enter(SessionState.IDENTIFY)
        await self._identify(link)
        clock, due = await self._look_at_clock(link, profiles)
        await self._open_sensor(link)
        await self._choose_user(link, pairing=pairing)
        # Where the platform pairs at the first protected access, a person may be typing during this call.
        await self._subscribe(link, profiles_left, pace.secure if pairing else pace.subscribe)
        await self._receive(link, profiles, pairing=pairing)
        self._enter(SessionState.COMMIT)
        if due and not link.closed.is_set():
            # After the download, so that the records of one session share one clock.
            await clock.set()

    async def _look_at_clock(self, link: Link, profiles: tuple[Profile, ...]) -> tuple[DeviceClock, bool]:
        """Note how far the device's clock is off; return it and whether it is to be set at the end."""
        self._enter(SessionState.SET_TIME)
        clock = DeviceClock(
            link, self._model.makers_clock, self._around.local_now, self._around.pace.set_time
        )
        due = any(profile.stamped for profile in profiles) and await clock.is_due()
        self._known.clock_offset = clock.offset
        self._known.device = replace(self.device, clock_offset=clock.offset)
        readable = not link.characteristics.isdisjoint((gatt.CURRENT_TIME, gatt.DATE_TIME))
        if due and (self._model.clock_before_readings or (readable and clock.offset is None)):
            await clock.set()
            due = False
        return clock, due

    async def _open_sensor(self, link: Link) -> None:
        if gatt.CGM_MEASUREMENT not in link.characteristics:
            return
        sensor = GlucoseSensor(link, self._around.local_now, self._around.pace.identify)
        self._known.sensor = await sensor.open()
        for notice in sorted(self._known.sensor.notices):
            self._around.publish(NoticeGiven(self.device, notice))

    async def _choose_user(self, link: Link, *, pairing: bool) -> None:
        """Have a device that keeps users apart send the readings of one."""
        if gatt.USER_CONTROL_POINT not in link.characteristics:
            return
        self._enter(SessionState.NEEDS_CONSENT)
        access = UserAccess(link, self.device.address, self._around.consents, self._around.pace.identify)
        ask = None
        if pairing and self._ask_user is not None:
            ask = partial(self._ask_user, self.device)
        try:
            self._known.user_slot = await access.gain(ask)
        except (RequestRefused, DeviceSilent) as error:
            # It may still send readings that belong to nobody.
            logger.info("choosing a user: %s", error)

    async def _subscribe(self, link: Link, profiles: tuple[Profile, ...], deadline_s: float) -> None:
        """Listen to all that the device sends; results last, since some devices hang up once those are sent."""
        if not profiles:
            return
        self._enter(SessionState.SYSTEM_DIALOG if self._system_asks else SessionState.SUBSCRIBE)
        await asyncio.sleep(self._model.settle_seconds)
        for aside in (one for profile in profiles for one in profile.asides if one in link.characteristics):
            try:
                await link.subscribe(aside, partial(self._intake.take, aside), deadline_s)
            except RequestRefused as error:
                logger.info("characteristic %s: %s", gatt.short_name(aside), error)
        for profile in profiles:
            for source in profile.sources(link.characteristics):
                held = not profile.on_request and source not in STREAMS
                await link.subscribe(source, partial(self._intake.take, source), deadline_s, held=held)

    async def _receive(self, link: Link, profiles: tuple[Profile, ...], *, pairing: bool) -> None:
        pace = self._around.pace
        self._enter(SessionState.LISTEN)
        if any(profile.on_request for profile in profiles):
            await self._fetch_records(link)
        if all(profile.on_request for profile in profiles):
            return
        streams = any(source in STREAMS for one in profiles for source in one.sources(link.characteristics))
        if self._model.delivers_after_reconnect and pairing:
            longest = pace.quiet
        else:
            longest = pace.stream if streams and not pairing else pace.listen
        await self._listen(link, longest, streams=streams, pairing=pairing)

    async def _fetch_records(self, link: Link) -> None:
        pace, device = self._around.pace, self.device
        self._transfer = transfer = RecordTransfer(
            link,
            TransferPace(pace.subscribe, pace.records_idle, pace.quiet, pace.records_retry),
            lambda expected: self._around.publish(TransferStarted(device, expected)),
            lambda came, expected: self._around.publish(TransferProgress(device, came, expected)),
            self._intake.keep_answer,
        )
        self._intake.on_records, self._intake.on_failure = transfer.record_came, transfer.fail
        if self._stop.is_set():
            transfer.stop()
        stamp = None if self._known.sensor is None else self._known.sensor.stamp
        log = await asyncio.to_thread(self._around.record_log.frames, device.address, stamp)
        self._intake.begin_transfer()
        if self._model.sequence_reliable:
            after = resume_after(log)
            if after is not None and self._model.ketone_in_context:
                after = max(after - 1, 0)  # its notes may not have come any more
            await transfer.run(after)
        else:
            await transfer.run(None, resume_since(log))
        await self._intake.settle()
        if self._intake.failure is not None:
            raise self._intake.failure
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
        stated = model_name(self.device.name, manufacturer, model)
        self._known.device = replace(self.device, model=stated, battery_percent=battery)
        self._model = match_model(stated)

    async def _read_if_offered(self, link: Link, characteristic: str) -> bytes | None:
        if characteristic not in link.characteristics:
            return None
        try:
            return await link.read(characteristic, self._around.pace.identify)
        except (RequestRefused, AuthenticationRefused) as error:
            logger.info("characteristic %s: %s", characteristic[4:8], error)
            return None

    async def _listen(self, link: Link, longest_s: float, *, streams: bool, pairing: bool) -> None:
        """Wait until the device hangs up, has been quiet after its last value, or time is up.

        A device that sends every second is heard for as long as it is worn: it is given up when no reading has
        come for as long as others are listened to, or at once where it was only to be added.
        """
        loop, pace = asyncio.get_running_loop(), self._around.pace
        until = loop.time() + longest_s
        read, read_at = self._intake.readings, loop.time()
        while not link.closed.is_set() and loop.time() < until and not self._stop.is_set():
            heard = self._intake.heard
            try:
                async with asyncio.timeout(min(pace.quiet, max(until - loop.time(), 0))):
                    await first_set(link.closed, self._stop)
            except TimeoutError:
                if self._intake.frames and (heard == self._intake.heard or (streams and pairing)):
                    break
            if streams and read != self._intake.readings:
                read, read_at = self._intake.readings, loop.time()
            elif streams and loop.time() - read_at > pace.listen:
                break
            if self._intake.failure is not None:
                break
        if self._intake.failure is not None:
            raise self._intake.failure

    def _enter(self, state: SessionState) -> None:
        self._around.publish(StateChanged(self.device.address, state))
