"""What a continuous glucose sensor says of its session before its records mean anything.

Feature (2AA8) says whether frames end with a checksum, session start (2AAA) from when minutes are counted, status
(2AA9) how many have passed and what is wrong, run time (2AAB) how long it lasts, and the control point (2AAC) how often it
sends. Source: Continuous Glucose Monitoring Profile 1.0.1 and Service 1.0.1.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from device_io import gatt
from device_io.codecs.cgm_control_point import (
    CgmOpcode,
    CgmRequest,
    CgmResponse,
    CgmResult,
    CommunicationInterval,
    decode_cgm_response,
    encode_cgm_request,
)
from device_io.codecs.cgm_measurement import CalibrationStatus, SessionStatus
from device_io.codecs.cgm_session import (
    CgmSessionStart,
    CgmStatus,
    decode_cgm_feature,
    decode_cgm_run_time,
    decode_cgm_session_start,
    decode_cgm_status,
    encode_cgm_session_start,
)
from device_io.codecs.date_time import DeviceTime, StampTrust
from device_io.codecs.e2e_crc import E2eCrc
from device_io.codecs.frame import FrameError
from device_io.control_point import ControlPoint
from device_io.device_clock import TOLERATED_OFFSET, placed_in_zone
from device_io.events import Notice
from device_io.radio import DeviceSilent, Link, RequestRefused

logger = logging.getLogger(__name__)

#: A sensor that sends nothing by itself is asked for a value this often, in minutes: what such sensors are made for
#: (CGM Profile 1.0.1 leaves it to the host). Our rule.
DEFAULT_INTERVAL_MIN = 5
#: A sensor is said to end soon when less than this is left. Our rule.
ENDS_SOON = timedelta(hours=24)

_FAULTS = (
    SessionStatus.WRONG_SENSOR
    | SessionStatus.SENSOR_MALFUNCTION
    | SessionStatus.DEVICE_ALERT
    | SessionStatus.DEVICE_FAULT
)
_NOT_SET = DeviceTime(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class SensorSession:
    """A session as frames need it: see :class:`device_io.journal.RawFrame`.

    ``clock_offset`` is how far the sensor's own idea of the start is off, ``None`` where it has none.
    """

    start: datetime
    stamp: str
    checksum: bool
    clock_offset: timedelta | None
    notices: frozenset[Notice]


class GlucoseSensor:
    """Reads and sets what a sensor keeps about its session.

    Args:
        link: the connection.
        local_now: returns the present moment in the household's zone.
        deadline_s: how long each step may take.

    """

    def __init__(self, link: Link, local_now: Callable[[], datetime], deadline_s: float) -> None:
        self._link = link
        self._local_now = local_now
        self._deadline_s = deadline_s
        self._crc = E2eCrc.UNKNOWN

    async def open(self) -> SensorSession:
        """Return the session, telling the sensor when it is where it does not know.

        Raises:
            RadioError: the connection ended, or the sensor wants to be paired first.

        """
        self._crc = await self._read_checksum_support()
        status = await self._read_status()
        start = await self._read_start()
        if start is None:
            start = await self._write_start()
        await self._want_records()
        return await self._session(start, status)

    async def _session(self, start: CgmSessionStart | None, status: CgmStatus | None) -> SensorSession:
        now = self._local_now()
        counted = None if status is None else now - timedelta(minutes=status.time_offset_min)
        stated = None if start is None else _moment(start, now)
        moment = stated or counted or now
        offset = None if stated is None or counted is None else counted - stated
        if offset is not None and abs(offset) > TOLERATED_OFFSET and counted is not None:
            moment = counted  # the sensor counts right, whatever somebody told it about the start
        left = await self._time_left(moment, now)
        return SensorSession(
            start=moment.astimezone(UTC).replace(microsecond=0),
            stamp=_stamp(start),
            checksum=self._crc is E2eCrc.EXPECTED,
            clock_offset=offset,
            notices=frozenset(_notices(status, left)),
        )

    async def _read_checksum_support(self) -> E2eCrc:
        raw = await self._read(gatt.CGM_FEATURE)
        if raw is None:
            return E2eCrc.UNKNOWN
        try:
            return decode_cgm_feature(raw).crc
        except FrameError as error:
            logger.info("the feature of a glucose sensor: %s", error)
            return E2eCrc.UNKNOWN

    async def _read_status(self) -> CgmStatus | None:
        raw = await self._read(gatt.CGM_STATUS)
        try:
            return None if raw is None else decode_cgm_status(raw, self._crc)
        except FrameError as error:
            logger.info("the status of a glucose sensor: %s", error)
            return None

    async def _read_start(self) -> CgmSessionStart | None:
        """Return the start of the session, ``None`` where the sensor was never told what time it is."""
        raw = await self._read(gatt.CGM_SESSION_START)
        try:
            start = None if raw is None else decode_cgm_session_start(raw, self._crc)
        except FrameError as error:
            logger.info("the start of a glucose session: %s", error)
            return None
        return start if start is not None and start.start.trust is StampTrust.COMPLETE else None

    async def _write_start(self) -> CgmSessionStart | None:
        """Tell the sensor the present time, from which it counts back to the start of its session itself."""
        now = self._local_now()
        saving = now.dst() or timedelta(0)
        minute = timedelta(minutes=1)
        told = CgmSessionStart(
            DeviceTime.from_datetime(now),
            ((now.utcoffset() or timedelta(0)) - saving) // minute,
            saving // minute,
            checksum=self._crc is E2eCrc.EXPECTED,
        )
        try:
            await self._link.write(gatt.CGM_SESSION_START, encode_cgm_session_start(told), self._deadline_s)
        except (RequestRefused, DeviceSilent) as error:
            logger.info("telling a glucose sensor the time: %s", error)
            return None
        return await self._read_start()

    async def _want_records(self) -> None:
        """Have the sensor send by itself, where it was told not to."""
        if gatt.CGM_CONTROL_POINT not in self._link.characteristics:
            return
        point: ControlPoint[CgmResponse] = ControlPoint(
            self._link,
            gatt.CGM_CONTROL_POINT,
            lambda payload: decode_cgm_response(payload, self._crc),
            self._deadline_s,
        )
        try:
            await point.open()
            answer = (await point.ask(self._request(CgmRequest(CgmOpcode.GET_INTERVAL)), _any)).answer
            if answer == CommunicationInterval(0):
                wanted = CgmRequest(CgmOpcode.SET_INTERVAL, CommunicationInterval(DEFAULT_INTERVAL_MIN))
                answer = (await point.ask(self._request(wanted), _any)).answer
        except (RequestRefused, DeviceSilent) as error:
            logger.info("the settings of a glucose sensor: %s", error)
            return
        if isinstance(answer, CgmResult) and answer.code != 1:
            logger.info("a glucose sensor did not take a setting (code %d)", answer.code)

    def _request(self, request: CgmRequest) -> bytes:
        return encode_cgm_request(
            CgmRequest(request.opcode, request.operand, checksum=self._crc is E2eCrc.EXPECTED)
        )

    async def _time_left(self, start: datetime, now: datetime) -> timedelta | None:
        raw = await self._read(gatt.CGM_SESSION_RUN_TIME)
        try:
            hours = 0 if raw is None else decode_cgm_run_time(raw, self._crc).hours
        except FrameError as error:
            logger.info("the run time of a glucose session: %s", error)
            hours = 0
        return start + timedelta(hours=hours) - now if hours else None

    async def _read(self, characteristic: str) -> bytes | None:
        if characteristic not in self._link.characteristics:
            return None
        try:
            return await self._link.read(characteristic, self._deadline_s)
        except RequestRefused as error:
            logger.info("characteristic %s: %s", gatt.short_name(characteristic), error)
            return None


def _any(_answer: CgmResponse) -> bool:
    return True


def _moment(start: CgmSessionStart, now: datetime) -> datetime | None:
    """Return the start in UTC: by its own zone, or by that of the household, in which it was told the time."""
    local = start.start.as_local()
    if local is None:
        return None
    try:
        if start.zone_min is None:
            return placed_in_zone(local, now)
        shift = timedelta(minutes=start.zone_min + (start.daylight_saving_min or 0))
        return (local - shift).replace(tzinfo=UTC)
    except OverflowError:
        return None


def _stamp(start: CgmSessionStart | None) -> str:
    """Return how the sensor states the start of its session; it names the session in the records."""
    if start is None:
        return str(_NOT_SET)
    if start.zone_min is None:
        return str(start.start)
    minutes = start.zone_min + (start.daylight_saving_min or 0)
    return f"{start.start}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _notices(status: CgmStatus | None, left: timedelta | None) -> Iterator[Notice]:
    if left is not None and timedelta(0) < left < ENDS_SOON:
        yield Notice.SENSOR_ENDS_SOON
    if left is not None and left <= timedelta(0):
        yield Notice.SENSOR_STOPPED
    if status is None:
        return
    if SessionStatus.STOPPED in status.session:
        yield Notice.SENSOR_STOPPED
    if SessionStatus.BATTERY_LOW in status.session:
        yield Notice.BATTERY_LOW
    if status.session & _FAULTS:
        yield Notice.SENSOR_FAULT
    if status.calibration & (CalibrationStatus.REQUIRED | CalibrationStatus.RECOMMENDED):
        yield Notice.CALIBRATION_NEEDED
    if CalibrationStatus.NOT_ALLOWED in status.calibration and SessionStatus.STOPPED not in status.session:
        yield Notice.SENSOR_WARMING_UP
