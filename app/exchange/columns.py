"""What a column of a table means, found by its heading in either language, or chosen by a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.exchange.amounts import unit_code


class Meaning(StrEnum):
    """What the cells of a column say."""

    MOMENT = "moment"
    DATE = "date"
    TIME = "time"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    PRESSURE = "pressure"
    MEAN_ARTERIAL = "mean_arterial"
    PULSE = "pulse"
    SPO2 = "spo2"
    TEMPERATURE = "temperature"
    GLUCOSE = "glucose"
    SENSOR_GLUCOSE = "sensor_glucose"
    WEIGHT = "weight"
    BODY_FAT = "body_fat"
    MUSCLE = "muscle"
    IRREGULAR = "irregular"
    MOVEMENT = "movement"
    DEVICE = "device"
    USER = "user"
    TIME_ZONE = "time_zone"
    IGNORE = "ignore"


#: The component of a reading that a column's cells are; :attr:`Meaning.PRESSURE` holds two.
COMPONENT_OF: Final[Mapping[Meaning, str]] = {
    Meaning.SYSTOLIC: "systolic",
    Meaning.DIASTOLIC: "diastolic",
    Meaning.PRESSURE: "systolic",
    Meaning.MEAN_ARTERIAL: "mean_arterial",
    Meaning.PULSE: "pulse",
    Meaning.SPO2: "spo2",
    Meaning.TEMPERATURE: "temperature",
    Meaning.GLUCOSE: "glucose",
    Meaning.SENSOR_GLUCOSE: "glucose",
    Meaning.WEIGHT: "weight",
    Meaning.BODY_FAT: "body_fat",
    Meaning.MUSCLE: "muscle",
}
#: Words a heading may be (without its unit, spaces and punctuation), by meaning.
_WORDS: Final[Mapping[Meaning, tuple[str, ...]]] = {
    Meaning.MOMENT: (
        "datetime", "dateandtime", "timestamp", "takenat", "measuredat", "measurementdate", "measurementtime",
        "recordedat", "日期时间", "测量时间", "时间戳", "测量日期时间", "记录时间", "采集时间", "检测时间",
    ),
    Meaning.DATE: ("date", "day", "日期", "测量日期", "测量日", "日"),
    Meaning.TIME: ("time", "clock", "timeofday", "时间", "时刻", "时分"),
    Meaning.SYSTOLIC: (
        "systolic", "sys", "sbp", "systolicpressure", "systolicbloodpressure", "systolicbp", "bpsystolic", "upper",
        "收缩压", "高压", "上压", "血压高压", "收缩压高压", "高压收缩压",
    ),
    Meaning.DIASTOLIC: (
        "diastolic", "dia", "dbp", "diastolicpressure", "diastolicbloodpressure", "diastolicbp", "bpdiastolic",
        "lower", "舒张压", "低压", "下压", "血压低压", "舒张压低压", "低压舒张压",
    ),
    Meaning.PRESSURE: ("bloodpressure", "bp", "血压"),
    Meaning.MEAN_ARTERIAL: ("map", "meanarterial", "meanarterialpressure", "平均压", "平均动脉压"),
    Meaning.PULSE: (
        "pulse", "bpm", "hr", "heartrate", "pulserate", "heartbeat", "heart", "restingheartrate", "脉搏", "心率",
        "脉率", "心跳",
    ),
    Meaning.SPO2: ("spo2", "oxygen", "oxygensaturation", "bloodoxygen", "o2", "sao2", "血氧", "血氧饱和度", "氧饱和度"),
    Meaning.TEMPERATURE: ("temperature", "temp", "bodytemperature", "体温", "温度"),
    Meaning.GLUCOSE: (
        "glucose", "bloodglucose", "bloodsugar", "bg", "sugar", "stripglucose", "血糖", "血糖值", "葡萄糖", "指尖血糖",
    ),
    Meaning.SENSOR_GLUCOSE: (
        "sensorglucose", "sgv", "cgm", "historicglucose", "sensorreading", "glucosevalue", "动态血糖", "传感器血糖",
    ),
    Meaning.WEIGHT: ("weight", "bodyweight", "mass", "bodymass", "体重"),
    Meaning.BODY_FAT: ("bodyfat", "fat", "bodyfatpercentage", "体脂", "体脂率"),
    Meaning.MUSCLE: ("muscle", "musclepercentage", "肌肉率"),
    Meaning.IRREGULAR: ("irregular", "ihb", "irregularheartbeat", "arrhythmia", "irregularpulse", "心律不齐", "脉搏不齐"),
    Meaning.MOVEMENT: ("movement", "mov", "bodymovement", "体动"),
    Meaning.DEVICE: ("device", "devicemodel", "devicemodelname", "meter", "设备", "仪器", "型号"),
    Meaning.USER: ("user", "用户"),
    Meaning.TIME_ZONE: ("timezone", "tz", "时区"),
}  # fmt: skip
_BY_WORD: Final = {word: meaning for meaning, words in _WORDS.items() for word in words}
_UNIT: Final = re.compile(
    r"[(\[（【]\s*([^()\[\]（）【】]+?)\s*[)\]）】]|[_/]\s*(mmhg|kpa|bpm|kg|lbs?|celsius)$|(%)$"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: where it is, its heading, what it means, and its unit (UCUM, 斤 or st) if it says one."""

    index: int
    heading: str
    meaning: Meaning
    unit: str | None = None


def understand(heading: str, index: int) -> Column:
    """Return what the column under ``heading`` means; :attr:`Meaning.IGNORE` for words that are not known."""
    plain = unicodedata.normalize("NFKC", heading).strip().casefold()
    match = _UNIT.search(plain)
    unit = None if match is None else unit_code(match[1] or match[2] or match[3])
    bare = plain if match is None else plain[: match.start()] + plain[match.end() :]
    word = re.sub(r"[\W_]+", "", bare)
    meaning = _BY_WORD.get(word)
    if meaning is None:
        # "血糖mmol/L", "weight kg": the unit glued to the word
        for length in range(len(bare.rstrip()) - 1, 0, -1):
            glued = unit_code(bare[length:])
            known = _BY_WORD.get(re.sub(r"[\W_]+", "", bare[:length]))
            if glued is not None and known is not None:
                return Column(index, heading, known, unit or glued)
    return Column(index, heading, meaning or Meaning.IGNORE, unit)


def understand_all(headings: Sequence[str]) -> tuple[Column, ...]:
    """Return what each column means; of two that mean the same, the second is ignored."""
    seen: set[Meaning] = set()
    columns = []
    for index, heading in enumerate(headings):
        column = understand(heading, index)
        if column.meaning in seen:
            column = Column(index, heading, Meaning.IGNORE)
        if column.meaning is not Meaning.IGNORE:
            seen.add(column.meaning)
        columns.append(column)
    return tuple(columns)


def says_when_and_what(columns: Sequence[Column]) -> bool:
    """Tell whether the columns hold a time and at least one value."""
    meanings = {column.meaning for column in columns}
    return bool(meanings & {Meaning.MOMENT, Meaning.DATE}) and bool(meanings & COMPONENT_OF.keys())
