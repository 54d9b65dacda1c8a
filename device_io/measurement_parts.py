"""Measurements that a device sends in two frames: which frame a later one completes."""

from __future__ import annotations

from device_io import gatt
from device_io.codecs.body_composition import decode_body_composition
from device_io.codecs.frame import FrameError
from device_io.codecs.glucose import decode_glucose_measurement
from device_io.models import match_model

#: Which characteristic completes which: the second part of a body composition is of the same kind, the notes of a glucose
#: record are of their own.
_COMPLETES = {
    gatt.BODY_COMPOSITION_MEASUREMENT: gatt.BODY_COMPOSITION_MEASUREMENT,
    gatt.GLUCOSE_CONTEXT: gatt.GLUCOSE_MEASUREMENT,
}


class MeasurementParts:
    """Remembers the last frame of each characteristic that may be completed, and what completed it."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[bytes, bytes | None]] = {}

    def first_part_of(self, characteristic: str, payload: bytes, device_model: str) -> bytes | None:
        """Take the next frame; return the one that it completes, ``None`` where it stands alone or begins.

        A frame that comes twice completes the same one both times.
        """
        if characteristic not in _COMPLETES and characteristic not in _COMPLETES.values():
            return None
        before = self._last.get(characteristic)
        if before is not None and before[0] == payload:
            return before[1]
        begun = self._last.get(_COMPLETES.get(characteristic, ""))
        first = None
        if begun is not None and begun[1] is None and _begins(characteristic, begun[0], device_model):
            first = begun[0]
        self._last[characteristic] = (payload, first)
        return first


def _begins(completed_by: str, payload: bytes, device_model: str) -> bool:
    """Say whether a frame is to be read together with the one after it."""
    try:
        if completed_by == gatt.BODY_COMPOSITION_MEASUREMENT:
            return decode_body_composition(payload).continues
        needed = match_model(device_model).ketone_in_context
        return needed and decode_glucose_measurement(payload).context_follows
    except FrameError:
        return False
