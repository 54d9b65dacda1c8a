"""Waiting for whichever of several events comes first."""

from __future__ import annotations

import asyncio


async def first_set(*events: asyncio.Event) -> None:
    """Return as soon as one of ``events`` is set; nothing is lost when the waiting is cancelled."""
    waiting = [asyncio.ensure_future(one.wait()) for one in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
