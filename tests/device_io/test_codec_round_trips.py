"""Every value that can be decoded can be encoded and decoded again, and no part of its frame passes for it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_io.codecs import (
    body_composition,
    cgm_control_point,
    cgm_measurement,
    cgm_session,
    contour_clock,
    glucose,
    glucose_context,
    heart_rate,
    isens_clock,
    pulse_oximetry,
    record_access,
    temperature,
    user_control,
    weight,
    xiaomi_scale,
    yonker,
)
from device_io.codecs.date_time import DeviceTime, encode_date_time
from device_io.codecs.e2e_crc import E2eCrc, crc_bytes
from device_io.codecs.frame import FrameError
from device_io.codecs.record_access import RecordAccessRequest, RecordFilter, RecordOpcode, RecordOperator
from device_io.codecs.user_control import UserControlRequest, UserOpcode

_TIMES = st.datetimes(min_value=datetime(1600, 1, 1)).map(  # noqa: DTZ001 - a device clock has no zone
    lambda moment: encode_date_time(DeviceTime.from_datetime(moment))
)


def _bytes(size: int):
    return st.binary(min_size=size, max_size=size)


def _after(heads: list[int], size: int):
    return st.tuples(st.sampled_from(heads), _bytes(size)).map(lambda parts: bytes((parts[0],)) + parts[1])


def _joined(*parts):
    return st.tuples(*parts).map(b"".join)


@dataclass(frozen=True)
class Trip:
    """``frames`` always decode; ``open_end``: a shorter frame may be a smaller value of its own."""

    name: str
    decode: object
    encode: object
    frames: object
    open_end: bool = False


_CALIBRATION = _bytes(10)
TRIPS = [
    Trip("2A18", glucose.decode_glucose_measurement, glucose.encode_glucose_measurement, _bytes(17)),
    Trip("2A51", glucose.decode_glucose_feature, glucose.encode_glucose_feature, _bytes(2)),
    Trip("2A34", glucose_context.decode_glucose_context, glucose_context.encode_glucose_context, _bytes(17)),
    Trip(
        "2A52 answer",
        record_access.decode_record_access_response,
        record_access.encode_record_access_response,
        st.one_of(
            _bytes(2).map(lambda tail: b"\x06\x00" + tail),
            _bytes(4).map(lambda tail: b"\x05\x00" + tail),
            _bytes(2).map(lambda tail: b"\x08\x00" + tail),
        ),
        open_end=True,  # a count has one, two or four bytes
    ),
    Trip(
        "2AA8",
        cgm_session.decode_cgm_feature,
        cgm_session.encode_cgm_feature,
        _bytes(4).map(lambda body: body + (crc_bytes(body) if body[1] & 0x10 else b"\xff\xff")),
    ),
    Trip("2AA9", cgm_session.decode_cgm_status, cgm_session.encode_cgm_status, _bytes(5)),
    Trip(
        "2AAA",
        cgm_session.decode_cgm_session_start,
        cgm_session.encode_cgm_session_start,
        _joined(
            _TIMES,
            st.sampled_from([b"\x80", b"\xd0", b"\x00", b"\x38"]),
            st.sampled_from([b"\x00", b"\x02", b"\x04", b"\x08", b"\xff"]),
        ),
    ),
    Trip("2AAB", cgm_session.decode_cgm_run_time, cgm_session.encode_cgm_run_time, _bytes(2)),
    Trip(
        "2AAC answer",
        cgm_control_point.decode_cgm_response,
        cgm_control_point.encode_cgm_response,
        st.one_of(_after([0x1C, 9, 12, 15, 18, 21, 24], 2), _after([3], 1), _after([6], 10)),
    ),
    Trip(
        "2AAC request",
        cgm_control_point.decode_cgm_request,
        cgm_control_point.encode_cgm_request,
        st.one_of(
            _after([5, 7, 10, 13, 16, 19, 22], 2),
            _after([1], 1),
            _after([4], 10),
            _after([2, 8, 11, 14, 17, 20, 23, 0x19, 0x1A, 0x1B], 0),
        ),
    ),
    Trip("2A1C", temperature.decode_temperature, temperature.encode_temperature, _bytes(13)),
    Trip(
        "2A1E",
        temperature.decode_intermediate_temperature,
        temperature.encode_intermediate_temperature,
        _bytes(13),
    ),
    Trip("2A5E", pulse_oximetry.decode_spot_check, pulse_oximetry.encode_spot_check, _bytes(19)),
    Trip(
        "2A5F",
        pulse_oximetry.decode_continuous_oximetry,
        pulse_oximetry.encode_continuous_oximetry,
        _bytes(20),
    ),
    Trip("2A60", pulse_oximetry.decode_oximeter_features, pulse_oximetry.encode_oximeter_features, _bytes(7)),
    Trip(
        "2A37",
        heart_rate.decode_heart_rate,
        heart_rate.encode_heart_rate,
        st.tuples(st.integers(0, 255), _bytes(10)).map(
            lambda parts: bytes((parts[0],)) + parts[1][: 9 + (parts[0] & 1)]
        ),
        open_end=True,
    ),  # as many intervals as fit
    Trip("2A38", heart_rate.decode_body_sensor_location, heart_rate.encode_body_sensor_location, _bytes(1)),
    Trip("2A9D", weight.decode_weight, weight.encode_weight, _bytes(15)),
    Trip("2A9E", weight.decode_weight_scale_feature, weight.encode_weight_scale_feature, _bytes(4)),
    Trip(
        "2A9C", body_composition.decode_body_composition, body_composition.encode_body_composition, _bytes(30)
    ),
    Trip(
        "2A9B",
        body_composition.decode_body_composition_feature,
        body_composition.encode_body_composition_feature,
        _bytes(4),
    ),
    Trip(
        "2A9F answer",
        user_control.decode_user_control_response,
        user_control.encode_user_control_response,
        _after([0x20], 3),
        open_end=True,
    ),  # the parameter is there for some requests
    Trip(
        "adv:181D",
        xiaomi_scale.decode_mi_scale_advert,
        xiaomi_scale.encode_mi_scale_advert,
        _bytes(10).filter(lambda frame: frame[0] & 0x11 != 0x11),
    ),
    Trip(
        "adv:181B",
        xiaomi_scale.decode_mi_body_scale_advert,
        xiaomi_scale.encode_mi_body_scale_advert,
        _bytes(13),
    ),
    Trip("Yonker", yonker.decode_yonker_result, yonker.encode_yonker_result, _after([0x81], 14)),
    Trip(
        "Contour",
        contour_clock.decode_contour_clock,
        contour_clock.encode_contour_clock,
        st.tuples(_TIMES, _bytes(2)).map(lambda parts: b"\x01" + parts[0] + parts[1]),
    ),
    Trip(
        "i-SENS",
        isens_clock.decode_isens_clock,
        isens_clock.encode_isens_clock,
        _TIMES.map(lambda time: bytes.fromhex("c0030100") + time),
    ),
]
_CHECKED = [trip for trip in TRIPS if trip.name in {"2AA9", "2AAA", "2AAB", "2AAC answer", "2AAC request"}]
_NAMES = [trip.name for trip in TRIPS]


@given(data=st.data())
@pytest.mark.parametrize("trip", TRIPS, ids=_NAMES)
def test_a_value_survives_encoding_and_decoding(trip, data):
    value = trip.decode(data.draw(trip.frames))
    assert trip.decode(trip.encode(value)) == value


@given(data=st.data())
@pytest.mark.parametrize("trip", TRIPS, ids=_NAMES)
def test_no_part_of_a_frame_passes_for_it(trip, data):
    value = trip.decode(data.draw(trip.frames))
    frame = trip.encode(value)
    for length in range(len(frame)):
        try:
            trip.decode(frame[:length])
        except FrameError:
            continue
        assert trip.open_end, frame[:length].hex()


@given(data=st.data())
@pytest.mark.parametrize("trip", _CHECKED, ids=[trip.name for trip in _CHECKED])
def test_a_checksum_is_demanded_where_the_sensor_has_one(trip, data):
    bare = trip.decode(data.draw(trip.frames))
    value = changed(bare, checksum=True)
    frame = trip.encode(value)
    assert trip.decode(frame, E2eCrc.EXPECTED) == value
    assert frame[:-2] == trip.encode(bare)
    for length in range(len(frame)):
        with pytest.raises(FrameError):
            trip.decode(frame[:length], E2eCrc.EXPECTED)
    for damaged in (frame[:-1] + bytes((frame[-1] ^ 1,)), bytes((frame[0] ^ 0x80,)) + frame[1:]):
        with pytest.raises(FrameError):
            trip.decode(damaged, E2eCrc.EXPECTED)
    with pytest.raises(FrameError):
        trip.decode(frame, E2eCrc.ABSENT)


_SFLOATS = st.integers(0, 0xFFFF).map(
    lambda word: (
        glucose.decode_glucose_measurement(
            bytes((2,)) + bytes(9) + word.to_bytes(2, "little") + b"\x00"
        ).sample.concentration
    )
)
_RECORDS = st.builds(
    cgm_measurement.CgmRecord,
    glucose_mg_per_dl=_SFLOATS,
    time_offset_min=st.integers(0, 0xFFFF),
    session=st.none() | st.integers(0, 255).map(cgm_measurement.SessionStatus),
    calibration=st.none() | st.integers(0, 255).map(cgm_measurement.CalibrationStatus),
    warning=st.none() | st.integers(0, 255).map(cgm_measurement.WarningStatus),
    trend_mg_per_dl_min=st.none() | _SFLOATS,
    quality_percent=st.none() | _SFLOATS,
    checksum=st.just(value=True),
)


@given(records=st.lists(_RECORDS, min_size=1, max_size=5))
def test_several_records_survive_one_frame(records):
    measurement = cgm_measurement.CgmMeasurement(tuple(records))
    frame = cgm_measurement.encode_cgm_measurement(measurement)
    assert cgm_measurement.decode_cgm_measurement(frame, E2eCrc.EXPECTED) == measurement
    last = len(cgm_measurement.encode_cgm_measurement(cgm_measurement.CgmMeasurement((records[-1],))))
    for length in range(len(frame) - last + 1, len(frame)):
        with pytest.raises(FrameError):
            cgm_measurement.decode_cgm_measurement(frame[:length], E2eCrc.EXPECTED)


_INDEX_BOUNDS = {RecordOperator.AT_MOST: 1, RecordOperator.AT_LEAST: 1, RecordOperator.WITHIN: 2}
_ASKING = st.sampled_from([RecordOpcode.REPORT, RecordOpcode.COUNT, RecordOpcode.COMBINED_REPORT])
_STAMPS = st.builds(DeviceTime, st.integers(0, 0xFFFF), *(st.integers(0, 0xFF) for _ in range(5)))


@st.composite
def _requests(draw):
    if draw(st.booleans()):
        plain = st.sampled_from([RecordOperator.ALL, RecordOperator.FIRST, RecordOperator.LAST])
        return RecordAccessRequest(draw(_ASKING), draw(plain))
    operator = draw(st.sampled_from(list(_INDEX_BOUNDS)))
    kind = draw(st.sampled_from(RecordFilter))
    bound = st.integers(0, 0xFFFF) if kind is RecordFilter.INDEX else _STAMPS
    bounds = tuple(draw(bound) for _ in range(_INDEX_BOUNDS[operator]))
    return RecordAccessRequest(draw(_ASKING), operator, kind, bounds)


@given(request=_requests())
def test_a_request_for_records_survives_the_wire(request):
    frame = record_access.encode_record_access_request(request)
    assert record_access.decode_record_access_request(frame) == request
    for length in range(len(frame)):
        with pytest.raises(FrameError):
            record_access.decode_record_access_request(frame[:length])
    with pytest.raises(FrameError):
        record_access.decode_record_access_response(frame)


def test_requests_have_the_bytes_of_the_specification():
    ask = record_access.encode_record_access_request
    newer = RecordAccessRequest(RecordOpcode.REPORT, RecordOperator.AT_LEAST, RecordFilter.INDEX, (0x0102,))
    assert ask(newer).hex() == "0103010201"
    assert ask(RecordAccessRequest(RecordOpcode.COUNT, RecordOperator.ALL)).hex() == "0401"
    assert ask(RecordAccessRequest(RecordOpcode.ABORT, RecordOperator.NULL)).hex() == "0300"


@pytest.mark.parametrize(
    "request_",
    [
        RecordAccessRequest(RecordOpcode.DELETE, RecordOperator.ALL),
        RecordAccessRequest(RecordOpcode.RESPONSE, RecordOperator.NULL),
        RecordAccessRequest(RecordOpcode.REPORT, RecordOperator.AT_LEAST),
        RecordAccessRequest(RecordOpcode.REPORT, RecordOperator.ALL, RecordFilter.INDEX, (1,)),
    ],
)
def test_a_host_never_deletes_nor_asks_nonsense(request_):
    with pytest.raises(ValueError, match=r"deleted|answer|bounds"):
        record_access.encode_record_access_request(request_)


def test_a_deletion_written_by_another_host_is_understood():
    decoded = record_access.decode_record_access_request(bytes.fromhex("0201"))
    assert decoded == RecordAccessRequest(RecordOpcode.DELETE, RecordOperator.ALL)


@pytest.mark.parametrize("frame", ["0100", "0301", "0600", "0107", "01030302 00", "0103010200ff", "09 01"])
def test_what_is_no_request_for_records_is_refused(frame):
    with pytest.raises(FrameError):
        record_access.decode_record_access_request(bytes.fromhex(frame))


@given(user=st.integers(0, 255), code=st.integers(0, 9999))
def test_requests_about_users_survive_the_wire(user, code):
    for request in (
        UserControlRequest(UserOpcode.REGISTER, consent_code=code),
        UserControlRequest(UserOpcode.CONSENT, user, code),
        UserControlRequest(UserOpcode.DELETE_DATA),
        UserControlRequest(UserOpcode.LIST),
        UserControlRequest(UserOpcode.DELETE_USER, user),
    ):
        frame = user_control.encode_user_control_request(request)
        assert user_control.decode_user_control_request(frame) == request
        for length in range(len(frame)):
            with pytest.raises(FrameError):
                user_control.decode_user_control_request(frame[:length])


@pytest.mark.parametrize(
    "request_",
    [
        UserControlRequest(UserOpcode.RESPONSE),
        UserControlRequest(UserOpcode.CONSENT, 1),
        UserControlRequest(UserOpcode.CONSENT, None, 1),
        UserControlRequest(UserOpcode.LIST, 1),
        UserControlRequest(UserOpcode.REGISTER, None, 10_000),
    ],
)
def test_a_request_about_users_is_whole(request_):
    with pytest.raises(ValueError, match=r"request|needs|consent code"):
        user_control.encode_user_control_request(request_)
