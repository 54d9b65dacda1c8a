"""Copies of the database beside it, encrypted with the same key, read back before they count.

They stand by for a damaged file; a backup that leaves the machine is :mod:`app.backup`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.durable_file import OWNER_ONLY, sync_file, sync_folder
from app.records.errors import BackupFailed

#: Behind the name of a copy that was not read back yet.
UNVERIFIED: Final = ".unverified"
#: How many copies are kept, the newest ones. Our rule.
KEPT: Final = 3
#: A copy older than this is followed by a newer one. Our rule.
RENEWED_AFTER: Final = timedelta(days=1)
_STAMP: Final = "%Y%m%dT%H%M%S%fZ"


def folder_of(database: Path) -> Path:
    """Return where the copies of ``database`` lie."""
    return database.parent / "backups"


def copies(database: Path) -> list[Path]:
    """Return the verified copies of ``database``, the newest first."""
    return sorted(folder_of(database).glob("records-version-*.db"), key=made_at, reverse=True)


def made_at(copy: Path) -> datetime:
    """Return when a copy was made, as its name says; the beginning of time for a name that does not."""
    try:
        return datetime.strptime(copy.stem.rpartition("-")[2], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def is_due(database: Path, now: datetime) -> bool:
    """Tell whether the newest copy is older than :data:`RENEWED_AFTER`, or there is none."""
    found = copies(database)
    return not found or now - made_at(found[0]) >= RENEWED_AFTER


def make_copy(
    connection: Any, connect: Callable[[Path], Any], database: Path, now: Callable[[], datetime]
) -> Path:
    """Copy one moment of what ``connection`` sees, read every page of it back, and keep the newest few.

    It has its name only once it is verified: what a crash leaves behind is never taken for a copy. ``connect``
    opens a file with the same key. Raises :class:`app.records.errors.BackupFailed`.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    folder = folder_of(database)
    folder.mkdir(mode=0o700, exist_ok=True)
    for unfinished in folder.glob(f"*{UNVERIFIED}*"):
        unfinished.unlink(missing_ok=True)
    place = folder / f"records-version-{version}-{now().astimezone(UTC).strftime(_STAMP)}.db"
    unverified = place.with_name(place.name + UNVERIFIED)
    copy = connect(unverified)
    try:
        connection.backup(copy)
        # Without a write-ahead log the copy is this one file.
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()
        sound = not copy.execute("PRAGMA cipher_integrity_check").fetchall()
        same = copy.execute("PRAGMA user_version").fetchone()[0] == version
    finally:
        copy.close()
    if not sound or not same:
        raise BackupFailed(f"The copy of the records could not be verified in {folder}: check the disk.")
    unverified.chmod(OWNER_ONLY)
    sync_file(unverified)
    unverified.replace(place)
    sync_folder(folder)
    for old in copies(database)[KEPT:]:
        old.unlink(missing_ok=True)
    return place
