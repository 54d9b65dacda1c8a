"""CGM Specific Ops Control Point (2AAC): settings of a continuous glucose sensor.

A frame is opcode 8 and an operand, followed by the checksum where the sensor supports it (host writes too).
For each alert there is an opcode to set its level, one to ask for it and one that answers, three in a row.
Source: Bluetooth GATT Specification Supplement; Continuous Glucose Monitoring Service 1.0.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from device_io.codecs.e2e_crc import E2eCrc, end_of_frame, sealed
from device_io.codecs.frame import FrameError, FrameReader
from device_io.codecs.ieee11073 import MedicalFloat, read_sfloat, sfloat_bytes


class CgmOpcode(IntEnum):
    """What a frame asks or answers; the opcodes of the alerts follow from :class:`Alert`."""

    SET_INTERVAL = 0x01
    GET_INTERVAL = 0x02
    INTERVAL = 0x03
    SET_CALIBRATION = 0x04
    GET_CALIBRATION = 0x05
    CALIBRATION = 0x06
    RESET_DEVICE_ALERT = 0x19
    START_SESSION = 0x1A
    STOP_SESSION = 0x1B
    RESPONSE = 0x1C


class Alert(IntEnum):
    """The alerts of a sensor, numbered by the opcode that sets them; +1 asks, +2 answers."""

    PATIENT_HIGH = 0x07
    PATIENT_LOW = 0x0A
    HYPO = 0x0D
    HYPER = 0x10
    FALLING = 0x13
    RISING = 0x16


_SETS = {int(alert): alert for alert in Alert}
_ASKS = {alert + 1: alert for alert in Alert}
_ANSWERS = {alert + 2: alert for alert in Alert}
_BARE = frozenset(
    {
        CgmOpcode.GET_INTERVAL,
        CgmOpcode.RESET_DEVICE_ALERT,
        CgmOpcode.START_SESSION,
        CgmOpcode.STOP_SESSION,
    }
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A calibration: concentration in mg/dL, times in minutes since the session started.

    ``status`` bit 0: rejected, 1: out of range, 2: pending. ``next_min`` 0: none due, 65535: at once.
    """

    glucose_mg_per_dl: MedicalFloat
    time_min: int
    sample_type: int
    sample_location: int
    next_min: int
    record: int
    status: int


@dataclass(frozen=True, slots=True)
class AlertLevel:
    """The level of an alert in mg/dL, or mg/dL a minute for ``FALLING`` and ``RISING``."""

    alert: Alert
    level: MedicalFloat


@dataclass(frozen=True, slots=True)
class CommunicationInterval:
    """Minutes between notifications; 0: off, 255: as fast as the sensor can."""

    minutes: int


@dataclass(frozen=True, slots=True)
class CgmResult:
    """How the request with opcode ``request`` ended.

    ``code`` 1: success, 2: not supported, 3: invalid operand, 4: not completed, 5: out of range.
    """

    request: int
    code: int


CgmAnswer = CgmResult | CommunicationInterval | Calibration | AlertLevel
CgmOperand = CommunicationInterval | Calibration | AlertLevel | Alert | int | None


@dataclass(frozen=True, slots=True)
class CgmResponse:
    """What a sensor indicates."""

    answer: CgmAnswer
    checksum: bool = False


@dataclass(frozen=True, slots=True)
class CgmRequest:
    """What a host writes. ``opcode`` is a :class:`CgmOpcode` or that of an alert.

    ``operand``: an interval, a calibration or an alert level to set, the alert or the record number
    (65535: the last) that is asked for, or ``None``.
    """

    opcode: int
    operand: CgmOperand = None
    checksum: bool = False


