"""Limits a process sets on itself before it touches a foreign file."""

from __future__ import annotations

import sys

MEMORY_DECODING = 1 << 30
"""Address space while a foreign picture is decoded, in bytes (design; 40 megapixels need about 0.5 GB)."""
MEMORY_READING = 5 << 29
"""Address space while text is recognised, in bytes (design; PP-OCRv6 small peaks at 1.0 GB resident)."""
CPU_SECONDS = 90
"""Processor time of one photo (design; measured 2.4 to 12.9 s)."""


def limit_processor() -> None:
    """End this process after :data:`CPU_SECONDS` of processor time. No effect where the system has no such limit."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))


def limit_memory(size: int) -> None:
    """Refuse this process more than ``size`` bytes of address space from now on; may be raised again later."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(
        resource.RLIMIT_AS, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard)
    )
