"""Finds the symptoms and people that a text speaks of, each with what the words around it make of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.red_flags.clinical_text import ClinicalText
from assistant.red_flags.lexicon import Hit, Lexicon, Pattern, lexicon
from assistant.red_flags.mention_context import Doubt, MentionContext, Span

#: A pattern found more often than this in one text says nothing new.
_MOST_SPANS = 24
#: Terms are at most this long, in units; bounds the search to the left.
_LONGEST_TERM = 12
#: Shorter Chinese phrases have too many homophones to be certain by sound alone.
_SURE_BY_SOUND = 3


@dataclass(frozen=True, slots=True)
class Mentions:
    """``found`` maps each symptom or people key to its least doubtful mention (None: meant).

    ``again``: the text says that something was measured more than once.
    """

    found: Mapping[str, Doubt | None]
    context: MentionContext
    again: bool

    def has(self, key: str) -> bool:
        """Whether ``key`` is said and meant."""
        return key in self.found and self.found[key] is None


_RANK: Mapping[Doubt | None, int] = {
    None: 3,
    Doubt.SOUNDS_LIKE: 2,
    Doubt.UNIT: 2,
    Doubt.MENTIONED: 2,
    Doubt.NEGATED: 1,
}


def strength(doubt: Doubt | None) -> int:
    """3 meant, 2 perhaps, 1 denied."""
    return _RANK[doubt]


def find_mentions(text: ClinicalText, *, spoken: bool) -> Mentions:
    """Look for every pattern of the lexicon. ``spoken`` also looks for homophones of Chinese words."""
    words = lexicon()
    units = [unit.text for unit in text.units]
    written = _without_compounds(list(words.hits(units)), words)
    spans = list(_all_spans(written, text))
    if spoken:
        from assistant.red_flags.homophones import sound_hits

        # What is written counts first: a sound beside it must not make it doubtful.
        heard = _without_compounds([*written, *sound_hits(units)], words)
        spans.extend(_all_spans(heard, text))
    context = MentionContext(text, written, words, [span for _, span, _ in spans])
    found: dict[str, Doubt | None] = {}
    for key, span, sure in spans:
        doubt = context.doubt(
            span,
            may_be_chronic=key not in words.never_chronic,
            may_be_supposed=key not in words.never_supposed,
        )
        if doubt is None and not sure:
            doubt = Doubt.SOUNDS_LIKE
        if key not in found or strength(doubt) > strength(found[key]):
            found[key] = doubt
    return Mentions(found, context, any(hit.term in words.cues["again"] for hit in written))


def _all_spans(hits: Iterable[Hit], text: ClinicalText) -> Iterator[tuple[str, Span, bool]]:
    by_term: dict[int, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: hit.start):
        by_term.setdefault(hit.term, []).append(hit)
    begun = {number for term in by_term for number in _begun_by().get(term, ())}
    patterns = lexicon().patterns
    for number in sorted(begun):
        for span, sure in _spans(patterns[number], by_term, text):
            yield patterns[number].key, span, sure


@lru_cache(maxsize=1)
def _begun_by() -> Mapping[int, Sequence[int]]:
    """The patterns whose first slot holds a term, by term."""
    begun: dict[int, list[int]] = {}
    for number, pattern in enumerate(lexicon().patterns):
        for term in pattern.slots[0]:
            begun.setdefault(term, []).append(number)
    return begun


def _without_compounds(hits: Sequence[Hit], words: Lexicon) -> list[Hit]:
    """Leave out "blood" inside "blood pressure" and the like."""
    compounds = [hit for hit in hits if hit.term in words.cues["blood_compound"] and not hit.misheard]
    inside = {unit for hit in compounds for unit in range(hit.start, hit.end)}
    return [hit for hit in hits if not (hit.term in words.cues["blood"] and hit.start in inside)]


def _sure_by_sound(chosen: Sequence[Hit]) -> bool:
    """Whether enough is written as it is meant; a term of one character that is only heard is too little."""
    misheard = sum(hit.misheard for hit in chosen)
    length = sum(hit.end - hit.start for hit in chosen)
    alone = any(hit.misheard and hit.end - hit.start == 1 for hit in chosen)
    return not misheard or (length >= _SURE_BY_SOUND and misheard * 2 <= length and not alone)


def _spans(
    pattern: Pattern, by_term: Mapping[int, Sequence[Hit]], text: ClinicalText
) -> Iterator[tuple[Span, bool]]:
    """Where the pattern is said, each with whether its words are sure."""
    slots: list[list[Hit]] = []
    for slot in pattern.slots:
        hits = [hit for term in slot & by_term.keys() for hit in by_term[term] if _in_one_clause(hit, text)]
        if not hits:
            return
        hits.sort(key=lambda hit: (hit.start, hit.end))
        slots.append(hits)
    starts = [[hit.start for hit in hits] for hits in slots]
    unwanted = {
        text.units[hit.start].clause for term in pattern.without & by_term.keys() for hit in by_term[term]
    }
    yielded = 0
    for first in slots[0]:
        if text.units[first.start].clause in unwanted:
            continue
        chosen = _choose(first, slots, starts, pattern, text)
        if chosen is None:
            continue
        own = frozenset(unit for hit in chosen for unit in range(hit.start, hit.end))
        misheard = sum(hit.misheard for hit in chosen)
        if misheard and len(own) <= misheard:
            continue
        yield Span(min(own), max(own) + 1, own), _sure_by_sound(chosen)
        yielded += 1
        if yielded >= _MOST_SPANS:
            return


def _choose(
    first: Hit,
    slots: Sequence[Sequence[Hit]],
    starts: Sequence[Sequence[int]],
    pattern: Pattern,
    text: ClinicalText,
) -> list[Hit] | None:
    """One hit for each slot, each the nearest to ``first`` in its clause (or sentence), or None."""
    chosen = [first]
    within = pattern.within
    place = _place(first, text, across=pattern.across)
    for hits, places in zip(slots[1:], starts[1:], strict=True):
        low = bisect_left(places, first.start - within - 2 * _LONGEST_TERM)
        high = bisect_left(places, first.end + within + 2 * _LONGEST_TERM)
        candidates = [
            hit
            for hit in hits[low:high]
            if _place(hit, text, across=pattern.across) == place
            and all(hit.end <= other.start or hit.start >= other.end for other in chosen)
        ]
        if not candidates:
            return None
        chosen.append(min(candidates, key=lambda hit: (_gap(hit, first), hit.misheard, hit.start - hit.end)))
    length = max(hit.end for hit in chosen) - min(hit.start for hit in chosen)
    return chosen if length - sum(hit.end - hit.start for hit in chosen) <= within else None


def _place(hit: Hit, text: ClinicalText, *, across: bool) -> int:
    unit = text.units[hit.start]
    return unit.sentence if across else unit.clause


def _gap(hit: Hit, other: Hit) -> int:
    return max(hit.start - other.end, other.start - hit.end)


def _in_one_clause(hit: Hit, text: ClinicalText) -> bool:
    return text.units[hit.start].clause == text.units[hit.end - 1].clause
