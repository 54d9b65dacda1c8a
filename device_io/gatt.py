"""Names of the GATT services and characteristics in use, as 128-bit UUIDs in lower case.

Numbers: Bluetooth SIG Assigned Numbers, sections 3.4 and 3.8.
"""

from __future__ import annotations

import re

_BASE = "-0000-1000-8000-00805f9b34fb"
_SHORT = re.compile(r"(?:0x)?([0-9a-f]{4}|[0-9a-f]{8})")
_LONG = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

#: Vendor values without a UUID of their own: Xiaomi scales advertise under the UUIDs of standard services in
#: layouts of their own, and many makers use FFF1.
XIAOMI_WEIGHT_ADVERT = "adv:181d:xiaomi"
XIAOMI_BODY_ADVERT = "adv:181b:xiaomi"
ISENS_CLOCK = "i-sens:fff1"


def uuid(name: str) -> str:
    """Return the 128-bit form of ``name``: ``2A35``, ``0x2a35``, 32 bits, or 128 bits as it is.

    The names above of vendor values without a UUID stand for themselves.

    Raises:
        ValueError: no UUID.

    """
    lowered = name.strip().lower()
    if lowered in (XIAOMI_WEIGHT_ADVERT, XIAOMI_BODY_ADVERT, ISENS_CLOCK):
        return lowered
    short = _SHORT.fullmatch(lowered)
    if short:
        return f"{short[1]:0>8}{_BASE}"
    if _LONG.fullmatch(lowered):
        return lowered
    raise ValueError(f"{name[:40]!r} is no characteristic; give one like 2A35.")


def short_name(characteristic: str) -> str:
    """Return ``2A35`` for the 128-bit form of a UUID of the Bluetooth SIG, any other name as it is."""
    assigned = characteristic.startswith("0000") and characteristic.endswith(_BASE)
    return characteristic[4:8].upper() if assigned else characteristic


BLOOD_PRESSURE_SERVICE = uuid("1810")
BLOOD_PRESSURE_MEASUREMENT = uuid("2A35")
INTERMEDIATE_CUFF_PRESSURE = uuid("2A36")

GLUCOSE_SERVICE = uuid("1808")
GLUCOSE_MEASUREMENT = uuid("2A18")
GLUCOSE_CONTEXT = uuid("2A34")
GLUCOSE_FEATURE = uuid("2A51")
RECORD_ACCESS_CONTROL_POINT = uuid("2A52")

CGM_SERVICE = uuid("181F")
CGM_MEASUREMENT = uuid("2AA7")
CGM_FEATURE = uuid("2AA8")
CGM_STATUS = uuid("2AA9")
CGM_SESSION_START = uuid("2AAA")
CGM_SESSION_RUN_TIME = uuid("2AAB")
CGM_CONTROL_POINT = uuid("2AAC")

THERMOMETER_SERVICE = uuid("1809")
TEMPERATURE_MEASUREMENT = uuid("2A1C")
INTERMEDIATE_TEMPERATURE = uuid("2A1E")

PULSE_OXIMETER_SERVICE = uuid("1822")
SPOT_CHECK_MEASUREMENT = uuid("2A5E")
CONTINUOUS_OXIMETRY = uuid("2A5F")
OXIMETER_FEATURES = uuid("2A60")

HEART_RATE_SERVICE = uuid("180D")
HEART_RATE_MEASUREMENT = uuid("2A37")
BODY_SENSOR_LOCATION = uuid("2A38")

WEIGHT_SCALE_SERVICE = uuid("181D")
WEIGHT_MEASUREMENT = uuid("2A9D")
WEIGHT_SCALE_FEATURE = uuid("2A9E")

BODY_COMPOSITION_SERVICE = uuid("181B")
BODY_COMPOSITION_MEASUREMENT = uuid("2A9C")
BODY_COMPOSITION_FEATURE = uuid("2A9B")

USER_DATA_SERVICE = uuid("181C")
USER_CONTROL_POINT = uuid("2A9F")

CURRENT_TIME_SERVICE = uuid("1805")
CURRENT_TIME = uuid("2A2B")
DATE_TIME = uuid("2A08")

BATTERY_SERVICE = uuid("180F")
BATTERY_LEVEL = uuid("2A19")

DEVICE_INFORMATION_SERVICE = uuid("180A")
MANUFACTURER_NAME = uuid("2A29")
MODEL_NUMBER = uuid("2A24")
SERIAL_NUMBER = uuid("2A25")
FIRMWARE_REVISION = uuid("2A26")
HARDWARE_REVISION = uuid("2A27")
SOFTWARE_REVISION = uuid("2A28")

#: Where i-SENS meters take the time: the old service FFF0 and the new one C4DEA010 (i-SENS SmartLog; xDrip).
ISENS_CLOCKS = (uuid("FFF1"), uuid("c4dea3bc-5a9d-11e9-8647-d663bd873d93"))

#: Where Contour meters take the time (weliem/blessed-android).
CONTOUR_CLOCK = uuid("00001026-0002-11e2-9e96-0800200c9a66")

YONKER_RESULT = uuid("cdeacd81-5235-4c07-8846-93a37ee6b86d")
