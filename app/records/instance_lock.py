"""One process at a time on a profile's records."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.durable_file import OWNER_ONLY
from app.records.errors import RecordsError


class AlreadyRunning(RecordsError):
    """Another Listenwell has these records open; the message says what to do."""


class InstanceLock:
    """An advisory lock on a file; the operating system frees it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Take the lock at ``path`` or raise :class:`AlreadyRunning`."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise AlreadyRunning(
                f"Listenwell is already running with the records in {path.parent}: close it, or use --data DIR."
            ) from error

    def release(self) -> None:
        """Free the lock."""
        os.close(self._descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
