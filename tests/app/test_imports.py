"""What an import keeps, that it never keeps it twice, and that it can be taken back whole."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.exchange.columns import Meaning
from app.exchange.errors import CellProblem, ImportRefused
from app.exchange.import_draft import ImportFormat, LeftOut
from app.exchange.import_file import ImportOptions
from app.exchange.words import FORMAT_NAMES, LEFT_OUT_WORDS, MEANING_NAMES
from app.folders import Folders
from app.keys import DataKey
from app.people import Person
from app.records import raw
from app.records.database import open_database
from app.records.errors import InvalidEntry
from app.records.migration import load_migrations
from app.records.records import Change, Records, Sources, open_records
from app.records.timestamps import to_text
from assistant.conversation import Language
from device_io.journal import RawFrame
from device_io.reading import QualityFlag, Quantity, ReadingKind

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DERIVED = ("refinement", "clean", "clean_value", "conflict", "daily")
OMRON = (
    "Date,Time,Systolic (mmHg),Diastolic (mmHg),Pulse (bpm),Symptoms,Consumed,TruRead,Notes\n"
    "Nov 23 2026,08:05,128,79,72,-,-,-,before breakfast\n"
    "Nov 22 2026,21:10,135,85,70,-,-,-,-\n"
)
Frame = Callable[..., RawFrame]
Import = Callable[..., object]


def rows(records: Records, *tables: str) -> dict[str, list[tuple[object, ...]]]:
    with records._database.snapshot() as connection:
        return {
            table: sorted((tuple(row) for row in connection.execute(f"SELECT * FROM {table}")), key=repr)
            for table in tables
        }


@pytest.fixture
def bring(records: Records, person: Person, tmp_path: Path) -> Import:
    """Import a text as a file of that name."""

    def bring_it(text: str, name: str = "omron.csv", **options: object) -> object:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        draft = records.exchange.read(file, ImportOptions(**options))  # type: ignore[arg-type]
        return records.exchange.imports.store(draft, person, name)

    return bring_it


def test_rows_are_kept_as_they_came_and_become_readings(
    records: Records, person: Person, bring: Import
) -> None:
    stored = bring(OMRON)
    assert (stored.rows, stored.readings, stored.format) == (2, 2, ImportFormat.OMRON_CONNECT)
    assert records.exchange.imports.all() == (stored,)
    latest, earlier = records.readings(person)
    assert latest.reading.taken_at == datetime(2026, 11, 23, 0, 5, tzinfo=UTC)
    assert latest.reading.values["systolic"] == Quantity(Decimal(128), "mm[Hg]")
    assert latest.local_day == date(2026, 11, 23)
    assert latest.late, "history raises nothing"
    assert earlier.reading.values["pulse"].value == 70
    with records._database.snapshot() as connection:
        kept = [
            row["payload"] for row in connection.execute("SELECT payload FROM raw WHERE source = 'import'")
        ]
    assert b"before breakfast" in kept[0]
    assert b"Nov 23 2026" in kept[0]


def test_the_same_file_again_adds_nothing_and_a_longer_one_only_what_is_new(
    records: Records, person: Person, bring: Import
) -> None:
    bring(OMRON)
    before = rows(records, "raw", *DERIVED)
    again = bring(OMRON)
    assert (again.rows, again.readings) == (0, 0)
    assert rows(records, "raw", *DERIVED) == before
    longer = bring(OMRON + "Nov 21 2026,08:00,122,77,68,-,-,-,-\n")
    assert (longer.rows, longer.readings) == (1, 1)
    assert len(records.readings(person)) == 3
    assert len(records.exchange.imports.all()) == 2


def test_an_import_is_taken_back_as_if_it_had_never_been(
    records: Records, person: Person, bring: Import, frame: Frame
) -> None:
    records.refine(records.journal.append(frame()))
    before = rows(records, "clean", "clean_value", "conflict", "daily")
    stored = bring(OMRON)
    assert len(records.readings(person)) == 3
    undone = records.exchange.imports.undo(stored.id)
    assert undone.undone_at == NOW
    assert undone.readings == 0
    assert rows(records, "clean", "clean_value", "conflict", "daily") == before
    assert len(rows(records, "raw")["raw"]) == 3, "raw rows are never deleted"
    derived = rows(records, *DERIVED)
    records.rebuild()
    assert rows(records, *DERIVED) == derived
    with pytest.raises(InvalidEntry, match="taken back already"):
        records.exchange.imports.undo(stored.id)
    once_more = bring(OMRON)
    assert once_more.readings == 2, "what was taken back may come again"
    assert len(records.readings(person)) == 3


def test_a_rebuild_gives_the_same_rows(records: Records, bring: Import, frame: Frame) -> None:
    bring(OMRON)
    records.refine(records.journal.append(frame()))
    bring("datetime,bp,weight (lb),spo2\n2026-11-20 08:05,140/90,143.3,97\n", "table.csv")
    before = rows(records, *DERIVED)
    records.rebuild()
    assert rows(records, *DERIVED) == before


def test_what_a_device_sent_before_is_not_counted_again(
    records: Records, person: Person, bring: Import, frame: Frame
) -> None:
    at = datetime(2026, 11, 23, 0, 5, 40, tzinfo=UTC)
    sent = records.refine(records.journal.append(frame(128, 79, 72, at=at)))
    stored = bring(OMRON)
    assert stored.readings == 1, "the file states minutes; the device measured within that minute"
    assert sent in records.readings(person)
    assert len(records.readings(person)) == 2


def test_what_a_device_sends_after_the_file_is_not_counted_again_and_comes_back_with_undo(
    records: Records, person: Person, bring: Import, frame: Frame
) -> None:
    stored = bring(OMRON)
    at = datetime(2026, 11, 23, 0, 5, 40, tzinfo=UTC)
    records.refine(records.journal.append(frame(128, 79, 72, at=at)))
    assert len(records.readings(person)) == 2
    records.exchange.imports.undo(stored.id)
    (only,) = records.readings(person)
    assert only.device_model == "virtual cuff"


def test_other_values_in_the_same_minute_are_another_measurement(
    records: Records, person: Person, bring: Import, frame: Frame
) -> None:
    at = datetime(2026, 11, 23, 0, 5, 40, tzinfo=UTC)
    records.refine(records.journal.append(frame(129, 79, 72, at=at)))
    bring(OMRON)
    assert len(records.readings(person)) == 3


def test_an_imported_value_no_body_has_is_kept_and_flagged(
    records: Records, person: Person, bring: Import
) -> None:
    bring("date,time,sys,dia\n2026-11-23,08:05,79,128\n", "table.csv")
    (reading,) = records.readings(person)
    assert not reading.plausible
    assert QualityFlag.IMPLAUSIBLE in reading.reading.flags


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date,time,sys,dia\n2027-11-23,08:05,128,79\n", "row 2: 2027-11-23 08:05 is in the future"),
        ("date,time,sys (kg),dia\n2026-11-23,08:05,128,79\n", "row 2: The systolic cannot be in kg"),
        ("date,time,weight\n2026-11-23,08:05,999999999\n", "row 2: the weight is not a number that can"),
    ],
)
def test_what_cannot_be_kept_refuses_the_whole_file(
    records: Records, person: Person, bring: Import, text: str, words: str
) -> None:
    good = "\n2026-11-22,08:05,128,79\n"
    with pytest.raises(ImportRefused, match=words):
        bring(text + good.strip() if "weight" not in text else text, "table.csv")
    assert rows(records, "raw", "import_batch", "import_row") == {
        "raw": [],
        "import_batch": [],
        "import_row": [],
    }


def test_imports_belong_to_their_person_and_are_announced(
    records: Records, person: Person, bring: Import, tmp_path: Path
) -> None:
    heard: list[Change] = []
    records.subscribe(heard.append)
    other = records.household.add("李明")
    stored = bring(OMRON)
    file = tmp_path / "omron.csv"
    theirs = records.exchange.imports.store(records.exchange.read(file), other, "omron.csv")
    assert theirs.rows == 2, "the same file may be two people's"
    assert records.exchange.imports.all(person) == (stored,)
    assert len(records.readings(other)) == 2
    bring(OMRON)
    assert heard == [Change.READINGS, Change.READINGS]


def test_imported_readings_enter_views_like_others(records: Records, person: Person, bring: Import) -> None:
    bring(OMRON)
    trend = records.trend(person, ReadingKind.BLOOD_PRESSURE, "systolic", 7, NOW, Language.EN)
    assert trend.n == 2
    assert trend.points[-1].taken_at == NOW - timedelta(days=1, minutes=55)


def test_every_word_about_files_is_there_in_both_languages() -> None:
    for words, members in ((FORMAT_NAMES, ImportFormat), (LEFT_OUT_WORDS, LeftOut), (MEANING_NAMES, Meaning)):
        assert set(words) == set(members)
        assert all(set(names) == set(Language) and all(names.values()) for names in words.values())
    problem = CellProblem(3, "高压", "x")
    assert problem.where(Language.ZH) == "第 3 行“高压”列"
    assert problem.where(Language.EN) == "row 3, column '高压'"


def test_records_of_before_there_were_imports_take_them_too(
    folders: Folders, key: DataKey, frame: Frame, tmp_path: Path
) -> None:
    before = [step for step in load_migrations() if step.version < 11]
    database = open_database(folders.database_file, key.secret, lambda: NOW, before)
    with database.transaction() as connection:
        raw.insert(
            connection,
            {
                "source": "manual",
                "payload": b"{}",
                "received_at": to_text(NOW),
                "time_zone": "UTC",
                "session_id": "a",
            },
        )
    database.close()
    records = open_records(folders, key, "CN", "Asia/Shanghai", Sources(now=lambda: NOW))
    try:
        (person,) = records.household.people()
        file = tmp_path / "omron.csv"
        file.write_text(OMRON)
        stored = records.exchange.imports.store(records.exchange.read(file), person)
        assert stored.readings == 2
        kept = rows(records, "raw")["raw"]
        assert sorted(str(row[1]) for row in kept) == ["import", "import", "manual"]
    finally:
        records.close()
