"""Puts the rows of a report into short sentences, by code alone."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation import Language
from assistant.reports.results import Basis, Doubt, ReportRow, Verdict

_SENTENCES = {
    Language.ZH: {
        "critical": "{name} {value} 达到了一些实验室会立即通知医生的数值，请现在就联系您的医生或医院。",
        "critical_in_doubt": "{name} 读到的是 {value}，请先对照报告核对；如果没有读错，这个数值需要现在就联系您的医生或医院。",
        "printed": "{name} {value}，{verdict}报告上的参考范围 {range}。",
        "words": "{name} 的结果是 {value}，报告上的参考结果是 {range}。",
        "mark": "{name} {value}，报告上标记为{verdict}。",
        "general": "{name} {value}，{verdict}通用参考范围 {range}（{source}）；报告上没有印参考范围。",
        "doubt": "请对照报告核对 {name} 的结果：读到的是 {value}。",
        "normal": "有 {count} 项在参考范围内。",
        "unjudged": "有 {count} 项无法判断，因为没有可用的参考范围：{names}。",
        "high": "高于",
        "low": "低于",
        "mark_high": "偏高",
        "mark_low": "偏低",
        "and": "、",
    },
    Language.EN: {
        "critical": "{name} {value} is a value at which some laboratories call the doctor at once; "
        "contact your doctor or hospital now.",
        "critical_in_doubt": "{name} was read as {value}; compare it with the paper first. If it is right, "
        "contact your doctor or hospital now.",
        "printed": "{name} {value}, {verdict} the range {range} printed on the report.",
        "words": "{name} is {value}; the report gives {range} as its reference.",
        "mark": "{name} {value}, marked {verdict} on the report.",
        "general": "{name} {value}, {verdict} the general range {range} ({source}); the report prints no range.",
        "doubt": "Please compare {name} with the paper: it was read as {value}.",
        "normal": "Within their range: {count}.",
        "unjudged": "No range to judge by: {count} ({names}).",
        "high": "above",
        "low": "below",
        "mark_high": "high",
        "mark_low": "low",
        "and": ", ",
    },
}


def explain(rows: Sequence[ReportRow], language: Language) -> list[str]:
    """Sentences about ``rows``: those to act on, those out of range, those to compare with the paper, then counts."""
    words = _SENTENCES[language]
    critical = [row for row in rows if row.critical]
    out = [row for row in rows if row.verdict.out_of_range and not row.critical]
    doubtful = [row for row in rows if row.in_doubt and not (row.critical or row.verdict.out_of_range)]
    sentences = [
        words["critical_in_doubt" if set(row.doubts) - {Doubt.CRITICAL} else "critical"].format(
            name=row.printed_name, value=_value(row)
        )
        for row in critical
    ]
    for row in out:
        sentences.append(_out_of_range(row, language))
        if row.in_doubt:
            sentences.append(words["doubt"].format(name=row.printed_name, value=_value(row)))
    sentences += [words["doubt"].format(name=row.printed_name, value=_value(row)) for row in doubtful]
    normal = [row for row in rows if row.verdict is Verdict.NORMAL]
    unjudged = [row for row in rows if row.verdict is Verdict.UNJUDGED]
    if normal:
        sentences.append(words["normal"].format(count=len(normal)))
    if unjudged:
        names = words["and"].join(row.printed_name for row in unjudged)
        sentences.append(words["unjudged"].format(count=len(unjudged), names=names))
    return sentences


def _out_of_range(row: ReportRow, language: Language) -> str:
    words = _SENTENCES[language]
    side = "high" if row.verdict is Verdict.HIGH else "low"
    common = {"name": row.printed_name, "value": _value(row)}
    printed = row.printed_range.text if row.printed_range else ""
    if row.verdict is Verdict.ABNORMAL:
        return words["words"].format(**common, range=printed)
    if row.basis is Basis.PRINTED_MARK:
        return words["mark"].format(**common, verdict=words[f"mark_{side}"])
    if row.basis is Basis.GENERAL_RANGE:
        return words["general"].format(
            **common, verdict=words[side], range=row.general_range, source=row.range_source
        )
    return words["printed"].format(**common, verdict=words[side], range=printed)


def _value(row: ReportRow) -> str:
    return f"{row.value.text} {row.unit}".strip()
