"""Reading fields out of a frame: little-endian, never past its end."""

from __future__ import annotations

from struct import Struct
from typing import Any

#: The longest attribute value the protocol allows (Bluetooth Core 5.x, Vol 3, Part F, 3.2.9).
MAX_ATTRIBUTE_BYTES = 512


class FrameError(ValueError):
    """A frame that cannot be read. The message is one sentence for the person at the screen."""


class FrameReader:
    """Takes fields off the front of a frame.

    Args:
        payload: the bytes of one notification, indication or read.
        subject: what the frame is, for the sentence of an error ("A blood pressure frame").

    Raises:
        FrameError: the payload is longer than an attribute may be.

    """

    __slots__ = ("_at", "_payload", "_subject")

    def __init__(self, payload: bytes, subject: str) -> None:
        if len(payload) > MAX_ATTRIBUTE_BYTES:
            raise FrameError(
                f"{subject} has {len(payload)} bytes, but Bluetooth allows {MAX_ATTRIBUTE_BYTES}; "
                "it was kept unread."
            )
        self._payload = payload if type(payload) is bytes else bytes(payload)
        self._subject = subject
        self._at = 0

    def take(self, count: int) -> bytes:
        """Return the next ``count`` bytes.

        Raises:
            FrameError: the frame ends before them.

        """
        end = self._at + count
        if end > len(self._payload):
            raise FrameError(
                f"{self._subject} is cut short ({len(self._payload)} bytes where at least {end} belong); "
                "transfer it from the device again."
            )
        field = self._payload[self._at : end]
        self._at = end
        return field

    def fields(self, layout: Struct) -> tuple[Any, ...]:
        """Return the next fields, which always come together, as ``layout`` tells them apart.

        Raises:
            FrameError: the frame ends before the last of them.

        """
        return layout.unpack(self.take(layout.size))

    def unsigned(self, count: int, *, big_endian: bool = False) -> int:
        """Return the next ``count`` bytes as an unsigned integer, little-endian unless told."""
        return int.from_bytes(self.take(count), "big" if big_endian else "little")

    def signed(self, count: int) -> int:
        """Return the next ``count`` bytes as a little-endian integer in two's complement."""
        return int.from_bytes(self.take(count), "little", signed=True)

    @property
    def remaining(self) -> int:
        """How many bytes are left."""
        return len(self._payload) - self._at

    @property
    def consumed(self) -> bytes:
        """The bytes taken so far."""
        return self._payload[: self._at]

    def finish(self) -> None:
        """Demand that the frame ends here, for values of a fixed size.

        Raises:
            FrameError: bytes are left.

        """
        if self.remaining:
            raise FrameError(
                f"{self._subject} has {len(self._payload)} bytes where {self._at} belong; it was kept unread."
            )
