"""Measures finished answers: numbers that are traced, claims that are cited, silence when nothing is known.

The checks here do not trust the workflow that made the answer. They read the sentences as a person
would have seen them and look every number up again in the person's figures and the cited passages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Any, Final

from assistant import figures, safety
from assistant.conversation import Language, Route
from assistant.evaluation_lines import EvaluationFileError, json_lines
from assistant.facts import Fact
from assistant.models.engine import Engine
from assistant.models.excerpt_engine import FIXED_SENTENCES, ExcerptEngine
from assistant.reading_words import kinds_named
from assistant.routing import CloudStanding
from assistant.safety import TextTooLong
from assistant.workflow import Answered, AnsweringWorkflow, Question
from device_io.reading import Reading, ReadingKind
from kb.library import Library

#: Bounds of one line: characters of a question, and facts.
_LONGEST_QUESTION: Final = 2_000
_MOST_FACTS: Final = 50
#: A figure at the end of an unworded fact: a number with what follows it up to the next mark.
_FIGURE = re.compile(r"\d+(?:[./:]\d+)*(?:\s?(?:%|°?[A-Za-z][\w/\[\]]*))?")
_CITATION = re.compile(r"\s*\[\d{1,3}\]")
_WORDED = {Language.ZH: "您的记录是{}。", Language.EN: "Your record says {}."}
_NO_CLOUD: Final = CloudStanding(available=False, refusal="not part of this measurement")


@dataclass(frozen=True, slots=True)
class _Case:
    question: str
    language: Language | None
    reference: tuple[str, ...]
    facts: tuple[Fact, ...]
    answerable: bool | None


@dataclass(slots=True)
class _Tally:
    """What was counted over all answers; ``failures`` names each sentence or answer that falls short."""

    numbers: int = 0
    grounded: int = 0
    claims: int = 0
    cited: int = 0
    nothing: int = 0
    refused: int = 0
    with_reference: int = 0
    reference_met: int = 0
    with_facts: int = 0
    facts_used: int = 0
    answerable: int = 0
    answered: int = 0
    withheld: int = 0
    first_ms: list[float] = field(default_factory=list)
    routes: dict[str, int] = field(default_factory=dict)
    failures: list[dict[str, str]] = field(default_factory=list)

    def fail(self, case: _Case, what: str, sentence: str = "") -> None:
        self.failures.append({"question": case.question, "what": what, "sentence": sentence})


@dataclass(frozen=True, slots=True)
class _Asker:
    """Somebody of whom only the facts of one case are known."""

    held: tuple[Fact, ...]

    def profile(self) -> safety.Profile:
        return safety.Profile()

    def recent_readings(self) -> Sequence[Reading]:
        return ()

    def facts(
        self, kinds: Collection[ReadingKind], _language: Language, _periods: Sequence[object] = ()
    ) -> Sequence[Fact]:
        return [fact for fact in self.held if fact.kind in kinds]


async def evaluate_answers(
    lines: Iterable[str],
    library: Library,
    engine: Engine | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> dict[str, Any]:
    """Ask every question and look at what a person would have been shown.

    Lines are ``{"question", "lang"?, "reference"?, "facts"?, "answerable"?}``. ``facts`` are sentences
    about the person ("Your last blood pressure was 128/79 mmHg."), or objects ``{"kind", "figure",
    "sentence"?}``, or one object of figures by kind. ``reference`` names articles of the library
    (``zh/salt``) one of which must be cited, or is a text whose numbers the answer should hold.
    ``answerable`` false: the library has nothing on this and the answer must say so.

    Measured: ``grounded_numbers`` (share of the numbers shown that stand in a figure of the person or
    in a cited passage), ``citation_coverage`` (share of the sentences that claim something and cite a
    passage), ``refused_when_nothing`` (share of the questions without any evidence, or marked as
    unanswerable, on which nothing was claimed), ``first_sentence_ms_p50``. Without an engine excerpts
    answer. Raises :class:`EvaluationFileError`.
    """
    excerpts = ExcerptEngine()
    cases = [_case(number, row) for number, row in json_lines(lines)]
    tally = _Tally()
    for done, case in enumerate(cases, 1):
        asker = _Asker(case.facts)
        workflow = AnsweringWorkflow(
            facts=asker,
            library=library,
            engine=engine or excerpts,
            fallback=excerpts,
            person=asker,
            cloud=lambda: _NO_CLOUD,
        )
        await _ask(case, workflow, tally)
        progress(done, len(cases))
    return _measures(tally, len(cases), (engine or excerpts).description.model)


async def _ask(case: _Case, workflow: AnsweringWorkflow, tally: _Tally) -> None:
    shown: list[str] = []
    first: list[float] = []
    started = perf_counter()

    def on_sentence(text: str) -> None:
        first.append((perf_counter() - started) * 1000)
        shown.append(text)

    try:
        answered = await workflow.ask(Question(case.question, case.language), on_sentence)
    except TextTooLong as error:
        tally.fail(case, str(error))
        return
    route = answered.answer.route
    tally.routes[route.value] = tally.routes.get(route.value, 0) + 1
    tally.withheld += answered.answer.withheld_sentences
    tally.first_ms.extend(first[:1])
    claims = [
        sentence
        for sentence in shown
        if _bare(sentence) not in FIXED_SENTENCES
        and sentence not in (*answered.opening, answered.answer.notice)
    ]
    for sentence in claims:
        _judge_sentence(case, sentence, answered, tally)
    _judge_answer(case, answered, claims, tally)


def _judge_sentence(case: _Case, sentence: str, answered: Answered, tally: _Tally) -> None:
    facts, passages = answered.request.facts, answered.request.passages
    marks = [mark for mark in figures.cited(sentence) if 1 <= mark <= len(passages)]
    evidence = [passages[mark - 1].text for mark in marks]
    mine = [fact for fact in facts if fact.figure in sentence]
    held = [fact.sentence for fact in mine]
    count, unknown = figures.untraced(sentence, (*evidence, *held))
    tally.numbers += count
    tally.grounded += count - len(unknown)
    for number in unknown:
        tally.fail(case, f"the number {number} has no source", sentence)
    if mine and not marks:
        return
    tally.claims += 1
    if marks:
        tally.cited += 1
    else:
        tally.fail(case, "a claim without a source", sentence)


def _judge_answer(case: _Case, answered: Answered, claims: Sequence[str], tally: _Tally) -> None:
    answer, request = answered.answer, answered.request
    if answer.route is Route.RULES:
        return
    no_evidence = not request.passages and not request.facts and not request.images
    if case.answerable is False or no_evidence:
        tally.nothing += 1
        if claims:
            tally.fail(case, "claims something though nothing is known", claims[0])
        else:
            tally.refused += 1
    if case.answerable:
        tally.answerable += 1
        if claims:
            tally.answered += 1
        else:
            tally.fail(case, "refused though the library has an answer")
    if case.facts:
        tally.with_facts += 1
        if any(fact.figure in answer.text for fact in case.facts):
            tally.facts_used += 1
        else:
            tally.fail(case, "the person's figures are not in the answer")
    if case.reference:
        tally.with_reference += 1
        if _meets(case.reference, answered):
            tally.reference_met += 1
        else:
            cited = ", ".join(dict.fromkeys(one.passage.partition("#")[0] for one in answer.citations))
            tally.fail(case, f"the reference is not met; cited are: {cited or 'none'}")


def _meets(reference: tuple[str, ...], answered: Answered) -> bool:
    articles = {one for one in reference if re.fullmatch(r"(?:zh|en)/[\w-]+", one)}
    if articles:
        return any(one.passage.partition("#")[0] in articles for one in answered.answer.citations)
    return not any(figures.untraced(text, [answered.answer.text])[1] for text in reference)


def _measures(tally: _Tally, count: int, model: str) -> dict[str, Any]:
    return {
        "n": count,
        "engine": model,
        "grounded_numbers": _share(tally.grounded, tally.numbers),
        "numbers": tally.numbers,
        "citation_coverage": _share(tally.cited, tally.claims),
        "claims": tally.claims,
        "refused_when_nothing": _share(tally.refused, tally.nothing),
        "nothing": tally.nothing,
        "answered_when_something": _share(tally.answered, tally.answerable),
        "reference_met": _share(tally.reference_met, tally.with_reference),
        "facts_used": _share(tally.facts_used, tally.with_facts),
        "withheld_sentences": tally.withheld,
        "first_sentence_ms_p50": round(median(tally.first_ms), 1) if tally.first_ms else None,
        "routes": tally.routes,
        "failures": tally.failures,
    }


def _share(part: int, whole: int) -> float | None:
    """``None`` where there was nothing to count: no share can be told."""
    return round(part / whole, 4) if whole else None


def _bare(sentence: str) -> str:
    return _CITATION.sub("", sentence).strip()


def _case(number: int, row: Mapping[str, Any]) -> _Case:
    question, language = row.get("question"), row.get("lang")
    if not isinstance(question, str) or not 0 < len(question) <= _LONGEST_QUESTION:
        raise EvaluationFileError(number, f"has no question of 1 to {_LONGEST_QUESTION} characters")
    if language not in {"zh", "en", None}:
        raise EvaluationFileError(number, "has a lang that is neither zh nor en")
    answerable = row.get("answerable")
    if answerable not in {True, False, None}:
        raise EvaluationFileError(number, "has an answerable that is neither true nor false")
    chosen = Language(language) if language else None
    reference = row.get("reference") or ()
    texts = (reference,) if isinstance(reference, str) else tuple(reference)
    if not all(isinstance(text, str) for text in texts):
        raise EvaluationFileError(number, "has a reference that is no text")
    return _Case(question, chosen, texts, _facts(number, row.get("facts"), chosen), answerable)


def _facts(number: int, given: object, language: Language | None) -> tuple[Fact, ...]:
    if given is None:
        return ()
    rows: Sequence[object]
    if isinstance(given, Mapping):
        rows = [{"kind": kind, "figure": figure} for kind, figure in given.items()]
    elif isinstance(given, list):
        rows = given
    else:
        raise EvaluationFileError(number, "has facts that are no list")
    if len(rows) > _MOST_FACTS:
        raise EvaluationFileError(number, f"has more than {_MOST_FACTS} facts")
    return tuple(_fact(number, place, row, language) for place, row in enumerate(rows, 1))


def _fact(number: int, place: int, row: object, language: Language | None) -> Fact:
    named = {"sentence": row} if isinstance(row, str) else row
    if not isinstance(named, Mapping) or not isinstance(named.get("sentence", ""), str):
        raise EvaluationFileError(number, f"has a fact {place} that is neither a sentence nor an object")
    sentence = str(named.get("sentence", ""))
    figure = named.get("figure")
    if figure is None and (found := _FIGURE.search(sentence)) is not None:
        figure = found.group().strip()
    if figure is None:
        raise EvaluationFileError(number, f"has a fact {place} without a figure")
    kinds = kinds_named(f"{named.get('kind', '')} {sentence}".replace("_", " "))
    try:
        kind = ReadingKind(named["kind"]) if "kind" in named else kinds[0]
    except (ValueError, IndexError) as error:
        known = ", ".join(kind.value for kind in ReadingKind)
        raise EvaluationFileError(number, f"has a fact {place} of no known kind ({known})") from error
    text = sentence or _WORDED[language or Language.EN].format(figure)
    return Fact(f"given:{place}", kind, str(figure), text, {}, datetime(2026, 1, 1, tzinfo=UTC))
