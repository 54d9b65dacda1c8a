"""The devices that readings came from, as FHIR devices of the personal-health-device profile."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Final

from app.exchange.fhir.codes import codes
from app.exchange.fhir.observations import NAMESPACE
from app.exchange.portable import PortableReading
from device_io.reading import ReadingKind

_IDENTIFIERS: Final = "http://hl7.org/fhir/uv/phd/CodeSystem/ContinuaDeviceIdentifiers"
_EUI_64: Final = "urn:oid:1.2.840.10004.1.1.1.0.0.1.0.0.1.2680"
#: What the profile wants where there is no system id, as over Bluetooth LE; the address does not leave this machine.
_NO_SYSTEM_ID: Final = "00-00-00-00-00-00-00-00"
#: MDC_MOC_VMS_MDS_SIMP: "a personal health device".
_PERSONAL_HEALTH_DEVICE: Final = "65573"
_UNKNOWN: Final = "unknown"


def devices(readings: Iterable[PortableReading]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return device name → (urn, resource) for every device that ``readings`` name."""
    kinds: dict[str, set[ReadingKind]] = {}
    for reading in readings:
        if reading.device:
            kinds.setdefault(reading.device, set()).add(reading.kind)
    return {name: (_urn(name), _device(name, kinds[name])) for name in sorted(kinds)}


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'device {name}')}"


def _device(name: str, kinds: set[ReadingKind]) -> dict[str, Any]:
    mdc = codes().systems["mdc"]
    specializations = sorted({codes().kinds[kind].device for kind in kinds})
    return {
        "resourceType": "Device",
        "meta": {"profile": [f"{codes().phd}PhdDevice"]},
        "identifier": [
            {
                "type": {"coding": [{"system": _IDENTIFIERS, "code": "SYSID"}]},
                "system": _EUI_64,
                "value": _NO_SYSTEM_ID,
            }
        ],
        "manufacturer": _UNKNOWN,
        "modelNumber": name,
        "type": {
            "coding": [{"system": mdc, "code": _PERSONAL_HEALTH_DEVICE}],
            "text": "MDC_MOC_VMS_MDS_SIMP",
        },
        "specialization": [
            {"systemType": {"coding": [{"system": mdc, "code": str(code)}]}, "version": _UNKNOWN}
            for code in specializations
        ],
    }
