"""A visit's port: its own records in memory, the devices of the station, and the line to the staff."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from io import BytesIO
from typing import Final

from app.alerts.alert import Alert
from app.device_service import DeviceService
from app.exchange import sealed_code
from app.exchange.portable import portable
from app.kiosk import wire
from app.kiosk.client import StationClient, StationError
from app.kiosk.content import MOST_READINGS, Ending, HandedReading, Handover, RaisedFlag, Tally
from app.kiosk.views import StationView, loaded
from app.kiosk.visit_journal import VisitJournal
from app.records.clean import CleanReading
from app.records.errors import RecordsError
from app.services import Services
from assistant.conversation import Language
from device_io.events import Device, DeviceEvent, PasskeyWanted, SessionEnded
from device_io.radio import Radio, RadioError
from device_io.reading import ReadingKind
from ui.adapters.error_words import failed
from ui.adapters.handed_report import handed_reports
from ui.adapters.visit_devices import VisitDevices
from ui.paper import Paper, paper_state
from ui.view_models.ports.failure import PortFailed, Unsubscribe
from ui.view_models.ports.kiosk import PaperView, SealedView, StationDeviceView, VisitEnding
from ui.view_models.ports.visit_sheet import SheetRequest, VisitSheetPort

_log = logging.getLogger(__name__)

_NOTHING: Final = StationView((), None, set_up=False)
_NO_PRINTER: Final = {
    Language.ZH: "打印机没有准备好，请扫码带走，或者请工作人员看一下。",
    Language.EN: "The printer is not ready: scan the code instead, or ask the staff.",
}
_NO_STATION: Final = {
    Language.ZH: "现在连不上工作人员的电脑，请直接跟他们说。",
    Language.EN: "The staff cannot be reached from here just now: please speak to them.",
}
#: What goes home or to the staff of each kind. Our rule.
_MOST_OF_A_KIND: Final = 3
#: How long the scan for virtual devices lasts: they call all the time.
_VIRTUAL_SCAN_S: Final = 3.0


class VisitAdapter:
    """One visit (:class:`ui.view_models.ports.kiosk.VisitPort`)."""

    def __init__(
        self,
        house: Services,
        station: StationClient,
        radio: Radio,
        sheet: VisitSheetPort,
        display: Callable[[str], Awaitable[int]] | None = None,
    ) -> None:
        """``display`` reads the digits off a virtual device, so that it pairs by itself."""
        self._house, self._station, self._radio = house, station, radio
        self._sheet, self._display = sheet, display
        self._view = _NOTHING
        self._devices = VisitDevices()
        self._paper: Paper | None = None
        self._callbacks: list[Callable[[], None]] = []
        self._measuring: AsyncExitStack | None = None
        self._background: set[asyncio.Task[None]] = set()
        self.questions = 0

    @asynccontextmanager
    async def at_station(self) -> AsyncIterator[None]:
        """Follow the station while inside; what was begun to measure ends with it."""
        self._loop = asyncio.get_running_loop()
        self._station.on_news = self._news
        await self._look()
        self._start(self._find_paper())
        try:
            yield
        finally:
            working = tuple(self._background)
            for task in working:
                task.cancel()
            if working:
                await asyncio.wait(working)
            if self._measuring is not None:
                await self._measuring.aclose()

    # --- the port ---

    async def begin(self, language: Language) -> int:
        """Begin the visit: its records open, and the staff hear of its dangers."""
        try:
            await asyncio.to_thread(self._open_records)
            return int(await self._station.call(wire.BeginVisit(language=language)))
        except RecordsError as error:
            raise failed(error, language) from error
        except StationError as error:
            raise PortFailed(_NO_STATION[language]) from error

    def at_turn(self, call: Callable[[], None]) -> None:
        """Call back when this visit is the one to be seen."""
        self._station.at_turn(call)

    async def measure(self) -> None:
        """Listen for the devices of the station."""
        if self._measuring is not None:
            return
        records, house = self._house.records, self._house
        for device in self._view.devices:
            await asyncio.to_thread(
                records.devices.heard,
                Device(device.address, device.name, simulated=self._radio.simulated),
            )
        service = DeviceService(
            self._radio,
            records,
            house.now,
            house.zone,
            self._digits,
            journal=VisitJournal(records.journal, house.now()),
        )
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(service)
            service.listen(self._device_event)
            service.watch()
            self._measuring = stack.pop_all()
        if self._radio.simulated:
            self._start(self._adopt(service))

    def devices(self, language: Language) -> tuple[StationDeviceView, ...]:
        """The devices that can be used here."""
        return self._devices.views(language)

    def measuring(self) -> bool:
        """Whether a device sends something just now."""
        return self._devices.measuring

    def message(self) -> str:
        """What the staff have put on the first page."""
        return self._view.message.words if self._view.message else ""

    async def hand_over(self) -> int:
        """Hand everything of this visit to the staff."""
        language = self._house.language
        try:
            content = await asyncio.to_thread(self._handover)
            return int(await self._station.call(wire.HandOver(content=content)))
        except RecordsError as error:
            raise failed(error, language) from error
        except StationError as error:
            raise PortFailed(_NO_STATION[language]) from error

    async def seal(self, language: Language) -> SealedView:
        """Seal the readings for the way home."""
        from app.exchange.errors import ExportFailed

        try:
            taken = await asyncio.to_thread(self._seal)
        except ExportFailed as error:
            raise PortFailed(
                "还没有可以带走的读数，请先量一次。" if language is Language.ZH else str(error)
            ) from error
        remark = ""
        if taken.left_out:
            remark = (
                f"码里放不下全部，有 {taken.left_out} 次没有放进去。"
                if language is Language.ZH
                else f"Not all of it fits the code: {taken.left_out} readings are left out."
            )
        return SealedView(_picture(taken.text), taken.code, remark)

    def paper(self, language: Language) -> PaperView:
        """Whether there is a printer; it is looked for once, beside the window."""
        if self._paper is Paper.READY:
            return PaperView(ready=True)
        return PaperView(ready=False, sentence="" if self._paper is None else _NO_PRINTER[language])

    async def print_sheet(self, language: Language) -> None:
        """Print the visit sheet of today."""
        await asyncio.to_thread(self._sheet.print, SheetRequest((), 1), language)

    async def want_staff(self) -> None:
        """The staff panel shall open next."""
        with suppress(StationError):
            await self._station.call(wire.StaffWanted())

    async def end(self, ending: VisitEnding) -> None:
        """The visit is over."""
        tally = Tally()
        with suppress(RecordsError):
            tally = await asyncio.to_thread(self._tally)
        with suppress(StationError):
            await self._station.call(wire.EndVisit(ending=Ending(ending), tally=tally))

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` when the station or its devices changed."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback) if callback in self._callbacks else None

    # --- inside ---

    def _open_records(self) -> None:
        self._house.records.alerts.listen(self._raised)

    def _raised(self, alerts: tuple[Alert, ...]) -> None:
        """In the thread that stored the reading."""
        for one in alerts:
            words = {language: f"{one.figures[language]} {one.words[language]}" for language in Language}
            self._loop.call_soon_threadsafe(self._tell_soon, RaisedFlag(level=one.level, words=words))

    def _tell_soon(self, flag: RaisedFlag) -> None:
        self._start(self._tell(flag))

    async def _tell(self, flag: RaisedFlag) -> None:
        try:
            await self._station.call(wire.RaiseFlag(flag=flag))
        except StationError as error:
            _log.error("the staff did not hear of a red flag: %s", type(error).__name__)

    def _readings(self) -> tuple[CleanReading, ...]:
        """The newest of each kind, so that a pulse that comes every second leaves room for the others."""
        house = self._house
        found = [
            one
            for kind in ReadingKind
            for one in house.records.readings(house.person, kind, limit=_MOST_OF_A_KIND)
        ]
        return tuple(sorted(found, key=lambda one: one.reading.taken_at, reverse=True))[:MOST_READINGS]

    def _handover(self) -> Handover:
        readings = tuple(HandedReading.of(one) for one in self._readings())
        return Handover(readings=readings, reports=handed_reports(self._house))

    def _seal(self) -> sealed_code.TakeAway:
        zone = self._house.time_zone
        ranks: Counter[ReadingKind] = Counter()
        by_rank = []
        for one in self._readings():  # the newest of every kind goes before the second newest of any
            by_rank.append((ranks[one.reading.kind], one))
            ranks[one.reading.kind] += 1
        by_rank.sort(key=lambda ranked: ranked[0])
        return sealed_code.seal([portable(one, zone) for _, one in by_rank], self._house.now())

    def _tally(self) -> Tally:
        if "records" not in self._house.__dict__:
            return Tally()
        photos = len(handed_reports(self._house))
        return Tally(readings=len(self._readings()), photos=photos, questions=min(self.questions, 1000))

    def _device_event(self, event: DeviceEvent) -> None:
        if isinstance(event, SessionEnded):
            self._start(self._seen(event.device))
        if self._devices.hear(event):
            self._changed()

    async def _seen(self, device: Device) -> None:
        with suppress(StationError):
            await self._station.call(
                wire.DeviceSeen(address=device.address, battery_percent=device.battery_percent)
            )

    async def _adopt(self, service: DeviceService) -> None:
        """Virtual devices belong to nobody yet: pair with each one that calls."""
        try:
            found = [one for one in await service.find(_VIRTUAL_SCAN_S) if one.supported]
            for one in found:
                self._devices.found(one.device, one.kinds)
            self._changed()
            for one in found:
                await service.add(one.device.address)
        except RadioError as error:
            _log.warning("the virtual devices cannot be used: %s", type(error).__name__)

    async def _digits(self, wanted: PasskeyWanted) -> int | None:
        return None if self._display is None else await self._display(wanted.address)

    def _news(self, news: str) -> None:
        if news == "station":
            self._start(self._look())

    async def _look(self) -> None:
        try:
            self._view = loaded(StationView, await self._station.call(wire.AskStation()))
            self._devices.belong(self._view.devices)
        except StationError as error:
            _log.warning("the station cannot be asked: %s", type(error).__name__)
        self._changed()

    async def _find_paper(self) -> None:
        self._paper = await asyncio.to_thread(paper_state, self._sheet.printer)
        self._changed()

    def _changed(self) -> None:
        for callback in tuple(self._callbacks):
            callback()

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _picture(text: str) -> str:
    """Return the QR code of ``text`` as a picture that QML shows by its address."""
    import segno

    drawn = BytesIO()
    segno.make_qr(text, error="l", boost_error=False).save(drawn, kind="png", scale=6, border=4)
    return "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()
