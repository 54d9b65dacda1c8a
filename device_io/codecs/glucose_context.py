"""Glucose Measurement Context (2A34): meal, exercise, medication around a glucose record.

It comes after its record and carries the same sequence number. Layout: flags 8, sequence 16; then, each if
its flag is set, extended flags 8 (sent first), carbohydrate 8 + SFLOAT kg, meal 8, tester and health in
one byte, exercise 16 s + 8 %, medication 8 + SFLOAT in kg or L, HbA1c SFLOAT %.
Source: Bluetooth GATT Specification Supplement; Glucose Service 1.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from device_io.codecs.frame import FrameReader
from device_io.codecs.ieee11073 import MedicalFloat, read_sfloat, sfloat_bytes


class MedicationUnit(StrEnum):
    """The unit of the medication amount."""

    KILOGRAM = "kg"
    LITRE = "L"


class _Field(IntEnum):
    """Bits of the flags byte."""

    CARBOHYDRATE = 0x01
    MEAL = 0x02
    TESTER_HEALTH = 0x04
    EXERCISE = 0x08
    MEDICATION = 0x10
    MEDICATION_LITRE = 0x20
    HBA1C = 0x40
    EXTENDED = 0x80


@dataclass(frozen=True, slots=True)
class Carbohydrate:
    """What was eaten (``kind``: 1 breakfast, 2 lunch, 3 dinner, 4 snack …) and how much, in kilograms."""

    kind: int
    amount_kg: MedicalFloat


@dataclass(frozen=True, slots=True)
class Exercise:
    """How long in seconds (65535: longer than that) and how hard in per cent."""

    duration_s: int
    intensity_percent: int


@dataclass(frozen=True, slots=True)
class Medication:
    """Which (1 rapid, 2 short, 3 intermediate, 4 long acting insulin, 5 pre-mixed) and how much in ``unit``."""

    kind: int
    amount: MedicalFloat
    unit: MedicationUnit


@dataclass(frozen=True, slots=True)
class GlucoseContext:
    """One frame of 2A34. Numbers without a name are those of the GATT Specification Supplement.

    ``meal``: 1 before, 2 after a meal, 3 fasting, 4 casual, 5 bedtime (6 on i-SENS meters: a ketone test).
    ``tester`` and ``health`` are 0 to 15 and come together.
    """

    sequence: int
    extended_flags: int | None = None
    carbohydrate: Carbohydrate | None = None
    meal: int | None = None
    tester: int | None = None
    health: int | None = None
    exercise: Exercise | None = None
    medication: Medication | None = None
    hba1c_percent: MedicalFloat | None = None


def decode_glucose_context(payload: bytes) -> GlucoseContext:
    """Decode a Glucose Measurement Context.

    Raises:
        FrameError: the frame is cut short.

    """
    reader = FrameReader(payload, "The context of a glucose record")
    flags = reader.unsigned(1)
    sequence = reader.unsigned(2)
    extended_flags = reader.unsigned(1) if flags & _Field.EXTENDED else None
    carbohydrate = (
        Carbohydrate(reader.unsigned(1), read_sfloat(reader)) if flags & _Field.CARBOHYDRATE else None
    )
    meal = reader.unsigned(1) if flags & _Field.MEAL else None
    people = reader.unsigned(1) if flags & _Field.TESTER_HEALTH else None
    exercise = Exercise(reader.unsigned(2), reader.unsigned(1)) if flags & _Field.EXERCISE else None
    return GlucoseContext(
        sequence=sequence,
        extended_flags=extended_flags,
        carbohydrate=carbohydrate,
        meal=meal,
        tester=None if people is None else people & 0x0F,
        health=None if people is None else people >> 4,
        exercise=exercise,
        medication=_read_medication(reader, flags) if flags & _Field.MEDICATION else None,
        hba1c_percent=read_sfloat(reader) if flags & _Field.HBA1C else None,
    )


def encode_glucose_context(context: GlucoseContext) -> bytes:
    """Return the bytes of ``context``.

    Raises:
        ValueError: a value has no SFLOAT form, or one of tester and health is missing.

    """
    flags, body = 0, context.sequence.to_bytes(2, "little")
    if context.extended_flags is not None:
        flags |= _Field.EXTENDED
        body += bytes((context.extended_flags,))
    if context.carbohydrate is not None:
        flags |= _Field.CARBOHYDRATE
        body += bytes((context.carbohydrate.kind,)) + sfloat_bytes(context.carbohydrate.amount_kg)
    if context.meal is not None:
        flags |= _Field.MEAL
        body += bytes((context.meal,))
    if context.tester is not None and context.health is not None:
        flags |= _Field.TESTER_HEALTH
        body += bytes((context.tester | context.health << 4,))
    elif context.tester is not context.health:
        raise ValueError("Tester and health share one byte; give both or neither.")
    if context.exercise is not None:
        flags |= _Field.EXERCISE
        body += context.exercise.duration_s.to_bytes(2, "little")
        body += bytes((context.exercise.intensity_percent,))
    if context.medication is not None:
        flags |= _Field.MEDICATION
        if context.medication.unit is MedicationUnit.LITRE:
            flags |= _Field.MEDICATION_LITRE
        body += bytes((context.medication.kind,)) + sfloat_bytes(context.medication.amount)
    if context.hba1c_percent is not None:
        flags |= _Field.HBA1C
        body += sfloat_bytes(context.hba1c_percent)
    return bytes((flags,)) + body


def _read_medication(reader: FrameReader, flags: int) -> Medication:
    kind, amount = reader.unsigned(1), read_sfloat(reader)
    litres = flags & _Field.MEDICATION_LITRE
    return Medication(kind, amount, MedicationUnit.LITRE if litres else MedicationUnit.KILOGRAM)
