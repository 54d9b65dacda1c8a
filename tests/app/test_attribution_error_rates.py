"""How often the posterior gives a reading to the wrong one of two people, against the table of our simulation."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from app.records.attribution.decision import ASSIGN_AT, posterior
from app.records.attribution.predictive import SPREADS, predict

HOMES = 1500
READINGS = 10
LABELLED = 10


@dataclass(frozen=True)
class Rates:
    """Shares of readings: wrong if every one is given to the likelier person, and at two limits of the posterior."""

    forced: float
    auto_95: float
    wrong_95: float
    auto_99: float
    wrong_99: float


def simulate(difference: Mapping[str, float], seed: int) -> Rates:
    """Two people whose means differ; each has ten readings that are surely theirs."""
    drawn = random.Random(seed)

    def reading(person: str) -> dict[str, float]:
        return {
            name: SPREADS[name].mean
            + (apart / 2 if person == "b" else -apart / 2)
            + drawn.gauss(0, SPREADS[name].within)
            for name, apart in difference.items()
        }

    forced = 0
    assigned = {0.95: 0, ASSIGN_AT: 0}
    wrong = {0.95: 0, ASSIGN_AT: 0}
    for _ in range(HOMES):
        known = {person: [reading(person) for _ in range(LABELLED)] for person in "ab"}
        predictives = {
            person: {name: predict(name, [one[name] for one in readings]) for name in difference}
            for person, readings in known.items()
        }
        for number in range(READINGS):
            person = "ab"[number % 2]
            shares = posterior({"a": 0.5, "b": 0.5}, predictives, reading(person))
            likelier = max(shares, key=lambda one: shares[one])
            forced += likelier != person
            for limit in assigned:
                if shares[likelier] >= limit:
                    assigned[limit] += 1
                    wrong[limit] += likelier != person
    total = HOMES * READINGS
    return Rates(
        100 * forced / total,
        100 * assigned[0.95] / total,
        100 * wrong[0.95] / max(1, assigned[0.95]),
        100 * assigned[ASSIGN_AT] / total,
        100 * wrong[ASSIGN_AT] / max(1, assigned[ASSIGN_AT]),
    )


PRESSURE_8 = {"systolic": 8, "diastolic": 4, "pulse": 5}
PRESSURE_15 = {"systolic": 15, "diastolic": 8, "pulse": 8}
PRESSURE_25 = {"systolic": 25, "diastolic": 10, "pulse": 10}


@pytest.mark.parametrize(
    ("difference", "forced", "auto_99", "wrong_99"),
    [
        pytest.param(PRESSURE_8, 27, 1.4, None, id="pressure 8/4, pulse 5"),
        pytest.param(PRESSURE_15, 11.5, 22, 0.7, id="pressure 15/8, pulse 8"),
        pytest.param(PRESSURE_25, 4.3, 65, 0.13, id="pressure 25/10, pulse 10"),
        pytest.param({"weight": 1}, 21, None, None, id="1 kg"),
        pytest.param({"weight": 2}, 5, 55, 0.16, id="2 kg"),
        pytest.param({"weight": 4}, 0.04, 99.4, None, id="4 kg"),
        pytest.param({"weight": 2, "impedance": 60}, None, 94, 0.03, id="2 kg and 60 ohm"),
    ],
)
def test_the_error_rates_are_those_of_the_table(
    difference: dict[str, float], forced: float | None, auto_99: float | None, wrong_99: float | None
) -> None:
    rates = simulate(difference, seed=20261124)
    if forced is not None:
        assert rates.forced == pytest.approx(forced, abs=2)
    if auto_99 is not None:
        assert rates.auto_99 == pytest.approx(auto_99, abs=max(2.0, auto_99 * 0.15) if auto_99 < 60 else 4)
    if wrong_99 is not None:
        assert rates.wrong_99 <= wrong_99 + 0.6


def test_the_limit_of_99_percent_is_what_keeps_the_wrong_names_away() -> None:
    rates = simulate(PRESSURE_15, seed=7)
    assert rates.auto_95 == pytest.approx(49, abs=5)
    assert rates.wrong_95 == pytest.approx(1.8, abs=1)
    assert rates.wrong_99 < rates.wrong_95 < rates.forced


def test_the_spread_is_learnt_from_each_home() -> None:
    calm = [120.0, 121, 119, 120, 122, 118] * 5
    wild = [100.0, 140, 95, 150, 120, 130] * 5
    assert predict("systolic", calm).deviation < 7.5
    assert predict("systolic", wild).deviation > 13
    assert predict("systolic", []).deviation == pytest.approx((18**2 + 9**2) ** 0.5)
    assert predict("systolic", [150.0]).mean == pytest.approx(145.6, abs=0.1)
