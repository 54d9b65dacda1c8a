"""A module of this house run in a child process that limits its own memory and time: foreign files are read there.

A file that needs more than it may takes the child along and nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


class ChildFailed(Exception):
    """The child ended without an answer: it met its limits; ``in_time``: not that of the clock."""

    def __init__(self, *, in_time: bool) -> None:
        super().__init__("the child process ended without an answer")
        self.in_time = in_time


def run_module(module: str, arguments: Sequence[str], data: bytes, deadline_s: float) -> dict[str, Any]:
    """Run ``module`` with ``data`` on its standard input; return the JSON object of the last line it wrote.

    Raises :class:`ChildFailed`.
    """
    house = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join([house, *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            input=data,
            capture_output=True,
            timeout=deadline_s,
            env=environment,
            check=False,
        )
        return dict(json.loads(done.stdout.splitlines()[-1]))
    except subprocess.TimeoutExpired as error:
        raise ChildFailed(in_time=False) from error
    except (ValueError, IndexError, TypeError) as error:
        raise ChildFailed(in_time=True) from error


def limit(memory_bytes: int, cpu_s: int) -> None:
    """Limit this process; called first in the child."""
    if hasattr(os, "nice"):
        os.nice(5)
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
