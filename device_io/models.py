"""Which device is which: rules that recognise a model, and how that model departs from the rest.

A device matches at most one row; one that matches none is treated as the specification says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from device_io.codecs.blood_pressure import STANDARD, FrameVariant


@dataclass(frozen=True, slots=True)
class DeviceModel:
    """A row of the table.

    ``pattern`` is searched, ignoring case, in what the device calls itself. ``settle_seconds``: pause
    between discovery and subscribing. ``delivers_after_reconnect``: right after bonding the device
    waits for the host to hang up and delivers at the next connection. ``source`` says who reported it.
    """

    id: str
    label: str
    pattern: str
    blood_pressure: FrameVariant = STANDARD
    settle_seconds: float = 0.0
    delivers_after_reconnect: bool = False
    clock_before_readings: bool = False
    source: str = ""

    def recognises(self, name: str) -> bool:
        """Say whether ``name`` (advertised name, or maker and model) is this model's."""
        return re.search(self.pattern, name, re.IGNORECASE) is not None


#: What is assumed of a device nobody has described.
GENERIC = DeviceModel(
    id="generic", label="Health device", pattern="", source="the profiles of the Bluetooth SIG"
)

#: Blood pressure monitors with habits of their own.
MODELS: tuple[DeviceModel, ...] = (
    DeviceModel(
        id="beurer-bm85",
        label="Beurer BM 85",
        pattern=r"(?<![a-z0-9])BM ?85(?![0-9])",
        blood_pressure=FrameVariant(big_endian_tail=True, user_always_sent=True),
        settle_seconds=0.1,
        source="derdilla/blood-pressure-monitor-fl commits 3ac8958 and 36d483c, recorded frames",
    ),
    DeviceModel(
        id="and-ua-651ble",
        label="A&D UA-651BLE",
        pattern=r"(?<![a-z0-9])UA-?651 ?BLE",
        delivers_after_reconnect=True,
        clock_before_readings=True,
        source="weliem/blessed-bluez BluetoothHandler and issue 26",
    ),
)


def match_model(*names: str) -> DeviceModel:
    """Return the row that recognises one of ``names`` (the first such name wins), or :data:`GENERIC`."""
    for name in names:
        for model in MODELS:
            if model.recognises(name):
                return model
    return GENERIC


def model_name(advertised: str, manufacturer: str, model: str) -> str:
    """Return what frames of this device carry as ``device_model``.

    Maker and model as the device itself states them; the advertised name where it states no model, or
    where only that name tells which row of the table applies.
    """
    stated = model if manufacturer.lower() in model.lower() else f"{manufacturer} {model}"
    if not model:
        return advertised or manufacturer
    if match_model(stated) is GENERIC and match_model(advertised) is not GENERIC:
        return f"{stated} {advertised}"
    return stated
