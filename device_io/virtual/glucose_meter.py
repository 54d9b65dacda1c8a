"""Virtual glucose meters: they keep their records and send them when asked at the Record Access Control Point."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bumble.att import ATT_Error
from bumble.core import UUID
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from device_io import gatt
from device_io.codecs.frame import FrameError
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
from device_io.codecs.record_access import (
    RecordAccessCode,
    RecordAccessRequest,
    RecordAccessResult,
    RecordCount,
    RecordFilter,
    RecordOpcode,
    RecordOperator,
    decode_record_access_request,
    encode_record_access_response,
)
from device_io.virtual.air import Air
from device_io.virtual.measurements import MEALS, GlucoseScript
from device_io.virtual.peripheral import Permissions, Properties, VirtualPeripheral, readable
from device_io.virtual.scenario import GlucoseMeterScript, Quirk

#: "Client Characteristic Configuration Descriptor Improperly Configured" and "Procedure Already in Progress"
#: (Core Specification Supplement, Part B, section 1.2).
_CCCD_IMPROPERLY_CONFIGURED = 0xFD
_PROCEDURE_IN_PROGRESS = 0xFE
#: Capillary whole blood from a finger (GATT Specification Supplement, Glucose Measurement).
_CAPILLARY_WHOLE_BLOOD = 1
_FINGER = 1
_PER_MOLE = Decimal(1000)
_INTERRUPTIONS = frozenset({Quirk.DROP_IN_TRANSFER, Quirk.RACP_ABORT})


class VirtualGlucoseMeter(VirtualPeripheral[GlucoseMeterScript]):
    """Keeps every record under a number of its own; advertises while there are some that nobody has fetched."""

    def __init__(
        self, air: Air, script: GlucoseMeterScript, now: Callable[[], datetime], zone: ZoneInfo
    ) -> None:
        self._record: Characteristic[bytes]
        self._context: Characteristic[bytes]
        self._control: Characteristic[bytes]
        super().__init__(air, script, now, zone)
        self._records: dict[int, tuple[bytes, bytes | None]] = {}
        for reading in script.readings:
            self._keep(reading)
        self._fetched_to = -1
        self._busy = False
        self._refusals_left = 1
        self._interruptions_left = 1
        #: Every request that hosts have made, as it was written.
        self.requests: list[bytes] = []

    @property
    def stored(self) -> int:
        """How many records the meter keeps."""
        return len(self._records)

    async def measure(self, reading: GlucoseScript) -> None:
        """Take a reading and advertise it, as a meter does when a person has measured."""
        self._keep(reading)
        await self._advertise()

    def _keep(self, reading: GlucoseScript) -> None:
        sequence = self.script.first_sequence + len(self._records)
        failed = Quirk.NAN in self.script.quirks
        sample = GlucoseSample(
            concentration=SpecialValue.NOT_A_NUMBER if failed else reading.mmol_per_l / _PER_MOLE,
            unit=ConcentrationUnit.MOLE_PER_LITRE,
            type=CONTROL_SOLUTION_TYPE if reading.control_solution else _CAPILLARY_WHOLE_BLOOD,
            location=CONTROL_SOLUTION_LOCATION if reading.control_solution else _FINGER,
        )
        record = GlucoseMeasurement(
            sequence, self.stamp(reading.minutes_ago), sample=sample, context_follows=reading.meal is not None
        )
        context = None
        if reading.meal is not None:
            context = encode_glucose_context(GlucoseContext(sequence, meal=MEALS[reading.meal]))
        self._records[sequence] = encode_glucose_measurement(record), context

    def _has_news(self) -> bool:
        return any(sequence > self._fetched_to for sequence in self._records)

    def _make_health_service(self) -> Service:
        self._record = self._sending_characteristic(gatt.GLUCOSE_MEASUREMENT, indicated=False)
        self._context = self._sending_characteristic(gatt.GLUCOSE_CONTEXT, indicated=False)
        writing = Permissions.WRITEABLE
        if Quirk.NEEDS_BOND_FOR_CCCD in self.script.quirks:
            writing |= Permissions.WRITE_REQUIRES_ENCRYPTION
        self._control = Characteristic(
            UUID(gatt.RECORD_ACCESS_CONTROL_POINT),
            Properties.WRITE | Properties.INDICATE,
            writing,
            CharacteristicValue(write=self._on_request),
        )
        self._guard(self._control, gatt.RECORD_ACCESS_CONTROL_POINT)
        feature = readable(gatt.GLUCOSE_FEATURE, encode_glucose_feature(GlucoseFeature(0)))
        return Service(UUID(gatt.GLUCOSE_SERVICE), [self._record, self._context, feature, self._control])

    def _on_request(self, connection: Connection, value: bytes) -> None:
        if not {gatt.GLUCOSE_MEASUREMENT, gatt.RECORD_ACCESS_CONTROL_POINT} <= self._listened_to:
            raise ATT_Error(_CCCD_IMPROPERLY_CONFIGURED)
        if self._busy:
            raise ATT_Error(_PROCEDURE_IN_PROGRESS)
        self.requests.append(bytes(value))
        self._start_sending(self._answer(connection, bytes(value)))

    async def _answer(self, connection: Connection, value: bytes) -> None:
        self._busy = True
        answer: RecordCount | RecordAccessResult | None
        try:
            request = decode_record_access_request(value)
        except FrameError:
            answer = _refusal(value[0] if value else 0, RecordAccessCode.OPCODE_UNSUPPORTED)
        else:
            answer = await self._obey(connection, request)
        finally:
            self._busy = False
        if answer is not None:
            frame = encode_record_access_response(answer)
            await connection.cancel_on_disconnection(
                self._device.indicate_subscriber(connection, self._control, frame)
            )
            if Quirk.DROP_AFTER_SEND in self.script.quirks and value[:1] == bytes((RecordOpcode.REPORT,)):
                await connection.disconnect()

    async def _obey(
        self, connection: Connection, request: RecordAccessRequest
    ) -> RecordCount | RecordAccessResult | None:
        """Do what was asked; ``None``: the meter says nothing at the end."""
        quirks = self.script.quirks
        if request.opcode not in (RecordOpcode.REPORT, RecordOpcode.COUNT):
            return _refusal(request.opcode, RecordAccessCode.OPCODE_UNSUPPORTED)
        selected = self._selected(request)
        if selected is None:
            return _refusal(request.opcode, RecordAccessCode.OPERATOR_UNSUPPORTED)
        if request.opcode is RecordOpcode.COUNT:
            if Quirk.RACP_NO_COUNT in quirks:
                return _refusal(request.opcode, RecordAccessCode.OPCODE_UNSUPPORTED)
            return RecordCount(len(selected))
        if Quirk.RACP_STUCK in quirks or (Quirk.RACP_BUSY in quirks and self._refusals_left):
            self._refusals_left -= 1
            return _refusal(request.opcode, RecordAccessCode.BUSY)
        if not selected:
            return _refusal(request.opcode, RecordAccessCode.NO_RECORDS)
        if self._interruptions_left and quirks & _INTERRUPTIONS:
            return await self._send_half(connection, selected)
        await self._send(connection, selected)
        if Quirk.RACP_NO_END in quirks:
            return None
        return RecordAccessResult(request.opcode, RecordAccessCode.SUCCESS)

    def _selected(self, request: RecordAccessRequest) -> list[int] | None:
        """Return the numbers of the records that ``request`` means, ``None`` where the meter cannot tell."""
        if request.operator is RecordOperator.ALL:
            return list(self._records)
        if request.operator is RecordOperator.AT_LEAST and request.filter is RecordFilter.INDEX:
            (lowest,) = request.bounds
            return [sequence for sequence in self._records if isinstance(lowest, int) and sequence >= lowest]
        return None

    async def _send(self, connection: Connection, selected: list[int]) -> None:
        for sequence in selected:
            record, context = self._records[sequence]
            await self._push(connection, self._record, record)
            if context is not None and gatt.GLUCOSE_CONTEXT in self._listened_to:
                await self._push(connection, self._context, context)
            self._fetched_to = max(self._fetched_to, sequence)

    async def _send_half(self, connection: Connection, selected: list[int]) -> RecordAccessResult | None:
        """Send some records, then fail in the way of the script, once."""
        self._interruptions_left -= 1
        await self._send(connection, selected[: (len(selected) + 1) // 2])
        if Quirk.RACP_ABORT in self.script.quirks:
            return _refusal(RecordOpcode.REPORT, RecordAccessCode.NOT_COMPLETED)
        await connection.disconnect()
        return None


def _refusal(opcode: int, code: RecordAccessCode) -> RecordAccessResult:
    return RecordAccessResult(opcode, code)
