"""Laboratory tests over all reports, as the trends screen shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from assistant.conversation import Language
from assistant.reports.analytes import Analyte, analyte_table
from assistant.reports.changes import EQUAL, Dated
from assistant.reports.course import CourseResult, LaboratoryCourse, analytes_over_time, laboratory_course
from assistant.reports.results import Verdict
from ui.view_models.ports import Flag, LaboratoryResultView, MetricView, TrendSnapshot

#: The kind under which they stand beside what is measured at home.
LABORATORY: Final = "laboratory"
#: Decimals shown at most where a value was converted: a conversion makes no result finer.
_MOST_DECIMALS: Final = 2
_KIND: Final = {Language.ZH: "化验", Language.EN: "Laboratory tests"}
_FLAGS: Final[dict[Verdict, Flag]] = {Verdict.HIGH: "high", Verdict.LOW: "low"}
_VERDICTS: Final = {
    Language.ZH: {"high": "偏高", "low": "偏低", "normal": "正常", "abnormal": "异常", "unjudged": ""},
    Language.EN: {"high": "high", "low": "low", "normal": "in range", "abnormal": "not as expected", "unjudged": ""},
}  # fmt: skip
_WORDS: Final = {
    Language.ZH: {
        "first": "{day} 是 {now}，只有这一次结果，还看不出变化。",
        "change": "上次（{before_day}）{before}，最近一次（{day}）{now}，{way}。",
        "up": "升高", "down": "降低", "same": "没有变化",
        "converted": "{before}换算后是 {converted}",
        "judged": "按报告上印的范围（{range}），最近一次{verdict}。",
        "band": "{day} 的报告上印的范围：{range}",
        "unit": "有 {count} 次是用 {other} 印的，图里换算成 {unit}（{rule}）。",
        "doubt": "另有 {count} 次还没核对，没有画进来；打开那份报告核对后就会出现。",
        "apart": "另有 {count} 次不是能比较的数字，没有画进来。",
        "range": "报告上的范围 {range}", "shown": "换算成 {converted}", "stop": "",
    },
    Language.EN: {
        "first": "{now} on {day}: the only result so far, so no change can be seen yet.",
        "change": "{before} on {before_day}, now {now} ({day}): {way}.",
        "up": "higher", "down": "lower", "same": "unchanged",
        "converted": "{before}, which is {converted},",
        "judged": "By the range printed on the report ({range}) the latest is {verdict}.",
        "band": "Range printed on the report of {day}: {range}",
        "unit": "{count} of them printed in {other}, converted to {unit} here ({rule}).",
        "doubt": "{count} more not checked yet and left out: open that report and check it.",
        "apart": "{count} more left out: not a number that can be compared.",
        "range": "range on the report {range}", "shown": "converted: {converted}", "stop": " ",
    },
}  # fmt: skip


def laboratory_metrics(reports: Sequence[Dated], language: Language) -> tuple[MetricView, ...]:
    """The tests a course can be shown of, those with most results first."""
    table = analyte_table()
    return tuple(
        MetricView(f"{LABORATORY}.{key}", LABORATORY, _KIND[language], analyte_name(table[key], language))
        for key in analytes_over_time(reports)
    )


def analyte_name(analyte: Analyte, language: Language) -> str:
    """The usual name of a test."""
    return analyte.zh[0] if language is Language.ZH else analyte.en[0]


def laboratory_trend(key: str, reports: Sequence[Dated], language: Language, zone: ZoneInfo) -> TrendSnapshot:
    """The course of the test ``key`` over all reports; each result stands at the noon of its day."""
    course = laboratory_course(key, reports)
    unit = _unit(course.unit)
    title = analyte_name(course.analyte, language)
    digits = _digits(course)
    if not course.results:
        return TrendSnapshot(title, unit, (), None, None, "", "", "", "", "", 0, over_all_time=True)
    points = tuple(
        (
            datetime.combine(one.day, time(12), zone).timestamp(),
            round(one.value, digits),
            one.verdict.out_of_range,
        )
        for one in course.results
    )
    ranged = next(
        (one for one in reversed(course.results) if one.low is not None or one.high is not None), None
    )
    sentence, notes = _change(course, language, digits), _notes(course, language)
    latest = course.results[-1]
    judged = ""
    if latest.printed_range and (verdict := _VERDICTS[language][latest.verdict.value]):
        judged = _WORDS[language]["judged"].format(range=latest.printed_range, verdict=verdict)
    return TrendSnapshot(
        title=title,
        unit=unit,
        points=points,
        band_low=ranged.low if ranged else None,
        band_high=ranged.high if ranged else None,
        band_name=_band(ranged, course, language, digits) if ranged else "",
        sentence=sentence,
        mean="",
        minimum="",
        maximum="",
        count=len(points),
        lines=(tuple((seconds, value) for seconds, value, _ in points),),
        direction=judged,
        notes=notes,
        spoken=_WORDS[language]["stop"].join(part for part in (sentence, judged, *notes) if part),
        results=tuple(_result(one, course, language, digits) for one in reversed(course.results)),
        digits=digits,
        over_all_time=True,
    )


def _digits(course: LaboratoryCourse) -> int:
    """Decimals with which the unit of the course is printed."""
    printed = [one.decimals for one in course.results if not one.converted]
    return min(max(printed, default=0), _MOST_DECIMALS + 1)


def _change(course: LaboratoryCourse, language: Language, digits: int) -> str:
    """What changed since last time, both figures as printed."""
    words, now = _WORDS[language], course.results[-1]
    if len(course.results) == 1:
        return words["first"].format(day=now.day.isoformat(), now=now.printed)
    before = course.results[-2]
    close = abs(now.value - before.value) <= EQUAL * max(abs(now.value), abs(before.value))
    way = "same" if close else "up" if now.value > before.value else "down"
    printed = before.printed
    if before.converted:
        printed = words["converted"].format(before=printed, converted=_converted(before, course, digits))
    return words["change"].format(
        before=printed,
        before_day=before.day.isoformat(),
        now=now.printed,
        day=now.day.isoformat(),
        way=words[way],
    )


def _notes(course: LaboratoryCourse, language: Language) -> tuple[str, ...]:
    words = _WORDS[language]
    notes: list[str] = []
    others = [one for one in course.results if one.converted]
    notes.extend(
        words["unit"].format(
            count=sum(one.unit == other for one in others),
            other=_unit(other),
            unit=_unit(course.unit),
            rule=_rule(course.analyte, other, course.unit),
        )
        for other in dict.fromkeys(one.unit for one in others)
    )
    for name, count in (("doubt", course.in_doubt), ("apart", course.apart)):
        if count:
            notes.append(words[name].format(count=count))
    return tuple(notes)


def _rule(analyte: Analyte, given: str, wanted: str) -> str:
    """The conversion that was used: "1 mg/dL = 88.4 µmol/L", or of two scales "mmol/mol = 10.93 × % − 23.5"."""
    units = analyte.units
    if units.offset:
        sign = "−" if units.offset < 0 else "+"  # the minus sign of print
        conventional = _unit(units.conventional or "")
        return f"{_unit(units.si)} = {units.factor:g} × {conventional} {sign} {abs(units.offset):g}"
    si = analyte.to_si(1.0, given)
    converted = None if si is None else analyte.from_si(si, wanted)
    return f"1 {_unit(given)} = {converted:.4g} {_unit(wanted)}" if converted is not None else ""


def _band(ranged: CourseResult, course: LaboratoryCourse, language: Language, digits: int) -> str:
    text = ranged.printed_range
    if ranged.converted:
        ends = " – ".join(f"{end:.{digits}f}" for end in (ranged.low, ranged.high) if end is not None)
        text = f"{text} ({ends} {_unit(course.unit)})"
    return _WORDS[language]["band"].format(day=ranged.day.isoformat(), range=text)


def _result(
    one: CourseResult, course: LaboratoryCourse, language: Language, digits: int
) -> LaboratoryResultView:
    words = _WORDS[language]
    beside = [
        words["shown"].format(converted=_converted(one, course, digits)) if one.converted else "",
        words["range"].format(range=one.printed_range) if one.printed_range else "",
        _VERDICTS[language][one.verdict.value],
    ]
    return LaboratoryResultView(
        day=one.day.isoformat(),
        value=one.printed,
        words=" · ".join(part for part in beside if part),
        flag=_FLAGS.get(one.verdict, "none"),
    )


def _converted(one: CourseResult, course: LaboratoryCourse, digits: int) -> str:
    return f"{one.value:.{digits}f} {_unit(course.unit)}".strip()


def _unit(ucum: str) -> str:
    units = analyte_table().units
    return units.shown(ucum) if ucum in units else ucum
