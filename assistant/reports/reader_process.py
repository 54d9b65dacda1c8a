"""The reading process: one photo on standard input, messages as JSON lines on standard output, then it ends.

A foreign file is never decoded elsewhere. The process limits its memory and processor time, and ends
after one photo, so nothing of a person's report outlives the reading. Messages::

    {"stage": "decoding" | "recognising"}
    {"page": {"tokens": [...], "width": w, "height": h}, "reader": name}     success, last line
    {"error": "file" | "memory" | "missing", "message": text}                failure, last line
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from assistant.reports.decoding import decode
from assistant.reports.errors import ReportFileError
from assistant.reports.limits import MEMORY_DECODING, MEMORY_READING, limit_memory, limit_processor
from assistant.reports.photo import MAX_BYTES


def main() -> int:
    """Read the photo on standard input; 0 when a page was written, 1 when an error was."""
    limit_processor()
    if hasattr(os, "nice"):
        os.nice(5)
    try:
        _say(_page(sys.stdin.buffer.read(MAX_BYTES + 1)))
    except ReportFileError as error:
        _say({"error": "file", "message": str(error)})
    except MemoryError:
        _say({"error": "memory", "message": "over the memory limit"})
    except ImportError as error:
        _say({"error": "missing", "message": error.name or str(error)})
    else:
        return 0
    return 1


def _page(data: bytes) -> dict[str, Any]:
    _say({"stage": "decoding"})
    limit_memory(MEMORY_DECODING)
    picture = decode(data)
    limit_memory(MEMORY_READING)
    _say({"stage": "recognising"})
    from assistant.reports.ocr import READER_NAME, TextRecogniser

    tokens = TextRecogniser().read(picture)
    return {
        "page": {"tokens": tokens, "width": picture.width, "height": picture.height},
        "reader": READER_NAME,
    }


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
