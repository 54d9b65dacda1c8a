"""Runs the reading process and takes back the text of a photo."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from assistant.reports.errors import ReportFileError, ReportReaderError
from assistant.reports.photo import image_format
from assistant.reports.tokens import Page, page_from_message

DEADLINE_SECONDS = 60.0
"""Wall time given to one photo (design; measured 3 to 8 s on two cores)."""
MAX_MESSAGE = 16 * 1024 * 1024
"""Longest message taken from the reading process, in bytes (design)."""

Progress = Callable[[str], None]
"""Told each stage as it begins: ``decoding``, ``recognising``, ``arranging``."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """The text of a photo and the name of what recognised it."""

    page: Page
    reader: str


class PageReader(Protocol):
    """Turns the bytes of a photo into text with places."""

    async def read_page(self, data: bytes, *, progress: Progress) -> PageRead:
        """Text of the photo; :class:`~assistant.reports.errors.ReportError` when it cannot be had."""
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
        """Text of the photo.

        Raises :class:`ReportFileError` for a file that cannot be used and :class:`ReportReaderError` when
        the process breaks off, is missing a part or needs longer than the deadline.
        """
        image_format(data)
        process = await asyncio.create_subprocess_exec(
            *self._command,
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
        return _result(last)


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


def _result(message: dict[str, Any]) -> PageRead:
    if "page" in message:
        try:
            return PageRead(page_from_message(message["page"]), str(message["reader"]))
        except (KeyError, TypeError, ValueError) as error:
            raise ReportReaderError("The photo reader answered nonsense; take the photo again.") from error
    match message.get("error"):
        case "file":
            raise ReportFileError(str(message["message"]))
        case "missing":
            raise ReportReaderError(
                f"The photo reader is incomplete ({message['message']} is missing); run `make setup` to install it."
            )
        case _:
            raise ReportReaderError(
                "The photo needed more memory or time than allowed; take a smaller photo or crop it to the report."
            )
