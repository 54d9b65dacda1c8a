"""How units, signs and abbreviations of health texts are said, in Chinese and English."""

from __future__ import annotations

import re

from assistant.conversation import Language

#: Unit as written, in English, in Chinese. Longer spellings stand before the shorter ones they begin with.
#: English names after the BIPM SI brochure (9th ed.), Chinese names after GB 3100–3102.
_UNIT_TABLE = (
    (r"mm\s?Hg", "millimetres of mercury", "毫米汞柱"),
    (r"kPa", "kilopascals", "千帕"),
    (r"mmol/mol", "millimoles per mole", "毫摩尔每摩尔"),
    (r"mmol/L", "millimoles per litre", "毫摩尔每升"),
    (r"[μµu]mol/L", "micromoles per litre", "微摩尔每升"),
    (r"nmol/L", "nanomoles per litre", "纳摩尔每升"),
    (r"pmol/L", "picomoles per litre", "皮摩尔每升"),
    (r"mg/dL", "milligrams per decilitre", "毫克每分升"),
    (r"mg/L", "milligrams per litre", "毫克每升"),
    (r"g/dL", "grams per decilitre", "克每分升"),
    (r"g/L", "grams per litre", "克每升"),
    (r"ng/mL", "nanograms per millilitre", "纳克每毫升"),
    (r"[μµu]g/L", "micrograms per litre", "微克每升"),
    (r"mIU/L", "milli international units per litre", "毫国际单位每升"),
    (r"IU/L|U/L", "units per litre", "单位每升"),
    (r"mL/min", "millilitres per minute", "毫升每分钟"),
    (r"kg/m(?:2|²|\^2)", "kilograms per square metre", "公斤每平方米"),
    (r"[x×*]\s?10(?:\^9|\*9|⁹)/L", "times ten to the ninth per litre", "乘十的九次方每升"),
    (r"[x×*]\s?10(?:\^12|\*12|¹²)/L", "times ten to the twelfth per litre", "乘十的十二次方每升"),
    (r"bpm|beats/min", "beats per minute", "次每分钟"),
    (r"次/分钟?", "beats per minute", "次每分钟"),
    (r"℃|°\s?C|° ?C", "degrees Celsius", "摄氏度"),
    (r"℉|°\s?F", "degrees Fahrenheit", "华氏度"),
    (r"kg", "kilograms", "公斤"),
    (r"mg", "milligrams", "毫克"),
    (r"[μµu]g|mcg", "micrograms", "微克"),
    (r"m[lL]", "millilitres", "毫升"),
    (r"cm", "centimetres", "厘米"),
    (r"km", "kilometres", "公里"),
    (r"mm", "millimetres", "毫米"),
    (r"lbs?", "pounds", "磅"),
    (r"min", "minutes", "分钟"),
    (r"g", "grams", "克"),
)

#: Abbreviations as written, in English (nothing where they are said letter by letter), in Chinese.
_WORD_TABLE = (
    (r"HbA1c", "H b A 1 c", "糖化血红蛋白"),
    (r"BMI", "", "体重指数"),
    (r"LDL-C|LDL", "L D L", "低密度脂蛋白"),
    (r"HDL-C|HDL", "H D L", "高密度脂蛋白"),
    (r"eGFR", "e G F R", "估算肾小球滤过率"),
    (r"SpO2|SpO₂", "oxygen saturation", "血氧饱和度"),
    (r"SYS", "", "高压"),
    (r"DIA", "", "低压"),
    (r"mmHg", "millimetres of mercury", "毫米汞柱"),
    (r"mmol/L", "millimoles per litre", "毫摩尔每升"),
)

_SIGN_TABLE = (
    ("≥", " at least ", "大于等于"),
    ("≤", " at most ", "小于等于"),
    (">=", " at least ", "大于等于"),
    ("<=", " at most ", "小于等于"),
    (">", " above ", "大于"),
    ("<", " below ", "小于"),
    ("±", " plus or minus ", "正负"),
    ("≈", " about ", "约"),
    ("→", " to ", "到"),
    ("↑", " high ", "偏高"),
    ("↓", " low ", "偏低"),
    ("&", " and ", "和"),
    ("…", ", ", "，"),
    ("——", ", ", "，"),
    ("—", ", ", "，"),
    (" – ", ", ", "，"),
)

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

UNITS = {
    language: tuple(
        (re.compile(rf"(?P<number>\d)\s?(?:{written})(?![A-Za-z0-9_/^²³%])"), names[column])
        for written, *names in _UNIT_TABLE
    )
    for column, language in enumerate((Language.EN, Language.ZH))
}
"""For each language: a pattern of digit and unit (group ``number`` is the digit), and what is said."""

WORDS = {
    language: tuple(
        (re.compile(rf"(?<![A-Za-z0-9])(?:{written})(?![A-Za-z0-9])"), names[column])
        for written, *names in _WORD_TABLE
        if names[column]
    )
    for column, language in enumerate((Language.EN, Language.ZH))
}
"""For each language: a pattern of an abbreviation, and what is said."""

SIGNS = {
    language: tuple((sign, names[column]) for sign, *names in _SIGN_TABLE)
    for column, language in enumerate((Language.EN, Language.ZH))
}
"""For each language: a sign, and what is said."""
