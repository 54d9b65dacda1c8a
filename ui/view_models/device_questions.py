"""What a device asks while it is being added, waiting for the person's answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Final

from ui.view_models.ports import ConsentAnswer, Questions, WizardStep

#: Bluetooth Core specification, vol 3 part H, 2.3.5.1: a passkey has six decimal digits.
_PASSKEY: Final = re.compile(r"[0-9]{6}")
#: User Data Service 1.1, 3.2: user indexes 0 to 254, consent codes 0 to 9999.
_SLOT: Final = re.compile(r"[0-9]{1,3}")
_CODE: Final = re.compile(r"[0-9]{1,4}")
MAX_SLOT: Final = 254


class DeviceQuestions:
    """At most one question of each kind waits; ``on_asked`` is told the step, the device and whether it refused before."""

    def __init__(self, on_asked: Callable[[WizardStep, str, bool], None]) -> None:
        self._on_asked = on_asked
        self._passkey: asyncio.Future[int | None] | None = None
        self._consent: asyncio.Future[ConsentAnswer | None] | None = None

    @property
    def questions(self) -> Questions:
        """What a port asks through."""
        return Questions(self._ask_passkey, self._ask_consent)

    def give_passkey(self, digits: str) -> bool:
        """Answer with six digits; false if they are not, or nobody asks."""
        if not _PASSKEY.fullmatch(digits) or self._passkey is None or self._passkey.done():
            return False
        self._passkey.set_result(int(digits))
        return True

    def give_consent(self, slot: str, code: str) -> bool:
        """Answer with a user and its code; false if they cannot be, or nobody asks."""
        if not _SLOT.fullmatch(slot) or not _CODE.fullmatch(code) or int(slot) > MAX_SLOT:
            return False
        return self._consented(ConsentAnswer(int(slot), int(code)))

    def new_user(self) -> bool:
        """Answer that the device shall make a new user; false if nobody asks."""
        return self._consented(ConsentAnswer())

    def give_up(self) -> None:
        """The person does not want to answer."""
        for question in (self._passkey, self._consent):
            if question is not None and not question.done():
                question.set_result(None)

    async def _ask_passkey(self, device: str) -> int | None:
        self._passkey = asyncio.get_running_loop().create_future()
        self._on_asked("passkey", device, False)  # noqa: FBT003
        try:
            return await self._passkey
        finally:
            self._passkey = None

    async def _ask_consent(self, device: str, refused: bool) -> ConsentAnswer | None:
        self._consent = asyncio.get_running_loop().create_future()
        self._on_asked("consent", device, refused)
        try:
            return await self._consent
        finally:
            self._consent = None

    def _consented(self, answer: ConsentAnswer) -> bool:
        if self._consent is None or self._consent.done():
            return False
        self._consent.set_result(answer)
        return True
