"""What the records of a continuous glucose sensor say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from device_io.codecs.cgm_measurement import (
    CalibrationStatus,
    CgmRecord,
    SessionStatus,
    WarningStatus,
    decode_cgm_measurement,
)
from device_io.codecs.e2e_crc import E2eCrc
from device_io.codecs.ieee11073 import SpecialValue
from device_io.findings.finding import Finding, MeasurementFailed, NotAReading, plausibility, quantities
from device_io.findings.glucose import MG_PER_DL_PER_MMOL_PER_L
from device_io.reading import QualityFlag, ReadingKind

#: With one of these the sensor itself does not stand by the value (CGM Service 1.0.1, section 3.1.1.5).
_FAULTY = int(SessionStatus.WRONG_SENSOR | SessionStatus.SENSOR_MALFUNCTION | SessionStatus.DEVICE_FAULT)
_STOPPED = int(SessionStatus.STOPPED)
_TOO_WARM_OR_COLD = int(CalibrationStatus.TOO_WARM | CalibrationStatus.TOO_COLD)
_ABOVE_RANGE, _BELOW_RANGE = int(WarningStatus.ABOVE_RANGE), int(WarningStatus.BELOW_RANGE)

_WARNING_FLAGS: Mapping[WarningStatus, QualityFlag] = {
    WarningStatus.RISING_FAST: QualityFlag.RISING_FAST,
    WarningStatus.FALLING_FAST: QualityFlag.FALLING_FAST,
}
_CALIBRATION_FLAGS: Mapping[CalibrationStatus, QualityFlag] = {
    CalibrationStatus.TIME_SYNC_REQUIRED: QualityFlag.TIME_UNCERTAIN,
    CalibrationStatus.REQUIRED: QualityFlag.CALIBRATION_NEEDED,
}


def find_continuous_glucose(payload: bytes, checksum: bool | None = None) -> tuple[Finding, ...]:
    """Return the values of a measurement (2AA7), one a record; records without a value are left out.

    ``checksum`` says whether records carry one (2AA8); ``None``: not known.

    Raises:
        MeasurementFailed: the only records are of a sensor that could not measure.
        NotAReading: the only records are out of the sensor's range, or after its end.
        FrameError: the bytes cannot be read.

    """
    refusal: MeasurementFailed | NotAReading | None = None
    findings: list[Finding] = []
    for record in decode_cgm_measurement(payload, _crc(checksum)).records:
        try:
            findings.append(_finding(record))
        except (MeasurementFailed, NotAReading) as error:
            refusal = refusal or error
    if not findings and refusal is not None:
        raise refusal
    return tuple(findings)


def _crc(checksum: bool | None) -> E2eCrc:
    if checksum is None:
        return E2eCrc.UNKNOWN
    return E2eCrc.EXPECTED if checksum else E2eCrc.ABSENT


def _finding(record: CgmRecord) -> Finding:
    concentration = _number(record)
    numbers = {"glucose": concentration / MG_PER_DL_PER_MMOL_PER_L}
    if isinstance(record.trend_mg_per_dl_min, Decimal):
        numbers["trend"] = record.trend_mg_per_dl_min / MG_PER_DL_PER_MMOL_PER_L
    if isinstance(record.quality_percent, Decimal):
        numbers["quality"] = record.quality_percent
    values = quantities(ReadingKind.CONTINUOUS_GLUCOSE, **numbers)
    return Finding(
        kind=ReadingKind.CONTINUOUS_GLUCOSE,
        values=values,
        flags=plausibility(values) | _flags(record),
        sequence=record.time_offset_min,
        elapsed=timedelta(minutes=record.time_offset_min),
    )


def _number(record: CgmRecord) -> Decimal:
    """Return the concentration in mg/dL, refusing what the status says is none."""
    # Plain integers: a sensor sends 288 values a day, and a rebuild looks at years of them.
    session, calibration, warning = (
        int(record.session or 0),
        int(record.calibration or 0),
        int(record.warning or 0),
    )
    if session & _FAULTY:
        raise MeasurementFailed(
            "The glucose sensor reports a fault; check with a finger-stick and replace it."
        )
    if session & _STOPPED:
        raise NotAReading("The glucose sensor has reached its end; put on a new one.")
    if calibration & _TOO_WARM_OR_COLD:
        raise MeasurementFailed(
            "The glucose sensor is too warm or too cold to measure; wait until it is not."
        )
    if warning & _ABOVE_RANGE or record.glucose_mg_per_dl is SpecialValue.POSITIVE_INFINITY:
        raise NotAReading(
            "The glucose sensor shows HI: glucose is higher than it can measure; check with a finger-stick."
        )
    if warning & _BELOW_RANGE or record.glucose_mg_per_dl is SpecialValue.NEGATIVE_INFINITY:
        raise NotAReading(
            "The glucose sensor shows LO: glucose is lower than it can measure; eat or drink sugar now and check again."
        )
    if isinstance(record.glucose_mg_per_dl, SpecialValue):
        raise MeasurementFailed("The glucose sensor has no value yet; it may still be warming up.")
    return record.glucose_mg_per_dl


def _flags(record: CgmRecord) -> frozenset[QualityFlag]:
    if not record.warning and not record.calibration:
        return frozenset()
    warning = record.warning or WarningStatus(0)
    calibration = record.calibration or CalibrationStatus(0)
    flags = {flag for bit, flag in _WARNING_FLAGS.items() if bit in warning}
    flags |= {flag for bit, flag in _CALIBRATION_FLAGS.items() if bit in calibration}
    return frozenset(flags)
