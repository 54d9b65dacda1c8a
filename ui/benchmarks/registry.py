"""Which benchmarks there are; each name is a module of :mod:`ui.benchmarks`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol, cast

from ui.benchmarks.benchmark import Bench, Measured

#: In the order in which they run when none is named.
NAMES: tuple[str, ...] = (
    # one a line
    "devices",
    "interruption",
    "records",
    "library",
    "durability",
    "assistant",
    "voice",
    "reports",
    "privacy",
    "window",
    "kiosk",
)


class Benchmark(Protocol):
    """What a module of :mod:`ui.benchmarks` has (a protocol that modules satisfy)."""

    __doc__: str | None
    PACKAGES: Sequence[str]
    measure: Callable[[Bench], Measured]


def load(name: str) -> Benchmark:
    """Return the benchmark ``name``; raises ``KeyError`` for one that is not in :data:`NAMES`."""
    if name not in NAMES:
        raise KeyError(name)
    return cast("Benchmark", import_module(f"ui.benchmarks.{name}"))


def title(name: str) -> str:
    """Return the first line of what the benchmark says about itself."""
    return (load(name).__doc__ or "").strip().partition("\n")[0]
