"""A real OpenAI-compatible endpoint on this machine, for the demonstration and for trying the envelope.

It listens on 127.0.0.1 only. Its answers come from a small local model that chooses among the
sentences it was sent (:mod:`assistant.models.sentence_choice`), so the path to a cloud endpoint can
be walked with nothing leaving the machine.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from assistant.conversation import Language
from assistant.models.engine import EngineError
from assistant.models.local_engine import LocalEngine, LocalOptions
from assistant.models.sentence_choice import read_choice
from assistant.models.store import ModelState, ModelStore

_log = logging.getLogger(__name__)

#: Bounds of a request (bytes) and of the time it may take to arrive (seconds).
MAX_HEAD = 16 * 1024
MAX_BODY = 256 * 1024
_ARRIVAL_S = 10.0
_MAX_TOKENS = 400
#: Text per event; a model of single bytes would otherwise send more wrapping than words.
_EVENT_CHARACTERS = 16
#: Bodies kept for the preview's proof: what arrived is what was shown.
_KEPT_BODIES = 20
#: The packaged base model, and the one made on this machine when that is absent.
_PREFERRED, _FALLBACK = "gemma-3-270m", "qwen3-vl-tiny"
_NOTHING = {
    Language.ZH: "发来的资料里没有能回答这个问题的句子。",
    Language.EN: "None of the sentences that were sent answers this question.",
}
_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 413: "Content Too Large"}


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    authorization: str
    body: bytes


class _Refused(Exception):
    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def demonstration_engine(store: ModelStore, options: LocalOptions | None = None) -> LocalEngine:
    """The small packaged model when it is installed, else the tiny one with random weights.

    Raises :class:`~assistant.models.store.ModelUnavailable`.
    """
    installed = store.status(_PREFERRED).state is ModelState.INSTALLED
    return LocalEngine(
        store.path(_PREFERRED if installed else _FALLBACK), options or LocalOptions(context=4096)
    )


class LoopbackEndpoint:
    """A running endpoint. ``received`` holds the last request bodies, byte for byte."""

    def __init__(self, engine: LocalEngine) -> None:
        self._engine = engine
        self._port = 0
        self.key = secrets.token_urlsafe(24)
        self.received: list[bytes] = []

    @property
    def url(self) -> str:
        """Base address, as the settings take it."""
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def model(self) -> str:
        """Name of the model that chooses, as answers carry it."""
        return self._engine.description.model

    @classmethod
    @asynccontextmanager
    async def serve(cls, engine: LocalEngine) -> AsyncIterator[LoopbackEndpoint]:
        """Listen on a free port until the block ends. The engine stays the caller's to close."""
        endpoint = cls(engine)
        tasks: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(endpoint._serve(reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", 0, limit=MAX_HEAD)
        endpoint._port = server.sockets[0].getsockname()[1]
        try:
            yield endpoint
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            try:
                async with asyncio.timeout(_ARRIVAL_S):
                    request = await _read_request(reader)
                await self._answer(request, writer)
            except _Refused as refusal:
                await _send(writer, refusal.status, {"error": {"message": str(refusal)}})
        except (
            TimeoutError,
            ConnectionError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
        ) as error:
            _log.info("a request to the loopback endpoint broke off: %s", type(error).__name__)
        finally:
            writer.close()

    async def _answer(self, request: _Request, writer: asyncio.StreamWriter) -> None:
        if not hmac.compare_digest(request.authorization.encode(), f"Bearer {self.key}".encode()):
            raise _Refused(401, "The key is wrong.")
        if (request.method, request.path) == ("GET", "/v1/models"):
            await _send(writer, 200, {"object": "list", "data": [{"id": self.model, "object": "model"}]})
            return
        if (request.method, request.path) != ("POST", "/v1/chat/completions"):
            raise _Refused(404, "There is only POST /v1/chat/completions and GET /v1/models.")
        self.received = [*self.received[1 - _KEPT_BODIES :], request.body]
        content, stream = _user_content(request.body)
        if not stream:
            text = "".join([piece async for piece in self._text(content)])
            message = {"role": "assistant", "content": text}
            await _send(writer, 200, self._completion("chat.completion", message=message, finish="stop"))
            return
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        writer.write(head.encode())
        try:
            async with aclosing(self._text(content)) as pieces:
                async for piece in pieces:
                    await self._event(writer, delta={"content": piece}, finish=None)
        except EngineError as error:
            await _chunk(writer, f"data: {json.dumps({'error': {'message': str(error)}})}\n\n")
        else:
            await self._event(writer, delta={}, finish="stop")
            await _chunk(writer, "data: [DONE]\n\n")
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    async def _text(self, content: str) -> AsyncGenerator[str, None]:
        choice = read_choice(content)
        if choice is None:
            yield _NOTHING[Language.ZH if '"zh"' in content else Language.EN]
            return
        chosen = self._engine.generate(
            choice.prompt, grammar=choice.grammar, max_tokens=_MAX_TOKENS, temperature=0.0
        )
        held = ""
        async with aclosing(chosen) as pieces:
            async for piece in pieces:
                held += piece
                if len(held) >= _EVENT_CHARACTERS:
                    yield held
                    held = ""
        if held:
            yield held

    def _completion(self, kind: str, *, finish: str | None, **part: Any) -> dict[str, Any]:
        choice = {"index": 0, "finish_reason": finish, **part}
        return {"id": "loopback", "object": kind, "model": self.model, "choices": [choice]}

    async def _event(
        self, writer: asyncio.StreamWriter, *, delta: dict[str, str], finish: str | None
    ) -> None:
        event = self._completion("chat.completion.chunk", finish=finish, delta=delta)
        await _chunk(writer, f"data: {json.dumps(event, ensure_ascii=False)}\n\n")


async def _read_request(reader: asyncio.StreamReader) -> _Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    words = first.split(" ")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    length = headers.get("content-length", "0")
    if len(words) != 3 or not length.isdecimal() or "transfer-encoding" in headers:
        raise _Refused(400, "The request cannot be read.")
    if len(length) > 9 or int(length) > MAX_BODY:
        raise _Refused(413, "The request is too large.")
    body = await reader.readexactly(int(length))
    return _Request(words[0], words[1], headers.get("authorization", ""), body)


def _user_content(body: bytes) -> tuple[str, bool]:
    """The last user message and whether a stream is wanted."""
    try:
        value = json.loads(body)
        messages = [row for row in value["messages"] if row["role"] == "user"]
        content, stream = messages[-1]["content"], value.get("stream", False)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise _Refused(400, "The request is not a chat completion.") from error
    if not isinstance(content, str) or not isinstance(stream, bool):
        raise _Refused(400, "The request is not a chat completion.")
    return content, stream


async def _send(writer: asyncio.StreamWriter, status: int, value: dict[str, Any]) -> None:
    body = json.dumps(value, ensure_ascii=False).encode()
    head = (
        f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()


async def _chunk(writer: asyncio.StreamWriter, text: str) -> None:
    data = text.encode()
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    await writer.drain()
