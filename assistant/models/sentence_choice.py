"""Lets a model choose among given sentences and nothing else.

A base model or one with random weights may exercise the whole path without inventing anything: a
grammar admits only the sentences of the passages, each with its number, in their order, none
twice. Which of them, and how many, is the model's own choice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation import Language
from assistant.models.sentence_ranking import rank
from kb.document import Passage

#: Sentences offered, and sentences that may be chosen: at least two when three are offered.
OFFERED = 5
CHOSEN = 3
#: Bounds of what is read of a request (characters, passages).
_QUESTION = 2000
_PASSAGES = 20
_PASSAGE = 4000
_TITLE = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """What a model chooses from. ``sentences`` carry their citation marks."""

    question: str
    language: Language
    sentences: tuple[str, ...]

    @property
    def prompt(self) -> str:
        """A text that a base model continues."""
        listed = "\n".join(self.sentences)
        return f"{listed}\n\nQuestion: {self.question}\nAnswer: "

    @property
    def grammar(self) -> str:
        """GBNF: one to three of the sentences, in order."""
        joint = '""' if self.language is Language.ZH else '" "'
        count = len(self.sentences)
        least = 2 if count > 2 else 1
        rules = ["root ::= " + " | ".join(f"s{index}-1" for index in range(count + 1 - least))]
        for index, sentence in enumerate(self.sentences):
            for depth in range(1, CHOSEN + 1):
                later = " | ".join(f"s{after}-{depth + 1}" for after in range(index + 1, count))
                more = (
                    f" ({joint} ({later})){'' if depth < least else '?'}" if later and depth < CHOSEN else ""
                )
                rules.append(f"s{index}-{depth} ::= {json.dumps(sentence, ensure_ascii=False)}{more}")
        return "\n".join(rules)


def read_choice(content: str) -> Choice | None:
    """The choice that a user message asks for: a JSON object with question, language and passages.

    Lenient: text around the object is ignored and unusable passages are left out. ``None`` when
    there is no object or no sentence in it fits the question.
    """
    try:
        value = json.loads(content[content.index("{") : content.rindex("}") + 1])
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not isinstance(value.get("question"), str):
        return None
    language = Language.ZH if value.get("lang") == "zh" else Language.EN
    rows = value.get("passages")
    numbers, passages = [], []
    for row in rows[:_PASSAGES] if isinstance(rows, list) else []:
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            continue
        if not isinstance(row.get("n"), int) or not 1 <= row["n"] <= 999:
            continue
        numbers.append(row["n"])
        passages.append(
            Passage(
                "", "", str(row.get("title", ""))[:_TITLE], "", language.value, "", row["text"][:_PASSAGE]
            )
        )
    question = value["question"][:_QUESTION]
    best = rank(question, language, passages)[:OFFERED]
    in_order: Sequence[tuple[int, str]] = [
        (numbers[candidate.number - 1], candidate.text)
        for candidate in sorted(best, key=lambda candidate: (candidate.number, candidate.place))
    ]
    mark = "{text}[{number}]" if language is Language.ZH else "{text} [{number}]"
    sentences = tuple(mark.format(text=text, number=number) for number, text in in_order)
    return Choice(question, language, sentences) if sentences else None
