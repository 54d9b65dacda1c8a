"""The messages between Listenwell and the child process that runs a model.

A frame is two big-endian 32-bit lengths, a JSON object of the first length and raw bytes (images)
of the second. No pickle: neither side can make the other run anything.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import Any, BinaryIO

PREFIX = struct.Struct(">II")
#: Bounds of one frame (bytes); a larger claim means that the stream is out of step.
MAX_HEADER = 4 * 1024 * 1024
MAX_BLOB = 96 * 1024 * 1024


class FrameError(Exception):
    """The stream does not hold a frame; the two sides are out of step."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A message: a JSON object with the key ``op`` and bytes that go with it."""

    header: dict[str, Any]
    blob: bytes = field(default=b"", repr=False)

    @property
    def op(self) -> str:
        """What the message is about."""
        return str(self.header["op"])


def encode(frame: Frame) -> bytes:
    """The bytes of ``frame``. Raises :class:`FrameError` when it is too large to send."""
    header = json.dumps(frame.header, ensure_ascii=False, separators=(",", ":")).encode()
    if len(header) > MAX_HEADER or len(frame.blob) > MAX_BLOB:
        raise FrameError("The message is too large for the model's process; shorten it.")
    return PREFIX.pack(len(header), len(frame.blob)) + header + frame.blob


def lengths(prefix: bytes) -> tuple[int, int]:
    """Lengths of header and blob that ``prefix`` announces. Raises :class:`FrameError`."""
    header, blob = PREFIX.unpack(prefix)
    if header > MAX_HEADER or blob > MAX_BLOB:
        raise FrameError("The model's process sent something unreadable.")
    return int(header), int(blob)


def decode(header: bytes, blob: bytes) -> Frame:
    """The frame with these parts. Raises :class:`FrameError`."""
    try:
        value = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise FrameError("The model's process sent something unreadable.") from error
    if not isinstance(value, dict) or not isinstance(value.get("op"), str):
        raise FrameError("The model's process sent something unreadable.")
    return Frame(value, blob)


def read(stream: BinaryIO) -> Frame | None:
    """Read one frame from a blocking stream; ``None`` at its end. Raises :class:`FrameError`."""
    prefix = stream.read(PREFIX.size)
    if len(prefix) < PREFIX.size:
        return None
    header_length, blob_length = lengths(prefix)
    header, blob = stream.read(header_length), stream.read(blob_length)
    if len(header) < header_length or len(blob) < blob_length:
        return None
    return decode(header, blob)
