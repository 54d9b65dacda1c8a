"""What a person is asked while a device is being added, and how an unsuccessful pairing is then to be called."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from device_io.device_users import UserChoice
from device_io.events import (
    ConsentWanted,
    Device,
    DeviceEvent,
    PasskeyWanted,
    SessionEnded,
    SessionResult,
    SessionState,
    StateChanged,
)

logger = logging.getLogger(__name__)

#: Asked for the six digits; ``None`` cancels. Without one, the answer is taken from the event's ``reply``.
AskPasskey = Callable[[PasskeyWanted], Awaitable[int | None]]
#: Asked for a user of the device and its code; ``None`` goes on without. Without one: from the event's ``reply``.
AskConsent = Callable[[ConsentWanted], Awaitable[UserChoice | None]]

#: A passkey has six digits (Bluetooth Core, Vol 3, Part H, 2.3.5.3).
MAX_PASSKEY = 999_999

_Answer = TypeVar("_Answer")


class AddingDialogue:
    """The questions of one device that is being added.

    Args:
        device: the device.
        publish: told each question.
        ask_passkey: see :data:`AskPasskey`.
        ask_consent: see :data:`AskConsent`.
        patience_s: how long a person may take for an answer.

    """

    def __init__(
        self,
        device: Device,
        publish: Callable[[DeviceEvent], None],
        ask_passkey: AskPasskey | None,
        ask_consent: AskConsent | None,
        patience_s: float,
    ) -> None:
        self.device = device
        self._publish = publish
        self._ask_passkey = ask_passkey
        self._ask_consent = ask_consent
        self._patience_s = patience_s
        self._asked = False
        self._cancelled = False
        self._too_late = False

    async def passkey(self, _address: str) -> int | None:
        """Ask for the digits on the device's display."""
        self._asked, self._too_late = True, False
        self._publish(StateChanged(self.device.address, SessionState.NEEDS_PASSKEY))
        reply: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        wanted = PasskeyWanted(self.device.address, self.device.name, reply)
        self._publish(wanted)
        number = await self._answer(self._ask_passkey(wanted) if self._ask_passkey is not None else reply)
        self._cancelled = number is None
        return number if number is not None and 0 <= number <= MAX_PASSKEY else None

    async def user(self, device: Device, refused: UserChoice | None) -> UserChoice | None:
        """Ask whose readings to fetch."""
        reply: asyncio.Future[UserChoice | None] = asyncio.get_running_loop().create_future()
        wanted = ConsentWanted(device.address, device.name, refused, reply)
        self._publish(wanted)
        return await self._answer(self._ask_consent(wanted) if self._ask_consent is not None else reply)

    def called_by_its_name(self, ended: SessionEnded) -> SessionEnded:
        """Return ``ended`` with the reason for which pairing did not succeed, where it is known."""
        failed = ended.result is SessionResult.PAIRING_FAILED
        if failed and self._too_late:
            sentence = "Nobody typed the number in time: start pairing on the device again."
            return replace(ended, result=SessionResult.CANCELLED, sentence=sentence)
        if failed and self._cancelled:
            return replace(
                ended,
                result=SessionResult.CANCELLED,
                sentence="Pairing was cancelled: nothing was added.",
            )
        if self._asked and (failed or ended.result is SessionResult.BOND_REFUSED):
            sentence = (
                "The number was not the right one: start pairing again and type the number that it shows."
            )
            return replace(ended, result=SessionResult.WRONG_PASSKEY, sentence=sentence)
        if failed:
            sentence = "The device did not agree to pair: start its pairing mode, and remove it from phones it is paired with."
            return replace(ended, result=SessionResult.PAIRING_REFUSED, sentence=sentence)
        return ended

    async def _answer(self, answer: Awaitable[_Answer | None]) -> _Answer | None:
        try:
            async with asyncio.timeout(self._patience_s):
                return await answer
        except TimeoutError:
            self._too_late = True
            logger.info("nobody answered a question of the device in time")
            return None
