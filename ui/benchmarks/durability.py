"""Records under kill -9, power cuts, full disks, flipped bits, clock changes, storms, cut off updates; and backups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.records.migration import load_migrations
from ui.benchmarks.benchmark import Bench, Goal, Measured, rounded
from ui.benchmarks.faults.backups import prove_backups
from ui.benchmarks.faults.clock_changes import READINGS_A_YEAR, years
from ui.benchmarks.faults.cut_off_updates import kill_update
from ui.benchmarks.faults.damage import flip_bits, restore_seconds
from ui.benchmarks.faults.full_disk import alert_on_a_full_disk, fill_up
from ui.benchmarks.faults.kills import kill_writers
from ui.benchmarks.faults.power_cuts import cut_power
from ui.benchmarks.faults.storm import weather

PACKAGES = ("sqlcipher3",)


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each fault is made."""

    kills: int
    acknowledged: int
    transactions: int
    images: int
    flips: int
    readings: int
    readings_a_zone: int
    truths: int
    events: int
    kills_an_update: int
    spoilt_backups: int


#: The targets of the fault plan.
FULL: Final = Counts(
    kills=200,
    acknowledged=10_000,
    transactions=400,
    images=2000,
    flips=500,
    readings=100_000,
    readings_a_zone=READINGS_A_YEAR,
    truths=10_000,
    events=25_000,
    kills_an_update=50,
    spoilt_backups=60,
)
QUICK: Final = Counts(
    kills=5,
    acknowledged=5,
    transactions=60,
    images=40,
    flips=6,
    readings=1_000,
    readings_a_zone=200,
    truths=200,
    events=500,
    kills_an_update=2,
    spoilt_backups=6,
)
LONGEST_RESTORE_S: Final = 10.0
LONGEST_OPEN_MS: Final = 1000.0
LONGEST_REFUSAL_MS: Final = 1000.0
#: Readings in the file whose bits are flipped.
_FLIPPED_READINGS: Final = 1_000

#: What one part found: its measures and its goals.
Part = tuple[Mapping[str, Any], Sequence[Goal]]


def measure(bench: Bench) -> Measured:
    """Make every fault and count what it cost."""
    counts = QUICK if bench.quick else FULL
    parts: Mapping[str, Callable[[Bench, Counts], Part]] = {
        "kill_9": _kills,
        "power_cuts": _power_cuts,
        "full_disk": _full_disk,
        "flipped_bits": _flips,
        "clock_changes": _clock_changes,
        "storm": _storm,
        "cut_off_updates": _updates,
        "backups": _backups,
    }
    measures: dict[str, Any] = {}
    goals: list[Goal] = []
    for name, part in parts.items():
        bench.say(name.replace("_", " "))
        found, reached = part(bench, counts)
        measures[name] = found
        goals += reached
    return Measured(measures, tuple(goals))


def _none(name: str, count: int) -> Goal:
    return Goal(name, count, 0, at_most=True)


def _kills(bench: Bench, counts: Counts) -> Part:
    kept = kill_writers(bench.folder / "kept", counts.kills, counts.acknowledged)
    control = kill_writers(bench.folder / "control", counts.kills, early=True)
    return {"kept": _plain(kept), "control": _plain(control)}, (
        Goal("kill_9_acknowledged", kept.acknowledged, counts.acknowledged),
        _none("kill_9_lost", kept.lost),
        _none("kill_9_torn", kept.torn),
        _none("kill_9_bad_photos", kept.bad_photos),
        Goal("kill_9_slowest_open_ms", kept.slowest_open_ms, LONGEST_OPEN_MS, at_most=True),
        Goal("kill_9_control_lost", control.lost, 1),
    )


def _power_cuts(bench: Bench, counts: Counts) -> Part:
    kept = cut_power(bench.folder / "power", counts.transactions, counts.images)
    control = cut_power(bench.folder / "power control", counts.transactions, counts.images // 10, early=True)
    return {"kept": _plain(kept), "control": _plain(control)}, (
        _none("power_cut_lost", kept.lost),
        _none("power_cut_torn", kept.torn),
        _none("power_cut_corrupt", kept.corrupt),
        Goal("power_cut_control_lost", control.lost, 1),
    )


def _full_disk(bench: Bench, counts: Counts) -> Part:
    found, lost = fill_up(bench.folder / "full")
    alert = alert_on_a_full_disk(bench.folder / "small")
    goals = [
        _none("full_disk_lost", lost),
        Goal("full_disk_readable", found.readable, 2 * found.acknowledged),
        Goal("full_disk_refusal_ms", found.refusal_ms, LONGEST_REFUSAL_MS, at_most=True),
    ]
    if alert is not None:
        goals.append(Goal("full_disk_alert_kept", int(alert), 1))
    return {**_plain(found), "lost": lost, "alert_kept": alert}, goals


def _flips(bench: Bench, counts: Counts) -> Part:
    found = flip_bits(bench.folder / "flipped", _FLIPPED_READINGS, counts.flips)
    restore_s = restore_seconds(bench.folder / "restored", counts.readings)
    restored = {"readings": counts.readings, "seconds": rounded(restore_s)}
    return {**_plain(found), "restore": restored}, (
        _none("silently_wrong", found.silently_wrong),
        Goal("restore_s", restore_s, LONGEST_RESTORE_S, at_most=True),
    )


def _clock_changes(bench: Bench, counts: Counts) -> Part:
    found = years(bench.folder / "clocks", counts.readings_a_zone)
    return {name: _plain(one) for name, one in found.items()}, (
        _none("clock_changes_out_of_order", sum(one.out_of_order for one in found.values())),
        _none("clock_changes_doubled", sum(one.doubled_names for one in found.values())),
        _none("clock_changes_misplaced", sum(one.misplaced for one in found.values())),
        _none("clock_changes_lost", sum(one.readings - one.kept for one in found.values())),
    )


def _storm(bench: Bench, counts: Counts) -> Part:
    found = weather(bench.folder / "storm", counts.truths, counts.events)
    return _plain(found), (
        _none("storm_wrong_rows", abs(found.clean_rows - found.truths) + abs(found.distinct - found.truths)),
        _none("storm_raw_lost", found.events - found.raw_rows),
        Goal("storm_rebuilt_alike", int(found.rebuilt_alike), 1),
    )


def _updates(bench: Bench, counts: Counts) -> Part:
    found = [
        kill_update(bench.folder / f"update-{one.version}", one.version, counts.kills_an_update)
        for one in load_migrations()[1:]
    ]
    return {f"to_{one.version}": _plain(one) for one in found}, (
        _none("cut_off_updates_lost", sum(one.lost for one in found)),
        _none("cut_off_updates_bad_copies", sum(one.bad_copies for one in found)),
    )


def _backups(bench: Bench, counts: Counts) -> Part:
    found = prove_backups(bench.folder / "backups", counts.readings // 5, counts.spoilt_backups)
    return _plain(found), (
        Goal("backup_rows_alike", int(found.alike), 1),
        Goal("backup_photos_alike", int(found.photos_alike), 1),
        _none("spoilt_backups_taken", found.accepted),
    )


def _plain(found: Any) -> dict[str, Any]:
    return {name: rounded(one) if isinstance(one, float) else one for name, one in asdict(found).items()}
