"""Backups over the real database: online, encrypted, proven, and restored on another machine."""

import hashlib
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.backup import backup
from app.backup.container import CHUNK_BYTES, SealedReader, SealedWriter, Secrets
from app.backup.errors import BackupNotMade, BackupUnusable, RestoreRefused, WrongSecret
from app.backup.manifest import count_tables
from app.backup.recovery_code import looks_like_one, new_recovery_code, normalised
from app.folders import Folders, open_folders
from app.keys import DataKey, KeyStatus, KeyStorage
from app.people import Person
from app.records.database import connect
from app.records.errors import NewerDatabase, RecordsError
from app.records.migration import load_migrations
from app.records.records import Records, open_records
from device_io.journal import RawFrame
from device_io.reading import Quantity, ReadingKind

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PASSPHRASE = Secrets(passphrase="four words make one phrase")
PHOTO = b"a photo of a report " * 5000
Frame = Callable[..., RawFrame]


def now() -> datetime:
    return NOW


@pytest.fixture
def other_key() -> DataKey:
    return DataKey(bytes(range(100, 132)), KeyStatus(KeyStorage.MEMORY, "of another machine"))


@pytest.fixture
def filled(records: Records, person: Person, frame: Frame) -> Records:
    """Records with frames, a typed reading and a report with its photo."""
    for minutes in range(3):
        records.refine(records.journal.append(frame(120 + minutes, at=NOW - timedelta(minutes=5 + minutes))))
    records.add_manual(
        ReadingKind.WEIGHT, {"weight": Quantity(Decimal("64.3"), "kg")}, NOW - timedelta(days=1), person
    )
    records.store_report(person, [{"printed_name": "葡萄糖"}], hashlib.sha256(PHOTO).hexdigest(), PHOTO)
    return records


@pytest.fixture
def made(filled: Records, folders: Folders, key: DataKey, tmp_path: Path) -> Path:
    """A backup of the filled records, made while they are open."""
    file = tmp_path / "household.backup"
    backup.create(folders, key, file, PASSPHRASE, now)
    return file


def contents(folders: Folders, key: DataKey) -> object:
    connection = connect(folders.database_file, key.secret)
    try:
        return count_tables(connection)
    finally:
        connection.close()


def test_every_row_and_photo_comes_back_on_another_machine_under_its_own_key(
    made: Path,
    filled: Records,
    person: Person,
    folders: Folders,
    key: DataKey,
    other_key: DataKey,
    tmp_path: Path,
) -> None:
    before = contents(folders, key)
    elsewhere = open_folders(tmp_path / "another machine")
    summary = backup.restore(made, PASSPHRASE, elsewhere, other_key)
    assert contents(elsewhere, other_key) == before
    assert summary.photos == 1
    assert summary.created_at == NOW
    with pytest.raises(RecordsError, match="do not open with the key"):
        open_records(elsewhere, key)
    restored = open_records(elsewhere, other_key, "CN", "Asia/Shanghai")
    try:
        (same,) = restored.household.people()
        assert restored.readings(same) == filled.readings(person)
        (report,) = restored.reports(same)
        assert restored.report_photo(report) == PHOTO
        restored.check()
    finally:
        restored.close()
    assert not [path for path in elsewhere.data.iterdir() if path.name.startswith(".listenwell")]


def test_nothing_personal_can_be_read_in_the_file(made: Path) -> None:
    content = made.read_bytes()
    assert "葡萄糖".encode() not in content
    assert b"a photo of" not in content
    assert b"SQLite" not in content
    assert b"manifest" not in content
    assert made.stat().st_mode & 0o077 == 0


def test_a_backup_is_one_moment_while_readings_keep_coming(
    filled: Records, frame: Frame, folders: Folders, key: DataKey, other_key: DataKey, tmp_path: Path
) -> None:
    stop, began = threading.Event(), threading.Event()

    def write() -> None:
        minutes = 0
        while not stop.is_set():
            minutes += 1
            filled.refine(filled.journal.append(frame(125, at=NOW - timedelta(minutes=10 + minutes))))
            began.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert began.wait(20)
        file = tmp_path / "online.backup"
        backup.create(folders, key, file, PASSPHRASE, now)
    finally:
        stop.set()
        writer.join()
    elsewhere = open_folders(tmp_path / "elsewhere")
    backup.restore(file, PASSPHRASE, elsewhere, other_key)
    connection = connect(elsewhere.database_file, other_key.secret)
    try:
        raw, refined = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("raw", "refinement")
        )
    finally:
        connection.close()
    assert raw >= 5
    assert refined >= raw - 2, "a frame is committed, then refined; a report row is not refined"


def test_a_photo_that_was_damaged_before_does_not_stop_the_rest(
    filled: Records, folders: Folders, key: DataKey, tmp_path: Path
) -> None:
    (photo,) = (folders.data / "photos").iterdir()
    photo.write_bytes(photo.read_bytes()[:-1] + b"\0")
    summary = backup.create(folders, key, tmp_path / "x.backup", PASSPHRASE, now)
    assert (summary.photos, summary.photos_left_out) == (0, 1)
    assert backup.verify(tmp_path / "x.backup", PASSPHRASE) == summary


def test_another_passphrase_opens_nothing(made: Path, other_key: DataKey, tmp_path: Path) -> None:
    elsewhere = open_folders(tmp_path / "elsewhere")
    for secrets in (
        Secrets(passphrase="four words make two phrases"),
        Secrets(recovery_code=new_recovery_code()),
        Secrets(),
    ):
        with pytest.raises(WrongSecret, match="passphrase it was made with"):
            backup.verify(made, secrets)
        with pytest.raises(WrongSecret):
            backup.restore(made, secrets, elsewhere, other_key)
    assert not elsewhere.database_file.exists()


