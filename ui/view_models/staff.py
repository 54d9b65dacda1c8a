"""The staff panel: a door with a PIN, and behind it the waiting room and the station."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports.failure import PortFailed
from ui.view_models.ports.staff import (
    AuditRow,
    AuditSnapshot,
    DoorSnapshot,
    FlagView,
    HandedView,
    LentView,
    MemberView,
    PanelSnapshot,
    StaffPort,
)
from ui.view_models.row_model import RowModel
from ui.view_models.tasks import Rereading, Steps, Tasks

TABS: Final = ("queue", "devices", "station", "members", "audit")
#: Seconds without a touch after which the panel closes. Our rule.
CLOSES_AFTER_S: Final = 180


class StaffViewModel(QObject):
    """``left`` is called when the panel is to close; ``alarm`` sounds for a new red flag."""

    changed = Signal()
    flagged = Signal()
    adding_wanted = Signal()
    told = Signal(str)

    def __init__(
        self,
        port: StaffPort,
        tasks: Tasks,
        language: Language,
        *,
        left: Callable[[], None],
        alarm: Callable[[], None] = lambda: None,
        closes: bool = True,
    ) -> None:
        """``closes``: after a while in which nobody touched it; it stands in the place of the visitors."""
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._left, self._alarm = left, alarm
        self._members: RowModel[MemberView] = RowModel(MemberView, self)
        self._queue: RowModel[HandedView] = RowModel(HandedView, self)
        self._accepted: RowModel[HandedView] = RowModel(HandedView, self)
        self._flags: RowModel[FlagView] = RowModel(FlagView, self)
        self._devices: RowModel[LentView] = RowModel(LentView, self)
        self._audit_rows: RowModel[AuditRow] = RowModel(AuditRow, self)
        self._audit = AuditSnapshot((), "", holds=True)
        self._panel: PanelSnapshot | None = None
        self._loaded = False
        self._sentence = ""
        self._tab = TABS[0]
        self._adding = False
        self._closes, self._quiet_s = closes, 0
        self._rereading = Rereading(tasks, self._look)
        self._steps = Steps(tasks, self.changed.emit, self.told.emit, self.refresh)
        self._unsubscribe = port.subscribe(tasks.on_loop(self._heard))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.second)
        self._timer.start(1000)

    # --- what is shown ---

    @Property(bool, notify=changed)
    def open(self) -> bool:
        """Whether somebody signed in."""
        return self._panel is not None

    @Property(bool, notify=changed)
    def fresh(self) -> bool:
        """Whether this station has no staff yet, so that a first manager is to be made."""
        return self._loaded and self._panel is None and not self._members.rows

    @Property(QObject, constant=True)
    def members(self) -> RowModel[MemberView]:
        """Who may sign in, or who is on the list."""
        return self._members

    @Property(QObject, constant=True)
    def queue(self) -> RowModel[HandedView]:
        """What waits for a decision."""
        return self._queue

    @Property(QObject, constant=True)
    def accepted(self) -> RowModel[HandedView]:
        """What was accepted."""
        return self._accepted

    @Property(QObject, constant=True)
    def flags(self) -> RowModel[FlagView]:
        """Red flags that nobody took note of."""
        return self._flags

    @Property(QObject, constant=True)
    def devices(self) -> RowModel[LentView]:
        """The devices of the station."""
        return self._devices

    @Property(str, notify=changed)
    def name(self) -> str:
        """Who signed in."""
        return self._panel.name if self._panel else ""

    @Property(bool, notify=changed)
    def manager(self) -> bool:
        """Whether they look after the station, too."""
        return self._panel is not None and self._panel.manager

    @Property(bool, notify=changed)
    def visiting(self) -> bool:
        """Whether somebody is at the station."""
        return self._panel is not None and self._panel.visiting

    @Property(list, notify=changed)
    def today(self) -> list[list[str]]:
        """The counts of today: words and figures."""
        return [list(pair) for pair in self._panel.today] if self._panel else []

    @Property(list, notify=changed)
    def health(self) -> list[list[str]]:
        """What of the station works: words and how it is."""
        return [list(pair) for pair in self._panel.health] if self._panel else []

    @Property(str, notify=changed)
    def message(self) -> str:
        """What the first page says."""
        return self._panel.message if self._panel else ""

    @Property(str, notify=changed)
    def messageUntil(self) -> str:  # noqa: N802
        """Until when it says so, or empty."""
        return self._panel.message_until if self._panel else ""

    @Property(QObject, constant=True)
    def auditRows(self) -> RowModel[AuditRow]:  # noqa: N802
        """Who did what, the newest first."""
        return self._audit_rows

    @Property(str, notify=changed)
    def auditSentence(self) -> str:  # noqa: N802
        """Whether the log is as it was written."""
        return self._audit.sentence

    @Property(bool, notify=changed)
    def auditHolds(self) -> bool:  # noqa: N802
        """Whether it is."""
        return self._audit.holds

    @Property(str, notify=changed)
    def tab(self) -> str:
        """One of :data:`TABS`."""
        return self._tab

    @Property(str, notify=changed)
    def sentence(self) -> str:
        """About the last try of a PIN."""
        return self._sentence

    @Property(str, notify=changed)
    def trouble(self) -> str:
        """What did not work and what to do."""
        return self._steps.trouble

    @Property(bool, notify=changed)
    def working(self) -> bool:
        """Whether something asked for is being done."""
        return self._steps.working

    @Property(bool, notify=changed)
    def adding(self) -> bool:
        """Whether a device is being added."""
        return self._adding

    # --- what the staff do ---

    @Slot()
    def addDevice(self) -> None:  # noqa: N802
        """Begin to add a device."""
        self.set_adding(True)  # a state
        self.adding_wanted.emit()

    def set_adding(self, adding: bool) -> None:  # a state
        """The steps of adding a device begin or end."""
        self._adding = adding
        self.changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Look again."""
        self._rereading.ask()

    @Slot(str)
    def showTab(self, tab: str) -> None:  # noqa: N802
        """Show one of :data:`TABS`."""
        if tab not in TABS:
            return
        self._tab = tab
        self.changed.emit()
        if tab == "audit":
            self._steps.do(self._read_audit())

    @Slot(str, str)
    def signIn(self, key: str, pin: str) -> None:  # noqa: N802
        """Try a PIN."""
        self._steps.do(self._signed_in(key, pin))

    @Slot(str, str)
    def setUp(self, name: str, pin: str) -> None:
        """Make the first manager."""
        self._steps.do(self._set_up(name, pin))

    @Slot()
    def signOut(self) -> None:  # noqa: N802
        """Close the panel."""
        self._steps.do(self._signed_out())

    @Slot(int, bool)
    def decide(self, key: int, accept: bool) -> None:  # a slot
        """Accept or discard a visit."""
        self._steps.do(self._port.decide(key, accept=accept))

    @Slot(int)
    def takeNote(self, key: int) -> None:  # noqa: N802
        """A red flag was seen."""
        self._steps.do(self._port.take_note(key))

    @Slot(str, int)
    def showMessage(self, words: str, minutes: int) -> None:  # noqa: N802
        """Put words on the first page for ``minutes``; 0: until they are taken down."""
        self._steps.do(self._port.show_message(words, minutes))

    @Slot(str, str)
    def changePin(self, pin: str, new_pin: str) -> None:  # noqa: N802
        """Take another PIN."""
        self._steps.do(self._changed_pin(pin, new_pin))

    @Slot(str, str)
    def moveDevice(self, key: str, place: str) -> None:  # noqa: N802
        """A device was lent or came back."""
        self._steps.do(self._port.move_device(key, place))

    @Slot(str, str, str)
    def addMember(self, name: str, role: str, pin: str) -> None:  # noqa: N802
        """Another member of staff."""
        self._steps.do(self._port.add_member(name, role, pin))

    @Slot(str)
    def removeMember(self, key: str) -> None:  # noqa: N802
        """A member leaves."""
        self._steps.do(self._port.remove_member(key))

    @Slot()
    def export(self) -> None:
        """Write what was accepted for the clinic."""
        self._steps.do(self._exported())

    @Slot()
    def closeStation(self) -> None:  # noqa: N802
        """End the kiosk."""
        self._steps.do(self._port.close_station())

    @Slot()
    def leave(self) -> None:
        """Back to the visitors."""
        self._left()

    @Slot()
    def touched(self) -> None:
        """Somebody is at the panel."""
        self._quiet_s = 0

    def second(self) -> None:
        """A second has gone by; a panel that nobody uses closes, except on a screen of its own."""
        self._quiet_s += 1
        if self._closes and self._quiet_s >= CLOSES_AFTER_S:
            self._left()

    def set_language(self, language: Language) -> None:
        """Say everything in ``language``."""
        self._language = language
        self.refresh()

    def close(self) -> None:
        """Follow the station no longer."""
        self._timer.stop()
        self._unsubscribe()

    # --- inside ---

    def _heard(self, news: str) -> None:
        if news == "flag" and self._panel is not None:
            self._alarm()
            self.flagged.emit()
        self.refresh()

    async def _look(self) -> None:
        at_door = self._panel is None
        look = self._port.door if at_door else self._port.look
        try:
            shown = await look(self._language)
        except PortFailed as error:
            self._steps.fail(error)
            return
        if at_door != (self._panel is None):
            return  # somebody signed in or out meanwhile
        if at_door and isinstance(shown, DoorSnapshot):
            shown = replace(shown, sentence=self._sentence)  # the last try is still what it was
        self._take(shown)

    async def _signed_in(self, key: str, pin: str) -> None:
        self._take(await self._port.sign_in(key, pin, self._language))

    async def _set_up(self, name: str, pin: str) -> None:
        self._take(await self._port.set_up(name, pin, self._language))

    async def _signed_out(self) -> None:
        await self._port.sign_out()
        self._panel = None
        self._take(await self._port.door(self._language))

    async def _changed_pin(self, pin: str, new_pin: str) -> None:
        self.told.emit(await self._port.change_pin(pin, new_pin, self._language))

    async def _read_audit(self) -> None:
        self._audit = await self._port.audit(self._language)
        self._audit_rows.set_rows(self._audit.rows)

    async def _exported(self) -> None:
        self.told.emit(await self._port.export(self._language))

    def _take(self, shown: PanelSnapshot | DoorSnapshot) -> None:
        if isinstance(shown, DoorSnapshot):
            self._panel, self._sentence, self._tab = None, shown.sentence, TABS[0]
            self._audit_rows.set_rows(())
            panel_rows: tuple[tuple[Any, ...], ...] = ((), (), (), ())
        else:
            self._panel, self._sentence = shown, ""
            panel_rows = (shown.queue, shown.accepted, shown.flags, shown.devices)
        models: tuple[RowModel[Any], ...] = (self._queue, self._accepted, self._flags, self._devices)
        for model, rows in zip((*models, self._members), (*panel_rows, shown.members), strict=True):
            if rows != model.rows:
                model.set_rows(rows)
        self._loaded = True
        self.changed.emit()
