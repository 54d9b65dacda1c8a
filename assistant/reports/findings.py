"""Reports in prose (imaging, discharge): their sentences under their headings. Nothing in them becomes a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reports.geometry import Placed, straighten
from assistant.reports.personal import remove_personal
from assistant.reports.results import Finding
from assistant.reports.tokens import Page

MAX_FINDINGS = 80
MAX_SENTENCE = 400
"""Longest sentence that is kept, in characters (design)."""

_HEADING = re.compile(
    r"^\s*[【\[]?(检查所见|影像所见|影像学表现|超声所见|超声描述|镜下所见|所见|描述|检查结论|诊断意见|影像诊断|超声提示|提示|"
    r"印象|结论|诊断结论|病理诊断|入院情况|诊疗经过|出院诊断|出院情况|出院医嘱|医嘱|建议|"
    r"FINDINGS?|IMPRESSION|CONCLUSIONS?|TECHNIQUE|COMPARISON|RECOMMENDATIONS?|DIAGNOSIS|DISCHARGE DIAGNOSIS|"
    r"HOSPITAL COURSE|DISCHARGE INSTRUCTIONS)[】\]]?\s*(?:[:\uff1a]|$)\s*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"[^。;\uff1b!?\uff01\uff1f]+?(?:[。;\uff1b!?\uff01\uff1f]|\.(?=\s+[A-Z])|$)", re.DOTALL
)


def findings_of(pages: Sequence[Page]) -> tuple[Finding, ...]:
    """Sentences under known headings, in reading order; empty when no page has such a heading."""
    found: list[Finding] = []
    section, text = "", ""
    for page in pages:
        placed = straighten(page.tokens).placed
        headings = [item for item in placed if _HEADING.match(item.token.text)]
        others, _ = remove_personal([item for item in placed if item not in headings])
        for line in _lines([*headings, *others]):
            match = _HEADING.match(line)
            if match:
                found.extend(_sentences(section, text))
                section, text = match[1], line[match.end() :]
            elif section:
                text = (
                    f"{text} {line}" if text and text[-1:].isascii() and line[:1].isascii() else text + line
                )
    found.extend(_sentences(section, text))
    return tuple(found[:MAX_FINDINGS])


def _sentences(section: str, text: str) -> list[Finding]:
    pieces = (match.group().strip() for match in _SENTENCE.finditer(text))
    return [Finding(section, piece[:MAX_SENTENCE]) for piece in pieces if len(piece) > 1]


def _lines(placed: Sequence[Placed]) -> list[str]:
    """Texts of the lines of a page, top to bottom."""
    lines: list[list[Placed]] = []
    for item in sorted(placed, key=lambda item: item.y):
        if lines and abs(lines[-1][0].y - item.y) < 0.6 * item.height:
            lines[-1].append(item)
        else:
            lines.append([item])
    texts = (" ".join(item.token.text for item in sorted(line, key=lambda item: item.left)) for line in lines)
    return [text.strip() for text in texts]
