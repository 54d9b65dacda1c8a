"""Whether a drafted sentence rests on a passage: by the words they share, in Chinese and English.

Words can be shared by sentences that say opposite things, so this is no proof. It stops what is
plainly made up: a sentence with a borrowed citation, and a claim with none that no passage makes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import figures
from assistant.conversation import Language
from assistant.models.sentence_ranking import terms
from assistant.planning import detect_language
from kb.document import Passage

#: Our rules. Share of a sentence's words that must stand in the passages it cites.
CITED_SHARE = 0.4
#: Share that must stand in one passage for code to add the citation that a draft left out.
ATTRIBUTED_SHARE = 0.7
#: A sentence of no more words than this greets, joins or thanks.
JOINING_WORDS = {Language.ZH: 5, Language.EN: 2}

_MARKS = re.compile(r"\s*\[\d{1,3}\]|\{[FS]\d{1,3}\}|\[[A-Z]+-\d+\]")
#: Sentences that send the person to somebody, or say that nothing is known, need no source if they are short.
_POINTS = re.compile(
    r"(?:问|看|找|联系|咨询|告诉).{0,6}(?:医生|药师|护士)|资料(?:里|库)?(?:里)?没有|不清楚|不知道|"
    r"\b(?:ask|see|tell|call|contact|consult|speak (?:to|with)|talk (?:to|with)) (?:\w+ ){0,2}"
    r"(?:doctor|pharmacist|nurse|physician)|\bsources? (?:do|does) not\b|\bdo not know\b",
    re.I,
)
_LONGEST_POINTER = {Language.ZH: 40, Language.EN: 110}


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a sentence may be shown; ``mark`` is the passage that code cites for it, counted from one."""

    holds: bool
    mark: int | None = None
    reason: str = ""


def support(draft: str, passages: Sequence[Passage]) -> Support:
    """Look ``draft`` up in ``passages`` (those it cites, else all)."""
    bare = _MARKS.sub(" ", draft)
    language = detect_language(bare)
    words = terms(bare, language)
    marks = figures.cited(draft)
    if marks:
        cited = [passages[mark - 1] for mark in marks]
        foreign = any(passage.language != language.value for passage in cited)
        if foreign or not words or _share(words, cited, language) >= CITED_SHARE:
            return Support(holds=True)
        return Support(holds=False, reason="the cited passage does not say this")
    shares = [
        _share(words, [passage], language) if passage.language == language.value and words else 0.0
        for passage in passages
    ]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    if len(words) > JOINING_WORDS[language] and best is not None and shares[best] >= ATTRIBUTED_SHARE:
        return Support(holds=True, mark=best + 1)
    names_a_figure = "{F" in draft or "{S" in draft
    points = len(bare) <= _LONGEST_POINTER[language] and _POINTS.search(bare) is not None
    if names_a_figure or len(words) <= JOINING_WORDS[language] or points:
        return Support(holds=True)
    return Support(holds=False, reason="the sentence rests on no source")


def _share(words: set[str], passages: Sequence[Passage], language: Language) -> float:
    held: set[str] = set()
    for passage in passages:
        held |= terms(f"{passage.title}\n{passage.heading}\n{passage.text}", language)
    return len(words & held) / len(words)
