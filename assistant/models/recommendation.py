"""Which model suits this machine, told from a short measured test, never from a guess about its parts.

Writing is bound by memory traffic: each token reads the whole text model once, so the speed of one model tells that of
another by the sizes of their files.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from assistant.conversation import Language
from assistant.models.catalogue import Catalogue, CatalogueEntry, Part, Role
from assistant.models.local_engine import SelfTest

#: Our rules. Tokens a second from which an answer can be listened to as it is written (speech is 3 to 4 words a second).
COMFORTABLE: Final = 5.0
#: Smaller files (bytes) say nothing about memory traffic.
LEAST_TELLING: Final = 100_000_000
#: Share of the memory that a model may take beside the window and the voice.
MEMORY_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The model to use here, or ``None`` for none; ``tokens_per_second`` is what is expected of it."""

    model: str | None
    tokens_per_second: float | None
    words: dict[Language, str]


def memory_mb() -> int | None:
    """The memory of this machine, where the system tells."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // (1024 * 1024)
    except (AttributeError, ValueError, OSError):
        return None


def fits(entry: CatalogueEntry, total_mb: int | None) -> bool | None:
    """Whether ``entry`` runs in the memory of a machine beside everything else; ``None`` when that is unknown."""
    return None if total_mb is None else entry.memory_mb <= total_mb * MEMORY_SHARE


def recommend(
    measured: SelfTest, tried: CatalogueEntry, catalogue: Catalogue, total_mb: int | None
) -> Recommendation:
    """The largest model that may answer, fits, and can be expected to write fast enough."""
    size = _text_bytes(tried)
    if size < LEAST_TELLING:
        return Recommendation(
            None,
            None,
            {
                Language.ZH: f"{tried.title} 太小，看不出这台机器的快慢；请换一个真正的模型再测。",
                Language.EN: f"{tried.title} is too small to tell how fast this machine is; try a real model.",
            },
        )
    expected = {
        entry.id: round(measured.tokens_per_second * size / _text_bytes(entry), 1)
        for entry in catalogue
        if Role.CHAT in entry.roles and entry.answers_health_questions and _text_bytes(entry)
    }
    able = [
        entry
        for entry in catalogue
        if expected.get(entry.id, 0.0) >= COMFORTABLE and fits(entry, total_mb) is not False
    ]
    best = max(able, key=_text_bytes, default=None)
    if best is None:
        return Recommendation(
            None,
            None,
            {
                Language.ZH: "这台机器写得不够快，请用资料摘录，或者在设置里接一台更大的服务器。",
                Language.EN: "This machine writes too slowly: stay with excerpts, or connect a larger server in the settings.",
            },
        )
    speed = expected[best.id]
    return Recommendation(
        best.id,
        speed,
        {
            Language.ZH: f"建议用 {best.title}，预计每秒 {speed} 个词元。",
            Language.EN: f"{best.title} suits this machine; expect {speed} tokens a second.",
        },
    )


def _text_bytes(entry: CatalogueEntry) -> int:
    return sum(file.size for file in entry.files if file.part is Part.TEXT)
