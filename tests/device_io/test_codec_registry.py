from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_io import codecs, gatt
from device_io.codecs.cgm_control_point import decode_cgm_request
from device_io.codecs.device_information import decode_text
from device_io.codecs.frame import MAX_ATTRIBUTE_BYTES, FrameError
from device_io.codecs.record_access import decode_record_access_request
from device_io.codecs.registry import CODECS, codec_of
from device_io.codecs.user_control import decode_user_control_request
from device_io.interpretation import describe, interpret
from device_io.journal import RawFrame
from device_io.reading import COMPONENT_UNITS, ReadingKind

_KINDS = {kind.value for kind in ReadingKind}
_REQUESTS = (decode_record_access_request, decode_cgm_request, decode_user_control_request)
_DECODERS = [*((codec.name, codec.decode) for codec in CODECS), *((one.__name__, one) for one in _REQUESTS)]


def _decoders_of_bytes():
    for module in pkgutil.iter_modules(codecs.__path__, "device_io.codecs."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            takes = next(iter(inspect.signature(function).parameters.values()), None)
            own = function.__module__ == module.name
            if own and name.startswith("decode_") and takes is not None and takes.annotation == "bytes":
                yield function


def test_every_decoder_is_registered_once():
    registered = Counter(codec.decode for codec in CODECS)
    for decoder in _decoders_of_bytes():
        if decoder in _REQUESTS:
            assert registered[decoder] == 0, decoder.__name__
        elif decoder is decode_text:
            assert registered[decoder] == 6
        else:
            assert registered[decoder] == 1, decoder.__name__


def test_no_characteristic_or_name_has_two_decoders():
    for part in ("characteristic", "name"):
        assert max(Counter(getattr(codec, part) for codec in CODECS).values()) == 1
    assert all(gatt.uuid(codec.characteristic) == codec.characteristic for codec in CODECS)


def test_a_codec_is_found_under_every_name_of_its_characteristic():
    for name in ("2A18", "0x2a18", "00002A18", "00002a18-0000-1000-8000-00805f9b34fb"):
        assert codec_of(name).name == "glucose"
    assert codec_of("adv:181D:xiaomi").name == "xiaomi_weight"
    assert codec_of("CDEACD81-5235-4C07-8846-93A37EE6B86D").name == "yonker_blood_pressure"
    with pytest.raises(FrameError, match=r"2A18.*2AAC"):
        codec_of("181D")


@given(payload=st.binary(max_size=32), hours=st.integers(-(10**6), 10**6))
@pytest.mark.parametrize("codec", CODECS, ids=[codec.name for codec in CODECS])
def test_any_bytes_are_a_reading_and_a_description_or_a_frame_error(codec, payload, hours):
    arrival = datetime(2026, 3, 10, 8, tzinfo=UTC)
    offset = timedelta(hours=hours)
    frame = RawFrame("F0", "", codec.characteristic, payload, arrival, "s1", "Europe/Berlin", offset)
    frame = replace(
        frame, session_start=arrival - timedelta(days=3), session_stamp="2026-03-07T09:00:00+01:00"
    )
    readings = ()
    with suppress(FrameError):
        readings = interpret(frame)
        assert readings
    with suppress(FrameError):
        shown = describe(codec.characteristic, payload)
        assert json.loads(json.dumps(shown)) == shown
        assert (shown["kind"] in _KINDS) is bool(readings)
    for reading in readings:
        assert reading.values.keys() <= COMPONENT_UNITS[reading.kind].keys()
        assert reading.taken_at <= frame.received_at + timedelta(minutes=2)


@pytest.mark.parametrize("exponent", ["7f", "14", "80"])
def test_a_temperature_of_any_size_is_described(exponent):
    for flags in ("00", "01"):
        shown = describe("2A1C", bytes.fromhex(f"{flags}ffff6f{exponent}"))
        assert shown["flags"] == ["implausible"]


@given(payload=st.binary(max_size=48))
@pytest.mark.parametrize(("name", "decode"), _DECODERS, ids=[name for name, _ in _DECODERS])
def test_any_bytes_are_a_value_or_one_sentence(name, decode, payload):
    try:
        value = decode(payload)
    except FrameError as error:
        sentence = str(error)
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    else:
        assert value is not None


@pytest.mark.parametrize(("name", "decode"), _DECODERS, ids=[name for name, _ in _DECODERS])
def test_more_bytes_than_bluetooth_allows_are_refused(name, decode):
    payload = bytes(MAX_ATTRIBUTE_BYTES + 1)
    if decode is decode_text:
        assert decode(payload) == ""
        return
    with pytest.raises(FrameError):
        decode(payload)
