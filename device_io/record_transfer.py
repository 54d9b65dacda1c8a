"""Fetching the records a device keeps: the procedure of the Record Access Control Point (2A52).

The device is asked how many records there are, then for all from a number on; it sends them as notifications
and says at the end how it went. Records are never deleted on a device.
Source: Glucose Profile 1.0, section 5.4; Glucose Service 1.0, section 3.4.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from device_io import gatt
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.frame import FrameError
from device_io.codecs.record_access import (
    RecordAccessCode,
    RecordAccessRequest,
    RecordAccessResult,
    RecordCount,
    RecordFilter,
    RecordOpcode,
    RecordOperator,
    decode_record_access_response,
    encode_record_access_request,
)
from device_io.first_set import first_set
from device_io.radio import DeviceSilent, Link, LinkLost, RadioError, RequestRefused

logger = logging.getLogger(__name__)

#: Progress is told each time so many more records have come.
_PROGRESS_EVERY = 10

#: The highest number a record can have (Glucose Service 1.0, section 3.1.1.2).
LAST_SEQUENCE = 0xFFFF

#: "Procedure Already in Progress" (Core Specification Supplement, Part B, section 1.2).
_PROCEDURE_IN_PROGRESS = 0xFE

#: Answers of devices that cannot select by number, though they can send everything.
_CANNOT_SELECT = frozenset(
    {
        RecordAccessCode.OPERATOR_INVALID,
        RecordAccessCode.OPERATOR_UNSUPPORTED,
        RecordAccessCode.OPERAND_INVALID,
        RecordAccessCode.OPERAND_UNSUPPORTED,
    }
)


#: Answers after which the same request may succeed a moment later; meters say either when they are busy.
_ASK_AGAIN = frozenset({RecordAccessCode.OPERAND_UNSUPPORTED, RecordAccessCode.BUSY})


class TransferRefused(RadioError):
    """The device answered that it will not send its records."""


class DeviceBusy(TransferRefused):
    """The device answered that it is busy with something else."""


class TransferStopped(RadioError):
    """A person stopped the transfer; what came until then is kept."""


@dataclass(frozen=True, slots=True)
class TransferPace:
    """Deadlines in seconds.

    ``request``: until a request is accepted. ``idle``: silence before the transfer is given up, counted anew from
    every record (the ATT transaction time). ``quiet``: silence that ends a transfer of which every record has
    come. ``retry``: the pause before a busy device is asked again.
    """

    request: float = 5.0
    idle: float = 30.0
    quiet: float = 3.0
    retry: float = 1.0


class RecordTransfer:
    """One transfer over ``link``, whose records the caller receives by subscriptions of its own.

    Args:
        link: the connection; the records' characteristics are subscribed to before :meth:`run`.
        pace: deadlines.
        on_expected: told how many records are coming, if the device can say.
        on_progress: told how many have come, and how many are expected if the device can say.
        keep_answer: given the device's word that it has sent every record, as it came.

    """

    def __init__(
        self,
        link: Link,
        pace: TransferPace,
        on_expected: Callable[[int], None],
        on_progress: Callable[[int, int | None], None] = lambda _received, _expected: None,
        keep_answer: Callable[[bytes], None] = lambda _payload: None,
    ) -> None:
        self._link = link
        self._pace = pace
        self._on_expected = on_expected
        self._on_progress = on_progress
        self._keep_answer = keep_answer
        self._answers: deque[RecordCount | RecordAccessResult | RadioError] = deque()
        self._answered = asyncio.Event()
        self._silence: asyncio.Timeout | None = None
        self._heard_at = 0.0
        self._received = 0
        self._expected: int | None = None

    def record_came(self, count: int = 1) -> None:
        """Count records that came; the device is given its full time again."""
        told = self._received // _PROGRESS_EVERY
        self._received += count
        if self._received // _PROGRESS_EVERY > told or self._received == self._expected:
            self._on_progress(self._received, self._expected)
        self._heard_at = asyncio.get_running_loop().time()
        if self._silence is not None and self._everything_came() and not self._silence.expired():
            self._silence.reschedule(self._heard_at + self._pace.quiet)

    def fail(self, error: RadioError) -> None:
        """End the transfer with ``error``: its records cannot be kept."""
        self._put(error)

    def stop(self) -> None:
        """Have the device send no more; :meth:`run` then raises :class:`TransferStopped`."""
        self._put(
            TransferStopped("The transfer was stopped: what came is kept, the rest comes the next time.")
        )

    async def run(self, after: int | None, since: DeviceTime | None = None) -> None:
        """Ask for the records with numbers above ``after`` and wait until the device has sent them.

        ``since`` asks by device time instead, for meters whose numbers do not last. "None found" is a normal end.
        A device that is busy, or cannot select, is asked once more.

        Raises:
            DeviceBusy: the device is busy and stays so.
            TransferRefused: the device will not, or gave up on the way.
            TransferStopped: a person stopped it.
            RadioError: the connection ended, or the device fell silent.

        """
        await self._link.subscribe(gatt.RECORD_ACCESS_CONTROL_POINT, self._on_answer, self._pace.request)
        try:
            await self._fetch(_from_number(after) if since is None else _from_time(since))
        except TransferStopped:
            await self._abort()
            raise

    async def _fetch(self, selection: RecordAccessRequest) -> None:
        self._expected = await self._count(selection)
        if self._expected == 0:
            return
        if self._expected is not None:
            self._on_expected(self._expected)
        code = await self._report(selection)
        if code in _CANNOT_SELECT and selection.operator is not RecordOperator.ALL:
            self._expected = None
            code = await self._report(_from_number(None))
        elif code in _ASK_AGAIN:
            await asyncio.sleep(self._pace.retry)
            code = await self._report(selection)
        _require_success(code)

    async def _abort(self) -> None:
        """Tell the device to stop; one that does not listen is hung up on."""
        request = RecordAccessRequest(RecordOpcode.ABORT, RecordOperator.NULL)
        try:
            answer = await self._ask(request, self._pace.request)
        except RadioError as error:
            logger.info("stopping a transfer: %s", error)
            return
        if isinstance(answer, RecordAccessResult) and answer.code != RecordAccessCode.SUCCESS:
            logger.info("the device did not stop its transfer (code %d)", answer.code)

    async def _count(self, selection: RecordAccessRequest) -> int | None:
        """Return how many records match, ``None`` where the device cannot say."""
        request = _with_opcode(selection, RecordOpcode.COUNT)
        answer = await self._ask(request, self._pace.request)
        if isinstance(answer, RecordAccessResult) and answer.code == RecordAccessCode.BUSY:
            await asyncio.sleep(self._pace.retry)
            answer = await self._ask(request, self._pace.request)
        if isinstance(answer, RecordCount):
            return answer.count
        return 0 if answer is not None and answer.code == RecordAccessCode.NO_RECORDS else None

    async def _report(self, selection: RecordAccessRequest) -> int:
        """Have the records sent; return the code at the end."""
        self._received = 0
        answer = await self._ask(selection, self._pace.idle)
        if isinstance(answer, RecordAccessResult):
            return answer.code
        if self._expected is None or self._received < self._expected:
            raise DeviceSilent(
                "The device stopped sending its records: keep it near and start the transfer again."
            )
        logger.info("the device sent every record but did not say that this was all")
        return RecordAccessCode.SUCCESS

    async def _ask(
        self, request: RecordAccessRequest, patience_s: float
    ) -> RecordCount | RecordAccessResult | None:
        """Return what the device answers to ``request``, ``None`` after too long a silence."""
        while self._answers:
            self._discard()
        try:
            await self._link.write(
                gatt.RECORD_ACCESS_CONTROL_POINT, encode_record_access_request(request), self._pace.request
            )
        except RequestRefused as error:
            if error.code != _PROCEDURE_IN_PROGRESS:
                raise
            return RecordAccessResult(request.opcode, RecordAccessCode.BUSY)
        clock = asyncio.get_running_loop().time
        deadline = clock() + patience_s
        while clock() < deadline:
            try:
                async with asyncio.timeout_at(deadline) as self._silence:
                    while True:
                        answer = await self._next_answer()
                        if _answers(request, answer):
                            return answer
            except TimeoutError:
                # Records came meanwhile: setting the alarm anew for each would cost more than the record does.
                deadline = self._heard_at + (self._pace.quiet if self._everything_came() else patience_s)
            finally:
                self._silence = None
        return None

    def _discard(self) -> None:
        """Drop an answer nobody waits for any more; a failure is kept from being lost."""
        stale = self._answers.popleft()
        if isinstance(stale, RadioError):
            raise stale

    async def _next_answer(self) -> RecordCount | RecordAccessResult:
        while not self._answers:
            self._answered.clear()
            await first_set(self._answered, self._link.closed)
            if not self._answers and self._link.closed.is_set():
                raise LinkLost(
                    "The connection ended during the transfer: start it on the device again, it continues there."
                )
        answer = self._answers.popleft()
        if isinstance(answer, RadioError):
            raise answer
        return answer

    def _put(self, answer: RecordCount | RecordAccessResult | RadioError) -> None:
        self._answers.append(answer)
        self._answered.set()

    def _everything_came(self) -> bool:
        return self._expected is not None and self._received >= self._expected

    def _on_answer(self, payload: bytes) -> None:
        try:
            answer = decode_record_access_response(payload)
        except FrameError as error:
            logger.info("an answer about records: %s", error)
            return
        # A notification may get lost on its way through the system: then "all sent" is not "all here".
        all_here = self._expected is None or self._received >= self._expected
        if isinstance(answer, RecordAccessResult) and answer.request == RecordOpcode.REPORT and all_here:
            self._keep_answer(payload)
        self._put(answer)


def _from_number(after: int | None) -> RecordAccessRequest:
    """Return the request for all records above ``after``; after the last number there is, for all again."""
    if after is None or after >= LAST_SEQUENCE:
        return RecordAccessRequest(RecordOpcode.REPORT, RecordOperator.ALL)
    return RecordAccessRequest(RecordOpcode.REPORT, RecordOperator.AT_LEAST, RecordFilter.INDEX, (after + 1,))


def _from_time(since: DeviceTime) -> RecordAccessRequest:
    """Return the request for all records of ``since`` or later, the one of that time included."""
    return RecordAccessRequest(
        RecordOpcode.REPORT, RecordOperator.AT_LEAST, RecordFilter.USER_FACING_TIME, (since,)
    )


def _answers(request: RecordAccessRequest, answer: RecordCount | RecordAccessResult) -> bool:
    """Say whether ``answer`` is that to ``request`` and not a late one to another."""
    if isinstance(answer, RecordCount):
        return request.opcode is RecordOpcode.COUNT
    return answer.request == request.opcode


def _with_opcode(selection: RecordAccessRequest, opcode: RecordOpcode) -> RecordAccessRequest:
    return RecordAccessRequest(opcode, selection.operator, selection.filter, selection.bounds)


def _require_success(code: int) -> None:
    if code in (RecordAccessCode.SUCCESS, RecordAccessCode.NO_RECORDS):
        return
    if code == RecordAccessCode.BUSY:
        raise DeviceBusy(
            "The device is busy: wait until its display is at rest, then start the transfer again."
        )
    raise TransferRefused(
        f"The device did not send all of its records (code {code}): start the transfer on it again."
    )
