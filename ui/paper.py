"""What the printer says about itself: through Qt, and in more detail through the printing system (CUPS)."""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from ui.printing import default_printer

_log = logging.getLogger(__name__)

#: How long the printing system may take to answer, and how much of the answer is looked at.
_ANSWERS_WITHIN_S: Final = 5.0
_MOST_CHARACTERS: Final = 20_000
#: Reasons of a printer (IPP, RFC 8011 section 5.4.12, ``printer-state-reasons``).
_NO_PAPER: Final = re.compile(r"media-(empty|needed)")
_TROUBLE: Final = re.compile(
    r"media-jam|cover-open|door-open|toner-empty|marker-supply-empty|offline|connecting-to-device|paused|stopped"
)
_DISABLED: Final = re.compile(r"^printer \S+ disabled", re.MULTILINE)


class Paper(StrEnum):
    """How printing stands."""

    READY = "ready"
    NO_PRINTER = "no_printer"
    NO_PAPER = "no_paper"
    TROUBLE = "trouble"


def paper_state(find_printer: Callable[[], str] = default_printer) -> Paper:
    """Ask the printer that would be used. May take some seconds: call it aside."""
    name = find_printer()
    return Paper.NO_PRINTER if not name else told_by(_status(name))


def told_by(status: str) -> Paper:
    """Return what ``lpstat -l -p`` tells; a printer that says nothing of itself is taken for ready."""
    if _NO_PAPER.search(status):
        return Paper.NO_PAPER
    return Paper.TROUBLE if _TROUBLE.search(status) or _DISABLED.search(status) else Paper.READY


def _status(name: str) -> str:
    program = shutil.which("lpstat")
    if program is None or name.startswith("-"):
        return ""
    try:
        told = subprocess.run(
            [program, "-l", "-p", name],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWERS_WITHIN_S,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        _log.info("the printing system does not answer: %s", type(error).__name__)
        return ""
    return told.stdout[:_MOST_CHARACTERS]
