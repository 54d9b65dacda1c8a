"""What virtual devices do that no session is needed to see: clocks, users, memory, sleep, and being far away."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal as N
from zoneinfo import ZoneInfo

import pytest

from device_io import gatt
from device_io.codecs.cgm_control_point import (
    CgmOpcode,
    CgmRequest,
    CgmResult,
    CommunicationInterval,
    decode_cgm_response,
    encode_cgm_request,
)
from device_io.codecs.cgm_measurement import decode_cgm_measurement
from device_io.codecs.cgm_session import (
    CgmSessionStart,
    decode_cgm_session_start,
    decode_cgm_status,
    encode_cgm_session_start,
)
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.e2e_crc import E2eCrc
from device_io.codecs.registry import CODECS
from device_io.radio import DeviceUnreachable, RadioUnavailable, RequestRefused
from device_io.virtual import scenario as scripts
from device_io.virtual.air_server import AirServer
from device_io.virtual.clock import CLOCK_AT_POWER_ON, VirtualClock
from device_io.virtual.household import VirtualHousehold
from device_io.virtual.memory import SimulatorMemory
from device_io.virtual.remote import RemoteSimulator
from device_io.virtual.samples import sample_frames
from device_io.virtual.scenario import Quirk, Scenario, ScenarioError
from device_io.virtual.users import ScaleUsers

ADDRESS = "F0:00:00:00:00:01"
NOW = datetime(2026, 3, 29, 3, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
BASE = {"address": ADDRESS, "name": "Meter"}
PRESSURE = scripts.ReadingScript(systolic=N(128), diastolic=N(79), minutes_ago=120)


def monitor(*quirks, **facts):
    facts = {"readings": (PRESSURE,), "quirks": frozenset(quirks), **BASE, **facts}
    return scripts.MonitorScript(kind="blood_pressure", **facts)


def sensor(**facts):
    readings = tuple(scripts.SensorScript(mg_per_dl=N(100 + at), minutes_ago=10 - 5 * at) for at in range(3))
    facts = {"readings": readings, "started_minutes_ago": 60, **BASE, **facts}
    return scripts.GlucoseSensorScript(kind="continuous_glucose", **facts)


def household(*devices, **facts):
    return VirtualHousehold(Scenario(name="test", devices=devices), clock=lambda: NOW, zone=BERLIN, **facts)


async def link_to(radio, address=ADDRESS):
    seen = asyncio.Event()
    stop = await radio.start_scan(lambda advert: seen.set() if advert.address == address else None)
    async with asyncio.timeout(5):
        await seen.wait()
    await stop()
    return await radio.open(address, 5.0)


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - a device raises no event for what is asked here
            await asyncio.sleep(0.005)


# --- clocks ---


def test_a_clock_runs_in_local_time_over_the_change_of_the_hour():
    clock = VirtualClock(lambda: NOW, BERLIN, timedelta(0))
    assert str(clock.reads) == "2026-03-29T05:00:00"
    assert str(clock.at(NOW - timedelta(hours=3))) == "2026-03-29T01:00:00"  # two hours on the wall


def test_a_clock_is_late_until_it_is_set_and_begins_anew_with_a_new_battery():
    clock = VirtualClock(lambda: NOW, BERLIN, timedelta(minutes=90), NOW - timedelta(minutes=5))
    assert str(clock.at(NOW - timedelta(minutes=6))) == "2026-03-29T03:24:00"
    assert str(clock.reads) == "2000-01-01T00:05:00"
    clock.set(datetime(2026, 3, 29, 5, 0))  # noqa: DTZ001 - a device clock has no zone
    assert str(clock.reads) == "2026-03-29T05:00:00"
    clock.reset()
    assert clock.reads == CLOCK_AT_POWER_ON


# --- memory ---


def test_the_epoch_is_that_of_the_first_use_and_stays(tmp_path):
    scenario = Scenario(name="A household", devices=(monitor(),))
    memory = SimulatorMemory(tmp_path / "virtual")
    first = memory.epoch(scenario, NOW, BERLIN)
    assert first == NOW
    later = NOW + timedelta(days=3)
    assert SimulatorMemory(tmp_path / "virtual").epoch(scenario, later, BERLIN) == first
    assert memory.epoch(scenario.model_copy(update={"name": "Another"}), later, BERLIN) == later
    stated = scenario.model_copy(update={"epoch": datetime(2026, 1, 1, 8, 0)})  # noqa: DTZ001 - local time
    assert memory.epoch(stated, later, BERLIN) == datetime(2026, 1, 1, 7, 0, tzinfo=UTC)


def test_a_memory_that_cannot_be_read_is_begun_anew_and_one_that_cannot_be_kept_says_so(tmp_path):
    folder = tmp_path / "virtual"
    memory = SimulatorMemory(folder)
    address = memory.adapter_address()
    assert memory.adapter_address() == address
    for name in ("adapter.json", "device_bonds.json"):
        (folder / name).write_text("{", encoding="utf-8")
    assert memory.adapter_address() != address
    assert not memory.device_keys.exists()
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ScenarioError, match="cannot keep its memory"):
        SimulatorMemory(tmp_path / "file" / "virtual").adapter_address()
    assert json.loads((folder / "adapter.json").read_text(encoding="utf-8"))


# --- users ---


def test_a_scale_tells_who_consented_and_nobody_else():
    users = ScaleUsers([scripts.UserScript(slot=1, consent_code=1234)])
    assert users.may_hear(None)
    assert not users.may_hear(1)
    assert users.answer(bytes.fromhex("02010000")).code == 5  # a wrong code
    assert users.answer(bytes.fromhex("020900d2")[:4]).code == 3  # a user there is not
    assert users.answer(bytes.fromhex("0201d204")).code == 1
    assert users.may_hear(1)
    users.hang_up()
    assert not users.may_hear(1)
    registered = users.answer(bytes.fromhex("01d204"))
    assert (registered.code, registered.parameter) == (1, 2)
    assert users.answer(bytes.fromhex("04")).parameter == 2
    assert users.answer(b"").code == users.answer(bytes.fromhex("03")).code == 2
    assert ScaleUsers([]).may_hear(7)


# --- sensors ---


async def test_a_sensor_sends_new_values_to_whoever_listens():
    async with household(sensor(records_per_frame=2)) as home:
        link, frames = await link_to(home.radio), []
        await link.subscribe(gatt.CGM_MEASUREMENT, frames.append, 2.0)
        for value in (120, 130):  # in one minute of the sensor, which has a minute for each value
            await home.monitor(ADDRESS).measure(scripts.SensorScript(mg_per_dl=N(value), trend=N("0.5")))
        await until(lambda: len(frames) == 2)
        records = [
            record for frame in frames for record in decode_cgm_measurement(frame, E2eCrc.EXPECTED).records
        ]
    assert [(int(one.glucose_mg_per_dl), one.time_offset_min) for one in records] == [(120, 61), (130, 62)]


async def test_a_sensor_counts_back_from_the_time_it_is_told_and_takes_settings():
    async with household(sensor(quirks=frozenset({Quirk.CLOCK_UNSET}))) as home:
        link, answers = await link_to(home.radio), []
        assert decode_cgm_session_start(await link.read(gatt.CGM_SESSION_START, 2.0)).start.year == 0
        told = encode_cgm_session_start(
            CgmSessionStart(DeviceTime(2026, 3, 29, 5, 0, 0), 60, 60, checksum=True)
        )
        with pytest.raises(RequestRefused):
            await link.write(gatt.CGM_SESSION_START, told[:-1] + b"\x00", 2.0)
        await link.write(gatt.CGM_SESSION_START, told, 2.0)
        assert (
            str(decode_cgm_session_start(await link.read(gatt.CGM_SESSION_START, 2.0)).start)
            == "2026-03-29T04:00:00"
        )
        await link.subscribe(gatt.CGM_CONTROL_POINT, answers.append, 2.0)
        for opcode, operand in (
            (CgmOpcode.SET_INTERVAL, CommunicationInterval(1)),
            (CgmOpcode.GET_INTERVAL, None),
            (CgmOpcode.START_SESSION, None),
            (CgmOpcode.STOP_SESSION, None),
        ):
            await link.write(
                gatt.CGM_CONTROL_POINT, encode_cgm_request(CgmRequest(opcode, operand, checksum=True)), 2.0
            )
        await until(lambda: len(answers) == 4)
        status = decode_cgm_status(await link.read(gatt.CGM_STATUS, 2.0))
    assert [decode_cgm_response(one).answer for one in answers] == [
        CgmResult(CgmOpcode.SET_INTERVAL, 1),
        CommunicationInterval(1),
        CgmResult(CgmOpcode.START_SESSION, 4),  # one is running
        CgmResult(CgmOpcode.STOP_SESSION, 1),
    ]
    assert (int(status.session), status.time_offset_min) == (1, 60)


# --- sleep and work ---


async def test_a_device_goes_to_sleep_when_nothing_is_fresh_and_wakes_with_a_reading():
    async with household(monitor(fresh_for_s=0.05)) as home:
        adverts = []
        stop = await home.radio.start_scan(adverts.append)
        await asyncio.sleep(0.3)
        adverts.clear()
        await asyncio.sleep(0.1)
        assert adverts == []
        await home.monitor(ADDRESS).measure(PRESSURE)
        await until(lambda: adverts)
        await stop()


async def test_a_device_that_measures_by_itself_has_more_and_more():
    async with household(monitor(reading_every_s=0.05)) as home:
        await until(lambda: home.monitor(ADDRESS).stored >= 3)


def test_there_is_a_sample_frame_of_every_measurement():
    for name, frame in sample_frames().items():
        codec = next(one for one in CODECS if one.name == name)
        assert codec.decode(frame) is not None


# --- another process, here another adapter ---


async def test_devices_are_reached_over_tcp_and_notice_when_the_host_is_gone():
    async with household(monitor()) as home, AirServer(home.air, "127.0.0.1", 0) as server:
        async with RemoteSimulator(f"tcp:127.0.0.1:{server.port}") as far:
            assert await (await link_to(far.radio)).read(gatt.BATTERY_LEVEL, 2.0) == bytes((90,))
        await until(lambda: not home.monitor(ADDRESS)._device.connections)
        async with RemoteSimulator(f"tcp-client:127.0.0.1:{server.port}") as far:
            assert (await link_to(far.radio)).characteristics


async def test_a_simulator_that_is_gone_ends_links_and_scans():
    async with household(monitor()) as home:
        server = AirServer(home.air, "127.0.0.1", 0)
        await server.__aenter__()
        async with RemoteSimulator(f"tcp:127.0.0.1:{server.port}") as far:
            radio = far.radio
            link = await link_to(radio)
            await server.__aexit__(None, None, None)
            async with asyncio.timeout(5):
                await link.closed.wait()
            with pytest.raises(RadioUnavailable):
                await radio.start_scan(lambda _advert: None)


async def test_a_port_where_nobody_simulates_is_said_so():
    with pytest.raises(ScenarioError, match="No simulator answers"):
        async with RemoteSimulator("tcp:127.0.0.1:9"):
            pytest.fail("nobody is there")
    for nonsense in ("tcp:", "tcp:host", "tcp:host:0", "tcp:host:99999", "tcp:a b:1"):
        with pytest.raises(ScenarioError, match="names no simulator"):
            RemoteSimulator(nonsense)


async def test_a_device_out_of_reach_is_not_opened():
    async with household(monitor()) as home:
        with pytest.raises(DeviceUnreachable):
            await home.radio.open("F0:00:00:00:00:99", 1.0)
