"""A file that is not a whole, matching model is refused in one sentence before native code sees it."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.models.gguf_header import GgufError, check_pair, check_text_model, read_header
from assistant.models.tiny_qwen_vl import write_tiny_qwen_vl


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    for architecture in ("qwen3vl", "qwen2vl"):
        write_tiny_qwen_vl(architecture, folder / f"{architecture}.gguf", folder / f"mm-{architecture}.gguf")
    return folder


@pytest.mark.parametrize("architecture", ["qwen3vl", "qwen2vl"])
def test_a_pair_fits(tiny, architecture: str) -> None:
    check_pair(tiny / f"{architecture}.gguf", tiny / f"mm-{architecture}.gguf")
    header = read_header(tiny / f"{architecture}.gguf")
    assert header.architecture == architecture
    assert header.number(f"{architecture}.embedding_length") == 64
    assert (tiny / f"{architecture}.gguf").stat().st_size >= header.data_bytes


def test_the_same_seed_gives_the_same_bytes(tiny, tmp_path) -> None:
    write_tiny_qwen_vl("qwen3vl", tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tiny / "qwen3vl.gguf").read_bytes()
    write_tiny_qwen_vl("qwen3vl", tmp_path / "c", tmp_path / "d", seed=2)
    assert (tmp_path / "c").read_bytes() != (tmp_path / "a").read_bytes()


def test_wrong_and_swapped_pairs(tiny) -> None:
    with pytest.raises(GgufError, match="does not belong to"):
        check_pair(tiny / "qwen3vl.gguf", tiny / "mm-qwen2vl.gguf")
    with pytest.raises(GgufError, match="swapped"):
        check_pair(tiny / "mm-qwen3vl.gguf", tiny / "qwen3vl.gguf")
    with pytest.raises(GgufError, match="not an image projector"):
        check_pair(tiny / "qwen3vl.gguf", tiny / "qwen3vl.gguf")


def test_a_cut_file_is_found_at_any_length(tiny, tmp_path) -> None:
    whole = (tiny / "qwen3vl.gguf").read_bytes()
    cut = tmp_path / "cut.gguf"
    for length in (0, 3, 10, 100, 5000, len(whole) // 2, len(whole) - 1):
        cut.write_bytes(whole[:length])
        with pytest.raises(GgufError, match="download it again"):
            check_text_model(cut)


def test_other_files(tmp_path) -> None:
    page = tmp_path / "page.gguf"
    page.write_text("<html>Not found</html>")
    with pytest.raises(GgufError, match="not a GGUF"):
        read_header(page)
    with pytest.raises(GgufError, match="cannot be read"):
        read_header(tmp_path / "absent.gguf")
    page.write_bytes(b"GGUF" + struct.pack("<IQQ", 9, 0, 0))
    with pytest.raises(GgufError, match="version 9"):
        read_header(page)


def test_a_type_that_would_abort_the_process_is_refused(tiny, tmp_path) -> None:
    data = bytearray((tiny / "qwen3vl.gguf").read_bytes())
    name = b"token_embd.weight"
    place = data.index(name) + len(name) + 4 + 16
    assert struct.unpack_from("<I", data, place) == (1,)
    struct.pack_into("<I", data, place, 28)  # F64
    bad = tmp_path / "f64.gguf"
    bad.write_bytes(data)
    with pytest.raises(GgufError, match="type 28"):
        read_header(bad)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_changed_header_does_more_than_raise(tiny, tmp_path_factory, data) -> None:
    content = bytearray((tiny / "mm-qwen2vl.gguf").read_bytes()[:4000])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    file = tmp_path_factory.getbasetemp() / "fuzz.gguf"
    file.write_bytes(content)
    with pytest.raises(GgufError) as caught:
        read_header(file)
    assert str(caught.value).endswith(".")


@given(st.binary(max_size=200))
def test_any_bytes_behind_the_magic(tmp_path_factory, tail: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "tail.gguf"
    file.write_bytes(b"GGUF\x03\x00\x00\x00" + tail)
    with pytest.raises(GgufError):
        read_header(file)
