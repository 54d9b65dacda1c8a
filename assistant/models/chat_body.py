"""The request body of an OpenAI-compatible chat completion.

Pure: what the preview shows and what is sent come from this one function, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

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
) -> bytes:
    """UTF-8 JSON in a fixed key order, so that the same input always gives the same bytes."""
    body = {
        "model": model,
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        "stream": stream,
        "max_tokens": max_tokens,
        "temperature": temperature,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
