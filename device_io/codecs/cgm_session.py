"""The session of a continuous glucose sensor: feature (2AA8), status (2AA9), start (2AAA), run time (2AAB).

Source: Bluetooth GATT Specification Supplement; Continuous Glucose Monitoring Service 1.0.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

from device_io.codecs.cgm_measurement import CalibrationStatus, SessionStatus, WarningStatus
from device_io.codecs.date_time import DeviceTime, StampTrust, encode_date_time, read_device_time
from device_io.codecs.e2e_crc import CRC_BYTES, E2eCrc, crc16, end_of_frame, sealed
from device_io.codecs.frame import FrameError, FrameReader

#: What a feature without checksum support carries in place of the checksum.
NO_CHECKSUM = 0xFFFF

#: Time Zone and DST Offset count quarters of an hour (GATT Specification Supplement, Local Time Information).
_QUARTER_MIN = 15
_UNKNOWN_ZONE = -128
_ZONES = range(-48, 57)
_UNKNOWN_DST = 0xFF
_DSTS = frozenset({0, 2, 4, 8})


class CgmFeatures(IntFlag):
    """Bits of the feature field; reserved bits are kept as sent and mean nothing."""

    CALIBRATION = 1 << 0
    PATIENT_ALERTS = 1 << 1
    HYPO_ALERTS = 1 << 2
    HYPER_ALERTS = 1 << 3
    RATE_ALERTS = 1 << 4
    DEVICE_ALERT = 1 << 5
    MALFUNCTION_DETECTION = 1 << 6
    TEMPERATURE_DETECTION = 1 << 7
    RANGE_DETECTION = 1 << 8
    LOW_BATTERY_DETECTION = 1 << 9
    SENSOR_TYPE_DETECTION = 1 << 10
    DEVICE_FAULT = 1 << 11
    E2E_CRC = 1 << 12
    MULTIPLE_BONDS = 1 << 13
    MULTIPLE_SESSIONS = 1 << 14
    TREND = 1 << 15
    QUALITY = 1 << 16


@dataclass(frozen=True, slots=True)
class CgmFeature:
    """What a sensor can do, and which sample it measures (numbers as in a glucose record)."""

    features: CgmFeatures
    sample_type: int
    sample_location: int

    @property
    def crc(self) -> E2eCrc:
        """Whether this sensor's frames carry the checksum."""
        return E2eCrc.EXPECTED if CgmFeatures.E2E_CRC in self.features else E2eCrc.ABSENT


@dataclass(frozen=True, slots=True)
class CgmStatus:
    """The state of the sensor, ``time_offset_min`` minutes into the session."""

    time_offset_min: int
    session: SessionStatus
    calibration: CalibrationStatus
    warning: WarningStatus
    checksum: bool = False


@dataclass(frozen=True, slots=True)
class CgmSessionStart:
    """When the session started: local time, its zone and daylight saving in minutes (``None``: unknown)."""

    start: DeviceTime
    zone_min: int | None
    daylight_saving_min: int | None
    checksum: bool = False


@dataclass(frozen=True, slots=True)
class CgmRunTime:
    """How many hours a session may last."""

    hours: int
    checksum: bool = False


def decode_cgm_feature(payload: bytes) -> CgmFeature:
    """Decode a CGM Feature. It always has a checksum field, which holds 0xFFFF where none is supported.

    Raises:
        FrameError: not six bytes, or the checksum field is wrong.

    """
    reader = FrameReader(payload, "The feature of a glucose sensor")
    features, origin = CgmFeatures(reader.unsigned(3)), reader.unsigned(1)
    right = crc16(reader.consumed) if CgmFeatures.E2E_CRC in features else NO_CHECKSUM
    given = reader.unsigned(CRC_BYTES)
    reader.finish()
    if given != right:
        raise FrameError("The feature of a glucose sensor has a wrong checksum; connect to the sensor again.")
    return CgmFeature(features, origin & 0x0F, origin >> 4)


def encode_cgm_feature(feature: CgmFeature) -> bytes:
    """Return the six bytes of ``feature``."""
    origin = feature.sample_type | feature.sample_location << 4
    body = int(feature.features).to_bytes(3, "little") + bytes((origin,))
    if CgmFeatures.E2E_CRC in feature.features:
        return sealed(body, checksum=True)
    return body + NO_CHECKSUM.to_bytes(CRC_BYTES, "little")


def decode_cgm_status(payload: bytes, crc: E2eCrc = E2eCrc.UNKNOWN) -> CgmStatus:
    """Decode a CGM Status.

    Raises:
        FrameError: of another size, or the checksum is wrong.

    """
    subject = "The status of a glucose sensor"
    reader = FrameReader(payload, subject)
    return CgmStatus(
        time_offset_min=reader.unsigned(2),
        session=SessionStatus(reader.unsigned(1)),
        calibration=CalibrationStatus(reader.unsigned(1)),
        warning=WarningStatus(reader.unsigned(1)),
        checksum=end_of_frame(reader, crc, subject),
    )


def encode_cgm_status(status: CgmStatus) -> bytes:
    """Return the bytes of ``status``."""
    octets = bytes((status.session, status.calibration, status.warning))
    return sealed(status.time_offset_min.to_bytes(2, "little") + octets, checksum=status.checksum)


def decode_cgm_session_start(payload: bytes, crc: E2eCrc = E2eCrc.UNKNOWN) -> CgmSessionStart:
    """Decode a CGM Session Start Time.

    Raises:
        FrameError: of another size, the checksum is wrong, or a part has no meaning.

    """
    subject = "The start of a glucose session"
    reader = FrameReader(payload, subject)
    start, zone, saving = read_device_time(reader), reader.signed(1), reader.unsigned(1)
    checksum = end_of_frame(reader, crc, subject)
    if start.trust is StampTrust.OUT_OF_RANGE:
        raise FrameError(f"{subject} is {start}, which is no date; start a new session on the sensor.")
    if not (zone == _UNKNOWN_ZONE or zone in _ZONES) or not (saving == _UNKNOWN_DST or saving in _DSTS):
        raise FrameError(f"{subject} has zone {zone} and daylight saving {saving}, which are not defined.")
    return CgmSessionStart(
        start=start,
        zone_min=None if zone == _UNKNOWN_ZONE else zone * _QUARTER_MIN,
        daylight_saving_min=None if saving == _UNKNOWN_DST else saving * _QUARTER_MIN,
        checksum=checksum,
    )


def encode_cgm_session_start(start: CgmSessionStart) -> bytes:
    """Return the bytes of ``start``; zone and daylight saving are cut to whole quarters of an hour."""
    zone = _UNKNOWN_ZONE if start.zone_min is None else start.zone_min // _QUARTER_MIN
    saving = _UNKNOWN_DST if start.daylight_saving_min is None else start.daylight_saving_min // _QUARTER_MIN
    body = encode_date_time(start.start) + zone.to_bytes(1, "little", signed=True) + bytes((saving,))
    return sealed(body, checksum=start.checksum)


def decode_cgm_run_time(payload: bytes, crc: E2eCrc = E2eCrc.UNKNOWN) -> CgmRunTime:
    """Decode a CGM Session Run Time.

    Raises:
        FrameError: of another size, or the checksum is wrong.

    """
    subject = "The run time of a glucose session"
    reader = FrameReader(payload, subject)
    return CgmRunTime(reader.unsigned(2), end_of_frame(reader, crc, subject))


def encode_cgm_run_time(run_time: CgmRunTime) -> bytes:
    """Return the bytes of ``run_time``."""
    return sealed(run_time.hours.to_bytes(2, "little"), checksum=run_time.checksum)
