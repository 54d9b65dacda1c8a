"""Who answers: rules, the local engine, or, only when offered and accepted, the cloud.

The decision is code, and says why in words that are shown. No model decides to send anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.conversation import Language, Route
from assistant.models.engine import EngineDescription
from kb.document import Hit


class Sign(StrEnum):
    """A measurable sign that the local answer may not be enough."""

    NOTHING_FOUND = "nothing_found"
    ASKS_TO_WEIGH = "asks_to_weigh"
    LONG_QUESTION = "long_question"
    SENTENCES_WITHHELD = "sentences_withheld"


SIGN_WORDS: dict[Sign, dict[Language, str]] = {
    Sign.NOTHING_FOUND: {
        Language.ZH: "资料库里没有找到这方面的内容",
        Language.EN: "the library holds nothing on this",
    },
    Sign.ASKS_TO_WEIGH: {
        Language.ZH: "这个问题要把几件事放在一起考虑，本机只能摘录资料",
        Language.EN: "the question weighs several things together, and this machine can only quote passages",
    },
    Sign.LONG_QUESTION: {
        Language.ZH: "问题比较长，本机只能摘录资料",
        Language.EN: "the question is long, and this machine can only quote passages",
    },
    Sign.SENTENCES_WITHHELD: {
        Language.ZH: "本机的回答里有句子没有通过核对",
        Language.EN: "sentences of the local answer did not pass the checks",
    },
}

#: Our rule: questions that join several conditions or ask for a choice need more than quotation.
_WEIGHS = re.compile(
    r"一起(?:吃|用|服)|同时|相互作用|哪个(?:更|好)|怎么选|应该选|还是说|利弊|冲突|"
    r"\binteract|\btogether with\b|\bat the same time\b|\bcompared? (?:to|with)\b|\bwhich (?:is|one|of)\b|"
    r"\bpros and cons\b|\bbetter\b|\bplan for\b|\bwhile (?:also|taking)\b",
    re.I,
)
#: Our rule: longer questions than this (characters) are hard to answer by quotation alone.
LONG_QUESTION = {Language.ZH: 60, Language.EN: 180}


@dataclass(frozen=True, slots=True)
class CloudStanding:
    """Whether the cloud may be offered at all; ``refusal`` says why not."""

    available: bool
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether to offer the cloud for a question, with the signs that led there."""

    signs: tuple[Sign, ...]
    standing: CloudStanding

    @property
    def made(self) -> bool:
        """True when the person should be asked whether to send."""
        return bool(self.signs) and self.standing.available

    def words(self, language: Language) -> str:
        """The reasons as one sentence, as shown."""
        if language is Language.ZH:
            return "；".join(SIGN_WORDS[sign][language] for sign in self.signs) + "。"
        joined = "; ".join(SIGN_WORDS[sign][language] for sign in self.signs)
        return f"{joined[:1].upper()}{joined[1:]}."


def judge(
    question: str,
    language: Language,
    hits: Sequence[Hit],
    *,
    has_facts: bool,
    engine: EngineDescription,
    withheld: int,
    standing: CloudStanding,
) -> Offer:
    """Collect the signs for one answered question."""
    signs: list[Sign] = []
    if not hits and not has_facts:
        signs.append(Sign.NOTHING_FOUND)
    if engine.route is Route.EXCERPTS:
        if _WEIGHS.search(question):
            signs.append(Sign.ASKS_TO_WEIGH)
        elif len(question) > LONG_QUESTION[language]:
            signs.append(Sign.LONG_QUESTION)
    if withheld:
        signs.append(Sign.SENTENCES_WITHHELD)
    return Offer(tuple(signs), standing)
