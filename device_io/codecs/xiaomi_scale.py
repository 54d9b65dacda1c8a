"""What Xiaomi scales advertise: service data under 181D and 181B in layouts of their own.

First generation (181D): flags 8, weight 16, date and time. Second (181B): flags 16, date and time, impedance
16, weight 16. A weight counts steps of 0.005 kg, or 0.01 pound or catty.
Source: custom-components/ble_monitor 5690220, miscale parser and its recorded frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntFlag, StrEnum

from device_io.codecs.date_time import DeviceTime, encode_date_time, read_device_time
from device_io.codecs.fixed_point import read_steps, steps_bytes
from device_io.codecs.frame import FrameReader


class MiScaleUnit(StrEnum):
    """The unit of the weight; a catty (斤) is half a kilogram. UCUM codes but for the catty."""

    KILOGRAM = "kg"
    POUND = "[lb_av]"
    CATTY = "catty"


_STEPS = {
    MiScaleUnit.KILOGRAM: Decimal("0.005"),
    MiScaleUnit.POUND: Decimal("0.01"),
    MiScaleUnit.CATTY: Decimal("0.01"),
}


class _First(IntFlag):
    """Flags of the first generation."""

    POUND = 0x01
    CATTY = 0x10
    STABLE = 0x20
    REMOVED = 0x80


class _Second(IntFlag):
    """Flags of the second generation."""

    POUND = 0x0001
    IMPEDANCE = 0x0200
    STABLE = 0x2000
    CATTY = 0x4000
    REMOVED = 0x8000


@dataclass(frozen=True, slots=True)
class MiScaleAdvert:
    """What one advertisement says. Only a ``stable`` weight counts; ``removed``: the person stepped off."""

    unit: MiScaleUnit
    weight: Decimal
    time_stamp: DeviceTime
    stable: bool
    removed: bool


@dataclass(frozen=True, slots=True)
class MiBodyScaleAdvert:
    """What one advertisement of a scale with electrodes says; ``impedance_ohm`` is ``None`` until measured."""

    scale: MiScaleAdvert
    impedance_ohm: int | None = None


def decode_mi_scale_advert(payload: bytes) -> MiScaleAdvert:
    """Decode the service data of a first generation scale (181D).

    Raises:
        FrameError: not ten bytes.

    """
    reader = FrameReader(payload, "An advertisement of a Xiaomi scale")
    flags = _First(reader.unsigned(1))
    unit = _unit(pound=_First.POUND in flags, catty=_First.CATTY in flags)
    weight, stamp = read_steps(reader, _STEPS[unit]), read_device_time(reader)
    reader.finish()
    return MiScaleAdvert(unit, weight, stamp, _First.STABLE in flags, _First.REMOVED in flags)


def encode_mi_scale_advert(advert: MiScaleAdvert) -> bytes:
    """Return the service data of ``advert``.

    Raises:
        ValueError: the weight lies between two steps or outside the field.

    """
    flags = _First.STABLE if advert.stable else _First(0)
    flags |= _First.REMOVED if advert.removed else _First(0)
    flags |= {MiScaleUnit.POUND: _First.POUND, MiScaleUnit.CATTY: _First.CATTY}.get(advert.unit, _First(0))
    weight = steps_bytes(advert.weight, _STEPS[advert.unit])
    return bytes((flags,)) + weight + encode_date_time(advert.time_stamp)


def decode_mi_body_scale_advert(payload: bytes) -> MiBodyScaleAdvert:
    """Decode the service data of a second generation scale (181B).

    Raises:
        FrameError: not thirteen bytes.

    """
    reader = FrameReader(payload, "An advertisement of a Xiaomi scale")
    flags = _Second(reader.unsigned(2))
    unit = _unit(pound=_Second.POUND in flags, catty=_Second.CATTY in flags)
    stamp, impedance, weight = read_device_time(reader), reader.unsigned(2), read_steps(reader, _STEPS[unit])
    reader.finish()
    scale = MiScaleAdvert(unit, weight, stamp, _Second.STABLE in flags, _Second.REMOVED in flags)
    return MiBodyScaleAdvert(scale, impedance if _Second.IMPEDANCE in flags else None)


def encode_mi_body_scale_advert(advert: MiBodyScaleAdvert) -> bytes:
    """Return the service data of ``advert``; :class:`ValueError` as :func:`encode_mi_scale_advert`."""
    scale = advert.scale
    flags = _Second.STABLE if scale.stable else _Second(0)
    flags |= _Second.REMOVED if scale.removed else _Second(0)
    flags |= {MiScaleUnit.POUND: _Second.POUND, MiScaleUnit.CATTY: _Second.CATTY}.get(scale.unit, _Second(0))
    if advert.impedance_ohm is not None:
        flags |= _Second.IMPEDANCE
    impedance = (advert.impedance_ohm or 0).to_bytes(2, "little")
    weight = steps_bytes(scale.weight, _STEPS[scale.unit])
    return int(flags).to_bytes(2, "little") + encode_date_time(scale.time_stamp) + impedance + weight


def _unit(*, pound: bool, catty: bool) -> MiScaleUnit:
    if pound:
        return MiScaleUnit.POUND
    return MiScaleUnit.CATTY if catty else MiScaleUnit.KILOGRAM
