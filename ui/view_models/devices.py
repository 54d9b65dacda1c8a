"""The devices screen: what belongs to the household, and adding more."""

from __future__ import annotations

import asyncio
import re
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import DevicesPort, DeviceView, PortFailed
from ui.view_models.row_model import RowModel
from ui.view_models.tasks import Rereading, Tasks

#: Bluetooth Core specification, vol 3 part H, 2.3.5.1: a passkey has six decimal digits.
_PASSKEY: Final = re.compile(r"[0-9]{6}")


class DevicesViewModel(QObject):
    """``step`` is ``list``, ``finding``, ``adding`` or ``passkey``."""

    changed = Signal()

    def __init__(self, port: DevicesPort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._devices: RowModel[DeviceView] = RowModel(DeviceView, self)
        self._found: RowModel[DeviceView] = RowModel(DeviceView, self)
        self._step = "list"
        self._searching = False
        self._state_text = ""
        self._result = ""
        self._failure = ""
        self._radio = ""
        self._passkey_device = ""
        self._passkey: asyncio.Future[int | None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._loaded = False
        self._rereading = Rereading(tasks, self._read)
        self._unsubscribe = port.subscribe(tasks.on_loop(self.refresh))

    @Property(QObject, constant=True)
    def devices(self) -> RowModel[DeviceView]:
        """The household's devices."""
        return self._devices

    @Property(QObject, constant=True)
    def found(self) -> RowModel[DeviceView]:
        """Devices found nearby."""
        return self._found

    @Property(str, notify=changed)
    def step(self) -> str:
        """Where in adding a device the person is."""
        return self._step

    @Property(bool, notify=changed)
    def searching(self) -> bool:
        """The search is on."""
        return self._searching

    @Property(str, notify=changed)
    def stateText(self) -> str:  # noqa: N802
        """What goes on while a device is being added."""
        return self._state_text

    @Property(str, notify=changed)
    def result(self) -> str:
        """How adding or forgetting ended, or empty."""
        return self._result

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to do after something failed, or empty."""
        return self._failure

    @Property(str, notify=changed)
    def radio(self) -> str:
        """What to do about Bluetooth, or empty."""
        return self._radio

    @Property(str, notify=changed)
    def passkeyDevice(self) -> str:  # noqa: N802
        """The device that shows six digits."""
        return self._passkey_device

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        """Read, and the household has no device."""
        return self._loaded and not self._devices.rows

    def set_language(self, language: Language) -> None:
        """Ask again in ``language``."""
        self._language = language
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the port."""
        self._rereading.ask()

    @Slot()
    def find(self) -> None:
        """Search for devices."""
        self._cancel()
        self._found.set_rows(())
        self._step, self._searching, self._result, self._failure = "finding", True, "", ""
        self.changed.emit()
        self._task = self._tasks.start(self._find())

    @Slot(str)
    def add(self, address: str) -> None:
        """Add a found device."""
        self._cancel()
        self._step, self._state_text = "adding", ""
        self.changed.emit()
        self._task = self._tasks.start(self._add(address))

    @Slot(str, result=bool)
    def givePasskey(self, digits: str) -> bool:  # noqa: N802
        """Hand over the six digits; false if they are not six digits."""
        if not _PASSKEY.fullmatch(digits):
            return False
        self._answer_passkey(int(digits))
        return True

    @Slot()
    def cancel(self) -> None:
        """Give up and go back to the list."""
        self._answer_passkey(None)
        self._cancel()
        self._back("")

    @Slot(str)
    def forget(self, address: str) -> None:
        """Forget a device."""
        self._tasks.start(self._forget(address))

    def close(self) -> None:
        """Follow no longer."""
        self._unsubscribe()

    async def _read(self) -> None:
        try:
            self._radio = await asyncio.to_thread(self._port.radio_sentence, self._language)
            devices = await asyncio.to_thread(self._port.devices, self._language)
        except PortFailed as error:
            self._failure = error.sentence
        else:
            if devices != self._devices.rows:
                self._devices.set_rows(devices)
        self._loaded = True
        self.changed.emit()

    async def _find(self) -> None:
        try:
            await self._port.find(self._tasks.on_loop(self._show_found))
        except PortFailed as error:
            self._failure = error.sentence
        finally:
            self._searching = False
            self.changed.emit()

    async def _add(self, address: str) -> None:
        try:
            result = await self._port.add(address, self._ask_passkey, self._tasks.on_loop(self._at_state))
        except PortFailed as error:
            self._back("", failure=error.sentence)
        else:
            self._back(result)

    async def _forget(self, address: str) -> None:
        try:
            await self._port.forget(address)
        except PortFailed as error:
            self._failure = error.sentence
        self.refresh()

    async def _ask_passkey(self, device: str) -> int | None:
        self._passkey = asyncio.get_running_loop().create_future()
        self._step, self._passkey_device = "passkey", device
        self.changed.emit()
        try:
            return await self._passkey
        finally:
            self._passkey = None

    def _answer_passkey(self, passkey: int | None) -> None:
        if self._passkey is not None and not self._passkey.done():
            self._passkey.set_result(passkey)
            self._step = "adding"
            self.changed.emit()

    def _show_found(self, device: DeviceView) -> None:
        rows = list(self._found.rows)
        for position, known in enumerate(rows):
            if known.address == device.address:
                rows[position] = device
                self._found.set_rows(rows)
                return
        self._found.append(device)
        self.changed.emit()

    def _at_state(self, text: str) -> None:
        self._state_text = text
        self.changed.emit()

    def _back(self, result: str, *, failure: str = "") -> None:
        self._step, self._searching, self._state_text = "list", False, ""
        self._result, self._failure = result, failure
        self.changed.emit()
        self.refresh()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._searching = False
