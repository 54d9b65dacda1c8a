"""Kill -9 and power cuts. Longer: ``listenwell bench durability``."""

from pathlib import Path

from ui.benchmarks.faults.kills import kill_writers
from ui.benchmarks.faults.power_cuts import cut_power


def test_kill_9_loses_nothing_acknowledged_and_the_harness_would_see_it(tmp_path: Path) -> None:
    kept = kill_writers(tmp_path / "kept", 3)
    assert (kept.lost, kept.torn, kept.bad_photos) == (0, 0, 0)
    assert kept.acknowledged >= 3
    assert kept.slowest_open_ms < 5000
    control = kill_writers(tmp_path / "control", 2, early=True)
    assert control.lost > 0, "a writer that acknowledges before it commits must be caught"
    assert control.torn == 0


def test_power_cuts_lose_nothing_acknowledged_and_the_harness_would_see_it(tmp_path: Path) -> None:
    """Every write below the cipher is recorded; of what was not synced any part is lost or torn."""
    kept = cut_power(tmp_path / "kept", 60, 40)
    assert (kept.lost, kept.torn, kept.corrupt) == (0, 0, 0)
    assert kept.acknowledged == 60
    assert kept.checkpoints > 0, "cuts fall into checkpoints too"
    control = cut_power(tmp_path / "control", 60, 20, early=True)
    assert control.lost > 0, "an acknowledgement before the commit must be caught"
