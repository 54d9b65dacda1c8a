"""Pairing on Windows with the digits that a device displays: the custom ceremony of WinRT.

bleak's own pairing there only confirms (``DevicePairingKinds.CONFIRM_ONLY``), so a device with a passkey could not be
paired through it. The rest of bleak's Windows client stays as it is. ``winrt`` comes with bleak, on Windows alone.
Source: Windows.Devices.Enumeration, DeviceInformationCustomPairing.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
from typing import Any

from bleak.backends.client import BaseBleakClient

from device_io.radio import PairingFailed, PairingWindow

logger = logging.getLogger(__name__)


class WinrtPairing:
    """Pairs the one device that a person is adding (:class:`device_io.radio.PairingAgent`).

    Args:
        enumeration: the module ``winrt.windows.devices.enumeration``; imported by default.

    """

    def __init__(self, enumeration: Any = None) -> None:
        self._winrt = enumeration or importlib.import_module("winrt.windows.devices.enumeration")
        self._window: PairingWindow | None = None

    async def answer_with(self, window: PairingWindow | None) -> None:
        """Answer for the device of ``window`` alone."""
        self._window = window

    def client_backend(self) -> type[BaseBleakClient]:
        """Return bleak's client for Windows, with this ceremony in place of its own."""
        stock = importlib.import_module("bleak.backends.winrt.client").BleakClientWinRT
        ceremony = self

        class PairingClient(stock):  # type: ignore[misc, valid-type]
            """A client whose pairing asks for the digits."""

            async def pair(self, **_settings: Any) -> None:
                """Pair; see :meth:`WinrtPairing.pair`."""
                await ceremony.pair(self._requester.device_information.id, self.address)

        return PairingClient

    async def pair(self, device_id: str, address: str) -> None:
        """Pair the device that Windows calls ``device_id``, unless it is paired.

        Raises:
            PairingFailed: the number was wrong or not given, or the device refused.

        """
        winrt = self._winrt
        pairing = (await winrt.DeviceInformation.create_from_id_async(device_id)).pairing
        if pairing.is_paired:
            return
        if not pairing.can_pair:
            raise PairingFailed("The device does not let itself be paired: start its pairing mode first.")
        questions = _Questions(winrt, self._window, address)
        token = pairing.custom.add_pairing_requested(questions.asked)
        try:
            status = await self._ceremony(pairing.custom)
        finally:
            pairing.custom.remove_pairing_requested(token)
        if status not in (
            winrt.DevicePairingResultStatus.PAIRED,
            winrt.DevicePairingResultStatus.ALREADY_PAIRED,
        ):
            logger.info("pairing ended with status %d", int(status))
            raise PairingFailed(
                "Pairing did not succeed: check the number on the device's display and try again."
            )

    async def _ceremony(self, custom: Any) -> Any:
        """Pair as safely as the device can; return how it ended."""
        levels, ends = self._winrt.DevicePairingProtectionLevel, self._winrt.DevicePairingResultStatus
        kinds = self._winrt.DevicePairingKinds.CONFIRM_ONLY | self._winrt.DevicePairingKinds.PROVIDE_PIN
        for level in (levels.ENCRYPTION_AND_AUTHENTICATION, levels.ENCRYPTION):
            status = (await custom.pair_with_protection_level_async(kinds, level)).status
            if status != ends.PROTECTION_LEVEL_COULD_NOT_BE_MET:
                return status
        return (await custom.pair_async(kinds)).status


class _Questions:
    """Takes Windows' questions, on a thread of its own, to the person on the loop's."""

    def __init__(self, winrt: Any, window: PairingWindow | None, address: str) -> None:
        self._provide_pin = winrt.DevicePairingKinds.PROVIDE_PIN
        self._window = window
        self._address = address
        self._loop = asyncio.get_running_loop()

    def asked(self, _sender: Any, question: Any) -> None:
        """Have ``question`` answered; Windows waits for the deferral."""
        deferral = question.get_deferral()
        asyncio.run_coroutine_threadsafe(self._answer(question, deferral), self._loop)

    async def _answer(self, question: Any, deferral: Any) -> None:
        """Accept; what is not accepted is refused once the deferral is complete."""
        try:
            if self._window is None or not self._window.admits(self._address):
                logger.warning("a pairing question from a device that nobody is adding was refused")
            elif question.pairing_kind == self._provide_pin:
                number = await self._window.ask(self._address)
                if number is not None:
                    question.accept_with_pin(f"{number:06}")
            else:
                question.accept()
        finally:
            deferral.complete()
