"""A body composition that a scale sends in two frames, and two frames that are not one measurement."""

from __future__ import annotations

from decimal import Decimal

import pytest

from device_io.codecs.body_composition import BodyComposition, encode_body_composition
from device_io.codecs.frame import FrameError
from device_io.codecs.weight import MassUnit
from device_io.findings.body_composition import find_body_composition
from device_io.findings.finding import MeasurementFailed

FIRST = BodyComposition(
    MassUnit.KILOGRAM, Decimal("21.5"), user=1, muscle_mass=Decimal("40.00"), continues=True
)


def found(second: BodyComposition, first: BodyComposition = FIRST) -> dict[str, str]:
    (finding,) = find_body_composition(encode_body_composition(second), encode_body_composition(first))
    return {name: str(one.value) for name, one in finding.values.items()}


@pytest.mark.parametrize("fat", ["0", "21.5"])
def test_the_second_frame_completes_the_first(fat: str) -> None:
    second = BodyComposition(MassUnit.KILOGRAM, Decimal(fat), impedance_ohm=Decimal("512.3"))
    assert found(second) == {"body_fat": "21.5", "muscle_mass": "40.000", "impedance": "512.3"}


@pytest.mark.parametrize(("first", "second"), [(None, "21.5"), ("21.5", None), (None, None)])
def test_a_measurement_whose_one_part_failed_is_none(first: str | None, second: str | None) -> None:
    parts = [BodyComposition(MassUnit.KILOGRAM, fat and Decimal(fat)) for fat in (second, first)]
    with pytest.raises(MeasurementFailed):
        found(*parts)


@pytest.mark.parametrize(
    "second",
    [
        BodyComposition(MassUnit.POUND, Decimal("21.5"), impedance_ohm=Decimal("512.3")),
        BodyComposition(MassUnit.KILOGRAM, Decimal("21.5"), user=2, impedance_ohm=Decimal("512.3")),
    ],
)
def test_parts_of_two_measurements_are_no_reading(second: BodyComposition) -> None:
    with pytest.raises(FrameError, match="do not belong together"):
        found(second)
