"""Where the frames of one conversation arrive: into the journal first, then read, then told.

The operating system confirms a frame to the device before we see it, and the device may then delete it: whatever
happens afterwards, the journal has it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from device_io import gatt
from device_io.codecs.cgm_measurement import decode_cgm_measurement
from device_io.codecs.frame import FrameError
from device_io.events import Device, DeviceEvent, FrameRefused, FrameSetAside, LiveReading, ReadingReceived
from device_io.findings.finding import Unfinished
from device_io.glucose_sensor import SensorSession
from device_io.group_commit import GroupCommit
from device_io.interpretation import NotAReading, interpret
from device_io.journal import FrameJournal, RawFrame
from device_io.measurement_parts import MeasurementParts
from device_io.profiles import LIVE, RECORDS, STREAMS
from device_io.radio import RadioError
from device_io.reading import Reading
from device_io.stream_thinning import Outcome, StreamThinning

#: What a glucose sensor counts from the start of its session.
_COUNTED = frozenset({gatt.CGM_MEASUREMENT, gatt.RECORD_ACCESS_CONTROL_POINT})


class NotStored(RadioError):
    """The journal could not take a frame."""

    def __init__(self) -> None:
        super().__init__(
            "A reading could not be stored: free some disk space and transfer it from the device again."
        )


@dataclass(slots=True)
class Known:
    """What the conversation knows by now and every frame is kept with."""

    device: Device
    clock_offset: timedelta | None = None
    sensor: SensorSession | None = None
    user_slot: int | None = None


class FrameIntake:
    """Takes the frames of one conversation.

    Args:
        journal: where frames go before anything else happens to them.
        known: what frames are kept with; the conversation fills it as it learns.
        session_id: the conversation.
        zone_name: the IANA zone of the household.
        simulated: whether the devices are virtual.
        now: returns the present moment, aware.
        publish: told what came.

    """

    def __init__(
        self,
        journal: FrameJournal,
        known: Known,
        session_id: str,
        zone_name: str,
        simulated: bool,
        now: Callable[[], datetime],
        publish: Callable[[DeviceEvent], None],
    ) -> None:
        self._journal = journal
        self._commits = GroupCommit(journal, self._fail)
        self._transferring = False
        self._known = known
        self._session_id = session_id
        self._zone_name = zone_name
        self._simulated = simulated
        self._now = now
        self._publish = publish
        self._parts = MeasurementParts()
        self._thinning = StreamThinning()
        #: Frames of results that were journalled.
        self.frames = 0
        #: Frames of any kind that came.
        self.heard = 0
        #: Readings, kept or shown only.
        self.readings = 0
        self.failure: NotStored | None = None
        self.on_records: Callable[[int], None] = lambda _count: None
        self.on_failure: Callable[[NotStored], None] = lambda _error: None

    def take(self, characteristic: str, payload: bytes) -> None:
        """Take a frame, in the notification itself; raises what the journal raises, so that nobody confirms it."""
        self.heard += 1
        frame = self._frame(characteristic, payload)
        if characteristic in STREAMS:
            self._take_of_stream(frame)
            return
        if self._transferring and characteristic in RECORDS:
            self._commits.add(frame, self._tell)
        else:
            self._tell(self.keep(frame), frame)
        if characteristic not in LIVE:
            self.on_records(_records_in(characteristic, payload))

    def begin_transfer(self) -> None:
        """Commit records in groups from now on, until :meth:`settle`."""
        self._transferring = True

    async def settle(self) -> None:
        """Wait until every record that came is committed and told; from then on each frame is committed at once."""
        await self._commits.settle()
        # Only now: a record that came meanwhile must not reach the journal before those that wait.
        self._transferring = False

    def keep_answer(self, payload: bytes) -> None:
        """Journal a device's word that it has sent every record, after those it has sent.

        From it follows which are not here yet.
        """
        self._commits.add(self._frame(gatt.RECORD_ACCESS_CONTROL_POINT, payload), lambda _id, _frame: None)

    def keep(self, frame: RawFrame) -> int:
        """Journal ``frame``; a failure ends the conversation."""
        try:
            return self._journal.append(frame)
        except Exception as error:
            self._fail(error)
            raise

    def _fail(self, error: Exception) -> None:
        self.failure = NotStored()
        self.failure.__cause__ = error
        self.on_failure(self.failure)

    def _frame(self, characteristic: str, payload: bytes) -> RawFrame:
        known = self._known
        sensor = known.sensor if characteristic in _COUNTED else None
        return RawFrame(
            device_id=known.device.address,
            device_model=known.device.model,
            characteristic=characteristic,
            payload=payload,
            received_at=self._now(),
            session_id=self._session_id,
            time_zone=self._zone_name,
            clock_offset=known.clock_offset if sensor is None else sensor.clock_offset,
            simulated=self._simulated,
            session_start=None if sensor is None else sensor.start,
            session_stamp=None if sensor is None else sensor.stamp,
            checksum=None if sensor is None else sensor.checksum,
            user_slot=known.user_slot,
            first_part=self._parts.first_part_of(characteristic, payload, known.device.model),
        )

    def _take_of_stream(self, frame: RawFrame) -> None:
        """Keep one frame of its kind a minute; readings in between are shown and not kept."""
        readings, error = _read(frame)
        self.readings += len(readings)
        outcome = Outcome.READING if readings else _outcome_of(error, frame.characteristic)
        if not self._thinning.keeps(frame.characteristic, outcome, frame.received_at):
            for reading in readings:
                self._publish(LiveReading(reading, self._known.device))
            return
        self._tell(self.keep(frame), frame)

    def _tell(self, raw_id: int, frame: RawFrame) -> None:
        """Say what came. Frames set aside are no news of their own: they count for nothing but silence."""
        device = self._known.device
        readings, error = _read(frame)
        if error is not None and _outcome_of(error, frame.characteristic) is Outcome.ASIDE:
            self._publish(FrameSetAside(raw_id, device))
            return
        if error is not None:
            self._publish(FrameRefused(raw_id, str(error), device))
        for part, reading in enumerate(readings):
            self._publish(ReadingReceived(raw_id, reading, device, part))
        self.frames += 1


def _read(frame: RawFrame) -> tuple[tuple[Reading, ...], FrameError | None]:
    try:
        return interpret(frame), None
    except FrameError as error:
        return (), error


def _outcome_of(error: FrameError | None, characteristic: str) -> Outcome:
    """Say whether a frame without a reading is a failure or was never meant to be one."""
    aside = isinstance(error, Unfinished) or (isinstance(error, NotAReading) and characteristic in LIVE)
    return Outcome.ASIDE if aside else Outcome.REFUSED


def _records_in(characteristic: str, payload: bytes) -> int:
    """Return how many stored records a frame holds; one that cannot be read counts as one."""
    if characteristic != gatt.CGM_MEASUREMENT:
        return 1
    try:
        return len(decode_cgm_measurement(payload).records)
    except FrameError:
        return 1
