"""Keeps logs free of people: a message's own words stay, what is filled into it only if it is of a known, harmless form.

Numbers, names of classes and short technical words (``blood_pressure``, ``hci0``) pass; any other text becomes
``‹str›``. Exceptions are told by their class alone: their words may hold what somebody typed.
"""

from __future__ import annotations

import logging
import re
from typing import Any, Final

#: Technical words: an identifier in small letters, or a dotted name of ours or of a library.
_TECHNICAL: Final = re.compile(r"[a-z][a-z0-9]*(?:[._\-][a-z0-9]+)*|[A-Z][A-Za-z]+(?:Error|Exception|Warning|Failed|Refused|Unavailable)")  # fmt: skip
_LONGEST: Final = 40
#: Words of a message itself that no technical sentence needs: digit runs, addresses.
_PERSONAL: Final = re.compile(r"\d[\d\s\-]{5,}\d|\S+@\S+")


class PersonalFilter(logging.Filter):
    """Rewrites each record before a handler sees it; nothing is dropped."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, cleaned."""
        if isinstance(record.args, dict):
            record.args = {name: _harmless(value) for name, value in record.args.items()}
        elif record.args:
            record.args = tuple(_harmless(value) for value in record.args)
        record.msg = _PERSONAL.sub("‹…›", str(record.msg))
        if record.exc_info and record.exc_info[0] is not None:
            record.msg = f"{record.msg} ({record.exc_info[0].__name__})"
        record.exc_info, record.exc_text, record.stack_info = None, None, None
        return True


def guard_logs(root: logging.Logger | None = None) -> None:
    """Put the filter before every handler of ``root`` (default: the process's); a second call adds nothing."""
    for handler in (root or logging.getLogger()).handlers:
        if not any(isinstance(one, PersonalFilter) for one in handler.filters):
            handler.addFilter(PersonalFilter())


def _harmless(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str) and len(value) <= _LONGEST and _TECHNICAL.fullmatch(value):
        return value
    return f"‹{type(value).__name__}›"
