"""The radio port: what a session needs of Bluetooth, and the ways in which it can refuse.

Every failure is a :class:`RadioError` whose message is one sentence for the person at the screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class RadioError(Exception):
    """Something the radio could not do."""


class AdapterCondition(StrEnum):
    """What this machine's Bluetooth can do right now."""

    WORKS = "works"
    NO_SERVICE = "no_service"
    NO_ADAPTER = "no_adapter"
    OFF = "off"
    DENIED = "denied"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AdapterState:
    """The condition of the adapter and one sentence saying what it means and what to do."""

    condition: AdapterCondition
    sentence: str

    @property
    def works(self) -> bool:
        """Whether devices can be reached."""
        return self.condition is AdapterCondition.WORKS


_SENTENCES: Mapping[AdapterCondition, str] = {
    AdapterCondition.WORKS: "Bluetooth works.",
    AdapterCondition.NO_SERVICE: (
        "The Bluetooth service is not running: install and start it "
        "(Debian: apt install bluez; systemctl start bluetooth)."
    ),
    AdapterCondition.NO_ADAPTER: "No Bluetooth adapter was found: plug one in that supports Bluetooth 4.0 or later.",
    AdapterCondition.OFF: "Bluetooth is turned off: turn it on in the system's settings.",
    AdapterCondition.DENIED: "Bluetooth is not allowed for this program: allow it in the system's privacy settings.",
    AdapterCondition.UNKNOWN: "Bluetooth does not answer: turn it off and on in the system's settings.",
}


def describe_condition(condition: AdapterCondition) -> AdapterState:
    """Return ``condition`` with the sentence that goes with it."""
    return AdapterState(condition, _SENTENCES[condition])


class RadioUnavailable(RadioError):
    """Bluetooth itself is missing, off or forbidden."""

    def __init__(self, state: AdapterState) -> None:
        super().__init__(state.sentence)
        self.state = state


class DeviceUnreachable(RadioError):
    """The device did not take the connection."""


class DeviceSilent(RadioError):
    """The device took the connection but did not answer within the deadline."""


class LinkLost(RadioError):
    """The connection ended while something was under way."""


class AuthenticationRefused(RadioError):
    """The device wants a bond that this machine does not have, or refuses the one it has."""


class PairingFailed(RadioError):
    """Pairing was tried and did not succeed."""


class RequestRefused(RadioError):
    """The device answered with an error; ``code`` is the ATT error code."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Advert:
    """One advertisement: ``services`` are 128-bit UUIDs in lower case, ``rssi`` is in dBm.

    ``service_data`` is what some devices broadcast instead of sending it, by service.
    """

    address: str
    name: str
    services: frozenset[str]
    rssi: int
    service_data: Mapping[str, bytes] = field(default_factory=dict)


#: Asked for the six digits a device displays, with the device's address; ``None`` means cancelled.
PasskeyPrompt = Callable[[str], Awaitable[int | None]]
AdvertListener = Callable[[Advert], None]
FrameListener = Callable[[bytes], None]
StopScan = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class PairingWindow:
    """The one device that a person is adding right now, and who is asked for its passkey."""

    address: str
    ask: PasskeyPrompt

    def admits(self, address: str) -> bool:
        """Say whether ``address`` is the device being added."""
        return address.lower() == self.address.lower()


class PairingAgent(Protocol):
    """Answers the pairing questions of the operating system's Bluetooth."""

    async def answer_with(self, window: PairingWindow | None) -> None:
        """Answer for the device of ``window`` from now on and refuse all others; ``None`` ends that.

        Raises:
            RadioError: the agent could not be put in place.

        """
        ...


class Link(Protocol):
    """An open connection to one device, its characteristics already discovered."""

    @property
    def characteristics(self) -> frozenset[str]:
        """The characteristics the device offers, 128-bit UUIDs in lower case."""
        ...

    @property
    def closed(self) -> asyncio.Event:
        """Set once the connection has ended, whoever ended it."""
        ...

    async def pair(self, deadline_s: float) -> bool:
        """Pair, unless a bond exists.

        Returns ``False`` where the system will do it by itself at the first protected access, in a dialog of its own.

        Raises:
            PairingFailed: wrong or cancelled passkey, or the device refused.
            RadioError: any other end.

        """
        ...

    async def read(self, characteristic: str, deadline_s: float) -> bytes:
        """Return the value of ``characteristic``; raises RadioError."""
        ...

    async def write(self, characteristic: str, payload: bytes, deadline_s: float) -> None:
        """Write ``payload`` and wait for the device's answer; raises RadioError."""
        ...

    async def subscribe(
        self, characteristic: str, listener: FrameListener, deadline_s: float, *, held: bool = False
    ) -> None:
        """Have ``listener`` called with every value, on the loop's thread; raises RadioError.

        ``held``: the device may send at once when it connects again; where the platform would lose what comes before
        the next subscription, it is kept until then.
        """
        ...

    async def close(self) -> None:
        """End the connection; does not raise, does nothing when it has ended."""
        ...


class SubscriptionHold(Protocol):
    """Catches what a device sends before a session has subscribed (Linux: :mod:`device_io.bluez_hold`)."""

    async def keep(self, address: str, characteristic: str) -> bool:
        """Catch values from now on, connected or not; returns whether the platform took it."""
        ...

    def listen(self, address: str, characteristic: str, listener: FrameListener) -> Callable[[], None]:
        """Hand over what came meanwhile and all that comes, until the returned is called."""
        ...

    async def release(self, address: str) -> None:
        """Catch nothing of a device any more."""
        ...

    async def close(self) -> None:
        """Catch nothing any more."""
        ...


class Radio(Protocol):
    """A Bluetooth adapter."""

    @property
    def simulated(self) -> bool:
        """Whether the devices behind this radio are virtual; frames then carry the mark."""
        ...

    async def start_scan(self, listener: AdvertListener) -> StopScan:
        """Call ``listener`` with every advertisement until the returned function is awaited.

        Raises:
            RadioUnavailable: Bluetooth is missing, off or forbidden.

        """
        ...

    async def open(self, address: str, deadline_s: float) -> Link:
        """Connect to a device that was seen in a scan and discover what it offers.

        Raises:
            RadioError: unreachable, silent, refused its bond, or Bluetooth is unavailable.

        """
        ...

    async def forget(self, address: str, deadline_s: float) -> None:
        """Remove the bond with a device, seen or not, if there is one; raises RadioError."""
        ...

    async def answer_pairing(self, window: PairingWindow | None) -> None:
        """Answer pairing questions for the device of ``window`` alone; ``None`` ends that; raises RadioError."""
        ...

    async def close(self) -> None:
        """Give up what is kept between connections; does not raise, and the radio may be used again."""
        ...
