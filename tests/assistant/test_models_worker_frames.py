"""Messages to and from the child process survive any bytes."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.worker_frames import MAX_BLOB, PREFIX, Frame, FrameError, encode, lengths, read

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.text(max_size=8), VALUES, max_size=4), st.binary(max_size=100))
def test_what_is_written_is_read(values: dict[str, object], blob: bytes) -> None:
    frame = Frame(values | {"op": "x"}, blob)
    stream = io.BytesIO(encode(frame) * 2)
    assert read(stream) == frame
    assert read(stream) == frame
    assert read(stream) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_the_end_or_an_error(data: bytes) -> None:
    try:
        frame = read(io.BytesIO(data))
    except FrameError:
        return
    assert frame is None or frame.op


def test_a_claim_of_gigabytes_is_refused_before_it_is_read() -> None:
    with pytest.raises(FrameError):
        lengths(PREFIX.pack(10, MAX_BLOB + 1))
    with pytest.raises(FrameError, match="too large"):
        encode(Frame({"op": "x"}, bytes(MAX_BLOB + 1)))


def test_photos_do_not_show_in_a_frame() -> None:
    assert "secret" not in repr(Frame({"op": "x"}, b"secret"))
