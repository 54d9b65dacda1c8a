"""Waiting for a view model without guessing how long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import SignalInstance


async def until(changed: SignalInstance, reached: Callable[[], bool], *, seconds: float = 5) -> None:
    """Wait until ``reached`` holds, looking after each ``changed``; some ``seconds`` at most."""
    done = asyncio.Event()

    def look() -> None:
        if reached():
            done.set()

    changed.connect(look)
    look()
    try:
        await asyncio.wait_for(done.wait(), seconds)
    finally:
        changed.disconnect(look)
