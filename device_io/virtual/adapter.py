"""The host's Bluetooth adapter on a software stack (Bumble), and the agent that answers its passkey questions.

The adapter behaves as BlueZ does: it encrypts bonded links by itself, reports refused keys under BlueZ's error
name, and asks an agent for passkeys.
"""

from __future__ import annotations

from pathlib import Path

from bleak.backends.client import BaseBleakClient
from bleak.backends.scanner import BaseBleakScanner
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason
from bumble.controller import Controller
from bumble.device import Device, DeviceConfiguration
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from bumble.pairing import PairingConfig, PairingDelegate
from bumble.transport.common import AsyncPipeSink, Transport

from device_io.bleak_radio import BleakRadio
from device_io.radio import PairingWindow
from device_io.virtual.bumble_radio import VirtualClient, VirtualScanner, address_text

_NAME = "Listenwell host"


class _KeyboardDelegate(PairingDelegate):
    """A host with a display and a keyboard: a passkey is what the person types."""

    def __init__(self, adapter: VirtualAdapter, address: str) -> None:
        super().__init__(PairingDelegate.IoCapability.DISPLAY_OUTPUT_AND_KEYBOARD_INPUT)
        self._adapter = adapter
        self._address = address

    async def get_number(self) -> int | None:
        window = self._adapter.window
        return None if window is None else await window.ask(self._address)


class VirtualAdapter:
    """The host's Bluetooth adapter on a virtual air link, and the agent that answers its passkey questions."""

    def __init__(self, device: Device) -> None:
        """Use :meth:`on_air` or :meth:`over_hci`."""
        self.device = device
        self.device.pairing_config_factory = lambda connection: PairingConfig(
            sc=True,
            mitm=True,
            bonding=True,
            delegate=_KeyboardDelegate(self, address_text(connection.peer_address)),
        )
        self.window: PairingWindow | None = None
        self._scans = 0
        #: Whether subscriptions are held between connections; off: values that come early are lost, as on BlueZ.
        self.holds = True
        self._subscribed: dict[str, set[int]] = {}
        self._lost = False
        self.scanner_backend: type[BaseBleakScanner] = type(
            "VirtualScanner", (VirtualScanner,), {"adapter": self}
        )
        self.client_backend: type[BaseBleakClient] = type(
            "VirtualClient", (VirtualClient,), {"adapter": self}
        )

    @classmethod
    def on_air(cls, link: LocalLink, address: str, keys: Path | None = None) -> VirtualAdapter:
        """Return an adapter with a controller of its own on ``link``; bonds are kept in ``keys``, if named."""
        controller = Controller(_NAME, link=link)
        return cls(Device(config=_config(address, keys), host=Host(controller, AsyncPipeSink(controller))))

    @classmethod
    def over_hci(cls, transport: Transport, address: str, keys: Path | None = None) -> VirtualAdapter:
        """Return an adapter whose controller is reached over ``transport``."""
        config = _config(address, keys)
        adapter = cls(Device.from_config_with_hci(config, transport.source, transport.sink))
        adapter.device.on(Device.EVENT_FLUSH, adapter._lose)
        return adapter

    def radio(self) -> BleakRadio:
        """Return a new radio on this adapter; its frames are marked as simulated."""
        return BleakRadio(
            scanner_backend=self.scanner_backend,
            client_backend=self.client_backend,
            agent=self,
            simulated=True,
        )

    @property
    def is_lost(self) -> bool:
        """Whether the controller cannot be reached any more."""
        return self._lost

    async def start(self) -> None:
        """Switch the adapter on."""
        await self.device.power_on()

    async def stop(self) -> None:
        """Switch the adapter off."""
        if not self._lost:
            await self.device.power_off()

    def _lose(self) -> None:
        self._lost = True

    async def answer_with(self, window: PairingWindow | None) -> None:
        """Answer for the device of ``window`` alone."""
        self.window = window

    async def bonded(self, address: str) -> bool:
        """Say whether keys for ``address`` are kept."""
        store = self.device.keystore
        return store is not None and await store.get(address) is not None

    async def forget(self, address: str) -> None:
        """Remove the keys for ``address``, if there are any."""
        self._subscribed.pop(address, None)
        if self.device.keystore is not None and await self.bonded(address):
            await self.device.keystore.delete(address)

    def note_subscription(self, address: str, handle: int) -> None:
        """Remember that values of ``handle`` are wanted from the device."""
        self._subscribed.setdefault(address, set()).add(handle)

    def held_handles(self, address: str) -> frozenset[int]:
        """Return the attribute handles whose values are kept from the start of a connection."""
        return frozenset(self._subscribed.get(address, ())) if self.holds else frozenset()

    async def scan(self, *, on: bool) -> None:
        """Count the scanners and scan while there is one."""
        if self._lost:
            raise BleakBluetoothNotAvailableError(
                "the virtual adapter is gone", BleakBluetoothNotAvailableReason.NO_BLUETOOTH
            )
        self._scans += 1 if on else -1
        if on and self._scans == 1:
            await self.device.start_scanning(filter_duplicates=False)
        elif not on and self._scans == 0:
            await self.device.stop_scanning()


def _config(address: str, keys: Path | None) -> DeviceConfiguration:
    keystore = None if keys is None else f"JsonKeyStore:{keys}"
    return DeviceConfiguration(name=_NAME, address=Address(address), keystore=keystore)
