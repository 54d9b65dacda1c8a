"""What a person asks for by voice, done on the screen: another screen, a device, a reading."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject

from ui.view_models.add_device import AddDeviceViewModel
from ui.view_models.entry import EntryViewModel
from ui.view_models.ports import CommandHeard
from ui.view_models.shell import PAGES, SCREENS, ShellViewModel
from ui.view_models.trends import TrendsViewModel

#: What is noted down when nothing was said of the kind.
_USUAL_READING: Final = "blood_pressure"
_MOST_REMEMBERED: Final = 20


class HandsFree(QObject):
    """Carries out what was heard; nothing it does changes or sends anything without a further word or tap."""

    def __init__(
        self,
        shell: ShellViewModel,
        trends: TrendsViewModel,
        adding: AddDeviceViewModel,
        entry: EntryViewModel,
    ) -> None:
        super().__init__()
        self._shell, self._trends, self._adding, self._entry = shell, trends, adding, entry
        self._seen: list[str] = [str(shell.screen)]
        shell.screen_changed.connect(self._remember)

    def perform(self, command: CommandHeard) -> None:
        """Do it; what this window does not know is left alone."""
        match command.kind:
            case "help":
                self._shell.help_wanted.emit()
            case "show" if command.screen in SCREENS or command.screen in PAGES:
                self._show(command)
            case "add_device":
                self._shell.show("devices")
                self._adding.start()
            case "take_photo":
                self._shell.show("report")
            case "measure":
                self._shell.show("coach")
            case "add_reading":
                self._entry.begin(command.measure or _USUAL_READING)
            case "back":
                self._back()

    def _show(self, command: CommandHeard) -> None:
        self._shell.show(command.screen)
        if command.measure:
            self._trends.chooseKind(command.measure)
        if command.span:
            self._trends.chooseSpan(command.span)

    def _remember(self) -> None:
        self._seen = [*self._seen, str(self._shell.screen)][-_MOST_REMEMBERED:]

    def _back(self) -> None:
        if len(self._seen) > 1:
            self._seen.pop()
            self._shell.show(self._seen.pop())
