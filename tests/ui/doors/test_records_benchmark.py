from pathlib import Path

from ui.benchmarks import records
from ui.benchmarks.benchmark import Bench
from ui.benchmarks.years_of_frames import READINGS_A_DAY, frames_until


def test_both_peers_say_the_same_and_the_headline_is_measured(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(records, "QUICK_READINGS", 1200)
    found = records.measure(Bench(tmp_path, quick=True))
    assert found.measures["readings"] == 1200
    assert set(found.measures["views"]) == {
        "home_ms_vs_sql",
        "year_of_glucose_ms_vs_sql",
        "home_ms_vs_polars",
        "year_of_glucose_ms_vs_polars",
    }
    assert found.measures["ingest"]["readings_per_s"] > 0
    assert found.measures["rebuild"]["seconds"] > 0
    assert 0 < found.headline["home_view_ms"] < 50
    assert found.headline["views_ratio"] > 0
    assert [goal.name for goal in found.goals] == ["views_ratio", "home_view_ms", "red_flag_ms"]


def test_frames_of_a_day_are_what_devices_send_and_always_the_same() -> None:
    first, again = (list(frames_until(records._END, READINGS_A_DAY)) for _ in range(2))
    assert first == again
    assert len({frame.device_id for frame in first}) == 5
    assert all(frame.received_at <= records._END for frame in first)
    assert sum("sensor" in frame.device_model for frame in first) == 288
