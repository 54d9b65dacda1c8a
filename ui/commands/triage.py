"""``listenwell triage``: the red-flag rules alone, on words and readings."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from assistant.conversation import Language
from ui.commands.output import answer, table

if TYPE_CHECKING:
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    parser = groups.add_parser(
        "triage", parents=[common], help="how urgent do words and readings sound, by fixed rules"
    )
    parser.add_argument("text", help="what the person says")
    parser.add_argument(
        "--reading",
        action="append",
        default=[],
        metavar="KIND=VALUE",
        help="blood_pressure=190/115, spo2=88 …",
    )
    parser.add_argument("--lang", choices=[language.value for language in Language])
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the level, the flags that fired and the fixed words."""
    from assistant import safety
    from assistant.planning import detect_language

    language = Language(options.lang) if options.lang else detect_language(options.text)
    readings = [safety.parse_reading(text) for text in options.reading]
    result = safety.check(options.text, language=language, readings=readings, profile=safety.Profile())
    flags = [finding.id for finding in result.findings if finding.certain]
    words = result.words.get(language, "")
    value = {"level": result.level, "red_flags": flags, "words": words}
    answer(
        options.json,
        value,
        [*table([("level", result.level), ("red flags", ", ".join(flags) or "none")]), words],
    )
    return 0
