"""Waiting for a view model without guessing how long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import SignalInstance


async def until(changed: SignalInstance, reached: Callable[[], bool]) -> None:
    """Wait until ``reached`` holds, looking after each ``changed``; five seconds at most."""
    done = asyncio.Event()

    def look() -> None:
        if reached():
            done.set()

    changed.connect(look)
    look()
    try:
        await asyncio.wait_for(done.wait(), 5)
    finally:
        changed.disconnect(look)
