"""Photos and recordings as the objects that llama.cpp's multimodal part takes. Runs in the child process only."""

from __future__ import annotations

import ctypes
from typing import Any

from llama_cpp import mtmd_cpp as mtmd

from assistant.models.image_input import pixels


def picture(data: bytes) -> Any:
    """A photo, upright; free it with ``mtmd_bitmap_free``. Raises ``ImageRefused``."""
    width, height, rgb = pixels(data)
    return mtmd.mtmd_bitmap_init(width, height, (ctypes.c_uint8 * len(rgb)).from_buffer_copy(rgb))


def sound(data: bytes) -> Any:
    """A recording (32-bit float samples, mono); free it with ``mtmd_bitmap_free``."""
    count = len(data) // ctypes.sizeof(ctypes.c_float)
    samples = (ctypes.c_float * count).from_buffer_copy(data[: count * ctypes.sizeof(ctypes.c_float)])
    return mtmd.mtmd_bitmap_init_from_audio(count, samples)
