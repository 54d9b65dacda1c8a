"""The endpoint engine against a server with every fault; real sockets, no mocked client."""

import asyncio
import hashlib
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Language, Route
from assistant.models.answer_prompt import ChatMessage
from assistant.models.chat_body import chat_body
from assistant.models.circuit_breaker import CircuitBreaker
from assistant.models.endpoint_engine import Endpoint, EndpointEngine
from assistant.models.engine import AnswerRequest, EngineError, EngineUnavailable
from assistant.models.server_sent_events import EventStream, StreamFault

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


FAULTS: dict[str, tuple[Server, str]] = {
    "hang": (Server([30.0, GOOD]), "in time"),
    "drip": (Server([part for _ in range(200) for part in (b": keep-alive\n\n", 0.05)]), "in time"),
    "slow words": (Server([part for _ in range(200) for part in (event("a "), 0.05)]), "in time"),
    "cut without finish": (Server([event("Take 5 mg only if ")]), "not whole"),
    "done without finish": (Server([event("Take."), b"data: [DONE]\n\n"]), "not whole"),
    "length": (Server([event("Take 5 mg"), event(finish="length")]), "not whole"),
    "filtered": (Server([event("Take"), event(finish="content_filter")]), "not whole"),
    "empty": (Server([event(finish="stop"), b"data: [DONE]\n\n"]), "not whole"),
    "null text": (
        Server([b'data: {"choices":[{"delta":{"content":null},"finish_reason":"stop"}]}\n\n']),
        "not whole",
    ),
    "severed chunks": (
        Server([b"40\r\n" + event("half")[:20]], head=OK[:-4] + "\r\nTransfer-Encoding: chunked\r\n\r\n"),
        "broke",
    ),
    "sign-in page": (Server([b"<html>Sign in</html>"], kind="text/html"), "sign in"),
    "other text": (Server([b"hello"], kind="text/plain"), "cannot be read"),
    "not JSON": (Server([b"data: {]\n\n"]), "cannot be read"),
    "error event": (Server([b'data: {"error":{"message":"overloaded"}}\n\n']), "cannot be read"),
    "huge": (Server([event("word ") * 2000]), "too long"),
    "one huge line": (Server([b"data: " + b"x" * 200_000]), "too long"),
    "compressed": (Server([b"x"], head=OK[:-4] + "\r\nContent-Encoding: gzip\r\n\r\n"), "cannot be read"),
    "busy": (Server([], head="HTTP/1.1 429 X\r\nRetry-After: 45\r\nContent-Length: 0\r\n\r\n"), "busy"),
    "fault": (Server([], head="HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n"), "status 503"),
    "key": (Server([], head="HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n"), "key"),
    "wrong path": (Server([], head="HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"), "no chat service"),
    "closed at once": (Server([], head=""), "broke"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_ends_in_time_with_one_sentence_and_one_request(fault: str) -> None:
    prepared, says = FAULTS[fault]
    server = Server(prepared.parts, prepared.kind, prepared.head)
    async with running(server), asyncio.timeout(3.0):
        asked = engine(server)
        began = asyncio.get_running_loop().time()
        with pytest.raises(EngineError, match=says):
            await ask(asked)
        assert asyncio.get_running_loop().time() - began < 1.6
    assert len(server.requests) == 1
    assert asked.receipt is not None
    assert says in asked.receipt.outcome


async def test_a_redirect_is_refused_and_nothing_goes_there() -> None:
    async with running(Server([GOOD])) as other:
        head = f"HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:{other.port}/v1\r\nContent-Length: 0\r\n\r\n"
        async with running(Server([], head=head)) as server:
            with pytest.raises(EngineError, match="elsewhere"):
                await ask(engine(server))
    assert other.requests == []


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


async def test_the_proxy_of_the_environment_is_not_used(monkeypatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with running(Server([GOOD])) as server:
        assert await ask(engine(server))


async def test_servers_known_to_leave_out_the_finish_can_be_allowed() -> None:
    async with running(Server([event("Whole."), b"data: [DONE]\n\n"])) as server:
        assert await ask(engine(server, accept_missing_finish=True)) == "Whole.\n"


@pytest.mark.parametrize("trusted", [True, False])
async def test_only_a_known_authority_is_believed(trusted: bool) -> None:
    authority = trustme.CA()
    serving, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(serving)
    (authority if trusted else trustme.CA()).configure_trust(client)
    async with running(Server([GOOD]), serving) as server:
        endpoint = Endpoint(f"https://127.0.0.1:{server.port}/v1", "small", tls=client)
        asked = EndpointEngine(endpoint, Approved(), now=lambda: NOW)
        if trusted:
            assert await ask(asked)
        else:
            with pytest.raises(EngineError, match="could not prove who it is"):
                await ask(asked)
            assert server.requests == []


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
