"""Addresses, places and institutions in text, Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from assistant.deidentification.identifiers import Identifier, places

_Z: Final = r"[\u4e00-\u9fff]"
#: A place name never runs over these: they are grammar, not names.
_Q: Final = (
    r"(?:(?![在到去于从的了我你他她您它和与跟住来是要想就不没也都给把被让叫吗呢吧还有很])[\u4e00-\u9fff])"
)
_AREA: Final = r"(?:特别行政区|自治区|自治州|地区|新区|开发区|省|市|区|县|旗|州|盟)"
_LOCAL: Final = r"(?:街道|小区|社区|新村|花园|家园|公寓|大厦|广场|大道|胡同|科技园|工业园|园区|南区|北区|东区|西区|[一二三四五六七八九十]区|[一二三四五六七八九十]期|路|街|巷|弄|镇|乡|村|屯|庄|苑|园|新城|城关|坊|桥头|南路|北路)"
_NUMBERED: Final = r"(?:第?[A-Za-z]?\d{1,5}(?:-\d{1,4})*\s?(?:号楼|号院|号|弄|栋|幢|座|单元|楼|层|室|户|房|组|队|支)(?:[A-Za-z]?\d{2,5}(?!\d))?|[A-Za-z]座(?:\d{2,5}(?!\d))?|[一二三四五六七八九十]+(?:号|栋|单元|楼|层|室)|[东南西北]门)"
_NOT_PLACES_ZH: Final = re.compile(
    r"^(?:病区|手术区|小区|社区|地区|城市|疫区|灾区|市区|城区|郊区|山区|农村|院区|街道|花园|公园|城里|家里|心里|夜里|哪里|这里|那里|屋里|路上)"
)
_ORG_ZH: Final = r"(?:附属医院|人民医院|中心医院|妇幼保健院|卫生服务中心|卫生服务站|卫生院|保健院|医院|诊所|卫生室|门诊部|大学|学院|中学|小学|幼儿园|学校|养老院|敬老院|研究所|研究院|集团|有限公司|公司|银行|派出所|村委会|居委会|药店|大药房)"
_PLAIN_ORG: Final = re.compile(
    r"^(?:大|小|好|附近|当地|哪家|这家|那家|一家|社区|专科|三甲|综合|私立|公立|县|市|省|镇|乡|定点|线上|互联网|儿童|妇产|精神|中|中医|口腔|眼科|任何|别的|其他|其它|同一|什么|上级|基层|正规|急诊|马上|立即|尽快|今天|现在|直接|马上去|送|住|出|看|读|上|念|教|考|考上|所在|同家|老|新|外地|本地|男子|女子|打车去|请|联系|各家|全科|再|先|医生|建议|可以|需要|必须|最好|就近|及时|尽早|前往|赶紧|去过|请马上|每家|多家|两家|三家|所有|有的)*"
    + _ORG_ZH
    + "$"
)
_US_STREET: Final = r"(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Terrace|Ter|Circle|Cir|Highway|Hwy|Parkway|Pkwy|Trail|Trl|Square|Sq|Loop|Alley|Plaza|Crescent|Close|Row|Manor|Mews|Station|Ridge|Run|Path|Pike|Turnpike|Crossing|Cove|Point|Landing|Estates?|Mount|Gardens?|Heights|Hill|Hollow|Shoal|Spring|Track|Unions?|Valley|View|Village|Walk|Well|Inlet|Island|Isle|Junction|Key|Knoll|Lakes?|Light|Lodge|Meadows?|Mill|Mission|Motorway|Neck|Orchard|Oval|Overpass|Park|Passage|Pine|Plain|Port|Prairie|Radial|Ramp|Ranch|Rapid|Rest|River|Roads?|Route|Rue|Shore|Skyway|Spur|Stravenue|Stream|Summit|Throughway|Trace|Trafficway|Tunnel|Viaduct|Ville|Vista|Wall)"
_CAP: Final = r"[A-Z][A-Za-z'\-]*\.?"
_CITY: Final = rf"{_CAP}(?:\s{_CAP}){{0,2}}"
_ORG_EN: Final = r"(?:Hospital|Clinic|Medical Center|Medical Group|Health Center|Healthcare|Health System|Health|University|College|School|Academy|Elementary|Pharmacy|Church|Bank|Insurance|Institute|Laboratory|Laboratories|Labs|Nursing Home|Hospice|Foundation|Inc|LLC|Ltd|Corp|Corporation|Company|Group|Associates|Cross|Shield|PLC)"


@lru_cache(maxsize=1)
def _chinese() -> Sequence[tuple[str, re.Pattern[str]]]:
    known = places()
    head = "|".join([*known["provinces_zh"], *known["cities_zh"]])
    area = rf"(?:{_Q}{{1,6}}?{_AREA})"
    local = rf"(?:(?:{_Q}|[A-Za-z0-9]){{1,9}}?{_LOCAL})"
    tail = rf"(?:{_Q}{{0,8}}?{_NUMBERED})"
    return (
        ("ADDR", re.compile(rf"(?:{head})(?:省|市|自治区)?{area}{{0,3}}(?:{local}|{tail}){{0,8}}")),
        ("ADDR", re.compile(rf"(?:(?<=住在)|(?<=家住)|(?<=我住)|(?<=住址[:：])|(?<=地址[:：])|(?<=住)|(?<=在)){area}{{0,3}}{local}(?:{local}|{tail}){{0,8}}")),
        ("ADDR", re.compile(rf"{area}{{2,4}}(?:{local}|{tail}){{0,8}}|{area}{local}(?:{local}|{tail}){{0,8}}")),
        ("ADDR", re.compile(rf"{_Q}{{2,6}}?(?:路|街|巷|弄|大道|胡同|新村|小区){_Q}{{0,3}}?{_NUMBERED}(?:{tail}){{0,5}}")),
        ("ADDR", re.compile(r"\d{1,3}(?:号楼|栋|幢|座)(?:\d{1,2}单元)?\d{0,5}室?")),
        ("ADDR", re.compile(r"邮(?:政)?编码?\s*[:：]?\s*(?P<v>\d{6})")),
        ("ORG", re.compile(rf"(?:协和|仁和|和平|和睦家|{_Q}|[A-Za-z]){{1,22}}?{_ORG_ZH}(?:{_Q}{{1,4}}(?:院区|分院|校区|分店|支行))?")),
        ("ADDR", re.compile(rf"(?:老家|籍贯|户籍|出生地|来自|家在)(?:是|在|[:：])?(?P<v>{_Q}{{2,8}})")),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _english() -> Sequence[tuple[str, re.Pattern[str]]]:
    state = "|".join(places()["states_en"])
    unit = r"(?:,?\s+(?:Apt|Apartment|Suite|Ste|Unit|Room|Rm|Floor|#)\.?\s?[\w\-]+)?"
    town = rf"(?:,?\s+{_CITY})?(?:,?\s+(?:{state})\b)?(?:,?\s+\d{{5}}(?:-\d{{4}})?)?"
    return (
        ("ADDR", re.compile(rf"(?<![A-Za-z])\d{{1,6}}[A-Z]?\s+(?:{_CAP}\s+|\d+(?:st|nd|rd|th)\s+){{1,4}}{_US_STREET}\b\.?{unit}{town}")),
        ("ADDR", re.compile(r"(?<![A-Za-z])P\.?\s?O\.?\s+Box\s+\d+", re.I)),
        ("ADDR", re.compile(rf"(?<![A-Za-z]){_CITY},\s+(?:{state})\b(?:\s+\d{{5}}(?:-\d{{4}})?)?")),
        ("ADDR", re.compile(r"(?<![A-Za-z])(?:zip|zip code|postcode|postal code)\s*:?\s*(?P<v>[A-Z0-9][A-Z0-9\- ]{3,8}\d[A-Z0-9]*)", re.I)),
        ("ADDR", re.compile(rf"(?<![A-Za-z])(?:live[sd]?|living|reside[sd]?|residing|moved?|born|drive[sn]?|drove|travel\w*|flew|based|raised|grew up|stay\w*|hometown|visiting|vacation\w*|commute\w*)\b[^.!?;\n]{{0,40}}?\b(?:in|to|at|near|from|is|of)\s+(?P<v>(?!The\b|A\b|My\b|I\b){_CITY})")),
        ("ADDR", re.compile(rf"(?<![A-Za-z])(?:from|near|outside)\s+(?P<v>(?!The\b|A\b|My\b|I\b|Dr\b|Mr\b|Mrs\b|Ms\b){_CITY})(?=\s*(?:[,.;!?]|$|and\b|for\b))")),
        ("ORG", re.compile(rf"(?<![A-Za-z])(?:(?!The\b){_CAP}\s+(?:of\s+|and\s+|&\s+)?){{1,5}}{_ORG_EN}\b(?:\s+(?:of|at|in)\s+{_CITY})?")),
        ("ORG", re.compile(rf"(?<![A-Za-z])(?:University|College|Bank|Church|School|Hospital)\s+(?:of|for)\s+{_CITY}")),
        ("ORG", re.compile(rf"(?<![A-Za-z])(?:St|Saint|Mount|Mt)\.?\s+{_CITY}(?:'s)?\b")),
    )  # fmt: skip


def find_places(text: str) -> Iterator[Identifier]:
    """Addresses, towns and institutions in folded ``text``; they may overlap."""
    for kind, rule in _chinese():
        for match in rule.finditer(text):
            start, end = match.span("v") if "v" in rule.groupindex else match.span()
            found = text[start:end]
            if kind == "ORG" and _PLAIN_ORG.match(found):
                continue
            if kind == "ADDR" and _NOT_PLACES_ZH.match(found):
                continue
            yield Identifier(start, end, kind)
    for kind, rule in _english():
        for match in rule.finditer(text):
            start, end = match.span("v") if "v" in rule.groupindex else match.span()
            yield Identifier(start, end, kind)
