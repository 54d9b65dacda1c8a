"""Names of the GATT services and characteristics in use, as 128-bit UUIDs in lower case.

Numbers: Bluetooth SIG Assigned Numbers, sections 3.4 and 3.8.
"""

from __future__ import annotations

import re

_BASE = "-0000-1000-8000-00805f9b34fb"
_SHORT = re.compile(r"(?:0x)?([0-9a-f]{4}|[0-9a-f]{8})")
_LONG = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def uuid(name: str) -> str:
    """Return the 128-bit form of ``name``: ``2A35``, ``0x2a35``, 32 bits, or 128 bits as it is.

    Raises:
        ValueError: no UUID.

    """
    lowered = name.strip().lower()
    short = _SHORT.fullmatch(lowered)
    if short:
        return f"{short[1]:0>8}{_BASE}"
    if _LONG.fullmatch(lowered):
        return lowered
    raise ValueError(f"{name[:40]!r} is no characteristic; give one like 2A35.")


BLOOD_PRESSURE_SERVICE = uuid("1810")
BLOOD_PRESSURE_MEASUREMENT = uuid("2A35")
INTERMEDIATE_CUFF_PRESSURE = uuid("2A36")

CURRENT_TIME_SERVICE = uuid("1805")
CURRENT_TIME = uuid("2A2B")
DATE_TIME = uuid("2A08")

BATTERY_SERVICE = uuid("180F")
BATTERY_LEVEL = uuid("2A19")

DEVICE_INFORMATION_SERVICE = uuid("180A")
MANUFACTURER_NAME = uuid("2A29")
MODEL_NUMBER = uuid("2A24")
