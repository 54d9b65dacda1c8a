"""How long to wait for a person: by what they said so far, what was asked, and how they usually pause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import quantiles
from typing import Protocol

from assistant.conversation import Language

STATEMENT_S, QUESTION_S, ROOM_S = 2.0, 4.0, 8.0
"""The 2 / 4 / 8 s rule: after a statement, after a question or an unfinished thought, and when the person
asked for room. Windows that a maintainer of EchoKit found to work (echokit_server, issue 20)."""
QUICKEST_S = 0.7
FALLBACK_S = 1.2
FEWEST_PAUSES = 8
"""With fewer pauses known of a person, :data:`FALLBACK_S` counts."""
MARGIN = 1.4
"""A turn ends at this many times the pause that nine of ten of the person's pauses are shorter than."""
MOST_PAUSES = 200


class Expecting(StrEnum):
    """What kind of words the last thing that Listenwell said asks for."""

    ANYTHING = "anything"
    YES_OR_NO = "yes_or_no"
    NUMBER = "number"
    STORY = "story"


class PauseHistory(Protocol):
    """Keeps how long each person pauses inside a sentence."""

    def pauses_s(self) -> Sequence[float]:
        """The newest pauses of whoever speaks now, in seconds, at most :data:`MOST_PAUSES`."""
        ...

    def add(self, pauses_s: Sequence[float]) -> None:
        """Keep the pauses of one more turn."""
        ...


@dataclass(slots=True)
class RememberedPauses:
    """Pauses of one sitting, for guests and where nothing is stored (a :class:`PauseHistory`)."""

    kept: tuple[float, ...] = ()

    def pauses_s(self) -> Sequence[float]:
        """See :meth:`PauseHistory.pauses_s`."""
        return self.kept

    def add(self, pauses_s: Sequence[float]) -> None:
        """See :meth:`PauseHistory.add`."""
        self.kept = (*self.kept, *pauses_s)[-MOST_PAUSES:]


_OPEN_END = {
    Language.EN: re.compile(
        r"(?:\b(?:and|or|but|because|so|then|with|of|to|the|a|an|my|is|was|are|that|if|when|about|for|over|"
        r"um+|uh+|er+|erm|hmm+|well|like|point|it's|i)|[,:;-]|\.\.\.|…)\W*$",
        re.IGNORECASE,
    ),
    Language.ZH: re.compile(
        r"(?:和|跟|还有|以及|或者|或|但是|可是|不过|因为|所以|然后|就是|那个|这个|如果|要是|的时候|比|点|我的|是|嗯|呃|额"
        r"|[，、：；]|……|…|\.\.\.)[。.\s]*$"
    ),
}
_ROOM = {
    Language.EN: re.compile(
        r"\b(?:let me (?:think|see|look|check|find)|hold on(?: a (?:moment|minute|second))?|wait a (?:moment|minute|second)|just a "
        r"(?:moment|minute|second)|one (?:moment|second)|hang on|give me a (?:moment|minute|second))\b\W*$",
        re.IGNORECASE,
    ),
    Language.ZH: re.compile(
        r"(?:让我(?:想|看|找|查)(?:一)?[想看找查下]*|我(?:想|看|找|查)(?:一)?[想看找查下]+|等(?:一)?[等下]|等一会儿?|稍等)[\W吧啊哦]*$"
    ),
}
_PRESSURE_HALF = {
    Language.EN: re.compile(r"\b(?:pressure|top number|systolic)\D*\d{2,3}\W*$", re.IGNORECASE),
    Language.ZH: re.compile(r"(?:血压|高压)\D*\d{2,3}\W*$"),
}
_LAST_SENTENCE = re.compile(r"[^.?!。？！]+[.?!。？！]*")
#: Asked in this order: "how many, and is that right?" asks for yes or no at its end.
_ASKS = {
    Language.EN: {
        Expecting.YES_OR_NO: re.compile(
            r"(?:right|correct|save|okay)\?\W*$|^\W*(?:is|are|was|were|do|does|did|have|has|can|could|shall|should|will|"
            r"would)\b[^?]*\?\W*$",
            re.IGNORECASE,
        ),
        Expecting.NUMBER: re.compile(
            r"\b(?:how (?:much|many|high|low|old)|what (?:number|reading|is your (?:weight|pulse))|say (?:that|the) number)\b",
            re.IGNORECASE,
        ),
        Expecting.STORY: re.compile(
            r"\b(?:tell me|describe|how (?:do|did|are) you|what (?:happened|is wrong|brings|do you feel))\b",
            re.IGNORECASE,
        ),
    },
    Language.ZH: {
        Expecting.YES_OR_NO: re.compile(r"(?:吗|对不对|是不是|好不好|要不要)[？?]?\W*$"),
        Expecting.NUMBER: re.compile(r"多少|几(?:次|点|天|片|斤|公斤|岁)|(?:说一遍|报一下).*数"),
        Expecting.STORY: re.compile(r"说说|讲讲|怎么(?:了|样|回事|不舒服)|哪里不舒服|什么感觉"),
    },
}
_TRAILING_NUMBER = re.compile(r"\d\W*$")


def patience_s(
    text: str,
    language: Language,
    *,
    expecting: Expecting = Expecting.ANYTHING,
    pauses_s: Sequence[float] = (),
) -> float:
    """How long a silence may last after ``text`` (numbers in digits) before the turn has ended.

    ``pauses_s`` are how long this person usually pauses inside a sentence.
    """
    usual = usual_pause_s(pauses_s)
    if _ROOM[language].search(text):
        return ROOM_S
    if _OPEN_END[language].search(text) or _PRESSURE_HALF[language].search(text):
        return QUESTION_S
    if expecting is Expecting.NUMBER and not _TRAILING_NUMBER.search(text):
        return QUESTION_S
    if expecting is Expecting.STORY:
        return max(usual, STATEMENT_S)
    if expecting is Expecting.YES_OR_NO and not _TRAILING_NUMBER.search(text):
        return min(usual, FALLBACK_S)
    # Another digit may follow a number, however the question was put.
    return min(STATEMENT_S, usual * 1.25) if _TRAILING_NUMBER.search(text) else usual


def usual_pause_s(pauses_s: Sequence[float]) -> float:
    """The silence that ends a complete sentence of a person with these pauses: 0.7 to 2 s."""
    if len(pauses_s) < FEWEST_PAUSES:
        return FALLBACK_S
    longest_usual = quantiles(pauses_s, n=10)[-1]
    return min(STATEMENT_S, max(QUICKEST_S, MARGIN * longest_usual))


def expected_by(said: str, language: Language) -> Expecting:
    """What kind of words ``said`` asks for: its last sentence decides."""
    asked = _LAST_SENTENCE.findall(said.strip())
    question = asked[-1] if asked else said
    return next(
        (kind for kind, pattern in _ASKS[language].items() if pattern.search(question)), Expecting.ANYTHING
    )


def answer_window_s(said: str) -> float:
    """How long to stay open for an answer once ``said`` has been spoken: longer after a question."""
    return QUESTION_S if said.rstrip().endswith(("?", "？")) else STATEMENT_S
