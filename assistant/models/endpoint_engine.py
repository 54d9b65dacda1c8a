"""Asks an OpenAI-compatible endpoint: exactly the bytes that were shown, once, within a deadline.

The person has approved an envelope; this engine sends its body unchanged or not at all. Anything
but a complete answer is refused: a cut-off sentence about health can say the opposite of the whole.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Protocol
from urllib.parse import urlsplit

import httpx2

from assistant.conversation import Route
from assistant.models.circuit_breaker import CircuitBreaker
from assistant.models.engine import AnswerRequest, EngineDescription, EngineError, EngineUnavailable
from assistant.models.server_sent_events import Delta, EventStream, StreamFault, chunk
from assistant.sentences import SentenceStream

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Envelope(Protocol):
    """What the person has approved to send (:class:`assistant.privacy.ApprovedEnvelope`)."""

    @property
    def body(self) -> bytes:
        """The exact request body."""
        ...

    @property
    def sha256(self) -> str:
        """Its SHA-256 in hexadecimal, as it was when it was shown."""
        ...

    def verify(self) -> None:
        """Raise when the body is not the one that was approved."""
        ...


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A chat completions service. ``url`` is its base (``https://HOST/v1``); plain http only on loopback.

    Times in seconds. ``accept_missing_finish`` is for servers known to leave out the finish reason
    of whole answers; ``tls`` replaces the system's certificate authorities.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    connect_s: float = 2.0
    first_token_s: float = 8.0
    total_s: float = 25.0
    most_bytes: int = 64 * 1024
    accept_missing_finish: bool = False
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse unprotected addresses. Raises :class:`EngineUnavailable`."""
        parts = urlsplit(self.url)
        loopback = parts.hostname in _LOOPBACK
        if not parts.hostname or parts.scheme not in ({"https", "http"} if loopback else {"https"}):
            raise EngineUnavailable("The cloud address must begin with https; correct it in the settings.")

    @property
    def completions_url(self) -> str:
        """Where requests are posted."""
        return self.url.rstrip("/") + "/chat/completions"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What left this machine and how it went. ``outcome`` is ``answered`` or the sentence of the failure.

    Tokens are as the server counts them, ``None`` where it does not say; ``answer_sha256`` is of the whole answer.
    """

    endpoint: str
    model: str
    sent_at: datetime
    bytes_sent: int
    body_sha256: str
    bytes_received: int
    milliseconds: float
    outcome: str
    tokens_sent: int | None = None
    tokens_received: int | None = None
    answer_sha256: str = ""


ClientFactory = Callable[[Endpoint], httpx2.AsyncClient]


def plain_client(endpoint: Endpoint) -> httpx2.AsyncClient:
    """A client that follows no redirect, reads no proxy or key from the environment, retries nothing."""
    return httpx2.AsyncClient(
        follow_redirects=False,
        trust_env=False,
        verify=endpoint.tls if endpoint.tls is not None else True,
        timeout=httpx2.Timeout(endpoint.total_s, connect=endpoint.connect_s),
        limits=httpx2.Limits(max_connections=1, max_keepalive_connections=0),
    )


class EndpointEngine:
    """One approved question to one endpoint. Share the breaker between the questions to an endpoint."""

    def __init__(
        self,
        endpoint: Endpoint,
        envelope: Envelope,
        *,
        now: Callable[[], datetime],
        breaker: CircuitBreaker | None = None,
        client: ClientFactory = plain_client,
    ) -> None:
        """``now`` gives aware UTC for the receipt."""
        self._endpoint = endpoint
        self._envelope = envelope
        self._now = now
        self._breaker = breaker or CircuitBreaker()
        self._client = client
        self._receipt: Receipt | None = None
        self._received = 0
        self._usage: tuple[int, int] | None = None
        self._answer_sha256 = ""

    @property
    def description(self) -> EngineDescription:
        """Which endpoint and model this is."""
        host = urlsplit(self._endpoint.url).hostname or ""
        return EngineDescription(f"endpoint {host}", self._endpoint.model, Route.CLOUD, True)  # noqa: FBT003

    @property
    def receipt(self) -> Receipt | None:
        """What left, once something has; also after a failure."""
        return self._receipt

    async def stream(self, request: AnswerRequest) -> AsyncGenerator[str, None]:
        """Send the envelope and yield the answer a sentence at a time.

        ``request`` is what the envelope was made from and is not sent. Raises
        :class:`~assistant.models.engine.EngineError`, also after sentences were yielded: then the
        answer was not whole and what was yielded must be dropped.
        """
        body = self._checked_body()
        if wait_s := self._breaker.closed_in_s:
            raise EngineUnavailable(
                f"The cloud failed several times; it is asked again in {wait_s:.0f} seconds."
            )
        sent_at, started = self._now(), monotonic()
        outcome = "stopped"
        try:
            async with aclosing(self._answer(body)) as sentences:
                async for sentence in sentences:
                    yield sentence
            outcome = "answered"
            self._breaker.succeeded()
        except EngineError as error:
            outcome = str(error)
            self._breaker.failed()
            raise
        finally:
            self._receipt = Receipt(
                self._endpoint.completions_url,
                self._endpoint.model,
                sent_at,
                len(body),
                hashlib.sha256(body).hexdigest(),
                self._received,
                round((monotonic() - started) * 1000, 1),
                outcome,
                self._usage[0] if self._usage else None,
                self._usage[1] if self._usage else None,
                self._answer_sha256,
            )

    async def aclose(self) -> None:
        """Nothing is held between requests."""

    def _checked_body(self) -> bytes:
        self._envelope.verify()
        body = self._envelope.body
        if hashlib.sha256(body).hexdigest() != self._envelope.sha256:
            raise EngineError("What would be sent is not what was shown; nothing was sent.")
        return body

    async def _answer(self, body: bytes) -> AsyncGenerator[str, None]:
        """Yield whole sentences; raises :class:`EngineError` unless the answer is complete."""
        sentences, text, finish = SentenceStream(), "", None
        try:
            async with aclosing(self._deltas(body)) as deltas:
                async for delta in deltas:
                    text += delta.text
                    finish = delta.finish or finish
                    self._usage = delta.usage or self._usage
                    for sentence in sentences.feed(delta.text):
                        yield sentence + "\n"
        except TimeoutError as error:
            raise EngineError("The cloud did not answer in time; the local answer stands.") from error
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise EngineError(connect_sentence(error)) from error
        except httpx2.TransportError as error:
            raise EngineError("The connection to the cloud broke; the local answer stands.") from error
        except StreamFault as error:
            raise EngineError("The cloud's answer cannot be read; the local answer stands.") from error
        whole = finish == "stop" or (finish is None and self._endpoint.accept_missing_finish)
        if not whole or not text.strip():
            raise EngineError("The cloud's answer was not whole and was dropped; the local answer stands.")
        self._answer_sha256 = hashlib.sha256(text.encode()).hexdigest()
        for sentence in sentences.end():
            yield sentence + "\n"

    async def _deltas(self, body: bytes) -> AsyncGenerator[Delta, None]:
        """Each wait has its deadline; none is open while the reader works on a piece."""
        # Reading the certificate authorities takes tens of milliseconds: not on the caller's thread.
        prepared = await asyncio.to_thread(self._client, self._endpoint)
        began = asyncio.get_running_loop().time()
        last = began + self._endpoint.total_s
        first = min(began + self._endpoint.first_token_s, last)
        async with prepared as client:
            async with asyncio.timeout_at(first):
                response = await client.send(self._build(client, body), stream=True)
            try:
                self._check_status(response)
                events, spoken, waiting = EventStream(), False, True
                whole = not _streams(response)
                buffer = b""
                source = response.aiter_raw()
                while waiting:
                    async with asyncio.timeout_at(last if spoken else first):
                        data = await anext(source, None)
                    if data is None:
                        break
                    self._received += len(data)
                    if self._received > self._endpoint.most_bytes:
                        raise EngineError("The cloud's answer is far too long; it was dropped.")
                    if whole:
                        buffer += data
                        continue
                    for delta in events.feed(data):
                        spoken = spoken or bool(delta.text)
                        waiting = waiting and not delta.done
                        yield delta
                if whole:
                    yield chunk(buffer)
            finally:
                await response.aclose()

    def _build(self, client: httpx2.AsyncClient, body: bytes) -> httpx2.Request:
        headers = {
            "Content-Type": "application/json",
            "Accept": "text/event-stream",
            "Accept-Encoding": "identity",
            "User-Agent": "listenwell",
        }
        if self._endpoint.key:
            headers["Authorization"] = f"Bearer {self._endpoint.key}"
        return client.build_request("POST", self._endpoint.completions_url, content=body, headers=headers)

    def _check_status(self, response: httpx2.Response) -> None:
        status = response.status_code
        if 300 <= status < 400:
            raise EngineError("The cloud sent the question elsewhere; that was refused.")
        if status in (401, 403):
            raise EngineError("The cloud did not accept the key; correct it in the settings.")
        if status == 404:
            raise EngineError("There is no chat service at the cloud address; correct it in the settings.")
        if status == 429:
            raise EngineError("The cloud is busy or its allowance is used up; try later.")
        if status != 200:
            raise EngineError(f"The cloud has a fault (status {status}); the local answer stands.")
        kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind == "text/html":
            raise EngineError("A sign-in page answered instead of the cloud; sign in to this network first.")
        if kind not in ("text/event-stream", "application/json") or "content-encoding" in response.headers:
            raise EngineError("The cloud's answer cannot be read; the local answer stands.")


def _streams(response: httpx2.Response) -> bool:
    return response.headers.get("content-type", "").lower().startswith("text/event-stream")


def connect_sentence(error: Exception) -> str:
    """Why no connection came about, as one sentence."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "The cloud could not prove who it is, so nothing was sent; check the address."
        cause = cause.__cause__ or cause.__context__
    return "The cloud cannot be reached; check the network. The local answer stands."
