"""Made-up people and sentences about them, for measuring what masking finds. Faker makes the details.

Nobody here exists: each detail is drawn at random from a seed. Rules are written with the ``seen`` sentence
frames in sight; figures for ``held_out`` frames tell how they do on sentences they were not written for.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import yaml

_SLOT: Final = re.compile(r"\{([A-Z_0-9]+)\}")
#: The class under which a slot of a frame is counted.
_KIND: Final = {
    "NICK": "NAME", "SURNAME": "NAME", "FIRST": "NAME", "LAST": "NAME", "FULL": "NAME", "NAME_LOWER": "NAME",
    "LAST_LOWER": "NAME", "HOSPITAL": "ORG", "COMPANY": "ORG", "SCHOOL": "ORG", "PHARMACY": "ORG", "WECHAT": "HANDLE",
    "QQ": "HANDLE", "BANK": "ACCT", "CITY": "ADDR", "ADDR_LOWER": "ADDR", "MONTH_YEAR": "DATE", "LICENSE": "CERT",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its personal spans, as ``listenwell evaluate privacy`` reads them."""

    language: str
    text: str
    spans: tuple[tuple[int, int, str], ...]

    def as_json(self) -> dict[str, Any]:
        """One line of an evaluation file."""
        spans = [{"start": start, "end": end, "kind": kind} for start, end, kind in self.spans]
        return {"lang": self.language, "text": self.text, "spans": spans}


class Details:
    """Draws personal details of one language from ``seed``. Needs Faker, which the tests bring."""

    def __init__(self, language: str, seed: int) -> None:
        from faker import Faker

        self.language = language
        self.random = random.Random(seed)
        locales = {"zh": ["zh_CN"], "en": ["en_US", "en_US", "en_GB", "en_IN"]}[language]
        self.fakers: list[Any] = []
        for number, locale in enumerate(locales):
            faker = Faker(locale)
            faker.seed_instance(seed + number)
            self.fakers.append(faker)

    def draw(self, slot: str) -> str:
        """A detail for ``slot``."""
        makers = _MAKERS_ZH if self.language == "zh" else _MAKERS_EN
        return str(makers[slot](self))

    @property
    def faker(self) -> Any:
        """One of the sources."""
        return self.random.choice(self.fakers)

    def digits(self, shape: str) -> str:
        """``shape`` with each ``#`` a digit (not 0 at the beginning) and each ``?`` a capital letter."""
        drawn = [self.random.choice("123456789") if sign == "#" else sign for sign in shape]
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
        return "".join(self.random.choice(letters) if sign == "?" else sign for sign in drawn)


def _chinese_name(draw: Details) -> str:
    rare = ("欧阳", "司马", "上官", "诸葛", "慕容", "尉迟", "令狐", "皇甫")
    given = draw.faker.first_name()
    number = draw.random.random()
    if number < 0.06:
        return f"{draw.random.choice(rare)}{given}"
    if number < 0.10:
        first = draw.random.choice(("古丽", "阿依努尔", "买买提", "热依汗", "次仁", "扎西", "巴特尔", "艾力"))
        return f"{first}·{draw.random.choice(('阿不都', '吐尔逊', '卓玛', '依明', '多吉', '艾合买提'))}"
    return str(draw.faker.name())


def _nickname(draw: Details) -> str:
    surname, given = draw.faker.last_name(), draw.faker.first_name()
    return draw.random.choice(
        (f"小{surname}", f"老{surname}", f"小{given[-1]}", f"阿{given[-1]}", given[-1] * 2)
    )


def _chinese_address(draw: Details) -> str:
    place = draw.random.choice(
        ("浙江省杭州市西湖区", "江苏省南京市建邺区", "上海市浦东新区", "北京市海淀区", "四川省成都市锦江区", "广东省深圳市福田区",
         "湖北省武汉市洪山区", "陕西省西安市雁塔区", "山东省青岛市市南区", "福建省厦门市思明区", "湖南省长沙市岳麓区", "重庆市渝中区",
         "辽宁省大连市沙河口区", "河南省郑州市金水区", "云南省昆明市五华区", "安徽省合肥市蜀山区", "黑龙江省哈尔滨市南岗区")
    )  # fmt: skip
    if draw.random.random() < 0.3:
        place = re.sub(r"^.{2,3}省", "", place)
    road = draw.random.choice(
        ("文三", "中山北", "人民", "解放", "建设", "长江", "学院", "和平", "滨江", "翠苑", "延安西")
    )
    number = draw.random.randint(1, 999)
    tail = draw.random.choice(
        (f"{road}路{number}号", f"{road}路{number}号{draw.random.randint(1, 30)}栋{draw.random.randint(101, 2803)}室",
         f"{road}街道幸福小区{draw.random.randint(1, 40)}号楼{draw.random.randint(1, 6)}单元{draw.random.randint(101, 1802)}",
         f"{road}路{number}弄{draw.random.randint(1, 90)}号{draw.random.randint(101, 909)}室", f"{road}大道{number}号锦绣花园{draw.random.randint(1, 9)}幢")
    )  # fmt: skip
    return str(draw.faker.address().rsplit(" ", 1)[0]) if draw.random.random() < 0.3 else place + tail


