"""The window: its start, memory, rest and worst frame, a million points; against an empty window and a bare chart."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Final

from ui.benchmarks.benchmark import Bench, CannotMeasure, Goal, Measured, rounded

PACKAGES = ("PySide6_Essentials", "qasync")

#: Promised: how many times an empty window's start ours takes, and the longest the window's thread may work at a time.
START_RATIO: Final = 1.6
FRAME_MS: Final = 32.0
_SECONDS: Final = 300
_SETTINGS: Final = (
    'introduced = true\nlanguage = "en"\n[appearance]\ntheme = "light"\n[security]\nkey_storage = "file"\n'
)


def measure(bench: Bench) -> Measured:
    """Start windows as programs of their own, by turns."""
    profile = bench.folder / "profile"
    (profile / "config").mkdir(parents=True)
    (profile / "config" / "settings.toml").write_text(_SETTINGS, encoding="utf-8")
    ends: dict[str, list[dict[str, float]]] = {"frame": [], "empty": []}

    def start(kind: str) -> float:
        started = time.monotonic()
        figures = _probe(kind, profile)
        ends[kind].append(figures)
        return (figures["at"] - started) * 1000

    _probe("frame", profile)  # compiles what has never been compiled
    _probe("empty", profile)
    bench.say("starting windows, ours and an empty one by turns")
    started = bench.compare(lambda: start("frame"), lambda: start("empty"), bench.rounds(15, 3))
    bench.say("living with it: at rest, then an answer streams while readings arrive")
    living = _probe("living", profile)
    bare = _probe("bare", profile)
    bench.say("a million points")
    chart = _probe("chart", profile)
    worst = max(value for name, value in living.items() if name.startswith("worst_"))
    memory = {kind: rounded(median(one["memory_mb"] for one in found)) for kind, found in ends.items()}
    processor = {kind: rounded(median(one["cpu_s"] for one in found) * 1000) for kind, found in ends.items()}
    return Measured(
        measures={
            "first_frame_ms": started.as_json(),
            "first_frame_processor_ms": processor,
            "memory_at_first_frame_mb": memory,
            "ready_s": rounded(living["ready_s"]),
            "memory_living_mb": rounded(living["memory_mb"]),
            "idle_processor_percent": rounded(living["idle_percent"]),
            "worst_frame_ms": {
                "bare_window": rounded(bare["worst_ms"]),
                **{
                    name.split("_")[1]: rounded(value)
                    for name, value in living.items()
                    if name.startswith("worst_")
                },
            },
            "million_points": {name: rounded(value) for name, value in chart.items()},
        },
        goals=[
            Goal("start_ratio", started.ratio, START_RATIO, at_most=True),
            Goal("worst_frame_ms", worst, FRAME_MS, at_most=True),
            Goal("million_points_first_ms", chart["first_ms"], FRAME_MS, at_most=True),
            Goal("million_points_zoom_ms", chart["zoom_ms"], FRAME_MS, at_most=True),
        ],
        headline={"start_ratio": rounded(started.ratio), "worst_frame_ms": rounded(worst)},
    )


def _probe(kind: str, profile: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "ui.benchmarks.window_probe", kind, str(profile)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
    except (subprocess.SubprocessError, IndexError, json.JSONDecodeError) as error:
        raise CannotMeasure(
            f"The window could not be measured ({kind}); 'listenwell doctor' says what is missing."
        ) from error
    return {name: float(value) for name, value in found.items()}
