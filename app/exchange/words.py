"""What a person reads about files, in both languages: whose they are, what columns mean, what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.exchange.columns import Meaning
from app.exchange.import_draft import ImportFormat, LeftOut
from assistant.conversation import Language

_ZH, _EN = Language.ZH, Language.EN

FORMAT_NAMES: Final[Mapping[ImportFormat, Mapping[Language, str]]] = {
    ImportFormat.LISTENWELL_TABLE: {_ZH: "康聆导出的表格", _EN: "a table exported by Listenwell"},
    ImportFormat.LISTENWELL_BUNDLE: {_ZH: "FHIR 文件", _EN: "a FHIR bundle"},
    ImportFormat.OPENSCALE: {_ZH: "openScale（体重）", _EN: "openScale (weights)"},
    ImportFormat.UBPM: {_ZH: "UBPM（血压）", _EN: "UBPM (blood pressure)"},
    ImportFormat.OMRON_CONNECT: {_ZH: "欧姆龙 OMRON connect（血压）", _EN: "OMRON connect (blood pressure)"},
    ImportFormat.APPLE_HEALTH: {_ZH: "苹果“健康”", _EN: "Apple Health"},
    ImportFormat.NIGHTSCOUT: {_ZH: "Nightscout（血糖）", _EN: "Nightscout (glucose)"},
    ImportFormat.XDRIP: {_ZH: "xDrip+（血糖）", _EN: "xDrip+ (glucose)"},
    ImportFormat.TABLE: {_ZH: "表格", _EN: "a table"},
}
LEFT_OUT_WORDS: Final[Mapping[LeftOut, Mapping[Language, str]]] = {
    LeftOut.NO_READING: {_ZH: "没有数值的行", _EN: "rows without a value"},
    LeftOut.OTHER_KIND: {_ZH: "这里不记录的项目", _EN: "kinds that are not kept here"},
    LeftOut.SENSOR_ERROR: {_ZH: "传感器报错", _EN: "errors of the sensor"},
    LeftOut.BEFORE_CHOSEN_DAY: {_ZH: "所选日期以前的", _EN: "before the chosen day"},
    LeftOut.OTHER_USER: {_ZH: "别的用户的", _EN: "of another user"},
    LeftOut.SAID_TWICE: {_ZH: "文件里重复的", _EN: "said twice in the file"},
}
MEANING_NAMES: Final[Mapping[Meaning, Mapping[Language, str]]] = {
    Meaning.MOMENT: {_ZH: "日期和时间", _EN: "date and time"},
    Meaning.DATE: {_ZH: "日期", _EN: "date"},
    Meaning.TIME: {_ZH: "时间", _EN: "time"},
    Meaning.SYSTOLIC: {_ZH: "高压（收缩压）", _EN: "systolic pressure"},
    Meaning.DIASTOLIC: {_ZH: "低压（舒张压）", _EN: "diastolic pressure"},
    Meaning.PRESSURE: {_ZH: "血压（如 128/79）", _EN: "blood pressure (like 128/79)"},
    Meaning.MEAN_ARTERIAL: {_ZH: "平均动脉压", _EN: "mean arterial pressure"},
    Meaning.PULSE: {_ZH: "脉搏", _EN: "pulse"},
    Meaning.SPO2: {_ZH: "血氧", _EN: "blood oxygen"},
    Meaning.TEMPERATURE: {_ZH: "体温", _EN: "temperature"},
    Meaning.GLUCOSE: {_ZH: "血糖", _EN: "blood glucose"},
    Meaning.SENSOR_GLUCOSE: {_ZH: "动态血糖", _EN: "sensor glucose"},
    Meaning.WEIGHT: {_ZH: "体重", _EN: "weight"},
    Meaning.BODY_FAT: {_ZH: "体脂率", _EN: "body fat"},
    Meaning.MUSCLE: {_ZH: "肌肉率", _EN: "muscle"},
    Meaning.IRREGULAR: {_ZH: "脉搏不齐", _EN: "irregular pulse"},
    Meaning.MOVEMENT: {_ZH: "测量时动了", _EN: "moved while measuring"},
    Meaning.DEVICE: {_ZH: "设备", _EN: "device"},
    Meaning.USER: {_ZH: "用户", _EN: "user"},
    Meaning.TIME_ZONE: {_ZH: "时区", _EN: "time zone"},
    Meaning.IGNORE: {_ZH: "不用", _EN: "not used"},
}
