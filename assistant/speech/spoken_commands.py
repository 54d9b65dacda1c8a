"""What a person says instead of touching the screen: a fixed grammar in both languages, no model."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from assistant.conversation import Language

LONGEST = 80
"""Longer utterances are questions."""


class CommandKind(StrEnum):
    """What kind of thing is to be done."""

    STOP = "stop"
    HELP = "help"
    REPEAT = "repeat"
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    SOFTER = "softer"
    SHOW = "show"
    ADD_DEVICE = "add_device"
    TAKE_PHOTO = "take_photo"
    MEASURE = "measure"
    ADD_READING = "add_reading"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do.

    ``screen`` is a name of the window, ``measure`` a kind of reading, ``span`` a stretch of time (``today``,
    ``week``, ``month``, ``year``); each is empty where nothing was said of it.
    """

    kind: CommandKind
    screen: str = ""
    measure: str = ""
    span: str = ""


@dataclass(frozen=True, slots=True)
class _Grammar:
    """Patterns of one language, each with the command it stands for; tried in order."""

    polite: re.Pattern[str]
    hard: Mapping[str, CommandKind]
    patterns: tuple[tuple[re.Pattern[str], Command], ...]
    measures: Mapping[str, str]
    spans: Mapping[str, str]


def hard_command(text: str, language: Language) -> Command | None:
    """``stop`` or ``help``, said alone, in either language; what is understood whatever else goes on."""
    del language
    for grammar in map(_grammar, Language):
        kind = grammar.hard.get(_bare(text, grammar))
        if kind is not None:
            return Command(kind)
    return None


def spoken_command(text: str, language: Language) -> Command | None:
    """The command that ``text`` is, all of it; ``None`` for anything else (a question)."""
    found = hard_command(text, language)
    if found is not None or len(text) > LONGEST:
        return found
    # People mix languages; the one they speak first.
    for one in sorted(Language, key=lambda other: other is not language):
        grammar = _grammar(one)
        bare = _bare(text, grammar)
        for pattern, command in grammar.patterns:
            match = pattern.fullmatch(bare)
            if match is not None:
                return _filled(command, match.groupdict(), grammar)
    return None


def _filled(command: Command, said: Mapping[str, str | None], grammar: _Grammar) -> Command:
    measure = grammar.measures.get(said.get("measure") or "", "")
    span = grammar.spans.get(said.get("span") or said.get("span_before") or "", "")
    return Command(command.kind, command.screen, measure, span)


def _bare(text: str, grammar: _Grammar) -> str:
    """``text`` in lower case without marks and words of politeness at its ends."""
    plain = re.sub(r"[^\w\s']", " ", text.lower().replace("’", "'"))
    plain = re.sub(r"\s+", " ", plain).strip()
    before = ""
    while before != plain:
        before = plain
        plain = grammar.polite.sub("", plain).strip() or plain
    return plain


@cache
def _grammar(language: Language) -> _Grammar:
    data = tomllib.loads((resources.files("resources") / "speech" / "commands.toml").read_text("utf-8"))
    code = language.value
    lists: dict[str, str] = data["lists"][code]
    measures, spans = _names(data["measures"], code), _names(data["spans"], code)
    polite = lists["polite"]
    edge = (
        rf"^{polite}\s*(?=.)|(?<=.)\s*{polite}$"
        if language is Language.ZH
        else rf"^{polite}\b\s*|\s*\b{polite}$"
    )
    return _Grammar(
        re.compile(edge),
        {phrase: CommandKind(kind) for kind, words in data["hard"].items() for phrase in words[code]},
        tuple(_patterns(data, language, lists["open"], measures, spans)),
        measures,
        spans,
    )


def _patterns(
    data: Mapping[str, Any],
    language: Language,
    opening: str,
    measures: Mapping[str, str],
    spans: Mapping[str, str],
) -> Iterator[tuple[re.Pattern[str], Command]]:
    code = language.value
    gap = r"\s*" if language is Language.ZH else " "
    measure = f"(?P<measure>{_either(measures)})"
    span, before = (f"(?P<{name}>{_either(spans)})" for name in ("span", "span_before"))
    for kind, words in data["voice"].items():
        yield re.compile(_either(words[code])), Command(CommandKind(kind))
    for kind, words in data["acts"].items():
        for pattern in words[code]:
            yield re.compile(pattern.replace("{measure}", measure)), Command(CommandKind(kind))
    for screen, words in data["screens"].items():
        name = _either(words[code])
        # A name alone is enough in the window's own words: 趋势, "settings".
        yield (
            re.compile(rf"(?:{opening}{gap})?(?:{name})(?:{gap}(?:screen|page|页面?|界面))?"),
            Command(CommandKind.SHOW, screen),
        )
    show = Command(CommandKind.SHOW, "trends")
    if language is Language.ZH:
        tail = r"(?:的)?(?:趋势|曲线|变化|记录|图表?|情况|数据)?"
        yield re.compile(rf"{opening}\s*(?:{before}(?:的)?)?(?:我的)?{measure}(?:{span})?{tail}"), show
        yield re.compile(rf"(?:{before}(?:的)?)(?:我的)?{measure}{tail}"), show
    else:
        tail = "(?: (?:readings?|values?|trends?|charts?|history|numbers))?"
        yield re.compile(rf"{opening} {measure}{tail}(?: (?:for |over |from )?{span})?"), show


def _names(table: Mapping[str, Mapping[str, list[str]]], code: str) -> Mapping[str, str]:
    return {name: key for key, words in table.items() for name in words[code]}


def _either(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
