"""Runs the parsing process on a document and takes back the draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kb.errors import (
    DocumentEmpty,
    DocumentTooDemanding,
    DocumentTooLarge,
    DocumentUnreadable,
    FormatRefused,
    IntakeError,
)
from kb.limited_child import ChildFailed, run_module
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
    too_much = f"{name} needs more memory or time than a document may; it was not taken in."
    try:
        message = run_module("kb.parsing.process", (name, suffix), data, DEADLINE_SECONDS)
        if "draft" in message:
            return Parsed(Draft.from_message(message["draft"]), int(message["hidden"]))
    except ChildFailed as error:
        late = f"{name} took too long to read; it was not taken in."
        raise DocumentTooDemanding(too_much if error.in_time else late) from error
    except (ValueError, KeyError, TypeError) as error:
        raise DocumentTooDemanding(too_much) from error
    if message.get("error") == "file":
        raise DocumentUnreadable(str(message["message"]))
    if message.get("error") == "missing":
        raise IntakeError(
            f"A part that reads {suffix} files is missing ({message['message']}); run `make setup`."
        )
    raise DocumentTooDemanding(too_much)
