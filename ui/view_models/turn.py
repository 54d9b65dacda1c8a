"""What one side of a conversation said, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ui.view_models.ports import Answered, CitationView, FigureView

#: Sources of figures that are the person's own records, not a passage.
_OWN_RECORDS = ("reading:", "summary:", "report:")
_LATIN_END = 0x2E80  # first code point of the CJK blocks: sentences there join without a space


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said. ``who`` is ``person`` or ``assistant``; a failed turn's text says what to do."""

    who: str
    text: str
    done: bool = False
    failed: bool = False
    route: str = ""
    engine: str = ""
    red_flag: str = ""
    citations: tuple[CitationView, ...] = ()
    figures: tuple[FigureView, ...] = ()
    own_records: bool = False
    why: str = ""


def finished(turn: Turn, event: Answered) -> Turn:
    """The turn with its whole answer."""
    return replace(
        turn,
        done=True,
        route=event.route,
        engine=event.engine,
        red_flag=event.red_flag_level or "",
        citations=event.citations,
        figures=event.figures,
        own_records=any(figure.source.startswith(_OWN_RECORDS) for figure in event.figures),
        why=event.why,
    )


def joined(before: str, sentence: str) -> str:
    """Put a sentence behind the others: with a space in Latin script, without in Chinese."""
    if not before or not sentence or before[-1].isspace():
        return before + sentence
    latin = ord(before[-1]) < _LATIN_END and ord(sentence[0]) < _LATIN_END
    return f"{before} {sentence}" if latin else before + sentence
