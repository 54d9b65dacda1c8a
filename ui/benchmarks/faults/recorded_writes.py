"""Everything that SQLite asks of the file system, recorded below the cipher: what a power cut could leave is made of it.

The records' own library (SQLCipher inside ``sqlcipher3``) is listened to through its file system layer, the VFS of
https://sqlite.org/vfs.html: opening and deleting are replaced in place, and each opened file gets the methods it had
with writing, truncating and syncing replaced. What is recorded is what goes to the disk, encrypted.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ui.benchmarks.benchmark import CannotMeasure

_File = ctypes.c_void_p
#: A name is handed on by its address: SQLite keeps it for as long as the file is open, and makes others beside it.
_Name = ctypes.c_void_p
_OPEN: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, _Name, _File, ctypes.c_int, ctypes.c_void_p)
_DELETE: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, _Name, ctypes.c_int)
_WRITE: Final = ctypes.CFUNCTYPE(ctypes.c_int, _File, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_TRUNCATE: Final = ctypes.CFUNCTYPE(ctypes.c_int, _File, ctypes.c_int64)
_SYNC: Final = ctypes.CFUNCTYPE(ctypes.c_int, _File, ctypes.c_int)


class _Vfs(ctypes.Structure):
    """The beginning of ``sqlite3_vfs``, as far as it is touched."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", _OPEN),
        ("delete", _DELETE),
    )


class _Methods(ctypes.Structure):
    """``sqlite3_io_methods`` of version 3; the 14 methods at its end stay as they are."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("close", ctypes.c_void_p),
        ("read", ctypes.c_void_p),
        ("write", _WRITE),
        ("truncate", _TRUNCATE),
        ("sync", _SYNC),
        ("others", ctypes.c_void_p * 14),
    )


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes written to a file."""

    file: str
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """A file cut to a size."""

    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """A promise of the disk that all before it of this file is kept."""

    file: str


@dataclass(frozen=True, slots=True)
class Delete:
    """A file that is gone."""

    file: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Somebody was told that this is kept; put in by who records."""

    number: int


Event = Write | Truncate | Sync | Delete | Acknowledged


@contextmanager
def recorded(folder: Path) -> Iterator[list[Event]]:
    """Record what happens to the files of ``folder`` (by their names), in order; databases are opened and closed inside.

    Raises :class:`CannotMeasure` where the library hides its file system layer.
    """
    vfs = _file_system()
    # A field of a structure is a view of it, not a value: the functions are kept by their addresses.
    kept = _OPEN(_address(vfs.open)), _DELETE(_address(vfs.delete))
    recorder = _Recorder(folder, *kept)
    vfs.open, vfs.delete = recorder.open, recorder.delete
    try:
        yield recorder.events
    finally:
        vfs.open, vfs.delete = kept


def _address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0


def _file_system() -> _Vfs:
    import sqlcipher3._sqlite3 as engine  # type: ignore[import-untyped]

    try:
        find = ctypes.CDLL(engine.__file__).sqlite3_vfs_find
    except (AttributeError, OSError) as error:
        raise CannotMeasure(
            "This build of sqlcipher3 hides its file system: install the one of the lock file."
        ) from error
    find.restype = ctypes.POINTER(_Vfs)
    found: _Vfs = find(None).contents
    return found


class _Recorder:
    """Holds the callbacks, which have to live as long as any file that was opened with them."""

    def __init__(self, folder: Path, open_file: Callable[..., int], delete_file: Callable[..., int]) -> None:
        self.events: list[Event] = []
        self._folder = folder.resolve()
        self._names: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}
        self._open_file, self._delete_file = open_file, delete_file
        self.open, self.delete = _OPEN(self._opened), _DELETE(self._deleted)

    def _name(self, path: int | None) -> str | None:
        place = None if path is None else Path(ctypes.string_at(path).decode()).resolve()
        return None if place is None or place.parent != self._folder else place.name

    def _opened(self, vfs: Any, path: int | None, file: int, flags: int, found: Any) -> int:
        result = self._open_file(vfs, path, file, flags, found)
        name = self._name(path)
        methods = ctypes.c_void_p.from_address(file)
        if result == 0 and name is not None and methods.value is not None:
            self._names[file] = name
            if methods.value not in self._methods:
                self._methods[methods.value] = self._listening(methods.value)
            methods.value = ctypes.addressof(self._methods[methods.value])
        return int(result)

    def _deleted(self, vfs: Any, path: int | None, sync_folder: int) -> int:
        result = self._delete_file(vfs, path, sync_folder)
        name = self._name(path)
        if result == 0 and name is not None:
            self.events.append(Delete(name))
        return int(result)

    def _listening(self, address: int) -> _Methods:
        """Return a copy of the methods at ``address`` that write down what they are asked."""
        original = _Methods.from_address(address)
        copy = _Methods.from_buffer_copy(original)

        def write(file: int, content: int, size: int, offset: int) -> int:
            self.events.append(Write(self._names[file], offset, ctypes.string_at(content, size)))
            return int(original.write(file, content, size, offset))

        def truncate(file: int, size: int) -> int:
            self.events.append(Truncate(self._names[file], size))
            return int(original.truncate(file, size))

        def sync(file: int, flags: int) -> int:
            result = int(original.sync(file, flags))
            self.events.append(Sync(self._names[file]))
            return result

        copy.write, copy.truncate, copy.sync = _WRITE(write), _TRUNCATE(truncate), _SYNC(sync)
        return copy
