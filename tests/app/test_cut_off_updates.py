"""Updates that are killed at any step, and records of a newer version."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.records.database import open_database
from app.records.errors import NewerDatabase
from app.records.migration import load_migrations
from app.records.recovery import open_or_recover
from ui.benchmarks.faults.cut_off_updates import kill_update

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("version", [5, 8, load_migrations()[-1].version])
def test_an_update_that_is_killed_at_any_step_loses_nothing(tmp_path: Path, version: int) -> None:
    found = kill_update(tmp_path, version, 4)
    assert found.steps > 5
    assert (found.lost, found.bad_copies) == (0, 0)


def test_an_older_version_refuses_newer_records_and_leaves_them(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    open_database(path, KEY, lambda: NOW).close()
    before = path.read_bytes()
    with pytest.raises(NewerDatabase, match="install the newer version"):
        open_or_recover(path, KEY, lambda: NOW, load_migrations()[:-1])
    assert path.read_bytes() == before
