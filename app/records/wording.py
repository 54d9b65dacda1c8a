"""The sentences records say about the person, in both languages. Every number in them comes from a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from app.records.thresholds import HomePressureReference
from app.records.units import number, shown, unit_word, with_unit
from assistant.conversation import Language
from device_io.reading import REQUIRED_COMPONENTS, QualityFlag, Quantity, ReadingKind

_ZH, _EN = Language.ZH, Language.EN

KIND_NAMES: Final[Mapping[ReadingKind, Mapping[Language, str]]] = {
    ReadingKind.BLOOD_PRESSURE: {_ZH: "血压", _EN: "blood pressure"},
    ReadingKind.HEART_RATE: {_ZH: "心率", _EN: "heart rate"},
    ReadingKind.SPO2: {_ZH: "血氧", _EN: "blood oxygen"},
    ReadingKind.TEMPERATURE: {_ZH: "体温", _EN: "temperature"},
    ReadingKind.GLUCOSE: {_ZH: "血糖", _EN: "blood glucose"},
    ReadingKind.WEIGHT: {_ZH: "体重", _EN: "weight"},
    ReadingKind.BODY_COMPOSITION: {_ZH: "体脂", _EN: "body fat"},
    ReadingKind.CONTINUOUS_GLUCOSE: {_ZH: "动态血糖", _EN: "sensor glucose"},
}
COMPONENT_NAMES: Final[Mapping[str, Mapping[Language, str]]] = {
    "systolic": {_ZH: "高压（收缩压）", _EN: "systolic pressure"},
    "diastolic": {_ZH: "低压（舒张压）", _EN: "diastolic pressure"},
    "mean_arterial": {_ZH: "平均动脉压", _EN: "mean arterial pressure"},
    "pulse": {_ZH: "脉搏", _EN: "pulse"},
    "spo2": {_ZH: "血氧饱和度", _EN: "oxygen saturation"},
    "temperature": {_ZH: "体温", _EN: "temperature"},
    "glucose": {_ZH: "血糖", _EN: "glucose"},
    "weight": {_ZH: "体重", _EN: "weight"},
    "body_fat": {_ZH: "体脂率", _EN: "body fat"},
    "muscle": {_ZH: "肌肉率", _EN: "muscle share"},
    "muscle_mass": {_ZH: "肌肉量", _EN: "muscle mass"},
    "fat_free_mass": {_ZH: "去脂体重", _EN: "fat-free mass"},
    "soft_lean_mass": {_ZH: "软组织瘦体重", _EN: "soft lean mass"},
    "water_mass": {_ZH: "身体水分", _EN: "body water"},
    "basal_metabolism": {_ZH: "基础代谢", _EN: "basal metabolism"},
    "impedance": {_ZH: "身体电阻抗", _EN: "body impedance"},
    "trend": {_ZH: "血糖变化速度", _EN: "rate of change"},
    "quality": {_ZH: "传感器信号质量", _EN: "sensor quality"},
}
_FLAG_WORDS: Final[Mapping[QualityFlag, Mapping[Language, str]]] = {
    QualityFlag.BODY_MOVEMENT: {_ZH: "测量时动了", _EN: "moved while measuring"},
    QualityFlag.CUFF_LOOSE: {_ZH: "袖带松了", _EN: "cuff was loose"},
    QualityFlag.IRREGULAR_PULSE: {_ZH: "血压计提示脉搏不齐", _EN: "monitor noted an irregular pulse"},
    QualityFlag.PULSE_ABOVE_RANGE: {_ZH: "脉搏超出血压计范围", _EN: "pulse above the monitor's range"},
    QualityFlag.PULSE_BELOW_RANGE: {_ZH: "脉搏低于血压计范围", _EN: "pulse below the monitor's range"},
    QualityFlag.WRONG_POSITION: {_ZH: "测量姿势不对", _EN: "wrong position while measuring"},
    QualityFlag.TIME_UNCERTAIN: {_ZH: "测量时间不确定", _EN: "time of measurement uncertain"},
    QualityFlag.CLOCK_CORRECTED: {
        _ZH: "时间已按设备时钟偏差修正",
        _EN: "time corrected for the device clock",
    },
    QualityFlag.CLOCK_ZONE: {
        _ZH: "设备时钟差整小时（时区或夏令时）",
        _EN: "device clock off by whole hours (time zone or summer time)",
    },
    QualityFlag.CLOCK_RESET: {_ZH: "设备时钟被重置过", _EN: "the device clock had been reset"},
    QualityFlag.UNIT_GUESSED: {
        _ZH: "没写单位，按数值推定",
        _EN: "came without a unit, which its value shows",
    },
    QualityFlag.OUTLIER: {
        _ZH: "和您平时差得多，请再测一次",
        _EN: "unlike your other readings, please measure again",
    },
    QualityFlag.IMPLAUSIBLE: {
        _ZH: "数值不合常理，请再测一次",
        _EN: "not a plausible value, please measure again",
    },
    QualityFlag.RISING_FAST: {_ZH: "传感器提示血糖上升很快", _EN: "sensor noted fast rising glucose"},
    QualityFlag.FALLING_FAST: {_ZH: "传感器提示血糖下降很快", _EN: "sensor noted fast falling glucose"},
    QualityFlag.CALIBRATION_NEEDED: {
        _ZH: "传感器需要用指尖血校准",
        _EN: "sensor wants a finger-stick calibration",
    },
}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def flag_words(flags: frozenset[QualityFlag], language: Language) -> tuple[str, ...]:
    """Return what is doubtful about a reading, in a fixed order."""
    if QualityFlag.CLOCK_ZONE in flags:
        flags -= {QualityFlag.CLOCK_CORRECTED}  # whole hours say it
    return tuple(words[language] for flag, words in _FLAG_WORDS.items() if flag in flags)


def date_and_time(moment: datetime, zone: ZoneInfo, now: datetime, language: Language) -> str:
    """Return e.g. ``11月24日 8:05`` / ``24 Nov at 8:05``, with the year where it is not this one."""
    local = moment.astimezone(zone)
    other_year = local.year != now.astimezone(zone).year
    clock = f"{local.hour}:{local.minute:02}"
    if language is _ZH:
        year = f"{local.year}年" if other_year else ""
        return f"{year}{local.month}月{local.day}日 {clock}"
    year = f" {local.year}" if other_year else ""
    return f"{local.day} {_MONTHS[local.month - 1]}{year} at {clock}"


def day_name(day: date, language: Language) -> str:
    """Return e.g. ``11月24日`` / ``24 Nov``."""
    return f"{day.month}月{day.day}日" if language is _ZH else f"{day.day} {_MONTHS[day.month - 1]}"


def relative_time(moment: datetime, zone: ZoneInfo, now: datetime, language: Language) -> str:
    """Return ``今天 8:05`` / ``today 8:05``, ``昨天 …``, or the date."""
    local = moment.astimezone(zone)
    days = (now.astimezone(zone).date() - local.date()).days
    words = {0: {_ZH: "今天", _EN: "today"}, 1: {_ZH: "昨天", _EN: "yesterday"}}.get(days)
    if words is None:
        return date_and_time(moment, zone, now, language)
    return f"{words[language]} {local.hour}:{local.minute:02}"


def main_figure(kind: ReadingKind, values: Mapping[str, Quantity]) -> tuple[str, str]:
    """Return digits and UCUM unit of what matters most: ``("128/79", "mm[Hg]")``, ``("36.6", "Cel")``."""
    if kind is ReadingKind.BLOOD_PRESSURE:
        return f"{number(values['systolic'])}/{number(values['diastolic'])}", values["systolic"].unit
    main = values[REQUIRED_COMPONENTS[kind][0]]
    return number(main), main.unit


def figure_with_unit(kind: ReadingKind, values: Mapping[str, Quantity], language: Language) -> str:
    """Return ``128/79 mmHg``, as it is shown and spoken."""
    digits, unit = main_figure(kind, values)
    return f"{digits}{'' if unit == '%' else ' '}{unit_word(unit, language)}"


def latest_sentence(
    kind: ReadingKind, values: Mapping[str, Quantity], taken: str, judgement: str, language: Language
) -> str:
    """Return the whole sentence about the latest reading.

    ``taken`` is :func:`date_and_time`, ``judgement`` of :func:`against_reference` or empty.
    """
    figure = figure_with_unit(kind, values, language)
    pulse = values.get("pulse") if kind in (ReadingKind.BLOOD_PRESSURE, ReadingKind.SPO2) else None
    name = KIND_NAMES[kind][language]
    if language is _ZH:
        beside = f"，脉搏 {with_unit(pulse, language)}" if pulse else ""
        compared = f"，{judgement}" if judgement else ""
        return f"您最近一次{name}是 {figure}{beside}，{taken} 测的{compared}。"
    beside = f", pulse {with_unit(pulse, language)}" if pulse else ""
    compared = f", which is {judgement}" if judgement else ""
    return f"Your latest {name} is {figure}{beside}, taken on {taken}{compared}."


def against_reference(
    systolic: Quantity, diastolic: Quantity, reference: HomePressureReference, language: Language
) -> tuple[str, bool]:
    """Compare two pressures with the home reference; return the words and whether they reach it.

    The words describe the reading, never the person. What is compared is what is shown (whole mmHg).
    """
    excess = max(shown(systolic) - reference.systolic, shown(diastolic) - reference.diastolic)
    if language is _ZH:
        how = "低于" if excess < 0 else "高于" if excess > 0 else "达到"
        return f"{how}家庭血压参考值{reference.text}", excess >= 0
    how = "below" if excess < 0 else "above" if excess > 0 else "at"
    return f"{how} the home reference {reference.text}", excess >= 0


def reference_name(reference: HomePressureReference, language: Language) -> str:
    """Return the reference with its guideline, and what it stands in for."""
    if language is _ZH:
        instead = f"，代替未核实的 {reference.instead_of}" if reference.instead_of else ""
        return f"家庭血压参考值{reference.text}（{reference.titles[language]}{instead}）"
    instead = f", in place of the unverified {reference.instead_of}" if reference.instead_of else ""
    return f"home reference {reference.text} ({reference.titles[language]}{instead})"


def not_enough(reference: HomePressureReference, days: int, readings: int, language: Language) -> str:
    """Return the words for a mean that rests on too few readings to be compared."""
    if language is _ZH:
        return f"读数还不够，满 {days} 天 {readings} 次才能和家庭血压参考值{reference.text}比较"
    return f"not enough readings yet to compare with the home reference {reference.text} (at least {readings} on {days} days)"


def mean_sentence(
    kind: ReadingKind, days: int, count: int, figure: str, judgement: str, language: Language
) -> str:
    """Return the sentence about the mean of ``count`` readings; ``judgement`` may be empty."""
    name = KIND_NAMES[kind][language]
    if language is _ZH:
        return f"近{days}天 {count} 次{name}平均 {figure}{'；' + judgement if judgement else ''}。"
    readings = "reading" if count == 1 else "readings"
    tail = f"; {judgement}" if judgement else ""
    return f"The mean of {count} {name} {readings} in the last {days} days is {figure}{tail}."


def trend_sentence(
    component: str,
    days: int,
    count: int,
    mean: Quantity,
    extremes: tuple[Quantity, Quantity],
    language: Language,
) -> str:
    """Return the sentence under a trend: how many readings, their mean and range."""
    name = COMPONENT_NAMES[component][language]
    low, high = (number(extreme) for extreme in extremes)
    if language is _ZH:
        return f"{_lately(days, language)} {count} 次：{name}平均 {with_unit(mean, language)}，最低 {low}，最高 {high}。"
    readings = "reading" if count == 1 else "readings"
    return (
        f"{count} {readings} {_lately(days, language)}: {name} averages {with_unit(mean, language)}, "
        f"lowest {low}, highest {high}."
    )


def _lately(days: int, language: Language) -> str:
    if language is _ZH:
        return "今天" if days == 1 else f"近{days}天"
    return "today" if days == 1 else f"in the last {days} days"


def no_readings(name: str, days: int | None, language: Language) -> str:
    """Return the words for an empty tile or trend and what to do."""
    if language is _ZH:
        span = _lately(days, language) if days else ""
        return f"{span}还没有{name}读数，请用设备测一次，或手动输入。"
    span = f" {_lately(days, language)}" if days else ""
    return f"No {name} readings{span} yet: measure with a device or type one in."
