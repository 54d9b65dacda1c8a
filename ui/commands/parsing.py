"""Types shared by the command modules."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    #: What :meth:`argparse.ArgumentParser.add_subparsers` returns; it has no public name.
    Groups: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001
