"""The embedded engine: no model. The person's figures and verbatim sentences of the library, in order.

It works on every machine and can invent nothing: facts are put in by code through placeholders, and
each quoted sentence is followed by the number of the passage it stands in.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator, Sequence

from assistant import figures
from assistant.conversation import Language, Route
from assistant.facts import Fact
from assistant.models.engine import AnswerRequest, EngineDescription
from assistant.models.sentence_ranking import Candidate, quotable, rank
from assistant.own_figures import own_figures
from assistant.sentences import split_sentences

#: Our rules: what can be listened to in one go.
MOST_FACTS = 3
LEAST_SENTENCES, MOST_SENTENCES = 2, 3
#: Beside the person's own figures, fewer: the figures are the answer.
LEAST_BESIDE_FACTS, MOST_BESIDE_FACTS = 1, 2
#: A further sentence must score at least this share of the best one.
_WORTH_SAYING = 0.5
#: What a further sentence counts that speaks of a thing asked about and not spoken of before.
_NEW_TOPIC = 2.5
#: Sentences whose words overlap more than this say the same.
_SAME = 0.7

_FIRST_LIBRARY = {
    Language.ZH: "关于这个问题，资料里是这样说的。",
    Language.EN: "Here is what the library says about this.",
}
_THEN_LIBRARY = {Language.ZH: "资料里还说到以下几点。", Language.EN: "The library adds this."}
_CLOSING = {
    Language.ZH: "如果您不放心，请问问医生或药师。",
    Language.EN: "If you are worried, please ask a doctor or pharmacist.",
}
_ONLY_FACTS = {
    Language.ZH: "资料库里没有找到和这个问题有关的内容，别的我不乱猜；有疑问请问问医生或药师。",
    Language.EN: "The library has nothing on this question, so I will not guess at the rest; "
    "please ask a doctor or pharmacist.",
}
_NOTHING = {
    Language.ZH: "资料库里没有找到和这个问题有关的内容，我不乱猜。请问问医生或药师。",
    Language.EN: "The library has nothing on this question, and I will not guess. "
    "Please ask a doctor or pharmacist.",
}
#: Every sentence that is ours and claims nothing: what joins, ends or replaces quotations.
FIXED_SENTENCES = frozenset(
    sentence
    for words in (_FIRST_LIBRARY, _THEN_LIBRARY, _CLOSING, _ONLY_FACTS, _NOTHING)
    for whole in words.values()
    for sentence in (whole, *split_sentences(whole))
)


class ExcerptEngine:
    """Answers with excerpts. Needs nothing and never fails."""

    @property
    def description(self) -> EngineDescription:
        """Which engine this is."""
        return EngineDescription(
            "excerpts", "library passages", Route.EXCERPTS, answers_health_questions=True
        )

    async def stream(self, request: AnswerRequest) -> AsyncGenerator[str, None]:
        """Yield the draft a sentence at a time."""
        for sentence in compose(request):
            yield sentence + "\n"
            await asyncio.sleep(0)

    async def aclose(self) -> None:
        """Nothing is held."""


def compose(request: AnswerRequest) -> Iterator[str]:
    """The sentences of the draft: facts as ``{S1}``, quotations with ``[1]``, words that join them."""
    language = request.language
    facts = _told(request.facts)
    chosen = choose(request)
    if not facts and not chosen:
        yield _NOTHING[language]
        return
    yield from (f"{{S{number}}}" for number in facts)
    if not chosen:
        if not (facts and own_figures(request.question).alone):
            yield _ONLY_FACTS[language]
        return
    yield (_THEN_LIBRARY if facts else _FIRST_LIBRARY)[language]
    mark = "[{}]" if language is Language.ZH else " [{}]"
    yield from (candidate.text + mark.format(candidate.number) for candidate in chosen)
    yield _CLOSING[language]


def _told(facts: Sequence[Fact]) -> list[int]:
    """The numbers, from one, of the facts that are told: of two averages of one kind the one that is plainly said."""
    summed = {fact.kind for fact in facts if fact.source.startswith("summary:")}
    told = [
        number
        for number, fact in enumerate(facts, 1)
        if not (fact.source.startswith("average:") and fact.kind in summed)
    ]
    return told[:MOST_FACTS]


def choose(request: AnswerRequest) -> list[Candidate]:
    """The best few sentences that do not repeat each other, in the order in which they stand.

    When few fit the question, what follows the best one in its passage explains it.
    """
    least, most = (
        (LEAST_BESIDE_FACTS, MOST_BESIDE_FACTS) if request.facts else (LEAST_SENTENCES, MOST_SENTENCES)
    )
    ranked = [
        candidate
        for candidate in rank(request.question, request.language, request.passages)
        if figures.check(f"{candidate.text} [{candidate.number}]", (), request.passages).text is not None
    ]
    chosen: list[Candidate] = []
    left = ranked
    while left and len(chosen) < most:
        said = frozenset[str]().union(*(one.topics for one in chosen))
        best = max(left, key=lambda one: _worth(one, said, chosen))
        if _worth(best, said, chosen) < _WORTH_SAYING * ranked[0].score:
            break
        chosen.append(best)
        left = [one for one in left if not _alike(one.text, best.text)]
    if ranked:
        text = request.passages[ranked[0].number - 1].text
        for place, sentence in enumerate(quotable(text, request.language)):
            new = place > ranked[0].place and not any(_alike(sentence, other.text) for other in chosen)
            if new and len(chosen) < least:
                chosen.append(Candidate(ranked[0].number, place, sentence, 0.0))
    return sorted(chosen, key=lambda candidate: (candidate.number, candidate.place))


def _worth(candidate: Candidate, said: frozenset[str], chosen: Sequence[Candidate]) -> float:
    """The score of a further sentence: more when it speaks of something that the others leave out."""
    return candidate.score * (_NEW_TOPIC if chosen and candidate.topics - said else 1.0)


def _alike(one: str, other: str) -> bool:
    first, second = (_pieces(text) for text in (one, other))
    return len(first & second) >= _SAME * min(len(first), len(second))


def _pieces(text: str) -> set[str]:
    bare = re.sub(r"[\W_]+", "", text.lower())
    return {bare[start : start + 3] for start in range(max(len(bare) - 2, 1))}
