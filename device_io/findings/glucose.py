"""What a glucose record says."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from device_io.codecs.date_time import DeviceTime
from device_io.codecs.glucose import (
    ConcentrationUnit,
    GlucoseMeasurement,
    GlucoseSample,
    GlucoseStatus,
    decode_glucose_measurement,
)
from device_io.codecs.glucose_context import decode_glucose_context
from device_io.codecs.ieee11073 import SpecialValue
from device_io.findings.finding import (
    Finding,
    MeasurementFailed,
    NotAReading,
    Unfinished,
    plausibility,
    quantities,
)
from device_io.models import DeviceModel, match_model
from device_io.reading import ReadingKind

#: Milligrams in a decilitre for one millimole in a litre: a tenth of the molar mass of glucose, 180.16 g/mol
#: (conversions in resources/clinical/thresholds.yaml).
MG_PER_DL_PER_MMOL_PER_L = Decimal("18.016")

#: Milligrams in a decilitre for one kilogram in a litre, and millimoles for one mole.
_MG_PER_DL_PER_KG_PER_L = Decimal(100_000)
_MMOL_PER_MOL = Decimal(1000)

#: With one of these the meter itself does not stand by its result (Glucose Service 1.0, section 3.1.1.7).
_UNRELIABLE = int(
    GlucoseStatus.SENSOR_MALFUNCTION
    | GlucoseStatus.SAMPLE_TOO_SMALL
    | GlucoseStatus.STRIP_INSERTION_ERROR
    | GlucoseStatus.WRONG_STRIP
    | GlucoseStatus.TOO_WARM
    | GlucoseStatus.TOO_COLD
    | GlucoseStatus.READ_INTERRUPTED
    | GlucoseStatus.DEVICE_FAULT
)
_TIME_FAULT = int(GlucoseStatus.TIME_FAULT)

#: The meal of a record of ketones on meters of i-SENS (NightscoutFoundation/xDrip, Tidepool driver).
_KETONE_MEAL = 6


def find_glucose(payload: bytes, device_model: str) -> Finding:
    """Return the glucose of a record (2A18).

    Raises:
        MeasurementFailed: the meter could not measure.
        NotAReading: control solution, a result outside the meter's range, or a record without a result.
        Unfinished: only the notes that follow say whether it is glucose at all.
        FrameError: the bytes cannot be read.

    """
    record = decode_glucose_measurement(payload)
    model = match_model(device_model)
    if model.ketone_in_context and record.context_follows:
        raise Unfinished("The notes that follow say whether this record is of glucose or of ketones.")
    return _finding(record, model)


def find_noted_glucose(context: bytes, record: bytes | None, device_model: str) -> Finding:
    """Return the glucose of the ``record`` (2A18) that a ``context`` (2A34) completes.

    Raises:
        NotAReading: the notes stand alone, or say that the record is of ketones; or as :func:`find_glucose`.
        FrameError: the bytes cannot be read.

    """
    notes = decode_glucose_context(context)
    if record is None:
        raise NotAReading("Meal and exercise notes are not a reading; the glucose record before them is.")
    noted = decode_glucose_measurement(record)
    if notes.sequence != noted.sequence:
        raise NotAReading("These notes belong to another record; they are kept and say nothing of this one.")
    if notes.meal == _KETONE_MEAL:
        raise NotAReading("This is a test for ketones; it is kept, but not as a glucose reading.")
    return _finding(noted, match_model(device_model))


def _finding(record: GlucoseMeasurement, model: DeviceModel) -> Finding:
    status = int(record.status or 0)
    values = quantities(ReadingKind.GLUCOSE, glucose=_mmol_per_l(record, status))
    return Finding(
        kind=ReadingKind.GLUCOSE,
        values=values,
        stamp=record.base_time,
        local_time=_user_facing_time(record),
        flags=plausibility(values),
        clock_trusted=not status & _TIME_FAULT,
        # Numbers that a meter gives anew do not tell its records apart; its times do.
        sequence=record.sequence if model.sequence_reliable else None,
    )


def in_mmol_per_l(concentration: Decimal, unit: ConcentrationUnit) -> Decimal:
    """Return a concentration as sent, in mmol/L."""
    if unit is ConcentrationUnit.MOLE_PER_LITRE:
        return concentration * _MMOL_PER_MOL
    return concentration * _MG_PER_DL_PER_KG_PER_L / MG_PER_DL_PER_MMOL_PER_L


def _mmol_per_l(record: GlucoseMeasurement, status: int) -> Decimal:
    sample = record.sample
    if sample is not None and sample.is_control_solution:
        raise NotAReading(
            "This is a test of the meter with control solution, nobody's blood; it is not kept."
        )
    if status & _UNRELIABLE:
        raise MeasurementFailed(
            "The meter reports a fault with this test; measure again with a new strip at room temperature."
        )
    _refuse_out_of_range(record)
    if sample is None:
        raise NotAReading("The meter stored this record without a result; there is nothing to keep.")
    return in_mmol_per_l(_number(sample), sample.unit)


def _refuse_out_of_range(record: GlucoseMeasurement) -> None:
    if record.is_above_range:
        raise NotAReading(
            "The meter shows HI: glucose is higher than it can measure; measure again and get help if it stays."
        )
    if record.is_below_range:
        raise NotAReading(
            "The meter shows LO: glucose is lower than it can measure; eat or drink sugar now and measure again."
        )


def _number(sample: GlucoseSample) -> Decimal:
    if isinstance(sample.concentration, SpecialValue):
        raise MeasurementFailed("The meter could not measure this time; measure again with a new strip.")
    return sample.concentration


def _user_facing_time(record: GlucoseMeasurement) -> DeviceTime:
    """Return base time plus offset; a base time that is no moment stays as it is."""
    if not record.time_offset_min:
        return record.base_time
    base = record.base_time.as_local()
    if base is None:
        return record.base_time
    try:
        return DeviceTime.from_datetime(base + timedelta(minutes=record.time_offset_min))
    except OverflowError:
        return record.base_time
