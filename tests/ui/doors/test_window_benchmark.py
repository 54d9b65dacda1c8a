"""What ``bench window`` makes of what its probes measured, and that the probes start."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.benchmarks import window
from ui.benchmarks.benchmark import Bench, CannotMeasure

LIVING = {
    "ready_s": 3.0,
    "idle_percent": 0.5,
    "memory_mb": 300.0,
    "worst_home_ms": 12.0,
    "worst_conversation_ms": 40.0,
}
CHART = {"prepared_ms": 500.0, "first_ms": 26.0, "scrub_ms": 0.3, "zoom_ms": 17.0, "bare_ms": 3.0}


def test_goals_are_judged_by_the_worst_that_was_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = {"frame": 1.5, "empty": 1.0}

    def probe(kind: str, _profile: Path) -> dict[str, float]:
        if kind in at:
            return {"at": window.time.monotonic() + at[kind], "cpu_s": at[kind], "memory_mb": 100 * at[kind]}
        return {"living": LIVING, "bare": {"worst_ms": 7.0}, "chart": CHART}[kind]

    monkeypatch.setattr(window, "_probe", probe)
    found = window.measure(Bench(tmp_path, quick=True))
    assert found.headline["start_ratio"] == pytest.approx(1.5, rel=0.01)
    assert found.headline["worst_frame_ms"] == 40.0
    assert found.measures["worst_frame_ms"] == {"bare_window": 7.0, "home": 12.0, "conversation": 40.0}
    assert found.measures["memory_at_first_frame_mb"] == {"frame": 150.0, "empty": 100.0}
    assert {goal.name: goal.met for goal in found.goals} == {
        "start_ratio": True,
        "worst_frame_ms": False,
        "million_points_first_ms": True,
        "million_points_zoom_ms": True,
    }


def test_both_windows_draw_their_first_frame(tmp_path: Path) -> None:
    for kind in ("empty", "frame"):
        assert window._probe(kind, tmp_path)["memory_mb"] > 20


def test_a_window_that_cannot_start_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotMeasure, match="listenwell doctor"):
        window._probe("no such window", tmp_path)
