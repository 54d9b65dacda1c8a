"""What is shared by the command modules."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    #: What :meth:`argparse.ArgumentParser.add_subparsers` returns; it has no public name.
    Groups: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def count(text: str) -> int:
    """``text`` as a whole number above zero. Raises ``ArgumentTypeError``."""
    if not text.isdecimal() or not (number := int(text[:9])):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return number


def day(text: str) -> date:
    """Return ``text`` as a day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day: write it like 2026-11-24") from error
