"""Follow-up questions put in full: "and last week?", "what about my sugar?", "那上周呢？".

Rules only. Three things can be left out because they were said before: the subject (only a time is
named), the question (only another subject is named), or both (only "is that bad?" is asked).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.conversation_memory import Remembered
from assistant.periods import PERIOD_WORDS
from assistant.reading_words import KIND_WORDS, kinds_named
from device_io.reading import ReadingKind


class FollowUpKind(StrEnum):
    """What a follow-up changes of the question before it."""

    PERIOD = "period"
    SUBJECT = "subject"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question in full: ``question`` for the engine and the library, what it is about, and what was changed."""

    kind: FollowUpKind
    question: str
    kinds: tuple[ReadingKind, ...]
    own: bool


#: Longer questions stand by themselves (characters). Our rule.
_LONGEST = 60
#: What a question that refers back may say besides; one that says more stands by itself (characters).
_MOST_SAID = 16
_OPENS = re.compile(
    r"^(?:and|but|or|what about|how about|what if|also)\b|^(?:那么?|还有|然后|换成|再说)", re.IGNORECASE
)
_LEAD = re.compile(
    r"^(?:(?:and|but|or|also|what about|how about)\b[\s,]*)+|^(?:那么?|还有|然后)[，\s]*", re.IGNORECASE
)
_ENDS = re.compile(r"呢[?？。！]?$")
_PERIOD = re.compile(
    PERIOD_WORDS + r"|\b(?:last|this|past|previous) (?:night|morning|evening)\b|\b(?:the )?day before\b|"
    r"\bin the (?:morning|evening)s?\b|\bat night\b|早上|晚上",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(?:it|that|this|they|them|these|those)\b|这个|那个|这样|那样|这种|它|要紧|危险吗|严重吗|正常吗|高吗|低吗",
    re.IGNORECASE,
)
_FILLING = re.compile(
    r"\b(?:and|but|or|what|how|about|for|in|on|the|my|me|mine|of|was|were|is|it|then|please|a)\b|"
    r"我的|我|那么?|还有|然后|呢|的|是|多少|怎么样|吗",
    re.IGNORECASE,
)
_MINE = re.compile(r"\bmy\b|\bmine\b|我|咱|俺", re.IGNORECASE)
_MARKS = re.compile(r"[\s,.?!，。？！、]+")


def resolve(question: str, before: Remembered | None) -> FollowUp | None:
    """Put ``question`` in full from what was asked ``before``; ``None`` when it stands by itself."""
    asked = question.strip()
    if before is None or not asked or len(asked) > _LONGEST:
        return None
    kinds = kinds_named(asked)
    opens = _OPENS.search(asked) is not None or _ENDS.search(asked) is not None
    period = _PERIOD.search(asked)
    if kinds:
        if not opens or not before.kinds or _rest(asked, kinds):
            return None
        own = before.own or _MINE.search(asked) is not None
        return FollowUp(FollowUpKind.SUBJECT, _other_subject(before, asked, kinds), kinds, own)
    if period is not None and not _rest(_PERIOD.sub(" ", asked), ()):
        whole = f"{_without_period(before.question)} {period.group()}"
        return FollowUp(FollowUpKind.PERIOD, whole, before.kinds, before.own)
    said = len(_rest(_REFERS.sub(" ", asked), ()))
    if said <= _MOST_SAID and (_REFERS.search(asked) is not None or (opens and not said)):
        whole = f"{before.question} {_LEAD.sub('', asked)}"
        return FollowUp(FollowUpKind.REFERENCE, whole, before.kinds, before.own)
    return None


def _other_subject(before: Remembered, asked: str, kinds: tuple[ReadingKind, ...]) -> str:
    """The question before, about ``kinds`` in place of its own subject."""
    name = _first_name(asked, kinds)
    question = before.question
    for kind in before.kinds:
        question = KIND_WORDS[kind].sub("\0", question)
    question = re.sub("\0(?:[^\0]{0,12}\0)*", lambda _: name, question, count=1).replace("\0", "")
    if (period := _PERIOD.search(asked)) is not None:
        question = f"{_without_period(question)} {period.group()}"
    return re.sub(r"\s{2,}", " ", question).strip()


def _first_name(asked: str, kinds: tuple[ReadingKind, ...]) -> str:
    found = KIND_WORDS[kinds[0]].search(asked)
    return re.sub(r"^my ", "", found.group(), flags=re.IGNORECASE) if found is not None else asked


def _without_period(question: str) -> str:
    return re.sub(r"\s{2,}", " ", _PERIOD.sub(" ", question)).strip(" ?？。.!！")


def _rest(text: str, kinds: tuple[ReadingKind, ...]) -> str:
    """What ``text`` says besides its subject and the words that only join."""
    for kind in kinds:
        text = KIND_WORDS[kind].sub(" ", text)
    return _MARKS.sub("", _FILLING.sub(" ", _PERIOD.sub(" ", text)))
