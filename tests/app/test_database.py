import os
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.records.database import Database, connect, open_database
from app.records.errors import (
    DamagedDatabase,
    NewerDatabase,
    RecordsError,
    StorageFull,
    WrongKey,
)
from app.records.instance_lock import AlreadyRunning
from app.records.migration import Migration, load_migrations

KEY = bytes(range(32))


def now() -> datetime:
    return datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def open_it(path: Path, key: bytes = KEY, migrations: tuple[Migration, ...] | None = None) -> Database:
    return open_database(path, key, now, migrations)


def add_person(database: Database, name: str) -> None:
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO person (id, display_name, created_at) VALUES (?, ?, '2026-11-24')", (name, name)
        )


def people(database: Database) -> list[str]:
    with database.snapshot() as connection:
        return [row["id"] for row in connection.execute("SELECT id FROM person ORDER BY id")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "records.db"


def test_what_is_written_is_encrypted_private_and_there_again(path: Path) -> None:
    database = open_it(path)
    add_person(database, "王秀兰 Margaret")
    for file in path.parent.iterdir():
        assert b"Margaret" not in file.read_bytes()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    database.close()
    database = open_it(path)
    assert people(database) == ["王秀兰 Margaret"]
    database.close()


def test_the_promises_of_durability_are_switched_on(path: Path) -> None:
    database = open_it(path)
    with database.transaction() as connection:
        settings = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "temp_store")
        ]
    assert settings == ["wal", 2, 1, 2]
    database.close()


def test_a_wrong_key_is_said_and_the_file_stays_as_it_is(path: Path) -> None:
    open_it(path).close()
    before = path.read_bytes()
    with pytest.raises(WrongKey, match="put back the key"):
        open_it(path, bytes(32))
    assert path.read_bytes() == before
    open_it(path).close()


def test_records_of_a_newer_version_are_refused_untouched(path: Path) -> None:
    newest = load_migrations()[-1].version
    open_it(path, migrations=(*load_migrations(), Migration(newest + 1, "CREATE TABLE later (a)"))).close()
    before = path.read_bytes()
    with pytest.raises(NewerDatabase, match="install the newer version"):
        open_it(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.glob("*.db*")] == ["records.db"]


@pytest.mark.parametrize("content", [b"not a database " * 1000, b"SQLite format 3\x00" + bytes(4080)])
def test_a_file_that_is_no_database_is_never_replaced(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(RecordsError):
        open_it(path)
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    tmp_path.joinpath("file").write_text("in the way")
    with pytest.raises(RecordsError, match="check its access rights"):
        open_it(tmp_path / "file" / "records.db")


def test_a_start_that_was_cut_off_is_begun_again(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    open_it(path).close()


def test_a_flipped_bit_is_found_and_never_read_as_a_value(path: Path) -> None:
    database = open_it(path)
    for number in range(300):
        add_person(database, f"person {number:04}" * 20)
    expected = people(database)
    database.close()
    whole = path.read_bytes()
    for offset in range(40, len(whole), len(whole) // 12):
        damaged = bytearray(whole)
        damaged[offset] ^= 0x10
        path.write_bytes(damaged)
        try:
            database = open_it(path)
        except (DamagedDatabase, WrongKey):
            continue
        try:
            with pytest.raises(DamagedDatabase, match="last backup"):
                database.check()
            try:
                assert people(database) == expected
            except DamagedDatabase:
                continue
        finally:
            database.close()


def test_a_truncated_file_is_found(path: Path) -> None:
    database = open_it(path)
    for number in range(300):
        add_person(database, f"person {number:04}" * 20)
    database.close()
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(RecordsError, match=r"damaged|do not open"):  # noqa: PT012
        database = open_it(path)
        try:
            people(database)
        finally:
            database.close()


def test_a_second_instance_is_refused_until_the_first_ends(path: Path) -> None:
    database = open_it(path)
    with pytest.raises(AlreadyRunning, match="already running"):
        open_it(path)
    database.close()
    open_it(path).close()


def test_a_full_disk_is_said_and_what_was_saved_stays(path: Path) -> None:
    database = open_it(path)
    add_person(database, "first")
    with database.transaction() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(StorageFull, match="free some space"):
        add_person(database, "x" * 100_000)
    assert people(database) == ["first"]
    add_person(database, "second")
    database.close()


def test_a_failed_transaction_leaves_nothing(path: Path) -> None:
    database = open_it(path)
    with pytest.raises(RecordsError), database.transaction() as connection:
        connection.execute(
            "INSERT INTO person (id, display_name, created_at) VALUES ('a', 'a', 'x'), ('a', 'twice', 'x')"
        )
    add_person(database, "b")
    assert people(database) == ["b"]
    database.close()


def test_raw_rows_cannot_be_changed_or_deleted(path: Path) -> None:
    database = open_it(path)
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO raw (source, payload, received_at, time_zone, session_id) VALUES ('manual', x'00', '', '', '')"
        )
    for statement in ("UPDATE raw SET payload = x'01'", "DELETE FROM raw"):
        with pytest.raises(RecordsError, match="never"), database.transaction() as connection:
            connection.execute(statement)
    database.close()


def test_many_threads_write_and_read_without_a_busy_error(path: Path) -> None:
    database = open_it(path)
    failures: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            for number in range(40):
                add_person(database, f"{worker}-{number}")
                people(database)
        except RecordsError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(people(database)) == 160
    database.close()


def test_readers_see_the_last_commit_while_a_write_is_open(path: Path) -> None:
    database = open_it(path)
    with database.transaction() as connection:
        connection.execute("INSERT INTO person (id, display_name, created_at) VALUES ('a', 'a', 'x')")
        seen: list[list[str]] = []
        reader = threading.Thread(target=lambda: seen.append(people(database)))
        reader.start()
        reader.join(timeout=10)
        assert seen == [[]]
    assert people(database) == ["a"]
    database.close()


def test_a_migration_keeps_the_data_and_a_readable_backup_of_before(path: Path) -> None:
    database = open_it(path)
    add_person(database, "kept")
    database.close()
    later = Migration(
        load_migrations()[-1].version + 1, "ALTER TABLE person ADD COLUMN colour TEXT;\n-- done"
    )
    database = open_it(path, migrations=(*load_migrations(), later))
    with database.snapshot() as connection:
        assert [tuple(row) for row in connection.execute("SELECT id, colour FROM person")] == [("kept", None)]
    database.close()
    (backup,) = (path.parent / "backups").glob("*.db")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    copy = connect(backup, KEY)
    assert copy.execute("PRAGMA user_version").fetchone()[0] == later.version - 1
    assert copy.execute("SELECT id FROM person").fetchone()[0] == "kept"
    copy.close()


def test_a_migration_that_fails_leaves_the_version_before_it(path: Path) -> None:
    database = open_it(path)
    add_person(database, "kept")
    database.close()
    broken = Migration(load_migrations()[-1].version + 1, "DELETE FROM person; SELECT no_such_function();")
    with pytest.raises(RecordsError):
        open_it(path, migrations=(*load_migrations(), broken))
    database = open_it(path)
    assert people(database) == ["kept"]
    database.close()


def test_migrations_are_numbered_without_a_gap() -> None:
    versions = [migration.version for migration in load_migrations()]
    assert versions == list(range(1, len(versions) + 1))
