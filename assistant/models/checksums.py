"""Remembers which files were hashed, so that large models are read in full only once."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_CHUNK = 1024 * 1024
#: Most that is read of a record.
_RECORD_BYTES = 200_000


class ChecksumRecord:
    """SHA-256 of the files of one model, each with the size and time of change it had then."""

    def __init__(self, path: Path) -> None:
        """``path`` is the JSON file of the record; it is a cache and may vanish."""
        self._path = path

    def known(self, name: str, file: Path) -> str | None:
        """The SHA-256 of ``file`` from an earlier look, or ``None`` when it is new or has changed."""
        seen = self._read().get(name)
        if seen is None or {**seen, "sha256": ""} != _state(file):
            return None
        return str(seen["sha256"])

    def of(self, name: str, file: Path) -> str:
        """The SHA-256 of ``file``; reads the file unless it is as it was."""
        if (known := self.known(name, file)) is not None:
            return known
        digest = hashlib.sha256()
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
        self.note(name, file, digest.hexdigest())
        return digest.hexdigest()

    def note(self, name: str, file: Path, sha256: str) -> None:
        """Keep the SHA-256 that ``file`` was found to have."""
        record = self._read() | {name: _state(file) | {"sha256": sha256}}
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=self._path.parent, suffix=".part", delete=False) as stream:
            json.dump(record, stream)
        Path(stream.name).replace(self._path)

    def forget(self) -> None:
        """Drop the record."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> dict[str, Mapping[str, Any]]:
        try:
            with self._path.open("rb") as stream:
                record = json.loads(stream.read(_RECORD_BYTES))
        except (OSError, ValueError):
            return {}
        usable = isinstance(record, dict) and all(
            isinstance(seen, dict) and isinstance(seen.get("sha256"), str) for seen in record.values()
        )
        return record if usable else {}


def _state(file: Path) -> dict[str, Any]:
    stat = file.stat()
    return {"path": str(file), "size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "sha256": ""}
