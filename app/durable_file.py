"""Files that are whole after a crash: temporary file, fsync, rename, fsync of the folder."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

#: Only the owner may read what Listenwell writes.
OWNER_ONLY = 0o600


def sync_folder(folder: Path) -> None:
    """Make renames and new files in ``folder`` survive a power cut (needless on Windows)."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Put the content of the file at ``path`` on the disk. Raises ``OSError``."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` (mode 0600): after a crash the file holds all of the old or all of the new.

    Raises ``OSError`` when the folder cannot be written; ``path`` is then as it was.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(OWNER_ONLY)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
