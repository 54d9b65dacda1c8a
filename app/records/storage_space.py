"""Room on the disk: a warning before it runs out, and ballast that is thrown overboard for what must be kept."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.durable_file import replace_file
from assistant.conversation import Language

#: A disk with less than this left, in bytes or as a share of it, is said to be short. Our rule.
LEAST_FREE_BYTES: Final = 500 * 1000 * 1000
LEAST_FREE_SHARE: Final = 0.05
#: Enough for an alert with its pages and their journal, many times over.
BALLAST_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Space:
    """What a disk holds and what is left of it, in bytes."""

    free: int
    total: int

    @property
    def short(self) -> bool:
        """Whether somebody should be told to free some."""
        return self.free < LEAST_FREE_BYTES or self.free < self.total * LEAST_FREE_SHARE

    def words(self, language: Language) -> str:
        """Return what to tell the people here, empty while there is room."""
        if not self.short:
            return ""
        left = f"{self.free / 1e9:.1f} GB"
        if language is Language.ZH:
            return f"硬盘快满了，只剩 {left}。请删掉一些不用的文件，不然新的读数会存不下。"
        return f"The disk is nearly full: {left} left. Delete files you do not need, or new readings cannot be kept."


def space_of(folder: Path) -> Space:
    """Return the room on the disk of ``folder``. Raises ``OSError`` where there is no such folder."""
    usage = shutil.disk_usage(folder)
    return Space(usage.free, usage.total)


class Ballast:
    """A file of :data:`BALLAST_BYTES` beside the records that gives its room to the last write of a full disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def take_on(self) -> bool:
        """Lay the file out unless it is there or the disk has no room for it; tell whether it is there now."""
        try:
            if self.path.exists() and self.path.stat().st_size == BALLAST_BYTES:
                return True
            if space_of(self.path.parent).free < 2 * BALLAST_BYTES:
                return False
            for unfinished in self.path.parent.glob(f".{self.path.name}.*.tmp"):
                unfinished.unlink(missing_ok=True)
            # Random, so that a file system that packs its files keeps as much room.
            replace_file(self.path, os.urandom(BALLAST_BYTES))
        except OSError:
            return False
        return True

    def throw_off(self) -> bool:
        """Give the room free; tell whether there was any to give."""
        try:
            self.path.unlink()
        except OSError:
            return False
        return True
