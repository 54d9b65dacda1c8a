"""Names of people in text, Chinese and English, by surnames, given names, titles and relations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

import yaml

from assistant.deidentification.identifiers import Identifier

_TITLE_ZH: Final = r"(?:先生|女士|小姐|太太|夫人|医生|大夫|医师|主任|教授|护士长?|药师|老师|阿姨|叔叔|伯伯|大爷|大妈|大娘|大叔|大哥|大姐|奶奶|爷爷|师傅|经理|院长|校长|同学|同志|护工|总)"
_CUE_ZH: Final = (
    r"(?:姓名|名字|叫做|名叫|叫|我是|这是|他是|她是|患者|病人|病患|收件人|收货人|户主|医生|医师|大夫|护士|主任|教授|药师|审核者|检验者|检验员|送检医生|主治|报告人|联系人|紧急联系人|监护人|家属|"
    r"老伴|爸爸?|妈妈?|父亲|母亲|儿子|女儿|丈夫|妻子|爱人|老公|老婆|媳妇|女婿|奶奶|爷爷|姥姥|姥爷|外公|外婆|孙子|孙女|外孙|哥哥?|姐姐?|弟弟?|妹妹?|叔叔?|舅舅?|姑姑?|姨妈?|婶婶?|伯伯?|邻居|同事|朋友|同学|孩子|宝宝|保姆|护工|和|跟|找|给|请|让|与|、)"
)
_SAY_ZH: Final = (
    r"(?=[说讲问叫带陪让要把今昨住在来去因于的是有已也和与跟,，。、;；:：!！?？\s(（]|$|\d|男|女|同志)"
)
_OPEN_ZH: Final = (
    r"(?:昨天|今天|前天|早上|中午|晚上|上周|上次|刚才|后来|然后|还有|^|(?<=[\s,，。、;；:：!！?？(（「“\"|]))"
)

_TITLE_EN: Final = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Nurse|Sir|Madam|Uncle|Aunt|Auntie|Grandma|Grandpa|Pastor|Father|Sister|Brother|Rev|Capt|Sgt|PA|Therapist)"
_RELATION_EN: Final = r"(?:daughter|son|wife|husband|mother|father|mom|mum|dad|sister|brother|grandmother|grandfather|grandma|grandpa|granddaughter|grandson|aunt|uncle|niece|nephew|cousin|friend|neighbou?r|partner|caregiver|carer|roommate|boss|nurse|doctor|physician|provider|surgeon|therapist|pharmacist|patient|client|attention|attn|contact|name|named|called|signed|by|per)"
_WORD_EN: Final = (
    r"[A-ZÀ-ÖØ-ÞĀ-Ž\u1e00-\u1eff][A-Za-zÀ-ÖØ-öø-ÿĀ-žḀ-ỿ\u0300-\u036f]*(?:['\-][A-Za-zÀ-ÖØ-öø-ÿĀ-žḀ-ỿ]+)*"
)
_SEQUENCE_EN: Final = rf"{_WORD_EN}(?:\s+(?:(?:de|la|del|van|von|der|den|da|dos|bin|al|el|di|le|of the)\s+)*(?:[A-Z]\.\s+)?{_WORD_EN}){{0,3}}(?:,?\s+(?:Jr|Sr|II|III|IV)\b\.?)?"


@dataclass(frozen=True, slots=True)
class _Names:
    surname: str
    given: str
    not_chinese: re.Pattern[str]
    english: frozenset[str]
    plain_english: frozenset[str]
    ambiguous: frozenset[str]


@lru_cache(maxsize=1)
def _names() -> _Names:
    text = (resources.files("resources") / "privacy" / "names.yaml").read_text(encoding="utf-8")
    lists = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    compound = "|".join(lists["surnames_compound_zh"])
    single = "".join(sorted(set(lists["surnames_zh"].replace(" ", ""))))
    stop = sorted(lists["not_names_zh"], key=len, reverse=True)
    return _Names(
        surname=f"(?:{compound}|[{single}])",
        given=f"[{''.join(sorted(set(lists['given_zh'].replace(' ', ''))))}]",
        not_chinese=re.compile("|".join(map(re.escape, stop))),
        english=frozenset(lists["given_en"].split()),
        plain_english=frozenset(lists["not_names_en"].split()),
        ambiguous=frozenset(lists["ambiguous_en"]),
    )


def find_names(text: str) -> Iterator[Identifier]:
    """Names in folded ``text``; they may overlap."""
    yield from _chinese_names(text)
    yield from _english_names(text)


@lru_cache(maxsize=1)
def _chinese_rules() -> tuple[re.Pattern[str], ...]:
    names = _names()
    surname, given, any_ = names.surname, names.given, r"[\u4e00-\u9fff]"
    dotted = rf"{any_}{{1,8}}(?:[·•・]{any_}{{1,8}})+"
    return tuple(
        re.compile(rule)
        for rule in (
            dotted,
            rf"(?:姓名|患者|病人|联系人|户主|收件人|监护人)\s*[:：]\s*(?P<v>{any_}{{2,4}}|{dotted})",
            rf"(?:医生|医师|审核者|检验者|报告者|护士|药师|主任|操作者|签名|签字|送检者)\s*[:：]\s*(?P<v>{any_}{{2,4}})",
            rf"(?:收件人|收货人|联系人|姓名|我叫|名叫|[他她]叫|叫做)(?:是|为|:|：)?\s*(?P<v>{surname}{any_}{{1,2}}){_SAY_ZH}",
            rf"姓(?P<v>{surname})(?![名氏])",
            rf"(?P<v>{surname}{given}{{0,2}}?){_TITLE_ZH}",
            rf"{_OPEN_ZH}(?P<v>{surname}{any_}{{1,2}}?){_TITLE_ZH}",
            rf"{_CUE_ZH}\s*[:：]?\s*(?:是|叫)?(?P<v>{surname}{any_}{given}){_SAY_ZH}",
            rf"{_CUE_ZH}\s*[:：]?\s*(?:是|叫)?(?P<v>{surname}{given}{any_}?){_SAY_ZH}",
            rf"{_CUE_ZH}\s*[:：]?\s*(?:是|叫)?(?P<v>{surname}{given}{{1,2}})",
            rf"{_OPEN_ZH}(?P<v>{surname}{given}{{2}}){_SAY_ZH}",
            rf"{_OPEN_ZH}(?P<v>{surname}{given}){_SAY_ZH}",
            rf"(?P<v>{surname}{given}{{2}})(?=的|说|今年|去年|最近|复核|审核|签字|女士|住院|因|，|,|。|$)",
            rf"(?:^|(?<=[\s,，。、;；:：!！?？叫给和跟让陪是找带的]))(?P<v>[小老阿](?:{surname}|{given}))(?=说|的|他|她|今|昨|最|也|有|在|是|和|叫|让|陪|[,，。])",
        )
    )


def _chinese_names(text: str) -> Iterator[Identifier]:
    stop = _names().not_chinese
    for rule in _chinese_rules():
        at = 0
        while (match := rule.search(text, at)) is not None:
            start, end = match.span("v") if "v" in rule.groupindex else match.span()
            at = max(start + 1, match.start() + 1)
            if end > start and not stop.match(text, start) and not stop.match(text, max(start - 1, 0)):
                yield Identifier(start, end, "NAME")


_CUED_EN: Final = tuple(
    re.compile(rule)
    for rule in (
        rf"(?<![A-Za-z])(?i:{_TITLE_EN})\b\.?\s+(?P<v>{_SEQUENCE_EN})",
        rf"(?<![A-Za-z])(?i:{_RELATION_EN})\b\s*[:,]?\s+(?:(?i:is|was)\s+)?(?P<v>{_SEQUENCE_EN})",
        rf"(?<![A-Za-z])(?i:my name is|name is|name's|i am|i'm|this is|call me|called|it's|here is|speaking is|signed|met|saw|see|with|for|and|from|ask|told|tell|to)\s+(?P<v>{_SEQUENCE_EN})",
        rf"(?P<v>{_SEQUENCE_EN}),?\s+(?:MD|M\.D\.|RN|DO|NP|PA-C|PhD|PharmD|DDS|LPN|CNA)\b",
    )
)
_LOWER_EN: Final = re.compile(
    r"(?<![A-Za-z])(?:my name is|name is|name's|this is|i am|i'm|call me)\s+(?P<v>[a-z'\-]{2,}(?:\s+[a-z'\-]{2,})?)",
    re.I,
)
_RUN_EN: Final = re.compile(_SEQUENCE_EN)
#: Endings of generic drug names (WHO INN stems): a capitalised drug is no surname.
_DRUG: Final = re.compile(
    r"(?:pril|sartan|statin|olol|formin|dipine|cillin|mycin|azole|idone|etine|oxacin|gliptin|flozin|parin|xaban|mab|pam|lam|"
    r"tidine|prazole|sone|solone|fen|profen|thiazide|semide|glutide|caine|vir|lukast|terol|tinib)$",
    re.I,
)


def _english_names(text: str) -> Iterator[Identifier]:
    names = _names()
    for rule in _CUED_EN:
        for match in rule.finditer(text):
            yield from _trimmed(text, *match.span("v"), cued=True)
    for match in _LOWER_EN.finditer(text):
        words = match["v"].lower().split()
        if words[0] in names.english and words[0] not in names.ambiguous:
            yield Identifier(*match.span("v"), "NAME")
    for match in _RUN_EN.finditer(text):
        yield from _trimmed(text, *match.span(), cued=False)


def _trimmed(text: str, start: int, end: int, *, cued: bool) -> Iterator[Identifier]:
    """The part of a run of capitalised words that is a name: plain words cut off at both ends."""
    names = _names()
    words = [(start + match.start(), match.group()) for match in re.finditer(r"\S+", text[start:end])]
    words = [(at, word.rstrip(".,")) for at, word in words]
    while words and _plain(words[0][1]):
        words.pop(0)
    cut = next((number for number, (_, word) in enumerate(words) if _plain(word)), len(words))
    words = words[:cut]
    if not words:
        return
    first, last = words[0][0], words[-1][0] + len(words[-1][1].removesuffix("'s"))
    lowered = [part for _, word in words for part in word.lower().removesuffix("'s").split("-")]
    given = [word for word in lowered if word in names.english]
    sure = [word for word in given if word not in names.ambiguous]
    drugs = any(_DRUG.search(word) for _, word in words)
    if cued or sure or (len(words) >= 2 and (given or not drugs)):
        yield Identifier(first, last, "NAME")


def _plain(word: str) -> bool:
    bare = word.lower().removesuffix("'s")
    names = _names()
    return bare in names.plain_english or (word.isupper() and len(word) <= 5) or len(bare) < 2
