"""A clock that nobody can set: seconds since the machine started, sleep included, and which start that was."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

#: Linux names each start of the machine (man 4 random).
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class SteadyClock:
    """``boot`` names the start of the machine, ``seconds`` counts from it.

    Two moments of the same ``boot`` can be compared, whatever the wall clock was set to in between and however
    often the program was started. Moments of different boots cannot.
    """

    boot: str = field(default_factory=lambda: _boot())
    seconds: Callable[[], float] = field(default_factory=lambda: _seconds)


def _seconds() -> float:
    # CLOCK_BOOTTIME also counts while the machine sleeps; elsewhere the monotonic clock is the nearest there is.
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def _boot() -> str:
    """Return the name of this start of the machine; where it has none, a new one for each process."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()[:64]
    except (OSError, UnicodeDecodeError):
        return secrets.token_hex(16)
