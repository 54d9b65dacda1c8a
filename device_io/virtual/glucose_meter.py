"""Virtual glucose meters: numbered records of single measurements, with notes on meals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from bumble.core import UUID
from bumble.gatt import Service

from device_io import gatt
from device_io.codecs.glucose import (
    CONTROL_SOLUTION_LOCATION,
    CONTROL_SOLUTION_TYPE,
    ConcentrationUnit,
    GlucoseFeature,
    GlucoseMeasurement,
    GlucoseSample,
    encode_glucose_feature,
    encode_glucose_measurement,
)
from device_io.codecs.glucose_context import GlucoseContext, encode_glucose_context
from device_io.codecs.ieee11073 import SpecialValue
from device_io.virtual.measurements import MEALS, GlucoseScript
from device_io.virtual.peripheral import Surroundings, readable
from device_io.virtual.record_meter import VirtualRecordMeter
from device_io.virtual.scenario import GlucoseMeterScript, Quirk

#: Capillary whole blood from a finger (GATT Specification Supplement, Glucose Measurement).
_CAPILLARY_WHOLE_BLOOD = 1
_FINGER = 1
_PER_MOLE = Decimal(1000)


class VirtualGlucoseMeter(VirtualRecordMeter[GlucoseMeterScript]):
    """Numbers its records from ``first_sequence`` on and never deletes any."""

    def __init__(self, around: Surroundings, script: GlucoseMeterScript) -> None:
        super().__init__(around, script)
        #: The frames of each record: the measurement, then its notes.
        self._records: dict[int, list[tuple[str, bytes]]] = {}
        memory = script.memory
        for reading in memory:
            self._keep(reading, self._taken_at(reading.minutes_ago))
        if Quirk.CONTRADICTS_ITSELF in script.quirks and memory:
            taken_at = self._taken_at(memory[0].minutes_ago)
            first = script.first_sequence
            self._records[first].append(self._record(memory[0].contradicted(), first, taken_at))

    async def measure(self, reading: GlucoseScript) -> None:
        """Take a reading and advertise it, as a meter does when a person has measured."""
        self._keep(reading, self._around.now() - timedelta(minutes=reading.minutes_ago))
        await self._advertise()

    @property
    def _record_source(self) -> str:
        return gatt.GLUCOSE_MEASUREMENT

    @property
    def _indexes(self) -> Sequence[int]:
        return tuple(self._records)

    def _frames_of(self, selected: Sequence[int]) -> Iterator[tuple[int, str, bytes]]:
        for sequence in selected:
            for name, frame in self._records[sequence]:
                yield sequence, name, frame

    def _keep(self, reading: GlucoseScript, taken_at: datetime) -> None:
        sequence = self.script.first_sequence + len(self._records)
        self._records[sequence] = [self._record(reading, sequence, taken_at)]
        if reading.meal is not None:
            context = encode_glucose_context(GlucoseContext(sequence, meal=MEALS[reading.meal]))
            self._records[sequence].append((gatt.GLUCOSE_CONTEXT, context))

    def _record(self, reading: GlucoseScript, sequence: int, taken_at: datetime) -> tuple[str, bytes]:
        failed = Quirk.NAN in self.script.quirks
        sample = GlucoseSample(
            concentration=SpecialValue.NOT_A_NUMBER if failed else reading.mmol_per_l / _PER_MOLE,
            unit=ConcentrationUnit.MOLE_PER_LITRE,
            type=CONTROL_SOLUTION_TYPE if reading.control_solution else _CAPILLARY_WHOLE_BLOOD,
            location=CONTROL_SOLUTION_LOCATION if reading.control_solution else _FINGER,
        )
        measurement = GlucoseMeasurement(
            sequence, self._clock.at(taken_at), sample=sample, context_follows=reading.meal is not None
        )
        return gatt.GLUCOSE_MEASUREMENT, encode_glucose_measurement(measurement)

    def _make_health_services(self) -> list[Service]:
        return [
            Service(
                UUID(gatt.GLUCOSE_SERVICE),
                [
                    self._sending_characteristic(gatt.GLUCOSE_MEASUREMENT, indicated=False),
                    self._sending_characteristic(gatt.GLUCOSE_CONTEXT, indicated=False),
                    readable(gatt.GLUCOSE_FEATURE, encode_glucose_feature(GlucoseFeature(0))),
                    self._record_access_point(),
                ],
            )
        ]
