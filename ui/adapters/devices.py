"""The devices screen's port over the device service and the records."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from app.device_service import DeviceService
from app.records.devices import KnownDevice
from app.records.errors import RecordsError
from app.services import Services
from assistant.conversation import Language
from device_io.events import (
    ConsentWanted,
    DeviceEvent,
    DeviceFound,
    Notice,
    NoticeGiven,
    PasskeyWanted,
    ReadingReceived,
    SessionResult,
    SessionState,
    StateChanged,
)
from device_io.models import hints_by_kind
from device_io.radio import RadioError, RadioUnavailable
from device_io.reading import Reading, ReadingKind
from ui.adapters import device_words as words
from ui.adapters.device_adding import added_view, choice, failure, found_view, may_be, unavailable_words
from ui.adapters.device_page import (
    battery_is_low,
    battery_words,
    clock_words,
    conflict_row,
    last_seen_words,
    user_rows,
)
from ui.adapters.error_words import failed
from ui.adapters.transfers import Transfers
from ui.view_models.ports import (
    AddedDevice,
    ConsentAnswer,
    DeviceFailed,
    DeviceGuide,
    DeviceKindView,
    DevicePage,
    DeviceView,
    Questions,
    Unsubscribe,
    WizardStep,
)

#: How long a search lasts, in seconds; meters advertise for seconds to two minutes.
SEARCH_SECONDS = 30.0


class DevicesAdapter:
    """Home devices (:class:`ui.view_models.ports.DevicesPort`).

    Passkey questions of the service come here (:meth:`ask_passkey`) and go to whoever is adding the device.
    """

    def __init__(self, house: Services, display: Callable[[str], Awaitable[int]] | None = None) -> None:
        """``display`` reads the six digits off a virtual device, which has no display of its own to look at."""
        self._house = house
        self._display = display
        self._service: DeviceService | None = None
        self._language = Language.EN
        self._asking: Questions | None = None
        self._states: dict[str, SessionState] = {}
        self._notices: dict[str, Notice] = {}
        self._on_state: Callable[[str], None] | None = None
        self._transfers = Transfers()
        self._fetching: set[str] = set()
        self._fetched: dict[str, words.Words] = {}
        self._questions: set[asyncio.Task[None]] = set()
        self._callbacks: list[Callable[[], None]] = []

    def serve(self, service: DeviceService) -> None:
        """Use ``service`` from now on."""
        self._service = service
        service.listen(self._hear)

    async def ask_passkey(self, wanted: PasskeyWanted) -> int | None:
        """Let the person who adds the device type its digits."""
        if self._asking is None:
            return None
        name = wanted.name
        if self._display is not None:
            name = f"{name} ({await self._display(wanted.address):06d})"
        return await self._asking.passkey(name)

    # --- what there is ---

    def kinds(self, language: Language) -> tuple[DeviceKindView, ...]:
        """The eight kinds."""
        self._language = language
        return tuple(DeviceKindView(kind.value, title[language]) for kind, title in words.KINDS.items())

    def guide(self, kind: str, language: Language) -> DeviceGuide:
        """What to press on a device of ``kind``."""
        self._language = language
        which = ReadingKind(kind)
        press = hints_by_kind()[which].in_language(language.value)
        return DeviceGuide(kind, words.KINDS[which][language], (words.BESIDE[language], press))

    def sentence(self, step: WizardStep, language: Language, device: str = "") -> str:
        """What is shown and said at a step of adding."""
        return words.STEPS[step][language].format(device=device)

    def devices(self, language: Language) -> tuple[DeviceView, ...]:
        """The devices of the household."""
        self._language = language
        try:
            return tuple(self._view(one, language) for one in self._running.known())
        except RecordsError as error:
            raise failed(error, language) from error

    def page(self, address: str, language: Language) -> DevicePage | None:
        """Everything about a device."""
        self._language = language
        records, house = self._house.records, self._house
        try:
            known = next((one for one in self._running.known() if one.device.address == address), None)
            if known is None:
                return None
            overview = records.device_overviews.of(address)
            people = records.household.people()
            owners = records.attribution.device_users(address)
            conflicts = records.conflicts.of_device(address)
        except RecordsError as error:
            raise failed(error, language) from error
        clock, off = clock_words(overview.clock_offset, language)
        kind = overview.kinds[0] if overview.kinds else None
        return DevicePage(
            address=address,
            name=_name(known),
            kind="" if kind is None else kind.value,
            state=self._state_words(address, language),
            battery=battery_words(known.device.battery_percent, language),
            battery_low=battery_is_low(known.device.battery_percent),
            notice=self._notice_words(address, language),
            last_seen=last_seen_words(known, house, language),
            clock=clock,
            clock_off=off,
            users=user_rows(overview, owners, people, language),
            conflicts=tuple(conflict_row(one, house, house.now(), language) for one in conflicts),
            transfer=self._transfers.view(address, language),
            stale=self._states.get(address) is SessionState.STALE_BOND,
            simulated=known.device.simulated,
            measures_pressure=ReadingKind.BLOOD_PRESSURE in overview.kinds,
            fetching=address in self._fetching,
            fetched=self._words(self._fetched[address]) if address in self._fetched else "",
        )

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def radio_sentence(self, language: Language) -> str:
        """What to do about Bluetooth, or nothing when it works."""
        unavailable = self._running.unavailable
        return "" if unavailable is None else unavailable_words(unavailable, language)

    # --- adding and forgetting ---

    async def find(self, kind: str, on_found: Callable[[DeviceView], None]) -> None:
        """Search for :data:`SEARCH_SECONDS`; a device is told the moment it is heard."""
        known = {one.device.address for one in await asyncio.to_thread(self._running.known)}
        heard = 0

        def hear(event: DeviceEvent) -> None:
            nonlocal heard
            if isinstance(event, DeviceFound) and may_be(event, ReadingKind(kind)):
                heard += 1
                on_found(found_view(event, self._language, known=event.device.address in known))

        stop = self._running.listen(hear)
        try:
            await self._running.find(SEARCH_SECONDS)
        except RadioUnavailable as error:
            sentence = unavailable_words(error, self._language)
            raise DeviceFailed(sentence, "search", self._words(words.NOTHING_FOUND[1])) from error
        except RadioError as error:
            sentence = failed(error, self._language).sentence
            raise DeviceFailed(sentence, "search", self._words(words.NOTHING_FOUND[1])) from error
        finally:
            stop()
        if not heard:
            what, then = words.NOTHING_FOUND
            raise DeviceFailed(self._words(what), "search", self._words(then))

    async def add(
        self, address: str, questions: Questions, on_state: Callable[[str], None], *, afresh: bool = False
    ) -> AddedDevice:
        """Pair a device and take its first readings."""
        readings: list[Reading] = []

        def hear(event: DeviceEvent) -> None:
            if isinstance(event, ReadingReceived) and event.device.address == address:
                readings.append(event.reading)

        self._asking, self._on_state = questions, on_state
        stop = self._running.listen(hear)
        try:
            ended = await self._running.add(address, afresh=afresh)
        except (RadioError, RecordsError) as error:
            sentence = failed(error, self._language).sentence
            raise DeviceFailed(
                sentence, "connect", self._words(words.FAILURES[SessionResult.LINK_LOST][2])
            ) from error
        finally:
            stop()
            self._asking = self._on_state = None
        if ended.result not in words.ADDED:
            raise failure(ended, self._running.unavailable, self._language)
        return added_view(ended, readings, self._house, self._language)

    async def forget(self, address: str) -> None:
        """Forget a device; its readings stay."""
        try:
            await self._running.forget(address)
        except (RadioError, RecordsError) as error:
            raise failed(error, self._language) from error
        finally:
            self._states.pop(address, None)
            self.changed()

    async def fetch(self, address: str) -> None:
        """Have a device send now what it holds."""
        self._fetching.add(address)
        self._fetched[address] = words.FETCHING
        self.changed()
        try:
            ended = await self._running.fetch(address)
        finally:
            self._fetching.discard(address)
            self._fetched.pop(address, None)
            self.changed()
        if ended.result not in words.FETCHED:
            raise failure(ended, self._running.unavailable, self._language)
        self._fetched[address] = words.FETCHED[ended.result]
        self.changed()

    async def stop_transfer(self, address: str) -> None:
        """End the transfer of stored records."""
        self._transfers.stopping(address)
        self.changed()
        self._running.stop_transfer(address)

    async def set_owner(self, address: str, slot: str, person: str) -> None:
        """Say whose a device, or one of its users, is from now on."""
        records = self._house.records
        try:
            owner = records.household.person(person) if person else None
            await asyncio.to_thread(
                records.attribution.set_device_user, address, owner, int(slot) if slot else None
            )
        except RecordsError as error:
            raise failed(error, self._language) from error
        self.changed()

    async def settle(self, key: str, *, keep_first: bool) -> None:
        """Say which value of a conflict is right."""
        raw_id, part = (int(number) for number in key.split(":"))
        try:
            await asyncio.to_thread(
                self._house.records.conflicts.settle, raw_id, part, "first" if keep_first else "other"
            )
        except RecordsError as error:
            raise failed(error, self._language) from error
        self.changed()

    def changed(self) -> None:
        """Tell the screen that something about the devices is new."""
        for callback in tuple(self._callbacks):
            callback()

    @property
    def _running(self) -> DeviceService:
        if self._service is None:
            raise RuntimeError("the devices screen has no device service")
        return self._service

    def _hear(self, event: DeviceEvent) -> None:
        self._transfers.hear(event)
        match event:
            case StateChanged(address=address, state=state):
                self._states[address] = state
                if self._on_state is not None:
                    self._on_state(words.STATES[state][self._language])
            case ConsentWanted():
                task = asyncio.get_running_loop().create_task(self._ask_consent(event))
                self._questions.add(task)
                task.add_done_callback(self._questions.discard)
            case NoticeGiven(device=device, notice=notice):
                self._notices[device.address] = notice
        self.changed()

    async def _ask_consent(self, wanted: ConsentWanted) -> None:
        """Let the person who adds the device say whose readings it shall send; nobody is asked otherwise."""
        answer: ConsentAnswer | None = None
        try:
            if self._asking is not None:
                answer = await self._asking.consent(wanted.name, wanted.refused is not None)
        finally:
            if not wanted.reply.done():
                wanted.reply.set_result(choice(answer))

    def _view(self, one: KnownDevice, language: Language) -> DeviceView:
        address = one.device.address
        kinds = self._house.records.device_overviews.of(address).kinds
        return DeviceView(
            address,
            _name(one),
            self._state_words(address, language),
            one.device.battery_percent,
            one.device.simulated,
            kind=kinds[0].value if kinds else "",
            known=True,
        )

    def _state_words(self, address: str, language: Language) -> str:
        state = self._states.get(address)
        return words.KNOWN[language] if state is None else words.STATES[state][language]

    def _notice_words(self, address: str, language: Language) -> str:
        notice = self._notices.get(address)
        return "" if notice is None else words.NOTICES[notice][language]

    def _words(self, said: words.Words) -> str:
        return said[self._language]


def _name(known: KnownDevice) -> str:
    return known.device.model or known.device.name or known.device.address
