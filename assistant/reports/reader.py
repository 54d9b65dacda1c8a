"""Runs the reading process and takes back the text of a photo."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from assistant.reports.errors import ReportError, ReportFileError, ReportReaderError
from assistant.reports.photo import image_format
from assistant.reports.results import Box
from assistant.reports.tokens import Page, page_from_message

DEADLINE_SECONDS = 120.0
"""Wall time given to one photo (design; measured 3 to 8 s on two cores)."""
MAX_MESSAGE = 16 * 1024 * 1024
"""Longest message taken from the reading process, in bytes (design)."""

Progress = Callable[[str], None]
"""Told each stage as it begins: ``decoding``, ``recognising``, ``arranging``."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """The text of a photo, or of each page of a PDF, and the name of what recognised it.

    ``previews``: each page as a JPEG of our own making; empty where there is none.
    """

    pages: tuple[Page, ...]
    reader: str
    previews: tuple[bytes, ...] = ()


class PageReader(Protocol):
    """Turns the bytes of a photo into text with places."""

    async def read_page(self, data: bytes, *, progress: Progress) -> PageRead:
        """Text of the photo; :class:`~assistant.reports.errors.ReportError` when it cannot be had."""
        ...

    async def crops(self, data: bytes, boxes: Sequence[tuple[int, Box]]) -> tuple[bytes, ...]:
        """Parts of the photo as JPEG, each by its page (from 1) and its box in pixels of the upright photo."""
        ...


class OcrProcess:
    """One limited child process a photo. Cancelling the call ends the process.

    ``command`` starts the process; it speaks as :mod:`assistant.reports.reader_process` does.
    """

    def __init__(
        self, *, deadline_seconds: float = DEADLINE_SECONDS, command: Sequence[str] | None = None
    ) -> None:
        self._deadline = deadline_seconds
        self._command = tuple(command or (sys.executable, "-m", "assistant.reports.reader_process"))

    async def read_page(self, data: bytes, *, progress: Progress) -> PageRead:
        """Text of the photo or PDF.

        Raises :class:`ReportFileError` for a file that cannot be used and :class:`ReportReaderError` when
        the process breaks off, is missing a part or needs longer than the deadline.
        """
        return _pages(await self._run(data, (), progress))

    async def crops(self, data: bytes, boxes: Sequence[tuple[int, Box]]) -> tuple[bytes, ...]:
        """Parts of the photo as JPEG, each by its page (from 1) and its box; raises as :meth:`read_page` does."""
        if not boxes:
            return ()
        message = await self._run(data, (json.dumps(list(boxes)),), lambda _stage: None)
        try:
            return tuple(base64.b64decode(part, validate=True) for part in message["crops"])
        except (KeyError, TypeError, ValueError) as error:
            raise _problem(message) from error

    async def _run(self, data: bytes, arguments: Sequence[str], progress: Progress) -> dict[str, Any]:
        """The last message of a process that is given ``data``."""
        image_format(data)
        process = await asyncio.create_subprocess_exec(
            *self._command,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_environment(),
            limit=MAX_MESSAGE,
        )
        try:
            async with asyncio.timeout(self._deadline):
                feeding = asyncio.create_task(_feed(process, data))
                last = await _listen(process, progress)
                await feeding
                await process.wait()
        except TimeoutError as error:
            raise ReportReaderError(
                "Reading the photo took too long; close other programs and try again, or take a closer photo."
            ) from error
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
        return last


def _environment() -> dict[str, str]:
    """The environment of this process, the same packages first whatever the working folder.

    One algebra thread: each more reserves address space, which the child limits.
    """
    house = str(Path(__file__).resolve().parents[2])
    paths = [house, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONIOENCODING": "utf-8",
        "OPENBLAS_NUM_THREADS": "1",
    }


async def _feed(process: asyncio.subprocess.Process, data: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(data)
        await process.stdin.drain()
        process.stdin.close()
        await process.stdin.wait_closed()
    except (BrokenPipeError, ConnectionResetError):
        return  # the process ended early; what it said before tells why


async def _listen(process: asyncio.subprocess.Process, progress: Progress) -> dict[str, Any]:
    """Pass stages on and return the last message; empty when the process said nothing more."""
    assert process.stdout is not None
    last: dict[str, Any] = {}
    try:
        while line := await process.stdout.readline():
            message = dict(json.loads(line))
            if "stage" in message:
                progress(str(message["stage"]))
            else:
                last = message
    except (TypeError, ValueError) as error:
        raise ReportReaderError("The photo reader answered nonsense; take the photo again.") from error
    return last


def _pages(message: dict[str, Any]) -> PageRead:
    """What was read; raises the :class:`ReportError` that ``message`` tells of."""
    try:
        pages = tuple(page_from_message(page) for page in message["pages"])
        previews = tuple(base64.b64decode(picture, validate=True) for picture in message["previews"])
        return PageRead(pages, str(message["reader"]), previews)
    except (KeyError, TypeError, ValueError) as error:
        raise _problem(message) from error


def _problem(message: dict[str, Any]) -> ReportError:
    """The error a process without a result tells of."""
    if not {"pages", "crops"}.isdisjoint(message):
        return ReportReaderError("The photo reader answered nonsense; take the photo again.")
    match message.get("error"):
        case "file":
            return ReportFileError(str(message["message"]))
        case "missing":
            return ReportReaderError(
                f"The photo reader is incomplete ({message['message']} is missing); run `make setup` to install it."
            )
        case _:
            return ReportReaderError(
                "The photo needed more memory or time than allowed; take a smaller photo or crop it to the report."
            )
