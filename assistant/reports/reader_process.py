"""The reading process: one photo or PDF on standard input, messages as JSON lines on standard output, then it ends.

With an argument, a JSON list of ``[page, [left, top, right, bottom]]``, it cuts those parts out instead of reading.

A foreign file is never decoded elsewhere. The process limits its memory and processor time, and ends
after one photo, so nothing of a person's report outlives the reading. Messages::

    {"stage": "decoding" | "recognising"}
    {"pages": [{"tokens": [...], "width": w, "height": h}], "previews": [JPEG in base64], "reader": name}
                                                                             success, last line
    {"crops": [JPEG in base64]}                                              success of cutting, last line
    {"error": "file" | "memory" | "missing", "message": text}                failure, last line
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from assistant.deidentification.crash_dumps import leave_no_dump
from assistant.reports.decoding import FULL_SIDE, Pixels, crop, decode, preview
from assistant.reports.errors import ReportFileError
from assistant.reports.limits import MEMORY_DECODING, MEMORY_READING, limit_memory, limit_processor
from assistant.reports.pdf_pages import pdf_pages, rendered
from assistant.reports.photo import MAX_BYTES, image_format
from assistant.reports.tokens import Page, page_to_message

TEXT_LAYER = "text layer of the PDF"


def main(arguments: Sequence[str] = ()) -> int:
    """Read or cut the photo on standard input; 0 when that was done, 1 when an error was written."""
    limit_processor()
    leave_no_dump()
    if hasattr(os, "nice"):
        os.nice(5)
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        _say(_crops(data, json.loads(arguments[0])) if arguments else _read(data))
    except ReportFileError as error:
        _say({"error": "file", "message": str(error)})
    except MemoryError:
        _say({"error": "memory", "message": "over the memory limit"})
    except ImportError as error:
        _say({"error": "missing", "message": error.name or str(error)})
    else:
        return 0
    return 1


def _read(data: bytes) -> dict[str, Any]:
    _say({"stage": "decoding"})
    limit_memory(MEMORY_DECODING)
    sheets = list(enumerate(pdf_pages(data) if image_format(data) == "PDF" else [decode(data)]))
    limit_memory(MEMORY_READING)
    _say({"stage": "recognising"})
    pages, previews, readers = [], [], []
    recogniser = None
    for number, sheet in sheets:
        if isinstance(sheet, Page):
            pages.append(sheet)
            previews.append(preview(rendered(data, number)))
            readers.append(TEXT_LAYER)
            continue
        from assistant.reports.ocr import READER_NAME, TextRecogniser

        recogniser = recogniser or TextRecogniser()
        page, picture = recogniser.read(sheet)
        pages.append(page)
        previews.append(preview(picture))
        readers.append(READER_NAME)
    return {
        "pages": [page_to_message(page) for page in pages],
        "previews": [base64.b64encode(picture).decode("ascii") for picture in previews],
        "reader": ", ".join(dict.fromkeys(readers)),
    }


def _crops(data: bytes, wanted: Sequence[tuple[int, tuple[int, int, int, int]]]) -> dict[str, Any]:
    limit_memory(MEMORY_DECODING)
    pdf = image_format(data) == "PDF"
    pictures: dict[int, Pixels] = {}
    cut = []
    for page, box in wanted:
        if page not in pictures:
            pictures[page] = rendered(data, page - 1) if pdf else decode(data, FULL_SIDE)
        cut.append(base64.b64encode(crop(pictures[page], box)).decode("ascii"))
    return {"crops": cut}


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
