"""Committing the records of one transfer in groups, so that the disk does not set its pace.

A device keeps its records whatever we do: it is never told to delete one, and the next transfer begins after the last
that is on disk. So nothing is acknowledged before it is committed although a commit may hold several records, and a
power cut in the middle costs a repetition, never a record. What a device deletes once it is confirmed (results that are
indicated) is committed one by one in the notification itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from device_io.journal import FrameJournal, RawFrame

#: Records in one commit at most: more would make others wait for the database.
MAX_GROUP = 256
#: How long the next commit waits for company. Our rule: on slow disks a commit takes some milliseconds, and a person
#: sees no difference.
LINGER_S = 0.25


@dataclass(frozen=True, slots=True)
class _Waiting:
    frame: RawFrame
    committed: Callable[[int, RawFrame], None]


class GroupCommit:
    """Commits frames in the order in which they are added, in a thread; what comes meanwhile is the next group.

    Args:
        journal: where frames go.
        failed: told once why nothing more is committed; frames added later are dropped.

    """

    def __init__(self, journal: FrameJournal, failed: Callable[[Exception], None]) -> None:
        self._journal = journal
        self._failed = failed
        self._waiting: list[_Waiting] = []
        self._work: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._settling = False
        self._broken = False

    def add(self, frame: RawFrame, committed: Callable[[int, RawFrame], None]) -> None:
        """Commit ``frame`` soon and then call ``committed`` with its row id, on the loop's thread."""
        if self._broken:
            return
        self._waiting.append(_Waiting(frame, committed))
        if len(self._waiting) >= MAX_GROUP:
            self._hurry.set()
        if self._work is None:
            self._work = asyncio.get_running_loop().create_task(self._commit())

    async def settle(self) -> None:
        """Wait until everything that was added is committed, or is known not to be."""
        self._settling = True
        self._hurry.set()
        try:
            while self._work is not None:
                await asyncio.wait({self._work})
        finally:
            self._settling = False

    async def _commit(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:MAX_GROUP], self._waiting[MAX_GROUP:]
                try:
                    ids = await asyncio.to_thread(self._journal.append_all, tuple(one.frame for one in group))
                except Exception as error:  # noqa: BLE001 - whatever the journal raises ends the transfer
                    self._broken = True
                    self._waiting.clear()
                    self._failed(error)
                    return
                for raw_id, one in zip(ids, group, strict=True):
                    one.committed(raw_id, one.frame)
                await self._linger()
        finally:
            self._work = None

    async def _linger(self) -> None:
        """Give the next group time to grow, unless it is full or someone waits for it."""
        self._hurry.clear()
        if len(self._waiting) < MAX_GROUP and not self._settling:
            with suppress(TimeoutError):
                async with asyncio.timeout(LINGER_S):
                    await self._hurry.wait()
