"""What a scale's frame or advertisement says."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from device_io.codecs.date_time import DeviceTime
from device_io.codecs.weight import MassUnit, decode_weight
from device_io.codecs.xiaomi_scale import (
    MiScaleAdvert,
    MiScaleUnit,
    decode_mi_body_scale_advert,
    decode_mi_scale_advert,
)
from device_io.findings.finding import (
    Finding,
    MeasurementFailed,
    NotAReading,
    known_user,
    plausibility,
    quantities,
)
from device_io.reading import ReadingKind

#: Kilograms in a pound (international agreement of 1959) and in a market catty (half a kilogram).
_KILOGRAMS: Mapping[str, Decimal] = {
    MassUnit.POUND.value: Decimal("0.45359237"),
    MiScaleUnit.CATTY.value: Decimal("0.5"),
}


def find_weight(payload: bytes, _device_model: str) -> Finding:
    """Return the weight of a measurement (2A9D).

    Raises:
        MeasurementFailed: the scale could not measure.
        NotAReading: a placeholder of zeros.
        FrameError: the bytes cannot be read.

    """
    frame = decode_weight(payload)
    if frame.weight is None:
        raise MeasurementFailed("The scale could not weigh; step on it again and stand still.")
    return weight_finding(frame.weight, frame.unit, frame.time_stamp, known_user(frame.user))


def find_mi_scale_weight(payload: bytes, _device_model: str) -> Finding:
    """Return the weight a first generation Xiaomi scale advertises.

    Raises:
        NotAReading: the weight has not settled.
        FrameError: the bytes cannot be read.

    """
    return _advertised(decode_mi_scale_advert(payload))


def find_mi_body_scale_weight(payload: bytes, _device_model: str) -> Finding:
    """Return the weight a second generation Xiaomi scale advertises.

    Raises:
        NotAReading: the weight has not settled.
        FrameError: the bytes cannot be read.

    """
    return _advertised(decode_mi_body_scale_advert(payload).scale)


def _advertised(advert: MiScaleAdvert) -> Finding:
    if not advert.stable:
        raise NotAReading("The scale is still weighing; stand still until the number stays.")
    return weight_finding(advert.weight, advert.unit, advert.time_stamp, None)


def in_kilograms(mass: Decimal, unit: MassUnit | MiScaleUnit) -> Decimal:
    """Return a mass as sent, in kilograms."""
    return mass * _KILOGRAMS.get(unit.value, Decimal(1))


def weight_finding(
    weight: Decimal, unit: MassUnit | MiScaleUnit, stamp: DeviceTime | None, user: int | None
) -> Finding:
    """Return the reading of a weight as sent. Raises :class:`NotAReading` for a placeholder of zero."""
    if weight == 0:
        raise NotAReading(
            "The scale sent an empty weight, which it does in the place of none; it is not kept."
        )
    values = quantities(ReadingKind.WEIGHT, weight=in_kilograms(weight, unit))
    return Finding(
        kind=ReadingKind.WEIGHT,
        values=values,
        stamp=stamp,
        local_time=stamp,
        user=user,
        flags=plausibility(values),
    )
