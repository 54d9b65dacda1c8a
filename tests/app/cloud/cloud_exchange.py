"""A question with what must not leave, and what an endpoint answers to it."""

from __future__ import annotations

import json
from collections.abc import Callable

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from app.cloud import CloudDoor, PreparedOffer
from app.services import Services
from assistant.workflow import Answered, Question

#: Long enough that excerpts alone may not do, and full of what must not leave.
QUESTION = (
    "My name is Mary Example and my number is 13800138000. Which is better for me, measuring my blood "
    "pressure in the morning or in the evening, compared with only now and then?"
)
GUIDANCE = "Measure your blood pressure in the morning and in the evening. Sit and rest for 5 minutes first."


async def local_answer(house: Services, question: str = QUESTION) -> Answered:
    return await house.workflow().ask(Question(question), lambda _sentence: None)


async def prepared(house: Services) -> tuple[CloudDoor, PreparedOffer]:
    door = CloudDoor(house)
    return door, door.prepare(await local_answer(house))


def says(text: str, finish: str = "stop", usage: dict[str, int] | None = None) -> Response:
    """A streamed answer of two pieces."""
    half = len(text) // 2
    deltas = [({"content": text[:half]}, None), ({"content": text[half:]}, None), ({}, finish)]
    events = [
        {"model": "small", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
        for delta, reason in deltas
    ]
    if usage is not None:
        events.append({"model": "small", "choices": [], "usage": usage})
    lines = [*(json.dumps(event) for event in events), "[DONE]"]
    return Response("".join(f"data: {line}\n\n" for line in lines), content_type="text/event-stream")


def answers(httpserver: HTTPServer, respond: Callable[[Request], Response]) -> list[Request]:
    requests: list[Request] = []

    def handle(request: Request) -> Response:
        request.get_data()
        requests.append(request)
        return respond(request)

    httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(handle)
    return requests
