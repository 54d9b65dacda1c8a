"""Damaged records: no wrong number is read, the copy takes their place, what can be read is rescued."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.folders import Folders, open_folders
from app.keys import DataKey
from app.records import standby
from app.records.database import connect, damage_mark, open_database
from app.records.errors import BackupFailed, DamagedDatabase, RecordsError
from app.records.records import Records, Sources, open_records
from app.records.recovery import open_or_recover
from assistant.conversation import Language
from device_io.journal import RawFrame
from ui.benchmarks.faults.damage import flip_bits

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
Frame = Callable[..., RawFrame]


def fill(records: Records, frame: Frame, first: int, last: int) -> None:
    start = NOW - timedelta(days=40)
    frames = [frame(120 + number % 9, at=start + timedelta(hours=number)) for number in range(first, last)]
    records.refine(records.journal.append_all(frames)[-1])


def values(records: Records) -> dict[int, str]:
    (person,) = records.household.people()
    return {one.id: repr(one.reading) for one in records.readings(person, limit=10_000)}


@pytest.fixture
def opened(folders: Folders, key: DataKey) -> Callable[[], Records]:
    return lambda: open_records(folders, key, "CN", "Asia/Shanghai", Sources(now=lambda: NOW))


def test_flipped_bits_show_no_wrong_number_and_are_recovered_from(tmp_path: Path) -> None:
    found = flip_bits(tmp_path, 150, 12)
    assert found.silently_wrong == 0
    assert found.recovered > 0
    assert found.recovered + found.harmless == 12


@pytest.mark.parametrize("damage", ["first page", "zeroed page", "cut in half", "another file"])
def test_a_damaged_file_is_put_aside_and_the_copy_takes_its_place(
    folders: Folders, opened: Callable[[], Records], frame: Frame, damage: str
) -> None:
    records = opened()
    fill(records, frame, 0, 60)
    assert records.keep_copy()
    assert not records.keep_copy(), "one a day"
    fill(records, frame, 60, 70)
    truth = values(records)
    records.close()
    path = folders.database_file
    whole = bytearray(path.read_bytes())
    match damage:
        case "first page":
            whole[40] ^= 1
        case "zeroed page":
            whole[4096 * 2 : 4096 * 4] = bytes(4096 * 2)
        case "cut in half":
            del whole[len(whole) // 2 :]
        case "another file":
            whole = bytearray(os.urandom(len(whole)))
    path.write_bytes(whole)
    damage_mark(path).touch()
    records = opened()
    found = values(records)
    assert found.items() <= truth.items(), "never a wrong number"
    assert len(found) >= 60
    recovery = records.recovery
    assert recovery is not None
    assert recovery.copy_made_at == NOW
    assert recovery.rescued == len(found) - 60
    assert (recovery.quarantine / "records.db").read_bytes() == bytes(whole)
    assert str(recovery.rescued) in recovery.words(Language.EN, "Asia/Shanghai")
    assert "2026-11-24 09:00" in recovery.words(Language.ZH, "Asia/Shanghai")
    fill(records, frame, 70, 72)
    records.check()
    records.close()
    records = opened()
    assert records.recovery is None
    assert not damage_mark(path).exists()
    assert len(values(records)) == len(found) + 2
    records.close()


def test_rows_behind_the_copy_are_rescued_from_the_damaged_file(
    folders: Folders, opened: Callable[[], Records], frame: Frame
) -> None:
    """Damage to an index alone costs nothing: every received row is still readable."""
    records = opened()
    fill(records, frame, 0, 40)
    records.keep_copy()
    fill(records, frame, 40, 80)
    records.household.add("李明")
    truth = values_of_first(records)
    with records._database.snapshot() as connection:
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'clean_by_time'"
        ).fetchone()[0]
    records.close()
    path = folders.database_file
    whole = bytearray(path.read_bytes())
    whole[4096 * (page - 1) + 100] ^= 1
    path.write_bytes(whole)
    damaged = opened()
    with pytest.raises(DamagedDatabase, match="damaged"):
        damaged.check()
    damaged.close()
    assert damage_mark(path).exists(), "the next start looks at every page"
    records = opened()
    assert records.recovery is not None
    assert (records.recovery.rescued, records.recovery.lost) == (40, 0)
    assert values_of_first(records) == truth
    assert len(records.household.people()) == 2
    records.close()


def values_of_first(records: Records) -> dict[int, str]:
    person = records.household.people()[0]
    return {one.id: repr(one.reading) for one in records.readings(person, limit=10_000)}


def test_without_a_copy_a_damaged_file_stays_where_it_is(
    folders: Folders, opened: Callable[[], Records], frame: Frame
) -> None:
    records = opened()
    fill(records, frame, 0, 5)
    records.close()
    path = folders.database_file
    whole = bytearray(path.read_bytes())
    whole[40] ^= 1
    path.write_bytes(whole)
    with pytest.raises(RecordsError):
        opened()
    assert path.read_bytes() == bytes(whole)
    assert not (path.parent / "quarantine").exists()


def test_a_log_of_other_records_is_not_read_as_ours(
    folders: Folders, opened: Callable[[], Records], frame: Frame, tmp_path: Path
) -> None:
    records = opened()
    fill(records, frame, 0, 10)
    records.keep_copy()
    truth = values(records)
    records.close()
    other = open_records(open_folders(tmp_path / "other"), DataKey(KEY[::-1], None))  # type: ignore[arg-type]
    stray = other._database.path.with_name("records.db-wal").read_bytes()
    other.close()
    folders.database_file.with_name("records.db-wal").write_bytes(stray)
    records = opened()
    assert values(records).items() <= truth.items()
    records.check()
    records.close()


def test_a_mark_without_damage_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    open_database(path, KEY, lambda: NOW).close()
    damage_mark(path).touch()
    database, recovery = open_or_recover(path, KEY, lambda: NOW)
    assert recovery is None
    assert not damage_mark(path).exists()
    database.close()


def test_only_the_newest_copies_are_kept_and_none_unverified(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    database = open_database(path, KEY, lambda: NOW)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / f"records-version-1-x.db{standby.UNVERIFIED}").write_bytes(b"cut off")
    for day in range(5):
        database.keep_copy(lambda day=day: NOW + timedelta(days=day))  # type: ignore[misc]
    made = [standby.made_at(copy) for copy in standby.copies(path)]
    assert made == [NOW + timedelta(days=day) for day in (4, 3, 2)]
    assert len(list((tmp_path / "backups").iterdir())) == 3
    assert standby.is_due(path, NOW + timedelta(days=5))
    assert not standby.is_due(path, NOW + timedelta(days=4, hours=23))
    database.close()


def test_a_copy_that_cannot_be_verified_is_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    open_database(path, KEY, lambda: NOW).close()

    def forgetful(place: Path) -> object:
        """Open a file on a disk that does not keep what it was given."""
        connection = connect(place, KEY)

        def forget(statement: str) -> None:
            if "journal_mode" in statement:
                with place.open("r+b") as file:
                    file.seek(4096 + 500)
                    file.write(bytes(100))

        connection.set_trace_callback(forget)
        return connection

    source = connect(path, KEY)
    with pytest.raises(BackupFailed, match="could not be verified"):
        standby.make_copy(source, forgetful, path, lambda: NOW)
    source.close()
    assert standby.copies(path) == []
