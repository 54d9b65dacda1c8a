"""Keeps llama.cpp's own log away from terminals and files. Runs in the child process only."""

from __future__ import annotations

import ctypes
from typing import Any

from llama_cpp import llama_cpp as native
from llama_cpp import mtmd_cpp as mtmd


@native.llama_log_callback  # type: ignore[untyped-decorator]
def _silent(level: int, text: bytes, data: Any) -> None:
    """llama.cpp logs pieces of the prompt; nothing of it may reach a terminal or a file."""


def silence_native_logs() -> None:
    """From now on nothing of a prompt is logged."""
    for silence in (native.llama_log_set, mtmd.mtmd_log_set, mtmd.mtmd_helper_log_set):
        silence(_silent, ctypes.c_void_p(0))
