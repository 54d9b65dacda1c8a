"""How the staff add a device: paired on this machine through the same steps as at home, then the station's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from app.device_service import DeviceService
from app.services import Services
from assistant.conversation import Language
from assistant.speech.playback import Player
from device_io.bleak_radio import platform_radio
from device_io.radio import Radio
from device_io.reading import ReadingKind
from ui.adapters.devices import DevicesAdapter
from ui.adapters.screen_voice import ScreenVoice
from ui.adapters.staff import StaffAdapter
from ui.view_models.add_device import AddDeviceViewModel
from ui.view_models.tasks import Tasks


class StaffDevices:
    """The steps of adding, over records in memory that end with the panel."""

    def __init__(self, port: StaffAdapter, house: Services, devices: DevicesAdapter) -> None:
        """Use :func:`device_adding`."""
        self._port, self._house, self._devices = port, house, devices
        self._adding: AddDeviceViewModel | None = None

    def view_model(
        self, tasks: Tasks, language: Language, shown: Callable[[bool], None]
    ) -> AddDeviceViewModel:
        """Return the view model; ``shown`` hears when the steps begin and end."""

        def left(address: str) -> None:
            shown(False)  # noqa: FBT003  # a slot of Qt
            if address:
                tasks.start(self._take_in(address))

        self._adding = AddDeviceViewModel(
            self._devices,
            ScreenVoice(self._house, Player(self._house.settings.speech.loudspeaker or None)),
            tasks,
            language,
            on_left=left,
            on_entry=lambda _kind: shown(False),  # noqa: FBT003  # there is nothing to type at a station
        )
        return self._adding

    async def _take_in(self, address: str) -> None:
        known = {one.device.address: one.device for one in self._house.records.devices.all()}
        device = known.get(address)
        if device is None or self._adding is None:
            return
        name = device.name or device.model or address
        await self._port.take_in(address, name[:60], ReadingKind(str(self._adding.kind)))


async def device_adding(
    port: StaffAdapter, house: Services, stack: AsyncExitStack, scenario: str | None
) -> StaffDevices:
    """Make ready to add devices; ``stack`` ends it."""
    radio: Radio = platform_radio()
    display: Callable[[str], Awaitable[int]] | None = None
    if scenario is not None:
        from device_io.virtual.opening import virtual_devices

        folder = house.folders.data / "virtual_devices"
        virtual = await stack.enter_async_context(virtual_devices(scenario, house.now, house.zone, folder))
        radio, display = virtual.radio, virtual.display
    devices = DevicesAdapter(house, display)
    service = DeviceService(radio, house.records, house.now, house.zone, devices.ask_passkey)
    await stack.enter_async_context(service)
    devices.serve(service)
    return StaffDevices(port, house, devices)