@pytest.mark.parametrize("kept", [0.0, 0.001, 0.3, 0.9, 0.9999])
def test_a_file_that_was_cut_off_is_refused_whole(
    made: Path, kept: float, other_key: DataKey, tmp_path: Path
) -> None:
    content = made.read_bytes()
    made.write_bytes(content[: int(len(content) * kept)])
    elsewhere = open_folders(tmp_path / "elsewhere")
    with pytest.raises(BackupUnusable):
        backup.restore(made, PASSPHRASE, elsewhere, other_key)
    assert not elsewhere.database_file.exists()
    assert not (elsewhere.data / "photos").exists()
    assert not [path for path in elsewhere.data.iterdir() if path.name.startswith(".listenwell")]


def test_a_cut_at_the_end_of_a_chunk_is_noticed_too(made: Path) -> None:
    content = made.read_bytes()
    header = 24 + int.from_bytes(content[20:24], "big")
    for chunks in (0, 1, 2):
        made.write_bytes(content[: header + chunks * (CHUNK_BYTES + 16)])
        with pytest.raises(BackupUnusable, match="cut off"):
            backup.verify(made, PASSPHRASE)


@pytest.mark.parametrize("place", [30, 500, 0.5, -1])
def test_one_changed_byte_is_noticed(made: Path, place: float) -> None:
    content = bytearray(made.read_bytes())
    index = int(len(content) * place) if isinstance(place, float) else place
    content[index] ^= 1
    made.write_bytes(content)
    with pytest.raises((BackupUnusable, WrongSecret)):
        backup.verify(made, PASSPHRASE)


def test_chunks_cannot_change_places(tmp_path: Path) -> None:
    file = tmp_path / "sealed"
    with file.open("wb") as opened:
        writer = SealedWriter(opened, PASSPHRASE)
        writer.write(b"a" * CHUNK_BYTES + b"b" * CHUNK_BYTES + b"c")
        writer.close()
    content = file.read_bytes()
    start, size = 24 + int.from_bytes(content[20:24], "big"), CHUNK_BYTES + 16
    first, second, rest = (
        content[start : start + size],
        content[start + size : start + 2 * size],
        content[start + 2 * size :],
    )
    with file.open("rb") as opened:
        assert len(SealedReader(opened, PASSPHRASE).read()) == 2 * CHUNK_BYTES + 1
    file.write_bytes(content[:start] + second + first + rest)
    with file.open("rb") as opened, pytest.raises(BackupUnusable):
        SealedReader(opened, PASSPHRASE).read()


def test_a_passphrase_and_a_recovery_code_open_the_same_backup(
    filled: Records, folders: Folders, key: DataKey, tmp_path: Path
) -> None:
    code = new_recovery_code()
    file = tmp_path / "both.backup"
    made = backup.create(folders, key, file, Secrets("four words make one phrase", code), now)
    assert backup.verify(file, PASSPHRASE) == made
    assert backup.verify(file, Secrets(recovery_code=code.lower().replace("-", " "))) == made


def test_a_recovery_code_forgives_how_it_is_written_and_notices_slips() -> None:
    code = new_recovery_code(lambda count: bytes(range(count)))
    assert code.startswith("0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WX")
    assert normalised(code.lower().replace("-", "").replace("0", "o").replace("1", "l")) == code
    slip = code.replace("4567", "4667")
    with pytest.raises(WrongSecret, match="slip"):
        normalised(slip)
    with pytest.raises(WrongSecret, match="eight groups"):
        normalised("0123-4567")
    assert looks_like_one(code)
    assert not looks_like_one("four words make one phrase")


def test_records_that_are_there_are_never_replaced(
    made: Path, filled: Records, folders: Folders, key: DataKey
) -> None:
    before = contents(folders, key)
    with pytest.raises(RestoreRefused, match="records in"):
        backup.restore(made, PASSPHRASE, folders, key)
    with pytest.raises(BackupNotMade, match="exists already"):
        backup.create(folders, key, made, PASSPHRASE, now)
    assert contents(folders, key) == before


@pytest.mark.parametrize(
    ("secrets", "words"), [(Secrets(), "needs a passphrase"), (Secrets(passphrase="short"), "too short")]
)
def test_a_backup_without_a_good_secret_is_not_made(
    filled: Records, folders: Folders, key: DataKey, tmp_path: Path, secrets: Secrets, words: str
) -> None:
    with pytest.raises(BackupNotMade, match=words):
        backup.create(folders, key, tmp_path / "out" / "x.backup", secrets, now)
    assert list((tmp_path / "out").iterdir()) == []


def test_without_records_there_is_nothing_to_back_up(folders: Folders, key: DataKey, tmp_path: Path) -> None:
    with pytest.raises(BackupNotMade, match="no records yet"):
        backup.create(folders, key, tmp_path / "x.backup", PASSPHRASE, now)


def test_a_backup_of_a_newer_listenwell_says_so(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = load_migrations()[:-1]
    monkeypatch.setattr("app.backup.backup.load_migrations", lambda: older)
    with pytest.raises(NewerDatabase, match="newer Listenwell"):
        backup.verify(made, PASSPHRASE)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0" * 100)
    with pytest.raises(BackupUnusable, match="not a backup"):
        backup.verify(file, PASSPHRASE)
    with pytest.raises(BackupUnusable, match="cannot be read"):
        backup.verify(tmp_path / "missing", PASSPHRASE)
