"""A loopback endpoint over TLS with every fault a cloud can have, and what ours makes of each.

Real sockets and real certificates (trustme): drips, cut streams and redirects show nowhere else.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from assistant.conversation import Language
from assistant.models.answer_prompt import ChatMessage
from assistant.models.chat_body import chat_body
from assistant.models.endpoint_engine import Endpoint, EndpointEngine
from assistant.models.engine import AnswerRequest, EngineError

#: The deadlines of the tried endpoint in seconds: short, so that all faults take seconds together.
FIRST_S, TOTAL_S = 0.5, 1.0
_BODY: Final = chat_body("small", [ChatMessage("user", "怎么量血压？")])
_HEAD: Final = "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n{more}\r\n"


def event(text: str | None = None, finish: str | None = None) -> bytes:
    """One chunk of a streamed chat completion."""
    delta = {} if text is None else {"content": text}
    value = {"model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return f"data: {json.dumps(value)}\n\n".encode()


WHOLE: Final = (
    event("Sit down first. [1]") + event(" Then measure.") + event(finish="stop") + b"data: [DONE]\n\n"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """How the server misbehaves: ``parts`` to send, with pauses in seconds between, over and over if ``endless``.

    ``certificate`` is ``good``, ``unknown`` (another authority), ``foreign`` (another host) or ``expired``;
    ``says`` is a part of the sentence the person gets.
    """

    name: str
    says: str
    parts: tuple[bytes | float, ...] = ()
    kind: str = "text/event-stream"
    more: str = ""
    status: str = ""
    endless: bool = False
    certificate: str = "good"


def _status(code: str, more: str = "") -> str:
    return f"HTTP/1.1 {code}\r\n{more}Content-Length: 0\r\nConnection: close\r\n\r\n"


FAULTS: Final = (
    Fault("hang", "in time", (30.0,)),
    Fault("hang before the head", "in time", status="wait"),
    Fault("drip of comments", "in time", (b": keep-alive\n\n", 0.05), endless=True),
    Fault("slow words", "in time", (event("a "), 0.05), endless=True),
    Fault("endless words", "too long", (event("word ") * 200,), endless=True),
    Fault("ends without finish", "not whole", (event("Take 5 mg only if "),)),
    Fault("done without finish", "not whole", (event("Take."), b"data: [DONE]\n\n")),
    Fault("finish is length", "not whole", (event("Take 5 mg"), event(finish="length"), b"data: [DONE]\n\n")),
    Fault("finish is filter", "not whole", (event("Take"), event(finish="content_filter"))),
    Fault("no words", "not whole", (event(finish="stop"), b"data: [DONE]\n\n")),
    Fault("null words", "not whole", (b'data: {"choices":[{"delta":{"content":null},"finish_reason":"stop"}]}\n\n',)),
    Fault("no choices", "not whole", (b'data: {"choices":[]}\n\n', b"data: [DONE]\n\n")),
    Fault("severed chunks", "broke", (b"40\r\n" + event("half")[:20],), more="Transfer-Encoding: chunked\r\n"),
    Fault("reset in the middle", "local answer stands", (event("half"), b"RESET")),
    Fault("sign-in page", "sign in", (b"<html>Sign in</html>",), kind="text/html"),
    Fault("plain text", "cannot be read", (b"hello",), kind="text/plain"),
    Fault("not JSON", "cannot be read", (b"data: {]\n\n",)),
    Fault("error object", "cannot be read", (b'data: {"error":{"message":"overloaded"}}\n\n',)),
    Fault("one line without end", "too long", (b"data: ", b"x" * 65536), endless=True),
    Fault("200 MB in one piece", "too long", (b"{" + b" " * 1_000_000,), kind="application/json", endless=True),
    Fault("compressed", "cannot be read", (b"x",), more="Content-Encoding: gzip\r\n"),
    Fault("redirect to another origin", "elsewhere", status="redirect"),
    Fault("busy, come back in 45 s", "busy", status=_status("429 Too Many Requests", "Retry-After: 45\r\n")),
    Fault("server fault", "status 503", status=_status("503 Unavailable")),
    Fault("key refused", "key", status=_status("401 Unauthorized")),
    Fault("no such path", "no chat service", status=_status("404 Not Found")),
    Fault("closed at once", "broke", status="close"),
    Fault("unknown authority", "prove who it is", (WHOLE,), certificate="unknown"),
    Fault("another host's certificate", "prove who it is", (WHOLE,), certificate="foreign"),
    Fault("expired certificate", "prove who it is", (WHOLE,), certificate="expired"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one fault. ``shown`` is what a screen would have kept; ``elsewhere`` counts requests to others."""

    fault: Fault
    seconds: float
    shown: str
    sentence: str
    requests: int
    elsewhere: int


