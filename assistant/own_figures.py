"""What a question wants of the person's own figures: none of them, nothing but them, or them beside the library.

Rules only. "How should I sit when I measure?" is about measuring and "blood pressure pills" are pills: a reading
answers neither. "What was my last blood pressure?" is answered by the reading, and more would be too much.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.conversation import Language
from assistant.facts import Fact, RecordFacts
from assistant.periods import PERIOD_WORDS, Period, periods_named
from assistant.reading_words import kinds_named
from device_io.reading import ReadingKind

#: Things that carry the name of what is measured: no word about a value.
_THINGS: Final = re.compile(
    r"(?:blood pressure|pressure|blood sugar|sugar|glucose|diabetes|fever|heart rate|oxygen|weight)\s+"
    r"(?:pill|tablet|medicine|medication|med|drug|monitor|machine|meter|cuff|device|strip|sensor|patient)s?\b|"
    r"(?:血压|血糖|体温|血氧|心率|体重)(?:计|仪|表|药|试纸|探头|秤|带)|(?:糖尿|高血压)病人",
    re.IGNORECASE,
)
_MEASURES: Final = r"measur\w*|tak(?:e|ing)|check\w*|test\w*|weigh(?:ing)? myself"
#: Questions about how, where and how often to measure.
_MEASURING: Final = re.compile(
    rf"\bhow (?:do|should|must|can|often|long|many times)\b.{{0,80}}\b(?:{_MEASURES})\b|"
    rf"\b(?:when|where|which|what time|on which)\b.{{0,40}}\b(?:should|do|must|can) (?:i|we|you)\b.{{0,80}}\b(?:{_MEASURES})\b|"
    r"\bbest time\b|怎[么样].{0,3}(?:量|测|称)|如何.{0,3}(?:量|测|称)|[量测称].{0,4}(?:的时候|时).{0,6}怎|"
    r"(?:多久|几天|一天几次|什么时候|几点|哪只手|哪边).{0,6}[量测称]",
    re.IGNORECASE,
)
#: What a question is put with that asks for a figure: it adds nothing to the subject and the time.
_PUT_WITH: Final = re.compile(
    r"\b(?:what|what's|how|much|many|was|were|is|are|do|did|does|have|has|had|been|i|me|my|mine|the|a|an|at|of|on|in|for|and|"
    r"to|please|tell|show|give|say|read|out|now|right|currently|current|today|last|latest|newest|recent|recently|most|"
    r"measured|measurement|measure|reading|readings|value|values|level|levels|number|figure|average|mean|doing|going|"
    r"morning|evening|night|afternoon|just|time|it|can|you|remind|again|rate)\b|"
    r"我|咱|俺|您|你|的|是|多少|是多少|怎么样|怎样|如何|现在|目前|当前|上次|上一次|上回|最近|一次|刚才|刚刚|今天|早上|晚上|早晨|"
    r"上午|下午|中午|告诉|报一下|说说|说一下|看看|看一下|查查|查一下|帮|给|请|平均|读数|数值|结果|测|量|称|了|有|呢|几|个|到底|多重|公斤|斤",
    re.IGNORECASE,
)
#: Words that ask whether a figure is all right.
_JUDGED: Final = re.compile(
    r"\b(?:too|very|high|low|fast|slow|normal|ok|okay|all right|alright|good|bad|fine|fever)\b|"
    r"发烧|发热|正常|高不高|低不低|快不快|好不好|偏|高|低|快|慢|好|吗|会不会|是不是|太",
    re.IGNORECASE,
)
#: A question how a figure is, of no span of days, asks whether it is all right, too.
_HOW_IT_IS: Final = re.compile(r"\bhow(?: is|'s| are)\b|怎么样|怎样|如何", re.IGNORECASE)
_LATEST: Final = re.compile(
    r"\b(?:last|latest|newest|most recent|just now)\b|上次|上一次|上回|最近一次|刚才|刚刚", re.IGNORECASE
)
_MARKS: Final = re.compile(r"[\W_]+")
#: Between the sentences of a question, each of which may want something else.
_PARTS: Final = re.compile(r"[?？!！。；;]+")
#: What is measured, as people name it; ailments ("hypertension", "diabetes") are no figures.
_MEASURED: Final = re.compile(
    r"blood pressure|\bpressure\b|\bbp\b|systolic|diastolic|血压|高压|低压|收缩压|舒张压|heart ?rate|heartbeat|\bpulse\b|"
    r"心率|心跳|脉搏|(?:blood )?oxygen(?: saturation)?|\bspo2\b|血氧饱和度|血氧|temperature|体温|"
    r"(?:fasting )?(?:blood )?(?:glucose|sugars?)|空腹血糖|血糖|\bweight\b|\bweigh\b|体重|body fat|体脂率?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """``kinds``: whose figures are wanted. ``alone``: the question asks for them and nothing else.

    ``judged``: it asks for nothing but them and whether they are all right. ``latest``: of each kind the latest only.
    """

    kinds: tuple[ReadingKind, ...]
    alone: bool = False
    judged: bool = False
    latest: bool = False


def own_figures(question: str) -> OwnFigures:
    """What ``question``, in full and about the person who asks, wants of their figures."""
    parts = [part for part in _PARTS.split(question) if _MEASURING.search(part) is None]
    bare = _THINGS.sub(" ", " ".join(parts))
    kinds = kinds_named(bare)
    if not kinds:
        return OwnFigures(())
    timeless = re.sub(PERIOD_WORDS, " ", _MEASURED.sub(" ", bare), flags=re.IGNORECASE)
    spanned = bool(periods_named(question))
    judged = not _MARKS.sub("", _PUT_WITH.sub(" ", _JUDGED.sub(" ", timeless)))
    plain = not _MARKS.sub("", _PUT_WITH.sub(" ", timeless))
    return OwnFigures(
        kinds,
        alone=plain and (spanned or _HOW_IT_IS.search(question) is None),
        judged=judged,
        latest=_LATEST.search(question) is not None and not spanned,
    )


def gathered(
    wanted: OwnFigures, records: RecordFacts, language: Language, periods: Sequence[Period]
) -> tuple[Fact, ...]:
    """The figures that are ``wanted``, as the records word them. A pulse may have been measured with the pressure."""
    if not wanted.kinds:
        return ()
    found = tuple(records.facts(wanted.kinds, language, periods))
    if not found and wanted.kinds == (ReadingKind.HEART_RATE,) and not periods:
        pressures = records.facts((ReadingKind.BLOOD_PRESSURE,), language, ())
        return tuple(fact for fact in pressures if "pulse" in fact.values)[:1]
    if not wanted.latest:
        return found
    newest: dict[ReadingKind, Fact] = {}
    for fact in found:
        newest.setdefault(fact.kind, fact)
    return tuple(newest.values())
