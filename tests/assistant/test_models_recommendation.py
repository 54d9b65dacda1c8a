"""What is recommended for a machine follows from what was measured on it."""

from __future__ import annotations

import pytest

from assistant.conversation import Language
from assistant.models.catalogue import load_catalogue
from assistant.models.local_engine import SelfTest
from assistant.models.recommendation import fits, memory_mb, recommend

CATALOGUE = load_catalogue()


def _measured(speed: float) -> SelfTest:
    return SelfTest(1000.0, 80.0, speed, None, 2300)


@pytest.mark.parametrize(
    ("tried", "speed", "total_mb", "expected"),
    [
        ("gemma-3-270m", 65.0, 24_000, "qwen3-vl-4b"),  # 65 · 253/2497 = 6.6 a second
        ("gemma-3-270m", 43.0, 24_000, "qwen3-vl-2b"),  # 4.4 for the 4B, 9.8 for the 2B
        ("gemma-3-270m", 65.0, 8_000, "qwen3-vl-2b"),  # fast enough for the 4B, but it does not fit
        ("gemma-3-270m", 65.0, 4_000, None),
        ("gemma-3-270m", 10.0, 24_000, None),
        ("qwen3-vl-2b", 13.0, 24_000, "qwen3-vl-4b"),
        ("qwen3-vl-2b", 4.0, 24_000, None),
        ("qwen3-vl-2b", 13.0, None, "qwen3-vl-4b"),
    ],
)
def test_the_largest_model_that_fits_and_keeps_up(tried, speed, total_mb, expected) -> None:
    advice = recommend(_measured(speed), CATALOGUE.entry(tried), CATALOGUE, total_mb)
    assert advice.model == expected
    assert (advice.tokens_per_second is None) == (expected is None)
    assert set(advice.words) == set(Language)


def test_a_tiny_model_tells_nothing(tmp_path) -> None:
    advice = recommend(_measured(900.0), CATALOGUE.entry("qwen3-vl-tiny"), CATALOGUE, 24_000)
    assert advice.model is None
    assert "too small" in advice.words[Language.EN]


def test_no_base_model_is_ever_recommended() -> None:
    advice = recommend(_measured(10_000.0), CATALOGUE.entry("gemma-3-270m"), CATALOGUE, 100_000)
    assert advice.model is not None
    assert CATALOGUE.entry(advice.model).answers_health_questions


def test_what_fits_is_said_only_where_the_memory_is_known() -> None:
    assert fits(CATALOGUE.entry("qwen3-vl-2b"), None) is None
    assert fits(CATALOGUE.entry("qwen3-vl-4b"), 8_000) is False
    total = memory_mb()
    assert total is None or total > 100
