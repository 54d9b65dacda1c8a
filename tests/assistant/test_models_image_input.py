"""A photo reaches the model upright, on white, in bounds, or not at all."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from assistant.models.image_input import MAX_BYTES, MAX_SIDE, MIN_SIDE, ImageRefused, pixels


def encoded(image: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def test_a_photo_taken_sideways_is_turned_upright() -> None:
    image = Image.new("RGB", (120, 80), "white")
    image.paste("red", (0, 0, 120, 8))
    exif = image.getexif()
    exif[0x0112] = 6  # turn a quarter clockwise to see it upright
    width, height, rgb = pixels(encoded(image, "JPEG", exif=exif, quality=95))
    assert (width, height) == (80, 120)
    right_edge, left_edge = rgb[3 * 79 : 3 * 80], rgb[:3]
    assert right_edge[0] > 200 > right_edge[1]
    assert min(left_edge) > 200


def test_transparent_parts_become_white() -> None:
    width, height, rgb = pixels(encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0))))
    assert rgb == b"\xff" * (3 * width * height)
    palette = Image.new("P", (64, 64))
    assert len(pixels(encoded(palette, transparency=0))[2]) == 3 * 64 * 64


def test_sizes_are_kept_in_bounds() -> None:
    width, height, rgb = pixels(encoded(Image.new("L", (5000, 1000))))
    assert width == MAX_SIDE
    assert height == round(1000 * MAX_SIDE / 5000)
    assert len(rgb) == 3 * width * height
    assert pixels(encoded(Image.new("RGB", (1, 1))))[:2] == (MIN_SIDE, MIN_SIDE)


def test_a_small_file_that_unfolds_to_gigabytes_is_refused() -> None:
    wide = encoded(Image.new("1", (8000, 6000)))
    with pytest.raises(ImageRefused, match="too many pixels"):
        pixels(wide)

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = part(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + part(b"IDAT", zlib.compress(bytes(1000))) + part(b"IEND", b"")
    with pytest.raises(ImageRefused, match="too many pixels"):
        pixels(bomb)
    with pytest.raises(ImageRefused, match="larger than 20 MB"):
        pixels(bytes(MAX_BYTES + 1))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_photo_is_pixels_or_refused(data: st.DataObject) -> None:
    photo = bytearray(encoded(Image.linear_gradient("L").resize((40, 30)).convert("RGB"), "JPEG"))
    for _ in range(data.draw(st.integers(1, 8))):
        photo[data.draw(st.integers(0, len(photo) - 1))] = data.draw(st.integers(0, 255))
    try:
        width, height, rgb = pixels(bytes(photo))
    except ImageRefused:
        return
    assert len(rgb) == 3 * width * height
