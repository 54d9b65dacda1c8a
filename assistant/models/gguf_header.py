"""Reads the header of a GGUF file before any native code sees it.

A wrong file must end in one sentence, not in ``abort()``: llama.cpp stops the whole process on a
tensor type it does not know. Format: GGUF specification, versions 2 and 3
(https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Scalar = int | float | bool | str

#: Bounds far above any real model, so that a hostile file costs neither memory nor time.
MAX_HEADER_BYTES = 64 * 1024 * 1024
MAX_KEYS = 4096
MAX_TENSORS = 65_536
MAX_KEY_BYTES = 256
MAX_ARRAY = 4_000_000
#: Short flag arrays (which vision layers feed the text layers) are kept; longer arrays only counted.
_KEPT_ARRAY = 1024

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
#: Elements and bytes of one block of each tensor type (ggml.h); ``F64`` is left out: llama.cpp aborts on it.
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110),
    22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 29: (256, 56),
    30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip
#: Which image projectors belong to which text model (llama.cpp tools/mtmd/clip-impl.h).
PROJECTORS = {"qwen2vl": {"qwen2vl_merger", "qwen2.5vl_merger"}, "qwen3vl": {"qwen3vl_merger"}}


class GgufError(Exception):
    """The file cannot be used as a model; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What the header says. ``values`` holds scalars, ``flags`` short arrays of booleans."""

    architecture: str
    values: dict[str, Scalar]
    flags: dict[str, tuple[bool, ...]]
    tensors: int
    data_bytes: int

    def number(self, key: str, default: int = 0) -> int:
        """An integer value, or ``default``."""
        value = self.values.get(key, default)
        return value if isinstance(value, int) else default


class _Cursor:
    """Bounded reading of little-endian fields."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._left = MAX_HEADER_BYTES

    def take(self, size: int) -> bytes:
        if size > self._left:
            raise GgufError(f"{self._name} has a header larger than any model's; download it again.")
        data = self._file.read(size)
        if len(data) != size:
            raise GgufError(f"{self._name} ends in the middle of its header; download it again.")
        self._left -= size
        return data

    def number(self, code: str) -> int:
        value: int = struct.unpack("<" + code, self.take(struct.calcsize("<" + code)))[0]
        return value

    def text(self, limit: int) -> str:
        length = self.number("Q")
        if length > limit:
            raise GgufError(f"{self._name} holds a text of {length} bytes in its header; download it again.")
        return self.take(length).decode("utf-8", errors="replace")


