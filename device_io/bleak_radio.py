"""The radio port over bleak's public API, on the platform's own Bluetooth or on classes passed in."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bleak import BleakClient, BleakScanner
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
    BleakGATTProtocolErrorCode,
)

from device_io.each_once import EachOnce
from device_io.radio import (
    AdapterCondition,
    AdapterState,
    Advert,
    AdvertListener,
    AuthenticationRefused,
    DeviceSilent,
    DeviceUnreachable,
    FrameListener,
    LinkLost,
    PairingAgent,
    PairingFailed,
    PairingWindow,
    RadioError,
    RadioUnavailable,
    RequestRefused,
    StopScan,
    SubscriptionHold,
    describe_condition,
)

logger = logging.getLogger(__name__)

#: How long starting or stopping a scan may take.
SCAN_CONTROL_S = 5.0
#: How long hanging up may take before the link is given up as it is.
CLOSE_S = 5.0
#: How long :func:`adapter_state` may take altogether.
ADAPTER_STATE_S = 3.0
#: Devices remembered from scans; the oldest goes first.
MAX_REMEMBERED_DEVICES = 500
#: Longest advertised name taken over (an advertisement carries at most 248 bytes of name).
MAX_NAME_CHARACTERS = 64

_REASONS: dict[BleakBluetoothNotAvailableReason, AdapterCondition] = {
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: AdapterCondition.NO_ADAPTER,
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: AdapterCondition.NO_ADAPTER,
    BleakBluetoothNotAvailableReason.POWERED_OFF: AdapterCondition.OFF,
    BleakBluetoothNotAvailableReason.DENIED_BY_USER: AdapterCondition.DENIED,
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: AdapterCondition.DENIED,
    BleakBluetoothNotAvailableReason.DENIED_BY_UNKNOWN: AdapterCondition.DENIED,
    BleakBluetoothNotAvailableReason.UNKNOWN: AdapterCondition.UNKNOWN,
}
_SECURITY_CODES = frozenset(
    {
        BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHENTICATION,
        BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHORIZATION,
        BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION_KEY_SIZE,
        BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION,
    }
)
#: BlueZ error names that mean the keys did not fit; the abort is what a bond lost by the device looks like
#: (reported by ble-scale-sync and hass-omron issue 83).
_BLUEZ_SECURITY = ("AuthenticationFailed", "AuthenticationRejected", "AuthenticationCanceled", "NotPermitted")
_BLUEZ_ABORT = "le-connection-abort-by-local"
_NO_SERVICE_ERRORS = ("ServiceUnknown", "NameHasNoOwner", "NoServer", "NoReply")


def _translate(error: BleakError, doing: str) -> RadioError:
    """Return the port's error for one of bleak's."""
    match error:
        case BleakBluetoothNotAvailableError():
            return RadioUnavailable(describe_condition(_REASONS.get(error.reason, AdapterCondition.UNKNOWN)))
        case BleakGATTProtocolError() if error.code in _SECURITY_CODES:
            return AuthenticationRefused("The device wants to be paired first: add it again.")
        case BleakGATTProtocolError():
            return RequestRefused(
                f"The device refused while {doing} (code {int(error.code):#04x}).", error.code
            )
        case BleakDeviceNotFoundError():
            return DeviceUnreachable("The device is out of reach: bring it nearer and start its transfer.")
        case BleakDBusError():
            return _translate_bluez(error, doing)
        case _:
            return LinkLost(f"The connection ended while {doing}: start the transfer on the device again.")


def _translate_bluez(error: BleakDBusError, doing: str) -> RadioError:
    name = error.dbus_error.rsplit(".", 1)[-1]
    if name in _BLUEZ_SECURITY or _BLUEZ_ABORT in (error.dbus_error_details or ""):
        return AuthenticationRefused(
            "The device refused the bond: forget it there and here, then add it again."
        )
    if name in _NO_SERVICE_ERRORS:
        return RadioUnavailable(describe_condition(AdapterCondition.NO_SERVICE))
    if name in ("AccessDenied", "NotAuthorized"):
        return RadioUnavailable(describe_condition(AdapterCondition.DENIED))
    if name == "NotReady":
        return RadioUnavailable(describe_condition(AdapterCondition.OFF))
    return LinkLost(f"The connection ended while {doing}: start the transfer on the device again.")


@asynccontextmanager
async def _bounded(doing: str, deadline_s: float) -> AsyncIterator[None]:
    """Run one call of bleak under a deadline and speak the port's errors.

    bleak itself puts no deadline on reads, writes and subscriptions.
    """
    try:
        async with asyncio.timeout(deadline_s):
            yield
    except TimeoutError as error:
        raise DeviceSilent(
            f"The device did not answer within {deadline_s:g} seconds while {doing}: bring it nearer and try again."
        ) from error
    except BleakError as error:
        raise _translate(error, doing) from error
    except (OSError, EOFError) as error:  # no system bus, or it went away
        raise RadioUnavailable(describe_condition(AdapterCondition.NO_SERVICE)) from error


class BleakLink:
    """An open connection; see :class:`device_io.radio.Link`."""

    def __init__(
        self, client: BleakClient, closed: asyncio.Event, hold: SubscriptionHold | None = None
    ) -> None:
        self._client = client
        self._closed = closed
        self._hold = hold
        self._stop_listening: list[Callable[[], None]] = []
        # Taken now: bleak drops the list with the connection.
        self._characteristics = frozenset(
            found.uuid.lower() for found in client.services.characteristics.values()
        )

    @property
    def characteristics(self) -> frozenset[str]:
        """The characteristics found at connection."""
        return self._characteristics

    @property
    def closed(self) -> asyncio.Event:
        """Set once the connection has ended."""
        return self._closed

    async def pair(self, deadline_s: float) -> bool:
        """Pair through the platform; its agent asks for a passkey where one is needed."""
        try:
            async with _bounded("pairing", deadline_s):
                await self._client.pair()
        except (AuthenticationRefused, RequestRefused, LinkLost) as error:
            raise PairingFailed(
                "Pairing did not succeed: check the number on the device's display and try again."
            ) from error
        except NotImplementedError:
            return False  # macOS pairs by itself at the first protected access
        return True

    async def read(self, characteristic: str, deadline_s: float) -> bytes:
        """Read a value."""
        async with _bounded("reading from it", deadline_s):
            return bytes(await self._client.read_gatt_char(characteristic))

    async def write(self, characteristic: str, payload: bytes, deadline_s: float) -> None:
        """Write a value with response."""
        async with _bounded("writing to it", deadline_s):
            await self._client.write_gatt_char(characteristic, payload, response=True)

    async def subscribe(
        self, characteristic: str, listener: FrameListener, deadline_s: float, *, held: bool = False
    ) -> None:
        """Subscribe; values arrive on the loop's thread."""
        hold = self._hold if held else None
        joined = EachOnce(listener)
        if hold is not None:
            self._stop_listening.append(hold.listen(self._client.address, characteristic, joined.second))

        def forward(_sender: BleakGATTCharacteristic, data: bytearray) -> None:
            if hold is None:
                listener(bytes(data))
            else:
                joined.first(bytes(data))

        async with _bounded("subscribing to its readings", deadline_s):
            await self._client.start_notify(characteristic, forward)
        if hold is not None:
            await hold.keep(self._client.address, characteristic)

    async def close(self) -> None:
        """Hang up."""
        for stop in self._stop_listening:
            stop()
        try:
            async with _bounded("hanging up", CLOSE_S):
                await self._client.disconnect()
        except RadioError as error:
            logger.info("hanging up: %s", error)
        self._closed.set()


