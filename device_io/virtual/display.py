"""The display of a virtual device, on which a host's user reads the passkey."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

from bumble.pairing import PairingDelegate

#: A passkey has six digits (Bluetooth Core, Vol 3, Part H, 2.3.5.3).
_PASSKEYS = 1_000_000


class DisplayDelegate(PairingDelegate):
    """Six digits and no keys; a device whose ``passkey`` is ``None`` has no display at all."""

    def __init__(self, passkey: str | None, on_shown: Callable[[int], None]) -> None:
        capability = PairingDelegate.IoCapability
        super().__init__(capability.NO_OUTPUT_NO_INPUT if passkey is None else capability.DISPLAY_OUTPUT_ONLY)
        self._passkey = passkey
        self._on_shown = on_shown
        self._digits = 0
        self._is_shown = asyncio.Event()

    async def shown(self) -> int:
        """Return the digits, waiting until there are some."""
        await self._is_shown.wait()
        return self._digits

    def clear(self) -> None:
        """Switch the display off."""
        self._is_shown.clear()

    async def generate_passkey(self) -> int:
        """Return the digits to display next."""
        fresh = self._passkey in (None, "random")
        return secrets.randbelow(_PASSKEYS) if fresh else int(self._passkey or "0")

    async def display_number(self, number: int, digits: int) -> None:
        """Show ``number``."""
        self._digits = number
        self._is_shown.set()
        self._on_shown(number)
