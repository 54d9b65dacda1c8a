"""Virtual devices that keep their records and send them when asked at the Record Access Control Point (2A52)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from bumble.att import ATT_Error
from bumble.device import Connection
from bumble.gatt import Characteristic

from device_io import gatt
from device_io.codecs.frame import FrameError
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
from device_io.virtual.peripheral import Surroundings, VirtualPeripheral
from device_io.virtual.scenario import DeviceScript, Quirk

#: "Client Characteristic Configuration Descriptor Improperly Configured" and "Procedure Already in Progress"
#: (Core Specification Supplement, Part B, section 1.2).
_CCCD_IMPROPERLY_CONFIGURED = 0xFD
_PROCEDURE_IN_PROGRESS = 0xFE
_INTERRUPTIONS = frozenset({Quirk.DROP_IN_TRANSFER, Quirk.RACP_ABORT})

_Script = TypeVar("_Script", bound=DeviceScript[Any])


class VirtualRecordMeter(VirtualPeripheral[_Script]):
    """Keeps every record under a number of its own; advertises while there are some that nobody has fetched."""

    def __init__(self, around: Surroundings, script: _Script) -> None:
        super().__init__(around, script)
        self._sent_to = -1
        #: Up to here a host has confirmed that a transfer is over; what was sent before that may be lost on the way.
        self._fetched_to = -1
        self._busy = False
        self._stopped = False
        self._refusals_left = 1
        self._interruptions_left = 1
        #: Every request that hosts have made, as it was written.
        self.requests: list[bytes] = []

    @property
    @abstractmethod
    def _record_source(self) -> str:
        """The characteristic under which records are sent."""

    @property
    @abstractmethod
    def _indexes(self) -> Sequence[int]:
        """The numbers of all records, ascending."""

    @abstractmethod
    def _frames_of(self, selected: Sequence[int]) -> Iterator[tuple[int, str, bytes]]:
        """Yield the frames of the records ``selected``: the last number in it, where it is sent, its bytes."""

    @property
    def stored(self) -> int:
        """How many records the device keeps."""
        return len(self._indexes)

    def _has_news(self) -> bool:
        return any(index > self._fetched_to for index in self._indexes)

    def _record_access_point(self) -> Characteristic[Any]:
        return self._control_characteristic(gatt.RECORD_ACCESS_CONTROL_POINT, self._on_request)

    def _on_request(self, connection: Connection, value: bytes) -> None:
        if not {self._record_source, gatt.RECORD_ACCESS_CONTROL_POINT} <= self._listened_to:
            raise ATT_Error(_CCCD_IMPROPERLY_CONFIGURED)
        self.requests.append(bytes(value))
        if self._busy and value[:1] == bytes((RecordOpcode.ABORT,)):
            self._stopped = True  # the procedure under way answers
            return
        if self._busy:
            raise ATT_Error(_PROCEDURE_IN_PROGRESS)
        self._start_sending(self._answer(connection, bytes(value)))

    async def _answer(self, connection: Connection, value: bytes) -> None:
        self._busy, self._stopped = True, False
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
            await self._answer_at(connection, gatt.RECORD_ACCESS_CONTROL_POINT, frame)
            if answer == RecordAccessResult(RecordOpcode.REPORT, RecordAccessCode.SUCCESS):
                self._fetched_to = self._sent_to
            if Quirk.DROP_AFTER_SEND in self.script.quirks and value[:1] == bytes((RecordOpcode.REPORT,)):
                await connection.disconnect()

    async def _obey(
        self, connection: Connection, request: RecordAccessRequest
    ) -> RecordCount | RecordAccessResult | None:
        """Do what was asked; ``None``: the device says nothing at the end."""
        quirks = self.script.quirks
        if request.opcode is RecordOpcode.ABORT:
            return _refusal(request.opcode, RecordAccessCode.SUCCESS)
        selected = self._selected(request)
        if selected is None:
            return _refusal(request.opcode, RecordAccessCode.OPERATOR_UNSUPPORTED)
        if request.opcode is RecordOpcode.COUNT:
            if Quirk.RACP_NO_COUNT in quirks:
                return _refusal(request.opcode, RecordAccessCode.OPCODE_UNSUPPORTED)
            return RecordCount(len(selected))
        if request.opcode is not RecordOpcode.REPORT:
            return _refusal(request.opcode, RecordAccessCode.OPCODE_UNSUPPORTED)
        if Quirk.RACP_STUCK in quirks or (Quirk.RACP_BUSY in quirks and self._refusals_left):
            self._refusals_left -= 1
            return _refusal(request.opcode, RecordAccessCode.BUSY)
        if not selected:
            return _refusal(request.opcode, RecordAccessCode.NO_RECORDS)
        if self._interruptions_left and quirks & _INTERRUPTIONS:
            return await self._send_half(connection, selected)
        await self._send(connection, selected)
        if self._stopped:
            return RecordAccessResult(RecordOpcode.ABORT, RecordAccessCode.SUCCESS)
        if Quirk.RACP_NO_END in quirks:
            self._fetched_to = self._sent_to
            return None
        return RecordAccessResult(request.opcode, RecordAccessCode.SUCCESS)

    def _selected(self, request: RecordAccessRequest) -> list[int] | None:
        """Return the numbers of the records that ``request`` means, ``None`` where the device cannot tell."""
        match request.operator:
            case RecordOperator.ALL:
                return list(self._indexes)
            case RecordOperator.FIRST:
                return list(self._indexes[:1])
            case RecordOperator.LAST:
                return list(self._indexes[-1:])
        if request.operator is RecordOperator.AT_LEAST and request.filter is RecordFilter.INDEX:
            (lowest,) = request.bounds
            return [index for index in self._indexes if isinstance(lowest, int) and index >= lowest]
        return None

    async def _send(self, connection: Connection, selected: Sequence[int]) -> None:
        for index, name, frame in self._frames_of(selected):
            if self._stopped:
                return
            if name in self._listened_to:
                await self._push(connection, name, frame)
            self._sent_to = max(self._sent_to, index)

    async def _send_half(self, connection: Connection, selected: Sequence[int]) -> RecordAccessResult | None:
        """Send some records, then fail in the way of the script, once."""
        self._interruptions_left -= 1
        await self._send(connection, selected[: (len(selected) + 1) // 2])
        if Quirk.RACP_ABORT in self.script.quirks:
            return _refusal(RecordOpcode.REPORT, RecordAccessCode.NOT_COMPLETED)
        await connection.disconnect()
        return None


def _refusal(opcode: int, code: RecordAccessCode) -> RecordAccessResult:
    return RecordAccessResult(opcode, code)
