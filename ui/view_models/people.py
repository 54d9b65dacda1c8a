"""The people screen: who lives here, what is known of each, and who uses Listenwell now."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from assistant.conversation import Language
from ui.view_models.pin_gate import PinGateViewModel
from ui.view_models.ports import PortFailed
from ui.view_models.ports.people import (
    CurrentPerson,
    PeoplePort,
    PeopleSnapshot,
    PersonDraft,
    PersonForm,
    PersonView,
    PinWanted,
)
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.tasks import Rereading, Tasks

#: How often, in milliseconds, it is looked whether a private profile has closed by itself.
LOOK_MS: Final = 15_000
_NOBODY: Final = CurrentPerson("", "", private=False, language=None)
#: Fields of a draft that are typed or chosen one by one.
_FIELDS: Final = frozenset(
    {"name", "birth_date", "sex", "pregnant_until", "set_by", "rule_set", "language", "voice_speed"}
)


class PeopleViewModel(QObject):
    """``step`` is ``list`` or ``form``; the PIN is :class:`ui.view_models.pin_gate.PinGateViewModel`'s."""

    changed = Signal()
    #: Another form is shown; what is typed into it does not count.
    form_changed = Signal()
    #: Somebody else is in front of Listenwell now, or their language was changed.
    switched = Signal()
    told = Signal(str)

    def __init__(self, port: PeoplePort, gate: PinGateViewModel, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._gate, self._tasks, self._language = port, gate, tasks, language
        self._people: RowModel[PersonView] = RowModel(PersonView, self)
        self._current = _NOBODY
        self._removed: tuple[tuple[str, str], ...] = ()
        self._undoable = ""
        self._step, self._failure = "list", ""
        self._form: PersonForm | None = None
        self._draft: PersonDraft | None = None
        self._form_private = False
        #: Why the port could not be read the last time; gone with the next reading.
        self._unread = ""
        self._loaded = False
        self._rereading = Rereading(tasks, self._read)
        self._unsubscribe = port.subscribe(tasks.on_loop(self.refresh))
        gate.passed.connect(self._passed)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        self._timer.start(LOOK_MS)

    @Property(QObject, constant=True)
    def people(self) -> RowModel[PersonView]:
        """Everybody."""
        return self._people

    @Property(str, notify=changed)
    def step(self) -> str:
        """What is shown."""
        return self._step

    @Property(str, notify=changed)
    def name(self) -> str:
        """Who uses Listenwell now, or empty."""
        return self._current.name

    @Property(bool, notify=changed)
    def private(self) -> bool:
        """Whether a private profile is open."""
        return self._current.private

    @Property(bool, notify=changed)
    def locked(self) -> bool:
        """Whether nobody's records can be shown before a PIN was given."""
        return self._loaded and not self._failure and not self._current.id

    @Property(bool, notify=changed)
    def several(self) -> bool:
        """Whether there is somebody to switch to."""
        return len(self._people.rows) > 1

    @Property(dict, notify=form_changed)
    def form(self) -> object:
        """What was known of the person when the form was opened, empty before."""
        return {} if self._form is None else for_qml(self._form)

    @Property(list, notify=changed)
    def chosen(self) -> list[str]:
        """The conditions that are chosen."""
        return [] if self._draft is None else list(self._draft.conditions)

    @Property(dict, notify=changed)
    def draft(self) -> object:
        """What stands in the fields now."""
        return {} if self._draft is None else for_qml(self._draft)

    @Property(bool, notify=changed)
    def isNew(self) -> bool:  # noqa: N802
        """Whether the form is about somebody who is not here yet."""
        return self._form is not None and not self._form.id

    @Property(bool, notify=changed)
    def formPrivate(self) -> bool:  # noqa: N802
        """Whether a PIN stands in front of the profile of the form."""
        return self._form_private

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to do after something failed, or empty."""
        return self._failure

    @Property(str, notify=changed)
    def undoable(self) -> str:
        """Who was just removed and can be brought back, or empty."""
        return self._undoable

    @property
    def current(self) -> CurrentPerson:
        """Who uses Listenwell now."""
        return self._current

    def set_language(self, language: Language) -> None:
        """Ask again in ``language``."""
        self._language = language
        self._gate.set_language(language)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the port."""
        self._rereading.ask()

    def close(self) -> None:
        """Follow no longer."""
        self._timer.stop()
        self._unsubscribe()

    # --- who uses Listenwell ---

    @Slot(str)
    def switchTo(self, person: str) -> None:  # noqa: N802
        """Let this person use Listenwell; a private profile asks for its PIN."""
        self._run(self._switch(person))

    @Slot()
    def unlock(self) -> None:
        """Ask for the PIN of whoever was here last."""
        if self._current.chosen:
            self._gate.ask("switch", self._current.chosen, self._name_of(self._current.chosen))

    @Slot()
    def closePrivate(self) -> None:  # noqa: N802
        """Close the private profile that is open."""
        self._port.close_private()

    @Slot()
    def used(self) -> None:
        """Somebody used the window."""
        self._port.used()

    # --- what is known of a person ---

    @Slot()
    def add(self) -> None:
        """Type somebody new."""
        self._run(self._open_form(""))

    @Slot(str)
    def edit(self, person: str) -> None:
        """Type what is known of a person; a closed private profile asks for its PIN."""
        self._run(self._open_form(person))

    @Slot(str, str)
    def setField(self, name: str, text: str) -> None:  # noqa: N802
        """What stands in a field. Raises ``ValueError`` for one that does not exist."""
        if name not in _FIELDS:
            raise ValueError(f"There is no field called {name!r} in what is known of a person.")
        if self._draft is not None and getattr(self._draft, name) != text:
            changes: dict[str, Any] = {name: text}
            self._draft = replace(self._draft, **changes)
            self.changed.emit()

    @Slot(str, bool)
    def setCondition(self, key: str, on: bool) -> None:  # noqa: N802
        """Whether the person has a condition."""
        if self._draft is not None:
            others = tuple(one for one in self._draft.conditions if one != key)
            self._draft = replace(self._draft, conditions=(*others, key) if on else others)
            self.changed.emit()

    @Slot(str, str, str)
    def setTarget(self, key: str, low: str, high: str) -> None:  # noqa: N802
        """The ends of a doctor's target."""
        if self._draft is not None:
            targets = tuple((key, low, high) if one[0] == key else one for one in self._draft.targets)
            self._draft = replace(self._draft, targets=targets)

    @Slot()
    def save(self) -> None:
        """Keep what was typed."""
        self._run(self._save())

    @Slot()
    def back(self) -> None:
        """Show the list; what was typed is forgotten."""
        self._step, self._form, self._draft, self._failure = "list", None, None, ""
        self.form_changed.emit()
        self.changed.emit()

    @Slot()
    def remove(self) -> None:
        """Take the person of the form off the household."""
        self._run(self._remove())

    @Slot()
    def undo(self) -> None:
        """Bring back who was just removed."""
        self._run(self._restore())

    @Slot()
    def makePrivate(self) -> None:  # noqa: N802
        """Choose a PIN for the person of the form."""
        if self._form is not None and self._form.id:
            self._gate.choose(self._form.id, self._form.name)

    @Slot()
    def makePublic(self) -> None:  # noqa: N802
        """Take the PIN of the person of the form away."""
        self._run(self._make_public())

    # --- work ---

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.start(self._guarded(work))

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except PortFailed as error:
            self._failure = error.sentence
        self.changed.emit()

    async def _switch(self, person: str) -> None:
        self._failure = ""
        try:
            await asyncio.to_thread(self._port.switch, person, None, self._language)
        except PinWanted:
            self._gate.ask("switch", person, self._name_of(person))

    async def _open_form(self, person: str) -> None:
        self._failure = ""
        try:
            form = await asyncio.to_thread(self._port.form, person, self._language)
        except PinWanted:
            self._gate.ask("open", person, self._name_of(person))
            return
        self._form, self._step, self._form_private = form, "form", form.private
        self._draft = PersonDraft(
            name=form.name,
            birth_date=form.birth_date,
            sex=form.sex,
            pregnant_until=form.pregnant_until,
            conditions=form.chosen,
            targets=tuple((one.key, one.low, one.high) for one in form.targets),
            set_by=form.set_by,
            rule_set=form.rule_set,
            language=form.language,
            voice_speed=form.voice_speed,
        )
        self.form_changed.emit()

    async def _save(self) -> None:
        form, draft = self._form, self._draft
        if form is not None and draft is not None:
            await asyncio.to_thread(self._port.save, form.id, draft, self._language)
            self.back()

    async def _remove(self) -> None:
        if self._form is not None and self._form.id:
            await asyncio.to_thread(self._port.remove, self._form.id, self._language)
            self._undoable = self._form.name
            self.back()

    async def _restore(self) -> None:
        if self._removed:
            await asyncio.to_thread(self._port.restore, self._removed[0][0], self._language)
            self._undoable = ""

    async def _make_public(self) -> None:
        if self._form is not None:
            await asyncio.to_thread(self._port.make_public, self._form.id, self._language)
            self._form_private = False

    def _passed(self, purpose: str, person: str) -> None:
        if purpose == "open":
            self.edit(person)
        elif purpose == "again" and self._form is not None:
            self._form_private = True
            self.changed.emit()

    async def _read(self) -> None:
        before = (self._loaded, self._failure, self._current, self._removed, self._people.rows)
        try:
            snapshot = await asyncio.to_thread(self._port.snapshot, self._language)
        except PortFailed as error:
            self._failure = self._unread = error.sentence
        else:
            if self._failure == self._unread:
                self._failure = ""
            self._unread = ""
            self._take(snapshot)
        self._loaded = True
        if before != (True, self._failure, self._current, self._removed, self._people.rows):
            self.changed.emit()

    def _take(self, snapshot: PeopleSnapshot) -> None:
        before, self._current = self._current, snapshot.current
        self._removed = snapshot.removed
        if snapshot.people != self._people.rows:
            self._people.set_rows(snapshot.people)
        if not self._loaded or (before.id, before.language) != (self._current.id, self._current.language):
            if before.private and self._current.id != before.id:
                self.told.emit(before.name)
            if self._form is not None and before.id != self._current.id:
                self.back()
            self.switched.emit()

    def _name_of(self, person: str) -> str:
        return next((one.name for one in self._people.rows if one.id == person), "")
