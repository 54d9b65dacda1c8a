"""Record Access Control Point (2A52): asking a device for its stored records, and its answers.

A frame is opcode 8, operator 8, operand. Hosts write requests, devices indicate responses.
Source: Bluetooth GATT Specification Supplement, Record Access Control Point; Glucose Service 1.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from device_io.codecs.date_time import DeviceTime, encode_date_time, read_device_time
from device_io.codecs.frame import FrameError, FrameReader

#: Widths in bytes of the count that meters answer with: the specification says two, meters send all three
#: (Nordic Android BLE Common Library, RecordAccessControlPointDataCallbackTest).
_COUNT_WIDTHS = (1, 2, 4)


class RecordOpcode(IntEnum):
    """What a frame asks or answers."""

    REPORT = 1
    DELETE = 2
    ABORT = 3
    COUNT = 4
    COUNT_RESPONSE = 5
    RESPONSE = 6
    COMBINED_REPORT = 7
    COMBINED_RESPONSE = 8


class RecordOperator(IntEnum):
    """Which records are meant."""

    NULL = 0
    ALL = 1
    AT_MOST = 2
    AT_LEAST = 3
    WITHIN = 4
    FIRST = 5
    LAST = 6


class RecordFilter(IntEnum):
    """What the bounds of a request count.

    ``INDEX`` is the sequence number of a glucose record and the time offset in minutes of a continuous one.
    """

    INDEX = 1
    USER_FACING_TIME = 2


class RecordAccessCode(IntEnum):
    """How a request ended. ``NO_RECORDS`` is a normal end."""

    SUCCESS = 1
    OPCODE_UNSUPPORTED = 2
    OPERATOR_INVALID = 3
    OPERATOR_UNSUPPORTED = 4
    OPERAND_INVALID = 5
    NO_RECORDS = 6
    ABORT_UNSUCCESSFUL = 7
    NOT_COMPLETED = 8
    OPERAND_UNSUPPORTED = 9
    BUSY = 10


_BOUNDS = {RecordOperator.AT_MOST: 1, RecordOperator.AT_LEAST: 1, RecordOperator.WITHIN: 2}
_REQUESTS = frozenset(
    {
        RecordOpcode.REPORT,
        RecordOpcode.DELETE,
        RecordOpcode.ABORT,
        RecordOpcode.COUNT,
        RecordOpcode.COMBINED_REPORT,
    }
)


@dataclass(frozen=True, slots=True)
class RecordAccessRequest:
    """What a host asks. ``bounds`` (none, one, or lowest and highest) count what ``filter`` says."""

    opcode: RecordOpcode
    operator: RecordOperator
    filter: RecordFilter | None = None
    bounds: tuple[int, ...] | tuple[DeviceTime, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordCount:
    """How many records match; ``combined``: they were reported too."""

    count: int
    combined: bool = False


@dataclass(frozen=True, slots=True)
class RecordAccessResult:
    """How the request with opcode ``request`` ended; ``code`` is a :class:`RecordAccessCode` if known."""

    request: int
    code: int


def decode_record_access_response(payload: bytes) -> RecordCount | RecordAccessResult:
    """Decode what a device indicates.

    Raises:
        FrameError: no response, or not of its form.

    """
    reader = FrameReader(payload, "A device's answer about its records")
    opcode, operator = reader.unsigned(1), reader.unsigned(1)
    if operator != RecordOperator.NULL:
        raise FrameError(f"A device's answer about its records has operator {operator}; it was ignored.")
    if opcode == RecordOpcode.RESPONSE:
        result = RecordAccessResult(reader.unsigned(1), reader.unsigned(1))
        reader.finish()
        return result
    if opcode not in (RecordOpcode.COUNT_RESPONSE, RecordOpcode.COMBINED_RESPONSE):
        raise FrameError(f"Operation {opcode} is no answer about records; it was ignored.")
    if reader.remaining not in _COUNT_WIDTHS:
        raise FrameError(f"A record count has {reader.remaining} bytes; it was ignored.")
    return RecordCount(reader.unsigned(reader.remaining), combined=opcode == RecordOpcode.COMBINED_RESPONSE)


def encode_record_access_response(response: RecordCount | RecordAccessResult) -> bytes:
    """Return the bytes a device indicates; counts take two bytes, or four above 65535."""
    if isinstance(response, RecordAccessResult):
        return bytes((RecordOpcode.RESPONSE, RecordOperator.NULL, response.request, response.code))
    opcode = RecordOpcode.COMBINED_RESPONSE if response.combined else RecordOpcode.COUNT_RESPONSE
    width = 2 if response.count <= 0xFFFF else 4
    return bytes((opcode, RecordOperator.NULL)) + response.count.to_bytes(width, "little")


def decode_record_access_request(payload: bytes) -> RecordAccessRequest:
    """Decode what a host writes.

    Raises:
        FrameError: no request, or not of its form.

    """
    reader = FrameReader(payload, "A request for records")
    opcode, operator = _request_head(reader.unsigned(1), reader.unsigned(1))
    wanted = _BOUNDS.get(operator, 0)
    if not wanted:
        reader.finish()
        return RecordAccessRequest(opcode, operator)
    kind = reader.unsigned(1)
    if kind == RecordFilter.USER_FACING_TIME:
        times = tuple(read_device_time(reader) for _ in range(wanted))
        reader.finish()
        return RecordAccessRequest(opcode, operator, RecordFilter.USER_FACING_TIME, times)
    if kind != RecordFilter.INDEX:
        raise FrameError(f"A request for records filters by {kind}, which is not defined; it was ignored.")
    indexes = tuple(reader.unsigned(2) for _ in range(wanted))
    reader.finish()
    return RecordAccessRequest(opcode, operator, RecordFilter.INDEX, indexes)


def encode_record_access_request(request: RecordAccessRequest) -> bytes:
    """Return the bytes a host writes. A host of ours never deletes records on a device.

    Raises:
        ValueError: a deletion, a response, or bounds that do not fit the operator.

    """
    if request.opcode is RecordOpcode.DELETE:
        raise ValueError("Records are never deleted on a device.")
    if request.opcode not in _REQUESTS:
        raise ValueError(f"{request.opcode.name} is an answer, no request.")
    if len(request.bounds) != _BOUNDS.get(request.operator, 0):
        raise ValueError(f"{request.operator.name} does not take {len(request.bounds)} bounds.")
    frame = bytes((request.opcode, request.operator))
    if request.filter is not None:
        frame += bytes((request.filter,))
    for bound in request.bounds:
        frame += encode_date_time(bound) if isinstance(bound, DeviceTime) else bound.to_bytes(2, "little")
    return frame


def _request_head(opcode: int, operator: int) -> tuple[RecordOpcode, RecordOperator]:
    try:
        head = RecordOpcode(opcode), RecordOperator(operator)
    except ValueError as error:
        raise FrameError(
            f"Operation {opcode} with operator {operator} is not defined for records; it was ignored."
        ) from error
    if head[0] not in _REQUESTS or (head[0] is RecordOpcode.ABORT) != (head[1] is RecordOperator.NULL):
        raise FrameError(f"Operation {opcode} with operator {operator} is no request; it was ignored.")
    return head
