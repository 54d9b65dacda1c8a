"""What a body composition frame says: the composition, and the weight where it came along."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

from device_io.codecs.body_composition import BodyComposition, decode_body_composition
from device_io.codecs.frame import FrameError
from device_io.findings.finding import (
    Finding,
    MeasurementFailed,
    NotAReading,
    Unfinished,
    known_user,
    plausibility,
    quantities,
)
from device_io.findings.weight import in_kilograms, weight_finding
from device_io.reading import ReadingKind


def find_body_composition(payload: bytes, first_part: bytes | None = None) -> tuple[Finding, ...]:
    """Return composition and weight of a measurement (2A9C), whichever of them it holds.

    ``first_part`` is the frame before, where the scale splits a measurement into two.

    Raises:
        MeasurementFailed: the scale could not measure.
        NotAReading: a placeholder of zeros.
        Unfinished: the first part of two.
        FrameError: the bytes cannot be read.

    """
    frame = decode_body_composition(payload)
    if first_part is not None:
        frame = _joined(decode_body_composition(first_part), frame)
    elif frame.continues:
        raise Unfinished("The scale sends this measurement in two parts; the second one completes it.")
    findings: list[Finding] = []
    if frame.fat_percent:
        findings.append(_composition(frame))
    if frame.weight:
        findings.append(weight_finding(frame.weight, frame.unit, frame.time_stamp, known_user(frame.user)))
    if findings:
        return tuple(findings)
    if frame.fat_percent is None:
        raise MeasurementFailed(
            "The scale could not measure the body's composition; step on it barefoot, stand still and try again."
        )
    raise NotAReading(
        "The scale sent an empty measurement, which it does in the place of none; it is not kept."
    )


def _joined(first: BodyComposition, second: BodyComposition) -> BodyComposition:
    """Return ``second`` with what only ``first`` says: user and time stand there alone.

    Raises:
        FrameError: they are parts of two measurements.

    """
    if first.unit is not second.unit or second.user not in (None, first.user):
        raise FrameError("The two parts of this measurement do not belong together; step on the scale again.")
    said = {one.name: getattr(first, one.name) for one in fields(first) if getattr(second, one.name) is None}
    # Body fat is in every frame; the second one repeats it or leaves it at zero. One that failed, failed as a whole.
    failed = first.fat_percent is None or second.fat_percent is None
    said["fat_percent"] = None if failed else first.fat_percent or second.fat_percent
    return replace(second, **said)


def _composition(frame: BodyComposition) -> Finding:
    """Return the parts that were measured; scales send zero for what they did not measure."""
    mass = {
        "muscle_mass": frame.muscle_mass,
        "fat_free_mass": frame.fat_free_mass,
        "soft_lean_mass": frame.soft_lean_mass,
        "water_mass": frame.water_mass,
    }
    other = {
        "body_fat": frame.fat_percent,
        "muscle": frame.muscle_percent,
        "basal_metabolism": frame.basal_metabolism_kj,
        "impedance": frame.impedance_ohm,
    }
    numbers: dict[str, Decimal] = {name: value for name, value in other.items() if value}
    numbers |= {name: in_kilograms(value, frame.unit) for name, value in mass.items() if value}
    values = quantities(ReadingKind.BODY_COMPOSITION, **numbers)
    return Finding(
        kind=ReadingKind.BODY_COMPOSITION,
        values=values,
        stamp=frame.time_stamp,
        local_time=frame.time_stamp,
        user=known_user(frame.user),
        flags=plausibility(values),
    )
