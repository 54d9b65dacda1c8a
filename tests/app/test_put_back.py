"""A backup put in the place of records in use, at the next start."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.backup import backup, put_back
from app.backup.container import Secrets
from app.backup.errors import WrongSecret
from app.folders import Folders
from app.keys import DataKey
from app.people import Person
from app.records.database import connect
from app.records.errors import RecordsError
from app.records.instance_lock import AlreadyRunning
from app.records.records import Records
from device_io.journal import RawFrame

PHRASE = Secrets(passphrase="seven quiet rivers run")
PHOTO = b"a photo of a report"
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
Frame = Callable[..., RawFrame]


@pytest.fixture
def made(
    records: Records, person: Person, folders: Folders, key: DataKey, frame: Frame, tmp_path: Path
) -> Path:
    """A backup of one reading and a photo; another reading came after it."""
    records.refine(records.journal.append(frame(128)))
    records.store_report(person, [{"printed_name": "K"}], hashlib.sha256(PHOTO).hexdigest(), PHOTO)
    file = tmp_path / "household.listenwell"
    backup.create(folders, key, file, PHRASE, records.now)
    records.refine(records.journal.append(frame(150, at=NOW - timedelta(minutes=5))))
    records.keep_copy()
    return file


def test_the_backup_takes_the_place_at_the_next_start_and_what_was_there_is_kept(
    made: Path, records: Records, folders: Folders, key: DataKey, open_profile: Callable[..., Records]
) -> None:
    summary = put_back.prepare(made, PHRASE, folders, key, records.now)
    assert summary.photos == 1
    assert put_back.is_ready(folders)
    assert len(records.readings(records.household.people()[0])) == 2, "until then everything goes on"
    with pytest.raises(AlreadyRunning):
        put_back.take_place(folders)
    records.close()
    kept = put_back.take_place(folders)
    assert kept is not None
    assert put_back.take_place(folders) is None
    restored = open_profile()
    (same,) = restored.household.people()
    assert len(restored.readings(same)) == 1
    (report,) = restored.reports(same)
    assert restored.report_photo(report) == PHOTO
    assert restored.recovery is None
    before = connect(kept / "records.db", key.secret)
    assert before.execute("SELECT count(*) FROM clean").fetchone()[0] == 2
    before.close()
    assert list((kept / "backups").iterdir()), "copies of other records never stand by for these"
    assert not list(folders.data.glob("put-back*"))


def test_cut_off_while_it_takes_the_place_it_goes_on_at_the_next_start(
    made: Path,
    records: Records,
    folders: Folders,
    key: DataKey,
    open_profile: Callable[..., Records],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_back.prepare(made, PHRASE, folders, key, records.now)
    records.close()
    original = Path.replace
    left = 1

    def cut(path: Path, target: Path) -> Path:
        nonlocal left
        if not left:
            raise OSError(5, "the power failed")
        left -= 1
        return original(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", cut)
        with pytest.raises(RecordsError, match="check its rights"):
            put_back.take_place(folders)
    assert not folders.database_file.exists()
    assert put_back.take_place(folders) is not None
    restored = open_profile()
    assert len(restored.readings(restored.household.people()[0])) == 1


def test_with_another_secret_nothing_is_laid_ready(
    made: Path, records: Records, folders: Folders, key: DataKey
) -> None:
    with pytest.raises(WrongSecret):
        put_back.prepare(made, Secrets(passphrase="another phrase of words"), folders, key, records.now)
    assert not put_back.is_ready(folders)
    put_back.prepare(made, PHRASE, folders, key, records.now)
    put_back.cancel(folders)
    assert not put_back.is_ready(folders)
    records.close()
    assert put_back.take_place(folders) is None
