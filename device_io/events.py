"""What the device room tells those who listen: plain dataclasses on an asynchronous stream."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from device_io.device_users import UserChoice
from device_io.reading import Reading, ReadingKind

logger = logging.getLogger(__name__)

#: Events a slow listener may fall behind by: several full memories of a glucose meter. Readings are in the journal
#: before they are events.
MAX_WAITING_EVENTS = 20_000


class SessionState(StrEnum):
    """Where the conversation with a device stands."""

    WAIT_ADVERT = "wait_advert"
    CONNECT = "connect"
    SECURE = "secure"
    NEEDS_PASSKEY = "needs_passkey"
    DISCOVER = "discover"
    IDENTIFY = "identify"
    SET_TIME = "set_time"
    NEEDS_CONSENT = "needs_consent"
    SYSTEM_DIALOG = "system_dialog"
    SUBSCRIBE = "subscribe"
    LISTEN = "listen"
    COMMIT = "commit"
    CLOSE = "close"
    HOLD_OFF = "hold_off"
    STALE_BOND = "stale_bond"
    UNSUPPORTED = "unsupported"


class SessionResult(StrEnum):
    """How a conversation ended."""

    DELIVERED = "delivered"
    NOTHING_NEW = "nothing_new"
    PAIRING_FAILED = "pairing_failed"
    CANCELLED = "cancelled"
    BOND_REFUSED = "bond_refused"
    UNSUPPORTED = "unsupported"
    UNREACHABLE = "unreachable"
    LINK_LOST = "link_lost"
    NOT_STORED = "not_stored"
    NO_BLUETOOTH = "no_bluetooth"
    WRONG_PASSKEY = "wrong_passkey"
    PAIRING_REFUSED = "pairing_refused"
    STALE_BOND = "stale_bond"
    BUSY = "busy"
    STOPPED = "stopped"
    NEEDS_CONSENT = "needs_consent"


class Notice(StrEnum):
    """What a device says about itself that a person should know."""

    BATTERY_LOW = "battery_low"
    SENSOR_STOPPED = "sensor_stopped"
    SENSOR_FAULT = "sensor_fault"
    SENSOR_ENDS_SOON = "sensor_ends_soon"
    CALIBRATION_NEEDED = "calibration_needed"
    SENSOR_WARMING_UP = "sensor_warming_up"


@dataclass(frozen=True, slots=True)
class Device:
    """A device as far as it is known: ``model`` is maker and model, or the advertised name.

    ``clock_offset`` is host time minus device time when its clock was last read.
    """

    address: str
    name: str
    model: str = ""
    battery_percent: int | None = None
    simulated: bool = False
    clock_offset: timedelta | None = None


@dataclass(frozen=True, slots=True)
class DeviceFound:
    """A known kind of device advertises; ``rssi`` in dBm.

    ``supported`` is ``False`` for one that only speaks its maker's own language; ``sentence`` then says what to do.
    ``kinds`` are what it can be expected to measure, empty where nothing tells.
    """

    device: Device
    rssi: int
    supported: bool = True
    sentence: str = ""
    kinds: frozenset[ReadingKind] = frozenset()


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The conversation with ``address`` moved on."""

    address: str
    state: SessionState


@dataclass(frozen=True, slots=True)
class PasskeyWanted:
    """The device displays six digits; set ``reply`` to them, or to ``None`` to cancel."""

    address: str
    name: str
    reply: asyncio.Future[int | None] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ConsentWanted:
    """The device keeps users apart and wants to know whose readings to send.

    Set ``reply`` to the user and the consent code that the device shows, or to "a new user"; ``None`` goes on without,
    and the device sends nothing or only what belongs to nobody. ``refused`` is the choice it has just turned down.
    """

    address: str
    name: str
    refused: UserChoice | None
    reply: asyncio.Future[UserChoice | None] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ReadingReceived:
    """A reading arrived, the number ``part`` (from 0) in its frame, which is row ``raw_id`` of the journal."""

    raw_id: int
    reading: Reading
    device: Device
    part: int = 0


@dataclass(frozen=True, slots=True)
class FrameRefused:
    """A frame arrived and was journalled as ``raw_id`` but carries no reading; ``sentence`` says why."""

    raw_id: int
    sentence: str
    device: Device


@dataclass(frozen=True, slots=True)
class FrameSetAside:
    """A frame was journalled as ``raw_id`` that is not meant to be a reading: a live value, notes on a record."""

    raw_id: int
    device: Device


@dataclass(frozen=True, slots=True)
class TransferStarted:
    """The device is about to send ``expected`` stored records."""

    device: Device
    expected: int


@dataclass(frozen=True, slots=True)
class TransferProgress:
    """So many stored records have come; ``expected`` is ``None`` where the device cannot say."""

    device: Device
    received: int
    expected: int | None


@dataclass(frozen=True, slots=True)
class LiveReading:
    """A value of a device that sends one every second; it is shown and not kept."""

    reading: Reading
    device: Device


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """The device says something about itself."""

    device: Device
    notice: Notice


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The conversation is over: ``frames`` of results were journalled, ``sentence`` is for the person.

    ``complete`` is ``False`` where a device holds records that it was asked for and did not send.
    """

    device: Device
    result: SessionResult
    frames: int
    sentence: str
    complete: bool = True


DeviceEvent = (
    DeviceFound
    | StateChanged
    | PasskeyWanted
    | ReadingReceived
    | FrameRefused
    | FrameSetAside
    | TransferStarted
    | TransferProgress
    | LiveReading
    | NoticeGiven
    | ConsentWanted
    | SessionEnded
)


class EventStream:
    """One listener's view of the events, from the moment it was made until :meth:`close`."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[DeviceEvent | None] = asyncio.Queue(MAX_WAITING_EVENTS)
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether nothing more is put into it."""
        return self._closed

    def put(self, event: DeviceEvent) -> None:
        """Hand over ``event``; a listener that fell too far behind misses it."""
        if self._closed:
            return
        try:
            self._waiting.put_nowait(event)
        except asyncio.QueueFull:
            logger.warning(
                "a listener is %d events behind; %s left out", MAX_WAITING_EVENTS, type(event).__name__
            )

    def take_waiting(self) -> list[DeviceEvent]:
        """Return the events that are waiting, in order, without waiting for more."""
        taken: list[DeviceEvent] = []
        while not self._waiting.empty():
            event = self._waiting.get_nowait()
            if event is None:
                self._waiting.put_nowait(None)
                break
            taken.append(event)
        return taken

    def close(self) -> None:
        """End the stream after the events that are waiting."""
        if self._closed:
            return
        self._closed = True
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(None)

    def __aiter__(self) -> AsyncIterator[DeviceEvent]:
        return self

    async def __anext__(self) -> DeviceEvent:
        event = await self._waiting.get()
        if event is None:
            self._waiting.put_nowait(None)  # whoever asks again is told again
            raise StopAsyncIteration
        return event
