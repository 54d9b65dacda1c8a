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

_PLACEHOLDER: Final = re.compile(r"\{[FS](\d{1,3})\}")
_MARK: Final = re.compile(r"\s*\[\d{1,3}\]")
#: Words that find something normal or not, compare it with a limit or call it urgent.
_VERDICT: Final = {
    Language.EN: re.compile(
        r"\b(?:(?:ab)?normal(?:ly)?|(?:high|low)(?:er|est|ish)?|raised|elevated|reduced|increased|decreased|improved|"
        r"fine|ok|okay|all right|alright|good|great|healthy|perfect|excellent|ideal|optimal|acceptable|satisfactory|"
        r"reassuring|borderline|bad|poor|better|worse|stable|safe|unsafe|dangerous(?:ly)?|serious|critical|severe|"
        r"worry(?:ing)?|worrisome|concern(?:ing|ed)?|alarming|harmless|mild|moderate|extreme(?:ly)?|emergency|urgent(?:ly)?|"
        r"above|below|exceeds?|range|too|controlled|uncontrolled|fast(?:er)?|slow(?:er)?|target)\b",
        re.I,
    ),
    Language.ZH: re.compile(
        r"正常|异常|(?<![身提])高(?!兴|血压|血脂|血糖|龄|度|峰)|(?<![降减])低(?!血压|血糖|盐|脂|头)|(?<!尽)快(?!点)|慢(?!性|慢)|超标|超出|超过|达标|范围内|"
        r"理想|良好|(?<![您你])好(?!的|好|几|多|转)|不错|可以(?=[，。！]|$)|没事|没问题|没有问题|要紧|安全|危险|严重|放心|担心|稳定|恶化|发烧|发热|"
        r"紧急|危急|立即就医|马上就医|超重|肥胖|偏瘦"
    ),
}
_ILLNESS: Final = {
    Language.EN: r"fever(?:ish)?|hyp(?:er|o)\w{4,}|(?:high|low) (?:blood )?(?:pressure|sugar)|(?:pre)?diabet\w+|"
    r"(?:tachy|brady)cardia|stroke|infection|heart (?:attack|failure|disease)|an? \w+ (?:disease|syndrome)",
    Language.ZH: r"高血[压糖脂]|低血[压糖]|糖尿病|心动过[速缓]|发烧|发热|低烧|高烧|中风|感染|心脏病|\w{1,6}(?:病|炎|症|癌)",
}
#: Says of the person which illness they have, may have or have not.
_HAS_ILLNESS: Final = {
    Language.EN: re.compile(
        rf"\byou(?:'ve|'re)?\b[^.,;:]{{0,24}}\b(?:have|has|had|are|'re|'ve|suffer\w* from|got)\b[^.,;:]{{0,24}}\b(?:{_ILLNESS[Language.EN]})\b"
        rf"|\b(?:sounds?|looks?) like (?:an? )?(?:{_ILLNESS[Language.EN]})\b|\bthis (?:is|means)(?: an?)? (?:{_ILLNESS[Language.EN]})\b",
        re.I,
    ),
    Language.ZH: re.compile(
        rf"[您你](?:可能|应该|大概|并|已经|现在|目前|恐怕|好像|这)*(?:有|没有?|患|得了?|是|不是|属于|不属于|算)[^，。；]{{0,4}}(?:{_ILLNESS[Language.ZH]})"
        rf"|[您你](?:没有?|不|在|是)?(?:发烧|发热)|(?:这|这样|听起来|看起来|血压|血糖)(?:就|像|已经|也|能|可以)*(?:是|属于|算)(?:{_ILLNESS[Language.ZH]})"
    ),
}
_MEASURED_ZH: Final = (
    r"(?:血压|血糖|血氧|心率|心跳|脉搏|体温|体重|高压|低压|收缩压|舒张压|读数|数值|结果|平均值?|这个?值)"
)
#: Says of the person's figure, or of one told before, how it is.
_IS: Final = {
    Language.EN: re.compile(
        r"\byours\b|\byour (?:[\w'-]+ ){1,6}?(?:is|isn't|are|aren't|was|wasn't|were|weren't|looks?|seems?|appears?|remains?|has been|(?:can|could|may|might|should|must) be|means)\b"
        r"|\byou(?:'re| are| were| seem| look)\b"
        r"|^\W*(?:[a-z]+,? ){0,5}?(?:this|that|it|these|those|both|(?:the|a) (?:blood pressure|reading|value|figure|result|average)s?)"
        r"(?: [\w-]+){0,3}?(?:'s| is| isn't| are| aren't| was| were| seems?| looks?| means| shows)\b"
        r"(?! (?:why|because|recommended|important|best|worth|a sign|called|known))",
        re.I,
    ),
    Language.ZH: re.compile(
        rf"(?:^|[，。；：,]|由于|因为|既然|鉴于|所以|那么|但是?|是的|老人家)\W*(?:[您你](?:的|现在|目前|今天|这次|最近|上次|平时)*)?(?:这个|这次|这样的|上次的?)?{_MEASURED_ZH}"
        r"|[您你](?:的|现在|目前|今天|这次|最近)*(?:情况|身体|状态)|^\W*(?:这|那|它|都)(?:就|已经|都)?(?:是|不是|属于|算|说明|表示|比|很|有点|挺|不)"
    ),
}
#: Clauses that say when something would hold, or what to ask somebody: nothing in them is said of the person.
_SUPPOSED: Final = {
    Language.EN: re.compile(r"\b(?:if|when|whenever|whether|unless|until|in case)\b[^.,;:]*", re.I),
    Language.ZH: re.compile(
        r"(?:如果|要是|假如|万一|当|是否|是不是)[^，。；]*|[^，。；]*(?:的时候|的话|以后|之后|时|后)(?=[，,也要就才再请])[，,]?"
    ),
}
#: What answers a question about the person; without a source nobody knows whose answer it is.
_ANSWERS: Final = {
    Language.EN: re.compile(
        r"^\W*(?:(?:[A-Z]|answer)\s*[).:]\s*)?(?:yes|no|yeah|nope|right|correct|true|false|you're right)\W*(?:$|[,.!:;])",
        re.I,
    ),
    Language.ZH: re.compile(
        r"^\W*(?:(?:[A-Z]|答案?|回答)\s*[).:、：]\s*)?(?:是|是的|对|对的|不是|不对|没有|有|不会|会)\s*(?:[，,。！.!]|$)"
    ),
}
#: What makes a sentence about a figure say the opposite.
_NO: Final = {
    Language.EN: re.compile(r"\b(?:not|never|nowhere|no)\b|n't\b", re.I),
    Language.ZH: re.compile(r"[不没未]"),
}
#: Right before a verdict.
_DENIED: Final = {
    Language.EN: re.compile(r"(?:\b(?:not|no|never|nor|without|hardly)|n't)\s+(?:\w+\s+){0,2}$", re.I),
    Language.ZH: re.compile(r"(?:不|没|没有|并非|无)[^，。；]{0,2}$"),
}


