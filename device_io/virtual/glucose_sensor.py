"""Virtual continuous glucose sensors: a session, a record every few minutes, and settings (CGM Service 1.0.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bumble.att import ATT_Error
from bumble.core import UUID
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from device_io import gatt
from device_io.codecs.cgm_control_point import (
    CgmOpcode,
    CgmRequest,
    CgmResponse,
    CgmResult,
    CommunicationInterval,
    decode_cgm_request,
    encode_cgm_response,
)
from device_io.codecs.cgm_measurement import (
    CalibrationStatus,
    CgmMeasurement,
    CgmRecord,
    SessionStatus,
    WarningStatus,
    encode_cgm_measurement,
)
from device_io.codecs.cgm_session import (
    CgmFeature,
    CgmFeatures,
    CgmRunTime,
    CgmSessionStart,
    CgmStatus,
    decode_cgm_session_start,
    encode_cgm_feature,
    encode_cgm_run_time,
    encode_cgm_session_start,
    encode_cgm_status,
)
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.e2e_crc import E2eCrc
from device_io.codecs.frame import FrameError
from device_io.codecs.ieee11073 import SpecialValue
from device_io.virtual.measurements import SensorScript
from device_io.virtual.peripheral import Permissions, Properties, Surroundings, readable
from device_io.virtual.record_meter import VirtualRecordMeter
from device_io.virtual.scenario import GlucoseSensorScript, Quirk

#: "Invalid CRC" (CGM Service 1.0.1, section 1.6) and "Data Field Ignored" (Current Time Service 1.1).
_INVALID_CRC = 0x81
_DATA_FIELD_IGNORED = 0x80
#: Interstitial fluid under the skin (GATT Specification Supplement, CGM Feature).
_INTERSTITIAL_FLUID = 9
_SUBCUTANEOUS = 5
#: Codes of an answer at the control point.
_SUCCESS, _NOT_SUPPORTED, _NOT_COMPLETED = 1, 2, 4
_UNSET = DeviceTime(0, 0, 0, 0, 0, 0)
_LAST_OFFSET_MIN = 0xFFFF


class VirtualGlucoseSensor(VirtualRecordMeter[GlucoseSensorScript]):
    """Keeps its records by the minutes since its session started; sends new ones to whoever listens."""

    def __init__(self, around: Surroundings, script: GlucoseSensorScript) -> None:
        self._crc = E2eCrc.EXPECTED if script.checksum else E2eCrc.ABSENT
        self._interval_min = 5
        super().__init__(around, script)
        self._started_at = around.epoch.astimezone(UTC) - timedelta(minutes=script.started_minutes_ago)
        self._running = True
        self._start = self._session_start()
        #: The bytes of each record, by its offset; a sensor that contradicts itself has two of one moment.
        self._records: dict[int, list[bytes]] = {}
        for reading in script.memory:
            self._keep(reading, script.started_minutes_ago - reading.minutes_ago)
        if Quirk.CONTRADICTS_ITSELF in script.quirks and script.memory:
            first = script.memory[0]
            offset = script.started_minutes_ago - first.minutes_ago
            self._records[offset].append(self._record(first.contradicted(), offset))

    @property
    def keeps_time(self) -> bool:
        """Its only time is the start of its session."""
        return False

    @property
    def session_start(self) -> CgmSessionStart:
        """What a host reads as the start of the session."""
        return self._start

    async def measure(self, reading: SensorScript) -> None:
        """Take a value; whoever listens gets it at once, else the sensor advertises."""
        if not self._running:
            return
        elapsed = (self._around.now() - self._started_at) // timedelta(minutes=1)
        offset = min(max(elapsed, max(self._records, default=-1) + 1), _LAST_OFFSET_MIN)
        self._keep(reading, offset)
        if gatt.CGM_MEASUREMENT in self._listened_to:
            for connection in tuple(self._device.connections.values()):
                self._start_sending(self._send_live(connection, offset))
        else:
            await self._advertise()

    async def _send_live(self, connection: Connection, offset_min: int) -> None:
        await self._send(connection, [offset_min])
        self._fetched_to = max(self._fetched_to, offset_min)

    @property
    def _record_source(self) -> str:
        return gatt.CGM_MEASUREMENT

    @property
    def _indexes(self) -> Sequence[int]:
        return sorted(self._records)

    def _frames_of(self, selected: Sequence[int]) -> Iterator[tuple[int, str, bytes]]:
        frame, held = b"", 0
        for offset in selected:
            for record in self._records[offset]:
                frame, held = frame + record, held + 1
                if held == self.script.records_per_frame:
                    yield offset, gatt.CGM_MEASUREMENT, frame
                    frame, held = b"", 0
        if held:
            yield selected[-1], gatt.CGM_MEASUREMENT, frame

    def _keep(self, reading: SensorScript, offset_min: int) -> None:
        self._records[offset_min] = [self._record(reading, offset_min)]

    def _record(self, reading: SensorScript, offset_min: int) -> bytes:
        warning = WarningStatus(0)
        if reading.below_range:
            warning |= WarningStatus.BELOW_RANGE
        if reading.above_range:
            warning |= WarningStatus.ABOVE_RANGE
        failed = Quirk.NAN in self.script.quirks
        record = CgmRecord(
            glucose_mg_per_dl=SpecialValue.NOT_A_NUMBER if failed else reading.mg_per_dl,
            time_offset_min=offset_min,
            warning=warning or None,
            trend_mg_per_dl_min=reading.trend,
            quality_percent=reading.quality_percent,
            checksum=self.script.checksum,
        )
        frame = encode_cgm_measurement(CgmMeasurement((record,)))
        if Quirk.CRC_ERROR in self.script.quirks:
            return frame[:-1] + bytes((frame[-1] ^ 0xFF,))
        return frame

    def _session_start(self) -> CgmSessionStart:
        if not self._clock.is_set:
            return CgmSessionStart(_UNSET, None, None, checksum=self.script.checksum)
        local = self._started_at.astimezone(self._around.zone)
        offset, saving = local.utcoffset() or timedelta(0), local.dst() or timedelta(0)
        minute = timedelta(minutes=1)
        return CgmSessionStart(
            self._clock.at(self._started_at),
            (offset - saving) // minute,
            saving // minute,
            checksum=self.script.checksum,
        )

    def _make_health_services(self) -> list[Service]:
        start: Characteristic[bytes] = Characteristic(
            UUID(gatt.CGM_SESSION_START),
            Properties.READ | Properties.WRITE,
            Permissions.READABLE | Permissions.WRITEABLE,
            CharacteristicValue(read=self._read_start, write=self._write_start),
        )
        status: Characteristic[bytes] = Characteristic(
            UUID(gatt.CGM_STATUS),
            Properties.READ,
            Permissions.READABLE,
            CharacteristicValue(read=self._read_status),
        )
        features = CgmFeatures.TREND | CgmFeatures.QUALITY | CgmFeatures.RANGE_DETECTION
        if self.script.checksum:
            features |= CgmFeatures.E2E_CRC
        feature = CgmFeature(features, _INTERSTITIAL_FLUID, _SUBCUTANEOUS)
        run_time = CgmRunTime(self.script.run_time_hours, checksum=self.script.checksum)
        return [
            Service(
                UUID(gatt.CGM_SERVICE),
                [
                    self._sending_characteristic(gatt.CGM_MEASUREMENT, indicated=False),
                    readable(gatt.CGM_FEATURE, encode_cgm_feature(feature)),
                    status,
                    start,
                    readable(gatt.CGM_SESSION_RUN_TIME, encode_cgm_run_time(run_time)),
                    self._record_access_point(),
                    self._control_characteristic(gatt.CGM_CONTROL_POINT, self._on_setting),
                ],
            )
        ]

    def _read_start(self, _connection: Connection) -> bytes:
        return encode_cgm_session_start(self._start)

    def _write_start(self, _connection: Connection, value: bytes) -> None:
        """Take the present time of a host, from which the start of the session follows."""
        if Quirk.CTS_REJECTS in self.script.quirks:
            raise ATT_Error(_DATA_FIELD_IGNORED)
        try:
            given = decode_cgm_session_start(bytes(value), self._crc)
        except FrameError as error:
            raise ATT_Error(_INVALID_CRC) from error
        local = given.start.as_local()
        if local is None:
            raise ATT_Error(_DATA_FIELD_IGNORED)
        elapsed = self._around.now() - self._started_at
        self._start = CgmSessionStart(
            DeviceTime.from_datetime((local - elapsed).replace(microsecond=0)),
            given.zone_min,
            given.daylight_saving_min,
            checksum=self.script.checksum,
        )

    def _read_status(self, _connection: Connection) -> bytes:
        elapsed = (self._around.now() - self._started_at) // timedelta(minutes=1)
        return encode_cgm_status(
            CgmStatus(
                min(max(elapsed, 0), _LAST_OFFSET_MIN),
                SessionStatus(0) if self._running else SessionStatus.STOPPED,
                CalibrationStatus(0),
                WarningStatus(0),
                checksum=self.script.checksum,
            )
        )

    def _on_setting(self, connection: Connection, value: bytes) -> None:
        try:
            request = decode_cgm_request(bytes(value), self._crc)
        except FrameError as error:
            raise ATT_Error(_INVALID_CRC) from error
        frame = encode_cgm_response(CgmResponse(self._set(request), checksum=self.script.checksum))
        self._start_sending(self._answer_at(connection, gatt.CGM_CONTROL_POINT, frame))

    def _set(self, request: CgmRequest) -> CgmResult | CommunicationInterval:
        operand: Any = request.operand
        match request.opcode:
            case CgmOpcode.GET_INTERVAL:
                return CommunicationInterval(self._interval_min)
            case CgmOpcode.SET_INTERVAL:
                self._interval_min = operand.minutes
            case CgmOpcode.STOP_SESSION if self._running:
                self._running = False
            case CgmOpcode.START_SESSION if not self._running:
                self._begin(self._around.now())
            case CgmOpcode.START_SESSION | CgmOpcode.STOP_SESSION:
                return CgmResult(request.opcode, _NOT_COMPLETED)
            case _:
                return CgmResult(request.opcode, _NOT_SUPPORTED)
        return CgmResult(request.opcode, _SUCCESS)

    def _begin(self, at: datetime) -> None:
        """Start a new session: the records of the last one are gone."""
        self._running = True
        self._started_at = at.astimezone(UTC)
        self._start = self._session_start()
        self._records.clear()
        self._sent_to = self._fetched_to = -1
