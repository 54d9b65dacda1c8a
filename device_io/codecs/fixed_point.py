"""Numbers sent as an unsigned 16-bit count of steps, e.g. a weight in steps of 0.005 kg."""

from __future__ import annotations

from decimal import Decimal

from device_io.codecs.frame import FrameReader


def read_steps(reader: FrameReader, step: Decimal) -> Decimal:
    """Take a number off ``reader`` that counts ``step``.

    Raises:
        FrameError: fewer than two bytes are left.

    """
    return reader.unsigned(2) * step


def steps_bytes(value: Decimal, step: Decimal) -> bytes:
    """Return the two bytes of ``value``.

    Raises:
        ValueError: negative, too large, or between two steps.

    """
    count = value / step
    if count != count.to_integral_value() or not 0 <= count <= 0xFFFF:
        raise ValueError(f"{value} is no multiple of {step} from 0 to {0xFFFF * step}.")
    return int(count).to_bytes(2, "little")
