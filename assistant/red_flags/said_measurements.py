"""Measurements said in a text: "血压190/115", "BP is 190 over 115", "血氧八十八", "sugar 52 mg/dL".

A number belongs to the measurement named just before it when nothing but filler stands between. What
counts times, days or doses is never taken for a measurement. Values out of the plausible range of
``thresholds.yaml`` are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.red_flags.observations import Bound, Observation, measured, plausible
from assistant.red_flags.spoken_numerals import NUMERAL_CHARACTERS, parse_number


class _Named(StrEnum):
    PRESSURE = "pressure"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    PULSE = "pulse"
    SPO2 = "spo2"
    TEMPERATURE = "temperature"
    GLUCOSE = "glucose"
    RESPIRATORY_RATE = "respiratory_rate"


_NAMES = (
    (_Named.SYSTOLIC, r"收缩压|高压(?!氧)|上压|\bsystolic\b|\bsbp\b"),
    (_Named.DIASTOLIC, r"舒张压|低压|下压|\bdiastolic\b|\bdbp\b"),
    (_Named.PRESSURE, r"(?<!眼)血压|\bblood pressure\b|\bbp\b"),
    (
        _Named.SPO2,
        r"血氧(?:饱和度|浓度)?|氧饱和度?|指氧|\bsp[o0]2\b|\b(?:o2 )?sats?\b|\boxygen(?: saturation| level| sats?)?s?\b|\bsaturation\b|\bpulse ox(?:imeter)?\b",
    ),
    (
        _Named.GLUCOSE,
        r"(?:空腹|餐后|饭后|指尖|随机)?血糖|\b(?:blood )?sugars?\b|\b(?:blood )?glucose\b|\bfingerstick\b",
    ),
    (
        _Named.TEMPERATURE,
        r"体温|高烧|低烧|发烧|发热|烧到了?|烧|腋温|耳温|额温|\btemp(?:erature)?\b|\bfever\b",
    ),
    (
        _Named.RESPIRATORY_RATE,
        r"呼吸频率|呼吸次数|呼吸每分钟|\brespirat(?:ory|ion) rate\b|\bbreathing rate\b|\brr\b",
    ),
    (
        _Named.PULSE,
        r"心率|心跳|脉搏|脉率|\bheart ?rate\b|\bheart ?beat\b|\bheart(?:'s| is| was)? (?:racing|pounding|going|beating)\b|\bpulse(?! ox)\b|\bhr\b",
    ),
)
_NAME = re.compile("|".join(f"(?P<{name.value}>{pattern})" for name, pattern in _NAMES))
_NUMBER = re.compile(rf"(?<![\d.])\d{{1,3}}(?:\.\d{{1,2}})?(?![\d.]*\d)|[{NUMERAL_CHARACTERS}]{{1,8}}")
_FILLER = re.compile(
    r"(?:百分之|[\s:：=≈~*\"'“”(（是为有到了才只就在约大概测量出得来的值读数我他她它突然已经今天早上晚刚现又还一直空腹餐前饭后睡升降至掉高低达最每分钟能快都显示结果竟然烧左右超过于小不足]"
    r"|\b(?:is|was|are|were|of|at|reads?|reading|readings|level|levels|rate|now|only|about|around|just|to|has|have|been|it|it's|its"
    r"|went|gone|goes|dropped|fell|rose|down|up|shows?|showed|showing|says|said|came|comes|back|as|measured|the|my|his|her|this"
    r"|morning|today|tonight|running|stuck|getting|got|with|a|an|in|fasting|result|number|value|between|hit|hits|over|under"
    r"|above|below|high|low|meter|monitor|cuff|than|more|less|that|i|am|and|still|really|very|resting|home|tested|blood|sugar"
    r"|glucose|temperature|saturation|test|check|checked|finger|stick|been)\b|[,，]\s)*"
)
#: What follows a number that counts or doses something.
_NOT_A_MEASUREMENT = re.compile(
    r"\s*(?:个?小时|个月|分钟(?!.{0,2}次)|秒|天|日(?!常)|周|星期|年|岁|点(?![\d零一二三四五六七八九])|点钟|号|月|片|粒|颗|支|针|遍|次(?!\s*[/每])|口|人|楼|斤|公斤"
    r"|hours?\b|hrs?\b|minutes?\b|mins?\b|seconds?\b|days?\b|weeks?\b|months?\b|years?\b|times\b|pills?\b|tablets?\b|am\b|pm\b"
    r"|o'clock|kg\b|lbs?\b|mg\b(?!\s*/)|mcg\b|ml\b|units?\b)"
)
_PAIR = re.compile(
    r"\s*(?:mmhg|毫米汞柱)?\s*(?:[/,，、\-~—]|over|on|比|到|和|[,，]?\s*(?:低压|舒张压|下压|diastolic)(?:是|为|有|到)?|\s)\s*"
)
_BARE_PRESSURE = re.compile(r"(?<![\d./])(\d{2,3})\s*(?:/|over)\s*(\d{2,3})(?![\d/.年月])")
_BARE_TEMPERATURE = re.compile(
    r"(?<![\d.])(?P<whole>\d{2,3}(?:\.\d{1,2})?|[三四]?[十]?[零一二三四五六七八九]{1,3})\s*"
    r"(?:(?P<degree>度)(?P<tenth>[\d零一二三四五六七八九半])?(?!数)|°\s*(?P<scale>[cf])|\s?degrees?\b|℃)"
)
_NOT_BODY = re.compile(r"(?:室温|水温|气温|天气|外面|度数|血压计|角|镜|近视|酒)[^，。,.]{0,6}$")
_BELOW = re.compile(r"(?:低于|小于|不到|不足|<|below|under|less than)\s*$")
_ABOVE = re.compile(r"(?:超过|高于|大于|>|above|over|more than)\s*$")
_UNIT = re.compile(
    r"\s*(?:(?P<mmol>mmol|毫摩)|(?P<mg>mg\s*/?\s*dl|毫克)|(?P<f>°?\s*f\b|华氏|fahrenheit|degrees f))"
)
_DEGREES_F = re.compile(r"\s*(?:°\s*f\b|f\b|degrees? f\b|华氏|fahrenheit)")


@dataclass(frozen=True, slots=True)
class Said:
    """An observation with the place in the text it was read at."""

    observation: Observation
    position: int


def said_measurements(text: str) -> list[Said]:
    """All measurements said in ``text`` (normalised, lower case), in order."""
    said: list[Said] = []
    used: set[int] = set()
    names = list(_NAME.finditer(text))
    for number, name in enumerate(names):
        end = names[number + 1].start() if number + 1 < len(names) else len(text)
        said.extend(_after_name(text, name, end, used))
    said.extend(_bare(text, used))
    return sorted(said, key=lambda item: item.position)


def _after_name(text: str, name: re.Match[str], end: int, used: set[int]) -> Iterator[Said]:
    named = _Named(name.lastgroup or "")
    first = _next_number(text, name.end(), end)
    while first is not None and (counted := _NOT_A_MEASUREMENT.match(text, first.end())):
        first = _next_number(text, counted.end(), end)
    if first is None or first.start() in used:
        return
    value = parse_number(first.group())
    if value is None:
        return
    bound = _bound(text, first.start())
    if named is _Named.PRESSURE or named is _Named.SYSTOLIC:
        second = _second(text, first.end())
        if second is not None:
            pair = parse_number(second.group())
            if pair is not None and _is_pressure(value, pair):
                used.update((first.start(), second.start()))
                yield Said(Observation("systolic", value, bound), first.start())
                yield Said(Observation("diastolic", pair, bound), second.start())
                return
        if plausible("systolic", value):
            used.add(first.start())
            yield Said(Observation("systolic", value, bound), first.start())
        return
    if named is _Named.TEMPERATURE:
        value = _with_tenth(text, first, value)
    observations = _observe(named, value, text[first.end() : first.end() + 14], bound)
    if observations:
        used.add(first.start())
        yield from (Said(observation, first.start()) for observation in observations)


def _next_number(text: str, at: int, end: int) -> re.Match[str] | None:
    filler = _FILLER.match(text, at, end)
    start = filler.end() if filler else at
    return _NUMBER.match(text, start)


def _second(text: str, at: int) -> re.Match[str] | None:
    gap = _PAIR.match(text, at)
    return _NUMBER.match(text, gap.end()) if gap else None


def _is_pressure(systolic: Decimal, diastolic: Decimal) -> bool:
    return (
        plausible("systolic", systolic) and plausible("diastolic", diastolic) and 20 <= diastolic < systolic
    )


def _with_tenth(text: str, number: re.Match[str], value: Decimal) -> Decimal:
    """39度5 and 三十九度五 are 39.5, 38度半 is 38.5."""
    tail = re.match(r"\s*度\s*([\d零一二三四五六七八九半])(?![\d天日度])", text[number.end() :])
    if tail is None or value != value.to_integral_value():
        return value
    tenth = Decimal(5) if tail.group(1) == "半" else parse_number(tail.group(1))
    return value if tenth is None else value + tenth / 10


def _observe(named: _Named, value: Decimal, tail: str, bound: Bound) -> list[Observation]:
    if named is _Named.GLUCOSE:
        unit = _UNIT.match(tail)
        given = None if unit is None else "mmol/L" if unit["mmol"] else "mg/dL" if unit["mg"] else None
        return measured("glucose", value, given, bound)
    if named is _Named.TEMPERATURE:
        return measured("temperature", value, "[degF]" if _DEGREES_F.match(tail) else None, bound)
    return measured(named.value, value, None, bound)


def _bound(text: str, at: int) -> Bound:
    before = text[max(0, at - 12) : at]
    if _BELOW.search(before):
        return Bound.BELOW
    return Bound.ABOVE if _ABOVE.search(before) else Bound.EXACT


def _bare(text: str, used: set[int]) -> Iterator[Said]:
    """Numbers that say themselves what they are: 190/115, 39.5 度."""
    for match in _BARE_PRESSURE.finditer(text):
        systolic, diastolic = Decimal(match.group(1)), Decimal(match.group(2))
        if match.start(1) not in used and _is_pressure(systolic, diastolic) and systolic >= 70:
            used.update((match.start(1), match.start(2)))
            yield Said(Observation("systolic", systolic), match.start(1))
            yield Said(Observation("diastolic", diastolic), match.start(2))
    for match in _BARE_TEMPERATURE.finditer(text):
        value = parse_number(match["whole"])
        if value is None or match.start() in used or _NOT_BODY.search(text[: match.start()]):
            continue
        if match["tenth"] and value == value.to_integral_value():
            tenth = Decimal(5) if match["tenth"] == "半" else parse_number(match["tenth"])
            value += (tenth or Decimal(0)) / 10
        unit = "[degF]" if match["scale"] == "f" else None
        if (unit or 34 <= value <= 43 or 95 <= value <= 108) and not used & set(
            range(match.start(), match.end())
        ):
            used.add(match.start())
            yield from (Said(item, match.start()) for item in measured("temperature", value, unit))
