"""A visit at a station: from the first touch to the last, and the clock that ends it when nobody is there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import VoicePort
from ui.view_models.ports.kiosk import SealedView, StationDeviceView, VisitEnding, VisitPort
from ui.view_models.row_model import RowModel
from ui.view_models.speaking import Speaking
from ui.view_models.tasks import Steps, Tasks

#: Pages in their usual order.
PAGES: Final = ("attract", "consent", "choose", "measure", "talk", "photo", "take_away", "ended")
#: Seconds without a touch until somebody is asked for, and until the visit ends.
ASKS_AFTER_S: Final = 40
ENDS_AFTER_S: Final = 60
#: On the page where somebody measures: a cuff takes a minute, and a rest before it five. Our rule.
MEASURING_S: Final = 300
#: Seconds that the last page stays.
ENDED_FOR_S: Final = 6


class VisitViewModel(QObject):
    """``page`` is one of :data:`PAGES`. ``left`` is called when the process is to go."""

    changed = Signal()
    tick = Signal()
    told = Signal(str)
    call_wanted = Signal()
    """Somebody wants to telephone; a station cannot, the staff can."""

    def __init__(
        self,
        port: VisitPort,
        tasks: Tasks,
        language: Language,
        *,
        speak: Callable[[Language], None],
        voice: VoicePort,
        left: Callable[[], None],
        busy: Callable[[], bool] = lambda: False,
        ticks: bool = True,
    ) -> None:
        """``speak`` switches the language of the window, ``voice`` reads pages aloud; ``busy``: an answer or a measurement is under way.

        Without ``ticks`` whoever made it says when a :meth:`second` has gone by.
        """
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._speak, self._left, self._busy = speak, left, busy
        self._reading = Speaking(voice, tasks)
        self._devices: RowModel[StationDeviceView] = RowModel(StationDeviceView, self)
        self._page = "attract"
        self._number = 0
        self._handed = False
        self._sealed: SealedView | None = None
        self._steps = Steps(tasks, self.changed.emit, self.told.emit)
        self._quiet_s = 0
        self._unsubscribe = port.subscribe(tasks.on_loop(self._refresh))
        self._refresh()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.second)
        if ticks:
            self._timer.start(1000)

    # --- what is shown ---

    @Property(str, notify=changed)
    def page(self) -> str:
        """The page shown."""
        return self._page

    @Property(QObject, constant=True)
    def devices(self) -> RowModel[StationDeviceView]:
        """The devices that can be used here."""
        return self._devices

    @Property(str, notify=changed)
    def message(self) -> str:
        """Words of the staff on the first page."""
        return self._port.message()

    @Property(int, notify=changed)
    def number(self) -> int:
        """The visitor's number of the day; 0 before they agreed."""
        return self._number

    @Property(bool, notify=changed)
    def handed(self) -> bool:
        """Whether the staff have what was measured."""
        return self._handed

    @Property(str, notify=changed)
    def codePicture(self) -> str:  # noqa: N802
        """The QR code to take home, empty until it was asked for."""
        return self._sealed.picture if self._sealed else ""

    @Property(str, notify=changed)
    def code(self) -> str:
        """What opens it."""
        return self._sealed.code if self._sealed else ""

    @Property(str, notify=changed)
    def codeRemark(self) -> str:  # noqa: N802
        """What to know about it."""
        return self._sealed.remark if self._sealed else ""

    @Property(bool, notify=changed)
    def paperReady(self) -> bool:  # noqa: N802
        """Whether something can be printed."""
        return self._port.paper(self._language).ready

    @Property(str, notify=changed)
    def paperTrouble(self) -> str:  # noqa: N802
        """Why nothing can be printed."""
        return self._port.paper(self._language).sentence

    @Property(str, notify=changed)
    def trouble(self) -> str:
        """What did not work and what to do."""
        return self._steps.trouble

    @Property(bool, notify=changed)
    def working(self) -> bool:
        """Whether something asked for is being done."""
        return self._steps.working

    @Property(bool, notify=tick)
    def asking(self) -> bool:
        """Whether somebody is asked for."""
        return self._page not in ("attract", "ended") and self._quiet_s >= self._patience_s

    @Property(int, notify=tick)
    def secondsLeft(self) -> int:  # noqa: N802
        """Seconds until the visit ends by itself."""
        return max(0, self._patience_s + ENDS_AFTER_S - ASKS_AFTER_S - self._quiet_s)

    @Property(int, constant=True)
    def answersWithin(self) -> int:  # noqa: N802
        """Seconds from the question whether somebody is there to the end."""
        return ENDS_AFTER_S - ASKS_AFTER_S

    @property
    def _patience_s(self) -> int:
        return MEASURING_S if self._page == "measure" else ASKS_AFTER_S

    # --- what a visitor does ---

    @Slot(str)
    def readAloud(self, words: str) -> None:  # noqa: N802
        """Read ``words`` of the page; asked again while reading, fall silent."""
        if self._reading.active:
            self._reading.stop()
        else:
            self._reading.say(words, self._language)

    @Slot()
    def touched(self) -> None:
        """Somebody is there."""
        was_asking = self.asking
        self._quiet_s = 0
        if was_asking:
            self.tick.emit()

    @Slot(str)
    def start(self, language: str) -> None:
        """Begin in ``zh`` or ``en``."""
        self._language = Language(language)
        self._speak(self._language)
        self._refresh()
        self._show("consent")

    @Slot()
    def agree(self) -> None:
        """The visitor agrees; the visit begins."""
        self._steps.do(self._agreed())

    @Slot()
    def decline(self) -> None:
        """The visitor does not agree; nothing was kept."""
        self._end("declined")

    @Slot(str)
    def choose(self, page: str) -> None:
        """Show ``measure``, ``talk``, ``photo``, ``choose`` or ``take_away``."""
        if page not in PAGES[2:-1] or not self._number:
            return
        self._show(page)
        if page == "measure":
            self._steps.do(self._port.measure())

    @Slot()
    def handOver(self) -> None:  # noqa: N802
        """Give what was measured to the staff."""
        self._steps.do(self._hand_over())

    @Slot()
    def seal(self) -> None:
        """Make the QR code."""
        self._steps.do(self._seal())

    @Slot()
    def printSheet(self) -> None:  # noqa: N802
        """Print the visit."""
        self._steps.do(self._port.print_sheet(self._language))

    @Slot()
    def finish(self) -> None:
        """The visitor is done."""
        self._end("done")

    @Slot()
    def callStaff(self) -> None:  # noqa: N802
        """The corner was pressed long enough."""
        self._steps.do(self._staff())

    @Slot()
    def wantCall(self) -> None:  # noqa: N802
        """Somebody wants to telephone."""
        self.call_wanted.emit()

    def turn(self) -> None:
        """From now on this window is the one that is seen."""
        self.touched()

    def close(self) -> None:
        """Follow the station no longer."""
        self._reading.stop()
        self._timer.stop()
        self._unsubscribe()

    # --- inside ---

    async def _agreed(self) -> None:
        self._number = await self._port.begin(self._language)
        self._show("choose")

    async def _hand_over(self) -> None:
        self._number = await self._port.hand_over()
        self._handed = True

    async def _seal(self) -> None:
        self._sealed = await self._port.seal(self._language)

    async def _staff(self) -> None:
        await self._port.want_staff()
        await self._port.end("done" if self._number else "declined")
        self._left()

    def _show(self, page: str) -> None:
        self._reading.stop()
        self._page, self._steps.trouble, self._quiet_s = page, "", 0
        self.changed.emit()
        self.tick.emit()

    def _end(self, ending: VisitEnding) -> None:
        if self._page == "ended":
            return
        self._sealed, self._handed = None, False
        self._show("ended")
        self._tasks.start(self._ending(ending))

    async def _ending(self, ending: VisitEnding) -> None:
        await self._port.end(ending)
        if ending != "idle":
            await asyncio.sleep(ENDED_FOR_S)
        self._left()

    def second(self) -> None:
        """A second has gone by."""
        if self._page in ("attract", "ended"):
            return
        if self._busy() or self._reading.active or self._port.measuring():
            self._quiet_s = 0
            return
        self._quiet_s += 1
        if self._quiet_s >= self._patience_s + ENDS_AFTER_S - ASKS_AFTER_S:
            self._end("idle")
        elif self.asking:
            self.tick.emit()

    def _refresh(self) -> None:
        rows = self._port.devices(self._language)
        if rows != self._devices.rows:
            self._devices.set_rows(rows)
        self.changed.emit()
