"""The ports of the other screens over real records, a real reader and virtual monitors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PIL import Image

from app.records.recovery import Recovery
from app.records.storage_space import Space
from app.services import Services
from assistant.conversation import Language
from assistant.safety import parse_reading
from device_io.session import Pace
from ui.adapters.conversation import ConversationAdapter
from ui.adapters.home import HomeAdapter
from ui.adapters.household import open_ports
from ui.adapters.report import ReportAdapter
from ui.adapters.trends import TrendsAdapter
from ui.view_models.ports import MicrophoneView, PortFailed

METER = "F0:00:00:00:00:01"
PACE = Pace(quiet=0.3, hold_off=0.05, reconnect_pause=0.01)


def add(house: Services, reading: str, days_ago: int = 0) -> None:
    typed = parse_reading(reading)
    house.records.add_manual(typed.kind, typed.values, house.now() - timedelta(days=days_ago), house.person)


def conversation_of(house: Services) -> ConversationAdapter:
    def microphone():
        raise AssertionError("nobody speaks here")

    return ConversationAdapter(
        house, microphone, microphone, lambda _language: MicrophoneView(available=False)
    )


# --- home ---


def test_home_shows_the_latest_of_each_kind_with_its_verdict(house):
    adapter = HomeAdapter(house)
    assert not any(tile.value for tile in adapter.snapshot(Language.EN).tiles)
    add(house, "blood_pressure=150/95")
    add(house, "blood_pressure=120/70", days_ago=2)
    add(house, "spo2=97")
    tiles = {tile.kind: tile for tile in adapter.snapshot(Language.EN).tiles}
    pressure = tiles["blood_pressure"]
    assert (pressure.title, pressure.value, pressure.unit) == ("Blood pressure", "150/95", "mmHg")
    assert (pressure.verdict, pressure.simulated) == ("attention", False)
    assert "135/85" in pressure.verdict_text
    assert tiles["spo2"].value == "97"
    chinese = {tile.kind: tile for tile in adapter.snapshot(Language.ZH).tiles}
    assert chinese["blood_pressure"].title == "血压"
    add(house, "blood_pressure=118/76")
    assert next(t for t in adapter.snapshot(Language.EN).tiles if t.kind == "blood_pressure").verdict == "ok"


def test_home_tells_what_was_mended_and_that_the_disk_fills_up(house, monkeypatch, tmp_path):
    adapter = HomeAdapter(house)
    assert adapter.snapshot(Language.EN).notices == ()
    house.records.recovery = Recovery(tmp_path / "quarantine", house.now(), rescued=3, lost=1)
    monkeypatch.setattr("ui.adapters.home.space_of", lambda _folder: Space(free=200_000_000, total=10**11))
    mended, short = adapter.snapshot(Language.EN).notices
    assert "1 could not be read" in mended
    assert "0.2 GB left" in short
    mended, short = adapter.snapshot(Language.ZH).notices
    assert "请重新测量" in mended
    assert "只剩 0.2 GB" in short


def test_home_and_trends_hear_of_each_new_reading_until_they_let_go(house):
    heard = []
    stops = [
        HomeAdapter(house).subscribe(lambda: heard.append("home")),
        TrendsAdapter(house).subscribe(lambda: heard.append("trends")),
    ]
    add(house, "spo2=97")
    assert sorted(heard) == ["home", "trends"]
    for stop in stops:
        stop()
    add(house, "spo2=96")
    assert len(heard) == 2


def test_records_with_a_damaged_page_show_nothing_on_any_screen(house):
    add(house, "blood_pressure=128/79")
    key = house.key
    house.close()
    content = bytearray(house.folders.database_file.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page + 2000] ^= 1
    house.folders.database_file.write_bytes(content)
    again = Services(house.folders, house.settings, key=key, now=house.now, time_zone="Asia/Shanghai")
    for language, words in ((Language.ZH, "记录文件有损坏"), (Language.EN, "put back the last backup")):
        with pytest.raises(PortFailed, match=words):
            HomeAdapter(again).snapshot(language)
        with pytest.raises(PortFailed, match=words):
            TrendsAdapter(again).trend("week", "blood_pressure.systolic", language)


# --- report ---


async def test_a_photo_becomes_a_table_for_the_screen_and_is_kept_encrypted(house, sheet_photo):
    adapter, stages = ReportAdapter(house), []
    snapshot = await adapter.read(str(sheet_photo), Language.EN, stages.append)
    assert stages == ["Opening the photo", "Reading the words", "Sorting them into a table"]
    rows = {row.name: row for row in snapshot.rows}
    high, low, normal = rows["Triglycerides"], rows["HDL cholesterol"], rows["Glucose"]
    assert (high.value, high.unit, high.flag, high.verdict_text) == ("2.07", "mmol/L", "high", "high")
    assert (low.flag, low.range.replace(" ", "")) == ("low", "1.00-1.90")
    assert normal.flag == "none"
    assert any("Triglycerides" in sentence for sentence in snapshot.summary)
    assert "PP-OCR" in snapshot.readers
    (stored,) = house.records.reports(house.person)
    assert len(stored.rows) == len(snapshot.rows)
    assert house.records.report_photo(stored) == sheet_photo.read_bytes()


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("absent.jpg", "请换一张照片", "choose another photo"),
        ("words.jpg", "请换一张照片", "give a JPEG"),
        ("wall.png", "没有找到化验结果", "take the photo again"),
    ],
)
async def test_a_picture_that_is_no_report_is_told_in_both_languages(house, tmp_path, name, zh, en):
    (tmp_path / "words.jpg").write_bytes(b"words" * 100)
    Image.new("RGB", (800, 600), "white").save(tmp_path / "wall.png")
    adapter = ReportAdapter(house)
    for language, words in ((Language.ZH, zh), (Language.EN, en)):
        with pytest.raises(PortFailed, match=words):
            await adapter.read(str(tmp_path / name), language, lambda _stage: None)
    assert adapter.last is None
    assert house.records.reports(house.person) == ()


# --- devices ---


async def test_the_window_can_be_opened_on_a_scenario_by_its_file(house, scenario, monkeypatch):
    monkeypatch.setattr("ui.adapters.devices.SEARCH_SECONDS", 0.5)
    found = []
    async with open_ports(house, conversation_of(house), str(scenario)) as ports:
        await ports.devices.find("blood_pressure", found.append)
    assert [one.address for one in found] == [METER]


# --- words ---


def test_every_error_a_screen_may_meet_has_its_chinese_sentence():
    from ui.adapters import error_words
    from ui.errors import expected_errors

    told = tuple(kind for kind, _ in error_words._CHINESE)
    # Those of the command line and of the start, before there is a window.
    elsewhere = {
        "FolderError", "KeyUnavailable", "SettingsError", "EvaluationFileError", "ClinicalDataError",
        "ReadingSyntaxError", "FrameError", "SimulatorMissing", "ScenarioError", "WindowError",
    }  # fmt: skip
    missing = {kind.__name__ for kind in expected_errors() if not issubclass(kind, told)}
    assert missing == elsewhere
    for position, (kind, _) in enumerate(error_words._CHINESE):
        assert not [below for below, _ in error_words._CHINESE[position + 1 :] if issubclass(below, kind)]
