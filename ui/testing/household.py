"""A whole household for one journey: real rooms on a temporary profile, virtual devices, recorded speech, a window."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.folders import Folders, open_folders
from app.keys import ephemeral_key
from app.services import Services
from app.settings import Settings
from assistant.conversation import Language
from device_io.closed_radio import ClosedRadio
from device_io.radio import Radio
from device_io.session import Pace
from device_io.virtual.household import VirtualHousehold
from device_io.virtual.scenario import load_scenario
from ui.adapters.conversation import ConversationAdapter
from ui.adapters.household import device_ports
from ui.demonstration.sound import RecordedMicrophone, SpeechRecorder
from ui.desktop import Desktop
from ui.testing.page import Page
from ui.view_models.ports import MicrophoneView
from ui.view_models.shell import Appearance

#: Virtual devices wait for nobody.
_NO_DEVICES = "This journey has no devices: name a scenario to have some."
_PACE = Pace(quiet=0.2, hold_off=0.01, reconnect_pause=0.01, back_off=(0.05,))


@dataclass(frozen=True, slots=True)
class Journey:
    """The page to act on, and what lies behind it to make things happen: the house and its virtual devices."""

    page: Page
    house: Services
    devices: VirtualHousehold | None


@asynccontextmanager
async def journey(
    folder: Path,
    *,
    scenario: str | None = None,
    language: Language = Language.EN,
    introduced: bool = True,
    shared_cache: Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    prepare: Callable[[Services], None] = lambda _: None,
) -> AsyncIterator[Journey]:
    """Open a window over a new household in ``folder``; everything ends with the block.

    ``scenario`` names virtual devices (they cost time: without any, Bluetooth is off), ``introduced`` leaves the first steps out, ``shared_cache`` is a cache
    folder that is filled already (else the library is indexed anew), ``prepare`` puts records in before the window
    opens.
    """
    own = open_folders(folder)
    folders = Folders(own.data, own.config, shared_cache or own.cache, own.models)
    house = Services(
        folders,
        Settings(introduced=introduced),
        key=ephemeral_key(),
        now=now,
        time_zone="Asia/Shanghai",
    )
    microphone, recorder = RecordedMicrophone(), SpeechRecorder()
    recorder.path = folder / "spoken.wav"
    conversation = ConversationAdapter(
        house, lambda: microphone, recorder, lambda _language: MicrophoneView(available=True)
    )
    virtual = (
        None
        if scenario is None
        else VirtualHousehold(load_scenario(scenario), clock=house.now, zone=house.zone)
    )
    try:
        await asyncio.to_thread(house.library.build)
        await asyncio.to_thread(prepare, house)
        async with AsyncExitStack() as stack:
            if virtual is not None:
                await stack.enter_async_context(virtual)
            radio: Radio = ClosedRadio(_NO_DEVICES) if virtual is None else virtual.radio
            ports = await stack.enter_async_context(device_ports(house, conversation, radio, _PACE))
            desktop = Desktop(ports, appearance=Appearance(language, "light"), offscreen=True, now=now)
            try:
                desktop.start()
                await desktop.settle()
                yield Journey(Page(desktop, microphone.load), house, virtual)
            finally:
                await desktop.close()
    finally:
        house.close()
