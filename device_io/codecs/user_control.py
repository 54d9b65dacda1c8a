"""User Control Point (2A9F): which of its users a scale is to talk about.

A host registers a user or gives the consent code of one; without it a scale sends nothing or only "unknown
user". Source: Bluetooth GATT Specification Supplement; User Data Service 1.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from device_io.codecs.frame import FrameError, FrameReader

#: The highest consent code (User Data Service 1.1, section 3.2.2.2).
HIGHEST_CONSENT_CODE = 9999


class UserOpcode(IntEnum):
    """What a frame asks or answers."""

    REGISTER = 0x01
    CONSENT = 0x02
    DELETE_DATA = 0x03
    LIST = 0x04
    DELETE_USER = 0x05
    RESPONSE = 0x20


class UserControlCode(IntEnum):
    """How a request ended."""

    SUCCESS = 1
    UNSUPPORTED = 2
    INVALID_PARAMETER = 3
    FAILED = 4
    NOT_AUTHORISED = 5


@dataclass(frozen=True, slots=True)
class UserControlRequest:
    """What a host writes.

    ``user`` belongs to ``CONSENT`` and ``DELETE_USER``, ``consent_code`` (0 to 9999) to ``REGISTER`` and
    ``CONSENT``.
    """

    opcode: UserOpcode
    user: int | None = None
    consent_code: int | None = None


@dataclass(frozen=True, slots=True)
class UserControlResult:
    """How the request with opcode ``request`` ended; ``code`` is a :class:`UserControlCode` if known.

    ``parameter`` is the new user's number after ``REGISTER`` and the number of users after ``LIST``.
    """

    request: int
    code: int
    parameter: int | None = None


_WITH_USER = frozenset({UserOpcode.CONSENT, UserOpcode.DELETE_USER})
_WITH_CODE = frozenset({UserOpcode.REGISTER, UserOpcode.CONSENT})


def decode_user_control_response(payload: bytes) -> UserControlResult:
    """Decode what a scale indicates.

    Raises:
        FrameError: no response, or cut short.

    """
    reader = FrameReader(payload, "A scale's answer about its users")
    opcode = reader.unsigned(1)
    if opcode != UserOpcode.RESPONSE:
        raise FrameError(f"Operation {opcode} is no answer about users; it was ignored.")
    request, code = reader.unsigned(1), reader.unsigned(1)
    return UserControlResult(request, code, reader.unsigned(1) if reader.remaining else None)


def encode_user_control_response(result: UserControlResult) -> bytes:
    """Return the bytes a scale indicates."""
    parameter = b"" if result.parameter is None else bytes((result.parameter,))
    return bytes((UserOpcode.RESPONSE, result.request, result.code)) + parameter


def decode_user_control_request(payload: bytes) -> UserControlRequest:
    """Decode what a host writes.

    Raises:
        FrameError: no request, or not of its size.

    """
    reader = FrameReader(payload, "A request about the users of a scale")
    number = reader.unsigned(1)
    try:
        opcode = UserOpcode(number)
    except ValueError as error:
        raise FrameError(f"Operation {number} is not defined for users; it was ignored.") from error
    if opcode is UserOpcode.RESPONSE:
        raise FrameError("An answer about users stands where a request belongs; it was ignored.")
    user = reader.unsigned(1) if opcode in _WITH_USER else None
    consent_code = reader.unsigned(2) if opcode in _WITH_CODE else None
    reader.finish()
    return UserControlRequest(opcode, user, consent_code)


def encode_user_control_request(request: UserControlRequest) -> bytes:
    """Return the bytes a host writes.

    Raises:
        ValueError: a response, or user and consent code do not fit the operation.

    """
    if request.opcode is UserOpcode.RESPONSE:
        raise ValueError("A response is no request.")
    if (request.user is not None) != (request.opcode in _WITH_USER):
        raise ValueError(f"{request.opcode.name} needs a user exactly when it is about one.")
    if (request.consent_code is not None) != (request.opcode in _WITH_CODE):
        raise ValueError(f"{request.opcode.name} needs a consent code exactly when it gives one.")
    frame = bytes((request.opcode,))
    if request.user is not None:
        frame += bytes((request.user,))
    if request.consent_code is not None:
        if not 0 <= request.consent_code <= HIGHEST_CONSENT_CODE:
            raise ValueError(f"{request.consent_code} is no consent code; give 0 to {HIGHEST_CONSENT_CODE}.")
        frame += request.consent_code.to_bytes(2, "little")
    return frame
