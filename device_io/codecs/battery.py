"""Battery Level (2A19): one byte, per cent."""

from __future__ import annotations

from device_io.codecs.frame import FrameError


def decode_battery_level(payload: bytes) -> int:
    """Return the battery level in per cent, 0 to 100.

    Raises:
        FrameError: not one byte, or above 100 (GATT Specification Supplement, Battery Level).

    """
    if len(payload) != 1:
        raise FrameError(f"A battery level has one byte, this one has {len(payload)}; it was ignored.")
    if payload[0] > 100:
        raise FrameError(f"A battery level of {payload[0]} % cannot be; it was ignored.")
    return payload[0]


def encode_battery_level(percent: int) -> bytes:
    """Return the byte of ``percent`` (0 to 100).

    Raises:
        ValueError: outside 0 to 100.

    """
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} is no battery level; give 0 to 100.")
    return bytes((percent,))
