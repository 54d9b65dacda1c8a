"""A backup that takes the place of records in use: proven and laid ready now, put in their place at the next start.

What was there is kept whole in the folder ``replaced`` beside it, so that nothing is ever overwritten.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.durable_file import sync_folder
from app.folders import Folders, open_folders
from app.records import standby
from app.records.errors import RecordsError
from app.records.instance_lock import InstanceLock

if TYPE_CHECKING:
    from app.backup.backup import BackupSummary
    from app.backup.container import Secrets
    from app.keys import DataKey

_READY: Final = "put-back-"
_MAKING: Final = ".put-back"
_REPLACED: Final = "replaced"
_SIDE_FILES: Final = ("-wal", "-shm")
_STAMP: Final = "%Y%m%dT%H%M%S%fZ"


def prepare(
    file: Path, secrets: Secrets, folders: Folders, key: DataKey, now: Callable[[], datetime]
) -> BackupSummary:
    """Prove ``file`` and lay it ready, encrypted with ``key``; the records in use go on until :func:`take_place`.

    Raises what :func:`app.backup.backup.restore` raises; nothing is laid ready then.
    """
    # What reads a backup is loaded when there is one: each start asks whether one waits.
    from app.backup import backup

    cancel(folders)
    making = folders.data / _MAKING
    try:
        summary = backup.restore(file, secrets, open_folders(making), key)
        making.rename(folders.data / f"{_READY}{now().astimezone(UTC).strftime(_STAMP)}")
        sync_folder(folders.data)
    except OSError as error:
        raise RecordsError(
            f"The backup cannot be laid ready in {folders.data} ({error.strerror}): free some space."
        ) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return summary


def is_ready(folders: Folders) -> bool:
    """Tell whether a backup waits for the next start."""
    return _ready(folders) is not None


def cancel(folders: Folders) -> None:
    """Forget a backup that waits; the records stay as they are."""
    for folder in folders.data.glob(f"{_READY}*"):
        shutil.rmtree(folder, ignore_errors=True)


def take_place(folders: Folders) -> Path | None:
    """Put the backup that waits in the place of the records, before they are opened.

    Returns the folder that keeps what was there, or ``None`` where nothing waits. Cut off at any step, it goes on at the
    next start. Raises :class:`app.records.errors.RecordsError`.
    """
    ready = _ready(folders)
    if ready is None:
        return None
    kept = folders.data / _REPLACED / ready.name.removeprefix(_READY)
    lock = InstanceLock(folders.database_file.with_suffix(".lock"))
    try:
        _change_places(ready, folders, kept)
    except OSError as error:
        raise RecordsError(
            f"The backup cannot take its place in {folders.data} ({error.strerror}): check its rights."
        ) from error
    finally:
        lock.release()
    return kept


def _change_places(ready: Path, folders: Folders, kept: Path) -> None:
    _put_aside(folders.database_file, kept)
    photos, place = ready / "photos", folders.data / "photos"
    if photos.is_dir():
        place.mkdir(mode=0o700, exist_ok=True)
        for photo in photos.iterdir():
            photo.replace(place / photo.name)
        sync_folder(place)
    # The last step: without this file nothing waits any more.
    (ready / folders.database_file.name).replace(folders.database_file)
    sync_folder(folders.data)
    shutil.rmtree(ready, ignore_errors=True)


def _ready(folders: Folders) -> Path | None:
    name = folders.database_file.name
    return next((one for one in sorted(folders.data.glob(f"{_READY}*")) if (one / name).is_file()), None)


def _put_aside(database: Path, kept: Path) -> None:
    """Move the records, their log and the copies that stand by for them (of other records from now on)."""
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    sides = [database.with_name(database.name + ending) for ending in _SIDE_FILES]
    for one in (*sides, database, standby.folder_of(database)):
        if one.exists() and not (kept / one.name).exists():
            one.rename(kept / one.name)
    sync_folder(kept)
