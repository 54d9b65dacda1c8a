"""A cited passage as the sheet that shows it takes it."""

from __future__ import annotations

from ui.view_models.ports import PassageView


def passage_rows(view: PassageView | None, passage_id: str, quote: str) -> dict[str, str]:
    """Title, heading, text and source of ``view``; empty but for the ``quote`` where the library has it no more."""
    if view is None:
        return {"title": "", "heading": "", "text": "", "source": "", "quote": quote}
    return {
        "title": view.title,
        "heading": view.heading,
        "text": view.text,
        "source": view.source,
        "quote": quote,
        "passageId": passage_id,
    }
