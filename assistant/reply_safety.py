"""Red flags in what a model replied: where it speaks of an emergency of this very person, fixed words take over.

The library's advice names emergencies on nearly every page ("call for chest pain"), and a reply repeats it. What
counts here is a sentence that says something is so, of whoever asked. Numbers are left out: each one in a reply is
traced to the records or the library and was judged there (:mod:`assistant.figures`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant import safety
from assistant.conversation import Language, RedFlag
from assistant.red_flags.table import LEVELS
from assistant.sentences import split_sentences

#: Our rules. Says something of the person ("your chest pain", "what you describe"), not of their doctor or goals.
_OF_THE_PERSON: Final = re.compile(
    r"\byou(?:'re| are| have| had| feel| felt| describe| mention| report| seem| sound| may| might| could| probably)\b"
    r"|\byour (?!doctor|clinic|nurse|pharmac|dieti|midwife|hospital|family|report|result|goal|target|care|team|own)"
    r"|\b(?:this|these|it) (?:is|are|sounds?|looks?|seems?|may be|could be|might be)\b"
    r"|您(?!的?(?:医生|家人|目标|药师))|你(?!的?(?:医生|家人|目标|药师))|这(?:是|像|可能|很可能|些)|属于",
    re.I,
)
#: Says it under a condition, of people in general, or as a list of what to look out for.
_ADVICE: Final = re.compile(
    r"^\W*(?:call|go to|see|tell|do not|rest|sit)\b|\b(?:if|when|whenever|unless|in case|should you|for example|such as|whether|any|anyone|someone|people|sign of|signs of|without)\b"
    r"|如果|若|要是|假如|一旦|万一|的话|时候|出现|有没有|是否|凡是|任何|有人|的人|例如|比如|包括|信号|没有",
    re.I,
)
_FIGURES: Final = re.compile(r"\[\d{1,3}\]|\d[\d.,/:]*")


@dataclass(frozen=True, slots=True)
class ReplyFindings:
    """``flag`` and ``words`` are set where the reply speaks of an emergency; ``referrals`` are fixed words to add."""

    flag: RedFlag | None
    words: str
    referrals: tuple[str, ...]


def check_reply(
    sentences: Iterable[str], language: Language, profile: safety.Profile, *, known: RedFlag | None = None
) -> ReplyFindings:
    """Judge released ``sentences``. A flag that is ``known`` from the question, or a milder one, is not raised again."""
    said = [one for text in sentences for one in split_sentences(text)]
    told = [_FIGURES.sub(" ", one) for one in said if _OF_THE_PERSON.search(one) and not _ADVICE.search(one)]
    found = [
        finding
        for part in _parts(told)
        for finding in safety.check(part, language, (), profile).findings
        if finding.certain and (known is None or _rank(finding.level) < _rank(known.level))
    ]
    first = min(found, key=lambda finding: _rank(finding.level), default=None)
    referrals = {
        referral.request: referral.words[language]
        for part in _parts(said)
        for referral in safety.check(part, language, (), profile).referrals
    }
    if first is None:
        return ReplyFindings(None, "", tuple(referrals.values()))
    return ReplyFindings(RedFlag(first.id, first.level), first.words[language], tuple(referrals.values()))


def _parts(sentences: Sequence[str]) -> list[str]:
    """``sentences`` together, as many at a time as can be judged."""
    parts: list[str] = []
    for sentence in sentences:
        piece = sentence[: safety.TEXT_LIMIT]
        if parts and len(parts[-1]) + 1 + len(piece) <= safety.TEXT_LIMIT:
            parts[-1] += f" {piece}"
        else:
            parts.append(piece)
    return parts


def _rank(level: str) -> int:
    return list(LEVELS).index(level)