def decode_cgm_response(payload: bytes, crc: E2eCrc = E2eCrc.UNKNOWN) -> CgmResponse:
    """Decode what a sensor indicates.

    Raises:
        FrameError: no response, of another size, or the checksum is wrong.

    """
    subject = "An answer of a glucose sensor"
    reader = FrameReader(payload, subject)
    opcode = reader.unsigned(1)
    answer: CgmAnswer
    if opcode == CgmOpcode.RESPONSE:
        answer = CgmResult(reader.unsigned(1), reader.unsigned(1))
    elif opcode == CgmOpcode.INTERVAL:
        answer = CommunicationInterval(reader.unsigned(1))
    elif opcode == CgmOpcode.CALIBRATION:
        answer = _read_calibration(reader)
    elif opcode in _ANSWERS:
        answer = AlertLevel(_ANSWERS[opcode], read_sfloat(reader))
    else:
        raise FrameError(f"Operation {opcode} is no answer of a glucose sensor; it was ignored.")
    return CgmResponse(answer, end_of_frame(reader, crc, subject))


def encode_cgm_response(response: CgmResponse) -> bytes:
    """Return the bytes a sensor indicates.

    Raises:
        ValueError: a value has no SFLOAT form.

    """
    opcode = answer_opcode(response.answer)
    if isinstance(response.answer, CgmResult):
        operand = bytes((response.answer.request, response.answer.code))
    else:
        operand = _operand_bytes(response.answer)
    return sealed(bytes((opcode,)) + operand, checksum=response.checksum)


def answer_opcode(answer: CgmAnswer) -> int:
    """Return the opcode under which ``answer`` is sent."""
    if isinstance(answer, CgmResult):
        return CgmOpcode.RESPONSE
    if isinstance(answer, CommunicationInterval):
        return CgmOpcode.INTERVAL
    return CgmOpcode.CALIBRATION if isinstance(answer, Calibration) else answer.alert + 2


def decode_cgm_request(payload: bytes, crc: E2eCrc = E2eCrc.UNKNOWN) -> CgmRequest:
    """Decode what a host writes.

    Raises:
        FrameError: no request, of another size, or the checksum is wrong.

    """
    subject = "A request to a glucose sensor"
    reader = FrameReader(payload, subject)
    opcode = reader.unsigned(1)
    operand: CgmOperand = None
    if opcode == CgmOpcode.SET_INTERVAL:
        operand = CommunicationInterval(reader.unsigned(1))
    elif opcode == CgmOpcode.SET_CALIBRATION:
        operand = _read_calibration(reader)
    elif opcode == CgmOpcode.GET_CALIBRATION:
        operand = reader.unsigned(2)
    elif opcode in _SETS:
        operand = AlertLevel(_SETS[opcode], read_sfloat(reader))
    elif opcode in _ASKS:
        operand = _ASKS[opcode]
    elif opcode not in _BARE:
        raise FrameError(f"Operation {opcode} is no request to a glucose sensor; it was ignored.")
    return CgmRequest(opcode, operand, end_of_frame(reader, crc, subject))


def encode_cgm_request(request: CgmRequest) -> bytes:
    """Return the bytes a host writes.

    Raises:
        ValueError: a value has no SFLOAT form.

    """
    frame = bytes((request.opcode,)) + _operand_bytes(request.operand)
    return sealed(frame, checksum=request.checksum)


def _operand_bytes(operand: CgmOperand) -> bytes:
    if operand is None or isinstance(operand, Alert):  # the opcode says which alert is asked for
        return b""
    if isinstance(operand, int):
        return operand.to_bytes(2, "little")
    if isinstance(operand, CommunicationInterval):
        return bytes((operand.minutes,))
    if isinstance(operand, AlertLevel):
        return sfloat_bytes(operand.level)
    return (
        sfloat_bytes(operand.glucose_mg_per_dl)
        + operand.time_min.to_bytes(2, "little")
        + bytes((operand.sample_type | operand.sample_location << 4,))
        + operand.next_min.to_bytes(2, "little")
        + operand.record.to_bytes(2, "little")
        + bytes((operand.status,))
    )


def _read_calibration(reader: FrameReader) -> Calibration:
    glucose, time, origin = read_sfloat(reader), reader.unsigned(2), reader.unsigned(1)
    return Calibration(
        glucose_mg_per_dl=glucose,
        time_min=time,
        sample_type=origin & 0x0F,
        sample_location=origin >> 4,
        next_min=reader.unsigned(2),
        record=reader.unsigned(2),
        status=reader.unsigned(1),
    )
