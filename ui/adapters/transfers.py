"""Stored records on their way from a device, as the device page shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.conversation import Language
from device_io.events import DeviceEvent, SessionEnded, TransferProgress, TransferStarted
from ui.view_models.ports import TransferView


@dataclass(frozen=True, slots=True)
class _Transfer:
    received: int = 0
    expected: int = 0
    stopping: bool = False


class Transfers:
    """The transfers that are under way, by the address of the device."""

    def __init__(self) -> None:
        self._running: dict[str, _Transfer] = {}

    def hear(self, event: DeviceEvent) -> None:
        """Take in an event of the device room."""
        match event:
            case TransferStarted(device=device, expected=expected):
                self._running[device.address] = _Transfer(expected=expected)
            case TransferProgress(device=device, received=received, expected=expected):
                known = self._running.get(device.address, _Transfer())
                self._running[device.address] = replace(
                    known, received=received, expected=expected if expected is not None else known.expected
                )
            case SessionEnded(device=device):
                self._running.pop(device.address, None)

    def stopping(self, address: str) -> None:
        """The person wants it to end; it does with the next record."""
        if address in self._running:
            self._running[address] = replace(self._running[address], stopping=True)

    def view(self, address: str, language: Language) -> TransferView | None:
        """What is shown of the transfer of a device, ``None`` where there is none."""
        one = self._running.get(address)
        if one is None:
            return None
        return TransferView(one.received, one.expected, _sentence(one, language), one.stopping)


def _sentence(one: _Transfer, language: Language) -> str:
    zh = language is Language.ZH
    if one.stopping:
        return "正在停下，已收到的都留着。" if zh else "Stopping; what came is kept."
    if one.expected:
        many = f"{one.received} / {one.expected}"
        return f"正在取以前的读数：{many}" if zh else f"Fetching stored readings: {many}"
    return f"正在取以前的读数：{one.received}" if zh else f"Fetching stored readings: {one.received}"
