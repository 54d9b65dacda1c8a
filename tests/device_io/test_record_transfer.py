"""The procedure of the Record Access Control Point against a link that answers by the book of the test."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from device_io import gatt
from device_io.radio import DeviceSilent, LinkLost, RadioError, RequestRefused
from device_io.record_transfer import RecordTransfer, TransferPace, TransferRefused

PACE = TransferPace(request=0.05, idle=0.2, quiet=0.05, retry=0.01)
COUNT, REPORT = 4, 1
RECORD = "record"
HANG_UP = "hang up"
PAUSE = "pause"
THREE = bytes.fromhex("05000300")
NONE = bytes.fromhex("05000000")


def ended(request, code):
    return bytes((6, 0, request, code))


@dataclass
class ScriptedLink:
    """Does, for every request written, the next of ``replies``: records, pauses, answers, refusals."""

    replies: list[list[object]]
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    written: list[str] = field(default_factory=list)
    subscribed: list[str] = field(default_factory=list)
    transfer: RecordTransfer | None = None
    running: set[asyncio.Task] = field(default_factory=set)

    async def subscribe(self, characteristic, listener, _deadline_s):
        self.subscribed.append(characteristic)
        self.listener = listener

    async def write(self, characteristic, payload, _deadline_s):
        assert characteristic == gatt.RECORD_ACCESS_CONTROL_POINT == self.subscribed[-1]
        self.written.append(payload.hex())
        steps = self.replies.pop(0) if self.replies else []
        if steps and isinstance(steps[0], RadioError):
            raise steps[0]
        task = asyncio.create_task(self.play(steps))
        self.running.add(task)

    async def play(self, steps):
        for step in steps:
            if step == RECORD:
                self.transfer.record_came()
            elif step == PAUSE:
                await asyncio.sleep(PACE.idle * 0.7)
            elif step == HANG_UP:
                self.closed.set()
            else:
                self.listener(step)


async def run(*replies, after=None):
    link, expected = ScriptedLink(list(replies)), []
    link.transfer = RecordTransfer(link, PACE, expected.append)
    try:
        async with asyncio.timeout(3):
            await link.transfer.run(after)
    finally:
        await asyncio.gather(*link.running)
        assert not any(request.startswith("02") for request in link.written)
    return link.written, expected


async def test_it_counts_then_asks_for_everything():
    written, expected = await run([THREE], [RECORD] * 3 + [ended(REPORT, 1)])
    assert (written, expected) == (["0401", "0101"], [3])


async def test_later_times_it_asks_from_the_next_number_on():
    written, _ = await run([THREE], [RECORD] * 3 + [ended(REPORT, 1)], after=7)
    assert written == ["0403010800", "0103010800"]


async def test_after_the_last_number_there_is_it_asks_for_everything():
    written, _ = await run([NONE], after=0xFFFF)
    assert written == ["0401"]


@pytest.mark.parametrize("answer", [NONE, ended(COUNT, 6)])
async def test_nothing_to_send_is_a_normal_end_without_a_second_request(answer):
    assert await run([answer], after=7) == (["0403010800"], [])


async def test_none_found_is_a_normal_end():
    written, _ = await run([ended(COUNT, 2)], [ended(REPORT, 6)])
    assert written == ["0401", "0101"]


@pytest.mark.parametrize("no_count", [[ended(COUNT, 2)], []], ids=["refuses", "does not answer"])
async def test_a_device_that_cannot_count_is_asked_for_its_records_all_the_same(no_count):
    written, expected = await run(no_count, [RECORD, ended(REPORT, 1)])
    assert (written, expected) == (["0401", "0101"], [])


@pytest.mark.parametrize("code", [9, 10])
async def test_a_busy_device_is_asked_once_more(code):
    written, _ = await run([THREE], [ended(REPORT, code)], [RECORD] * 3 + [ended(REPORT, 1)])
    assert written == ["0401", "0101", "0101"]


async def test_a_procedure_under_way_is_busy_too():
    in_progress = RequestRefused("in progress", 0xFE)
    written, _ = await run([in_progress], [THREE], [in_progress], [RECORD, ended(REPORT, 1)])
    assert written == ["0401", "0401", "0101", "0101"]


async def test_a_device_that_stays_busy_is_left_alone():
    with pytest.raises(TransferRefused, match="busy"):
        await run([THREE], [ended(REPORT, 10)], [ended(REPORT, 10)])


@pytest.mark.parametrize("code", [3, 4, 5, 9])
async def test_a_device_that_cannot_select_sends_everything(code):
    written, _ = await run([ended(COUNT, code)], [ended(REPORT, code)], [ended(REPORT, 1)], after=7)
    assert written == ["0403010800", "0103010800", "0101"]


@pytest.mark.parametrize("code", [2, 7, 8, 99])
async def test_any_other_end_is_a_refusal_that_says_what_to_do(code):
    with pytest.raises(TransferRefused, match="start the transfer"):
        await run([THREE], [RECORD, ended(REPORT, code)])


async def test_every_record_gives_the_device_its_full_time_again():
    await run([THREE], [PAUSE, RECORD, PAUSE, RECORD, PAUSE, RECORD, ended(REPORT, 1)])


async def test_silence_before_all_records_came_ends_the_transfer():
    with pytest.raises(DeviceSilent):
        await run([THREE], [RECORD, RECORD])


async def test_a_device_that_sent_all_and_never_says_so_has_finished():
    started = asyncio.get_running_loop().time()
    await run([THREE], [RECORD] * 3)
    assert asyncio.get_running_loop().time() - started < PACE.idle


async def test_a_hang_up_ends_it_at_once():
    with pytest.raises(LinkLost):
        await run([THREE], [RECORD, HANG_UP])


async def test_an_answer_just_before_the_hang_up_counts():
    await run([THREE], [RECORD, ended(REPORT, 1), HANG_UP])


async def test_late_and_garbled_answers_are_passed_over():
    await run([THREE], [THREE, ended(COUNT, 1), b"", b"\xff\xff", RECORD, ended(REPORT, 1)])


async def test_a_record_that_cannot_be_kept_ends_it():
    link = ScriptedLink([[THREE]])
    link.transfer = RecordTransfer(link, PACE, lambda _expected: link.transfer.fail(RadioError("disk full")))
    with pytest.raises(RadioError, match="disk full"):
        await link.transfer.run(None)
