"""What the words around a symptom make of it: denied, asked about in general, long past, or meant.

The reach of a negation is kept short on purpose: where it is not plain that a symptom is denied, it
counts as said: a missed emergency costs more than a needless card.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assistant.red_flags.chronicity import lasting
from assistant.red_flags.clinical_text import ClinicalText
from assistant.red_flags.lexicon import Hit, Lexicon

#: Unknown words (or Chinese characters) that may stand between a negation and what it governs.
_REACH_WORDS = 2
_REACH_CHARACTERS = 1
#: Places in which "N units later" is looked for behind a symptom.
_AFTER = 2
_OR_AHEAD = 8
_HISTORY_REACH = 3
#: Places between "stable" and what is stable.
_STABLE_REACH = 1
#: Places between an animal or a machine and what happens to it.
_SUBJECT_REACH = 2
#: Cues that may stand between a symptom and a negation behind it.
_JOINING = ("list_word", "present", "recent")


class Doubt(StrEnum):
    """Why a finding is not certain."""

    SOUNDS_LIKE = "sounds_like"
    MENTIONED = "mentioned"
    UNIT = "unit"
    NEGATED = "negated"


@dataclass(frozen=True, slots=True)
class Span:
    """Units ``start`` to ``end`` (exclusive), of which ``own`` carry the symptom's words."""

    start: int
    end: int
    own: frozenset[int]


