"""Saying reminders when they are due: one loop for the window and for running without one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from app.records.errors import RecordsError
from app.reminders.reminders import Announcement, Reminders

_log = logging.getLogger(__name__)

#: The longest sleep: a clock that was set, a zone that changed or a reminder that was added is noticed by then.
LONGEST_SLEEP_S: Final = 30.0
SHORTEST_SLEEP_S: Final = 1.0


async def keep_reminding(
    reminders: Reminders,
    tell: Callable[[Announcement], None],
    now: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Tell what is due, for ever; cancel it to end.

    ``tell`` is called on this event loop, once for each announcement, and must not raise; the records are read
    beside it. Reminders that came due while nothing ran are told first.
    """
    while True:
        wait = LONGEST_SLEEP_S
        try:
            for announcement in await asyncio.to_thread(reminders.announce):
                tell(announcement)
            following = await asyncio.to_thread(reminders.next_at)
        except RecordsError as error:
            _log.error("reminders could not be read: %s", type(error).__name__)
        else:
            if following is not None:
                wait = min(LONGEST_SLEEP_S, max(SHORTEST_SLEEP_S, (following - now()).total_seconds()))
        await sleep(wait)
