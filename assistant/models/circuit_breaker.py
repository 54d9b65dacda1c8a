"""Stops asking a service that keeps failing, for a while."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

#: Failures in a row that open the breaker, and how long it stays open (seconds).
FAILURES = 3
OPEN_S = 30.0


class CircuitBreaker:
    """Counts failures in a row. When open, one try is let through after the pause."""

    def __init__(
        self,
        *,
        failures: int = FAILURES,
        open_s: float = OPEN_S,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """``clock`` gives seconds that never run backwards."""
        self._limit = failures
        self._open_s = open_s
        self._clock = clock
        self._failures = 0
        self._opened = 0.0

    @property
    def closed_in_s(self) -> float:
        """Seconds until a try is let through; 0 when one may be made now."""
        if self._failures < self._limit:
            return 0.0
        return max(0.0, self._opened + self._open_s - self._clock())

    def failed(self) -> None:
        """Note a failure."""
        self._failures += 1
        if self._failures >= self._limit:
            self._opened = self._clock()

    def succeeded(self) -> None:
        """Note a success; all earlier failures are forgotten."""
        self._failures = 0