class MentionContext:
    """Answers, for spans of one text, whether they are meant."""

    def __init__(self, text: ClinicalText, hits: Iterable[Hit], words: Lexicon, own: Iterable[Span]) -> None:
        """``own`` are all symptom spans of the text: a "not" inside one belongs to it and denies nothing else."""
        self._units = text.units
        marks: dict[str, set[int]] = {name: set() for name in words.cues}
        cue_hits: dict[str, list[Hit]] = {name: [] for name in words.cues}
        known: set[int] = set()
        for hit in hits:
            cues = [name for name, terms in words.cues.items() if hit.term in terms]
            if not cues:
                known.update(range(hit.start, hit.end))
            for name in cues:
                cue_hits[name].append(hit)
                marks[name].update(range(hit.start, hit.end))
        taken = {unit for span in own for unit in span.own} | marks["not_negation"]
        for name in ("fear_of", "supposing"):
            marks[name] = _clear(cue_hits[name], marks["not_supposing"])
        self._marks = marks
        self._known = known
        self._open = _clear(cue_hits["negation"], taken)
        self._close = _clear(cue_hits["negation_close"], taken)
        self._after = _clear(cue_hits["negation_after"], taken)
        marks["chronic"].update(_units_at(text, lasting(text.text)))
        self._clauses = {
            name: {self._units[unit].clause for unit in places} for name, places in marks.items()
        }
        self._sentences = {
            name: {self._units[unit].sentence for unit in places} for name, places in marks.items()
        }

    def doubt(self, span: Span, *, may_be_chronic: bool = True, may_be_supposed: bool = True) -> Doubt | None:
        """None when the words are meant, else the reason for doubt."""
        if self._negated(span):
            return Doubt.NEGATED
        only = self._only_mentioned(
            span.start, span.end, may_be_chronic=may_be_chronic, may_be_supposed=may_be_supposed
        )
        return Doubt.MENTIONED if only else None

    def number_doubt(self, unit: int, component: str) -> Doubt | None:
        """As :meth:`doubt` for a number at ``unit``; numbers are not negated. A pulse counts at rest only."""
        if not self._units:
            return None
        at = min(unit, len(self._units) - 1)
        after_effort = component == "pulse" and self._units[at].clause in self._clauses["effort"]
        return Doubt.MENTIONED if after_effort or self._only_mentioned(at, at + 1) else None

    def _only_mentioned(
        self, start: int, end: int, *, may_be_chronic: bool = False, may_be_supposed: bool = True
    ) -> bool:
        """Whether the words are about the past, somebody's fear, a lesson or a story, or about no person."""
        before = range(start - 1, start - 1 - _HISTORY_REACH, -1)
        if self._near("history_of", before, start):
            return True
        if may_be_supposed and self._near("fear_of", before, start):
            return True
        if self._near("history_after", range(end, end + _AFTER), start) or self._no_person(start):
            return True
        clause, sentence = self._units[start].clause, self._units[start].sentence
        if clause in self._clauses["present"]:
            return False
        if clause in self._clauses["past"] and clause not in self._clauses["recent"]:
            return True
        if may_be_chronic and self._chronic(start, end):
            return True
        if clause in self._clauses["own"]:
            return False
        general = ("teaching", "supposing") if may_be_supposed else ("teaching",)
        if clause not in self._clauses["recent"] and any(
            sentence in self._sentences[name] for name in general
        ):
            return True
        return sentence in self._sentences["told"]

    def _chronic(self, start: int, end: int) -> bool:
        """Said to have lasted long, or to be as ever, and nowhere in the sentence to be worse."""
        clause, sentence = self._units[start].clause, self._units[start].sentence
        if sentence in self._sentences["worse"]:
            return False
        if self._near("stable_before", range(start - 1, start - 1 - _STABLE_REACH, -1), start):
            return True
        as_ever = any(unit >= end and self._units[unit].clause == clause for unit in self._marks["as_ever"])
        return as_ever or clause in self._clauses["chronic"]

    def _no_person(self, start: int) -> bool:
        """Whether an animal or a machine stands right before: "my phone is not responding"."""
        for unit in range(start - 1, max(-1, start - 2 - _SUBJECT_REACH), -1):
            if self._units[unit].clause != self._units[start].clause or unit in self._marks["person_word"]:
                return False
            if unit in self._marks["no_person"]:
                return True
            if unit not in self._marks["list_word"] and unit not in self._marks["recent"]:
                return False
        return False

    def _near(self, cue: str, places: Iterable[int], of: int) -> bool:
        clause = self._units[of].clause
        for unit in places:
            if not 0 <= unit < len(self._units) or self._units[unit].clause != clause:
                return False
            if unit in self._marks[cue]:
                return True
            if unit in self._marks["stop"] or unit in self._marks["present"]:
                return False
        return False

    def _negated(self, span: Span) -> bool:
        denying = (set(range(span.start, span.end)) - span.own) & (self._open | self._close)
        if any(self._governs(unit, span) for unit in denying):
            return True
        return self._negated_before(span) or self._negated_after(span)

    def _governs(self, negation: int, span: Span) -> bool:
        """Whether a negation inside ``span`` stands in the clause of the word of the symptom that follows."""
        following = min((unit for unit in span.own if unit > negation), default=negation)
        return self._units[following].clause == self._units[negation].clause

    def _negated_after(self, span: Span) -> bool:
        """A negation right behind, at the end of the clause: "胸痛没有了", "chest pain: denied"."""
        for unit in range(span.end, min(span.end + _AFTER, len(self._units))):
            if self._units[unit].sentence != self._units[span.start].sentence:
                return False
            if unit in self._after:
                end = unit
                while end + 1 < len(self._units) and end + 1 in self._after:
                    end += 1
                last = end + 1 >= len(self._units)
                return last or self._units[end + 1].clause != self._units[end].clause
            if unit not in self._known and not any(unit in self._marks[name] for name in _JOINING):
                return False
        return False

    def _negated_before(self, span: Span) -> bool:
        clause = self._units[span.start].clause
        sentence = self._units[span.start].sentence
        unknown = 0
        commas = 0
        for unit in range(span.start - 1, -1, -1):
            here = self._units[unit]
            if here.sentence != sentence:
                return False
            if here.clause != clause:
                clause, unknown, commas = here.clause, 0, commas + 1
            if unit in self._open:
                if clause in self._clauses["unlike_before"]:
                    return False
                return not commas or self._list_reaches(unit, span, commas)
            if unit in self._close:
                return not commas and unknown == 0
            if unit in self._marks["stop"]:
                return False
            if unit in self._known or unit in self._marks["list_word"] or unit in self._marks["not_negation"]:
                continue
            unknown += 1
            if unknown > (_REACH_CHARACTERS if _is_chinese(here.text) else _REACH_WORDS):
                return False
        return False

    def _list_reaches(self, negation: int, span: Span, commas: int) -> bool:
        """Whether a list over commas is one list: it is closed by "or", or opened by a word like "denies"."""
        if negation in self._marks["negation_over_commas"]:
            return True
        for unit in range(negation, min(span.end + _OR_AHEAD, len(self._units))):
            if self._units[unit].sentence != self._units[span.start].sentence:
                return False
            if unit in self._marks["or_word"] and unit >= span.start - 1 - commas:
                return True
        return False


def _units_at(text: ClinicalText, places: Iterable[int]) -> set[int]:
    return {min(text.unit_at(place), len(text.units) - 1) for place in places}


def _clear(hits: Iterable[Hit], taken: set[int]) -> set[int]:
    """Units of the hits that lie wholly outside ``taken``."""
    return {
        unit
        for hit in hits
        if not any(place in taken for place in range(hit.start, hit.end))
        for unit in range(hit.start, hit.end)
    }


def _is_chinese(unit: str) -> bool:
    return "\u3400" <= unit[0] <= "\u9fff"
