"""What a question needs: which of the person's figures, and what to look up in the library."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.conversation import Language
from assistant.conversation_memory import Remembered
from assistant.follow_ups import FollowUp, resolve
from assistant.own_figures import OwnFigures, own_figures
from assistant.periods import Period, periods_named
from assistant.reading_words import kinds_named
from device_io.reading import ReadingKind
from kb.library import LONGEST_QUERY

#: Signs that a question is about the person's own figures, not about the subject in general.
_OWN = re.compile(
    r"我|咱|俺|今天|今早|昨天|最近|上次|刚才|这次|这周|本周|这个月|\bmy\b|\bi\b|\bme\b|\bmine\b|\bour\b|today|yesterday|"
    r"this (?:morning|week|month|evening)|\blast\b|\blatest\b|\brecent",
    re.I,
)
_CJK = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Plan:
    """What an answer needs.

    ``own`` says which of the person's figures belong in the answer, of ``periods`` if any are named; ``query`` goes to the library
    (a question longer than it searches for is looked up by its beginning); ``question`` is what was asked, put
    in full where it followed up an earlier one (``follow_up``); ``remembered`` is what the next may follow up.
    """

    language: Language
    own: OwnFigures
    periods: tuple[Period, ...]
    query: str
    question: str
    remembered: Remembered
    follow_up: FollowUp | None = None

    @property
    def own_kinds(self) -> tuple[ReadingKind, ...]:
        """The kinds of reading whose figures belong in the answer."""
        return self.own.kinds


def detect_language(text: str) -> Language:
    """Chinese when at least a fifth of the letters are Chinese characters, else English."""
    letters = [character for character in text if character.isalpha()]
    chinese = sum(1 for character in letters if _CJK.match(character))
    return Language.ZH if chinese * 5 >= max(len(letters), 1) else Language.EN


def plan(question: str, language: Language | None, before: Remembered | None = None) -> Plan:
    """Read off ``question`` what it needs, after what was asked ``before``. Rules only; takes microseconds."""
    follow_up = resolve(question, before)
    if follow_up is None:
        whole, kinds = question, kinds_named(question)
        own = _OWN.search(question) is not None or bool(periods_named(question))
    else:
        whole, kinds, own = follow_up.question, follow_up.kinds, follow_up.own
    return Plan(
        language=language or detect_language(question),
        own=own_figures(whole) if own else OwnFigures(()),
        periods=periods_named(whole),
        query=whole.strip()[:LONGEST_QUERY],
        question=whole,
        remembered=Remembered(whole.strip(), kinds, own),
        follow_up=follow_up,
    )
