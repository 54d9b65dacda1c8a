from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.red_flags.clinical_text import normalise
from assistant.red_flags.said_durations import said_age_months, said_fever_days, said_weight_gain
from assistant.red_flags.said_measurements import said_measurements
from assistant.red_flags.spoken_numerals import parse_number
from assistant.safety import ReadingSyntaxError, parse_reading
from device_io.reading import COMPONENT_UNITS, ReadingKind


@pytest.mark.parametrize(
    ("text", "value"),
    [("一百九", "190"), ("一百零九", "109"), ("一百九十", "190"), ("一百九十五", "195"), ("两百", "200"), ("两百一", "210"),
     ("一一五", "115"), ("八十八", "88"), ("十二", "12"), ("三十九", "39"), ("二点八", "2.8"), ("三十八点五", "38.5"),
     ("三十八半", "38.5"), ("190", "190"), ("2.8", "2.8"), ("十百", None), ("点五", None), ("一点", None), ("半", None), ("", None)],
)  # fmt: skip
def test_numerals(text: str, value: str | None) -> None:
    assert parse_number(text) == (None if value is None else Decimal(value))


def _spoken(value: int) -> str:
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


@given(st.integers(1, 999))
def test_every_whole_number_is_understood_as_it_is_spoken(value: int) -> None:
    assert parse_number(_spoken(value)) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("血压190/115", {"systolic": "190", "diastolic": "115"}),
        ("血压是一百九比一百一", {"systolic": "190", "diastolic": "110"}),
        ("高压一百九，低压一百一", {"systolic": "190", "diastolic": "110"}),
        ("低压115", {"diastolic": "115"}),
        ("BP is 190 over 115 and I have a headache", {"systolic": "190", "diastolic": "115"}),
        ("my blood pressure was 190 / 115 mmHg", {"systolic": "190", "diastolic": "115"}),
        ("190/115", {"systolic": "190", "diastolic": "115"}),
        ("血氧88", {"spo2": "88"}),
        ("血氧饱和度掉到百分之八十八", {"spo2": "88"}),
        ("O2 sat is down to 88%", {"spo2": "88"}),
        ("sugar 2.8", {"glucose": "2.8"}),
        ("血糖餐后2小时是17.2", {"glucose": "17.2"}),
        ("血糖测了2次都是8", {"glucose": "8"}),
        ("体温三十九度五", {"temperature": "39.5"}),
        ("烧到39度5", {"temperature": "39.5"}),
        ("temperature 101.3", {"temperature": "38.5"}),
        ("fever of 40°C", {"temperature": "40"}),
        ("心率 140 次/分", {"pulse": "140"}),
        ("pulse was 48 this morning", {"pulse": "48"}),
        ("respiratory rate 30", {"respiratory_rate": "30"}),
    ],
)
def test_measurements_in_words(text: str, expected: dict[str, str]) -> None:
    said = {item.observation.component: item.observation.value for item in said_measurements(normalise(text))}
    assert said == {name: Decimal(value) for name, value in expected.items()}


@pytest.mark.parametrize(
    "text",
    ["呼吸困难3天", "fever for 5 days", "LDL 131 mg/dL", "白细胞 6.5", "take 5 mg at 8 am", "12/25/2025", "室温39度",
     "血压药吃了2片", "心率手环 299 元", "I measured 3 times", "体温计坏了2天", "1/2 tablet", "房间 30 度"],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert said_measurements(normalise(text)) == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="血压糖氧心率体温度高低一百九十二点半0123456789./ ,，bpoversugarfF°c", max_size=60))
def test_any_text_of_numbers_is_survived(text: str) -> None:
    normal = normalise(text)
    for item in [*said_measurements(normal), *said_fever_days(normal), *said_weight_gain(normal, 3)]:
        assert 0 <= item.position < len(normal)
        assert item.observation.value.is_finite()
    said_age_months(normal)


