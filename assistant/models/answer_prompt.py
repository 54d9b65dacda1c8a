"""What a local model is given: fixed rules first, the changing evidence last.

The rules are the same bytes each time, so the model's prefix cache keeps them. The person's figures
appear as placeholders only; no number about the person enters a prompt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from assistant.conversation import Language
from assistant.models.engine import AnswerRequest

#: Most that is given of one passage (characters); library passages are shorter.
PASSAGE_CHARACTERS = 1500
#: Most of a question that reaches a model (characters).
QUESTION_CHARACTERS = 2000

_LABELS = {
    Language.ZH: ("本人的数据：", "（没有）", "资料：", "问题："),
    Language.EN: ("Figures of the person:", "(none)", "Sources:", "Question:"),
}


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message to a chat model."""

    role: Literal["system", "user", "assistant"]
    content: str


def rules(language: Language) -> str:
    """The fixed instructions in ``language`` (``resources/prompts/answer.LANGUAGE.txt``)."""
    return _prompt("answer", language)


@cache
def _prompt(name: str, language: Language) -> str:
    folder = resources.files("resources") / "prompts"
    return (folder / f"{name}.{language.value}.txt").read_text(encoding="utf-8").strip()


def answer_messages(request: AnswerRequest) -> tuple[ChatMessage, ...]:
    """The messages for ``request``; figures as ``{F1}``, passages as ``[1]``.

    Refused sentences come as what the model said, with the request to write them again. All before them stays the
    same, so that it need not be read twice.
    """
    figures, none, sources, question = _LABELS[request.language]
    lines = [figures]
    for number, fact in enumerate(request.facts, 1):
        masked = fact.sentence.replace(fact.figure, f"{{F{number}}}")
        lines.append(f"{{F{number}}} ({fact.kind.value}): {masked}")
    if not request.facts:
        lines.append(none)
    lines.append(sources)
    for number, passage in enumerate(request.passages, 1):
        lines.append(f"[{number}] {passage.title}, {passage.heading}: {passage.text[:PASSAGE_CHARACTERS]}")
    if not request.passages:
        lines.append(none)
    lines.append(f"{question} {request.question[:QUESTION_CHARACTERS]}")
    asked = ChatMessage("system", rules(request.language)), ChatMessage("user", "\n".join(lines))
    if not request.refused:
        return asked
    again = ChatMessage("user", _prompt("rewrite", request.language))
    return *asked, ChatMessage("assistant", "\n".join(request.refused)), again
