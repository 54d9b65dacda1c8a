"""Every page of a station can be heard and pressed, fits a standing and a lying screen, and leads nowhere else."""

from __future__ import annotations

import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QAccessible, QDesktopServices
from test_accessibility import faults, focused_out_of_sight, silent_texts, small_texts
from test_screens import beyond_the_edge, cut
from waiting import until

from app.folders import Folders
from app.kiosk.serving import Serving
from app.kiosk.station import Station
from app.settings import Settings
from assistant.conversation import Language
from device_io.reading import Quantity, ReadingKind
from ui.kiosk.lockdown import Lockdown, keep_links
from ui.kiosk.pictures import at
from ui.kiosk.process import keep_temporary_files_in
from ui.kiosk.staff_process import StaffHouse, StaffPlace, panel
from ui.kiosk.visit_process import VisitHouse, VisitPlace, visit
from ui.view_models.capture import CaptureGuide
from ui.view_models.staff import TABS

STANDING, LYING, SMALL = QSize(1080, 1920), QSize(1280, 800), QSize(1024, 768)
PAGES = ("attract", "consent", "choose", "measure", "talk", "photo", "take_away")


@pytest.fixture(autouse=True)
def screen_reader() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
async def visiting(station: Station, station_folders: Folders, tmp_path: Path) -> AsyncIterator[VisitHouse]:
    folder = tmp_path / "visit"
    folder.mkdir()
    place = VisitPlace(folder, station_folders, Settings(language="en"))
    async with at(Serving(station), "visit") as client, AsyncExitStack() as stack:
        inside = await visit(place, client, stack, offscreen=True)
        inside.window.show()
        await inside.settle()
        yield inside


@pytest.fixture
async def staff_panel(
    station: Station, station_folders: Folders, tmp_path: Path
) -> AsyncIterator[StaffHouse]:
    async with at(Serving(station), "staff") as client, AsyncExitStack() as stack:
        house = VisitPlace(tmp_path, station_folders, Settings(language="en")).services()
        stack.callback(house.close)
        place = StaffPlace(house, tmp_path / "exports", Language.EN)
        shown = await panel(client, stack, place, offscreen=True, closes=True)
        shown.window.show()
        await shown.settle()
        yield shown


def looks(inside: VisitHouse | StaffHouse) -> Iterator[str]:
    """Every shape of the screen and size of the text, each said as a word."""
    root, shell = inside.window.window.root, inside.window.window.shell
    for shape in (STANDING, LYING, SMALL):
        root.resize(shape)
        for scale in (1.0, 1.5, 2.0):
            shell.setTextScale(scale)
            yield f"{shape.width()} wide, text {scale}"


def wrong(inside: VisitHouse | StaffHouse) -> list[str]:
    window = inside.window.window.root
    return [
        *faults(window),
        *small_texts(window),
        *silent_texts(window),
        *(f"beyond the edge: {item}" for item in beyond_the_edge(window)),
        *(f"cut: {text}" for text in cut(window)),
    ]


async def on_page(inside: VisitHouse, page: str, language: Language) -> None:
    if page == "attract":
        return
    if page == "consent":
        inside.visit.start(language.value)
        return
    if page == "choose":
        inside.visit.agree()
        await until(inside.visit.changed, lambda: inside.visit.page == "choose")
        house = inside.house
        oxygen = {"spo2": Quantity(Decimal(97), "%"), "pulse": Quantity(Decimal(76), "/min")}
        house.records.add_manual(ReadingKind.SPO2, oxygen, house.now(), house.person)
        await until(inside.home.changed, lambda: bool(inside.home.tiles.rows))
    inside.visit.choose(page)


@pytest.mark.parametrize("language", list(Language))
async def test_every_page_of_a_visit_is_whole_in_every_look(visiting: VisitHouse, language: Language):
    found = {}
    for page in PAGES:
        await on_page(visiting, page, language)
        for look in looks(visiting):
            await visiting.settle()
            if here := wrong(visiting):
                found[f"{page}, {look}"] = here
    assert found == {}
    assert visiting.window.window.warnings == []


async def test_what_tab_leads_to_is_scrolled_into_sight_on_a_small_screen(visiting: VisitHouse):
    window = visiting.window.window.root
    window.resize(SMALL)
    visiting.window.window.shell.setTextScale(2.0)
    found = {}
    for page in PAGES:
        await on_page(visiting, page, Language.EN)
        await visiting.settle()
        if here := focused_out_of_sight(window):
            found[page] = here
    assert found == {}


async def test_every_part_of_the_staff_panel_is_whole_in_every_look(staff_panel: StaffHouse):
    found = {}
    for part in ("door", *TABS):
        if part == TABS[0]:
            staff_panel.staff.setUp("Wang", "274905")
            await until(staff_panel.staff.changed, lambda: bool(staff_panel.staff.open))
        if part != "door":
            staff_panel.staff.showTab(part)
        for look in looks(staff_panel):
            await staff_panel.settle()
            if here := wrong(staff_panel):
                found[f"{part}, {look}"] = here
    assert found == {}
    assert staff_panel.window.window.warnings == []


def test_a_visitor_is_a_guest_whose_questions_stay_here(station_folders: Folders, tmp_path: Path):
    place = VisitPlace(tmp_path, station_folders, Settings(language="en"))
    house = place.services()
    assert house.guest
    assert not house.settings.cloud.enabled
    house.close()


def test_a_photo_that_is_being_taken_lies_in_the_folder_of_the_visit(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", tempfile.tempdir)
    monkeypatch.setenv("TMPDIR", tempfile.gettempdir())
    keep_temporary_files_in(tmp_path / "temporary")
    guide = CaptureGuide()
    assert Path(guide.newFile()).is_relative_to(tmp_path / "temporary")
    guide.close()
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize(
    "address", ["https://example.org", "file:///etc/passwd", "mailto:a@example.org", "tel:120"]
)
def test_no_address_opens_another_program(qapp, address: str):
    lockdown, calls = Lockdown(lambda: None), []
    lockdown.call_wanted.connect(lambda: calls.append(True))
    keep_links(lockdown)
    QDesktopServices.openUrl(QUrl(address))
    assert calls == [True] * (address == "tel:120")


def test_no_page_of_a_station_reaches_a_file_dialog():
    qml = Path(str(files("ui") / "qml"))
    by_name = {path.stem: path for path in qml.rglob("*.qml")}
    reached, waiting = set(), ["Frame", "Visit", "Staff"]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in by_name:
            continue
        reached.add(name)
        written = by_name[name].read_text(encoding="utf-8")
        assert not re.search(r"QtQuick\.Dialogs|Qt\.labs\.platform|FileDialog|FolderDialog", written), name
        waiting += re.findall(r"\b([A-Z]\w+)\s*\{", written) + re.findall(r"(\w+)\.qml", written)
    assert {"CameraView", "ConversationScreen", "AddDevice", "StaffQueue"} <= reached
