"""Making, proving and restoring backups of a profile's records and photos."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import secrets as random_source
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final, cast

from pydantic import ValidationError

from app.backup.container import SealedReader, SealedWriter, Secrets
from app.backup.errors import BackupNotMade, BackupUnusable, RestoreRefused
from app.backup.manifest import Manifest, Photo, count_tables, schema_hash
from app.durable_file import OWNER_ONLY, sync_folder
from app.folders import Folders
from app.keys import DataKey
from app.records.database import connect
from app.records.errors import DamagedDatabase, NewerDatabase, RecordsError, typed_errors
from app.records.migration import load_migrations
from app.records.sealed_files import MAX_BYTES as MAX_PHOTO_BYTES
from app.records.sealed_files import SealedFiles

_log = logging.getLogger(__name__)

_MANIFEST: Final = "manifest.json"
_DATABASE: Final = "records.db"
_PHOTOS: Final = "photos/"
_MAX_MANIFEST_BYTES: Final = 64 * 1024 * 1024
_PHOTO_NAME: Final = re.compile(r"[0-9a-f]{32}")
_DAMAGED: Final = "The backup is damaged: use another copy of it."


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What a backup holds; every number was checked against its content.

    ``photos_left_out`` counts photos that were damaged already when it was made.
    """

    created_at: datetime
    rows: int
    photos: int
    size_bytes: int
    photos_left_out: int = 0


def create(
    folders: Folders,
    key: DataKey,
    destination: Path,
    secrets: Secrets,
    now: Callable[[], datetime],
) -> BackupSummary:
    """Write a backup to ``destination`` and prove it by restoring it aside, also while Listenwell is in use.

    Raises :class:`BackupNotMade` (a file that is there is not replaced) or another
    :class:`app.records.errors.RecordsError`.
    """
    if destination.exists():
        raise BackupNotMade(f"{destination} exists already: choose another name.")
    check_records(folders)
    try:
        with _workshop(destination.parent) as workshop:
            unproven = workshop / "backup"
            with unproven.open("xb") as file:
                _write(file, workshop, folders, key, secrets, now)
                file.flush()
                os.fsync(file.fileno())
            summary = verify(unproven, secrets)
            unproven.chmod(OWNER_ONLY)
            unproven.rename(destination)
            sync_folder(destination.parent)
            return summary
    except OSError as error:
        raise BackupNotMade(
            f"The backup cannot be written to {destination.parent} ({error.strerror}): free some space or choose "
            "another folder."
        ) from error


def check_records(folders: Folders) -> None:
    """Raise :class:`BackupNotMade` where there are no records."""
    if not folders.database_file.is_file():
        raise BackupNotMade("There are no records yet, so there is nothing to back up.")


def check_empty(folders: Folders) -> None:
    """Raise :class:`RestoreRefused` where there are records."""
    if folders.database_file.exists() and folders.database_file.stat().st_size:
        raise RestoreRefused(
            f"There are records in {folders.data} already: restore into another folder with --data DIR."
        )


def verify(file: Path, secrets: Secrets) -> BackupSummary:
    """Restore ``file`` aside, compare every row and photo with what the backup says, and forget the copy.

    Raises :class:`BackupUnusable` or :class:`app.backup.errors.WrongSecret`.
    """
    with _workshop(None) as workshop:
        manifest = _unpack(file, secrets, workshop, lambda _name, _content: None)
        return _summary(manifest, file)


def restore(file: Path, secrets: Secrets, folders: Folders, key: DataKey) -> BackupSummary:
    """Put the backup into an empty profile, encrypted with that profile's own ``key``, proven before it counts.

    Raises :class:`RestoreRefused` where there are records already; they and everything else stay as they were.
    """
    check_empty(folders)
    try:
        with _workshop(folders.data) as workshop:
            photos = SealedFiles(workshop / "photos", key.secret)
            manifest = _unpack(file, secrets, workshop, photos.seal_as)
            database = workshop / _DATABASE
            with typed_errors(database):
                _rekey(database, bytes.fromhex(manifest.database_key), key.secret)
            _install_photos(workshop / "photos", folders.data / "photos")
            database.chmod(OWNER_ONLY)
            database.replace(folders.database_file)
            sync_folder(folders.data)
            return _summary(manifest, file)
    except OSError as error:
        raise RecordsError(
            f"The backup cannot be put into {folders.data} ({error.strerror}): free some space or check its rights."
        ) from error


def _install_photos(ready: Path, place: Path) -> None:
    if not ready.is_dir():
        return
    place.mkdir(mode=0o700, exist_ok=True)
    for photo in ready.iterdir():
        photo.replace(place / photo.name)
    sync_folder(place)


# --- writing ---


def _write(
    file: IO[bytes],
    workshop: Path,
    folders: Folders,
    key: DataKey,
    secrets: Secrets,
    now: Callable[[], datetime],
) -> None:
    sealed = SealedWriter(file, secrets)
    copy, copy_key = workshop / _DATABASE, random_source.token_bytes(32)
    photos = SealedFiles(folders.data / "photos", key.secret)
    with typed_errors(folders.database_file):
        _copy_online(folders.database_file, key.secret, copy)
        names = _photo_names(folders.data / "photos")
        _rekey(copy, key.secret, copy_key)
        manifest = _manifest(copy, copy_key, photos, names, now())
    with tarfile.open(fileobj=cast("IO[bytes]", sealed), mode="w|", format=tarfile.PAX_FORMAT) as archive:
        _add(archive, _MANIFEST, manifest.model_dump_json().encode())
        with copy.open("rb") as database:
            archive.addfile(_member(_DATABASE, manifest.database_size), database)
        for name in manifest.photos:
            _add(archive, _PHOTOS + name, photos.open(name))
    sealed.close()


