"""What can go wrong with the records, each with one sentence saying what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2  # type: ignore[import-untyped]


class RecordsError(Exception):
    """The records cannot be read or written; the message is one sentence saying what to do."""


class WrongKey(RecordsError):
    """The key does not open the file, or its first page is not that of a database."""


class NewerDatabase(RecordsError):
    """The file was written by a newer Listenwell; it is left untouched."""


class DamagedDatabase(RecordsError):
    """A page of the file is not what was written; no value of it was shown."""


class StorageFull(RecordsError):
    """The disk did not take the write; everything acknowledged before is still there."""


class DatabaseBusy(RecordsError):
    """Another program holds the file."""


class InvalidEntry(RecordsError):
    """What was given to be recorded cannot be recorded."""


class BackupFailed(RecordsError):
    """The copy before a migration is not readable; nothing was migrated."""


@contextmanager
def typed_errors(path: Path) -> Iterator[None]:
    """Turn errors of the database engine into :class:`RecordsError`."""
    try:
        yield
    except dbapi2.Error as error:
        raise _typed(error, path) from error


def _typed(error: dbapi2.Error, path: Path) -> RecordsError:
    # The low byte is the primary result code, see https://www.sqlite.org/rescode.html
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case dbapi2.SQLITE_NOTADB:
            return WrongKey(
                f"The records in {path} do not open with the key of this machine: put back the key they were made "
                "with, or restore the file from a backup if it is damaged."
            )
        case dbapi2.SQLITE_CORRUPT:
            return DamagedDatabase(damaged(path))
        case dbapi2.SQLITE_FULL | dbapi2.SQLITE_IOERR:
            return StorageFull(
                f"The disk of {path.parent} took no more data: free some space; what was saved before is still there."
            )
        case dbapi2.SQLITE_BUSY | dbapi2.SQLITE_LOCKED:
            return DatabaseBusy(f"Another program is using {path}: close it and try again.")
        case dbapi2.SQLITE_CANTOPEN | dbapi2.SQLITE_READONLY | dbapi2.SQLITE_PERM:
            return RecordsError(
                f"The records in {path} cannot be opened for writing: check the access rights."
            )
        case _:
            return RecordsError(
                f"The records in {path} refused a step ({error}): restart Listenwell and report this."
            )


def damaged(path: Path) -> str:
    """The sentence for a file with a damaged page."""
    return f"The records in {path} are damaged: keep the file and put back the last backup of {path.parent}."
