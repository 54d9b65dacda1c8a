"""Reads the event stream of a chat completion (WHATWG server-sent events, OpenAI chunks)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

#: No exchange of ours is longer; what claims to be is not believed.
MOST_TOKENS: Final = 10_000_000


class StreamFault(Exception):
    """The stream does not hold a chat completion."""


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of an answer; ``finish`` is set on the last. ``done`` marks the end of the stream.

    ``usage`` counts the tokens that were sent and received, where the server says.
    """

    text: str = ""
    finish: str | None = None
    model: str = ""
    done: bool = False
    usage: tuple[int, int] | None = None


class EventStream:
    """Cuts bytes into events. The caller bounds how many bytes it feeds."""

    def __init__(self) -> None:
        self._buffer = b""
        self._data: list[bytes] = []

    def feed(self, data: bytes) -> Iterator[Delta]:
        """Yield what ``data`` completes. Raises :class:`StreamFault`."""
        self._buffer += data
        while (end := self._buffer.find(b"\n")) >= 0:
            line, self._buffer = self._buffer[:end].rstrip(b"\r"), self._buffer[end + 1 :]
            if line.startswith(b"data:"):
                self._data.append(line[5:].removeprefix(b" "))
            elif not line and self._data:
                payload, self._data = b"\n".join(self._data), []
                yield Delta(done=True) if payload.strip() == b"[DONE]" else chunk(payload)


def chunk(payload: bytes) -> Delta:
    """The delta of one ``chat.completion.chunk``, or of a whole ``chat.completion``.

    Raises :class:`StreamFault` for anything else, error objects included.
    """
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise StreamFault from error
    if not isinstance(value, dict) or "error" in value or not isinstance(value.get("choices"), list):
        raise StreamFault
    model = value.get("model")
    model = model[:200] if isinstance(model, str) else ""
    usage = _usage(value.get("usage"))
    if not value["choices"]:  # usage reports have none
        return Delta(model=model, usage=usage)
    choice = value["choices"][0]
    if not isinstance(choice, dict):
        raise StreamFault
    part: Any = choice.get("delta", choice.get("message"))
    text = part.get("content") if isinstance(part, dict) else None
    finish = choice.get("finish_reason")
    return Delta(
        text if isinstance(text, str) else "",
        finish if isinstance(finish, str) else None,
        model,
        usage=usage,
    )


def _usage(value: Any) -> tuple[int, int] | None:
    counts = [value.get(name) for name in ("prompt_tokens", "completion_tokens")] if isinstance(value, dict) else []  # fmt: skip
    if len(counts) == 2 and all(type(count) is int and 0 <= count < MOST_TOKENS for count in counts):
        return int(counts[0] or 0), int(counts[1] or 0)
    return None
