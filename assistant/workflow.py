"""The fixed steps of an answer: safety, plan, evidence, engine, checks, release.

The order never changes and no model has a say in it. ``ask`` answers on this machine; when the
signs say that this may not be enough, it comes back with an offer. ``ask_cloud`` then sends an
envelope that the person has approved, and puts its answer through the very same checks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Protocol, cast

from assistant import routing, safety
from assistant.conversation import Answer, Language, RedFlag, Route
from assistant.conversation_memory import Conversation
from assistant.facts import RecordFacts
from assistant.grounding import Release
from assistant.models.engine import AnswerRequest, Engine, EngineError
from assistant.own_figures import gathered
from assistant.planning import plan
from assistant.reply_safety import ReplyFindings, check_reply
from assistant.sentences import SentenceStream
from device_io.reading import Reading
from kb.document import Hit
from kb.embedding import Embedder
from kb.library import Library

_log = logging.getLogger(__name__)

#: Passages given to an engine; more costs a small local model seconds before its first word.
PASSAGES_PER_ANSWER = 6
#: A model is asked once more about refused sentences unless its answer took longer than this (our rule).
REWRITE_WITHIN_MS = 20_000
#: Levels at which nothing but the fixed words is said.
_URGENT = frozenset({"999", "urgent"})


class PersonContext(Protocol):
    """What safety and routing must know about whoever asks."""

    def profile(self) -> safety.Profile:
        """Age, pregnancy, conditions, region."""
        ...

    def recent_readings(self) -> Sequence[Reading]:
        """Readings of the last hour."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked. ``spoken`` turns on matching by sound; ``images`` are PNG or JPEG files."""

    text: str
    language: Language | None = None
    spoken: bool = False
    images: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with what a cloud envelope would be built from, and whether to offer one.

    ``asked`` is the question in the person's own words: what earlier questions add to it stays on this machine.
    ``opening`` are the fixed words with which the answer begins, as they were shown: of safety, and that a figure
    that was asked for is not there.
    """

    answer: Answer
    asked: str
    request: AnswerRequest
    offer: routing.Offer
    opening: tuple[str, ...] = ()


class AnsweringWorkflow:
    """Answers questions for one person."""

    def __init__(
        self,
        *,
        facts: RecordFacts,
        library: Library,
        engine: Engine,
        fallback: Engine,
        person: PersonContext,
        cloud: Callable[[], routing.CloudStanding],
        conversation: Conversation | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        """``fallback`` answers when ``engine`` fails or none of its sentences pass (excerpts, no model).

        ``embedder`` settles whether a passage says what cites it (:mod:`assistant.claims`).
        ``conversation`` is what is remembered of this very person; without one no question follows another.
        """
        self._facts = facts
        self._library = library
        self._engine = engine
        self._fallback = fallback
        self._person = person
        self._cloud = cloud
        self._conversation = conversation
        self._embedder = embedder

    async def ask(self, question: Question, on_sentence: Callable[[str], None]) -> Answered:
        """Answer on this machine. ``on_sentence`` gets each sentence as it is released.

        Fixed words of safety come first, whatever happens to the library or the engine after them.
        Raises :class:`assistant.safety.TextTooLong` for a question that is too long to judge,
        :class:`kb.errors.LibraryError`, and what the records raise.
        """
        started = perf_counter()
        before = self._conversation.last if self._conversation is not None else None
        planned = plan(question.text, question.language, before)
        flags = safety.check(
            question.text,
            language=planned.language,
            readings=self._person.recent_readings(),
            profile=self._person.profile(),
            spoken=question.spoken,
        )
        timings = {"safety": _since(started)}
        flag = _highest(flags)
        request = AnswerRequest(planned.question, planned.language, images=question.images)
        opening = _opening(flags, planned.language)
        for words in opening:
            on_sentence(words)
        if self._conversation is not None:
            # Nothing is built on what was said in an emergency.
            self._conversation.forget()
            if not flags.findings:
                self._conversation.keep(planned.remembered)
        if _words_only(flags):
            answer = Answer(
                "\n".join(opening),
                planned.language,
                Route.RULES,
                "red-flag rules",
                flag,
                timings_ms=timings | {"total": _since(started)},
            )
            return Answered(answer, question.text, request, routing.Offer((), self._cloud()), opening)

        facts = gathered(planned.own, self._facts, planned.language, planned.periods)
        if planned.own.judged and not facts:
            opening = (*opening, _NO_READING[planned.language])
            on_sentence(opening[-1])
        hits: Sequence[Hit] = ()
        if not (facts and planned.own.alone):  # a figure that was asked for is the whole answer
            searched = perf_counter()
            hits = await asyncio.to_thread(self._search, planned.query, planned.language)
            timings["search"] = _since(searched)
        request = AnswerRequest(
            planned.question, planned.language, facts, tuple(hit.passage for hit in hits), question.images
        )
        engine = self._engine_for(request, hits)
        answer = await self._answer(engine, request, on_sentence, flag, timings, started)
        whole = replace(answer, text="\n".join((*opening, answer.text)))
        if answer.red_flag is not None and answer.red_flag.level in _URGENT:
            return Answered(whole, question.text, request, routing.Offer((), self._cloud()), opening)
        offer = self._offer(request, hits, answer)
        return Answered(whole, question.text, request, offer, opening)

    def _engine_for(self, request: AnswerRequest, hits: Sequence[Hit]) -> Engine:
        """Without evidence there is nothing to write from: saying so takes no model."""
        if not (hits or request.facts or request.images):
            return self._fallback
        if self._engine.description.adapted and not routing.may_use_adapter(request.question, hits):
            return self._fallback  # fine-tuned for health: what it says of anything else is worth nothing
        return self._engine

    def _offer(self, request: AnswerRequest, hits: Sequence[Hit], answer: Answer) -> routing.Offer:
        return routing.judge(
            request.question,
            request.language,
            hits,
            has_facts=bool(request.facts),
            engine=self._engine.description,
            withheld=answer.withheld_sentences,
            standing=self._cloud(),
            # Only where the engine could not take the photo does the answer come from excerpts alone.
            unread_photo=bool(request.images) and answer.route is Route.EXCERPTS,
        )

    async def ask_cloud(
        self,
        answered: Answered,
        engine: Engine,
        on_sentence: Callable[[str], None],
        masked: Collection[str] = (),
    ) -> Answer:
        """Answer through an endpoint engine that holds an approved envelope for ``answered``.

        ``masked`` are the placeholders in that envelope. The endpoint's words are checked as a local model's are, and
        once more for red flags: to an urgent one only the fixed words are said. When it fails, the local answer
        stands and :class:`~assistant.models.engine.EngineError` says why.
        """
        started = perf_counter()
        release = Release(answered.request.facts, answered.request.passages, masked, self._embedder)
        sentences = [text async for text in _released(engine, answered.request, release)]
        found = self._checked(release, answered.request.language, answered.answer.red_flag)
        urgent = found.flag is not None and found.flag.level in _URGENT
        if not sentences and not urgent:
            raise EngineError(_NOTHING_PASSED[answered.request.language])
        answer = _finish(
            engine, answered.request, release, answered.answer.red_flag, {"total": _since(started)}
        )
        if urgent:
            on_sentence(found.words)
            return replace(answer, text=found.words, red_flag=found.flag, citations=(), figures=())
        opening = () if found.flag is None else (found.words,)
        for words in (*opening, *sentences, *found.referrals):
            on_sentence(words)
        text = "\n".join((*opening, answer.text, *found.referrals))
        return replace(answer, text=text, red_flag=found.flag or answer.red_flag)

    def _checked(self, release: Release, language: Language, known: RedFlag | None) -> ReplyFindings:
        """What the fixed rules see in all that a model wrote, released or not."""
        return check_reply(release.drafted, language, self._person.profile(), known=known)

    def _search(self, query: str, language: Language) -> Sequence[Hit]:
        return self._library.search(query, language.value, limit=PASSAGES_PER_ANSWER).hits

    async def _answer(
        self,
        engine: Engine,
        request: AnswerRequest,
        on_sentence: Callable[[str], None],
        flag: RedFlag | None,
        timings: dict[str, float],
        started: float,
    ) -> Answer:
        release, fell = Release(request.facts, request.passages, embedder=self._embedder), False
        try:
            async with aclosing(self._drafted(engine, request, release, started)) as sentences:
                async for sentence in sentences:
                    timings.setdefault("first_sentence", _since(started))
                    on_sentence(sentence)
        except EngineError as error:
            _log.warning("engine %s failed: %s", engine.description.engine, type(error).__name__)
            fell = True
        notice = ""
        if engine is not self._fallback and (fell or release.withheld):
            notice = (_FELL if fell else _LEFT_OUT)[bool(release.sentences)][request.language]
            on_sentence(notice)
        if not release.sentences and engine is not self._fallback:
            answer = await self._answer(self._fallback, request, on_sentence, flag, timings, started)
            withheld = answer.withheld_sentences + len(release.withheld)
            text = "\n".join(words for words in (notice, answer.text) if words)
            answer = replace(answer, text=text, withheld_sentences=withheld, notice=notice)
        else:
            timings["total"] = _since(started)
            answer = _finish(engine, request, release, flag, timings)
            answer = replace(answer, text=f"{answer.text}\n{notice}", notice=notice) if notice else answer
        if engine is self._fallback:
            return answer
        found = self._checked(release, request.language, flag)
        if found.flag is None:
            return answer
        on_sentence(found.words)
        return replace(answer, text=f"{answer.text}\n{found.words}", red_flag=found.flag)

    async def _drafted(
        self, engine: Engine, request: AnswerRequest, release: Release, started: float
    ) -> AsyncGenerator[str, None]:
        """The sentences that pass; those that do not are written again once, while the person still waits gladly."""
        async with aclosing(_released(engine, request, release)) as sentences:
            async for sentence in sentences:
                yield sentence
        if engine is self._fallback or release.has_enough or _since(started) > REWRITE_WITHIN_MS:
            return
        if refused := release.second_try():
            async with aclosing(_released(engine, replace(request, refused=refused), release)) as sentences:
                async for sentence in sentences:
                    yield sentence


#: What is said when a figure is asked for that nobody measured.
_NO_READING = {
    Language.ZH: "这里还没有您的这项读数，可以用设备测一次，或者手动输入。",
    Language.EN: "There is no such reading of yours here yet: measure with a device or type one in.",
}
#: What is said when sentences did not pass the checks: all of them, and some.
_LEFT_OUT = {
    False: {
        Language.ZH: "本机的模型写的话没有通过核对，下面是资料的摘录。",
        Language.EN: "What the model on this device wrote did not pass the checks; what follows is quoted from the library.",
    },
    True: {
        Language.ZH: "有的句子没有通过核对，没有说出来。",
        Language.EN: "Some sentences did not pass the checks and are left out.",
    },
}
#: What is said when the local model fails: before it said anything, and in the middle.
_FELL = {
    False: {
        Language.ZH: "本机的模型这次没有答上来，下面是资料的摘录。",
        Language.EN: "The model on this device did not answer this time; what follows is quoted from the library.",
    },
    True: {
        Language.ZH: "本机的模型说到一半停了，请再问一次。",
        Language.EN: "The model on this device stopped before the end; please ask again.",
    },
}
_NOTHING_PASSED = {
    Language.ZH: "云端的回答没有通过核对，没有显示。本机的回答仍然有效。",
    Language.EN: "The cloud's answer did not pass the checks and is not shown. The local answer still stands.",
}


async def _released(engine: Engine, request: AnswerRequest, release: Release) -> AsyncGenerator[str, None]:
    """Stream the draft of ``engine``, cut it into sentences, and yield those that pass.

    A draft that goes on for too long or in circles is left off.
    """
    stream = SentenceStream()
    async with aclosing(cast("AsyncGenerator[str, None]", engine.stream(request))) as pieces:
        async for piece in pieces:
            for draft in stream.feed(piece):
                # Comparing meanings takes longer than a frame of the window.
                if (sentence := await asyncio.to_thread(release.offer, draft)) is not None:
                    yield sentence
                if release.has_enough:
                    return
    for draft in stream.end():
        if (sentence := await asyncio.to_thread(release.offer, draft)) is not None:
            yield sentence


def _finish(
    engine: Engine, request: AnswerRequest, release: Release, flag: RedFlag | None, timings: dict[str, float]
) -> Answer:
    joint = "" if request.language is Language.ZH else " "
    return Answer(
        text=joint.join(release.sentences),
        language=request.language,
        route=engine.description.route,
        engine=f"{engine.description.engine}: {engine.description.model}",
        red_flag=flag,
        citations=tuple(release.citations[number] for number in sorted(release.citations)),
        figures=tuple(release.figures.values()),
        withheld_sentences=len(release.withheld),
        timings_ms=timings,
    )


def _opening(flags: safety.SafetyResult, language: Language) -> tuple[str, ...]:
    """Fixed words before the answer, the more urgent first.

    They are the words of the first flag that holds, and the first question that would settle an
    emergency or tell which unit a value is in.
    Before an answer they also point to a clinician what only a clinician decides: a dose, stopping a
    medicine, a diagnosis.
    """
    certain = next((finding for finding in flags.findings if finding.certain), None)
    asked = next(
        (
            finding
            for finding in flags.questions
            if finding.level == "999" or finding.doubt is safety.Doubt.UNIT
        ),
        None,
    )
    words = tuple(
        finding.words[language] if finding.certain else finding.question[language]
        for finding in flags.findings
        if finding is certain or finding is asked
    )
    if _words_only(flags):
        return words
    return words + tuple(referral.words[language] for referral in flags.referrals)


def _words_only(flags: safety.SafetyResult) -> bool:
    """Whether fixed words are all that is said: to an urgent flag, or while the unit of a value is open.

    Advice about low sugar and about high sugar are opposites, so nothing is quoted before the unit is known.
    """
    return flags.level in _URGENT or any(finding.doubt is safety.Doubt.UNIT for finding in flags.questions)


def _highest(flags: safety.SafetyResult) -> RedFlag | None:
    certain = next((finding for finding in flags.findings if finding.certain), None)
    return RedFlag(certain.id, certain.level) if certain is not None else None


def _since(started: float) -> float:
    return round((perf_counter() - started) * 1000, 1)
