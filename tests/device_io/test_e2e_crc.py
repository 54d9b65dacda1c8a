from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_io.codecs.e2e_crc import crc16, crc_bytes, sealed


@pytest.mark.parametrize(
    ("payload", "crc"),
    [
        # Check value of CRC-16/MCRF4XX in the catalogue of parametrised CRC algorithms (reveng).
        (b"123456789", 0x6F91),
        (b"", 0xFFFF),
        # NordicSemiconductor/Android-BLE-Common-Library c078e25, ContinuousGlucoseMeasurementDataCallbackTest
        (bytes.fromhex("0fe3d2e405000214ff02f0e5f3"), 0x3F8E),
        (bytes.fromhex("08000c100600"), 0x6F59),
        # The same, CGMSpecificOpsControlPointDataCallbackTest
        (bytes.fromhex("0601200a00321400010004"), 0xB2BF),
        (bytes.fromhex("030a"), 0x758A),
    ],
)
def test_published_checksums(payload, crc):
    assert crc16(payload) == crc
    assert sealed(payload, checksum=True) == payload + bytes((crc & 0xFF, crc >> 8))
    assert sealed(payload, checksum=False) == payload


@given(payload=st.binary(max_size=64))
def test_a_sealed_frame_leaves_no_remainder(payload):
    assert crc16(payload + crc_bytes(payload)) == 0


@given(payload=st.binary(min_size=1, max_size=64), bit=st.integers(0, 511))
def test_one_flipped_bit_is_noticed(payload, bit):
    at = bit % (len(payload) * 8)
    flipped = bytearray(payload)
    flipped[at // 8] ^= 1 << at % 8
    assert crc16(bytes(flipped)) != crc16(payload)
