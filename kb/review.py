"""What a person should know before admitting a document: duplicates, the older edition, quality, instructions in it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kb.document import Document
from kb.index.analysis import fold, han_runs, words_of
from kb.quarantine import Waiting

if TYPE_CHECKING:
    from datasketch import MinHash  # type: ignore[import-untyped]

#: Resemblance (MinHash estimate of Jaccard) from which two documents are the same in other clothes.
NEAR_DUPLICATE: Final = 0.8
_PERMUTATIONS: Final = 128
#: Most lines of a difference that are shown.
MOST_DIFFERENCES: Final = 400
#: Words that speak to a language model or to a program rather than to a reader, in both languages.
_INSTRUCTIONS: Final = re.compile(
    r"(?:ignore|disregard|forget)\s+(?:all\s+|any\s+)?(?:the\s+|your\s+)?(?:previous|prior|above|earlier)\s+\w+"
    r"|(?:system|developer)\s+prompt|you\s+are\s+now\s+(?:an?|the)\b|do\s+not\s+(?:tell|warn|inform)\s+the\s+user"
    r"|as\s+an\s+ai\b|<\|?(?:im_start|im_end|system|assistant|endoftext)\|?>|\[/?INST\]|```\s*(?:system|tool)"
    r"|(?:忽略|无视|忘记|不要理会)(?:以上|之前|前面|上述|先前|所有)[^。\n]{0,12}(?:指示|指令|内容|要求|规则|提示)"
    r"|系统提示词?|你现在是(?:一个|一名)|不要告诉(?:用户|病人|患者)|扮演[^。\n]{0,10}(?:角色|助手)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Review:
    """What was found of a waiting document.

    ``duplicates`` are ids of articles with their resemblance (1.0 = the same words); ``difference`` is against
    the article it would replace (unified, empty without one); ``quality`` is 0..1 with ``remarks`` on what is
    lacking; ``instructions`` are the words in it that look meant for a model.
    """

    duplicates: tuple[tuple[str, float], ...]
    replaces: str | None
    difference: tuple[str, ...]
    quality: float
    remarks: tuple[str, ...]
    instructions: tuple[str, ...]


def review(waiting: Waiting, articles: Iterable[Document]) -> Review:
    """Look at ``waiting`` beside the ``articles`` that are in the library."""
    articles = tuple(articles)
    id_ = f"{waiting.language}/{waiting.topic}"
    older = next((article for article in articles if article.id == id_), None)
    remarks = tuple(_remarks(waiting))
    return Review(
        duplicates=tuple(_duplicates(waiting, articles)),
        replaces=older.id if older else None,
        difference=tuple(_difference(older, waiting)) if older else (),
        quality=max(0.0, 1 - 0.25 * len(remarks)),
        remarks=remarks,
        instructions=tuple(
            dict.fromkeys(found.group()[:120] for found in _INSTRUCTIONS.finditer(waiting.markdown))
        ),
    )


def _duplicates(waiting: Waiting, articles: Iterable[Document]) -> Iterator[tuple[str, float]]:
    sketch = _sketch(re.sub(r"^#.*$", "", waiting.markdown, flags=re.MULTILINE))
    for article in articles:
        if article.language == waiting.language:
            alike = sketch.jaccard(_sketch("\n".join(section.text for section in article.sections)))
            if alike >= NEAR_DUPLICATE:
                yield article.id, round(alike, 2)


def _sketch(text: str) -> MinHash:
    from datasketch import MinHash

    folded = fold(text)
    words = words_of(folded)
    pieces = {run[at : at + 4] for run in han_runs(folded) for at in range(max(1, len(run) - 3))}
    pieces |= {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))} if words else set()
    sketch = MinHash(num_perm=_PERMUTATIONS)
    sketch.update_batch([piece.encode("utf-8", "replace") for piece in sorted(pieces)])
    return sketch


def _difference(older: Document, waiting: Waiting) -> Iterator[str]:
    before = [line for section in older.sections for line in section.text.splitlines() if line.strip()]
    after = [line for line in waiting.markdown.splitlines() if line.strip() and not line.startswith("#")]
    lines = difflib.unified_diff(
        before, after, older.reviewed.isoformat(), waiting.dated or "new", lineterm="", n=1
    )
    for number, line in enumerate(lines):
        if number >= MOST_DIFFERENCES:
            return
        yield line


#: What lowers quality, by what is wrong: the key is what a door words in the person's language.
REMARKS: Final[Mapping[str, str]] = {
    "short": "It is shorter than a useful article.",
    "no_headings": "It has no headings, so a citation cannot say where it stands.",
    "broken": "It has many broken characters.",
    "repeating": "It says the same lines again and again.",
    "hidden": "Invisible characters were taken out of it; they can hide words.",
    "undated": "It does not say of when it is.",
    "unsigned": "It does not say who published it or under which licence.",
}


def _remarks(waiting: Waiting) -> Iterator[str]:
    text = waiting.markdown
    lines = [line for line in text.splitlines() if len(line) > 20]
    if len(text) < (150 if waiting.language == "zh" else 400):
        yield "short"
    if not re.search(r"^##", text, re.MULTILINE) and len(text) > 2_000:
        yield "no_headings"
    if text.count("\ufffd") > len(text) / 500:
        yield "broken"
    if lines and len(set(lines)) < 0.7 * len(lines):
        yield "repeating"
    if waiting.hidden_characters:
        yield "hidden"
    if not waiting.dated:
        yield "undated"
    if waiting.lacking:
        yield "unsigned"
