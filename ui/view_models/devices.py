"""The devices screen: what belongs to the household, and everything about one device."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import DevicePage, DevicesPort, DeviceView, PortFailed
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.tasks import Rereading, Tasks

#: For so long, in seconds, a device that shall be forgotten can be kept after all. Our rule.
UNDO_S: Final = 10.0

Pause = Callable[[float], Awaitable[None]]


class DevicesViewModel(QObject):
    """``step`` is ``list``, ``page`` or ``add``; adding is :class:`ui.view_models.add_device.AddDeviceViewModel`'s."""

    changed = Signal()
    adding_wanted = Signal()
    pairing_wanted = Signal(str, str)

    def __init__(
        self,
        port: DevicesPort,
        tasks: Tasks,
        language: Language,
        pause: Pause = asyncio.sleep,
    ) -> None:
        """``pause`` waits the seconds given to it."""
        super().__init__()
        self._port, self._tasks, self._language, self._pause = port, tasks, language, pause
        self._devices: RowModel[DeviceView] = RowModel(DeviceView, self)
        self._step = "list"
        self._address = ""
        self._page: DevicePage | None = None
        self._failure = self._result = self._radio = ""
        self._forgetting: dict[str, asyncio.Task[None]] = {}
        self._undoable = ""
        self._loaded = False
        self._rereading = Rereading(tasks, self._read)
        self._unsubscribe = port.subscribe(tasks.on_loop(self.refresh))

    @Property(QObject, constant=True)
    def devices(self) -> RowModel[DeviceView]:
        """The household's devices."""
        return self._devices

    @Property(str, notify=changed)
    def step(self) -> str:
        """What is shown."""
        return self._step

    @Property(dict, notify=changed)
    def page(self) -> object:
        """Everything about the device that was opened, empty before."""
        return {} if self._page is None else for_qml(self._page)

    @Property(str, notify=changed)
    def result(self) -> str:
        """What went well, or empty."""
        return self._result

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to do after something failed, or empty."""
        return self._failure

    @Property(str, notify=changed)
    def radio(self) -> str:
        """What to do about Bluetooth, or empty."""
        return self._radio

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        """Read, and the household has no device."""
        return self._loaded and not self._devices.rows

    @Property(str, notify=changed)
    def undoable(self) -> str:
        """The name of the device that is being forgotten and can still be kept, or empty."""
        return self._undoable

    def set_language(self, language: Language) -> None:
        """Ask again in ``language``."""
        self._language = language
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the port."""
        self._rereading.ask()

    @Slot()
    def add(self) -> None:
        """Show the steps of adding."""
        self._go("add")
        self.adding_wanted.emit()

    @Slot()
    def pairAgain(self) -> None:  # noqa: N802
        """Forget the pairing of the device that is shown, and pair it again."""
        if self._page is not None:
            self._go("add")
            self.pairing_wanted.emit(self._address, self._page.name)

    def added(self, address: str) -> None:
        """Adding is over; ``address`` is that of the new device or empty."""
        if address:
            self.open(address)
        else:
            self._go("list")

    @Slot(str)
    def open(self, address: str) -> None:
        """Show everything about a device."""
        self._address, self._page = address, None
        self._go("page")

    @Slot()
    def back(self) -> None:
        """Show the list."""
        self._address, self._page = "", None
        self._go("list")

    @Slot(str, str)
    def forget(self, address: str, name: str) -> None:
        """Take a device off the list; it is forgotten unless :meth:`undo` is called soon."""
        if address in self._forgetting:
            return
        task = self._tasks.start(self._forget(address))
        if task is not None:
            self._forgetting[address] = task
        self._undoable = name
        self._show(self._devices.rows)
        self.back()

    @Slot()
    def undo(self) -> None:
        """Keep what was being forgotten."""
        for task in self._forgetting.values():
            task.cancel()
        self._forgetting.clear()
        self._undoable = ""
        self.refresh()
        self.changed.emit()

    @Slot()
    def fetchNow(self) -> None:  # noqa: N802
        """Have the device that is shown send what it holds."""
        self._tasks.start(self._try(self._port.fetch(self._address)))

    @Slot()
    def stopTransfer(self) -> None:  # noqa: N802
        """End the transfer of stored records of the device that is shown."""
        self._tasks.start(self._try(self._port.stop_transfer(self._address)))

    @Slot(str, bool)
    def settle(self, key: str, keep_first: bool) -> None:
        """Say which value of a conflict is right."""
        self._tasks.start(self._try(self._port.settle(key, keep_first=keep_first)))

    @Slot(str, str)
    def setOwner(self, slot: str, person: str) -> None:  # noqa: N802
        """Say whose the device that is shown, or its user ``slot``, is from now on."""
        self._tasks.start(self._try(self._port.set_owner(self._address, slot, person)))

    def close(self) -> None:
        """Follow no longer; what was being forgotten is kept."""
        self._unsubscribe()
        self._forgetting.clear()

    async def _read(self) -> None:
        try:
            self._radio = await asyncio.to_thread(self._port.radio_sentence, self._language)
            devices = await asyncio.to_thread(self._port.devices, self._language)
            if self._step == "page":
                self._page = await asyncio.to_thread(self._port.page, self._address, self._language)
        except PortFailed as error:
            self._failure = error.sentence
        else:
            self._show(devices)
            if self._step == "page" and self._page is None:
                self._step = "list"
        self._loaded = True
        self.changed.emit()

    def _show(self, devices: tuple[DeviceView, ...]) -> None:
        kept = tuple(one for one in devices if one.address not in self._forgetting)
        if kept != self._devices.rows:
            self._devices.set_rows(kept)

    async def _forget(self, address: str) -> None:
        await self._pause(UNDO_S)
        self._undoable = ""
        try:
            await self._port.forget(address)
        except PortFailed as error:
            self._failure = error.sentence
        self._forgetting.pop(address, None)
        self.refresh()

    async def _try(self, work: Awaitable[None]) -> None:
        try:
            await work
        except PortFailed as error:
            self._failure = error.sentence
        self.refresh()

    def _go(self, step: str) -> None:
        self._step, self._failure, self._result = step, "", ""
        self.changed.emit()
        self.refresh()
