"""The report screen asks about what is in doubt, keeps the answer, and guides the camera."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from fake_ports import REPORTS, FakeHousehold
from item_tree import find, shown_items, texts
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QPainter
from waiting import until

from assistant.conversation import Language
from ui.view_models.capture import STEADY_FRAMES, CaptureGuide
from ui.view_models.ports import ReportMeaning, ReportPoint, ReportRowView, ReportSource
from ui.view_models.report import ReportViewModel
from ui.view_models.tasks import Tasks


@pytest.fixture
async def tasks():
    notices: list[None] = []
    running = Tasks(lambda: notices.append(None))
    yield running
    await running.close()
    assert not notices


@pytest.fixture
async def report(household: FakeHousehold, tasks: Tasks, tmp_path: Path) -> ReportViewModel:
    household.report.passages = (ReportSource("血糖偏高怎么办", "glucose#1"),)
    view_model = ReportViewModel(household.report, tasks, Language.ZH, household.voice)
    view_model.readFiles([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.jpg", "b.jpg")])
    await tasks.idle()
    return view_model


async def test_a_doubtful_result_is_asked_and_the_answer_kept(
    report: ReportViewModel, household: FakeHousehold, tasks: Tasks
) -> None:
    assert (report.question["name"], report.question["value"], report.doubts) == ("空腹血糖", "7.4", 1)
    report.answer(" 7.9 ")
    await tasks.idle()
    assert household.report.corrections == [(0, "7.9")]
    assert (report.rows.rows[0].value, report.rows.rows[0].corrected, report.doubts, report.question) == (
        "7.9",
        True,
        0,
        {},
    )
    report.answer("8.8")
    await tasks.idle()
    assert household.report.corrections == [(0, "7.9")]


async def test_any_row_can_be_put_right_and_nonsense_is_refused_in_words(
    report: ReportViewModel, household: FakeHousehold, tasks: Tasks
) -> None:
    refused: list[str] = []
    report.refused.connect(refused.append)
    report.putRight(2, "abc")
    report.putRight(9, "5.0")
    await tasks.idle()
    assert (refused, household.report.corrections) == (["That cannot be a result."], [])
    report.putRight(2, "118")
    await tasks.idle()
    assert household.report.corrections == [(2, "118")]


async def test_the_question_is_asked_aloud_and_results_have_their_sources(
    report: ReportViewModel, household: FakeHousehold
) -> None:
    assert any("空腹血糖" in text and "7.4" in text for text in household.voice.said)
    assert [source.passage for source in report.sources.rows] == ["glucose#1"]


async def test_several_pages_are_read_as_one_report(
    report: ReportViewModel, household: FakeHousehold, tmp_path: Path
) -> None:
    assert household.report.read_paths == [f"{tmp_path / 'a.jpg'}|{tmp_path / 'b.jpg'}"]
    report.startOver()
    assert (report.state, report.question, report.sources.rows) == ("empty", {}, ())
    assert REPORTS[Language.ZH].rows[0].in_doubt


def camera_frame(*, page: int, table: int) -> QImage:
    picture = QImage(960, 720, QImage.Format.Format_RGB32)
    picture.fill(table * 0x010101)
    painter = QPainter(picture)
    painter.fillRect(60, 50, 840, 620, f"#{page:02x}{page:02x}{page:02x}")
    for line in range(90, 640, 22):
        for word in range(90, 840, 60):
            painter.drawText(word, line, "7.4 GLU")
    painter.end()
    return picture


async def test_frames_of_a_camera_are_judged_and_good_ones_take_the_photo(qapp) -> None:
    from PySide6.QtMultimedia import QVideoFrame, QVideoSink

    guide, sink, steady = CaptureGuide(), QVideoSink(), []
    guide.steady.connect(lambda: steady.append(True))
    guide.watch(sink)
    judged: list[str] = []
    guide.changed.connect(lambda: judged.append(guide.hint))
    changed = guide.changed
    try:
        sink.setVideoFrame(QVideoFrame(camera_frame(page=40, table=10)))
        await until(changed, lambda: len(judged) == 1, seconds=20)
        for number in range(STEADY_FRAMES):
            await asyncio.wrap_future(guide._running)
            sink.setVideoFrame(QVideoFrame(camera_frame(page=235, table=60)))
            await until(changed, lambda number=number: len(judged) == number + 2, seconds=20)
    finally:
        guide.close()
    assert judged == ["dark", *["good"] * STEADY_FRAMES]
    assert steady == [True]
    assert len(guide.corners) == 4


def test_photos_taken_lie_in_a_private_folder_until_they_are_read(qapp) -> None:
    guide = CaptureGuide()
    first, second = Path(guide.newFile()), Path(guide.newFile())
    assert first != second
    assert first.parent.stat().st_mode & 0o077 == 0
    first.write_bytes(b"photo")
    guide.discard()
    assert not first.parent.exists()


UNCLEAR = replace(
    REPORTS[Language.EN],
    rows=(
        ReportRowView(
            "P",
            "1.21",
            "mmol/L",
            "0.85–1.51",
            "none",
            "not judged",
            in_doubt=True,
            meanings=(ReportMeaning("phos", "Phosphate"), ReportMeaning("prog", "Progesterone")),
            history=(ReportPoint("2026-03-20", "1.21 mmol/L"), ReportPoint("2025-09-02", "1.02 mmol/L")),
            change="P: 1.02 mmol/L on 2025-09-02, now 1.21 mmol/L, higher.",
        ),
    ),
)


async def test_which_test_it_is_is_asked_with_big_answers(open_window, household, tmp_path) -> None:
    household.report.shown = UNCLEAR
    desktop = await open_window(screen="report", language=Language.EN)
    desktop.report.readFile(QUrl.fromLocalFile(str(tmp_path / "a.jpg")))
    await desktop.settle()
    assert any("which test is it, Phosphate or Progesterone?" in said for said in household.voice.said)
    assert "P: which test is it?" in texts(desktop.window)
    names = {item.objectName() for item in shown_items(desktop.window)}
    assert "report-answer-first" not in names
    find(desktop.window, "report-meaning-phos").click()
    await desktop.settle()
    assert household.report.names == [(0, "phos")]


async def test_whoever_does_not_know_which_test_it_is_goes_on(open_window, household, tmp_path) -> None:
    household.report.shown = UNCLEAR
    desktop = await open_window(screen="report", language=Language.EN)
    desktop.report.readFile(QUrl.fromLocalFile(str(tmp_path / "a.jpg")))
    await desktop.settle()
    find(desktop.window, "report-meaning-unknown").click()
    await desktop.settle()
    assert (household.report.names, household.report.corrections) == ([], [(0, "1.21")])


async def test_a_tapped_result_shows_it_over_time(open_window, household, tmp_path) -> None:
    household.report.shown = UNCLEAR
    desktop = await open_window(screen="report", language=Language.EN)
    desktop.report.readFile(QUrl.fromLocalFile(str(tmp_path / "a.jpg")))
    await desktop.settle()
    assert "Over time" not in texts(desktop.window)
    find(desktop.window, "report-row-0").click()
    await desktop.settle()
    shown = texts(desktop.window)
    assert "Over time" in shown
    assert UNCLEAR.rows[0].change in shown
    assert "2025-09-02  ·  1.02 mmol/L" in shown
