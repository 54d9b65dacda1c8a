"""The vision reader over the real engine: a tiny Qwen-VL of random weights keeps to the form and changes no result."""

from __future__ import annotations

import io

from PIL import Image

from assistant.models.catalogue import load_catalogue
from assistant.models.local_engine import LocalEngine, LocalOptions
from assistant.models.store import ModelStore
from assistant.reports.agreement import with_vision
from assistant.reports.reader import PageRead
from assistant.reports.reading import interpret
from assistant.reports.verdict import Person
from assistant.reports.vision import MAX_CELL, VisionReader


async def test_a_model_that_knows_nothing_reads_lines_that_change_nothing(tmp_path, page_of):
    store = ModelStore(load_catalogue(), tmp_path / "models", tmp_path / "cache", offline=True)
    engine = LocalEngine(store.path("qwen3-vl-tiny"), LocalOptions(context=2048, threads=1, image_tokens=128))
    crop = io.BytesIO()
    Image.new("RGB", (640, 160), "white").save(crop, "JPEG")
    reader = VisionReader(engine)
    try:
        seen = await reader.read([crop.getvalue()])
    finally:
        await engine.aclose()
    assert seen is not None
    assert all(
        len(cell) <= MAX_CELL
        for line in seen
        for cell in (line.name, line.value, line.unit, line.range, line.flag)
    )
    head = [(60, "项目名称"), (460, "结果"), (980, "参考区间")]
    rows = interpret(
        PageRead((page_of([head, [(60, "钾"), (460, "4.1"), (980, "3.5-5.3")]]),), "test"), Person()
    ).rows
    assert with_vision(rows, seen, reader.name) == list(rows)
