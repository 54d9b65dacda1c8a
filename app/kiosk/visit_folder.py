"""The folder of one visit: in memory where the system has such a place, and gone with everything in it afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from app.folders import OWNER_ONLY_FOLDER, FolderError

#: POSIX shared memory: a file system without a disk under it (Linux).
_MEMORY: Final = Path("/dev/shm")
_PREFIX: Final = "listenwell-visit-"


def visits_home(memory: Path = _MEMORY) -> Path:
    """Return where visits of this user lie: in memory, else among the temporary files."""
    home = memory if memory.is_dir() and os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    return home / f"listenwell-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


@contextmanager
def visit_folder(home: Path) -> Iterator[Path]:
    """Make a folder for one visit and remove it with all that lies in it. Raises :class:`FolderError`."""
    folder = home / f"{_PREFIX}{secrets.token_hex(8)}"
    try:
        home.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        home.chmod(OWNER_ONLY_FOLDER)
        folder.mkdir(mode=OWNER_ONLY_FOLDER)
    except OSError as error:
        raise FolderError(f"No folder for visits can be made in {home} ({error.strerror}).") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(home: Path) -> int:
    """Remove what a station that was switched off left behind; return how many folders."""
    left = sorted(home.glob(f"{_PREFIX}*"))
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)
