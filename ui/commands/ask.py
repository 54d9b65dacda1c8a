"""``listenwell ask``: a question in words, as speech or with a photo, answered with sources."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.conversation import Answer, Language, Route
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, say, tell
from ui.commands.report import read_file

if TYPE_CHECKING:
    from app.services import Services
    from assistant.workflow import Answered
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    parser = groups.add_parser(
        "ask", parents=[common], help="ask a question in words, speech or with a photo"
    )
    question = parser.add_mutually_exclusive_group()
    question.add_argument("text", nargs="?", metavar="TEXT")
    question.add_argument("--audio", type=Path, metavar="WAV", help="a recording of the question")
    parser.add_argument("--photo", type=Path, metavar="IMG", help="a report photo the question is about")
    parser.add_argument("--speak", type=Path, metavar="WAV", help="write the spoken answer")
    parser.add_argument("--lang", choices=[language.value for language in Language])
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Answer; exit 1 when nothing was asked or heard, or when the answer could not be spoken."""
    if not options.text and not options.audio and not options.photo:
        raise CommandFailed("Nothing was asked: give the question in words, or a recording with --audio.")
    with services(options) as house:
        show = (lambda _sentence: None) if options.json else tell
        given, extra, unspoken = asyncio.run(_turn(house, options, show))
    lines = [f"[{one.number}] {one.title} · {one.source}" for one in given.citations]
    answer(options.json, {**as_json(given), **extra}, ["", *lines] if lines else [])
    if unspoken:
        say(unspoken)
        return 1
    return 0


async def _turn(
    house: Services, options: argparse.Namespace, show: Callable[[str], None]
) -> tuple[Answer, dict[str, Any], str]:
    """The answer, what its JSON holds besides, and why it could not be spoken (empty: nothing went wrong)."""
    from app.turns import speak_into_file
    from assistant.models.engine import EngineError
    from assistant.speech.errors import SpeechError

    try:
        given, extra = await _converse(house, options, show)
        if options.speak:
            try:
                extra["speech"] = asdict(await speak_into_file(house, given, options.speak))
            except (SpeechError, EngineError) as error:
                return given, extra, str(error)
        return given, extra, ""
    finally:
        await house.close_engine()


async def _converse(
    house: Services, options: argparse.Namespace, show: Callable[[str], None]
) -> tuple[Answer, dict[str, Any]]:
    from assistant.reports.explanation import explain

    language = Language(options.lang) if options.lang else None
    explained: list[str] = []
    if options.photo:
        reading = await house.reports.read(
            read_file(options.photo), progress=say, language=language or house.language
        )
        explained = explain(reading.rows, language or house.language)
        for sentence in explained:
            show(sentence)
    extra: dict[str, Any] = {}
    if options.audio or options.text:
        answered = await _answered(house, options, language, show)
        given = replace(answered.answer, text="\n".join((*explained, answered.answer.text)))
        made = answered.offer.made
        extra["offer"] = {"made": made, "why": answered.offer.words(given.language) if made else ""}
    else:
        given = _of_report(explained, language or house.language)
    return given, extra


async def _answered(
    house: Services, options: argparse.Namespace, language: Language | None, show: Callable[[str], None]
) -> Answered:
    from app.turns import answer_speech, answer_words

    if not options.audio:
        return await answer_words(house, options.text, language, show)
    from assistant.speech.audio import read_recording

    clip = await asyncio.to_thread(read_recording, options.audio)
    return await answer_speech(house, clip, language or house.language, lambda text: say(f"“{text}”"), show)


def _of_report(explained: list[str], language: Language) -> Answer:
    """What a report says, worded by code alone."""
    return Answer("\n".join(explained), language, Route.RULES, "report rules")


def as_json(given: Answer) -> dict[str, Any]:
    """An answer as the command line prints it."""
    return {
        "answer": given.text,
        "language": given.language.value,
        "route": given.route.value,
        "engine": given.engine,
        "red_flag": asdict(given.red_flag) if given.red_flag else None,
        "citations": [asdict(one) for one in given.citations],
        "figures": [asdict(one) for one in given.figures],
        "transcript": given.transcript,
        "withheld_sentences": given.withheld_sentences,
        **({"notice": given.notice} if given.notice else {}),
        "timings_ms": dict(given.timings_ms),
    }
