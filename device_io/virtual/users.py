"""The users of a virtual scale: who may see what, by consent given at the User Control Point (2A9F)."""

from __future__ import annotations

from collections.abc import Sequence

from device_io.codecs.frame import FrameError
from device_io.codecs.user_control import (
    UserControlCode,
    UserControlRequest,
    UserControlResult,
    UserOpcode,
    decode_user_control_request,
)
from device_io.virtual.scenario import UserScript

#: Users are numbered up to here; 255 means unknown (User Data Service 1.1, section 3.1.1.1).
_LAST_SLOT = 254


class ScaleUsers:
    """Who a scale knows, and whom the host of this conversation may hear about."""

    def __init__(self, users: Sequence[UserScript]) -> None:
        self._codes = {user.slot: user.consent_code for user in users}
        self._consented: set[int] = set()

    @property
    def slots(self) -> frozenset[int]:
        """The users there are."""
        return frozenset(self._codes)

    def may_hear(self, user: int | None) -> bool:
        """Say whether a result of ``user`` may be sent; without users a scale sends everything."""
        return not self._codes or user is None or user in self._consented

    def hang_up(self) -> None:
        """Forget the consent of this conversation."""
        self._consented.clear()

    def answer(self, frame: bytes) -> UserControlResult:
        """Do what the host wrote and return the answer."""
        try:
            request = decode_user_control_request(frame)
        except FrameError:
            return UserControlResult(frame[0] if frame else 0, UserControlCode.UNSUPPORTED)
        match request.opcode:
            case UserOpcode.REGISTER:
                return self._register(request)
            case UserOpcode.CONSENT:
                return self._consent(request)
            case UserOpcode.LIST:
                return UserControlResult(request.opcode, UserControlCode.SUCCESS, len(self._codes))
            case _:
                return UserControlResult(request.opcode, UserControlCode.UNSUPPORTED)

    def _register(self, request: UserControlRequest) -> UserControlResult:
        free = next((slot for slot in range(1, _LAST_SLOT + 1) if slot not in self._codes), None)
        if free is None or request.consent_code is None:
            return UserControlResult(request.opcode, UserControlCode.FAILED)
        self._codes[free] = request.consent_code
        return UserControlResult(request.opcode, UserControlCode.SUCCESS, free)

    def _consent(self, request: UserControlRequest) -> UserControlResult:
        user = request.user
        if user is None or user not in self._codes:
            return UserControlResult(request.opcode, UserControlCode.INVALID_PARAMETER)
        if self._codes[user] != request.consent_code:
            return UserControlResult(request.opcode, UserControlCode.NOT_AUTHORISED)
        self._consented.add(user)
        return UserControlResult(request.opcode, UserControlCode.SUCCESS)
