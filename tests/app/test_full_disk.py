"""A full disk: refused clearly, nothing kept is lost, an alert is stored, and a warning before it comes to that."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.records import storage_space
from app.records.database import open_database
from app.records.errors import StorageFull
from assistant.conversation import Language
from ui.benchmarks.faults.full_disk import alert_on_a_full_disk, fill_up

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def test_a_full_disk_refuses_clearly_and_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    found, lost = fill_up(tmp_path)
    assert lost == 0
    assert found.acknowledged > 20
    assert found.readable == 2 * found.acknowledged, "old readings stay readable"
    assert found.refusal_ms < 1000
    assert "free some space" in found.sentence
    database = open_database(tmp_path / "records.db", KEY, lambda: NOW)
    with database.transaction() as connection:
        connection.execute("INSERT INTO person (id, display_name, created_at) VALUES ('later', 'n', 'x')")
    database.close()


def test_an_alert_is_stored_on_a_disk_that_is_full(tmp_path: Path) -> None:
    """A disk of six megabytes of its own, in a namespace of its own."""
    kept = alert_on_a_full_disk(tmp_path / "small")
    if kept is None:
        pytest.skip("this machine lets nobody make a disk of their own")
    assert kept


def test_without_ballast_the_write_in_need_says_so_too(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    database = open_database(path, KEY, lambda: NOW)
    path.with_suffix(".ballast").unlink()
    with database.transaction() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StorageFull, match="free some space"):
        database.write_in_need(
            lambda connection: connection.execute(
                "INSERT INTO person (id, display_name, created_at) VALUES ('x', ?, 'x')", ("x" * 50_000,)
            )
        )
    database.close()
    open_database(path, KEY, lambda: NOW).close()
    assert path.with_suffix(".ballast").stat().st_size == storage_space.BALLAST_BYTES, "taken on again"


@pytest.mark.parametrize(
    ("free", "total", "short"),
    [
        (499_999_999, 10**9, True),
        (500_000_000, 10**10, False),
        (500_000_000, 10**10 + 1, True),
        (10**11, 10**12, False),
    ],
)
def test_a_disk_is_short_below_500_megabytes_or_five_percent(free: int, total: int, short: bool) -> None:
    assert storage_space.Space(free, total).short is short
    space = storage_space.Space(free, total)
    assert [bool(space.words(language)) for language in Language] == [short, short]
