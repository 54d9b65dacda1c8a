"""Device by fault: in every cell the fault is handled, and with its handling switched off the same check fails.

The cells of a fault run side by side, each a home of its own. What only the records can tell (frames sent twice, readings
that contradict each other) is in the tests of the records.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import handling_switches as off
import pytest
from fault_cells import (
    ADDRESS,
    AGES,
    KINDS,
    ON_REQUEST,
    PUSHED,
    STAMPED,
    Cell,
    ended_with,
    received,
)

from device_io.device_users import UserConsent
from device_io.events import FrameRefused, SessionEnded, SessionResult
from device_io.radio import RadioError
from device_io.reading import QualityFlag
from device_io.virtual import scenario as scripts
from device_io.virtual.scenario import Quirk

# --- what has to happen, one check a fault ---


def delivered(*quirks, **facts):
    async def check(cell):
        await cell.delivers(*quirks, **facts)

    return check


async def is_called_again(cell):
    async with cell.here(Quirk.DROP_IN_DISCOVERY) as here, here.watching(ADDRESS):
        first = await here.until(lambda event: isinstance(event, SessionEnded))
        assert first.result is not SessionResult.DELIVERED
        await here.until(ended_with(SessionResult.DELIVERED))


async def nothing_sent_early_is_lost(cell):
    """What a bonded device sends the moment the link is encrypted, before anyone could subscribe."""
    async with cell.here(Quirk.CCCD_KEPT_PUSH, Quirk.NEEDS_BOND_FOR_CCCD) as here:
        assert (await here.hub.pair(ADDRESS)).result is SessionResult.DELIVERED
        await here.until(ended_with(SessionResult.DELIVERED))
        async with here.watching(ADDRESS):
            await here.household.monitor(ADDRESS).measure(cell.memory[1])
            await here.until(ended_with(SessionResult.DELIVERED))


async def a_lost_bond_is_named_and_healed(cell):
    async with cell.here(Quirk.STALE_BOND, Quirk.NEEDS_BOND_FOR_CCCD) as here:
        assert (await here.hub.pair(ADDRESS)).result is SessionResult.DELIVERED
        async with here.watching(ADDRESS):
            await here.household.monitor(ADDRESS).lose_bond()
            await here.household.monitor(ADDRESS).measure(cell.memory[1])
            await here.until(ended_with(SessionResult.STALE_BOND))
        assert (await here.hub.pair_again(ADDRESS)).result is SessionResult.DELIVERED


async def time_is_uncertain(cell):
    for reading in await cell.delivers(Quirk.CLOCK_UNSET):
        assert reading.taken_at == reading.received_at
        assert QualityFlag.TIME_UNCERTAIN in reading.flags


async def a_sensor_is_told_the_time(cell):
    readings = await cell.delivers(Quirk.CLOCK_UNSET)
    assert {reading.received_at - reading.taken_at for reading in readings} == {
        timedelta(minutes=ago) for ago in AGES
    }
    assert not any(reading.device_stamp.startswith("0000") for reading in readings)


async def time_after_the_reset_is_uncertain(cell):
    for reading in await cell.delivers(clock_reset_minutes_ago=30):
        certain = QualityFlag.TIME_UNCERTAIN not in reading.flags
        assert reading.received_at - reading.taken_at == timedelta(minutes=60 if certain else 0)
        assert certain is not reading.device_stamp.startswith("2000")


async def time_is_corrected(cell):
    readings = await cell.delivers(clock_behind_minutes=180)
    assert {reading.received_at - reading.taken_at for reading in readings} == {
        timedelta(minutes=ago) for ago in AGES
    }


def nothing_is_believed(quirk):
    async def check(cell):
        async with cell.here(quirk) as here:
            await here.hub.pair(ADDRESS)
            events = await here.events()
        assert received(events) == []
        assert any(isinstance(event, FrameRefused) for event in events)
        assert cell.journal

    return check


async def the_conversation_ends(cell):
    short = dict.fromkeys(("subscribe", "secure", "identify", "set_time"), 0.4)
    async with cell.here(Quirk.VANISH, pace=short) as here:
        assert (await here.hub.pair(ADDRESS)).result is not SessionResult.DELIVERED


async def a_slow_device_is_waited_for(cell):
    readings = cell.memory if cell.kind in PUSHED else cell.memory * 4
    paced = {"quiet": 0.6, "listen": 3.0, "records_idle": 0.5}
    spread = tuple(one.model_copy(update={"minutes_ago": 5 * (9 - at)}) for at, one in enumerate(readings))
    await cell.delivers(late_ms=90, pace=paced, readings=spread)


async def nobody_is_guessed(cell):
    assert {reading.user_slot for reading in await cell.delivers(Quirk.UNKNOWN_USER)} == {None}


async def the_person_consents(cell):
    async def consent(_wanted):
        return UserConsent(1, 1234)

    held = tuple(one.model_copy(update={"user": 1}) for one in cell.memory)
    users = (scripts.UserScript(slot=1, consent_code=1234),)
    await cell.delivers(users=users, readings=held, home={"consent": consent})


def is_resumed(quirk):
    async def check(cell):
        log = SimpleNamespace(
            frames=lambda _device, stamp: [
                (frame.characteristic, frame.payload)
                for frame in cell.journal
                if frame.session_stamp == stamp
            ]
        )
        held = tuple(
            cell.memory[0].model_copy(update={"minutes_ago": 60 - 5 * number}) for number in range(8)
        )
        async with cell.here(quirk, readings=held, home={"record_log": log}) as here:
            first = await here.hub.pair(ADDRESS)
            assert (first.result, first.complete) == (SessionResult.DELIVERED, False)
            await here.household.monitor(ADDRESS).offer()
            second = await here.hub.pair(ADDRESS)
            assert (second.result, second.complete) == (SessionResult.DELIVERED, True)
        assert first.frames + second.frames == len(held)

    return check


async def a_busy_device_is_said_to_be_busy(cell):
    async with cell.here(Quirk.RACP_STUCK) as here:
        ended = await here.hub.pair(ADDRESS)
    assert (ended.result, ended.complete, ended.frames) == (SessionResult.BUSY, False, 0)


#: How a check fails. Whatever else comes out of it is a fault of the check.
FAILURES = (AssertionError, TimeoutError, RadioError)


@dataclass(frozen=True)
class Fault:
    """A fault, the devices that can have it, what has to happen, and what switches that off."""

    name: str
    kinds: tuple[str, ...]
    check: Callable[[Cell], Awaitable[None]]
    switch_off: Callable[[pytest.MonkeyPatch, Cell], None]


ALL = tuple(KINDS)
SCALES = ("weight_scale", "body_composition")
SET_BY_CLOCK = tuple(kind for kind in STAMPED if kind != "continuous_glucose")
FAULTS = (
    Fault("drop_after_send", PUSHED, delivered(Quirk.DROP_AFTER_SEND), off.hanging_up_is_an_error),
    Fault("drop_in_discovery", ALL, is_called_again, off.a_failure_is_final),
    Fault(
        "needs_bond_for_cccd", ALL, delivered(Quirk.NEEDS_BOND_FOR_CCCD, passkey="048213"), off.nobody_pairs
    ),
    Fault("cccd_kept_push", PUSHED, nothing_sent_early_is_lost, off.subscriptions_are_not_held),
    Fault("stale_bond", ALL, a_lost_bond_is_named_and_healed, off.refusals_are_not_counted),
    Fault("clock_unset", SET_BY_CLOCK, time_is_uncertain, off.every_stamp_is_believed),
    Fault("clock_unset", ("continuous_glucose",), a_sensor_is_told_the_time, off.the_sensor_is_told_nothing),
    Fault("clock_reset", SET_BY_CLOCK, time_after_the_reset_is_uncertain, off.every_stamp_is_believed),
    Fault("clock_behind", STAMPED, time_is_corrected, off.any_offset_is_tolerated),
    Fault(
        "cts_rejects",
        SET_BY_CLOCK,
        delivered(Quirk.CTS_REJECTS, clock_behind_minutes=180),
        off.a_clock_that_refuses_is_an_error,
    ),
    Fault("truncated", ALL, nothing_is_believed(Quirk.TRUNCATED), off.everything_is_a_reading),
    Fault("nan", ALL, nothing_is_believed(Quirk.NAN), off.everything_is_a_reading),
    Fault(
        "crc_error",
        ("continuous_glucose",),
        nothing_is_believed(Quirk.CRC_ERROR),
        off.everything_is_a_reading,
    ),
    Fault("placeholder", ("body_composition",), delivered(Quirk.PLACEHOLDER), off.everything_is_a_reading),
    Fault("vanish", ALL, the_conversation_ends, off.nothing_has_a_deadline),
    Fault("hang_up_first", PUSHED, delivered(Quirk.HANG_UP_FIRST, name="UA-651BLE"), off.no_model_has_habits),
    Fault("late", ALL, a_slow_device_is_waited_for, off.nobody_waits),
    Fault("unknown_user", SCALES, nobody_is_guessed, off.users_are_as_sent),
    Fault("wants_consent", SCALES, the_person_consents, off.nobody_is_asked),
    Fault(
        "drop_in_transfer", ON_REQUEST, is_resumed(Quirk.DROP_IN_TRANSFER), off.nothing_is_known_of_last_time
    ),
    Fault("racp_abort", ON_REQUEST, is_resumed(Quirk.RACP_ABORT), off.every_end_is_good),
    Fault("racp_busy", ON_REQUEST, delivered(Quirk.RACP_BUSY), off.a_busy_answer_is_final),
    Fault("racp_stuck", ON_REQUEST, a_busy_device_is_said_to_be_busy, off.every_end_is_good),
    Fault(
        "racp_no_end",
        ON_REQUEST,
        delivered(Quirk.RACP_NO_END, pace={"records_idle": 60.0}),
        off.only_the_device_says_the_end,
    ),
    Fault("racp_no_count", ON_REQUEST, delivered(Quirk.RACP_NO_COUNT), off.a_count_is_demanded),
)
#: How long a cell may take whose handling is off, since many then hang.
OFF_S = 1.5
every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.name}-{len(fault.kinds)}")


async def run_cells(fault, cells):
    """Check ``fault`` in all its cells at once; return how each ended."""
    ends = await asyncio.gather(*(fault.check(cell) for cell in cells), return_exceptions=True)
    return {cell.kind: end for cell, end in zip(cells, ends, strict=True)}


@every_fault
async def test_it_is_handled_on_every_device(fault, home):
    ends = await run_cells(fault, [Cell(home, kind) for kind in fault.kinds])
    assert ends == dict.fromkeys(fault.kinds)


@every_fault
async def test_the_check_fails_on_every_device_where_nobody_handles_it(fault, home, monkeypatch):
    cells = [Cell(home, kind, longest_s=OFF_S) for kind in fault.kinds]
    for cell in cells:
        fault.switch_off(monkeypatch, cell)
    ends = await run_cells(fault, cells)
    assert [kind for kind, end in ends.items() if not isinstance(end, FAILURES)] == []


def test_every_fault_of_the_simulator_is_in_the_matrix_or_among_the_records():
    in_records = {Quirk.DUPLICATE_FRAMES, Quirk.CONTRADICTS_ITSELF}
    assert set(Quirk) - in_records <= {fault.name for fault in FAULTS}
