"""The ceremony on Windows, with a stand-in for the objects of WinRT that asks from a thread, as Windows does."""

import asyncio
import sys
import threading
from contextlib import suppress
from enum import IntEnum, IntFlag
from types import ModuleType, SimpleNamespace

import pytest

from device_io.radio import PairingFailed, PairingWindow
from device_io.winrt_pairing import WinrtPairing

ADDRESS = "F0:00:00:00:00:01"


class Kinds(IntFlag):
    CONFIRM_ONLY = 1
    DISPLAY_PIN = 2
    PROVIDE_PIN = 4


class Levels(IntEnum):
    ENCRYPTION = 2
    ENCRYPTION_AND_AUTHENTICATION = 3


class Ends(IntEnum):
    PAIRED = 0
    ALREADY_PAIRED = 3
    AUTHENTICATION_FAILURE = 9
    PROTECTION_LEVEL_COULD_NOT_BE_MET = 12
    REJECTED_BY_HANDLER = 13


class Windows:
    """A machine with one device; ``passkey`` is on its display, ``strongest`` the best protection that it has."""

    def __init__(self, passkey=48213, *, paired=False, can_pair=True, strongest=3):
        self.passkey, self.strongest = passkey, strongest
        self.is_paired, self.can_pair, self.custom = paired, can_pair, self
        self.handlers, self.asked_for = {}, []

    async def create_from_id_async(self, device_id):
        assert device_id == "BluetoothLE#1"
        return SimpleNamespace(pairing=self)

    def add_pairing_requested(self, handler):
        self.handlers[7] = handler
        return 7

    def remove_pairing_requested(self, token):
        del self.handlers[token]

    async def pair_async(self, kinds):
        return await self.pair_with_protection_level_async(kinds, Levels.ENCRYPTION)

    async def pair_with_protection_level_async(self, kinds, level):
        self.asked_for.append((kinds, level))
        if level > self.strongest:
            return SimpleNamespace(status=Ends.PROTECTION_LEVEL_COULD_NOT_BE_MET)
        done = threading.Event()
        given = []
        question = SimpleNamespace(
            pairing_kind=Kinds.CONFIRM_ONLY if self.passkey is None else Kinds.PROVIDE_PIN,
            get_deferral=lambda: SimpleNamespace(complete=done.set),
            accept=lambda: given.append(None),
            accept_with_pin=given.append,
        )
        threading.Thread(target=self.handlers[7], args=(self, question)).start()
        await asyncio.to_thread(done.wait, 10)
        if not given:
            return SimpleNamespace(status=Ends.REJECTED_BY_HANDLER)
        right = None if self.passkey is None else f"{self.passkey:06}"
        self.is_paired = given == [right]
        return SimpleNamespace(status=Ends.PAIRED if self.is_paired else Ends.AUTHENTICATION_FAILURE)


def ceremony(windows):
    return WinrtPairing(
        SimpleNamespace(
            DeviceInformation=windows,
            DevicePairingKinds=Kinds,
            DevicePairingProtectionLevel=Levels,
            DevicePairingResultStatus=Ends,
        )
    )


async def paired(windows, typed=48213, *, adding=ADDRESS):
    async def person(address):
        assert address == ADDRESS
        return typed

    pairing = ceremony(windows)
    await pairing.answer_with(None if adding is None else PairingWindow(adding, person))
    with suppress(PairingFailed):
        await pairing.pair("BluetoothLE#1", ADDRESS)
    assert not windows.handlers
    return windows.is_paired


async def test_the_digits_on_the_display_pair_it():
    windows = Windows()
    assert await paired(windows)
    assert windows.asked_for == [
        (Kinds.CONFIRM_ONLY | Kinds.PROVIDE_PIN, Levels.ENCRYPTION_AND_AUTHENTICATION)
    ]


@pytest.mark.parametrize("typed", [48214, None])
async def test_a_wrong_number_or_none_pairs_nothing(typed):
    assert not await paired(Windows(), typed)


@pytest.mark.parametrize("adding", [None, "F0:00:00:00:00:02"])
async def test_a_device_that_nobody_is_adding_is_refused(adding):
    assert not await paired(Windows(), adding=adding)


async def test_a_device_without_digits_is_paired_with_the_protection_it_has():
    windows = Windows(passkey=None, strongest=Levels.ENCRYPTION)
    assert await paired(windows)
    assert [level for _, level in windows.asked_for] == [Levels(3), Levels(2)]


async def test_a_device_that_is_paired_is_asked_nothing():
    windows = Windows(paired=True)
    assert await paired(windows)
    assert windows.asked_for == []


async def test_a_device_that_cannot_be_paired_is_said_so():
    windows = Windows(can_pair=False)
    with pytest.raises(PairingFailed, match="pairing mode"):
        await ceremony(windows).pair("BluetoothLE#1", ADDRESS)


async def test_bleaks_client_pairs_by_this_ceremony(monkeypatch):
    class Stock:
        def __init__(self):
            self.address = ADDRESS
            self._requester = SimpleNamespace(device_information=SimpleNamespace(id="BluetoothLE#1"))

        async def pair(self):
            raise AssertionError("bleak's own pairing only confirms")

    module = ModuleType("bleak.backends.winrt.client")
    module.BleakClientWinRT = Stock
    monkeypatch.setitem(sys.modules, module.__name__, module)
    windows = Windows(passkey=None)
    pairing = ceremony(windows)

    async def nobody(_address):
        return None

    await pairing.answer_with(PairingWindow(ADDRESS, nobody))
    await pairing.client_backend()().pair()
    assert windows.is_paired
