"""Nightscout and xDrip+: glucose from the JSON of their ``entries``, and finger-stick checks from ``treatments``.

An entry: ``{"type": "sgv", "sgv": 112, "date": 1759903528000, "dateString": "…Z", "utcOffset": 480, "device":
"xDrip-DexcomG6"}``; ``mbg`` holds a finger-stick value. Values are mg/dL, ``date`` counts milliseconds, which some
uploaders write with a fraction; xDrip+'s own web service answers in the same shape without ``type``. A treatment:
``{"eventType": "BG Check", "glucose": 6.1, "units": "mmol", "created_at": "…Z"}``. Values up to 13 are error codes
of the sensor (xDrip+ leaves them out of its exports too). Source: nightscout/cgm-remote-monitor ``entries.js`` and
its API description; NightscoutFoundation/xDrip ``DatabaseUtil.java`` and its uploader.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.exchange.amounts import plain_decimal
from app.exchange.errors import ImportRefused
from app.exchange.import_draft import MAX_READINGS, ImportDraft, ImportedRow, ImportFormat, LeftOut
from app.exchange.moments import NotAMoment, parse_moment
from app.exchange.portable import PortableReading
from device_io.reading import Quantity, ReadingKind

_LARGEST_ERROR_CODE: Final = 13
_CHECK: Final = "BG Check"


def recognises(content: object) -> bool:
    """Tell whether parsed JSON is a list of entries or treatments."""
    if not isinstance(content, list) or not content or not isinstance(content[0], dict):
        return False
    first = content[0]
    return ("sgv" in first or "mbg" in first or "eventType" in first) and bool(
        {"date", "dateString", "created_at", "mills"} & first.keys()
    )


def read(content: Sequence[Any], zone: ZoneInfo) -> ImportDraft:
    """Return the glucose values of ``content``. Raises :class:`app.exchange.errors.ImportRefused`."""
    if len(content) > MAX_READINGS:
        raise ImportRefused(f"The file holds more than {MAX_READINGS} entries: export fewer days.")
    rows: list[ImportedRow] = []
    left_out: Counter[LeftOut] = Counter()
    for number, entry in enumerate(content, start=1):
        if not isinstance(entry, dict):
            raise ImportRefused(
                f"Nothing was imported; entry {number} is not an entry: export the file again."
            )
        try:
            found = _reading(entry, zone)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise ImportRefused(
                f"Nothing was imported; entry {number} has no time or value that can be read: export the file again."
            ) from error
        if isinstance(found, LeftOut):
            left_out[found] += 1
        else:
            original = {str(name): _text(value) for name, value in entry.items() if value is not None}
            rows.append(ImportedRow(number, original, (found,)))
    return ImportDraft(ImportFormat.NIGHTSCOUT, tuple(rows), left_out)


def _reading(entry: Mapping[str, Any], zone: ZoneInfo) -> PortableReading | LeftOut:
    if "sgv" in entry and entry.get("type", "sgv") == "sgv":
        value = plain_decimal(str(entry["sgv"]))
        if value <= _LARGEST_ERROR_CODE:
            return LeftOut.SENSOR_ERROR
        kind, glucose = ReadingKind.CONTINUOUS_GLUCOSE, Quantity(value, "mg/dL")
    elif "mbg" in entry:
        kind, glucose = ReadingKind.GLUCOSE, Quantity(plain_decimal(str(entry["mbg"])), "mg/dL")
    elif entry.get("eventType") == _CHECK and entry.get("glucose") is not None:
        unit = "mmol/L" if str(entry.get("units", "")).lower().startswith("mmol") else "mg/dL"
        kind, glucose = ReadingKind.GLUCOSE, Quantity(plain_decimal(str(entry["glucose"])), unit)
    else:
        return LeftOut.OTHER_KIND
    device = str(entry.get("device") or entry.get("enteredBy") or "")[:200]
    return PortableReading(kind, {"glucose": glucose}, _moment(entry, zone), zone.key, device=device)


def _moment(entry: Mapping[str, Any], zone: ZoneInfo) -> datetime:
    counted = entry.get("date", entry.get("mills"))
    if isinstance(counted, (int, Decimal, float)) and not isinstance(counted, bool):
        milliseconds = int(plain_decimal(str(counted)))
        if not 0 < milliseconds < 10**14:
            raise NotAMoment("The time is not in milliseconds since 1970.")
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)).astimezone(zone)
    return parse_moment(str(entry.get("dateString") or entry.get("created_at") or ""), zone, None).astimezone(
        zone
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
