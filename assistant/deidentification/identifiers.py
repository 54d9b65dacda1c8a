"""Identifiers that have a shape: numbers, addresses of machines, dates, ages, postal addresses, institutions.

Patterns work on folded text (:func:`fold`), which has the length of the original. They cover the classes
of HIPAA Safe Harbor, 45 CFR 164.514(b)(2), that can stand in text, and their Chinese counterparts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import yaml


@dataclass(frozen=True, slots=True)
class Identifier:
    """Characters ``start`` to ``end`` (exclusive) identify somebody; ``kind`` names the class (``NAME`` …)."""

    start: int
    end: int
    kind: str


_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | dict.fromkeys(map(ord, "’‘"), "'")

_Z: Final = r"[\u4e00-\u9fff]"
_NUM: Final = r"[\d一二三四五六七八九十百零〇两]"
#: The value behind a label such as 病历号 or "Account number": at least four signs with a digit among them.
_CODE: Final = r"(?=[A-Za-z0-9_\-/ .·]*\d)[A-Za-z0-9][A-Za-z0-9_\-/·]*(?:[ .]\d[A-Za-z0-9_\-]*)*"
_LINK: Final = r"\s*(?:(?:号码?|编号|ID|No\.?|码|代码|号)\s*)?(?:是|为|:|：|=|#)?\s*"

_LABELS_ZH: Final = (
    ("ID", r"身份证(?:号码?)?|证件(?:号码?)?|军官证|士兵证|户口本"),
    ("PASSPORT", r"护照|通行证|台胞证|回乡证"),
    ("INSUR", r"(?:医保|社保|参保|保险|保单|社保电脑|医保卡|社会保障)(?:卡|电脑|单)?"),
    (
        "MRN",
        r"病历|住院|门诊|就诊卡?|登记|病案|样本|标本|条码|样本条码|标本条码|检验|申请单|报告单?|病人|患者|床位",
    ),
    ("ACCT", r"(?:工资|银行|储蓄|信用|借记)卡|账户|账号|帐号|卡号|订单|发票|合同"),
    ("CERT", r"(?:执业|资格|从业|出生|驾驶|行驶|残疾)(?:医学)?证(?:书|明)?|驾照|证书"),
    ("DEVICE", r"序列|设备|机身|仪器|产品|蓝牙(?:地址)?|SN|S/N"),
    ("BIO", r"声纹(?:模板)?|指纹(?:模板)?|人脸(?:模板)?|虹膜"),
    ("PLATE", r"车牌|车架"),
    ("HANDLE", r"微信|QQ|qq|支付宝|抖音|微博|钉钉|企鹅|网名|昵称|用户名|账户名|登录名"),
    ("PHONE", r"电话|手机|座机|传真|联系方式|热线"),
    ("OTHER", r"学号|工号|员工|会员|快递单?"),
)
_LABELS_EN: Final = (
    ("MRN", r"MRN|medical record|chart|accession|specimen(?: barcode)?|barcode|sample|encounter|visit|case"),
    ("INSUR", r"medicare|medicaid|member|insurance(?: policy)?|policy|subscriber|beneficiary|group"),
    ("ACCT", r"account|acct|card|claim|invoice|order|routing|iban|confirmation"),
    ("PASSPORT", r"passport"),
    ("CERT", r"driver'?s?'? licen[sc]e|licen[sc]e|NPI|DEA|certificate|permit|registration"),
    ("DEVICE", r"serial|device|IMEI|model serial|pacemaker serial"),
    ("BIO", r"voice ?print|finger ?print|face ?print|iris scan|retina"),
    ("VEHICLE", r"VIN|vehicle"),
    ("PLATE", r"(?:license |number )?plate|tag"),
    ("OTHER", r"student|employee|badge|case worker|user|patient|tracking"),
    ("SSN", r"SSN|social security"),
)
_LINK_EN: Final = r"(?:\s+(?:number|no\.?|num|id|ids|code|#))*\s*[:#=]?\s*(?:is\s+)?#?"

_RULES: Final[Sequence[tuple[str, re.Pattern[str]]]] = (
    ("URL", re.compile(r"(?:https?://|www\.)[^\s，。；、！？）)\"'<>\u4e00-\u9fff]*[\w/=]")),
    ("EMAIL", re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+", re.ASCII)),
    ("DEVICE", re.compile(r"(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}[:\-]){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:])")),
    ("IP", re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){6,7}[0-9a-f]{1,4}(?![0-9a-f:])", re.I)),
    ("ID", re.compile(r"(?<![A-Za-z0-9])\d{17}[\dXx](?![A-Za-z0-9])")),
    ("PHONE", re.compile(r"(?:\+?86[\s\-]*)?(?<!\d)1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}(?!\d)")),
    ("PHONE", re.compile(r"(?<![\d\-])(?:\(?0\d{2,3}\)?[\s\-]?)\d{7,8}(?:[\-转]\d{1,5})?(?!\d)|(?<!\d)[48]00-?\d{3,4}-?\d{3,4}(?!\d)")),
    ("PHONE", re.compile(r"(?<![\w+])\+\d{1,3}(?:[\s.\-]?\(?\d{1,4}\)?){2,5}(?!\d)")),
    ("PHONE", re.compile(r"(?<![\d.])(?:1[\s.\-])?(?:\(\d{3}\)\s?|\d{3}[\s.\-])\d{3}[\s.\-]\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?!\d)", re.I)),
    ("PHONE", re.compile(r"(?<![\d.\-/])\d{3}-\d{4}(?![\d\-])")),
    ("SSN", re.compile(r"(?<![\d\-])\d{3}-\d{2}-\d{4}(?![\d\-])")),
    ("PLATE", re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}(?![A-Z0-9])")),
    ("ID", re.compile(r"[军政士]?[\u4e00-\u9fff]?字第\s?[A-Za-z0-9]{4,}号?")),
    ("VEHICLE", re.compile(r"\b(?=[A-HJ-NPR-Z0-9]*\d)(?=[A-HJ-NPR-Z0-9]*[A-Z])[A-HJ-NPR-Z0-9]{17}\b")),
    ("HANDLE", re.compile(r"(?<![\w.])@[A-Za-z0-9_][\w.]{1,30}\b|\bwxid_\w+", re.ASCII)),
    ("HANDLE", re.compile(r"(?:微信|wechat|skype|telegram|whatsapp|twitter|instagram|facebook|discord|snapchat|venmo)(?:号| id| handle| name| user(?:name)?)?\s*(?:是|为|:)?\s*(?:is\s+)?(?P<v>[A-Za-z][\w.\-]{4,})(?!\w)", re.I | re.ASCII)),
    ("DEVICE", re.compile(r"\bS/?N\s*[:#]?\s*(?=[A-Z0-9\-]*\d)[A-Z0-9][A-Z0-9\-]{3,}", re.I | re.ASCII)),
    ("HANDLE", re.compile(r"(?:网名|昵称|用户名|登录名|\buser ?name|\bscreen ?name|\bhandle|\blogin)(?:叫|是|为|[:：]|\s+is)?\s*(?P<v>[A-Za-z][\w.\-]{2,30})", re.I | re.ASCII)),
    ("HANDLE", re.compile(r"(?<![\w@.])[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]+(?!\w)|(?<![\w@.\-])(?!(?:covid|hcov|vitamin|room|bed|type|stage|grade|day|week|mmol|phq|gad|cha2ds|sars|apoe|cyp)\d)(?:[a-z]{4,}\d{2,}|[a-z]{3}\d{4,})(?![\w%])", re.ASCII)),
    ("PLATE", re.compile(r"(?<![A-Za-z])[Pp]late\b\W{0,3}(?:number\W{0,3}|no\.?\W{0,2})?(?:is\s+)?(?P<v>(?=[A-Z0-9 \-]*\d)[A-Z0-9]{1,4}(?:[ \-]?[A-Z0-9]{1,4}){1,2})(?![A-Za-z0-9])")),
    ("PHONE", re.compile(r"(?<![\w.])\(?0\d{2,5}\)?[\s\-]?\d{3,4}[\s\-]?\d{3,4}(?!\d)")),
    ("PHONE", re.compile(r"(?<![\w+])(?:\+|00)\d{1,3}[\s.\-]?(?:\(0\))?[\s.\-]?\(?\d{2,5}\)?(?:[\s.\-]?\d{2,5}){1,4}(?:x\d{1,6})?(?!\d)")),
    ("PHONE", re.compile(r"(?<![\d.])(?:001|1)?[\s.\-]?\(?\d{3}\)?[\s.\-]?\d{3}[\s.\-]?\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,6})(?!\d)", re.I)),
    ("NUMBER", re.compile(r"[零〇一二三四五六七八九幺]{7,}|(?<!\d)\d(?:[ \-]\d){6,}(?!\d)")),
    ("NUMBER", re.compile(r"\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)(?:[\s\-]+(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)){5,}\b", re.I)),
    ("INSUR", re.compile(r"\b\d[A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d{2}\b")),
)  # fmt: skip

_MONTH: Final = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
_ORDINAL: Final = r"(?:(?:twenty|thirty)[\s\-])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
_DATES: Final = tuple(
    re.compile(pattern, re.I | re.ASCII)
    for pattern in (
        rf"{_NUM}{{2,4}}\s?年(?:\s?{_NUM}{{1,3}}\s?月(?:\s?{_NUM}{{1,3}}\s?[日号])?)?(?!级|龄|前|后|来|内|多)",
        rf"{_NUM}{{1,3}}\s?月\s?{_NUM}{{1,3}}\s?[日号]",
        r"(?<![\d.])(?:19|20)\d{2}[\-/.](?:0?[1-9]|1[0-2])[\-/.](?:0?[1-9]|[12]\d|3[01])(?!\d)",
        r"(?<![\d./])(?:0?[1-9]|1[0-2])[/\-](?:0?[1-9]|[12]\d|3[01])[/\-](?:19|20)?\d{2}(?![\d/])",
        r"(?<![\d./])(?:0?[1-9]|[12]\d|3[01])[/\-.](?:0?[1-9]|1[0-2])[/\-.](?:19|20)\d{2}(?![\d/])",
        rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+(?:19|20)\d{{2}})?(?!\d|\s?(?:mg|ml|%))\b",
        rf"(?:\bthe\s+)?\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+(?:19|20)\d{{2}})?\b",
        rf"\b{_MONTH},?\s+(?:of\s+)?(?:19|20)\d{{2}}\b",
        rf"\b(?:the\s+)?{_ORDINAL}\s+of\s+{_MONTH}(?:,?\s+(?:19|20)\d{{2}})?\b",
        rf"\b{_MONTH}\s+(?:the\s+)?{_ORDINAL}\b",
        r"(?:\b(?:on|since|by|until|till|from|dated?|dob|due|exp(?:ires)?|follow-?up|appointment|visit|seen|born|before|after)\s*:?\s+(?:on\s+)?)(?P<v>(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01]|\d{2}))(?![\d/]|\s*(?:mmhg|tablet|pill|of\b))",
        r"\b(?:born|birth ?(?:day|year)|dob)\b\D{0,12}(?P<v>(?:19|20)\d{2})\b",
    )
)
_AGES: Final = tuple(
    re.compile(pattern, re.I | re.ASCII)
    for pattern in (
        r"(?<!\d)(?P<v>(?:9\d|1[0-2]\d)\s*周?岁)",
        r"(?<!\d)(?P<v>9\d|1[0-2]\d)\s*(?:years?[\s\-]?old|[\s\-]year[\s\-]old|y/?o\b|yrs?\b)",
        r"(?P<v>(?:九十[一二三四五六七八九]?|一百[零一二三四五六七八九十]*)\s*多?\s*周?岁)",
        r"\b(?:at|age)\s+(?P<v>9\d|1[01]\d)(?=,?\s+(?:should|can|could|he|she|i\b|my|is|does|do|years|and)\b)",
        r"\b(?P<v>(?:ninety|a hundred|one hundred)(?:[\s\-](?:and[\s\-])?(?:one|two|three|four|five|six|seven|eight|nine))?)(?=[\s\-]+years?[\s\-]+old\b)",
        r"(?:\b(?:aged?|turned|turning)|\b(?:he|she|who|grandma|grandpa|grandmother|grandfather|mother|father|mom|dad|nana|aunt|uncle|wife|husband)(?:'s| is)|\bi'm|\bi am)\s+(?P<v>9\d|1[01]\d)(?=\s*(?:[,.;!?]|$|and\b|now\b))(?!\s*%)",
    )
)


#: "… is 96 and still walks" is an age unless something measured is spoken of.
_IS_AGED: Final = re.compile(r"\bis\s+(?P<v>9\d|1[01]\d)(?=\s*(?:[,.;!?]|$|and\b|now\b))(?!\s*%)", re.I)
_MEASURES: Final = re.compile(
    r"\b(?:pulse|rate|pressure|systolic|diastolic|sugar|glucose|oxygen|spo2|saturation|sats?|weight|weighs?|bp|hr|bpm|level|reading|temperature|temp|"
    r"ldl|hdl|a1c|egfr|creatinine|count|number|dose|result|average|mean|highest|lowest|top|bottom|heart|waist|score|goal|target|normal)\b",
    re.I,
)


@lru_cache(maxsize=1)
def places() -> dict[str, Any]:
    """Place words of ``resources/privacy/places.yaml``."""
    return _load("places.yaml")


def _load(name: str) -> dict[str, Any]:
    text = (resources.files("resources") / "privacy" / name).read_text(encoding="utf-8")
    content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return dict(content)


def fold(text: str) -> str:
    """Full-width signs, dashes and apostrophes in one form, character by character: the length stays."""
    return text.translate(_FULL_WIDTH).translate(_DASHES)


def find_identifiers(text: str) -> Iterator[Identifier]:
    """Identifiers by shape in folded ``text``; they may overlap."""
    for kind, rule in _RULES:
        for match in rule.finditer(text):
            yield _identifier(match, kind)
    for kind, rule in _labelled():
        for match in rule.finditer(text):
            if sum(character.isalnum() for character in match["v"]) >= 4:
                yield _identifier(match, kind)
    for rule in _DATES:
        for match in rule.finditer(text):
            yield _identifier(match, "DATE")
    for rule in _AGES:
        for match in rule.finditer(text):
            yield _identifier(match, "AGE")
    for match in _IS_AGED.finditer(text):
        if _MEASURES.search(text[max(0, match.start() - 60) : match.start()].rpartition(".")[2]) is None:
            yield _identifier(match, "AGE")
    yield from _long_codes(text)


def _identifier(match: re.Match[str], kind: str) -> Identifier:
    group = "v" if "v" in match.re.groupindex and match["v"] is not None else 0
    return Identifier(match.start(group), match.end(group), kind)


@lru_cache(maxsize=1)
def _labelled() -> Sequence[tuple[str, re.Pattern[str]]]:
    chinese = [
        (kind, re.compile(rf"(?:{label}){_LINK}(?P<v>{_CODE})", re.ASCII)) for kind, label in _LABELS_ZH
    ]
    english = [
        (kind, re.compile(rf"\b(?:{label})\b{_LINK_EN}(?P<v>{_CODE})", re.I | re.ASCII))
        for kind, label in _LABELS_EN
    ]
    return [*chinese, *english]


#: Behind these a long number is a measurement or a count.
_COUNTED: Final = re.compile(
    r"\s*(?:步|个|/|×|x10|\^|cells|steps|iu\b|copies|拷贝|kcal|千卡|大卡|ml\b|毫升)", re.I
)
_LONG: Final = re.compile(
    r"(?<![A-Za-z0-9.])(?=[A-Za-z0-9\-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9])|"
    r"(?<![\d.])\d{3,4}(?:[ ]\d{3,4}){2,5}(?!\d)",
    re.ASCII,
)
_LEAST_DIGITS: Final = 5


def _long_codes(text: str) -> Iterator[Identifier]:
    """Whatever has five digits or more in one token; nothing clinical is written so without a unit."""
    for match in _LONG.finditer(text):
        digits = sum(character.isdigit() for character in match.group())
        runs = re.findall(r"\d+", match.group())
        if digits >= _LEAST_DIGITS and not _COUNTED.match(text, match.end()):
            if max(map(len, runs)) < _LEAST_DIGITS and re.fullmatch(r"\d{1,3}-\d{1,3}", match.group()):
                continue
            yield Identifier(match.start(), match.end(), "NUMBER")
