"""The end-to-end checksum of the continuous glucose profile: CRC-16/MCRF4XX.

Polynomial 0x1021 reflected (0x8408), start 0xFFFF, no final exclusive-or, sent low byte first
(Continuous Glucose Monitoring Service 1.0.1, section 3.11). Check value of "123456789": 0x6F91
(catalogue of parametrised CRC algorithms, reveng).
"""

from __future__ import annotations

from enum import Enum

from device_io.codecs.frame import FrameError, FrameReader

_START = 0xFFFF
_REFLECTED_POLYNOMIAL = 0x8408

#: Bytes of the checksum.
CRC_BYTES = 2


class E2eCrc(Enum):
    """Whether frames carry the checksum: the feature characteristic (2AA8, bit 12) says so.

    ``UNKNOWN``: the feature was not read; two bytes beyond the fields are then taken as a checksum.
    """

    EXPECTED = "expected"
    ABSENT = "absent"
    UNKNOWN = "unknown"


def _table_entry(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (_REFLECTED_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE = tuple(_table_entry(byte) for byte in range(256))


def crc16(payload: bytes) -> int:
    """Return the checksum of ``payload``."""
    crc = _START
    for byte in payload:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def crc_bytes(payload: bytes) -> bytes:
    """Return the two bytes that follow ``payload`` on the air."""
    return crc16(payload).to_bytes(CRC_BYTES, "little")


def sealed(body: bytes, *, checksum: bool) -> bytes:
    """Return ``body``, with its checksum when asked for."""
    return body + crc_bytes(body) if checksum else body


def end_of_frame(reader: FrameReader, crc: E2eCrc, subject: str) -> bool:
    """Demand that ``reader`` ends here or with the checksum of all before; say whether there was one.

    Raises:
        FrameError: the checksum is wrong or missing, or bytes are left over.

    """
    if crc is not E2eCrc.ABSENT and reader.remaining == CRC_BYTES:
        right = crc16(reader.consumed)
        if reader.unsigned(CRC_BYTES) != right:
            raise FrameError(f"{subject} was damaged on its way (wrong checksum); transfer it again.")
        return True
    reader.finish()
    if crc is E2eCrc.EXPECTED:
        raise FrameError(f"{subject} lacks its checksum; transfer it again.")
    return False
