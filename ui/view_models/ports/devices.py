"""What the devices screen asks for: the household's meters, and adding more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import PortFailed, Unsubscribe

#: The one thing to do after something did not work: look for the device again, connect again, forget it and pair
#: again, type the reading in, or go back to the list.
NextStep = Literal["search", "connect", "pair_again", "enter", "list"]
#: Steps of adding a device that have a sentence of their own.
WizardStep = Literal["kind", "prepare", "choose", "adding", "passkey", "consent"]


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """Whose readings a device is asked for: its user ``slot`` with that user's ``code``, or a new user (both ``None``)."""

    slot: int | None = None
    code: int | None = None


#: Gets the device's name; gives the six digits on its display, or ``None`` if the person gave up.
AskPasskey = Callable[[str], Awaitable[int | None]]
#: Gets the device's name and whether it has just turned an answer down; ``None`` goes on without a user.
AskConsent = Callable[[str, bool], Awaitable[ConsentAnswer | None]]


@dataclass(frozen=True, slots=True)
class Questions:
    """What a device may ask while it is being added; both are awaited on the loop."""

    passkey: AskPasskey
    consent: AskConsent


class DeviceFailed(PortFailed):
    """Adding a device did not work: ``sentence`` says what happened, ``next_step`` what to do, ``next_text`` in words."""

    def __init__(self, sentence: str, next_step: NextStep, next_text: str) -> None:
        super().__init__(sentence)
        self.next_step, self.next_text = next_step, next_text


@dataclass(frozen=True, slots=True)
class DeviceKindView:
    """A kind of device to choose from. ``kind`` is a ``ReadingKind`` value and names its picture."""

    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class DeviceGuide:
    """What to do with a device of a kind so that it can be found: short steps, shown and spoken."""

    kind: str
    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device, known or just found. ``battery`` is a percentage, ``kind`` a ``ReadingKind`` value or empty.

    ``hint`` says what to press on this very model, where that is known; one that is not ``supported`` speaks its
    maker's own language only.
    """

    address: str
    name: str
    state_text: str
    battery: int | None = None
    simulated: bool = False
    kind: str = ""
    hint: str = ""
    supported: bool = True
    known: bool = False


@dataclass(frozen=True, slots=True)
class AddedDevice:
    """A device that was added, with its first reading; ``value`` is empty where it brought none."""

    address: str
    name: str
    sentence: str
    title: str = ""
    value: str = ""
    unit: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class OwnerChoice:
    """Somebody whose a device can be; ``key`` is a person id, empty for nobody in particular."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class DeviceUserView:
    """A user of a device: whose readings were, and whose they shall be from now on.

    ``slot`` is empty for the whole device. ``owner`` is a person id, empty where nobody was named; ``choices`` are
    who can be.
    """

    slot: str
    title: str
    person: str
    readings: str
    owner: str = ""
    choices: tuple[OwnerChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class ConflictView:
    """One record that came with two values: the first is kept until somebody says which is right."""

    key: str
    when: str
    first: str
    other: str


@dataclass(frozen=True, slots=True)
class TransferView:
    """Stored records on their way; ``expected`` 0 means their number is not known."""

    received: int
    expected: int
    sentence: str
    stopping: bool = False


@dataclass(frozen=True, slots=True)
class DevicePage:
    """Everything about one device, in words. ``stale`` offers to forget it and to pair again.

    ``fetching``: somebody asked it to send what it holds; ``fetched`` says how that goes or went.
    """

    address: str
    name: str
    kind: str
    state: str
    battery: str
    last_seen: str
    clock: str
    clock_off: bool
    users: tuple[DeviceUserView, ...] = ()
    conflicts: tuple[ConflictView, ...] = ()
    transfer: TransferView | None = None
    stale: bool = False
    simulated: bool = False
    measures_pressure: bool = False
    battery_low: bool = False
    notice: str = ""
    fetching: bool = False
    fetched: str = ""


class DevicesPort(Protocol):
    """Bluetooth meters."""

    def kinds(self, language: Language) -> tuple[DeviceKindView, ...]:
        """Return the kinds of devices that can be added; never blocks."""
        ...

    def guide(self, kind: str, language: Language) -> DeviceGuide:
        """Return what to press on a device of ``kind``; never blocks."""
        ...

    def sentence(self, step: WizardStep, language: Language, device: str = "") -> str:
        """Return what is shown and said at a step of adding ``device``; never blocks."""
        ...

    def devices(self, language: Language) -> tuple[DeviceView, ...]:
        """Return the household's devices. Raises ``PortFailed``."""
        ...

    def page(self, address: str, language: Language) -> DevicePage | None:
        """Return everything about a device, or ``None`` if it is not the household's. Raises ``PortFailed``."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change, from any thread; called on the loop. Returns the way out."""
        ...

    async def find(self, kind: str, on_found: Callable[[DeviceView], None]) -> None:
        """Search until it is over; each new or changed device of ``kind`` once. Raises ``DeviceFailed``."""
        ...

    async def add(
        self, address: str, questions: Questions, on_state: Callable[[str], None], *, afresh: bool = False
    ) -> AddedDevice:
        """Pair and keep a device; ``afresh`` forgets an old pairing first. Raises ``DeviceFailed``."""
        ...

    async def forget(self, address: str) -> None:
        """Forget a device. Its readings stay. Raises ``PortFailed``."""
        ...

    async def fetch(self, address: str) -> None:
        """Have a device send now what it holds; how that went is on its page. Raises ``PortFailed``."""
        ...

    async def stop_transfer(self, address: str) -> None:
        """End the transfer of stored records; what came is kept. Raises ``PortFailed``."""
        ...

    async def set_owner(self, address: str, slot: str, person: str) -> None:
        """From now on a device, or its user ``slot``, is ``person``'s (an id; empty: nobody's). Raises ``PortFailed``."""
        ...

    async def settle(self, key: str, *, keep_first: bool) -> None:
        """Say which value of a conflict is right. Raises ``PortFailed``."""
        ...

    def radio_sentence(self, language: Language) -> str:
        """Return what to do about Bluetooth, or an empty string when it works."""
        ...