@dataclass(slots=True)
class _Server:
    fault: Fault | None
    other: str = ""
    requests: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                await reader.readexactly(int(head.split("content-length: ")[1].split("\r\n")[0]))
                self.requests += 1
                await self._misbehave(writer)
            finally:
                writer.close()

    async def _misbehave(self, writer: asyncio.StreamWriter) -> None:
        fault = self.fault
        if fault is None or fault.status == "close":
            return
        if fault.status == "wait":
            await asyncio.sleep(30)
        if fault.status == "redirect":
            writer.write(_status("307 Temporary Redirect", f"Location: {self.other}\r\n").encode())
        elif fault.status:
            writer.write(fault.status.encode())
        else:
            writer.write(_HEAD.format(kind=fault.kind, more=fault.more).encode())
        await writer.drain()
        for part in _forever(fault.parts) if fault.endless else fault.parts:
            if part == b"RESET":
                writer.transport.abort()
                return
            if isinstance(part, bytes):
                writer.write(part)
                await writer.drain()
            else:
                await asyncio.sleep(part)


def _forever(parts: tuple[bytes | float, ...]) -> Iterator[bytes | float]:
    while True:
        yield from parts


@asynccontextmanager
async def _listening(server: _Server, tls: ssl.SSLContext) -> AsyncIterator[int]:
    listening = await asyncio.start_server(server.accept, "127.0.0.1", 0, ssl=tls)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        for task in server.tasks:
            task.cancel()
        await asyncio.gather(*server.tasks, return_exceptions=True)
        await listening.wait_closed()


@dataclass(frozen=True, slots=True)
class _Approved:
    """A body that holds nothing about anybody, in an envelope's clothes."""

    body: bytes = _BODY

    @property
    def sha256(self) -> str:
        import hashlib

        return hashlib.sha256(self.body).hexdigest()

    def verify(self) -> None:
        """It is its own."""


class Certificates:
    """Authorities and certificates for the loopback server. Needs trustme, which the tests bring."""

    def __init__(self) -> None:
        import trustme

        self._trusted, self._other = trustme.CA(), trustme.CA()
        self.client = ssl.create_default_context()
        self._trusted.configure_trust(self.client)
        self._made: dict[str, Any] = {}

    def server(self, kind: str) -> ssl.SSLContext:
        """A server's side with the certificate ``kind`` of :class:`Fault`."""
        if kind not in self._made:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority = self._other if kind == "unknown" else self._trusted
            host = "cloud.example" if kind == "foreign" else "127.0.0.1"
            ended = datetime.now(UTC) - timedelta(days=1) if kind == "expired" else None
            authority.issue_cert(host, not_after=ended).configure_cert(context)
            self._made[kind] = context
        return self._made[kind]  # type: ignore[no-any-return]


async def try_fault(fault: Fault, certificates: Certificates) -> Outcome:
    """Ask once against ``fault``."""
    other = _Server(None)
    server = _Server(fault)
    loop = asyncio.get_running_loop()
    async with _listening(other, certificates.server("good")) as other_port:
        server.other = f"https://127.0.0.1:{other_port}/v1/chat/completions"
        async with _listening(server, certificates.server(fault.certificate)) as port:
            endpoint = Endpoint(
                f"https://127.0.0.1:{port}/v1",
                "small",
                "secret",
                FIRST_S,
                FIRST_S,
                TOTAL_S,
                tls=certificates.client,
            )
            engine = EndpointEngine(endpoint, _Approved(), now=lambda: datetime.now(UTC))
            shown, sentence, began = "", "", loop.time()
            try:
                # As the workflow does: what came before an error is dropped.
                drafts = [text async for text in engine.stream(AnswerRequest("?", Language.ZH))]
                shown = "".join(drafts)
            except EngineError as error:
                sentence = str(error)
            return Outcome(fault, loop.time() - began, shown, sentence, server.requests, other.requests)
