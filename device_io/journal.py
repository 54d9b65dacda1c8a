"""Raw frames, written before anyone interprets them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RawFrame:
    """The bytes of one notification or indication, with all that is needed to read them again later.

    ``device_id`` is stable for a device (its Bluetooth address or the platform's id),
    ``characteristic`` is the 128-bit UUID in lower case, ``time_zone`` the IANA zone of the host
    when the frame arrived, ``clock_offset`` host time minus device time where the device has a
    readable clock.
    """

    device_id: str
    device_model: str
    characteristic: str
    payload: bytes
    received_at: datetime
    session_id: str
    time_zone: str
    clock_offset: timedelta | None = None
    simulated: bool = False


class FrameJournal(Protocol):
    """Where sessions put frames. Implemented by the records database."""

    def append(self, frame: RawFrame) -> int:
        """Commit ``frame`` durably and return its row id.

        The frame is on disk when this returns.
        """
        ...
