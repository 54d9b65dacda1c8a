"""``bench assistant`` on the tiny models: both sides are measured in pairs, and a photo is looked at once."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from ui.benchmarks import assistant
from ui.benchmarks.benchmark import Bench


@pytest.mark.skipif(
    find_spec("llama_cpp") is None or find_spec("gguf") is None,
    reason="llama-cpp-python or the packaged-models extra is not installed",
)
def test_our_worker_beside_the_bare_loop(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(assistant, "_SPEED_MODELS", ("qwen3-vl-tiny",))
    found = assistant.measure(Bench(tmp_path, quick=True))
    assert found.measures["tokens_per_second"]["pairs"] == 3
    assert found.headline["tokens_ratio"] > 0
    # The second turn evaluates the new words only; the first encodes the photo.
    assert found.measures["photo_reused_share"] > 0.8
    assert found.measures["photo_second_turn_ms"]["ratio"] < 0.3
    assert {goal.name for goal in found.goals} == {"tokens_ratio", "photo_second_turn_ratio"}
