"""Tries an endpoint without telling it anything: asks for the list of its models (``GET /models``)."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Final

import httpx2

from assistant.models.endpoint_engine import Endpoint, connect_sentence, plain_client
from assistant.models.engine import EngineError

_MOST_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Probe:
    """What the endpoint answered: names of models; ``has_model`` whether the chosen one is among them."""

    models: tuple[str, ...]
    has_model: bool


async def probe(endpoint: Endpoint) -> Probe:
    """Ask once. Raises :class:`EngineError` with one sentence that says what to do."""
    client = await asyncio.to_thread(plain_client, endpoint)
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "listenwell"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    try:
        async with client, asyncio.timeout(endpoint.first_token_s):
            request = client.build_request("GET", endpoint.url.rstrip("/") + "/models", headers=headers)
            response = await client.send(request, stream=True)
            try:
                body = await _body(response)
            finally:
                await response.aclose()
    except TimeoutError as error:
        raise EngineError("The cloud did not answer in time; check the address.") from error
    except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
        raise EngineError(connect_sentence(error)) from error
    except httpx2.TransportError as error:
        raise EngineError("The connection to the cloud broke; try again.") from error
    return _models(body, endpoint.model)


async def _body(response: httpx2.Response) -> bytes:
    status = response.status_code
    if status in (401, 403):
        raise EngineError("The cloud did not accept the key; type it again.")
    if status != 200:
        raise EngineError(f"There is no chat service at this address (status {status}); correct it.")
    body = b""
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > _MOST_BYTES:
            raise EngineError("The cloud's answer is far too long; check the address.")
    return body


def _models(body: bytes, wanted: str) -> Probe:
    try:
        names = tuple(str(row["id"])[:200] for row in json.loads(body)["data"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EngineError("What answered is no chat service; check the address.") from error
    return Probe(names, wanted in names)
