"""Sentences that a recogniser wrote twice because it went round in a circle."""

from __future__ import annotations

import re

_PIECE = re.compile(r"[^，。？！；,.?!;]*(?:[，。？！；,.?!;]+\s*|$)")
_LONGEST_CIRCLE = 3
_MIN_LENGTH = 4
_MIN_WORDS = 3


def without_repetition(text: str) -> str:
    """``text`` with each run of one to three clauses that follows itself kept once.

    Clauses count as the same when their letters and digits are; a run of fewer than four of these
    (是，是) is left alone, as people do say that.
    """
    pieces = [piece for piece in _PIECE.findall(_halved(text)) if piece]
    bare = ["".join(filter(str.isalnum, piece)).lower() for piece in pieces]
    for length in range(1, _LONGEST_CIRCLE + 1):
        start = 0
        while start + 2 * length <= len(pieces):
            run = bare[start : start + length]
            if run == bare[start + length : start + 2 * length] and len("".join(run)) >= _MIN_LENGTH:
                del pieces[start + length : start + 2 * length], bare[start + length : start + 2 * length]
            else:
                start += 1
    return "".join(pieces).rstrip() if len(pieces) else text


def _halved(text: str) -> str:
    """The first half of a text that says the same words twice without a mark between them."""
    words = text.split()
    half = len(words) // 2
    twice = [word.lower().rstrip(".,?!") for word in words]
    if half >= _MIN_WORDS and len(words) == 2 * half and twice[:half] == twice[half:]:
        return " ".join(words[half:])
    return text
