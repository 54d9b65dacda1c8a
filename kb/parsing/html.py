"""Web pages: the main text without menus, banners and comments (trafilatura)."""

from __future__ import annotations

import re

from kb.errors import IntakeError
from kb.parsing.draft import Draft

_FIRST_HEADING = re.compile(r"\A#\s+(.+?)\s*\n+")


def read_html(data: bytes, name: str) -> Draft:
    """The article on a page. Raises :class:`IntakeError` when it has none."""
    import trafilatura

    text = trafilatura.extract(
        data,
        output_format="markdown",
        include_tables=True,
        include_comments=False,
        include_images=False,
        include_links=False,
    )
    if not text or not text.strip():
        raise IntakeError(
            f"{name} has no article text that can be told from its menus; save the text itself."
        )
    about = trafilatura.extract_metadata(data)
    heading = _FIRST_HEADING.match(text)
    title = (about.title if about else None) or (heading.group(1) if heading else "") or name
    return Draft(
        title=title,
        markdown=text[heading.end() :] if heading else text,
        publisher=(about.sitename or about.author or "") if about else "",
        licence=(about.license or "") if about else "",
        dated=(about.date or "") if about else "",
    )