def judges_the_person(draft: str, cited: Sequence[Passage], facts: Sequence[Fact]) -> bool:
    """Whether ``draft``, with its placeholders and marks, judges the person in words that are not code's.

    What stands word for word in a passage that is ``cited`` is quoted, not judged. ``facts`` are the figures of the
    answer: the verdict in the sentences of those that are named, or of the only one, may be repeated.
    """
    bare = _MARK.sub("", draft).strip()
    if any(bare in passage.text for passage in cited):
        return False
    language = detect_language(_PLACEHOLDER.sub(" ", bare))
    if not cited and _ANSWERS[language].search(bare):
        return True
    said = _SUPPOSED[language].sub(" ", bare)
    if _HAS_ILLNESS[language].search(said):
        return True
    numbers = {int(number) for number in _PLACEHOLDER.findall(said)}
    if numbers and re.search(_ILLNESS[language], said, re.I):
        return True
    meant = [fact for number, fact in enumerate(facts, 1) if number in numbers or len(facts) == 1]
    if (
        numbers
        and _NO[language].search(said)
        and not any(_NO[language].search(fact.sentence) for fact in meant)
    ):
        return True
    codes = [_verdicts(fact.sentence, language) for fact in meant]
    if all(codes and all(verdict in those for those in codes) for verdict in _verdicts(said, language)):
        return False
    return bool(numbers) or not cited or _IS[language].search(said) is not None


def _verdicts(text: str, language: Language) -> set[tuple[str, bool]]:
    """The judging words of ``text``, each with whether it is denied."""
    text = _PLACEHOLDER.sub(" ; ", text)
    return {
        (match[0].lower(), _DENIED[language].search(text[: match.start()]) is not None)
        for match in _VERDICT[language].finditer(text)
    }
