"""Body Composition Measurement (2A9C) and Body Composition Feature (2A9B).

Layout: flags 16, body fat 16; then, each if its flag is set, date and time, user 8, basal metabolism,
muscle share, muscle mass, fat-free mass, soft lean mass, water mass, impedance, weight, height, 16 bits each.
Body water is a mass and no share. Source: Bluetooth GATT Specification Supplement; Body Composition Service 1.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from device_io.codecs.date_time import DeviceTime, encode_date_time, read_device_time
from device_io.codecs.fixed_point import read_steps, steps_bytes
from device_io.codecs.frame import FrameReader
from device_io.codecs.weight import HEIGHT_STEPS, MASS_STEPS, UNSUCCESSFUL, MassUnit

_TENTH = Decimal("0.1")
_KILOJOULE = Decimal(1)


class _Field(IntEnum):
    """Bits of the flags field."""

    POUND = 1 << 0
    TIME_STAMP = 1 << 1
    USER = 1 << 2
    BASAL_METABOLISM = 1 << 3
    MUSCLE_SHARE = 1 << 4
    MUSCLE_MASS = 1 << 5
    FAT_FREE_MASS = 1 << 6
    SOFT_LEAN_MASS = 1 << 7
    WATER_MASS = 1 << 8
    IMPEDANCE = 1 << 9
    WEIGHT = 1 << 10
    HEIGHT = 1 << 11
    CONTINUES = 1 << 12


@dataclass(frozen=True, slots=True)
class BodyComposition:
    """One frame of 2A9C. Masses are in ``unit``, the height in metres, or inches in pound frames.

    ``fat_percent`` is ``None`` where the scale could not measure; scales then send zeros elsewhere. The weight
    usually comes in a frame of its own (2A9D) with the same user and time. ``continues``: the measurement is
    larger than a frame and the next one completes it.
    """

    unit: MassUnit
    fat_percent: Decimal | None
    time_stamp: DeviceTime | None = None
    user: int | None = None
    basal_metabolism_kj: Decimal | None = None
    muscle_percent: Decimal | None = None
    muscle_mass: Decimal | None = None
    fat_free_mass: Decimal | None = None
    soft_lean_mass: Decimal | None = None
    water_mass: Decimal | None = None
    impedance_ohm: Decimal | None = None
    weight: Decimal | None = None
    height: Decimal | None = None
    continues: bool = False

    @property
    def is_placeholder(self) -> bool:
        """Whether the frame holds no measurement: no fat value, or zeros throughout."""
        return self.fat_percent is None or not any(value for _, value, _ in _quantities(self))


@dataclass(frozen=True, slots=True)
class BodyCompositionFeature:
    """What a scale can report: the 32 bits of 2A9B (bits 0 to 10 as flags 1 to 11 of a measurement)."""

    supported: int


def decode_body_composition(payload: bytes) -> BodyComposition:
    """Decode a Body Composition Measurement.

    Raises:
        FrameError: the flags promise more than the frame holds.

    """
    reader = FrameReader(payload, "A body composition frame")
    flags = reader.unsigned(2)
    unit = MassUnit.POUND if flags & _Field.POUND else MassUnit.KILOGRAM
    mass = MASS_STEPS[unit]
    fat = reader.unsigned(2)

    def steps(field: _Field, step: Decimal) -> Decimal | None:
        return read_steps(reader, step) if flags & field else None

    return BodyComposition(
        unit=unit,
        fat_percent=None if fat == UNSUCCESSFUL else fat * _TENTH,
        time_stamp=read_device_time(reader) if flags & _Field.TIME_STAMP else None,
        user=reader.unsigned(1) if flags & _Field.USER else None,
        basal_metabolism_kj=steps(_Field.BASAL_METABOLISM, _KILOJOULE),
        muscle_percent=steps(_Field.MUSCLE_SHARE, _TENTH),
        muscle_mass=steps(_Field.MUSCLE_MASS, mass),
        fat_free_mass=steps(_Field.FAT_FREE_MASS, mass),
        soft_lean_mass=steps(_Field.SOFT_LEAN_MASS, mass),
        water_mass=steps(_Field.WATER_MASS, mass),
        impedance_ohm=steps(_Field.IMPEDANCE, _TENTH),
        weight=steps(_Field.WEIGHT, mass),
        height=steps(_Field.HEIGHT, HEIGHT_STEPS[unit]),
        continues=bool(flags & _Field.CONTINUES),
    )


def encode_body_composition(frame: BodyComposition) -> bytes:
    """Return the bytes of ``frame``.

    Raises:
        ValueError: a value lies between two steps or outside its field.

    """
    flags = _Field.POUND if frame.unit is MassUnit.POUND else 0
    if frame.continues:
        flags |= _Field.CONTINUES
    fat = frame.fat_percent
    body = UNSUCCESSFUL.to_bytes(2, "little") if fat is None else steps_bytes(fat, _TENTH)
    if frame.time_stamp is not None:
        flags |= _Field.TIME_STAMP
        body += encode_date_time(frame.time_stamp)
    if frame.user is not None:
        flags |= _Field.USER
        body += bytes((frame.user,))
    for field, value, step in _quantities(frame):
        if field and value is not None:
            flags |= field
            body += steps_bytes(value, step)
    return int(flags).to_bytes(2, "little") + body


def decode_body_composition_feature(payload: bytes) -> BodyCompositionFeature:
    """Decode a Body Composition Feature.

    Raises:
        FrameError: not four bytes.

    """
    reader = FrameReader(payload, "The features of a body composition scale")
    supported = reader.unsigned(4)
    reader.finish()
    return BodyCompositionFeature(supported)


def encode_body_composition_feature(feature: BodyCompositionFeature) -> bytes:
    """Return the four bytes of ``feature``."""
    return feature.supported.to_bytes(4, "little")


def _quantities(frame: BodyComposition) -> tuple[tuple[int, Decimal | None, Decimal], ...]:
    """Return flag, value and step of each quantity in the order sent; body fat has no flag."""
    mass = MASS_STEPS[frame.unit]
    return (
        (0, frame.fat_percent, _TENTH),
        (_Field.BASAL_METABOLISM, frame.basal_metabolism_kj, _KILOJOULE),
        (_Field.MUSCLE_SHARE, frame.muscle_percent, _TENTH),
        (_Field.MUSCLE_MASS, frame.muscle_mass, mass),
        (_Field.FAT_FREE_MASS, frame.fat_free_mass, mass),
        (_Field.SOFT_LEAN_MASS, frame.soft_lean_mass, mass),
        (_Field.WATER_MASS, frame.water_mass, mass),
        (_Field.IMPEDANCE, frame.impedance_ohm, _TENTH),
        (_Field.WEIGHT, frame.weight, mass),
        (_Field.HEIGHT, frame.height, HEIGHT_STEPS[frame.unit]),
    )
