"""Moments that no virtual meter can be made to hit: the radio port is scripted here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from device_io import gatt
from device_io.codecs.current_time import decode_current_time, encode_current_time, host_clock
from device_io.events import (
    FrameRefused,
    FrameSetAside,
    ReadingReceived,
    SessionResult,
    SessionState,
    StateChanged,
)
from device_io.hub import DeviceHub
from device_io.radio import (
    AdapterCondition,
    AdapterState,
    Advert,
    AuthenticationRefused,
    DeviceSilent,
    LinkLost,
    RadioUnavailable,
    RequestRefused,
)
from device_io.session import Pace

METER = "F0:00:00:00:00:01"
FRAME = bytes.fromhex("0080004f005f00")
FAST = Pace(find=1.0, quiet=0.05, listen=0.2, hold_off=5.0, reconnect_pause=0.0, back_off=(5.0,))


@dataclass
class ScriptedRadio:
    """A radio with one device: ``values`` is what it answers, ``trouble`` is raised after ``frames`` were sent."""

    values: dict[str, bytes | Exception] = field(default_factory=dict)
    frames: list[bytes] = field(default_factory=list)
    trouble: Exception | None = None
    open_error: Exception | None = None
    write_error: Exception | None = None
    offers: frozenset[str] = frozenset(
        {gatt.BLOOD_PRESSURE_MEASUREMENT, gatt.CURRENT_TIME, gatt.MODEL_NUMBER}
    )
    name: str = "Scripted"
    simulated: bool = True
    scanning: bool = False
    scans_before_loss: int = 100
    system_asks: bool = False
    written: list[bytes] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    async def start_scan(self, listener):
        if self.scans_before_loss == 0:
            raise RadioUnavailable(AdapterState(AdapterCondition.OFF, "Bluetooth is turned off: turn it on."))
        self.scans_before_loss -= 1
        self.scanning = True
        advert = Advert(METER, self.name, frozenset({gatt.BLOOD_PRESSURE_SERVICE}), -60)
        asyncio.get_running_loop().call_soon(listener, advert)

        async def stop():
            self.scanning = False

        return stop

    async def open(self, _address, _deadline_s):
        self.log.append("open while scanning" if self.scanning else "open")
        if self.open_error is not None:
            raise self.open_error
        return ScriptedLink(self)

    async def forget(self, _address, _deadline_s):
        self.log.append("forget")

    async def answer_pairing(self, _window):
        return None

    async def close(self):
        return None


class ScriptedLink:
    def __init__(self, radio):
        self.radio = radio
        self.characteristics = radio.offers
        self.closed = asyncio.Event()

    async def pair(self, _deadline_s):
        return not self.radio.system_asks

    async def read(self, characteristic, _deadline_s):
        value = self.radio.values.get(characteristic, RequestRefused("refused", 0x02))
        if isinstance(value, Exception):
            raise value
        return value

    async def write(self, _characteristic, payload, _deadline_s):
        if self.radio.write_error is not None:
            raise self.radio.write_error
        self.radio.written.append(payload)
        self.radio.log.append("clock set")

    async def subscribe(self, _characteristic, listener, _deadline_s, *, held=False):
        self.radio.log.append("subscribed")
        for frame in self.radio.frames:
            listener(frame)
        if self.radio.trouble is not None:
            raise self.radio.trouble

    async def close(self):
        self.closed.set()
        self.radio.log.append("closed")


@pytest.fixture
def meet(journal, now, zone):
    async def run(radio):
        async with DeviceHub(radio, journal, lambda: now, None, zone, pace=FAST) as hub:
            stream = hub.events()
            ended = await hub.pair(METER)
            stream.close()
            return ended, [event.state async for event in stream if isinstance(event, StateChanged)]

    return run


@pytest.mark.parametrize("trouble", [LinkLost("gone"), DeviceSilent("silent"), RequestRefused("no", 0x80)])
async def test_an_end_after_a_frame_is_success(meet, journal, trouble):
    ended, _states = await meet(ScriptedRadio(frames=[FRAME], trouble=trouble))
    assert (ended.result, ended.frames) == (SessionResult.DELIVERED, 1)
    assert journal.frames[0].payload == FRAME


@pytest.mark.parametrize(
    ("trouble", "result"),
    [
        (LinkLost("gone"), SessionResult.LINK_LOST),
        (DeviceSilent("silent"), SessionResult.UNREACHABLE),
        (RequestRefused("no", 0x80), SessionResult.LINK_LOST),
    ],
)
async def test_the_same_end_without_a_frame_is_not(meet, trouble, result):
    radio = ScriptedRadio(trouble=trouble)
    ended, _states = await meet(radio)
    assert (ended.result, ended.sentence) == (result, str(trouble))
    assert radio.log[-1] == "closed"


async def test_a_device_without_the_profile_is_unsupported(meet):
    ended, states = await meet(ScriptedRadio(offers=frozenset({gatt.MODEL_NUMBER})))
    assert ended.result is SessionResult.UNSUPPORTED
    assert "by hand" in ended.sentence
    assert SessionState.UNSUPPORTED in states


@pytest.mark.parametrize("asks", [True, False])
async def test_the_person_is_told_of_a_dialog_of_the_system(meet, asks):
    """On macOS the system pairs by itself when what is protected is first asked for."""
    ended, states = await meet(ScriptedRadio(frames=[FRAME], system_asks=asks))
    assert ended.result is SessionResult.DELIVERED
    assert (SessionState.SYSTEM_DIALOG in states) is asks
    assert (SessionState.SUBSCRIBE in states) is not asks


async def test_live_values_alone_are_kept_but_deliver_nothing(journal, now, zone):
    moment = bytes.fromhex("0062004800")  # 98 %, 72 a minute, no status
    radio = ScriptedRadio(frames=[moment], offers=frozenset({gatt.CONTINUOUS_OXIMETRY}))
    async with DeviceHub(radio, journal, lambda: now, None, zone, pace=FAST) as hub:
        stream = hub.events()
        ended = await hub.pair(METER)
        stream.close()
        events = [event async for event in stream]
    assert (ended.result, ended.frames) == (SessionResult.NOTHING_NEW, 0)
    assert [frame.characteristic for frame in journal.frames] == [gatt.CONTINUOUS_OXIMETRY]
    assert [event.raw_id for event in events if isinstance(event, FrameSetAside)] == [1]
    assert not [event for event in events if isinstance(event, FrameRefused | ReadingReceived)]


async def test_a_meter_that_refuses_clock_and_name_still_delivers(meet):
    radio = ScriptedRadio(frames=[FRAME], write_error=RequestRefused("ignored", 0x80))
    ended, _states = await meet(radio)
    assert (ended.result, ended.device.model) == (SessionResult.DELIVERED, "Scripted")


async def test_the_adapter_does_not_scan_while_it_connects(meet):
    radio = ScriptedRadio(frames=[FRAME])
    await meet(radio)
    assert radio.log[0] == "open"


async def test_a_wrong_clock_is_set_after_the_download_an_unset_one_before(meet, now, zone):
    local = now.astimezone(zone)
    late = encode_current_time(host_clock(local.replace(hour=3)))
    radio = ScriptedRadio(frames=[FRAME], values={gatt.CURRENT_TIME: late})
    await meet(radio)
    assert radio.log == ["open", "subscribed", "clock set", "closed"]
    assert decode_current_time(radio.written[0]).time.as_local() == local.replace(tzinfo=None)
    unset = bytes.fromhex("d0070101000000060000")
    radio = ScriptedRadio(frames=[FRAME], values={gatt.CURRENT_TIME: unset})
    await meet(radio)
    assert radio.log == ["open", "clock set", "subscribed", "closed"]


async def test_a_clock_that_is_right_is_left_alone(meet, now, zone):
    right = encode_current_time(host_clock(now.astimezone(zone)))
    radio = ScriptedRadio(frames=[FRAME], values={gatt.CURRENT_TIME: right})
    await meet(radio)
    assert radio.written == []


async def test_a_bond_that_stays_refused_is_forgotten_once_and_said(meet):
    radio = ScriptedRadio(open_error=AuthenticationRefused("The device refused the bond."))
    ended, _states = await meet(radio)
    assert ended.result is SessionResult.BOND_REFUSED
    assert radio.log == ["open", "forget", "open"]


async def test_adding_without_bluetooth_says_so(meet):
    ended, _states = await meet(ScriptedRadio(scans_before_loss=0))
    assert (ended.result, ended.sentence) == (
        SessionResult.NO_BLUETOOTH,
        "Bluetooth is turned off: turn it on.",
    )


async def test_watching_ends_when_bluetooth_is_turned_off(journal, now, zone):
    radio = ScriptedRadio(frames=[FRAME], scans_before_loss=1)
    async with DeviceHub(radio, journal, lambda: now, None, zone, pace=FAST) as hub:
        with pytest.raises(RadioUnavailable, match="turned off"):
            async with asyncio.timeout(5):
                await hub.watch([METER])
    assert len(journal.frames) <= 1


async def test_the_stream_ends_with_the_hub(journal, now, zone):
    async with DeviceHub(ScriptedRadio(), journal, lambda: now, None, zone, pace=FAST) as hub:
        stream = hub.events()
    assert [event async for event in stream] == []
