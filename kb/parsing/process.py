"""The parsing process: one document on standard input, one JSON line on standard output, then it ends.

A foreign document is never parsed elsewhere. The process limits its own memory and processor time::

    {"draft": {...}, "hidden": n}                      success
    {"error": "file" | "memory" | "missing", "message": text}   failure
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from kb.errors import IntakeError
from kb.limited_child import limit
from kb.parsing.cleaning import cleaned, with_headings
from kb.parsing.docx import read_docx
from kb.parsing.draft import MOST_CHARACTERS, Draft
from kb.parsing.epub import read_epub
from kb.parsing.html import read_html
from kb.parsing.pdf import read_pdf
from kb.parsing.plain import read_plain

#: Largest document, bytes (design, F13 of the fault model).
LARGEST_DOCUMENT: Final = 20_000_000
MEMORY: Final = 1 << 30
CPU_SECONDS: Final = 60

READERS: Final[Mapping[str, Callable[[bytes, str], Draft]]] = {
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".epub": read_epub,
    ".txt": read_plain,
    ".md": read_plain,
    ".markdown": read_plain,
}


def parse(data: bytes, name: str, suffix: str) -> dict[str, Any]:
    """Read ``data`` as its ``suffix`` says and return the message. Raises :class:`IntakeError`."""
    draft = READERS[suffix](data, name)
    title, in_title = cleaned(draft.title.replace("\n", " "))
    markdown, in_text = cleaned(draft.markdown[:MOST_CHARACTERS])
    if not markdown:
        raise IntakeError(f"{name} has no text.")
    draft = replace(
        draft, title=title[:200] or name, markdown=with_headings(markdown), dated=_day(draft.dated)
    )
    return {"draft": draft.to_message(), "hidden": in_title + in_text}


def _day(text: str) -> str:
    """``text`` if it is an ISO date; documents say many things of their day."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def main() -> int:
    """Parse the document on standard input (arguments: its name and suffix); 0 when a draft was written."""
    name, suffix = sys.argv[1:3]
    limit(MEMORY, CPU_SECONDS)
    try:
        message = parse(sys.stdin.buffer.read(LARGEST_DOCUMENT + 1), name, suffix)
    except IntakeError as error:
        message = {"error": "file", "message": str(error)}
    except (MemoryError, RecursionError):
        message = {"error": "memory", "message": "over the limit"}
    except ImportError as error:
        message = {"error": "missing", "message": error.name or str(error)}
    sys.stdout.write(json.dumps(message) + "\n")
    return 0 if "draft" in message else 1


if __name__ == "__main__":
    sys.exit(main())
