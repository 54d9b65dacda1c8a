"""The journal of a visit: what a meter remembers of others is not taken in.

Meters send what they stored. In a household that is the point; at a station it would show one visitor the readings of
another. Of a frame that was measured before the visit only an empty mark is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from device_io.codecs.frame import FrameError
from device_io.interpretation import interpret
from device_io.journal import FrameJournal, RawFrame

#: A measurement takes up to two minutes and the clock of a meter is a little off. Our rule.
BEFORE: Final = timedelta(minutes=3)
_OF_SOMEBODY_ELSE: Final = "listenwell:before-the-visit"


class VisitJournal:
    """Stands before the journal of the records (:class:`device_io.journal.FrameJournal`)."""

    def __init__(self, journal: FrameJournal, begun_at: datetime) -> None:
        self._journal, self._since = journal, begun_at - BEFORE

    def append(self, frame: RawFrame) -> int:
        """Keep a frame of this visit, or a mark in place of another."""
        return self._journal.append(self._kept(frame))

    def append_all(self, frames: Sequence[RawFrame]) -> Sequence[int]:
        """Keep them together."""
        return self._journal.append_all([self._kept(frame) for frame in frames])

    def _kept(self, frame: RawFrame) -> RawFrame:
        try:
            readings = interpret(frame)
        except FrameError:
            return frame  # says nothing about anybody: an unfinished value, a note on a record
        if all(reading.taken_at >= self._since for reading in readings):
            return frame
        return replace(frame, characteristic=_OF_SOMEBODY_ELSE, payload=b"", first_part=None)
