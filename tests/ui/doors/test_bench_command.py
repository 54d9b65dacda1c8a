"""``listenwell bench``: the common form of benchmarks, and those of devices."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ui.benchmarks import registry
from ui.benchmarks.benchmark import Bench, CannotMeasure, Comparison, Goal, Measured, percentile


@pytest.fixture
def benchmarks(monkeypatch):
    """Two benchmarks, the second of which cannot be run here."""

    def fast(bench):
        assert bench.folder.is_dir()
        compared = bench.compare(lambda: 90.0, lambda: 100.0, bench.rounds(5, 3))
        return Measured(
            {"per_s": compared.as_json(), "quick": bench.quick},
            [Goal("fast_ratio", compared.ratio, 0.8)],
            {"fast_ratio": compared.ratio},
        )

    def missing(_bench):
        raise CannotMeasure("There is no microphone: plug one in.")

    modules = {
        "fast": SimpleNamespace(__doc__="Ours against theirs.\n\nMore.", PACKAGES=("bleak",), measure=fast),
        "heard": SimpleNamespace(__doc__="Hearing.", PACKAGES=(), measure=missing),
    }
    monkeypatch.setattr(registry, "NAMES", tuple(modules))
    monkeypatch.setattr(registry, "load", lambda name: modules[name])


def test_one_benchmark_has_the_common_form(listenwell, benchmarks):
    done = listenwell("bench", "fast", "--quick", "--json")
    value = done.json
    assert done.status == 0
    assert (value["name"], value["fast_ratio"]) == ("fast", 0.9)
    assert {"system", "processor", "cores", "python"} <= set(value["machine"])
    assert set(value["versions"]) == {"bleak"}
    assert value["measures"]["per_s"] == {
        "ours": 90.0,
        "peer": 100.0,
        "ratio": 0.9,
        "ratio_range": [0.9, 0.9],
        "pairs": 3,
    }
    assert value["goals"] == [{"name": "fast_ratio", "value": 0.9, "goal": 0.8, "met": True}]


def test_all_of_them_join_their_goals_and_say_what_is_missing(listenwell, benchmarks):
    done = listenwell("bench", "--json")
    assert done.status == 0
    assert (done.json["name"], set(done.json["measures"])) == ("all", {"fast"})
    assert done.json["not_measured"] == {"heard": "There is no microphone: plug one in."}
    assert "plug one in" in done.err


def test_one_that_was_named_and_cannot_be_run_is_a_failure(listenwell, benchmarks):
    done = listenwell("bench", "heard", "--json")
    assert (done.status, done.json["goals"]) == (1, [])


def test_there_is_a_list_and_a_table(listenwell, benchmarks):
    assert listenwell("bench", "--list").out.splitlines()[1:] == [
        "fast   Ours against theirs.",
        "heard  Hearing.",
    ]
    assert "fast_ratio  0.9    0.8     yes" in listenwell("bench", "fast").out
    assert "choose from fast, heard" in listenwell("bench", "slow").sentence


def test_pairs_are_taken_by_turns_and_the_median_of_their_ratios_counts(tmp_path):
    taken = []

    def figure(name, values):
        def take():
            taken.append(name)
            return values.pop(0)

        return take

    compared = Bench(tmp_path).compare(
        figure("ours", [8.0, 20.0, 9.0]), figure("peer", [10.0, 10.0, 10.0]), 3
    )
    assert taken == ["ours", "peer", "peer", "ours", "ours", "peer"]
    assert compared.ratio == 0.9


def test_the_time_is_bounded_but_never_below_three_pairs(tmp_path):
    now = [0.0]

    def slow():
        now[0] += 100.0
        return 1.0

    compared = Bench(tmp_path, quick=True, clock=lambda: now[0]).compare(slow, slow, 50)
    assert len(compared.ours) == 3


def test_goals_percentiles_and_repetitions(tmp_path):
    assert Goal("ms", 8.0, 8.0, at_most=True).met
    assert not Goal("ratio", 0.79, 0.8).met
    assert [percentile([4, 1, 3, 2], at) for at in (50, 95, 100)] == [2, 4, 4]
    assert Comparison((1.0,), (2.0,)).ratio == 0.5
    assert [Bench(tmp_path, quick=quick).rounds(9, 2) for quick in (True, False)] == [2, 9]
    assert Bench(tmp_path, repetitions=7).rounds(9, 2) == 7


def test_every_benchmark_of_the_register_says_what_it_measures():
    for name in registry.NAMES:
        assert registry.title(name).endswith(".")
        assert callable(registry.load(name).measure)


def test_the_devices_are_measured(listenwell):
    done = listenwell("bench", "devices", "--quick", "--rounds", "1", "--json")
    assert done.status == 0
    assert 0 < done.json["record_path_ratio"] == done.json["measures"]["records_per_s"]["ratio"]
    assert len(done.json["measures"]["decodings_per_s"]) == 10
    assert [one["name"] for one in done.json["goals"]] == [
        "record_path_ratio",
        "radio_pace_ratio",
        "slowest_decodings_per_s",
    ]
