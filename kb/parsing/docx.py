"""Word documents: headings, paragraphs, lists and tables in order (python-docx)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kb.errors import IntakeError
from kb.parsing.draft import Draft
from kb.parsing.packed import check_packed

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)


def read_docx(data: bytes, name: str) -> Draft:
    """The text of a Word document. Raises :class:`IntakeError`."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError  # type: ignore[import-untyped]

    check_packed(data, name)
    try:
        return _read(docx.Document(io.BytesIO(data)), name)
    except (OpcError, LxmlError, LookupError, ValueError, AttributeError) as error:
        raise IntakeError(f"{name} is not a Word document (.docx); save it as one again.") from error


def _read(document: Document, name: str) -> Draft:
    title = document.core_properties.title.strip() or next(
        (text for style, text in _paragraphs(document) if style.lower() in {"title", "标题"}), ""
    )
    created = document.core_properties.modified or document.core_properties.created
    return Draft(
        title=title or name,
        markdown="\n\n".join(_blocks(document)),
        publisher=document.core_properties.author.strip(),
        dated=created.date().isoformat() if created else "",
    )


def _paragraphs(document: Document) -> Iterator[tuple[str, str]]:
    for paragraph in document.paragraphs:
        if text := paragraph.text.strip():
            yield _style(paragraph), text


def _style(paragraph: Paragraph) -> str:
    return (paragraph.style.name or "") if paragraph.style is not None else ""


def _blocks(document: Document) -> Iterator[str]:
    from docx.table import Table as TableBlock

    for block in document.iter_inner_content():
        if isinstance(block, TableBlock):
            yield _rows(block)
            continue
        style, text = _style(block), " ".join(block.text.split())
        if not text or style.lower() == "title":
            continue
        if heading := _HEADING.match(style):
            yield "#" * min(int(heading.group(1)) + 1, 6) + f" {text}"
        else:
            yield f"- {text}" if style.lower().startswith("list") else text


def _rows(table: Table) -> str:
    """Each row with the heads of its columns, so that a row can be read by itself."""
    lines = [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
    if not lines:
        return ""
    width = len(lines[0])
    return "\n".join(
        "| " + " | ".join(line) + " |" + ("\n|" + " --- |" * width if number == 0 else "")
        for number, line in enumerate(lines)
    )