class BleakRadio:
    """A Bluetooth adapter through bleak; see :class:`device_io.radio.Radio`.

    Args:
        scanner_backend: bleak scanner class; the platform's by default.
        client_backend: bleak client class; the platform's by default.
        agent: who answers passkey questions; without one only devices that need no passkey can be paired.
        hold: who catches what devices send before a session has subscribed; without one it is lost on Linux.
        simulated: whether the devices behind these classes are virtual.

    """

    def __init__(
        self,
        *,
        scanner_backend: type[BaseBleakScanner] | None = None,
        client_backend: type[BaseBleakClient] | None = None,
        agent: PairingAgent | None = None,
        hold: SubscriptionHold | None = None,
        simulated: bool = False,
    ) -> None:
        self._scanner_backend = scanner_backend
        self._client_backend = client_backend
        self._agent = agent
        self._hold = hold
        self._simulated = simulated
        self._seen: dict[str, BLEDevice] = {}

    @property
    def simulated(self) -> bool:
        """Whether the devices are virtual."""
        return self._simulated

    async def start_scan(self, listener: AdvertListener) -> StopScan:
        """Scan without a filter of the operating system, which would miss devices (derdilla #683)."""

        def on_advert(device: BLEDevice, data: AdvertisementData) -> None:
            self._remember(device)
            listener(
                Advert(
                    address=device.address,
                    name=_printable(data.local_name or device.name or ""),
                    services=frozenset(service.lower() for service in data.service_uuids),
                    rssi=data.rssi,
                    service_data={uuid.lower(): bytes(value) for uuid, value in data.service_data.items()},
                )
            )

        try:
            async with _bounded("starting to look for devices", SCAN_CONTROL_S):
                scanner = BleakScanner(on_advert, backend=self._scanner_backend)
                await scanner.start()
        except (DeviceSilent, LinkLost) as error:
            # No device has a part in this: it is the adapter that does not obey.
            raise RadioUnavailable(describe_condition(AdapterCondition.UNKNOWN)) from error

        async def stop() -> None:
            try:
                async with _bounded("stopping to look for devices", SCAN_CONTROL_S):
                    await scanner.stop()
            except RadioError as error:
                logger.info("stopping the scan: %s", error)

        return stop

    async def open(self, address: str, deadline_s: float) -> BleakLink:
        """Connect and discover."""
        closed = asyncio.Event()
        try:
            client = BleakClient(
                self._device(address),
                lambda _client: closed.set(),
                timeout=deadline_s,
                backend=self._client_backend,
            )
            async with _bounded("connecting", deadline_s):
                await client.connect()
                return BleakLink(client, closed, self._hold)
        except DeviceSilent as error:
            raise DeviceUnreachable(
                "The device did not take the connection: bring it nearer and start its transfer."
            ) from error

    async def forget(self, address: str, deadline_s: float) -> None:
        """Remove the bond. The device must be seen in a new scan before it is opened again."""
        device = self._seen.pop(address, None) or address
        if self._hold is not None:
            await self._hold.release(address)
        try:
            async with _bounded("forgetting it", deadline_s):
                await BleakClient(device, timeout=deadline_s, backend=self._client_backend).unpair()
        except DeviceUnreachable:
            logger.info("the system did not know the device, so there was nothing to forget")

    async def answer_pairing(self, window: PairingWindow | None) -> None:
        """Hand ``window`` to the agent."""
        if self._agent is not None:
            await self._agent.answer_with(window)

    async def close(self) -> None:
        """Hold no subscription any more."""
        if self._hold is not None:
            await self._hold.close()

    def _remember(self, device: BLEDevice) -> None:
        self._seen.pop(device.address, None)
        self._seen[device.address] = device
        if len(self._seen) > MAX_REMEMBERED_DEVICES:
            self._seen.pop(next(iter(self._seen)))

    def _device(self, address: str) -> BLEDevice:
        device = self._seen.get(address)
        if device is None:
            raise DeviceUnreachable("The device has not been seen yet: start its transfer and scan again.")
        return device


