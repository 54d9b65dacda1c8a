"""What is shared by the command modules."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    #: What :meth:`argparse.ArgumentParser.add_subparsers` returns; it has no public name.
    Groups: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def count(text: str) -> int:
    """``text`` as a whole number above zero. Raises ``ArgumentTypeError``."""
    if not text.isdecimal() or not (number := int(text[:9])):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return number