def _chinese_date(draw: Details) -> str:
    year, month, day = draw.random.randint(1932, 2026), draw.random.randint(1, 12), draw.random.randint(1, 28)
    words = "零一二三四五六七八九"
    numeral = ("十" if day >= 10 else "") if day < 20 else "二十"
    in_words = f"{['一','二','三','四','五','六','七','八','九','十','十一','十二'][month - 1]}月{numeral}{words[day % 10] if day % 10 else ''}号"  # fmt: skip
    return draw.random.choice(
        (f"{year}年{month}月{day}日", f"{year}-{month:02}-{day:02}", f"{year}.{month}.{day}", f"{month}月{day}号",
         f"{year}/{month:02}/{day:02}", in_words, f"{''.join(words[int(d)] for d in str(year))}年{in_words}", f"{year}年{month}月")
    )  # fmt: skip


def _chinese_phone(draw: Details) -> str:
    number = draw.random.choice(["13", "15", "17", "18", "19"]) + draw.digits("#########")
    spoken = "".join("零幺二三四五六七八九"[int(sign)] for sign in number)
    landline = draw.random.choice(("010", "021", "0571", "0755")) + "-" + draw.digits("########")
    return draw.random.choice(
        (number, number, f"{number[:3]} {number[3:7]} {number[7:]}", f"{number[:3]}-{number[3:7]}-{number[7:]}", landline, spoken, f"+86 {number}")
    )  # fmt: skip


def _chinese_hospital(draw: Details) -> str:
    city = draw.random.choice(
        ("杭州", "南京", "成都", "武汉", "长沙", "青岛", "西安", "郑州", "合肥", "昆明")
    )
    return draw.random.choice(
        (f"{city}市第{draw.random.choice('一二三四五六')}人民医院", f"{city}大学附属医院", f"{city}市中心医院", f"{city}同济医院", "华山医院",
         "协和医院", f"{city}市妇幼保健院", f"{draw.faker.last_name()}氏中医诊所", "中南大学湘雅二医院", f"{draw.faker.district()}区人民医院", "解放军总医院第五医学中心",
         "仁济医院东院")
    )  # fmt: skip


def _handle(draw: Details) -> str:
    return draw.random.choice(
        (f"wxid_{draw.faker.user_name()}{draw.digits('##')}", f"{draw.faker.user_name()}{draw.digits('####')}", f"{draw.faker.user_name()}_{draw.digits('##')}")
    )  # fmt: skip


def _plate_zh(draw: Details) -> str:
    head = draw.random.choice("京沪浙苏粤鲁川渝鄂湘皖闽") + draw.digits("?")
    return head + draw.random.choice(("", "·", " ")) + draw.digits(draw.random.choice(("#####", "?####", "##?##", "?D####", "F#####")))[:6]  # fmt: skip


_AGES_ZH: Final = {
    91: "九十一",
    92: "九十二",
    93: "九十三",
    95: "九十五",
    96: "九十六",
    98: "九十八",
    101: "一百零一",
}


def _age_zh(draw: Details) -> str:
    years = draw.random.choice(list(_AGES_ZH))
    return draw.random.choice((f"{years}岁", f"{_AGES_ZH[years]}岁", f"{years}周岁"))


_MAKERS_ZH: Final[dict[str, Callable[[Details], str]]] = {
    "NAME": _chinese_name,
    "NICK": _nickname,
    "SURNAME": lambda draw: str(draw.faker.last_name()),
    "ADDR": _chinese_address,
    "DATE": _chinese_date,
    "PHONE": _chinese_phone,
    "MRN": lambda draw: draw.digits(draw.random.choice(("########", "ZY########", "MZ20######", "BL-########", "##########"))),
    "HOSPITAL": _chinese_hospital,
    "ID": lambda draw: str(draw.faker.ssn()),
    "INSUR": lambda draw: draw.digits(draw.random.choice(("?##########", "#########", "############"))),
    "WECHAT": _handle,
    "QQ": lambda draw: draw.digits("#########"),
    "EMAIL": lambda draw: str(draw.faker.email()),
    "PLATE": _plate_zh,
    "AGE": _age_zh,
    "DEVICE": lambda draw: draw.digits(draw.random.choice(("OMR-####-########", "SN########??", "##########", "YX###-######"))),
    "BANK": lambda draw: "62" + draw.digits("#################"),
    "COMPANY": lambda draw: str(draw.faker.company()),
    "SCHOOL": lambda draw: draw.random.choice(("第三小学", "实验中学", "育才小学", "外国语学校", "师范大学", "第一幼儿园")) if draw.random.random() < 0 else f"{draw.faker.city_name()}{draw.random.choice(('第三小学', '实验中学', '育才小学', '外国语学校', '师范大学'))}",
    "PASSPORT": lambda draw: draw.digits(draw.random.choice(("E########", "EA#######", "G########"))),
}  # fmt: skip

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _english_date(draw: Details) -> str:
    year, month, day = draw.random.randint(1930, 2026), draw.random.randint(1, 12), draw.random.randint(1, 28)
    name = _MONTHS[month - 1]
    suffix = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return draw.random.choice(
        (f"{month:02}/{day:02}/{year}", f"{year}-{month:02}-{day:02}", f"{name} {day}, {year}", f"{name[:3]} {day}, {year}", f"{day} {name} {year}",
         f"{name} {day}{suffix}", f"{month}/{day}/{year % 100:02}", f"{day} {name[:3]} {year}", f"the {day}{suffix} of {name}")
    )  # fmt: skip


