"""Stored records through the whole path (radio, journal, readings) against a bare bleak loop; decoding per codec.

Both sides talk to the same virtual meter over the same software stack and do the same on the air: find, connect,
pair, subscribe, ask for all records, receive them. Ours also reads model and clock, commits every frame before it is
acknowledged, and is done when the last record is a reading in the encrypted database.

The virtual link takes no time, so this measures processor time alone; ``at_radio_pace`` is the same with the fastest link
that a radio can have.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from ui.benchmarks.benchmark import Bench, CannotMeasure, Comparison, Goal, Measured, rounded

if TYPE_CHECKING:
    from device_io.virtual.scenario import Scenario

PACKAGES = ("bleak", "bumble", "sqlcipher3")

#: What the whole path has to keep of the bare loop's rate.
RECORD_PATH_GOAL = 0.8
#: How many decodings a second the slowest codec of a measurement has to reach: a hundred times what any radio brings
#: (heart rate straps send about one frame a second, transfers some hundred). Our rule.
DECODE_GOAL = 10_000.0
#: Milliseconds a record: six notifications in a connection event, the shortest of which is 7.5 ms (Bluetooth Core,
#: Vol 6, Part B, 4.5.1).
_RADIO_PACE_MS = 1
_METER = "F0:00:00:00:00:02"
_RECORDS = {False: 1000, True: 300}
_DEADLINE_S = 60.0
_DECODE_S = {False: 0.2, True: 0.02}


def measure(bench: Bench) -> Measured:
    """Records a second, ours and the bare loop's in alternation; then decodings a second."""
    try:
        import bumble  # noqa: F401 - asked whether it is there
    except ModuleNotFoundError as error:
        raise CannotMeasure(
            "Virtual devices need a software Bluetooth stack: pip install listenwell[simulator]"
        ) from error
    records = _RECORDS[bench.quick]
    path = _compare(bench, records, bench.rounds(15, 3), late_ms=0)
    paced = _compare(bench, records // 2, bench.rounds(5, 1), late_ms=_RADIO_PACE_MS)
    decoding = {name: rounded(_decodings_per_second(bench, name, frame)) for name, frame in _frames().items()}
    slowest = min(decoding.values())
    return Measured(
        measures={
            "records": records,
            "records_per_s": path.as_json(),
            "records_per_s_at_radio_pace": paced.as_json(),
            "decodings_per_s": decoding,
        },
        goals=(
            Goal("record_path_ratio", path.ratio, RECORD_PATH_GOAL),
            Goal("radio_pace_ratio", paced.ratio, RECORD_PATH_GOAL),
            Goal("slowest_decodings_per_s", slowest, DECODE_GOAL),
        ),
        headline={"record_path_ratio": rounded(path.ratio)},
    )


def _compare(bench: Bench, records: int, rounds: int, late_ms: int) -> Comparison:
    scenario = _scenario(records, late_ms)
    return bench.compare(
        lambda: records / asyncio.run(_whole_path(scenario, records, bench)),
        lambda: records / asyncio.run(_bare_loop(scenario, records, bench)),
        rounds,
    )


def _scenario(records: int, late_ms: int) -> Scenario:
    from device_io.virtual.scenario import (
        GlucoseMeterScript,
        GlucoseScript,
        RepeatScript,
        Scenario,
    )

    day = tuple(
        GlucoseScript(mmol_per_l=Decimal(50 + number % 40) / 10, minutes_ago=10 + 100 * (9 - number))
        for number in range(10)
    )
    meter = GlucoseMeterScript(
        kind="glucose_meter",
        address=_METER,
        name="Meter",
        late_ms=late_ms,
        readings=day,
        repeat=RepeatScript(times=records // len(day), every_minutes=24 * 60),
    )
    return Scenario(name="A meter with a full memory", devices=(meter,))


async def _whole_path(scenario: Scenario, records: int, bench: Bench) -> float:
    """Return the seconds until the last record is a reading."""
    from zoneinfo import ZoneInfo

    from app.device_service import DeviceService
    from app.folders import open_folders
    from app.keys import ephemeral_key
    from app.records.records import open_records
    from device_io.virtual.household import VirtualHousehold

    house = open_records(open_folders(Path(mkdtemp(dir=bench.folder))), ephemeral_key())
    try:
        async with (
            VirtualHousehold(scenario) as household,
            DeviceService(household.radio, house, lambda: datetime.now(UTC), ZoneInfo("UTC")) as devices,
        ):
            started = bench.clock()
            ended = await devices.add(_METER)
            seconds = bench.clock() - started
        kept = len(house.readings(house.household.people()[0], None, records + 1))
        if (ended.frames, kept) != (records, records):
            raise CannotMeasure(
                f"Of {records} records {ended.frames} came and {kept} are readings: run the tests of device_io."
            )
        return seconds
    finally:
        house.close()


async def _bare_loop(scenario: Scenario, records: int, bench: Bench) -> float:
    """Return the seconds until plain bleak has received as many notifications."""
    from bleak import BleakClient, BleakScanner

    from device_io import gatt
    from device_io.virtual.household import VirtualHousehold

    async with VirtualHousehold(scenario) as household:
        backends = household.adapter
        received: list[bytes] = []
        finished = asyncio.Event()
        started = bench.clock()
        device = await BleakScanner.find_device_by_address(
            _METER, _DEADLINE_S, backend=backends.scanner_backend
        )
        if device is None:
            raise CannotMeasure("The virtual meter was not found: run the tests of device_io.")
        async with BleakClient(device, backend=backends.client_backend) as client:
            await client.pair()
            await client.start_notify(
                gatt.GLUCOSE_MEASUREMENT, lambda _sender, frame: received.append(bytes(frame))
            )
            await client.start_notify(
                gatt.RECORD_ACCESS_CONTROL_POINT, lambda _sender, _frame: finished.set()
            )
            await client.write_gatt_char(gatt.RECORD_ACCESS_CONTROL_POINT, bytes((1, 1)), response=True)
            async with asyncio.timeout(_DEADLINE_S):
                await finished.wait()
        seconds = bench.clock() - started
    if len(received) != records:
        raise CannotMeasure(f"Of {records} records plain bleak received {len(received)}.")
    return seconds


def _decodings_per_second(bench: Bench, name: str, frame: bytes) -> float:
    from device_io.codecs.registry import CODECS

    decode = next(codec.decode for codec in CODECS if codec.name == name)
    done, started = 0, bench.clock()
    until = started + _DECODE_S[bench.quick]
    while (now := bench.clock()) < until:
        for _ in range(100):
            decode(frame)
        done += 100
    return done / (now - started)


def _frames() -> Mapping[str, bytes]:
    """A typical frame of every measurement, as the virtual devices send it."""
    from device_io.virtual.samples import sample_frames

    return sample_frames()
