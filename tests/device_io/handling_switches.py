"""What switches the handling of a fault off, so that a check of it can be seen to fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from device_io import bleak_radio, frame_intake, interpretation, record_transfer
from device_io import hub as hub_module
from device_io import session as session_module
from device_io.bleak_radio import BleakLink, BleakRadio
from device_io.codecs.frame import FrameError
from device_io.glucose_sensor import GlucoseSensor
from device_io.models import GENERIC
from device_io.radio import LinkLost, RadioError
from device_io.reading import Reading, ReadingKind
from device_io.record_transfer import RecordTransfer, TransferRefused
from device_io.user_consent import UserAccess


class NobodyHandles(RadioError):
    """What a fault leads to where nobody handles it."""


def hanging_up_is_an_error(patch, _cell):
    async def lost(closed, _stop):
        await closed.wait()
        raise LinkLost("hung up")

    patch.setattr(session_module, "first_set", lost)
    patch.setattr(session_module, "_HANGING_UP", ())


def a_failure_is_final(patch, _cell):
    settle = hub_module.DeviceHub._settle

    def give_up(hub, record, ended):
        settle(hub, record, ended)
        record.given_up = True
        return ended

    patch.setattr(hub_module.DeviceHub, "_settle", give_up)


def nobody_pairs(patch, _cell):
    async def nothing(*_args):
        return None

    patch.setattr(BleakLink, "pair", nothing)
    patch.setattr(BleakRadio, "answer_pairing", nothing)


def subscriptions_are_not_held(_patch, cell):
    cell.holds = False


def refusals_are_not_counted(patch, _cell):
    patch.setattr(hub_module, "STALE_BOND_REFUSALS", 10**6)


def every_stamp_is_believed(patch, _cell):
    patch.setattr("device_io.codecs.date_time.EPOCH_YEARS", frozenset())
    patch.setattr(interpretation, "EPOCH_YEARS", frozenset())
    found = interpretation._findings
    patch.setattr(
        interpretation,
        "_findings",
        lambda frame: tuple(replace(one, clock_trusted=True) for one in found(frame)),
    )


def the_sensor_is_told_nothing(patch, _cell):
    async def untold(_sensor):
        return None

    patch.setattr(GlucoseSensor, "_write_start", untold)


def any_offset_is_tolerated(patch, _cell):
    for module in ("device_io.device_clock", "device_io.interpretation", "device_io.glucose_sensor"):
        patch.setattr(f"{module}.TOLERATED_OFFSET", timedelta(days=10))


def a_clock_that_refuses_is_an_error(patch, _cell):
    patch.setattr("device_io.clock_setting._REFUSALS", (NobodyHandles,))
    patch.setattr(session_module, "_HANGING_UP", ())


def everything_is_a_reading(patch, _cell):
    def naive(frame):
        try:
            return interpretation.interpret(frame)
        except FrameError:
            return (Reading(ReadingKind.HEART_RATE, {}, frame.received_at, frame.received_at),)

    patch.setattr(frame_intake, "interpret", naive)


def nothing_has_a_deadline(patch, _cell):
    bounded = bleak_radio._bounded

    async def for_ever(_session, link, *_args, **_facts):
        await link.closed.wait()

    patch.setattr(bleak_radio, "_bounded", lambda doing, _deadline_s: bounded(doing, 3600.0))
    patch.setattr(session_module.Session, "_listen", for_ever)


def no_model_has_habits(patch, _cell):
    patch.setattr(hub_module, "match_model", lambda *_names: GENERIC)


def nobody_waits(patch, _cell):
    async def at_once(*_args, **_facts):
        return None

    patch.setattr(session_module.Session, "_listen", at_once)
    patch.setattr(RecordTransfer, "record_came", lambda *_args: None)


def users_are_as_sent(patch, _cell):
    for module in ("weight", "body_composition"):
        patch.setattr(f"device_io.findings.{module}.known_user", lambda user: user)


def nobody_is_asked(patch, _cell):
    async def nobody(_access, _ask):
        return None

    patch.setattr(UserAccess, "gain", nobody)


def nothing_is_known_of_last_time(patch, _cell):
    patch.setattr(session_module, "resume_after", lambda _log: None)


def a_busy_answer_is_final(patch, _cell):
    patch.setattr(record_transfer, "_ASK_AGAIN", frozenset())


def every_end_is_good(patch, _cell):
    patch.setattr(record_transfer, "_require_success", lambda _code: None)


def only_the_device_says_the_end(patch, _cell):
    patch.setattr(RecordTransfer, "_everything_came", lambda _transfer: False)


def a_count_is_demanded(patch, _cell):
    count = RecordTransfer._count

    async def demand(transfer, selection):
        found = await count(transfer, selection)
        if found is None:
            raise TransferRefused("the device cannot count")
        return found

    patch.setattr(RecordTransfer, "_count", demand)
