"""The view of the data's quality: whose, gaps, clocks, devices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.records.profile.data_quality import CLOCK_FLAGS, data_quality
from assistant.conversation import Language
from device_io.reading import QualityFlag, ReadingKind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=ZONE)


def ago(days: int, hour: int = 8, minute: int = 0) -> datetime:
    return (NOW - timedelta(days=days)).replace(hour=hour, minute=minute)


def quality(sheet: Any, language: Language = Language.EN, days: int = 30) -> Any:
    return data_quality(sheet.evidence(NOW), language, days)


def test_nothing_measured_is_said(sheet: Any) -> None:
    found = quality(sheet)
    assert (found.readings, found.assigned_percent) == (0, None)
    assert found.sentences == ("No readings in the last 30 days.",)


def test_the_share_that_has_a_person(sheet: Any) -> None:
    for day in range(3):
        sheet.pressure(120, 80, ago(day))
    sheet.pressure(150, 95, ago(1, 12), person=None)
    sheet.pressure(150, 95, ago(1, 13), person="b" * 32)  # somebody else's is neither
    sheet.pressure(150, 95, ago(40), person=None)  # outside the days
    found = quality(sheet)
    assert (found.readings, found.unassigned, found.assigned_percent) == (4, 1, 75.0)
    assert found.sentences[:2] == (
        "4 readings in the last 30 days; of 75% it is known whose they are.",
        "1 still has nobody: say whose it is.",
    )


def test_the_longest_gap_is_named(sheet: Any) -> None:
    for day in (25, 24, 23, 22, 12, 11, 10, 2, 1):
        sheet.add(ReadingKind.WEIGHT, {"weight": 70}, ago(day))
    (weight,) = quality(sheet).kinds
    assert weight.gaps == ((date(2026, 10, 31), date(2026, 11, 10)), (date(2026, 11, 12), date(2026, 11, 20)))
    assert "No weight was measured between 31 Oct and 10 Nov." in quality(sheet).sentences
    assert "体重从 10月31日 到 11月10日 没有测。" in quality(sheet, Language.ZH).sentences


def test_implausible_and_unlike_readings_are_counted(sheet: Any) -> None:
    for day in range(12):
        sheet.pressure(120 + day % 3, 80, ago(15 - day))
    sheet.pressure(190, 80, ago(2))  # unlike the others
    sheet.pressure(300, 80, ago(1))  # not plausible
    (kind,) = quality(sheet).kinds
    assert (kind.n, kind.implausible, kind.outliers) == (14, 1, 1)
    assert (
        "2 blood pressure readings are not plausible or unlike your others: measure again."
        in quality(sheet).sentences
    )


def test_a_wrong_clock_is_named_by_its_device(sheet: Any, frame: Callable[..., Any]) -> None:
    for day in (20, 21):
        at = datetime(2026, 11, day, 3, tzinfo=UTC)
        sheet.frame(frame(128, 79, at=at, offset=-timedelta(minutes=10)))
    (clock,) = quality(sheet).clocks
    assert (clock.device_model, clock.flags) == ("virtual cuff", (("clock_corrected", 2),))
    assert (
        "The clock of virtual cuff was off (2 readings): set the time on the device."
        in quality(sheet).sentences
    )
    assert (
        "virtual cuff 的时钟有问题（2 次读数），请在设备上校准时间。" in quality(sheet, Language.ZH).sentences
    )
    assert QualityFlag.TIME_UNCERTAIN in CLOCK_FLAGS


def test_devices_that_disagree_are_named_with_their_difference(sheet: Any) -> None:
    for day in range(6):
        sheet.add(ReadingKind.WEIGHT, {"weight": 70.0}, ago(day, 7), device="scale A")
        sheet.add(ReadingKind.WEIGHT, {"weight": 71.6}, ago(day, 7, 5), device="scale B")
    (pair,) = quality(sheet).devices
    assert (pair.pairs, pair.difference, pair.limit, pair.disagree) == (6, "1.6 kg", "1.0 kg", True)
    assert any("differ by 1.6 kg" in line for line in quality(sheet).sentences)
    assert any("相差 1.6 kg" in line for line in quality(sheet, Language.ZH).sentences)


def test_conflicts_and_duplicates_are_counted(sheet: Any, frame: Callable[..., Any]) -> None:
    at = datetime(2026, 11, 21, 3, tzinfo=UTC)
    sheet.frame(frame(128, 79, at=at))
    sheet.frame(frame(128, 79, at=at))
    sheet.frame(frame(140, 90, at=at))
    found = quality(sheet)
    assert (found.readings, found.duplicates, found.conflicts) == (1, 1, 1)
    assert found.sentences[-1] == "1 reading contradicts another of the same device and time."
