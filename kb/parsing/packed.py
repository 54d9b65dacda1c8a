"""Zipped formats (Word, EPUB): what they unpack to is known, and that it can be, before anything reads it."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final

from kb.errors import IntakeError

#: Most files in an archive, most bytes they unpack to, and most times larger than packed (a bomb's mark).
MOST_FILES: Final = 5_000
MOST_BYTES: Final = 200_000_000
MOST_RATIO: Final = 200


def check_packed(data: bytes, name: str) -> None:
    """Raise :class:`IntakeError` for what is no whole archive, or one that unpacks to more than it should."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = archive.infolist()
            unpacked = sum(file.file_size for file in files)
            if (
                len(files) > MOST_FILES
                or unpacked > MOST_BYTES
                or unpacked > MOST_RATIO * max(len(data), 1_000)
            ):
                raise IntakeError(f"{name} unpacks to far more than a document holds; it was not opened.")
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        raise IntakeError(f"{name} is damaged; get it again from where it came.") from error
    if damaged is not None:
        raise IntakeError(f"{name} is damaged; get it again from where it came.")