def _copy_online(source_file: Path, key: bytes, copy_file: Path) -> None:
    """Copy one moment of the database, also while another connection or process writes to it."""
    source = connect(source_file, key)
    try:
        source.execute("PRAGMA query_only=ON")
        copy = connect(copy_file, key)
        try:
            source.backup(copy)
            # Without a write-ahead log the copy is this one file.
            copy.execute("PRAGMA journal_mode=DELETE").fetchall()
        finally:
            copy.close()
    finally:
        source.close()


def _rekey(file: Path, key: bytes, new_key: bytes) -> None:
    connection = connect(file, key)
    try:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        connection.execute(f"PRAGMA rekey=\"x'{new_key.hex()}'\"").fetchall()
    finally:
        connection.close()
    with file.open("rb") as rewritten:
        os.fsync(rewritten.fileno())


def _photo_names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if _PHOTO_NAME.fullmatch(path.name))


def _manifest(
    copy: Path, copy_key: bytes, photos: SealedFiles, names: list[str], created_at: datetime
) -> Manifest:
    sound = {name: photo for name in names if (photo := _sound_photo(photos, name)) is not None}
    connection = connect(copy, copy_key)
    try:
        return Manifest(
            created_at=created_at,
            database_version=int(connection.execute("PRAGMA user_version").fetchone()[0]),
            database_size=copy.stat().st_size,
            database_key=copy_key.hex(),
            schema_sha256=schema_hash(connection),
            tables=count_tables(connection),
            photos=sound,
            photos_left_out=len(names) - len(sound),
        )
    finally:
        connection.close()


def _sound_photo(photos: SealedFiles, name: str) -> Photo | None:
    try:
        return _photo(photos.open(name))
    except DamagedDatabase:
        _log.warning("a damaged photo is left out of the backup")
        return None


def _photo(content: bytes) -> Photo:
    return Photo(size=len(content), sha256=hashlib.sha256(content).hexdigest())


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    archive.addfile(_member(name, len(content)), io.BytesIO(content))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, OWNER_ONLY
    return member


# --- reading ---


def _unpack(
    file: Path, secrets: Secrets, workshop: Path, keep_photo: Callable[[str, bytes], object]
) -> Manifest:
    """Unpack into ``workshop`` and prove everything against the manifest; photos go to ``keep_photo``."""
    try:
        with file.open("rb") as opened:
            sealed = SealedReader(opened, secrets)
            manifest = _unpack_members(sealed, workshop, keep_photo)
            sealed.read()  # to the end, so that a cut is noticed wherever it is
    except OSError as error:
        raise BackupUnusable(f"The backup cannot be read ({error.strerror}): check the file.") from error
    _prove(workshop / _DATABASE, manifest)
    return manifest


def _unpack_members(
    sealed: SealedReader, workshop: Path, keep_photo: Callable[[str, bytes], object]
) -> Manifest:
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", sealed), mode="r|") as archive:
            manifest = Manifest.model_validate_json(_content(archive, _MANIFEST, _MAX_MANIFEST_BYTES))
            _unpack_database(archive, workshop / _DATABASE, manifest.database_size)
            for name, photo in manifest.photos.items():
                content = _content(archive, _PHOTOS + name, MAX_PHOTO_BYTES)
                if _photo(content) != photo:
                    raise BackupUnusable(_DAMAGED)
                keep_photo(name, content)
            return manifest
    except (tarfile.TarError, ValidationError, KeyError) as error:
        raise BackupUnusable(_DAMAGED) from error


def _next(archive: tarfile.TarFile, name: str, most: int) -> tuple[tarfile.TarInfo, IO[bytes]]:
    member = archive.next()
    content = None if member is None else archive.extractfile(member)
    if member is None or content is None or member.name != name or member.size > most:
        raise BackupUnusable(_DAMAGED)
    return member, content


def _content(archive: tarfile.TarFile, name: str, most: int) -> bytes:
    return _next(archive, name, most)[1].read()


def _unpack_database(archive: tarfile.TarFile, place: Path, size: int) -> None:
    _, content = _next(archive, _DATABASE, size)
    with place.open("xb") as file:
        shutil.copyfileobj(content, file, 1024 * 1024)
        file.flush()
        os.fsync(file.fileno())


def _prove(database: Path, manifest: Manifest) -> None:
    """Compare the restored database with the manifest, page by page and row by row."""
    if manifest.database_version > load_migrations()[-1].version:
        raise NewerDatabase("The backup was made by a newer Listenwell: install the newer version.")
    with typed_errors(database):
        connection = connect(database, bytes.fromhex(manifest.database_key))
        try:
            sound = (
                not connection.execute("PRAGMA cipher_integrity_check").fetchall()
                and connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                and not connection.execute("PRAGMA foreign_key_check").fetchall()
            )
            same = (
                int(connection.execute("PRAGMA user_version").fetchone()[0]) == manifest.database_version
                and schema_hash(connection) == manifest.schema_sha256
                and count_tables(connection) == dict(manifest.tables)
            )
        finally:
            connection.close()
    if not (sound and same):
        raise BackupUnusable(_DAMAGED)


def _summary(manifest: Manifest, file: Path) -> BackupSummary:
    return BackupSummary(
        manifest.created_at,
        manifest.rows,
        len(manifest.photos),
        file.stat().st_size,
        manifest.photos_left_out,
    )


@contextmanager
def _workshop(parent: Path | None) -> Iterator[Path]:
    """A folder of its own for what is not proven yet; gone at the end. Nothing in it is in the clear."""
    if parent is not None:
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".listenwell-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
