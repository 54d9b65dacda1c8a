"""Whether a drafted sentence judges the person's own figures or state, which is for the rules of the records alone.

"{F1} is a little high", "your blood pressure is fine [1]" and "no, you have no fever" are judgements of a model however
right they sound. The verdict that code has made stands in the sentence of the figure (``{S1}``) and may be repeated
beside it, as may what a passage says of everybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.conversation import Language
from assistant.facts import Fact
from assistant.planning import detect_language
from kb.document import Passage

_FIGURE: Final = re.compile(r"\{F(\d{1,3})\}")
_MARK: Final = re.compile(r"\s*\[\d{1,3}\]")
#: Words that find something normal or not, compare it with a limit, or name what the person would have.
_JUDGES: Final = {
    Language.EN: re.compile(
        r"\b(?:ab)?normal(?:ly)?\b|\b(?:high|low|rais|elevat|reduc|increas|decreas|improv)(?:er|est|ed|ing)?\b|"
        r"\b(?:fine|ok(?:ay)?|all ?right|good|great|healthy|perfect|excellent|ideal|bad|poor|better|worse|stable|"
        r"safe|unsafe|dangerous|serious|critical|severe|worr(?:ying|isome)|concern(?:ing|ed)?|alarming|harmless|"
        r"above|below|exceeds?|(?:with)?in (?:the )?(?:normal |target |safe )?range|out of range|"
        r"(?:un|well |poorly )?controlled|too (?:fast|slow|much|little)|fast|slow|on target|off target)\b|"
        r"\b(?:fever(?:ish)?|hyp(?:er|o)\w{4,}|(?:pre)?diabet\w+|(?:tachy|brady)cardia|overweight|underweight|obes\w+)\b",
        re.I,
    ),
    Language.ZH: re.compile(
        r"正常|异常|[偏太很过不较更最]高|[偏太很过不较更最]低|有点(?:高|低|快|慢)|[偏太很过]快|[偏太很过]慢|高于|低于|超过|超出|超标|"
        r"达标|控制得|控制良好|理想|良好|很好|不错|没事|没问题|没有问题|要紧|安全|危险|严重|放心|不用担心|不必担心|升高|降低|稳定|"
        r"好转|恶化|发烧|发热|低烧|高烧|高血[压糖脂]|低血[压糖]|糖尿病|心动过[速缓]|超重|肥胖|偏瘦"
    ),
}
#: Right before such a word.
_DENIED: Final = {
    Language.EN: re.compile(r"(?:\b(?:not|no|never|nor|without|hardly)|n't)\s+(?:\w+\s+){0,2}$", re.I),
    Language.ZH: re.compile(r"(?:不|没|没有|并非|无)[^，。；]{0,2}$"),
}
#: A sentence that says of the person how they are: "your ... is", "you have", "you are".
_YOURS: Final = {
    Language.EN: re.compile(
        r"\byour (?:[\w-]+ ){1,5}?(?:is|are|was|were|looks?|seems?|appears?|remains?|has|have|means?)\b|"
        r"\byou(?:'re| are| were| have| had| do not have| don't have| seem| look)\b|\byou've\b",
        re.I,
    ),
    Language.ZH: re.compile(r"[您你](?:的|现在|目前|今天|这次|最近|并|应该|很|没有?|有|是|属于|已经|不)"),
}
#: A sentence that begins with a figure told before it: "that is", "this reading was", "这个值".
_THAT_FIGURE: Final = {
    Language.EN: re.compile(
        r"^\W*(?:so |and |but )?(?:this|that|it|these|those|both|the (?:reading|value|figure|result|average)s?)\b"
        r"(?: \w+){0,2}? (?:is|are|was|were|means|shows)\b",
        re.I,
    ),
    Language.ZH: re.compile(r"^\W*(?:所以|那么|但)?(?:这|那|它|两个|都|本次|上述|读数|数值|结果|平均)"),
}
#: What makes it a sentence about everybody: a condition, a possibility, an aim.
_OF_EVERYBODY: Final = {
    Language.EN: re.compile(
        r"\b(?:if|when|whenever|whether|unless|until|in case|may|might|can|could|should|aim|keep|helps?|so that|to)\b",
        re.I,
    ),
    Language.ZH: re.compile(
        r"如果|要是|假如|若|当|时|可能|也许|是否|应|以免|为了|保持|避免|需要|可以|能|会|才"
    ),
}
#: "Yes" and "no" answer a question about the person; without a source nobody knows whose answer it is.
_ANSWERS: Final = {
    Language.EN: re.compile(
        r"^\W*(?:(?:[A-Z]|answer)\s*[).:]\s*)?(?:yes|no|yeah|nope|right|correct|true|false|you're right)\b",
        re.I,
    ),
    Language.ZH: re.compile(
        r"^\W*(?:(?:[A-Z]|答案?|回答)\s*[).:、：]\s*)?(?:是|是的|对|对的|不是|不对|没有|有|不会|会)\s*(?:[，,。！.!]|$)"
    ),
}


def judging(text: str, language: Language) -> bool:
    """Whether ``text`` has a word that finds something normal or not, compares it with a limit or names an illness."""
    return _JUDGES[language].search(text) is not None


def judges_the_person(draft: str, passages: Sequence[Passage], facts: Sequence[Fact]) -> bool:
    """Whether ``draft``, with its placeholders and marks, judges the person in words that are not code's.

    ``passages`` are those it cites: what stands in one of them word for word is quoted, not judged. ``facts`` are the
    figures of the whole answer: with them "that is high" means one of them, and the verdict in the sentence of the one
    that is named may be repeated.
    """
    bare = _MARK.sub("", draft).strip()
    if any(bare in passage.text for passage in passages):
        return False
    named = {int(number) for number in _FIGURE.findall(bare)}
    text = _FIGURE.sub(" ", bare)
    language = detect_language(text)
    if not passages and _ANSWERS[language].search(bare):
        return True
    meant = [fact for number, fact in enumerate(facts, 1) if number in named or len(facts) == 1]
    if not _verdicts(text, language) - _verdicts(" ".join(fact.sentence for fact in meant), language):
        return False
    if named or (facts and _THAT_FIGURE[language].search(bare)):
        return True
    if _OF_EVERYBODY[language].search(bare):
        return False
    return not passages or _YOURS[language].search(bare) is not None


def _verdicts(text: str, language: Language) -> set[tuple[str, bool]]:
    """The judging words of ``text``, each with whether it is denied."""
    return {
        (match[0].lower(), _DENIED[language].search(text[: match.start()]) is not None)
        for match in _JUDGES[language].finditer(text)
    }
