"""An event loop on which waiting takes no time.

Its clock stands while code runs and while a thread works, and jumps to the next thing due when nobody has anything to
do. Deadlines and pauses so have their real lengths and cost nothing, and a busy machine cannot make one pass early. With a
socket or a pipe open, waiting takes as long as it takes.
"""

from __future__ import annotations

import asyncio
import selectors
import time


class _Selector(selectors.DefaultSelector):
    """Adds what was waited, or would have been, to :attr:`passed`; ``working`` threads are waited for."""

    def __init__(self):
        super().__init__()
        self.passed = 0.0
        self.working = 0

    def select(self, timeout=None):
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if self.working:
            return super().select(None)  # it wakes the loop when it is done
        if timeout is None or len(self.get_map()) > 1:  # the loop's own pipe is always there
            began = time.monotonic()
            try:
                return super().select(timeout)
            finally:
                self.passed += time.monotonic() - began
        self.passed += timeout
        return ready


class IdleTimeSkipped(asyncio.SelectorEventLoop):
    """The loop of the tests with virtual devices."""

    def __init__(self):
        self._idle = _Selector()
        super().__init__(self._idle)

    def time(self):
        return self._idle.passed

    def run_in_executor(self, executor, func, *args):
        future = super().run_in_executor(executor, func, *args)
        self._idle.working += 1
        future.add_done_callback(self._worked)
        return future

    def _worked(self, _future):
        self._idle.working -= 1
