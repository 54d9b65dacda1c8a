from __future__ import annotations

import pytest

from device_io import gatt
from device_io.profiles import LIVE, PROFILES, SERVICES, spoken_profiles


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.label)
def test_a_device_with_one_profile_speaks_that_one(profile):
    offered = {*profile.results, gatt.RECORD_ACCESS_CONTROL_POINT}
    assert spoken_profiles(offered) == (profile,)
    assert profile.service in SERVICES


def test_a_glucose_meter_without_a_way_to_ask_for_records_cannot_be_read():
    assert spoken_profiles({gatt.GLUCOSE_MEASUREMENT}) == ()


def test_live_values_alone_are_no_profile():
    assert spoken_profiles({gatt.INTERMEDIATE_CUFF_PRESSURE, gatt.INTERMEDIATE_TEMPERATURE}) == ()


def test_a_continuous_oximeter_is_heard_only_where_it_has_no_spot_check():
    (profile,) = spoken_profiles({gatt.CONTINUOUS_OXIMETRY})
    assert profile.sources({gatt.CONTINUOUS_OXIMETRY}) == (gatt.CONTINUOUS_OXIMETRY,)
    both = {gatt.CONTINUOUS_OXIMETRY, gatt.SPOT_CHECK_MEASUREMENT}
    assert profile.sources(both) == (gatt.SPOT_CHECK_MEASUREMENT,)


def test_a_result_is_never_taken_for_a_live_value():
    assert not LIVE & {one for profile in PROFILES for one in profile.results}
