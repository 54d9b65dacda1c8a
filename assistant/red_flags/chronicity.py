"""How long a complaint has lasted: what somebody has had for years is not what happens now."""

from __future__ import annotations

import re

#: Half a year or longer, as time that a complaint has lasted; "N years ago" is another thing and stays out.
_LASTING = re.compile(
    r"(?:\d{1,2}|[一二两三四五六七八九十几数多]{1,3}|好几|半)\s*(?:多)?年(?:了|来|多了|以来|多|的老)"
    r"|\b(?:for|over|these|past|last)\s+(?:about |over |more than |the past |the last |nearly )?"
    r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|many|several|some|a few)\s+years\b"
    r"|\bfor (?:a|one|half a) year\b|\bfor years\b|\bsince (?:19|20)\d\d\b|\bsince (?:childhood|i was|my (?:teens|twenties|thirties|forties))\b"
)


def lasting(text: str) -> list[int]:
    """Places in ``text`` (normalised) that say that something has lasted half a year or longer."""
    return [match.start() for match in _LASTING.finditer(text)]
