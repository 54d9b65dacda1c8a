from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_io import gatt
from device_io.codecs import battery, blood_pressure, current_time, date_time, device_information, ieee11073
from device_io.codecs.blood_pressure import BloodPressureMeasurement, MeasurementStatus, PressureUnit
from device_io.codecs.frame import FrameError
from device_io.codecs.ieee11073 import SpecialValue
from device_io.interpretation import describe, interpret
from device_io.journal import RawFrame
from device_io.reading import Reading

_PAYLOADS = st.binary(max_size=40)
_SFLOATS = st.integers(0, 0xFFFF).map(ieee11073.decode_sfloat)
_STAMPS = st.builds(
    date_time.DeviceTime,
    st.integers(0, 0xFFFF),
    *(st.integers(0, 0xFF) for _ in range(5)),
)
_MEASUREMENTS = st.builds(
    BloodPressureMeasurement,
    unit=st.sampled_from(PressureUnit),
    systolic=_SFLOATS,
    diastolic=_SFLOATS,
    mean_arterial=_SFLOATS,
    time_stamp=st.none() | _STAMPS,
    pulse=st.none() | _SFLOATS,
    user=st.none() | st.integers(0, 255),
    status=st.none() | st.integers(0, 0xFFFF).map(MeasurementStatus),
)


def _frame(payload: bytes, **changes: object) -> RawFrame:
    facts: dict[str, object] = {
        "device_id": "F0:00:00:00:00:01",
        "device_model": "",
        "characteristic": gatt.BLOOD_PRESSURE_MEASUREMENT,
        "payload": payload,
        "received_at": datetime(2026, 3, 10, 8, tzinfo=UTC),
        "session_id": "s1",
        "time_zone": "Europe/Berlin",
    }
    return RawFrame(**{**facts, **changes})


@given(word=st.integers(0, 0xFFFF))
def test_every_sfloat_word_survives_decoding_and_encoding(word):
    value = ieee11073.decode_sfloat(word)
    assert ieee11073.decode_sfloat(ieee11073.encode_sfloat(value)) == value


@given(word=st.integers(0, 0xFFFFFFFF))
def test_every_float_word_survives_decoding_and_encoding(word):
    value = ieee11073.decode_float32(word)
    assert ieee11073.decode_float32(ieee11073.encode_float32(value)) == value


@given(value=st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_is_encoded_exactly_or_refused(value):
    try:
        word = ieee11073.encode_sfloat(value)
    except ValueError:
        return
    assert 0 <= word <= 0xFFFF
    assert ieee11073.decode_sfloat(word) == value


@pytest.mark.parametrize(
    "value", [Decimal(2047), Decimal(-2048), Decimal("1E11"), Decimal("1E-9"), Decimal("NaN")]
)
def test_what_has_no_sfloat_is_refused(value):
    with pytest.raises(ValueError, match="SFLOAT"):
        ieee11073.encode_sfloat(value)


def test_published_medical_floats(vectors):
    sizes = {"sfloat": ieee11073.decode_sfloat, "float32": ieee11073.decode_float32}
    for kind, decode in sizes.items():
        for case in vectors[kind]:
            value = decode(int.from_bytes(bytes.fromhex(case["hex"]), "little"))
            assert str(value.value if isinstance(value, SpecialValue) else value) == case["value"], case


@given(payload=_PAYLOADS)
@pytest.mark.parametrize(
    "decode",
    [
        blood_pressure.decode_blood_pressure,
        blood_pressure.decode_cuff_pressure,
        current_time.decode_current_time,
        date_time.decode_date_time,
        battery.decode_battery_level,
    ],
)
def test_any_bytes_are_a_value_or_a_frame_error(decode, payload):
    try:
        assert decode(payload) is not None
    except FrameError as error:
        sentence = str(error)
    else:
        return
    assert sentence.endswith(".")


@given(
    payload=_PAYLOADS,
    model=st.sampled_from(["", "Beurer BM85", "A&D UA-651BLE"]),
    hours=st.integers(-(10**6), 10**6),
)
def test_any_frame_is_a_reading_or_a_frame_error(payload, model, hours):
    frame = _frame(payload, device_model=model, clock_offset=timedelta(hours=hours))
    try:
        (reading,) = interpret(frame)
    except FrameError:
        return
    assert isinstance(reading, Reading)
    assert reading.taken_at.tzinfo is UTC
    assert reading.taken_at <= frame.received_at + timedelta(minutes=2)


@given(
    characteristic=st.text(max_size=40) | st.sampled_from(["2A35", "2A36", "2A2B", "2A19"]), payload=_PAYLOADS
)
def test_describe_answers_or_raises_a_frame_error(characteristic, payload):
    try:
        shown = describe(characteristic, payload)
    except FrameError:
        return
    assert shown.keys() == {"kind", "values", "taken_at", "flags"}


@given(measurement=_MEASUREMENTS)
def test_a_blood_pressure_survives_encoding_and_decoding(measurement):
    frame = blood_pressure.encode_blood_pressure(measurement)
    assert blood_pressure.decode_blood_pressure(frame) == measurement


@given(measurement=_MEASUREMENTS)
def test_every_prefix_of_a_frame_is_refused(measurement):
    frame = blood_pressure.encode_blood_pressure(measurement)
    for length in range(len(frame)):
        with pytest.raises(FrameError, match="cut short"):
            blood_pressure.decode_blood_pressure(frame[:length])


@given(moment=st.datetimes(min_value=datetime(1600, 1, 1)))  # noqa: DTZ001 - a device clock has no zone
def test_the_host_clock_survives_the_wire(moment):
    clock = current_time.host_clock(moment)
    assert current_time.decode_current_time(current_time.encode_current_time(clock)) == clock
    assert clock.time.as_local() == moment.replace(microsecond=0)
    assert clock.weekday == moment.isoweekday()


@given(payload=st.binary(max_size=512))
def test_a_device_name_is_short_and_printable(payload):
    text = device_information.decode_text(payload)
    assert len(text) <= device_information.MAX_TEXT_CHARACTERS
    assert text.isprintable()


def test_padding_and_control_characters_leave_a_device_name():
    assert device_information.decode_text(b"\x00UA-651BLE\r\n\x1b[2J  \x00\x00\xff") == "UA-651BLE [2J"
    assert device_information.decode_text("欧姆龙 J750".encode()) == "欧姆龙 J750"
