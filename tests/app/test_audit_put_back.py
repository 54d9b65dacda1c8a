"""A backup that takes the place of the records is no tampering; whatever else was done to the log still shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.audit import AuditState
from app.backup import backup, put_back
from app.backup.container import Secrets
from app.folders import Folders
from app.keys import DataKey
from app.services import Services
from app.settings import Settings

PHRASE = Secrets(passphrase="seven quiet rivers run")
Opening = Callable[[], Services]


@pytest.fixture
def opening(folders: Folders, key: DataKey, clock) -> Iterator[Opening]:
    """Start Listenwell; what was started before has ended."""
    opened: list[Services] = []

    def start() -> Services:
        end(opened)
        opened.append(Services(folders, Settings(), key=key, now=clock, time_zone="UTC"))
        assert opened[-1].records
        return opened[-1]

    yield start
    end(opened)


def end(opened: list[Services]) -> None:
    for house in opened:
        house.close()
    opened.clear()


@pytest.fixture
def laid_ready(opening: Opening, folders: Folders, key: DataKey, tmp_path: Path) -> Services:
    """Two entries are in the backup, three came after it, and it waits for the next start."""
    house = opening()
    for number in range(2):
        house.audit.note("sending", f"r{number}")
    file = tmp_path / "household.listenwell"
    backup.create(folders, key, file, PHRASE, house.now)
    for number in range(2, 5):
        house.audit.note("sending", f"r{number}")
    put_back.prepare(file, PHRASE, folders, key, house.now)
    return house


def test_the_log_says_that_a_backup_was_put_back_and_is_whole(laid_ready: Services, opening: Opening) -> None:
    house = opening()
    finding = house.audit.verify()
    assert finding.state is AuditState.WHOLE
    entry = house.audit.entries(1)[0]
    assert entry.event == "put_back"
    assert entry.detail == {"entries": 2, "before": 5}
    house.audit.note("sending", "later")
    assert opening().audit.verify().holds


def test_records_without_an_end_for_another_reason_still_say_so(
    laid_ready: Services, opening: Opening
) -> None:
    """Nobody can hide what left by cutting the log and then putting a backup back."""
    with laid_ready.records._database.transaction() as connection:
        connection.execute("DELETE FROM audit_entry WHERE seq > 3")
    assert opening().audit.verify().state is AuditState.CUT_OFF


def test_an_entry_that_was_edited_before_still_shows(laid_ready: Services, opening: Opening) -> None:
    with laid_ready.records._database.transaction() as connection:
        connection.execute("UPDATE audit_entry SET subject = 'r9' WHERE seq = 1")
    assert opening().audit.verify().state is AuditState.CUT_OFF


def test_a_backup_whose_log_is_of_other_days_is_not_taken_as_known(
    laid_ready: Services, opening: Opening, folders: Folders, key: DataKey, tmp_path: Path
) -> None:
    """The first backup put back leaves a branch behind; one of that branch does not follow from what is known now."""
    file = tmp_path / "later.listenwell"
    backup.create(folders, key, file, PHRASE, laid_ready.now)
    house = opening()
    put_back.prepare(file, PHRASE, folders, key, house.now)
    house = opening()
    assert not house.audit.verify().holds
    house.audit.accept()
    assert house.audit.verify().holds


def test_a_log_without_a_head_stays_one(laid_ready: Services, opening: Opening, folders: Folders) -> None:
    (folders.config / "audit.head").unlink()
    assert opening().audit.verify().state is AuditState.HEAD_MISSING
