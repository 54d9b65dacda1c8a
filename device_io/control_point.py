"""Asking at a control point: a write, and the indication that answers it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

from device_io import gatt
from device_io.codecs.frame import FrameError
from device_io.radio import DeviceSilent, Link, LinkLost

logger = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")


class ControlPoint(Generic[_Answer]):
    """One control point of a device.

    Args:
        link: the connection.
        characteristic: the control point's UUID.
        decode: reads what the device indicates; raises FrameError.
        deadline_s: how long a subscription, a write and an answer may take, each.

    """

    def __init__(
        self, link: Link, characteristic: str, decode: Callable[[bytes], _Answer], deadline_s: float
    ) -> None:
        self._link = link
        self._characteristic = characteristic
        self._decode = decode
        self._deadline_s = deadline_s
        self._answers: asyncio.Queue[_Answer] = asyncio.Queue()

    async def open(self) -> None:
        """Listen to the answers; raises RadioError."""
        await self._link.subscribe(self._characteristic, self._on_answer, self._deadline_s)

    async def ask(self, request: bytes, answers: Callable[[_Answer], bool]) -> _Answer:
        """Write ``request`` and return the first answer of which ``answers`` holds.

        Raises:
            DeviceSilent: none came in time.
            RadioError: any other end.

        """
        while not self._answers.empty():  # late ones to what was asked before
            self._answers.get_nowait()
        await self._link.write(self._characteristic, request, self._deadline_s)
        try:
            async with asyncio.timeout(self._deadline_s):
                while True:
                    answer = await self._next()
                    if answers(answer):
                        return answer
        except TimeoutError as error:
            raise DeviceSilent("The device did not answer what it was asked: try again.") from error

    async def _next(self) -> _Answer:
        answered = asyncio.ensure_future(self._answers.get())
        hung_up = asyncio.ensure_future(self._link.closed.wait())
        try:
            await asyncio.wait({answered, hung_up}, return_when=asyncio.FIRST_COMPLETED)
            if not answered.done():
                raise LinkLost("The connection ended before the device answered: try again.")
            return answered.result()
        finally:
            for waiting in (answered, hung_up):
                waiting.cancel()
                with suppress(asyncio.CancelledError):
                    await waiting

    def _on_answer(self, payload: bytes) -> None:
        try:
            self._answers.put_nowait(self._decode(payload))
        except FrameError as error:
            logger.info("control point %s: %s", gatt.short_name(self._characteristic), error)
