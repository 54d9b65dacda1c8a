"""Runs the parsing process on a document and takes back the draft."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.errors import (
    DocumentEmpty,
    DocumentTooDemanding,
    DocumentTooLarge,
    DocumentUnreadable,
    FormatRefused,
    IntakeError,
)
from kb.parsing.draft import Draft

LARGEST_DOCUMENT: Final = 20_000_000
DEADLINE_SECONDS: Final = 90.0
SUFFIXES: Final = (".html", ".htm", ".xhtml", ".pdf", ".docx", ".epub", ".txt", ".md", ".markdown")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A draft, and how many invisible characters its document held."""

    draft: Draft
    hidden_characters: int


def read_document(data: bytes, name: str, suffix: str) -> Parsed:
    """The draft of a foreign document. ``suffix`` says the format, one of :data:`SUFFIXES`.

    Raises :class:`IntakeError`, in one sentence, for what cannot be used or breaks the process's limits.
    """
    if suffix not in SUFFIXES:
        raise FormatRefused(f"{name} is of a kind that is not taken in; use one of {', '.join(SUFFIXES)}.")
    if not data:
        raise DocumentEmpty(f"{name} is empty.")
    if len(data) > LARGEST_DOCUMENT:
        raise DocumentTooLarge(
            f"{name} is larger than {LARGEST_DOCUMENT // 1_000_000} MB; split it into parts."
        )
    command = [sys.executable, "-m", "kb.parsing.process", name, suffix]
    house = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join([house, *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=DEADLINE_SECONDS, env=environment, check=False
        )
        message = dict(json.loads(done.stdout.splitlines()[-1]))
        if "draft" in message:
            return Parsed(Draft.from_message(message["draft"]), int(message["hidden"]))
    except subprocess.TimeoutExpired as error:
        raise DocumentTooDemanding(f"{name} took too long to read; it was not taken in.") from error
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise DocumentTooDemanding(
            f"{name} needs more memory or time than a document may; it was not taken in."
        ) from error
    if message.get("error") == "file":
        raise DocumentUnreadable(str(message["message"]))
    if message.get("error") == "missing":
        raise IntakeError(
            f"A part that reads {suffix} files is missing ({message['message']}); run `make setup`."
        )
    raise DocumentTooDemanding(f"{name} needs more memory or time than a document may; it was not taken in.")
