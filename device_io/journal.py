"""Raw frames, written before anyone interprets them."""

from __future__ import annotations

from collections.abc import Sequence
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

    What only the conversation knew, and the frame does not say: ``session_start`` is the moment (aware UTC)
    from which a glucose sensor counts its minutes and ``session_stamp`` how the sensor itself states it;
    ``checksum`` whether its records end with an E2E-CRC (``None``: not known). ``user_slot`` is the user of
    the device that was chosen for this conversation. ``first_part`` is the frame before this one, where the
    device splits one measurement into two.
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
    session_start: datetime | None = None
    session_stamp: str | None = None
    checksum: bool | None = None
    user_slot: int | None = None
    first_part: bytes | None = None


class FrameJournal(Protocol):
    """Where sessions put frames. Implemented by the records database."""

    def append(self, frame: RawFrame) -> int:
        """Commit ``frame`` durably and return its row id.

        The frame is on disk when this returns.
        """
        ...

    def append_all(self, frames: Sequence[RawFrame]) -> Sequence[int]:
        """Commit ``frames`` together and return their row ids; all or none of them are on disk."""
        ...