def _printable(name: str) -> str:
    return "".join(mark for mark in name if mark.isprintable()).strip()[:MAX_NAME_CHARACTERS]


def platform_radio() -> BleakRadio:
    """Return the radio of this machine: on Linux and Windows with someone who answers for passkeys.

    On macOS the system's own dialog asks for them.
    """
    if sys.platform == "win32":
        from device_io.winrt_pairing import WinrtPairing

        pairing = WinrtPairing()
        return BleakRadio(client_backend=pairing.client_backend(), agent=pairing)
    if sys.platform != "linux":
        return BleakRadio()
    from device_io.bluez_agent import BluezAgent
    from device_io.bluez_hold import HeldSubscriptions

    return BleakRadio(agent=BluezAgent(), hold=HeldSubscriptions())


async def adapter_state(scanner_backend: type[BaseBleakScanner] | None = None) -> AdapterState:
    """Return what the adapter can do, by starting and stopping a scan; never raises, takes 3 s at most."""
    try:
        async with asyncio.timeout(ADAPTER_STATE_S):
            stop = await BleakRadio(scanner_backend=scanner_backend).start_scan(lambda _advert: None)
            await stop()
    except RadioUnavailable as error:
        return error.state
    except (RadioError, TimeoutError):
        return describe_condition(AdapterCondition.UNKNOWN)
    return describe_condition(AdapterCondition.WORKS)