def read_header(path: Path) -> GgufHeader:
    """Read and check the header of ``path``. Raises :class:`GgufError`."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            return _read(_Cursor(file, path.name), file, size, path.name)
    except OSError as error:
        raise GgufError(
            f"The model file {path.name} cannot be read ({error.strerror}); check that it is there."
        ) from error


def check_text_model(path: Path) -> GgufHeader:
    """Check that ``path`` is a whole text model. Raises :class:`GgufError`."""
    header = read_header(path)
    if header.architecture == "clip":
        raise GgufError(f"{path.name} is an image projector, not a text model; the two files may be swapped.")
    return header


def check_adapter(text_file: Path, adapter_file: Path) -> None:
    """Check that the LoRA adapter belongs to the text model. Raises :class:`GgufError`."""
    text, adapter = check_text_model(text_file), read_header(adapter_file)
    if adapter.values.get("general.type") != "adapter" or adapter.architecture != text.architecture:
        raise GgufError(
            f"{adapter_file.name} is no adapter for {text_file.name}; get the one made for this model."
        )


def check_pair(text_file: Path, projector_file: Path) -> None:
    """Check that the projector belongs to the text model. Raises :class:`GgufError`."""
    text = check_text_model(text_file)
    projector = read_header(projector_file)
    if projector.architecture != "clip":
        raise GgufError(f"{projector_file.name} is not an image projector; the two files may be swapped.")
    kind = projector.values.get("clip.vision.projector_type") or projector.values.get("clip.projector_type")
    width = projector.number("clip.vision.projection_dim")
    deepstack = sum(projector.flags.get("clip.vision.is_deepstack_layers", ()))
    fits = (
        kind in PROJECTORS.get(text.architecture, set())
        and width == text.number(f"{text.architecture}.embedding_length")
        and deepstack == text.number(f"{text.architecture}.n_deepstack_layers")
    )
    if not fits:
        raise GgufError(
            f"{projector_file.name} does not belong to {text_file.name}; get both from the same repository."
        )


def _read(cursor: _Cursor, file: BinaryIO, size: int, name: str) -> GgufHeader:
    if cursor.take(4) != b"GGUF":
        raise GgufError(f"{name} is not a GGUF model file; download it again.")
    version = cursor.number("I")
    if version not in (2, 3):
        raise GgufError(f"{name} is a GGUF file of version {version}, which is not supported; get version 3.")
    tensors, keys = cursor.number("Q"), cursor.number("Q")
    if tensors > MAX_TENSORS or keys > MAX_KEYS:
        raise GgufError(f"{name} claims more parts than any model has; download it again.")
    values: dict[str, Scalar] = {}
    flags: dict[str, tuple[bool, ...]] = {}
    for _ in range(keys):
        key = cursor.text(MAX_KEY_BYTES)
        value = _value(cursor, cursor.number("I"), name, depth=0)
        if isinstance(value, tuple):
            flags[key] = value
        elif value is not None:
            values[key] = value
    end = max((_tensor_end(cursor, name) for _ in range(tensors)), default=0)
    alignment = values.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 1 <= alignment <= 65_536:
        raise GgufError(f"{name} has an impossible alignment; download it again.")
    start = -(-file.tell() // alignment) * alignment
    if start + end > size:
        raise GgufError(
            f"{name} is cut short: {size} bytes are there, {start + end} are needed; download it again."
        )
    architecture = values.get("general.architecture")
    if not isinstance(architecture, str) or not architecture:
        raise GgufError(f"{name} does not say which architecture it has; download it again.")
    return GgufHeader(architecture, values, flags, tensors, end)


def _value(cursor: _Cursor, kind: int, name: str, *, depth: int) -> Scalar | tuple[bool, ...] | None:
    """One value; arrays other than short boolean ones are skipped and give ``None``."""
    if kind in _SCALARS:
        code = _SCALARS[kind]
        scalar: int | float | bool = struct.unpack("<" + code, cursor.take(struct.calcsize("<" + code)))[0]
        return scalar
    if kind == _STRING:
        return cursor.text(MAX_HEADER_BYTES)
    if kind != _ARRAY or depth > 0:
        raise GgufError(f"{name} holds a value of an unknown kind; it may need a newer Listenwell.")
    inner, count = cursor.number("I"), cursor.number("Q")
    if count > MAX_ARRAY:
        raise GgufError(f"{name} holds a list of {count} values in its header; download it again.")
    if inner in _SCALARS:
        data = cursor.take(count * struct.calcsize("<" + _SCALARS[inner]))
        return tuple(byte != 0 for byte in data) if _SCALARS[inner] == "?" and count <= _KEPT_ARRAY else None
    for _ in range(count):
        if inner != _STRING:
            raise GgufError(f"{name} holds a list of an unknown kind; it may need a newer Listenwell.")
        cursor.take(cursor.number("Q"))
    return None


def _tensor_end(cursor: _Cursor, name: str) -> int:
    """Offset of the first byte after a tensor, counted from the start of the data."""
    tensor = cursor.text(MAX_KEY_BYTES)
    rank = cursor.number("I")
    if not 1 <= rank <= 4:
        raise GgufError(f"{name} holds a tensor with {rank} dimensions; download it again.")
    dimensions = [cursor.number("Q") for _ in range(rank)]
    kind, offset = cursor.number("I"), cursor.number("Q")
    if kind not in _BLOCKS:
        raise GgufError(
            f"{name} stores {tensor[:64]!r} in a format (type {kind}) that this version cannot run; "
            "get another quantisation."
        )
    elements, size = _BLOCKS[kind]
    if dimensions[0] % elements:
        raise GgufError(f"{name} holds a tensor whose rows do not fill whole blocks; download it again.")
    return offset + math.prod(dimensions) // elements * size
