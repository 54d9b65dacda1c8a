"""Looks at a model folder in safetensors before any library loads it: is it whole, and is it one we know.

Format: https://github.com/huggingface/safetensors#format. Eight bytes (little endian) give the length of a
JSON header that names each tensor with its place; the data ends with the file.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

#: Architectures of Qwen's vision models in ``config.json``.
MODEL_TYPES = frozenset({"qwen2_5_vl", "qwen3_vl"})
#: Bounds of what is read (bytes): the format's own bound of a header, and ours of a configuration.
_MAX_HEADER = 100_000_000
_MAX_CONFIG = 1_000_000


class SafetensorsError(Exception):
    """The folder is no usable model; the message is one sentence that says what to do."""


def check_model(folder: Path) -> None:
    """Check the configuration and every ``*.safetensors`` file of ``folder``. Raises :class:`SafetensorsError`."""
    config = _json(folder / "config.json")
    if config.get("model_type") not in MODEL_TYPES:
        known = ", ".join(sorted(MODEL_TYPES))
        raise SafetensorsError(f"The model in {folder.name} is none of {known}; choose another model.")
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise SafetensorsError(f"{folder.name} holds no safetensors file; get the model again.")
    for file in files:
        check_file(file)


def check_file(file: Path) -> None:
    """Check that the tensors of ``file`` fill it to its end. Raises :class:`SafetensorsError`."""
    damaged = SafetensorsError(f"{file.name} is damaged or cut off; delete it and get it again.")
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            prefix = stream.read(8)
            length = struct.unpack("<Q", prefix)[0] if len(prefix) == 8 else _MAX_HEADER + 1
            if length > min(_MAX_HEADER, size):
                raise damaged
            header: Any = json.loads(stream.read(length))
        ends = [row["data_offsets"][1] for name, row in header.items() if name != "__metadata__"]
        whole = 8 + length + max(ends, default=0) == size
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise damaged from error
    if not whole:
        raise damaged


def _json(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            value = json.loads(stream.read(_MAX_CONFIG))
    except (OSError, ValueError, RecursionError) as error:
        raise SafetensorsError(f"{file.name} of the model cannot be read; get the model again.") from error
    if not isinstance(value, dict):
        raise SafetensorsError(f"{file.name} of the model cannot be read; get the model again.")
    return value
