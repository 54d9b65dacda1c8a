"""A crash writes nothing of what a process holds in memory: somebody's words, readings, keys."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from typing import Final

#: ``PR_SET_DUMPABLE`` of ``linux/prctl.h``; its value 0 is ``SUID_DUMP_DISABLE``.
_SET_DUMPABLE: Final = 4


def leave_no_dump() -> None:
    """Let no crash of this process be written to a file, nor be piped to a collector, which heeds no size limit.

    Other processes of the same person can then not read this one's memory either. Windows writes no dump by default.
    """
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
