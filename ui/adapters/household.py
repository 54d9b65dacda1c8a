"""All ports of the window together, with the devices they listen to."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from app.device_service import DeviceService
from app.keys import KeyUnavailable
from app.records.errors import RecordsError
from app.services import Services
from assistant import safety
from device_io.bleak_radio import platform_radio
from device_io.radio import Radio
from device_io.session import Pace
from ui.adapters.alerts import AlertsAdapter
from ui.adapters.cloud import CloudAdapter
from ui.adapters.coach import CoachAdapter
from ui.adapters.conversation import ConversationAdapter
from ui.adapters.data import DataAdapter
from ui.adapters.devices import DevicesAdapter
from ui.adapters.entry import EntryAdapter
from ui.adapters.home import HomeAdapter
from ui.adapters.library import LibraryAdapter
from ui.adapters.library_review import LibraryReviewAdapter
from ui.adapters.manual import ManualAdapter
from ui.adapters.models import ModelsAdapter
from ui.adapters.owners import OwnersAdapter
from ui.adapters.people import PeopleAdapter
from ui.adapters.profile import ProfileAdapter
from ui.adapters.reminders import RemindersAdapter
from ui.adapters.report import ReportAdapter
from ui.adapters.trends import TrendsAdapter
from ui.adapters.visit_sheet import VisitSheetAdapter
from ui.adapters.welcome import WelcomeAdapter
from ui.view_models.ports import WindowPorts

_log = logging.getLogger(__name__)


@asynccontextmanager
async def open_ports(
    house: Services, conversation: ConversationAdapter, scenario: str | None
) -> AsyncIterator[WindowPorts]:
    """The ports over ``house``; its devices call while the window is open.

    ``scenario`` names virtual devices (or a simulator, ``tcp:HOST:PORT``) in place of this machine's Bluetooth.
    """
    async with AsyncExitStack() as stack:
        radio: Radio = platform_radio()
        display: Callable[[str], Awaitable[int]] | None = None
        if scenario is not None:
            from device_io.virtual.opening import virtual_devices

            folder = house.folders.data / "virtual_devices"
            virtual = await stack.enter_async_context(
                virtual_devices(scenario, house.now, house.zone, folder)
            )
            radio, display = virtual.radio, virtual.display
        await stack.enter_async_context(_preparing(house))
        async with device_ports(house, conversation, radio, display=display) as ports:
            yield ports


@asynccontextmanager
async def _preparing(house: Services) -> AsyncIterator[None]:
    """Meanwhile load the red-flag rules, embed what the library cannot yet find by meaning, and copy the records."""
    leaving = threading.Event()

    def prepare() -> None:
        safety.prepare(spoken=True)
        if not leaving.is_set():
            house.vector_making.begin()
            house.library_reading.begin()
        try:
            house.records.keep_copy()
        except (RecordsError, KeyUnavailable) as error:
            _log.warning("the daily copy of the records was not made: %s", type(error).__name__)

    house.library_reading.serve(asyncio.get_running_loop())
    work = asyncio.create_task(asyncio.to_thread(prepare))
    try:
        yield
    finally:
        leaving.set()
        await work
        await asyncio.to_thread(house.library_reading.end)
        await asyncio.to_thread(house.vector_making.end)


@asynccontextmanager
async def device_ports(
    house: Services,
    conversation: ConversationAdapter,
    radio: Radio,
    pace: Pace | None = None,
    display: Callable[[str], Awaitable[int]] | None = None,
) -> AsyncIterator[WindowPorts]:
    """The ports over ``house`` with devices on ``radio``; ``display`` shows the digits of virtual ones."""
    devices = DevicesAdapter(house, display)
    coach = CoachAdapter(house)
    library = LibraryAdapter(house)
    reminders = RemindersAdapter(house)
    people = PeopleAdapter(house)
    service = DeviceService(
        radio, house.records, house.now, house.zone, devices.ask_passkey, pace, devices.changed
    )
    async with AsyncExitStack() as stack:
        stack.push_async_callback(house.close_engine)
        await stack.enter_async_context(service)
        devices.serve(service)
        coach.serve(service)
        service.watch()
        await stack.enter_async_context(reminders.reminding())
        yield WindowPorts(
            home=HomeAdapter(house),
            conversation=conversation,
            trends=TrendsAdapter(house),
            report=ReportAdapter(house),
            devices=devices,
            entry=EntryAdapter(house),
            coach=coach,
            voice=conversation.voice,
            voice_settings=conversation.voice_settings,
            profile=ProfileAdapter(house),
            visit_sheet=VisitSheetAdapter(house),
            people=people,
            owners=OwnersAdapter(house),
            alerts=AlertsAdapter(house),
            reminders=reminders,
            data=DataAdapter(house),
            library=library,
            library_review=LibraryReviewAdapter(house, library.changed),
            manual=ManualAdapter(house),
            models=ModelsAdapter(house),
            cloud=CloudAdapter(house),
            welcome=WelcomeAdapter(house, people.changed),
        )
