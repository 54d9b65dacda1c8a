"""Telling a device whose readings to send: consent and registration at its User Control Point (2A9F).

Source: User Data Service 1.1, section 3.2; a scale without consent sends nothing, or only readings of nobody (ble-scale-sync,
openScale).
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable

from device_io import gatt
from device_io.codecs.user_control import (
    HIGHEST_CONSENT_CODE,
    UserControlCode,
    UserControlRequest,
    UserControlResult,
    UserOpcode,
    decode_user_control_response,
    encode_user_control_request,
)
from device_io.control_point import ControlPoint
from device_io.device_users import ConsentStore, UserChoice, UserConsent
from device_io.radio import Link, RadioError

logger = logging.getLogger(__name__)

#: Asked whose readings to fetch, with the choice that the device has just turned down; ``None``: nobody's.
AskUser = Callable[[UserChoice | None], Awaitable[UserChoice | None]]

#: How often a person may mistype a code in one conversation. Our rule.
MAX_ATTEMPTS = 3


class ConsentRefused(RadioError):
    """The device does not send the readings of the user it was asked for."""


class UserAccess:
    """Gains access to one user's readings on one device.

    Args:
        link: the connection.
        device_id: the device in ``store``.
        store: where consents are kept.
        deadline_s: how long each step may take.
        new_code: returns the code with which a new user is registered; random by default.

    """

    def __init__(
        self,
        link: Link,
        device_id: str,
        store: ConsentStore,
        deadline_s: float,
        new_code: Callable[[], int] = lambda: secrets.randbelow(HIGHEST_CONSENT_CODE + 1),
    ) -> None:
        self._point: ControlPoint[UserControlResult] = ControlPoint(
            link, gatt.USER_CONTROL_POINT, decode_user_control_response, deadline_s
        )
        self._device_id = device_id
        self._store = store
        self._new_code = new_code

    async def gain(self, ask: AskUser | None) -> int | None:
        """Return the user whose readings the device sends from now on, ``None`` for nobody in particular.

        The consent of last time is given again. On a device without users one is registered. Without consent, or where the device no longer takes it, ``ask`` is
        called, while a device is being added; later (``ask`` is ``None``) a lost consent is an error.

        Raises:
            ConsentRefused: the device turns down what it was given.
            RadioError: any other end.

        """
        await self._point.open()
        known = await asyncio.to_thread(self._store.consent, self._device_id)
        if known is not None and await self._consent(known):
            return known.slot
        if ask is None:
            if known is None:
                return None
            raise ConsentRefused(
                "The device no longer knows its user here: add it again and type the code that it shows for you."
            )
        if known is None and await self._has_nobody():
            new = await self._register()
            if await self._consent(new):
                await asyncio.to_thread(self._store.keep, self._device_id, new)
                return new.slot
        refused: UserChoice | None = known
        for _ in range(MAX_ATTEMPTS):
            choice = await ask(refused)
            if choice is None:
                return None
            consent = choice if isinstance(choice, UserConsent) else await self._register()
            if await self._consent(consent):
                await asyncio.to_thread(self._store.keep, self._device_id, consent)
                return consent.slot
            refused = choice
        raise ConsentRefused(
            "The device did not take the code of this user: look it up on the device and try again."
        )

    async def _has_nobody(self) -> bool:
        """Say whether the device has no user yet; many cannot say."""
        result = await self._ask(UserControlRequest(UserOpcode.LIST))
        return result.code == UserControlCode.SUCCESS and result.parameter == 0

    async def _register(self) -> UserConsent:
        code = self._new_code()
        result = await self._ask(UserControlRequest(UserOpcode.REGISTER, consent_code=code))
        if result.code != UserControlCode.SUCCESS or result.parameter is None:
            raise ConsentRefused(
                "The device has no room for another user: delete one on the device, or choose one that it has."
            )
        return UserConsent(result.parameter, code)

    async def _consent(self, consent: UserConsent) -> bool:
        result = await self._ask(UserControlRequest(UserOpcode.CONSENT, consent.slot, consent.code))
        if result.code != UserControlCode.SUCCESS:
            logger.info("consent of a user was refused with code %d", result.code)
        return result.code == UserControlCode.SUCCESS

    async def _ask(self, request: UserControlRequest) -> UserControlResult:
        return await self._point.ask(
            encode_user_control_request(request), lambda answer: answer.request == request.opcode
        )
