"""Which device is which: rules that recognise a model, and how that model departs from the rest.

The rows are data, in ``resources/devices.toml``. A device matches at most one of them; one that matches none is
treated as the specification says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from types import MappingProxyType

from device_io.clock_setting import MakersClock
from device_io.codecs.blood_pressure import STANDARD, FrameVariant
from device_io.reading import ReadingKind

#: Names of devices that are remembered with their row; a household meets far fewer.
_REMEMBERED_NAMES = 512


class Support(StrEnum):
    """How a device can be read."""

    STANDARD = "standard"
    VENDOR = "vendor"
    BROADCAST = "broadcast"


class Passkey(StrEnum):
    """Where the six digits for pairing are found."""

    NONE = "none"
    DISPLAY = "display"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages."""

    zh: str
    en: str

    def in_language(self, code: str) -> str:
        """Return the words in ``zh`` or ``en``."""
        return self.zh if code == "zh" else self.en


@dataclass(frozen=True, slots=True)
class DeviceModel:
    """A row of the table.

    ``patterns`` are searched, ignoring case, in what the device calls itself; ``services`` are advertised by it and
    ``without`` are not (128-bit UUIDs). ``press`` is what a person does to pair it.

    Habits: ``settle_seconds`` is a pause between discovery and subscribing. ``delivers_after_reconnect``: right after
    bonding the device waits for the host to hang up and delivers at the next connection. ``clock_before_readings``:
    its clock is set before it sends. ``makers_clock``: it has a clock of its maker's kind. ``sequence_reliable``:
    its records keep their numbers. ``subscribe_first``: it sends at once when it is connected again and hangs up.
    ``ketone_in_context``: a glucose record whose notes say meal 6 is of ketones. ``source`` says who reported it.
    """

    id: str
    label: str
    label_zh: str = ""
    kinds: tuple[ReadingKind, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    services: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    support: Support = Support.STANDARD
    passkey: Passkey = Passkey.NONE
    press: Words = Words("", "")
    blood_pressure: FrameVariant = STANDARD
    settle_seconds: float = 0.0
    delivers_after_reconnect: bool = False
    clock_before_readings: bool = False
    makers_clock: MakersClock = MakersClock.NONE
    sequence_reliable: bool = True
    subscribe_first: bool = False
    ketone_in_context: bool = False
    examples: tuple[str, ...] = ()
    source: str = ""

    @property
    def is_supported(self) -> bool:
        """Whether its readings can be taken over."""
        return self.support is not Support.VENDOR

    @property
    def sentence(self) -> str:
        """What a person should know of this model, empty where there is nothing."""
        if self.is_supported:
            return ""
        return f"{self.label} speaks only its maker's own language: enter its readings by hand."

    def recognises(self, name: str, services: Collection[str] = ()) -> bool:
        """Say whether a device with this name (advertised, or maker and model) and these services is this model's."""
        if not self.services.issubset(services) or not self.without.isdisjoint(services):
            return False
        return not self.patterns or any(pattern.search(name) for pattern in self.patterns)


#: What is assumed of a device nobody has described.
GENERIC = DeviceModel(id="generic", label="Health device", source="the profiles of the Bluetooth SIG")


@cache
def known_models() -> tuple[DeviceModel, ...]:
    """Return the rows of the table; raises :class:`device_io.model_table.ModelTableError` if it is damaged."""
    from device_io.model_table import load_models

    return load_models()


@cache
def hints_by_kind() -> Mapping[ReadingKind, Words]:
    """Return what a person does to pair a device of each kind whose model nobody has described."""
    from device_io.model_table import load_hints

    return MappingProxyType(load_hints())


def match_model(*names: str) -> DeviceModel:
    """Return the row that recognises one of ``names`` (the first such name wins), or :data:`GENERIC`."""
    for name in names:
        found = _by_name(name)
        if found is not GENERIC:
            return found
    return GENERIC


def match_advert(name: str, services: Collection[str]) -> DeviceModel:
    """Return the row that recognises an advertisement, or :data:`GENERIC`; what is advertised outweighs the name."""
    for model in known_models():
        if model.services and model.recognises(name, services):
            return model
    return _by_name(name)


@lru_cache(maxsize=_REMEMBERED_NAMES)
def _by_name(name: str) -> DeviceModel:
    return next((one for one in known_models() if not one.services and one.recognises(name)), GENERIC)


def model_name(advertised: str, manufacturer: str, model: str) -> str:
    """Return what frames of this device carry as ``device_model``.

    Maker and model as the device itself states them; the advertised name where it states no model, or
    where only that name tells which row of the table applies.
    """
    stated = model if manufacturer.lower() in model.lower() else f"{manufacturer} {model}"
    if not model:
        return advertised or manufacturer
    if match_model(stated) is GENERIC and match_model(advertised) is not GENERIC:
        return f"{stated} {advertised}"
    return stated
