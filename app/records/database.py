"""The encrypted database: one SQLCipher file, one writer, durable commits, errors that say what to do."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import sqlcipher3  # type: ignore[import-untyped]
from sqlcipher3 import dbapi2

from app.durable_file import OWNER_ONLY, sync_folder
from app.records.errors import DamagedDatabase, NewerDatabase, RecordsError, damaged, typed_errors
from app.records.instance_lock import InstanceLock
from app.records.migration import Migration, load_migrations, migrate

#: How long SQLite waits for a lock held elsewhere (a backup tool) before it gives up.
BUSY_TIMEOUT_MS: Final = 5000
#: 16 MB of decrypted pages; SQLite counts negative sizes in KiB.
CACHE_SIZE_KIB: Final = 16 * 1024


#: A connection of sqlcipher3, which has the DB-API of ``sqlite3`` and no type information.
Connection = Any
#: A row addressed by column name.
Row = Any


class Database:
    """An open database. All methods may be called from any thread.

    Writes go through one connection under one lock, in ``BEGIN IMMEDIATE`` transactions with
    ``synchronous=FULL``: when :meth:`transaction` ends without an exception, its rows are on disk. Reads
    use a second connection and see the last commit, also while a long write runs.
    """

    def __init__(self, path: Path, writer: Connection, reader: Connection, lock: InstanceLock) -> None:
        """Use :func:`open_database`."""
        self.path = path
        self._writer, self._reader, self._lock = writer, reader, lock
        self._writing, self._reading = threading.RLock(), threading.RLock()
        self._closed = False

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield the writing connection inside a transaction, committed at the end or rolled back on error."""
        with self._writing, typed_errors(self.path):
            if self._writer.in_transaction:
                yield self._writer
                return
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Yield the reading connection; everything read inside belongs to one moment."""
        with self._reading, typed_errors(self.path):
            if self._reader.in_transaction:
                yield self._reader
                return
            self._reader.execute("BEGIN")
            try:
                yield self._reader
            finally:
                if self._reader.in_transaction:
                    self._reader.execute("ROLLBACK")

    def check(self) -> None:
        """Verify the authentication code of every page; raise :class:`DamagedDatabase` at the first bad one."""
        with self._reading, typed_errors(self.path):
            if self._reader.execute("PRAGMA cipher_integrity_check").fetchall():
                raise DamagedDatabase(damaged(self.path))

    def close(self) -> None:
        """Close both connections and let another process in; a second call does nothing."""
        with self._writing, self._reading:
            if self._closed:
                return
            self._closed = True
            self._reader.close()
            self._writer.close()
            self._lock.release()


def open_database(
    path: Path,
    key: bytes,
    now: Callable[[], datetime],
    migrations: Sequence[Migration] | None = None,
) -> Database:
    """Open or create the database at ``path`` with the 32-byte ``key`` and bring it to the newest version.

    Raises a :class:`RecordsError` (:class:`app.records.instance_lock.AlreadyRunning` while another process has
    them open); a file that cannot be used is never replaced.
    """
    migrations = load_migrations() if migrations is None else migrations
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = InstanceLock(path.with_suffix(".lock"))
    except OSError as error:
        message = f"The folder {path.parent} cannot be written ({error.strerror}): check its access rights."
        raise RecordsError(message) from error
    writer = None
    try:
        with typed_errors(path):
            _create_file(path)
            writer = connect(path, key)
            _refuse_newer(writer, path, migrations[-1].version)
            writer.execute("PRAGMA journal_mode=WAL")
            writer.execute("PRAGMA synchronous=FULL")
            migrate(writer, lambda copy: connect(copy, key), path, migrations, now)
            reader = connect(path, key)
            # Without this a power cut can lose the directory entry of a new file together with all commits.
            sync_folder(path.parent)
            return Database(path, writer, reader, lock)
    except BaseException:
        if writer is not None:
            writer.close()
        lock.release()
        raise


def connect(path: Path, key: bytes) -> Connection:
    """Return a connection whose key is proven to fit; the caller holds the instance lock."""
    connection = sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        connection.row_factory = sqlcipher3.Row
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute(f"PRAGMA cache_size=-{CACHE_SIZE_KIB}")
        # Temporary tables and sorts would otherwise go to unencrypted files.
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.Error:
        connection.close()
        raise
    return connection


def _create_file(path: Path) -> None:
    """Make an empty file with mode 0600 where there is none; SQLite gives its side files the same mode."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
    except OSError as error:
        raise RecordsError(
            f"The records in {path} cannot be opened ({error.strerror}): check the rights."
        ) from error


def _refuse_newer(connection: Connection, path: Path, newest: int) -> None:
    if int(connection.execute("PRAGMA user_version").fetchone()[0]) > newest:
        raise NewerDatabase(
            f"The records in {path.parent} were written by a newer Listenwell: install the newer version."
        )
