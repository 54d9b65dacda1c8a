"""PDF documents with a text layer, page by page (pypdfium2)."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final

from kb.errors import IntakeError
from kb.parsing.draft import Draft

#: Most pages of one document.
MOST_PAGES: Final = 1_000
#: A line on at least this share of the pages (of three or more) is a running head or foot.
_RUNNING: Final = 0.5
#: Fewer letters a page than this, on average, and the pages are pictures of text.
_FEWEST_LETTERS: Final = 20
_HAN: Final = r"\u4e00-\u9fff"
_PAGE_NUMBER: Final = re.compile(
    r"^[-–—\s]*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s]*$", re.IGNORECASE
)


def read_pdf(data: bytes, name: str) -> Draft:
    """The text of a PDF, a section a page. Raises :class:`IntakeError`, also when its pages are pictures."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MOST_PAGES:
                raise IntakeError(f"{name} has more than {MOST_PAGES:,} pages; split it into parts.")
            pages = [_lines(page) for page in document]
            about = document.get_metadata_dict(skip_empty=True)
    except pypdfium2.PdfiumError as error:
        raise IntakeError(f"{name} is not a readable PDF, or it is protected by a password.") from error
    created = re.match(r"D:(\d{4})(\d\d)(\d\d)", about.get("CreationDate", ""))
    taken = sum(len(line) for page in pages for line in page)
    if taken < _FEWEST_LETTERS * len(pages):
        raise IntakeError(
            f"{name} holds pictures of text, not text; look for an edition whose text can be copied."
        )
    return Draft(
        title=about.get("Title", "").strip() or _first_line(pages) or name,
        markdown="\n\n".join(_sections(pages)),
        publisher=about.get("Author", "").strip(),
        dated="-".join(created.groups()) if created else "",
    )


def _lines(page: Any) -> list[str]:
    return [" ".join(line.split()) for line in page.get_textpage().get_text_bounded().splitlines()]


def _first_line(pages: list[list[str]]) -> str:
    return next((line for page in pages for line in page if len(line) > 3), "")[:200]


def _sections(pages: list[list[str]]) -> list[str]:
    seen = Counter(line for page in pages for line in set(page) if line)
    running = {line for line, count in seen.items() if len(pages) > 2 and count >= _RUNNING * len(pages)}
    sections = []
    for number, page in enumerate(pages, 1):
        text = _flowing([line for line in page if line not in running and not _PAGE_NUMBER.match(line)])
        if text:
            sections.append(f"## p. {number}\n\n{text}")
    return sections


def _flowing(lines: list[str]) -> str:
    """Lines joined into paragraphs: a broken word without its hyphen, Chinese lines without a space."""
    text = "\n".join(lines).strip()
    text = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text)
    text = re.sub(rf"(?<=[{_HAN}，、])\n(?=[{_HAN}])", "", text)
    text = re.sub(r"(?<=[^\n.!?:。！？：])\n(?=[a-z(])", " ", text)
    return re.sub(r"\n{3,}", "\n\n", text)
