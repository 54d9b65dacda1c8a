"""Adding a device, one step a screen: choose the kind, do what is said, it is found and connected by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.device_questions import DeviceQuestions
from ui.view_models.ports import (
    AddedDevice,
    DeviceFailed,
    DeviceGuide,
    DeviceKindView,
    DevicesPort,
    DeviceView,
    VoicePort,
    WizardStep,
)
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.speaking import Speaking
from ui.view_models.tasks import Tasks

#: After the first device is heard, others have this long, in seconds, to be heard too. Our rule.
COLLECT_S: Final = 2.0

_SENTENCES: Final[tuple[WizardStep, ...]] = ("kind", "prepare", "choose", "adding", "passkey", "consent")


class AddDeviceViewModel(QObject):
    """``step`` is ``kind``, ``prepare``, ``choose``, ``adding``, ``passkey``, ``consent``, ``done`` or ``failed``.

    ``on_left`` is called when the person is through, with the address of the new device or nothing; ``on_entry`` when
    readings of a kind shall be typed instead.
    """

    changed = Signal()

    def __init__(
        self,
        port: DevicesPort,
        voice: VoicePort,
        tasks: Tasks,
        language: Language,
        *,
        on_left: Callable[[str], None],
        on_entry: Callable[[str], None],
        collect_s: float = COLLECT_S,
    ) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._on_left, self._on_entry, self._collect_s = on_left, on_entry, collect_s
        self._speaking = Speaking(voice, tasks)
        self._kinds: RowModel[DeviceKindView] = RowModel(DeviceKindView, self)
        self._kinds.set_rows(port.kinds(language))
        self._found: RowModel[DeviceView] = RowModel(DeviceView, self)
        self._step = "kind"
        self._kind = ""
        self._guide: DeviceGuide | None = None
        self._device: DeviceView | None = None
        self._state_text = ""
        self._searching = self._refused = False
        self._failure: DeviceFailed | None = None
        self._added: AddedDevice | None = None
        self._questions = DeviceQuestions(self._asked)
        self._task: asyncio.Task[None] | None = None

    @Property(QObject, constant=True)
    def kinds(self) -> RowModel[DeviceKindView]:
        """The kinds to choose from."""
        return self._kinds

    @Property(QObject, constant=True)
    def found(self) -> RowModel[DeviceView]:
        """What was found nearby."""
        return self._found

    @Property(str, notify=changed)
    def step(self) -> str:
        """Where the person is."""
        return self._step

    @Property(int, notify=changed)
    def number(self) -> int:
        """Which of the three steps that is."""
        return {"kind": 1, "prepare": 2, "choose": 2}.get(self._step, 3)

    @Property(str, notify=changed)
    def kind(self) -> str:
        """The kind that was chosen."""
        return self._kind

    @Property(str, notify=changed)
    def title(self) -> str:
        """The kind that was chosen, in words."""
        return "" if self._guide is None else self._guide.title

    @Property(list, notify=changed)
    def guide(self) -> list[str]:
        """What to press, step by step."""
        return list(self._guide.steps) if self._guide is not None else []

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What to press on the very model that was found, or empty."""
        return "" if self._device is None else self._device.hint

    @Property(str, notify=changed)
    def sentence(self) -> str:
        """The one sentence of this step."""
        return self._sentence()

    @Property(str, notify=changed)
    def stateText(self) -> str:  # noqa: N802
        """What goes on while the device is being connected."""
        return self._state_text

    @Property(bool, notify=changed)
    def searching(self) -> bool:
        """The search is on."""
        return self._searching

    @Property(bool, notify=changed)
    def refused(self) -> bool:
        """The device has just turned down the user or the code."""
        return self._refused

    @Property(str, notify=changed)
    def nextText(self) -> str:  # noqa: N802
        """The one thing to do after something failed."""
        return "" if self._failure is None else self._failure.next_text

    @Property(str, notify=changed)
    def nextStep(self) -> str:  # noqa: N802
        """Which thing that is (``ui.view_models.ports.NextStep``)."""
        return "" if self._failure is None else self._failure.next_step

    @Property(dict, notify=changed)
    def added(self) -> object:
        """The device that was added, with its first reading."""
        return {} if self._added is None else for_qml(self._added)

    def set_language(self, language: Language) -> None:
        """Say everything in ``language``."""
        self._language = language
        self._kinds.set_rows(self._port.kinds(language))
        if self._kind:
            self._guide = self._port.guide(self._kind, language)
        self.changed.emit()

    @Slot()
    def start(self) -> None:
        """Begin with the choice of a kind."""
        self._cancel()
        self._kind, self._guide, self._device = "", None, None
        self._at("kind")

    @Slot(str)
    def choose(self, kind: str) -> None:
        """Choose a kind; the search begins at once."""
        self._kind, self._guide = kind, self._port.guide(kind, self._language)
        self._search()

    @Slot(str)
    def add(self, address: str) -> None:
        """Add one of the devices that were found; one that cannot be added is typed instead."""
        device = next((one for one in self._found.rows if one.address == address), None)
        if device is None:
            return
        if not device.supported:
            self.enter()
            return
        self._device = device
        self._begin(self._add(address))

    @Slot(str, str)
    def pairAgain(self, address: str, name: str) -> None:  # noqa: N802
        """Forget the old pairing of a known device and make a new one."""
        self._cancel()
        self._device = DeviceView(address, name, "", known=True)
        self._begin(self._add(address, afresh=True))

    @Slot(str, result=bool)
    def givePasskey(self, digits: str) -> bool:  # noqa: N802
        """Hand over the six digits; false if they are not six digits."""
        return self._answered(self._questions.give_passkey(digits))

    @Slot(str, str, result=bool)
    def giveConsent(self, slot: str, code: str) -> bool:  # noqa: N802
        """Hand over user number and code; false if they cannot be."""
        return self._answered(self._questions.give_consent(slot, code))

    @Slot(result=bool)
    def newUser(self) -> bool:  # noqa: N802
        """Let the device make a new user."""
        return self._answered(self._questions.new_user())

    @Slot()
    def next(self) -> None:
        """Do the one thing that helps after something failed."""
        failure = self._failure
        if failure is None:
            return
        match failure.next_step:
            case "enter":
                self.enter()
            case "connect" if self._device is not None:
                self._begin(self._add(self._device.address))
            case "pair_again" if self._device is not None:
                self._begin(self._add(self._device.address, afresh=True))
            case "list":
                self.leave()
            case _ if self._kind:
                self._search()
            case _:
                self.start()

    @Slot()
    def enter(self) -> None:
        """Type a reading in instead."""
        kind = self._kind
        self.leave()
        self._on_entry(kind)

    @Slot()
    def back(self) -> None:
        """One step back: from the choice of a kind out of here."""
        if self._step == "kind":
            self.leave()
        else:
            self.start()

    @Slot()
    def leave(self) -> None:
        """Through, or given up: back to the devices."""
        self._cancel()
        self._speaking.stop()
        added = "" if self._added is None else self._added.address
        self._added = None
        self._on_left(added)

    @Slot()
    def sayAgain(self) -> None:  # noqa: N802
        """Say this step once more."""
        self._say()

    def _search(self) -> None:
        self._cancel()
        self._found.set_rows(())
        self._device = None
        self._searching = True
        self._at("prepare")
        self._task = self._tasks.start(self._find())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._cancel()
        self._state_text = ""
        self._at("adding")
        self._task = self._tasks.start(work)

    async def _find(self) -> None:
        collecting: asyncio.Event = asyncio.Event()

        def heard(device: DeviceView) -> None:
            self._show_found(device)
            if device.supported and not device.known:
                collecting.set()

        search = asyncio.ensure_future(self._port.find(self._kind, self._tasks.on_loop(heard)))
        first = asyncio.ensure_future(collecting.wait())
        try:
            await asyncio.wait({search, first}, return_when=asyncio.FIRST_COMPLETED)
            if first.done():
                await asyncio.wait({search}, timeout=self._collect_s)
            if search.done() and (error := search.exception()) is not None and not self._found.rows:
                raise error
            fresh = [one for one in self._found.rows if one.supported and not one.known]
        except DeviceFailed as error:
            self._searching = False
            self._fail(error)
            return
        finally:
            first.cancel()
            search.cancel()
            await asyncio.gather(first, search, return_exceptions=True)
        self._searching = False
        if len(fresh) == 1:
            self._device = fresh[0]
            self._at("adding")
            await self._add(fresh[0].address)
        else:
            self._at("choose")

    async def _add(self, address: str, *, afresh: bool = False) -> None:
        try:
            added = await self._port.add(
                address, self._questions.questions, self._tasks.on_loop(self._at_state), afresh=afresh
            )
        except DeviceFailed as error:
            self._fail(error)
        else:
            self._added = added
            self._at("done")

    def _asked(self, step: WizardStep, device: str, refused: bool) -> None:
        self._named(device)
        self._refused = refused
        self._at(step)

    def _answered(self, taken: bool) -> bool:
        if taken:
            self._at("adding")
        return taken

    def _named(self, name: str) -> None:
        """The device says its name, with the digits of a virtual one."""
        if self._device is None or self._device.name != name:
            self._device = DeviceView(self._device.address if self._device is not None else "", name, "")

    def _fail(self, failure: DeviceFailed) -> None:
        self._failure = failure
        self._at("failed")

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

    def _at(self, step: str) -> None:
        same = step == self._step and step == "adding"
        self._step = step
        if step != "failed":
            self._failure = None
        self.changed.emit()
        if not same:
            self._say()

    def _sentence(self) -> str:
        if self._step == "failed":
            return "" if self._failure is None else self._failure.sentence
        if self._step == "done":
            return "" if self._added is None else self._added.sentence
        name = "" if self._device is None else self._device.name
        step: WizardStep = next((one for one in _SENTENCES if one == self._step), "kind")
        return self._port.sentence(step, self._language, name)

    def _say(self) -> None:
        """Speak what the step shows."""
        parts = [self._sentence()]
        if self._step == "prepare":
            parts += self._guide.steps if self._guide is not None else ()
        elif self._step == "failed" and self._failure is not None:
            parts.append(self._failure.next_text)
        elif self._step == "done" and self._added is not None and self._added.value:
            parts.append(f"{self._added.title} {self._added.value} {self._added.unit}")
        self._speaking.say(" ".join(part for part in parts if part), self._language)

    def _cancel(self) -> None:
        self._questions.give_up()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._searching = False