@pytest.mark.parametrize(
    ("text", "months"),
    [("my 2 month old has a fever", 2), ("6周大", 1), ("新生儿", 0), ("刚满月", 1), ("3岁孩子发烧", 36), ("she is 45 years old", 540), ("发烧三天", None), ("宝宝五个月，39度", 5), ("宝宝五十天，发烧", 1), ("孩子发烧三天", None), ("93岁", 1116), ("吃药五个月了", None)],
)  # fmt: skip
def test_ages(text: str, months: int | None) -> None:
    assert said_age_months(text) == months


@pytest.mark.parametrize(
    ("text", "days"),
    [("发烧5天了", 5), ("烧了六天", 6), ("fever for a week", 7), ("6 days of fever", 6), ("发烧39度", None)],
)
def test_days_of_fever(text: str, days: int | None) -> None:
    assert [item.observation.value for item in said_fever_days(text)] == ([days] if days else [])


@pytest.mark.parametrize(
    ("text", "kg"),
    [("3天重了3公斤", "3"), ("三天胖了6斤", "3"), ("gained 6 lbs overnight", "2.72"), ("gained 3 kg in 2 days", "3"),
     ("一周重了3公斤", None), ("gained 5 kg last year", None), ("重了3公斤", None)],
)  # fmt: skip
def test_weight_gained_in_three_days(text: str, kg: str | None) -> None:
    values = [round(item.observation.value, 2) for item in said_weight_gain(text, 3)]
    assert values == ([Decimal(kg)] if kg else [])


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("blood_pressure=190/115", ReadingKind.BLOOD_PRESSURE, {"systolic": "190", "diastolic": "115"}),
        (
            "Blood_Pressure = 120 / 80 mmHg",
            ReadingKind.BLOOD_PRESSURE,
            {"systolic": "120", "diastolic": "80"},
        ),
        ("heart_rate=72bpm", ReadingKind.HEART_RATE, {"pulse": "72"}),
        ("spo2=88%", ReadingKind.SPO2, {"spo2": "88"}),
        ("temperature=38.5", ReadingKind.TEMPERATURE, {"temperature": "38.5"}),
        ("temperature=101.3F", ReadingKind.TEMPERATURE, {"temperature": "38.5"}),
        ("glucose=5.6", ReadingKind.GLUCOSE, {"glucose": "5.6"}),
        ("weight=68.5kg", ReadingKind.WEIGHT, {"weight": "68.5"}),
        ("weight=140斤", ReadingKind.WEIGHT, {"weight": "70"}),
    ],
)
def test_readings_given_by_hand(text: str, kind: ReadingKind, values: dict[str, str]) -> None:
    reading = parse_reading(text)
    assert reading.kind is kind
    assert {name: quantity.value for name, quantity in reading.values.items()} == {
        name: Decimal(value) for name, value in values.items()
    }
    assert all(quantity.unit == COMPONENT_UNITS[kind][name] for name, quantity in reading.values.items())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pulse=72", "one of blood_pressure, heart_rate"),
        ("spo2", "write it like spo2=97"),
        ("spo2=high", "write it like spo2=97"),
        ("spo2=250", "write it like spo2=97"),
        ("blood_pressure=190", "write it like blood_pressure=190/115"),
        ("blood_pressure=80/120", "write it like blood_pressure=190/115"),
        ("blood_pressure=190/115 kPa", "write it like blood_pressure=190/115"),
        ("glucose=25", "write mmol/L or mg/dL"),
        ("glucose=5.6 stone", "write it like glucose=5.6mmol/L"),
        ("temperature=nan", "write it like temperature=38.5"),
        ("weight=9999", "write it like weight=68.5kg"),
        ("", "KIND=VALUE"),
    ],
)
def test_a_bad_reading_gets_one_sentence(text: str, says: str) -> None:
    with pytest.raises(ReadingSyntaxError) as caught:
        parse_reading(text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=60))
def test_any_reading_text_is_read_or_refused(text: str) -> None:
    for candidate in (text, f"glucose={text}", f"blood_pressure={text}"):
        try:
            reading = parse_reading(candidate)
        except ReadingSyntaxError:
            continue
        assert reading.values
