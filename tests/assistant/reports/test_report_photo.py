"""Foreign files: what is refused, how the reading process is bounded, and that every failure is one sentence."""

from __future__ import annotations

import asyncio
import io
import json
import random
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image

from assistant.reports.decoding import WORKING_SIDE, decode
from assistant.reports.errors import NotAReport, ReportFileError, ReportReaderError
from assistant.reports.photo import MAX_BYTES, image_format
from assistant.reports.reader import OcrProcess
from assistant.reports.reading import ReportReader


def encoded(form="JPEG", size=(640, 480), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, 255 if mode == "L" else "white").save(out, form, **options)
    return out.getvalue()


def header_bomb(width, height):
    """A PNG of a few bytes that claims to be ``width`` by ``height``."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "BMP"])
def test_pictures_are_known_by_content(form):
    data = encoded(form)
    assert image_format(data) == form
    assert decode(data).rgb.shape == (480, 640, 3)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty"),
        (b"just some text\n" * 100, "not a photo"),
        (b"GIF89a" + b"\0" * 100, "not a photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a photo"),
        (b"\xff\xd8\xff" + b"\0" * MAX_BYTES, "larger than 20 MB"),
    ],
    ids=["empty", "text", "gif", "svg", "large"],
)
async def test_other_files_are_refused_before_a_process_starts(data, sentence):
    with pytest.raises(ReportFileError, match=sentence):
        await ReportReader(OcrProcess(command=["/nonexistent"])).read(data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (header_bomb(60_000, 60_000), "more than 40 million pixels"),
        (header_bomb(8_000, 8_000), "more than 40 million pixels"),
        (encoded(size=(1200, 900))[:4000], "damaged or incomplete"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40, "damaged or incomplete"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "damaged or incomplete"),
        (encoded(size=(90, 60)), "too small"),
    ],
    ids=["huge header", "large header", "truncated", "garbage", "broken png", "tiny"],
)
async def test_bad_pictures_are_refused_by_the_process(data, sentence):
    with pytest.raises(ReportFileError, match=sentence) as caught:
        await ReportReader().read(data)
    assert str(caught.value).count(".") == 1


def test_no_mutated_picture_gets_past_the_decoder_other_than_as_a_picture():
    chance = random.Random(4)
    seeds = [encoded(form) for form in ("JPEG", "PNG", "WEBP", "TIFF", "BMP")]
    refused = 0
    for turn in range(200):
        data = bytearray(seeds[turn % len(seeds)])
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = chance.choice([len(data), chance.randrange(1, len(data))])
        try:
            assert decode(bytes(data[:cut])).rgb.ndim == 3
        except ReportFileError:
            refused += 1
    assert 20 < refused < 200


def test_a_picture_is_turned_as_the_camera_noted_and_shrunk():
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = decode(encoded(size=(3000, 1500), exif=exif.tobytes()))
    assert (turned.width, turned.height) == (1500, 3000)
    assert turned.rgb.shape[:2] == (WORKING_SIDE, WORKING_SIDE // 2)
    assert turned.scale == pytest.approx(1.5)


def test_the_window_process_loads_no_picture_or_recognition_library():
    heavy = ["cv2", "rapidocr", "onnxruntime", "numpy", "PIL"]
    told = subprocess.run(
        [sys.executable, "-c", f"import assistant.reports.reading, sys; print([m for m in {heavy} if m in sys.modules])"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "[]"


def test_what_is_transparent_becomes_paper():
    out = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(out, "PNG")
    assert decode(out.getvalue()).rgb.min() == 255


def speaking(*lines, then=""):
    """A command that reads its input, says ``lines`` and goes on with ``then``."""
    said = "".join(f"print({json.dumps(line)!r}, flush=True);" for line in lines)
    return [sys.executable, "-c", f"import sys, time; sys.stdin.buffer.read(); {said}{then}"]


@pytest.mark.parametrize(
    ("command", "error", "sentence"),
    [
        (speaking({"error": "missing", "message": "rapidocr"}), ReportReaderError, "rapidocr is missing"),
        (speaking({"error": "memory", "message": ""}), ReportReaderError, "more memory or time than allowed"),
        (speaking({"error": "file", "message": "It is torn."}), ReportFileError, "It is torn"),
        (speaking({"stage": "recognising"}, then="sys.exit(9)"), ReportReaderError, "more memory or time than allowed"),
        (speaking(then="print('{')"), ReportReaderError, "answered nonsense"),
        (speaking(then="print('[3]')"), ReportReaderError, "answered nonsense"),
        (speaking({"pages": [{"tokens": 3, "width": 1, "height": 1}], "previews": [], "reader": "x"}), ReportReaderError, "answered nonsense"),
        (speaking({"pages": [{"tokens": [], "width": 1, "height": 1}], "previews": [], "reader": "x"}), NotAReport, "lay the report flat"),
    ],
    ids=["missing", "memory", "file", "killed", "no json", "no object", "bad page", "no text"],
)  # fmt: skip
async def test_each_way_the_process_can_fail_is_told_apart(command, error, sentence):
    with pytest.raises(error, match=sentence):
        await ReportReader(OcrProcess(command=command)).read(encoded())


@pytest.fixture
def started(monkeypatch):
    """Processes that were started, as they start."""
    processes = []
    real = asyncio.create_subprocess_exec

    async def recorded(*args, **options):
        processes.append(await real(*args, **options))
        return processes[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", recorded)
    return processes


async def test_a_process_past_its_deadline_is_ended(started):
    reader = OcrProcess(deadline_seconds=1.0, command=speaking({"stage": "decoding"}, then="time.sleep(600)"))
    with pytest.raises(ReportReaderError, match="took too long"):
        await ReportReader(reader).read(encoded())
    assert started[0].returncode is not None


async def test_cancelling_ends_the_process(started):
    reached = asyncio.Event()
    reader = ReportReader(OcrProcess(command=speaking({"stage": "decoding"}, then="time.sleep(600)")))
    task = asyncio.create_task(reader.read(encoded(), progress=lambda _stage: reached.set()))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert started[0].returncode is not None
