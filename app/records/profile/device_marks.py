"""What a device says of how a reading was taken: the meal of a glucose record, the site of a thermometer.

Read from the raw frames: the site is in the temperature's own frame, the meal in a frame of its own that carries the
number of its record and comes in the same transfer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from app.records.database import Connection, Row
from app.records.marks import Mark
from app.records.timestamps import from_text, to_text
from device_io import gatt
from device_io.codecs.frame import FrameError
from device_io.codecs.glucose_context import decode_glucose_context
from device_io.codecs.temperature import decode_temperature
from device_io.reading import ReadingKind

#: GATT Specification Supplement, Glucose Measurement Context, Meal; the others say nothing a rule asks for.
_MEALS: Final = {2: Mark.AFTER_MEAL, 3: Mark.FASTING}
#: GATT Specification Supplement, Temperature Type; finger, toe and the like have no threshold of their own.
_SITES: Final = {1: Mark.AXILLA, 3: Mark.EAR, 6: Mark.ORAL, 7: Mark.RECTAL, 9: Mark.EAR}
#: A record and its meal come one after the other; numbers may come again after a meter was reset. Our rule.
_SAME_TRANSFER: Final = timedelta(minutes=10)


def device_marks(connection: Connection, rows: Sequence[Row]) -> Mapping[int, frozenset[Mark]]:
    """Return what devices say about the clean ``rows`` (id, raw_id, kind, device_id, sequence, received_at)."""
    temperatures = [row for row in rows if row["kind"] == ReadingKind.TEMPERATURE]
    numbered = [row for row in rows if row["kind"] == ReadingKind.GLUCOSE and row["sequence"] is not None]
    return {**_sites(connection, temperatures), **_meals(connection, numbered)}


def _sites(connection: Connection, rows: Sequence[Row]) -> dict[int, frozenset[Mark]]:
    found = {}
    for row in rows:
        frame = connection.execute(
            "SELECT payload FROM raw WHERE id = ? AND characteristic = ?",
            (row["raw_id"], gatt.TEMPERATURE_MEASUREMENT),
        ).fetchone()
        if frame is None:
            continue
        try:
            site = decode_temperature(bytes(frame["payload"])).type
        except FrameError:
            continue
        if site in _SITES:
            found[row["id"]] = frozenset({_SITES[site]})
    return found


def _meals(connection: Connection, rows: Sequence[Row]) -> dict[int, frozenset[Mark]]:
    found = {}
    for device in {row["device_id"] for row in rows}:
        of_device = [row for row in rows if row["device_id"] == device]
        moments = [from_text(row["received_at"]) for row in of_device]
        frames = connection.execute(
            "SELECT payload, received_at FROM raw WHERE device_id = ? AND characteristic = ? "
            "AND received_at BETWEEN ? AND ?",
            (
                device,
                gatt.GLUCOSE_CONTEXT,
                to_text(min(moments) - _SAME_TRANSFER),
                to_text(max(moments) + _SAME_TRANSFER),
            ),
        ).fetchall()
        meals = _by_sequence(frames)
        for row in of_device:
            moment = from_text(row["received_at"])
            for received_at, mark in meals.get(row["sequence"], ()):
                if abs(from_text(received_at) - moment) <= _SAME_TRANSFER:
                    found[row["id"]] = frozenset({mark})
    return found


def _by_sequence(frames: Sequence[Row]) -> dict[int, list[tuple[str, Mark]]]:
    meals: dict[int, list[tuple[str, Mark]]] = {}
    for frame in frames:
        try:
            context = decode_glucose_context(bytes(frame["payload"]))
        except FrameError:
            continue
        if context.meal in _MEALS:
            meals.setdefault(context.sequence, []).append((frame["received_at"], _MEALS[context.meal]))
    return meals