def _english_phone(draw: Details) -> str:
    area, middle, last = draw.digits("###"), draw.digits("###"), draw.digits("####")
    return draw.random.choice(
        (f"({area}) {middle}-{last}", f"{area}-{middle}-{last}", f"{area}.{middle}.{last}", f"+1 {area} {middle} {last}", f"{area} {middle} {last}",
         f"{area}{middle}{last}", f"+44 7{draw.digits('###')} {draw.digits('######')}", str(draw.faker.phone_number()))
    )  # fmt: skip


def _english_hospital(draw: Details) -> str:
    last, city = draw.faker.last_name(), draw.faker.city()
    return draw.random.choice(
        (f"{last} Memorial Hospital", f"{city} General Hospital", f"St. {draw.faker.first_name_female()}'s Hospital", f"{city} Medical Center", "Mayo Clinic",
         "Johns Hopkins Hospital", f"University of {draw.faker.last_name()} Hospital", f"{last} Family Practice", f"{city} Urgent Care", f"{last} Heart Institute")
    )  # fmt: skip


def _english_address(draw: Details) -> str:
    return str(draw.fakers[0].address()).replace("\n", ", ")


def _street(draw: Details) -> str:
    return str(draw.fakers[0].street_address())


def _full(draw: Details) -> str:
    faker = draw.faker
    middle = f" {draw.digits('?')}." if draw.random.random() < 0.2 else ""
    return f"{faker.first_name()}{middle} {faker.last_name()}"


_MAKERS_EN: Final[dict[str, Callable[[Details], str]]] = {
    "NAME": _full,
    "FULL": _full,
    "FIRST": lambda draw: str(draw.faker.first_name()),
    "LAST": lambda draw: str(draw.faker.last_name()),
    "NAME_LOWER": lambda draw: _full(draw).lower(),
    "LAST_LOWER": lambda draw: str(draw.faker.last_name()).lower(),
    "ADDR": _english_address,
    "ADDR_LOWER": lambda draw: _street(draw).lower(),
    "CITY": lambda draw: str(draw.fakers[0].city()),
    "DATE": _english_date,
    "MONTH_YEAR": lambda draw: f"{draw.random.choice(_MONTHS)} {draw.random.randint(1960, 2025)}",
    "PHONE": _english_phone,
    "MRN": lambda draw: draw.digits(draw.random.choice(("########", "S25-#######", "CLM########", "A########", "###-##-####"))),
    "HOSPITAL": _english_hospital,
    "SSN": lambda draw: draw.digits("###-##-####"),
    "INSUR": lambda draw: draw.digits(draw.random.choice(("XYP#########", "#EG#-TE#-MK##", "W#########", "??########"))),
    "EMAIL": lambda draw: str(draw.faker.email()),
    "PLATE": lambda draw: draw.digits(draw.random.choice(("?## ????"[:7], "??? ####", "#??? ###", "???-####"))),
    "AGE": lambda draw: str(draw.random.randint(90, 104)),
    "DEVICE": lambda draw: draw.digits(draw.random.choice(("########??####", "SN########", "OM-#######"))),
    "BANK": lambda draw: draw.digits("################"),
    "COMPANY": lambda draw: f"{draw.faker.last_name()} {draw.random.choice(('Group', 'Inc', 'LLC', 'Ltd', 'and Sons', 'PLC'))}",
    "LICENSE": lambda draw: draw.digits(draw.random.choice(("?#######", "??######", "#########"))),
    "PASSPORT": lambda draw: draw.digits("?########"),
    "HANDLE": _handle,
    "IP": lambda draw: str(draw.faker.ipv4()),
    "PHARMACY": lambda draw: f"{draw.faker.last_name()} Pharmacy",
}  # fmt: skip


def frames(part: str, language: str) -> list[str]:
    """Sentence frames of ``seen``, ``held_out`` or ``clean`` in ``language``."""
    text = (resources.files("resources") / "privacy" / "sentence_frames.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text)[part][language])


def sentences(part: str, language: str, count: int, seed: int) -> Iterator[Sentence]:
    """``count`` filled frames of ``part``, each frame in turn; the same seed gives the same sentences."""
    draw, known = Details(language, seed), frames(part, language)
    for number in range(count):
        yield _filled(known[number % len(known)], language, draw)


def _filled(frame: str, language: str, draw: Details) -> Sentence:
    text, spans, at = "", [], 0
    for match in _SLOT.finditer(frame):
        text += frame[at : match.start()]
        value = draw.draw(match[1])
        spans.append((len(text), len(text) + len(value), _KIND.get(match[1], match[1])))
        text += value
        at = match.end()
    return Sentence(language, text + frame[at:], tuple(spans))
