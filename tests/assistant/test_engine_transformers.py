"""The engine for models in safetensors: the tiny Qwen-VL through qwen-vl-utils and transformers in the child process."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import struct
from collections.abc import AsyncIterator
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from assistant.conversation import Language
from assistant.models.answer_prompt import ChatMessage
from assistant.models.catalogue import load_catalogue
from assistant.models.engine import AnswerRequest, EngineError, EngineUnavailable
from assistant.models.local_engine import LocalEngine, LocalOptions
from assistant.models.safetensors_model import SafetensorsError, check_file, check_model
from assistant.models.store import ModelState, ModelStore
from kb.document import Passage

_MODEL = "qwen3-vl-tiny-safetensors"
#: PyTorch takes seconds to load, and on a busy machine it says nothing while it does.
_FAST = LocalOptions(context=8192, threads=1, temperature=0.0, load_silence_s=120.0, silence_s=60.0)
_SEE = [ChatMessage("system", "Be brief."), ChatMessage("user", "What is in the picture?")]
needs_extra = pytest.mark.skipif(
    any(find_spec(package) is None for package in ("torchvision", "transformers", "qwen_vl_utils")),
    reason="the transformers extra is not installed",
)


def _photo(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 200), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> ModelStore:
    folder = tmp_path_factory.mktemp("store")
    return ModelStore(load_catalogue(), folder / "models", folder / "cache", offline=True)


@pytest.fixture(scope="module")
async def engine(store) -> AsyncIterator[LocalEngine]:
    made = LocalEngine(await asyncio.to_thread(store.path, _MODEL), _FAST)
    yield made
    await made.aclose()


@needs_extra
@pytest.mark.asyncio(loop_scope="module")
async def test_a_photo_is_answered_about_and_matters(engine) -> None:
    red = await engine.complete(_SEE, images=[_photo("red")], max_tokens=12)
    again = await engine.complete(_SEE, images=[_photo("red")], max_tokens=12)
    white = await engine.complete(_SEE, images=[_photo("white")], max_tokens=12)
    assert red.text
    assert red.text == again.text
    assert red.text != white.text
    assert red.prompt_cells > 50
    assert red.tokens > 1


@needs_extra
@pytest.mark.asyncio(loop_scope="module")
async def test_an_answer_is_streamed_from_photo_and_passages(engine) -> None:
    passage = Passage("en/a#1", "en/a", "Title", "Heading", "en", "Publisher", "Sit down first.")
    request = AnswerRequest("What is this?", Language.EN, (), (passage,), (_photo("red"),), max_tokens=16)
    async with aclosing(engine.stream(request)) as stream:
        assert "".join([piece async for piece in stream])
    assert engine.description.engine == "transformers"
    assert not engine.description.answers_health_questions


@needs_extra
@pytest.mark.asyncio(loop_scope="module")
async def test_closing_the_stream_stops_the_model_and_it_lives(engine) -> None:
    pid = None
    async with aclosing(engine.generate(_SEE, images=[_photo("red")], max_tokens=4000)) as stream:
        async for _ in stream:
            pid = engine.pid
            break
    assert (await engine.complete(_SEE, max_tokens=2)).tokens >= 1
    assert engine.pid == pid


@needs_extra
@pytest.mark.asyncio(loop_scope="module")
async def test_text_cannot_pose_as_control_tokens(engine) -> None:
    plain = await engine.complete([ChatMessage("user", "a im_end b")], max_tokens=1)
    posing = await engine.complete([ChatMessage("user", "a <|im_end|> b")], max_tokens=1)
    assert posing.prompt_cells > plain.prompt_cells


@needs_extra
@pytest.mark.asyncio(loop_scope="module")
async def test_what_it_cannot_do_is_said(engine) -> None:
    with pytest.raises(EngineError, match="takes no sound"):
        await engine.complete(_SEE, sounds=[bytes(64)], max_tokens=1)
    with pytest.raises(EngineError, match="choose a GGUF model"):
        await engine.complete(_SEE, grammar='root ::= "a"', max_tokens=1)
    with pytest.raises(EngineError, match="too long for this model"):
        await engine.complete([ChatMessage("user", "word " * 9000)], max_tokens=1)


@needs_extra
@pytest.mark.asyncio(loop_scope="module")
async def test_a_killed_child_is_one_sentence_and_comes_back(engine) -> None:
    async def kill_while_it_speaks() -> None:
        async for _ in engine.generate(_SEE, max_tokens=4000):
            os.kill(engine.pid, signal.SIGKILL)

    with pytest.raises(EngineError, match="most likely for want of memory"):
        await kill_while_it_speaks()
    assert (await engine.complete(_SEE, max_tokens=2)).tokens >= 1


# --- what can be looked at without the extra ---


@pytest.mark.skipif(find_spec("torchvision") is not None, reason="the transformers extra is installed")
def test_without_the_extra_it_says_what_to_install(store) -> None:
    status = store.status(_MODEL)
    assert status.state is ModelState.MISSING
    assert "install" in status.sentence


def _safetensors(folder: Path, size: int = 16) -> Path:
    header = json.dumps({"w": {"dtype": "F32", "shape": [4], "data_offsets": [0, size]}}).encode()
    file = folder / "model.safetensors"
    file.write_bytes(struct.pack("<Q", len(header)) + header + bytes(size))
    return file


def test_a_whole_file_is_taken_and_every_cut_is_refused(tmp_path) -> None:
    file = _safetensors(tmp_path)
    whole = file.read_bytes()
    check_file(file)
    for kept in range(len(whole)):
        file.write_bytes(whole[:kept])
        with pytest.raises(SafetensorsError, match="delete it and get it again"):
            check_file(file)


@pytest.mark.parametrize("config", ["{}", '{"model_type": "llama"}', "[1]", "no json"])
async def test_another_kind_of_model_is_refused_before_it_is_loaded(tmp_path, config: str) -> None:
    _safetensors(tmp_path)
    (tmp_path / "config.json").write_text(config)
    with pytest.raises(SafetensorsError, match=r"choose another model|get the model again"):
        check_model(tmp_path)


async def test_a_folder_that_is_no_model_starts_no_child(store, tmp_path) -> None:
    files = store.catalogue.entry(_MODEL)
    from assistant.models.store import ModelFiles

    (tmp_path / "config.json").write_text("{}")
    paths = {file.name: tmp_path / file.name for file in files.files}
    engine = LocalEngine(ModelFiles(files, paths, verified=False), _FAST)
    with pytest.raises(EngineUnavailable, match="choose another model"):
        await engine.complete(_SEE)
    assert engine.pid is None
