"""Addresses, places and institutions in text, Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from assistant.deidentification.identifiers import Identifier, places

_Z: Final = r"[\u4e00-\u9fff]"
#: A place name never runs over these: they are grammar, not names.
_Q: Final = r"(?:和平|和谐|成都|首都|都江堰|(?![在到去于从的了我你他她您它和与跟住来是要想就不没也都给把被让叫吗呢吧还有很])[\u4e00-\u9fff])"
_AREA: Final = r"(?:特别行政区|自治区|自治州|地区|新区|开发区|省|市|区|县|旗|州|盟)"
_LOCAL: Final = r"(?:街道办|街道|小区|社区|新村|花园|家园|公寓|大厦|广场|大道|胡同|科技园|工业园|园区|南区|北区|东区|西区|[一二三四五六七八九十]区|[一二三四五六七八九十]期|路|街|巷|弄|镇|乡|村|屯|庄|苑|园|新城|城关|坊|桥头|南路|北路|道|里|湾|岛|港|桥|站|镇上|屯子|大院|家属院|宿舍|校区|国际|公馆|名邸|豪庭|广场)"
_NUMBERED: Final = r"(?:第?[A-Za-z]?\d{1,5}(?:-\d{1,4})*\s?(?:号楼|号院|号|弄|栋|幢|座|单元|楼|层|室|户|房|组|队|支)(?:[A-Za-z]?\d{2,5}(?:室|户|号|房)?(?!\d))?|[A-Za-z]座(?:\d{2,5}室?(?!\d))?|\d{1,4}[\-－]\d{1,4}(?:[\-－]\d{1,4})?(?:室|号)?|[一二三四五六七八九十]+(?:号|栋|单元|楼|层|室)|[东南西北]门)"
_NOT_PLACES_ZH: Final = re.compile(
    r"^(?:病区|手术区|小区|社区|地区|城市|疫区|灾区|市区|城区|郊区|山区|农村|院区|街道|花园|公园|城里|家里|心里|夜里|哪里|这里|那里|屋里|路上)"
)
_ORG_ZH: Final = r"(?:附属(?:第[一二三四五六七八九十]|儿童|妇产|肿瘤|口腔|中)?医院|总医院|人民医院|中心医院|妇幼保健院|卫生服务中心|卫生服务站|卫生院|保健院|医院|诊所|卫生室|门诊部|大学|学院|中学|小学|幼儿园|学校|养老院|敬老院|研究所|研究院|集团|有限公司|公司|银行|派出所|村委会|居委会|药店|大药房)"
_PLAIN_ORG: Final = re.compile(
    r"^(?:大|小|好|附近|当地|哪家|这家|那家|一家|社区|专科|三甲|综合|私立|公立|县|市|省|镇|乡|定点|线上|互联网|儿童|妇产|精神|中|中医|口腔|眼科|任何|别的|其他|其它|同一|什么|上级|基层|正规|急诊|马上|立即|尽快|今天|现在|直接|马上去|送|住|出|看|读|上|念|教|考|考上|所在|同家|老|新|外地|本地|男子|女子|打车去|请|联系|各家|全科|再|先|医生|建议|可以|需要|必须|最好|就近|及时|尽早|前往|赶紧|去过|请马上|每家|多家|两家|三家|所有|有的)*"
    + _ORG_ZH
    + "$"
)
#: Street suffixes of USPS Publication 28, appendix C1, and what they are shortened to.
_US_STREET: Final = r"(?:Alley|Avenue|Branch|Bridge|Brooks?|Burgs?|Bypass|Camp|Canyon|Cape|Causeway|Centers?|Circles?|Cliffs?|Club|Common|Corners?|Course|Courts?|Coves?|Creek|Crescent|Crest|Crossing|Crossroad|Curve|Dale|Dam|Divide|Drives?|Estates?|Expressway|Extensions?|Falls?|Ferry|Fields?|Flats?|Fords?|Forest|Forges?|Forks?|Fort|Freeway|Gardens?|Gateway|Glens?|Greens?|Groves?|Harbors?|Haven|Heights|Highway|Hills?|Hollow|Inlet|Islands?|Isle|Junctions?|Keys?|Knolls?|Lakes?|Land|Landing|Lane|Lights?|Loaf|Locks?|Lodge|Loop|Mall|Manors?|Meadows?|Mews|Mills?|Mission|Motorway|Mount|Mountains?|Neck|Orchard|Oval|Overpass|Parks?|Parkways?|Pass|Passage|Path|Pike|Pines?|Place|Plains?|Plaza|Points?|Ports?|Prairie|Radial|Ramp|Ranch|Rapids?|Rest|Ridges?|River|Roads?|Routes?|Row|Rue|Run|Shoals?|Shores?|Skyway|Springs?|Spurs?|Squares?|Station|Stravenue|Stream|Streets?|Summit|Terrace|Throughway|Trace|Track|Trafficway|Trail|Tunnel|Turnpike|Underpass|Unions?|Valleys?|Via|Viaduct|Views?|Villages?|Ville|Vista|Walks?|Wall|Way|Wells?|St|Ave|Rd|Dr|Ln|Blvd|Ct|Pl|Ter|Cir|Hwy|Pkwy|Trl|Sq|Close|Quay|Wharf)"
_STRONG_STREET: Final = "street|st|avenue|ave|road|rd|drive|lane|ln|boulevard|blvd|court|ct|way|place|terrace|circle|highway|parkway|trail|square|turnpike|crescent"
#: After a number these are measures, not streets: "10 minute walk", "5 mile run".
_MEASURED: Final = "minutes?|min|hours?|days?|weeks?|months?|years?|miles?|feet|foot|blocks?|steps?|times?|mg|ml|more|of|or|and|to|percent|pounds?|points?|st|nd|rd|th|over|a|in|people|tablets?|pills?|out"
_UK_POSTCODE: Final = r"[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}"
_CAP: Final = r"[A-Z][A-Za-z'\-]*\.?"
_CITY: Final = rf"{_CAP}(?:\s{_CAP}){{0,2}}"
_ORG_EN: Final = r"(?:Hospital|Infirmary|Clinic|Urgent Care|Family Practice|Family Medicine|Surgery|Medical Practice|Practice|Heart Institute|Heart Center|Cancer Center|Dental|Pediatrics|Eye Center|Medical Center|Medical Group|Health Center|Healthcare|Health System|Health|University|College|School|Academy|Elementary|Pharmacy|Church|Bank|Insurance|Institute|Laboratory|Laboratories|Labs|Nursing Home|Hospice|Foundation|Inc|LLC|Ltd|Corp|Corporation|Company|Group|Associates|Cross|Shield|PLC|and Sons|Partners|Holdings|Industries|Solutions|Rehab|Hospital Trust|NHS Trust|Trust|Center|Centre)"


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
        ("ORG", re.compile(rf"(?:协和|仁和|和平|和睦家|{_Q}|[A-Za-z0-9]){{1,22}}?{_ORG_ZH}(?:{_Q}{{0,8}}?{_ORG_ZH}){{0,2}}(?:{_Q}{{0,4}}(?:院区|分院|校区|分店|支行)|第[一二三四五六七八九十]+医学中心|[东西南北新老]院)?")),
        ("ADDR", re.compile(rf"(?:老家|籍贯|户籍|出生地|来自|家在)(?:是|在|[:：])?(?P<v>{_Q}{{2,8}})")),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _english() -> Sequence[tuple[str, re.Pattern[str]]]:
    state = "|".join(places()["states_en"])
    unit = r"(?:,?\s+(?:Apt|Apartment|Suite|Ste|Unit|Room|Rm|Floor|Flat|#|apt|suite|unit)\.?\s?[\w\-]+)?"
    town = rf"(?:,?\s+{_CITY})?(?:,?\s+(?:{state}|[A-Z]{{2}})\b)?(?:,?\s+\d{{5}}(?:-\d{{4}})?)?"
    return (
        ("ADDR", re.compile(rf"(?<![A-Za-z])\d{{1,6}}[A-Z]?\s+(?:{_CAP}\s+|\d+(?:st|nd|rd|th)\s+){{1,4}}{_US_STREET}\b\.?{unit}{town}")),
        ("ADDR", re.compile(rf"(?<![A-Za-z0-9./])\d{{1,6}}[a-z]?\s+(?!(?:{_MEASURED})\b)(?:[a-z][a-z'\-]+\s+|\d+(?:st|nd|rd|th)\s+){{1,3}}?(?:{_STRONG_STREET})\b\.?{unit}", re.I)),
        ("ADDR", re.compile(r"(?<![A-Za-z0-9./])\d{1,6}\s+(?:[A-Za-z][A-Za-z'\-]+\s+){1,3}?(?:apt|apartment|suite|ste|unit)\.?\s?#?\w+", re.I)),
        ("ADDR", re.compile(rf"(?:\blive[sd]?\s+(?:at|on)|\baddress(?:\s+is)?:?|\breside[sd]?\s+at)\s+(?P<v>\d{{1,6}}\s+(?:[A-Za-z][A-Za-z'\-]+\s*){{1,3}}{unit})", re.I)),
        ("ADDR", re.compile(rf"(?<![A-Za-z0-9./])\d{{1,6}}[A-Z]?\s+(?:{_CAP}\s+){{1,4}}(?:(?:Apt|Suite|Ste|Unit)\.?\s?[\w\-]+)?,\s+{_CITY},\s+[A-Z]{{2}}\s+\d{{5}}(?:-\d{{4}})?")),
        ("ADDR", re.compile(r"(?<![A-Za-z])(?:PSC|Unit|US(?:NS|NV|S|CGC))\s[\w ]{1,30}(?:,?\s*Box \d+)?,?\s+(?:APO|FPO|DPO),?\s+A[AEP]\s+\d{5}(?:-\d{4})?")),
        ("ADDR", re.compile(rf"(?<![A-Za-z])(?:(?:Flat|Studio|Unit|Apartment)\s\w+,?\s+)?(?:\d{{1,4}}[A-Za-z]?,?\s+)?(?:{_CAP}\s?){{1,4}},?\s+(?:{_CITY},?\s+)?(?:{_CITY},?\s+)?{_UK_POSTCODE}(?![A-Za-z0-9])")),
        ("ADDR", re.compile(rf"(?<![A-Za-z0-9]){_UK_POSTCODE}(?![A-Za-z0-9])")),
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
