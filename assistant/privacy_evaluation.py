"""Measures masking on sentences with marked identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from time import perf_counter
from typing import Any

from assistant.deidentification.known_entities import KnownEntities
from assistant.deidentification.personal import find_personal
from assistant.evaluation_lines import EvaluationFileError, json_lines


def evaluate_privacy(lines: Iterable[str]) -> dict[str, Any]:
    """Mask every sentence of ``{"lang", "text", "spans": [{"start", "end", "kind"}], "known"?}`` and compare.

    A span counts as found only when each letter and digit of it is covered. ``clean_masked`` is the
    share of letters and digits masked in sentences without any span. Raises
    :class:`EvaluationFileError`.
    """
    found: dict[str, list[bool]] = {}
    kinds: dict[str, list[bool]] = {}
    clean: dict[str, list[int]] = {}
    failures: list[dict[str, Any]] = []
    rows = [_row(number, row) for number, row in json_lines(lines)]
    find_personal("热身 warm", KnownEntities())
    started = perf_counter()
    spans = [find_personal(text, known) for _, text, _, known in rows]
    elapsed = perf_counter() - started
    for number, ((language, text, marked, _), masked) in enumerate(zip(rows, spans, strict=True), start=1):
        covered = {place for span in masked for place in range(span.start, span.end)}
        for start, end, kind in marked:
            hit = all(place in covered for place in range(start, end) if text[place].isalnum())
            found.setdefault(language, []).append(hit)
            kinds.setdefault(kind, []).append(hit)
            if not hit:
                failures.append({"sentence": number, "kind": kind, "lang": language})
        if not marked:
            signs = [place for place, character in enumerate(text) if character.isalnum()]
            counts = clean.setdefault(language, [0, 0])
            counts[0] += sum(place in covered for place in signs)
            counts[1] += len(signs)
    return {
        "n": len(rows),
        "recall": {language: _rate(sum(hits), len(hits)) for language, hits in sorted(found.items())},
        "recall_by_kind": {kind: _rate(sum(hits), len(hits)) for kind, hits in sorted(kinds.items())},
        "clean_masked": {language: _rate(*counts) for language, counts in sorted(clean.items())},
        "ms_per_sentence": round(elapsed * 1000 / len(rows), 3) if rows else 0.0,
        "failures": failures,
    }


def _rate(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _row(number: int, row: Mapping[str, Any]) -> tuple[str, str, list[tuple[int, int, str]], KnownEntities]:
    try:
        text = str(row["text"])
        marked = [(int(span["start"]), int(span["end"]), str(span["kind"])) for span in row.get("spans", ())]
        known = row.get("known") or ()
        names = tuple(str(item["text"] if isinstance(item, dict) else item) for item in known)
        language = str(row["lang"])
    except (KeyError, TypeError, ValueError) as error:
        raise EvaluationFileError(number, "lacks a field or holds a wrong one") from error
    if any(not 0 <= start < end <= len(text) for start, end, _ in marked):
        raise EvaluationFileError(number, "marks a place outside its text")
    return language, text, marked, KnownEntities(names=names)
