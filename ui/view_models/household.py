"""The view models about the household itself: its people, their readings, alerts, reminders and files."""

from __future__ import annotations

from PySide6.QtCore import QObject

from assistant.conversation import Language
from ui.view_models.alerts import AlertsViewModel
from ui.view_models.cloud import CloudViewModel
from ui.view_models.data import DataViewModel
from ui.view_models.owners import OwnersViewModel
from ui.view_models.people import PeopleViewModel
from ui.view_models.pin_gate import PinGateViewModel
from ui.view_models.ports import WindowPorts
from ui.view_models.reminders import RemindersViewModel
from ui.view_models.tasks import Tasks


class HouseholdViewModels:
    """Makes, follows and ends them together."""

    def __init__(self, ports: WindowPorts, tasks: Tasks, language: Language) -> None:
        self.pin_gate = PinGateViewModel(ports.people, tasks, language)
        self.people = PeopleViewModel(ports.people, self.pin_gate, tasks, language)
        self.owners = OwnersViewModel(ports.owners, tasks, language)
        self.alerts = AlertsViewModel(ports.alerts, ports.voice, tasks, language)
        self.reminders = RemindersViewModel(ports.reminders, ports.voice, tasks, language)
        self.data = DataViewModel(ports.data, tasks, language)
        self.cloud = CloudViewModel(ports.cloud, tasks, language)

    def by_name(self) -> dict[str, QObject]:
        """Return them by the names the window knows them under."""
        return {
            "pinGate": self.pin_gate,
            "people": self.people,
            "owners": self.owners,
            "alerts": self.alerts,
            "reminders": self.reminders,
            "dataFiles": self.data,
            "cloud": self.cloud,
        }

    def refresh(self) -> None:
        """Read all ports."""
        for view_model in (self.people, self.owners, self.alerts, self.reminders, self.data, self.cloud):
            view_model.refresh()

    def set_language(self, language: Language) -> None:
        """Word everything in ``language``."""
        for view_model in (self.people, self.owners, self.alerts, self.reminders, self.data, self.cloud):
            view_model.set_language(language)

    def changed_hands(self) -> None:
        """Somebody else is in front of the window: show theirs, and nothing of what was being looked at."""
        self.owners.leave()
        self.data.leave()
        self.reminders.beginAdding("")
        for view_model in (self.owners, self.reminders, self.data, self.cloud):
            view_model.refresh()

    def close(self) -> None:
        """Follow no longer."""
        for view_model in (self.people, self.owners, self.alerts, self.reminders):
            view_model.close()
