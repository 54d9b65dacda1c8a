"""The endpoint engine against a small server; real sockets, no mocked client. Faults: ``test_endpoint_faults.py``."""

import asyncio
import hashlib
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Language, Route
from assistant.models.answer_prompt import ChatMessage
from assistant.models.chat_body import chat_body
from assistant.models.circuit_breaker import CircuitBreaker
from assistant.models.endpoint_engine import Endpoint, EndpointEngine
from assistant.models.endpoint_probe import probe
from assistant.models.engine import AnswerRequest, EngineError, EngineUnavailable
from assistant.models.server_sent_events import EventStream, StreamFault, chunk

BODY = chat_body("small", [ChatMessage("user", "怎么量血压？")])
QUESTION = AnswerRequest("怎么量血压？", Language.ZH)
NOW = datetime(2025, 1, 1, tzinfo=UTC)
OK = "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Approved:
    body: bytes = BODY
    sha256: str = hashlib.sha256(BODY).hexdigest()

    def verify(self) -> None:
        assert self.body


def event(text: str | None = None, finish: str | None = None) -> bytes:
    delta = {} if text is None else {"content": text}
    value = {"model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return f"data: {json.dumps(value)}\n\n".encode()


GOOD = event("Sit down first. [1]") + event(" Then measure.") + event(finish="stop") + b"data: [DONE]\n\n"


@dataclass
class Server:
    """Answers each request with ``parts``; a number between them is a pause in seconds."""

    parts: list[bytes | float]
    kind: str = "text/event-stream"
    head: str = OK
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = int(head.lower().split("content-length: ")[1].split("\r\n")[0])
            self.requests.append((head, await reader.readexactly(length)))
            for part in [self.head.format(kind=self.kind).encode(), *self.parts]:
                if isinstance(part, bytes):
                    writer.write(part)
                    await writer.drain()
                else:
                    await asyncio.sleep(part)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def running(server: Server, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    tasks = set()

    def accept(reader, writer) -> None:
        task = asyncio.create_task(server.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listening = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await listening.wait_closed()


def engine(server: Server, *, approved: Approved | None = None, breaker=None, **more) -> EndpointEngine:
    values = {"first_token_s": 0.5, "total_s": 1.0, "connect_s": 0.5} | more
    endpoint = Endpoint(f"http://127.0.0.1:{server.port}/v1", "small", "secret", **values)
    return EndpointEngine(endpoint, approved or Approved(), now=lambda: NOW, breaker=breaker)


async def ask(asked: EndpointEngine) -> str:
    return "".join([piece async for piece in asked.stream(QUESTION)])


async def test_a_whole_answer_and_its_receipt() -> None:
    async with running(Server([GOOD])) as server:
        asked = engine(server)
        assert await ask(asked) == "Sit down first. [1]\nThen measure.\n"
    ((head, body),) = server.requests
    assert body == BODY
    assert "authorization: bearer secret" in head.lower()
    receipt = asked.receipt
    assert receipt is not None
    assert receipt.bytes_sent == len(BODY)
    assert receipt.body_sha256 == hashlib.sha256(BODY).hexdigest()
    assert receipt.outcome == "answered"
    assert receipt.sent_at == NOW
    assert receipt.bytes_received == len(GOOD)
    assert asked.description.route is Route.CLOUD


async def test_sentences_come_while_the_answer_is_still_on_its_way() -> None:
    first = event("One sentence. [1] And") + event(" another")
    async with running(Server([first, 30.0])) as server:
        asked = engine(server, total_s=20.0)
        async with aclosing(asked.stream(QUESTION)) as sentences:
            assert await anext(sentences) == "One sentence. [1]\n"
    assert asked.receipt is not None
    assert asked.receipt.outcome == "stopped"


async def test_an_answer_that_is_not_streamed_is_taken_too() -> None:
    value = {"model": "m", "choices": [{"message": {"content": "Whole."}, "finish_reason": "stop"}]}
    async with running(Server([json.dumps(value).encode()], kind="application/json")) as server:
        assert await ask(engine(server)) == "Whole.\n"


async def test_nobody_there() -> None:
    async with running(Server([])) as server:
        pass
    with pytest.raises(EngineError, match="cannot be reached"):
        await ask(engine(server))


async def test_a_changed_body_is_not_sent() -> None:
    async with running(Server([GOOD])) as server:
        with pytest.raises(EngineError, match="not what was shown"):
            await ask(engine(server, approved=Approved(body=BODY + b" ")))
    assert server.requests == []


async def test_servers_known_to_leave_out_the_finish_can_be_allowed() -> None:
    async with running(Server([event("Whole."), b"data: [DONE]\n\n"])) as server:
        assert await ask(engine(server, accept_missing_finish=True)) == "Whole.\n"


@pytest.mark.parametrize("url", ["http://cloud.example/v1", "ftp://127.0.0.1/v1", "cloud.example", ""])
def test_unprotected_addresses_are_refused(url: str) -> None:
    with pytest.raises(EngineUnavailable, match="https"):
        Endpoint(url, "small")


def test_the_key_does_not_show() -> None:
    assert "secret" not in repr(Endpoint("https://cloud.example/v1", "small", "secret"))


async def test_the_breaker_opens_after_three_failures_and_closes_again() -> None:
    seconds = [0.0]
    breaker = CircuitBreaker(clock=lambda: seconds[0])
    async with running(Server([30.0])) as server:
        for _ in range(3):
            with pytest.raises(EngineError, match="in time"):
                await ask(engine(server, breaker=breaker, first_token_s=0.2, total_s=0.2))
        for _ in range(20):
            with pytest.raises(EngineUnavailable, match="30 seconds"):
                await ask(engine(server, breaker=breaker))
        assert len(server.requests) == 3
        seconds[0] = 31.0
        server.parts = [GOOD]
        assert await ask(engine(server, breaker=breaker))
        assert breaker.closed_in_s == 0.0


def test_the_body_is_stable_and_readable() -> None:
    assert chat_body("small", [ChatMessage("user", "怎么量血压？")]) == BODY
    assert json.loads(BODY)["messages"] == [{"role": "user", "content": "怎么量血压？"}]
    assert "怎么量血压？".encode() in BODY


@given(st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_are_events_or_a_fault(data: bytes, step: int) -> None:
    stream = EventStream()
    try:
        for start in range(0, len(data), step):
            list(stream.feed(b"data: " + data[start : start + step] + b"\n\n"))
    except StreamFault:
        return
    assert list(stream.feed(GOOD))[-1].done


async def test_tokens_are_counted_as_the_server_says_and_the_answer_has_its_hash() -> None:
    usage = b'data: {"choices":[],"usage":{"prompt_tokens":41,"completion_tokens":7}}\n\n'
    async with running(Server([GOOD.replace(b"data: [DONE]\n\n", usage + b"data: [DONE]\n\n")])) as server:
        asked = engine(server)
        assert await ask(asked)
    assert asked.receipt is not None
    assert (asked.receipt.tokens_sent, asked.receipt.tokens_received) == (41, 7)
    assert asked.receipt.answer_sha256 == hashlib.sha256(b"Sit down first. [1] Then measure.").hexdigest()


@pytest.mark.parametrize("usage", ['{"prompt_tokens": -1, "completion_tokens": 2}', '{"prompt_tokens": 1e99, "completion_tokens": 2}', '"many"', "[]"])  # fmt: skip
def test_counts_that_cannot_be_are_not_believed(usage: str) -> None:
    assert chunk(f'{{"choices":[],"usage":{usage}}}'.encode()).usage is None


def test_a_picture_goes_with_the_last_message_and_usage_is_asked_for() -> None:
    body = json.loads(chat_body("small", [ChatMessage("user", "?")], picture=b"\x89PNG...", usage=True))
    text, picture = body["messages"][0]["content"]
    assert text == {"type": "text", "text": "?"}
    assert picture["image_url"]["url"].startswith("data:image/png;base64,")
    assert body["stream_options"] == {"include_usage": True}


async def test_an_endpoint_is_tried_without_telling_it_anything() -> None:
    body = json.dumps({"data": [{"id": "small"}, {"id": "large"}]}).encode()
    async with running(Models(body)) as server:
        url = f"http://127.0.0.1:{server.port}/v1"
        found = await probe(Endpoint(url, "small", "secret"))
        assert found.has_model
        assert found.models == ("small", "large")
        assert not (await probe(Endpoint(url, "other"))).has_model
        assert server.heads[0].startswith("GET /v1/models ")
        server.body = b"<html>"
        with pytest.raises(EngineError, match="no chat service"):
            await probe(Endpoint(url, "small"))
        server.status = "401 X"
        with pytest.raises(EngineError, match="key"):
            await probe(Endpoint(url, "small"))
    with pytest.raises(EngineError, match="cannot be reached"):
        await probe(Endpoint(url, "small"))


@dataclass
class Models(Server):
    """Answers every request with ``body`` as the list of its models."""

    body: bytes = b""
    status: str = "200 OK"
    heads: list[str] = field(default_factory=list)

    def __init__(self, body: bytes) -> None:
        super().__init__([])
        self.body, self.status, self.heads = body, "200 OK", []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
            head = f"HTTP/1.1 {self.status}\r\nContent-Type: application/json\r\nContent-Length: {len(self.body)}\r\n\r\n"
            writer.write(head.encode() + self.body)
            await writer.drain()
        finally:
            writer.close()
