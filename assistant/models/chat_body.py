"""The request body of an OpenAI-compatible chat completion.

Pure: what the preview shows and what is sent come from this one function, byte for byte.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from assistant.models.answer_prompt import ChatMessage

#: Output tokens asked for; the answer is a few spoken sentences.
MAX_TOKENS = 512


def chat_body(
    model: str,
    messages: Sequence[ChatMessage],
    *,
    stream: bool = True,
    max_tokens: int = MAX_TOKENS,
    temperature: float = 0.2,
    picture: bytes | None = None,
    usage: bool = False,
) -> bytes:
    """UTF-8 JSON in a fixed key order, so that the same input always gives the same bytes.

    ``picture`` (PNG or JPEG) goes with the last message; ``usage`` asks a stream to end with its token counts.
    """
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        "stream": stream,
        "max_tokens": max_tokens,
        "temperature": temperature,
    }
    if usage and stream:
        body["stream_options"] = {"include_usage": True}
    if picture is not None:
        last = body["messages"][-1]
        kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
        address = f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
        last["content"] = [
            {"type": "text", "text": last["content"]},
            {"type": "image_url", "image_url": {"url": address}},
        ]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
