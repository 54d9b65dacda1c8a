"""Home, report, shell: what they show and do, without a window."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from fake_ports import FakeHousehold
from PySide6.QtCore import QUrl

from assistant.conversation import Language
from ui.view_models.home import HomeViewModel
from ui.view_models.report import ReportViewModel
from ui.view_models.shell import Appearance, ShellViewModel
from ui.view_models.tasks import Tasks

CHINA = timezone(timedelta(hours=8))


@pytest.fixture
async def unexpected() -> list[str]:
    return []


@pytest.fixture
async def tasks(unexpected: list[str]) -> AsyncIterator[Tasks]:
    tasks = Tasks(lambda: unexpected.append("!"))
    yield tasks
    await tasks.close()


@pytest.mark.parametrize(
    ("hour", "part"), [(5, "morning"), (11, "morning"), (12, "afternoon"), (18, "evening")]
)
async def test_home_greets_by_the_hour(household: FakeHousehold, tasks: Tasks, hour: int, part: str) -> None:
    home = HomeViewModel(
        household.home, tasks, Language.ZH, lambda: datetime(2026, 11, 23, hour, tzinfo=CHINA)
    )
    home.refresh()
    await tasks.idle()
    assert home.dayPart == part
    assert home.name == "王奶奶"
    assert [tile.value for tile in home.tiles.rows] == ["128/79", "97", "7.4"]
    assert not home.empty


async def test_home_says_what_the_household_has_to_know(household: FakeHousehold, tasks: Tasks) -> None:
    household.home.notices = ("The disk is nearly full.",)
    home = HomeViewModel(household.home, tasks, Language.ZH, lambda: datetime(2026, 11, 23, tzinfo=CHINA))
    home.refresh()
    await tasks.idle()
    assert home.notices == ["The disk is nearly full."]


async def test_home_follows_changes_from_any_thread(household: FakeHousehold, tasks: Tasks) -> None:
    home = HomeViewModel(household.home, tasks, Language.ZH, lambda: datetime(2026, 11, 23, tzinfo=CHINA))
    shown = asyncio.Event()
    home.changed.connect(shown.set)
    teller = threading.Thread(target=household.home.announce)
    teller.start()
    await asyncio.wait_for(shown.wait(), 5)
    teller.join()
    assert home.tiles.rows
    home.close()
    assert household.home.callbacks == []


async def test_home_reads_once_more_when_told_while_reading(household: FakeHousehold, tasks: Tasks) -> None:
    home = HomeViewModel(household.home, tasks, Language.ZH, lambda: datetime(2026, 11, 23, tzinfo=CHINA))
    for _ in range(50):
        home.refresh()
    await tasks.idle()
    assert 1 <= household.home.reads <= 2


async def test_home_says_when_nothing_was_measured_and_when_it_cannot_look(
    household: FakeHousehold, tasks: Tasks
) -> None:
    household.home.tiles[Language.ZH] = ()
    home = HomeViewModel(household.home, tasks, Language.ZH, lambda: datetime(2026, 11, 23, tzinfo=CHINA))
    assert not home.empty
    home.refresh()
    await tasks.idle()
    assert home.empty
    household.home.failure = "打不开记录，请重新打开小听。"
    home.refresh()
    await tasks.idle()
    assert home.failure == "打不开记录，请重新打开小听。"
    assert not home.empty


async def test_a_report_is_read_and_put_away(household: FakeHousehold, tasks: Tasks, tmp_path: Path) -> None:
    stages: list[str] = []
    report = ReportViewModel(household.report, tasks, Language.ZH)
    report.changed.connect(lambda: stages.append(report.stage))
    photo = QUrl.fromLocalFile(str(tmp_path / "report.jpg"))
    report.readFile(photo)
    assert report.state == "reading"
    await tasks.idle()
    assert report.state == "done"
    assert household.report.read_paths == [str(tmp_path / "report.jpg")]
    assert "正在看照片" in stages
    assert report.doubts == 1
    assert [row.flag for row in report.rows.rows] == ["high", "none", "low"]
    report.startOver()
    assert (report.state, report.rows.rows) == ("empty", ())


async def test_only_files_are_read(household: FakeHousehold, tasks: Tasks) -> None:
    report = ReportViewModel(household.report, tasks, Language.ZH)
    report.readFile(QUrl("https://example.com/report.jpg"))
    await tasks.idle()
    assert (report.state, household.report.read_paths) == ("empty", [])


async def test_a_bad_photo_says_why(household: FakeHousehold, tasks: Tasks, tmp_path: Path) -> None:
    household.report.failure = "照片太暗了，请开灯再拍一张。"
    report = ReportViewModel(household.report, tasks, Language.ZH)
    report.readFile(QUrl.fromLocalFile(str(tmp_path / "dark.jpg")))
    await tasks.idle()
    assert (report.state, report.failure) == ("failed", "照片太暗了，请开灯再拍一张。")


async def test_stopping_a_report_forgets_it(household: FakeHousehold, tasks: Tasks, tmp_path: Path) -> None:
    household.report.gate = asyncio.get_running_loop().create_future()
    report = ReportViewModel(household.report, tasks, Language.ZH)
    report.readFile(QUrl.fromLocalFile(str(tmp_path / "slow.jpg")))
    await asyncio.sleep(0)
    report.startOver()
    await tasks.idle()
    assert (report.state, report.rows.rows) == ("empty", ())


async def test_the_shell_remembers_how_it_looks() -> None:
    remembered: list[Appearance] = []
    shell = ShellViewModel(Appearance(Language.ZH, "light", 1.0), remembered.append, camera=lambda: False)
    shell.setLanguage("en")
    shell.setTheme("contrast")
    shell.setTextScale(1.5)
    shell.setTextScale(1.5)
    assert remembered[-1] == Appearance(Language.EN, "contrast", 1.5)
    assert len(remembered) == 3
    with pytest.raises(ValueError, match="no theme"):
        shell.setTheme("pink")
    with pytest.raises(ValueError, match="no screen"):
        shell.show("cellar")
    with pytest.raises(ValueError, match="times its size"):
        shell.setTextScale(9.0)


async def test_an_unexpected_error_is_logged_and_told(
    tasks: Tasks, unexpected: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def break_down() -> None:
        raise ZeroDivisionError

    tasks.start(break_down())
    await tasks.idle()
    await asyncio.sleep(0)
    assert unexpected == ["!"]
    assert "ZeroDivisionError" in caplog.text


async def test_nothing_starts_after_closing(tasks: Tasks) -> None:
    ran: list[str] = []

    async def late() -> None:
        ran.append("late")

    say = tasks.on_loop(ran.append)
    await tasks.close()
    assert tasks.start(late()) is None
    say("late")
    assert ran == []
