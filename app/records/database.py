"""The encrypted database: one SQLCipher file, one writer, durable commits, errors that say what to do."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlcipher3  # type: ignore[import-untyped]
from sqlcipher3 import dbapi2

from app.durable_file import OWNER_ONLY, sync_folder
from app.memory_wiping import wipe
from app.records.errors import (
    DamagedDatabase,
    NewerDatabase,
    RecordsError,
    StorageFull,
    damaged,
    typed_errors,
)
from app.records.instance_lock import InstanceLock
from app.records.migration import Migration, load_migrations, migrate
from app.records.standby import make_copy
from app.records.storage_space import Ballast

#: How long SQLite waits for a lock held elsewhere (a backup tool) before it gives up.
BUSY_TIMEOUT_MS: Final = 5000
#: 16 MB of decrypted pages; SQLite counts negative sizes in KiB.
CACHE_SIZE_KIB: Final = 16 * 1024


#: A setting that does not exist, spelt as long as the key: it takes the freed memory that the key's text was in.
_SAME_SHAPE: Final = f"PRAGMA kez=\"x'{'0' * 64}'\""
_OVERWRITES: Final = 16

#: A connection of sqlcipher3, which has the DB-API of ``sqlite3`` and no type information.
Connection = Any
#: A row addressed by column name.
Row = Any
Written = TypeVar("Written")


class Database:
    """An open database. All methods may be called from any thread.

    Writes go through one connection under one lock, in ``BEGIN IMMEDIATE`` transactions with
    ``synchronous=FULL``: when :meth:`transaction` ends without an exception, its rows are on disk. Reads
    use a second connection and see the last commit, also while a long write runs.
    """

    def __init__(
        self,
        path: Path,
        connections: tuple[Connection, Connection],
        connect_: Callable[[Path], Connection],
        lock: InstanceLock,
    ) -> None:
        """Use :func:`open_database`; ``connections`` write and read, ``connect_`` opens a file with the same key."""
        self.path = path
        (self._writer, self._reader), self._connect, self._lock = connections, connect_, lock
        self._ballast = Ballast(path.with_suffix(".ballast"))
        self._ballast.take_on()
        self._writing, self._reading = threading.RLock(), threading.RLock()
        self._closed = False
        #: How many transactions were committed; what was read stays true while it stays the same.
        self.commits = 0

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield the writing connection inside a transaction, committed at the end or rolled back on error."""
        with self._writing, self._errors():
            if self._writer.in_transaction:
                yield self._writer
                return
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
                self.commits += 1
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Yield the reading connection; everything read inside belongs to one moment."""
        with self._reading, self._errors():
            if self._reader.in_transaction:
                yield self._reader
                return
            self._reader.execute("BEGIN")
            try:
                yield self._reader
            finally:
                if self._reader.in_transaction:
                    self._reader.execute("ROLLBACK")

    def write_in_need(self, work: Callable[[Connection], Written]) -> Written:
        """Do ``work`` in a transaction; on a full disk the ballast gives its room to a second try.

        For what must be kept when nothing else can be: an alert. Raises :class:`StorageFull` when even that is not
        enough.
        """
        try:
            with self.transaction() as connection:
                return work(connection)
        except StorageFull:
            if not self._ballast.throw_off():
                raise
        with self.transaction() as connection:
            return work(connection)

    def keep_copy(self, now: Callable[[], datetime]) -> Path:
        """Make a verified copy that stands by for a damaged file (:mod:`app.records.standby`); may take seconds.

        Reading and writing go on meanwhile. Raises :class:`RecordsError`.
        """
        with typed_errors(self.path):
            source = self._connect(self.path)
            try:
                return make_copy(source, self._connect, self.path, now)
            finally:
                source.close()

    def check(self) -> None:
        """Verify the authentication code of every page; raise :class:`DamagedDatabase` at the first bad one.

        What is still in the log is brought into the file first: the file alone is looked at, and a power cut may
        have left a page of it half written that the log has whole.
        """
        with self._writing, self._reading, self._errors():
            if not self._writer.in_transaction:
                self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
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

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Raise typed errors; damage leaves a mark, so that the next start looks at every page."""
        try:
            with typed_errors(self.path):
                yield
        except DamagedDatabase:
            with suppress(OSError):
                damage_mark(self.path).touch(OWNER_ONLY)
            raise


def damage_mark(path: Path) -> Path:
    """Return the file that says that damage was met in the database at ``path``."""
    return path.with_suffix(".damaged")


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
            return Database(path, (writer, reader), lambda file: connect(file, key), lock)
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
        spelled = key.hex()
        statement = f"PRAGMA key=\"x'{spelled}'\""
        # A script is not kept with the prepared statements. SQLCipher's memory security stays off: once on it cannot be
        # switched off again, and it halves the speed of every write.
        connection.executescript(statement)
        wipe(spelled)
        wipe(statement)
        for _ in range(_OVERWRITES):
            connection.executescript(_SAME_SHAPE)
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
