"""Trends, profile and visit sheet over real records."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.services import Services
from assistant.conversation import Language
from assistant.safety import parse_reading
from device_io import gatt
from device_io.codecs.blood_pressure import BloodPressureMeasurement, PressureUnit, encode_blood_pressure
from device_io.codecs.date_time import DeviceTime
from device_io.journal import RawFrame
from ui.adapters.profile import ProfileAdapter
from ui.adapters.trends import TrendsAdapter
from ui.adapters.visit_sheet import VisitSheetAdapter
from ui.printing import PrintFailed, default_printer
from ui.view_models.ports import PortFailed, SheetRequest

UPPER = "blood_pressure.systolic"
FOUR_WEEKS = SheetRequest(("Should the dose change?",), 28)


def add(house: Services, reading: str, days_ago: float = 0) -> None:
    typed = parse_reading(reading)
    house.records.add_manual(typed.kind, typed.values, house.now() - timedelta(days=days_ago), house.person)


def measured_for_a_week(house: Services, figure: str = "141/88") -> None:
    for day in range(8):
        for hours in (4, 4.1, 15):
            add(house, f"blood_pressure={figure}", day + hours / 24)


def sensor_worn(house: Services, folder: Path) -> None:
    entries = [
        {
            "type": "sgv",
            "sgv": 120 if number % 2 else 200,
            "date": int((house.now() - timedelta(minutes=5 * number)).timestamp() * 1000),
            "device": "xDrip",
        }
        for number in range(14 * 288)
    ]
    file = folder / "entries.json"
    file.write_text(json.dumps(entries))
    exchange = house.records.exchange
    exchange.imports.store(exchange.read(file), house.person)


# --- trends ---


def test_a_course_has_its_band_its_words_and_its_table(house):
    adapter = TrendsAdapter(house)
    assert adapter.metrics(Language.EN) == ()
    empty = adapter.trend("month", UPPER, Language.EN)
    assert (empty.points, empty.count, empty.mean) == ((), 0, "")
    for days_ago, reading in ((20, "150/95"), (3, "140/85"), (2, "125/80"), (1, "128/79")):
        add(house, f"blood_pressure={reading}", days_ago)
    trend = adapter.trend("week", UPPER, Language.EN)
    assert [point[1] for point in trend.points] == [140.0, 125.0, 128.0]
    assert [point[2] for point in trend.points] == [True, False, False]
    assert sorted(trend.points) == list(trend.points)
    assert (trend.mean, trend.minimum, trend.maximum, trend.count) == ("131", "125", "140", 3)
    assert trend.band_high == 135.0
    assert "135/85" in trend.band_name
    assert "guideline" in trend.band_name
    assert (trend.title, adapter.trend("week", UPPER, Language.ZH).title) == (
        "Blood pressure · Upper",
        "血压 · 高压",
    )
    assert "not enough yet" in trend.direction
    assert trend.direction in trend.spoken
    assert [(row.label, row.count, row.mean) for row in trend.table] == [
        ("23 Nov", 1, "128/79 mmHg"),
        ("22 Nov", 1, "125/80 mmHg"),
        ("21 Nov", 1, "140/85 mmHg"),
    ]
    assert adapter.trend("month", "blood_pressure.diastolic", Language.ZH).count == 4


def test_every_metric_of_the_person_can_be_looked_at(house):
    for reading in ("blood_pressure=128/79", "spo2=97", "weight=71.5", "temperature=36.6"):
        add(house, reading)
    adapter = TrendsAdapter(house)
    metrics = adapter.metrics(Language.EN)
    assert [metric.id for metric in metrics] == [
        UPPER,
        "blood_pressure.diastolic",
        "spo2.spo2",
        "temperature.temperature",
        "weight.weight",
    ]
    for metric in metrics:
        assert adapter.trend("today", metric.id, Language.EN).count == 1
    assert adapter.trend("today", "weight.weight", Language.EN).title == "Weight"
    assert adapter.trend("today", "weight.weight", Language.EN).sentence.startswith("1 reading today: ")
    assert adapter.trend("today", "weight.weight", Language.ZH).sentence.startswith("今天 1 次")


def test_the_home_average_says_what_is_missing_and_then_its_rule(house):
    adapter = TrendsAdapter(house)
    add(house, "blood_pressure=141/88")
    average = adapter.trend("week", UPPER, Language.EN).home
    assert average is not None
    assert (average.enough, average.above, average.readings) == (False, None, 1)
    assert "1 of 12 readings" in average.sentence
    measured_for_a_week(house)
    average = adapter.trend("week", UPPER, Language.EN).home
    assert average is not None
    assert (average.enough, average.above) == (True, True)
    assert "141/88 mmHg" in average.sentence
    assert average.sentence in adapter.trend("week", UPPER, Language.EN).spoken
    add(house, "weight=70")
    assert adapter.trend("week", "weight.weight", Language.EN).home is None


def test_a_medicine_marks_the_course(house):
    measured_for_a_week(house)
    house.records.medicines.add(house.person, "amlodipine", "5 mg", [time(8)], date(2026, 11, 20))
    (mark,) = TrendsAdapter(house).trend("week", UPPER, Language.EN).changes
    assert (mark.day, mark.words) == ("20 Nov", "amlodipine was started")
    assert abs(mark.seconds - (house.now() - timedelta(days=4)).timestamp()) < 86_400


def test_a_sensor_has_a_profile_with_shares_of_time(house, tmp_path):
    adapter = TrendsAdapter(house)
    assert adapter.glucose(Language.EN) is None
    sensor_worn(house, tmp_path)
    profile = adapter.glucose(Language.EN)
    assert profile is not None
    assert profile.enough
    assert profile.low == pytest.approx(3.9, abs=0.05)
    assert profile.high == pytest.approx(10.0, abs=0.05)
    shares = {bar.name: bar.share for bar in profile.bars}
    assert shares["In range"] == pytest.approx(0.5, abs=0.01)
    assert shares["Above range"] == pytest.approx(0.5, abs=0.01)
    assert [bar.level for bar in profile.bars] == ["far", "beside", "in", "beside", "far"]
    assert sum(len(run) for run in profile.curve) > 90
    assert profile.smoothing
    assert profile.source
    assert "continuous_glucose.glucose" in [metric.id for metric in adapter.metrics(Language.ZH)]


# --- profile ---


def test_a_tag_opens_the_readings_the_rule_and_the_source(house):
    measured_for_a_week(house)
    adapter = ProfileAdapter(house)
    snapshot = adapter.snapshot(Language.EN)
    tag = next(tag for tag in snapshot.tags if tag.key.startswith("home_bp_above_target:"))
    assert "141/88" in tag.sentence
    why = adapter.explanation(tag.key, Language.EN)
    assert why is not None
    assert any(line.startswith("Rule") for line in why.lines)
    assert any(line.startswith("Source") for line in why.lines)
    assert {reading.figure for reading in why.readings} == {"141/88 mmHg"}
    assert any(line == f"From {len(why.readings)} readings." for line in why.lines)
    assert why.more == ""
    assert adapter.explanation("no_such_tag:", Language.EN) is None
    assert any("weekly means" in pending.needs for pending in snapshot.pending)


def test_a_long_list_of_readings_is_counted(house, tmp_path):
    sensor_worn(house, tmp_path)
    adapter = ProfileAdapter(house)
    tags = adapter.snapshot(Language.EN).tags
    tag = next(tag for tag in tags if tag.kind == "continuous_glucose")
    why = adapter.explanation(tag.key, Language.EN)
    assert why is not None
    assert len(why.readings) == 60
    assert "earlier ones" in why.more


def test_illness_is_noted_for_today_and_taken_back(house):
    adapter = ProfileAdapter(house)
    assert [one.text for one in adapter.snapshot(Language.ZH).happenings] == ["今天病了", "今天做了心电图"]
    adapter.note("illness", Language.EN)
    (event,) = adapter.snapshot(Language.EN).events
    assert (event.name, event.key) == ("Ill", f"illness|{house.now().astimezone(house.zone).date()}")
    adapter.take_back(event.key, Language.EN)
    assert adapter.snapshot(Language.EN).events == ()


def test_which_of_two_devices_is_believed_is_asked_and_kept(house):
    for day in range(6):
        for device, systolic, minutes in (("A", 120, 0), ("B", 136, 3)):
            at = house.now() - timedelta(days=day, hours=1) + timedelta(minutes=minutes)
            house.records.refine(house.records.journal.append(pressure_frame(device, systolic, at)))
    adapter = ProfileAdapter(house)
    (pair,) = adapter.snapshot(Language.EN).quality.pairs
    assert (pair.disagree, pair.believed, [one.key for one in pair.choices]) == (True, "", ["A", "B"])
    adapter.believe(pair.kind, "B", Language.EN)
    assert adapter.snapshot(Language.EN).quality.pairs[0].believed == "B"
    adapter.believe(pair.kind, "", Language.EN)
    assert adapter.snapshot(Language.EN).quality.pairs[0].believed == ""
    with pytest.raises(PortFailed, match="choose one of those"):
        adapter.believe(pair.kind, "C", Language.EN)


def pressure_frame(device: str, systolic: int, at: datetime) -> RawFrame:
    value = BloodPressureMeasurement(
        PressureUnit.MILLIMETRE_OF_MERCURY,
        Decimal(systolic),
        Decimal(80),
        Decimal(95),
        DeviceTime.from_datetime(at.astimezone(ZoneInfo("Asia/Shanghai"))),
        Decimal(70),
        1,
        None,
    )
    payload = encode_blood_pressure(value)
    return RawFrame(device, "", gatt.BLOOD_PRESSURE_MEASUREMENT, payload, at, "s", "Asia/Shanghai")


def test_the_quality_of_the_data_is_said(house):
    adapter = ProfileAdapter(house)
    assert adapter.snapshot(Language.EN).quality.assigned == ""
    add(house, "blood_pressure=128/79")
    add(house, "blood_pressure=128/79", 1)
    quality = adapter.snapshot(Language.EN).quality
    assert (quality.readings, quality.assigned, quality.assigned_share) == (2, "100%", 1.0)
    assert quality.kinds[0].figure == "2 readings on 2 days"
    assert adapter.snapshot(Language.ZH).quality.kinds[0].figure == "2 天 2 次"


# --- visit sheet ---


def test_the_sheet_is_seen_saved_and_printed(house, tmp_path):
    measured_for_a_week(house)
    printed: list[tuple[int, str]] = []
    adapter = VisitSheetAdapter(house, lambda: "Paper", lambda png, name: printed.append((len(png), name)))
    preview = adapter.preview(FOUR_WEEKS, Language.EN)
    assert preview.png.startswith(b"\x89PNG")
    assert "141/88" in preview.words
    assert "Should the dose change?" in preview.words
    adapter.save(FOUR_WEEKS, tmp_path / "sheet.pdf", Language.EN)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert adapter.printer() == "Paper"
    assert adapter.print(FOUR_WEEKS, Language.EN) == "Paper"
    assert printed[0][0] > len(preview.png)
    assert printed[0][1] == "Paper"


def test_what_cannot_be_saved_or_printed_says_what_to_do(house, tmp_path):
    def broken(_png: bytes, _name: str) -> None:
        raise PrintFailed("The printer Paper is gone: switch it on, or save the page as PDF.")

    nowhere = tmp_path / "file"
    nowhere.write_text("")
    adapter = VisitSheetAdapter(house, lambda: "", broken)
    with pytest.raises(PortFailed, match="choose another folder"):
        adapter.save(FOUR_WEEKS, nowhere / "sheet.pdf", Language.EN)
    with pytest.raises(PortFailed, match="没有找到打印机"):
        adapter.print(FOUR_WEEKS, Language.ZH)
    adapter = VisitSheetAdapter(house, lambda: "Paper", broken)
    with pytest.raises(PortFailed, match="switch it on"):
        adapter.print(FOUR_WEEKS, Language.EN)
    with pytest.raises(PortFailed, match="就诊单没有做成"):
        adapter.preview(SheetRequest(("a" * 500,), 28), Language.ZH)


def test_looking_for_a_printer_never_fails(qapp):
    assert isinstance(default_printer(), str)
