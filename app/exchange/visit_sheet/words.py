"""The words of the visit sheet, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from app.profile import Sex
from app.records import wording
from assistant.conversation import Language

_ZH, _EN = Language.ZH, Language.EN

HEADINGS: Final[Mapping[Language, Mapping[str, str]]] = {
    _ZH: {
        "title": "就诊单",
        "for_whom": "请交给医生",
        "pressure": "家庭血压",
        "measures": "其他测量",
        "measures_only": "测量",
        "what": "项目",
        "latest": "最近一次",
        "mean": "平均",
        "span": "最低–最高",
        "times": "次数",
        "changes": "有什么变化",
        "labs": "化验：超出参考范围的结果",
        "range": "参考范围",
        "page": "化验单",
        "name": "姓名",
        "notes": "医生说",
        "no_reports": "还没有保存化验单。",
        "no_labs": "保存的化验单里没有超出范围的结果。",
        "medicines": "正在用的药",
        "no_medicines": "没有记录用药。",
        "no_changes": "这段时间没有记录到变化。",
        "questions": "我想问医生",
        "no_questions": "（还没有写，可以在这里手写）",
        "nothing": "这段时间还没有读数。在家测几天以后，这里会有平均值和图。",
        "qr": "扫码看文字版要点",
        "own": "在家自测的数值，供医生参考，不是诊断。",
        "lab_note": "化验数值由照片读出，请与原件核对。",
        "daily": "每日平均，竖线是当天最低到最高",
    },
    _EN: {
        "title": "Visit sheet",
        "for_whom": "for the doctor",
        "pressure": "Blood pressure at home",
        "measures": "Other measurements",
        "measures_only": "Measurements",
        "what": "What",
        "latest": "Latest",
        "mean": "Mean",
        "span": "Lowest–highest",
        "times": "Readings",
        "changes": "What changed",
        "labs": "Laboratory results out of range",
        "range": "Range",
        "page": "Report",
        "name": "Name",
        "notes": "What the doctor said",
        "no_reports": "No report was kept yet.",
        "no_labs": "No result out of range in the reports that were kept.",
        "medicines": "Medicines taken now",
        "no_medicines": "No medicines are noted.",
        "no_changes": "No changes are noted in this time.",
        "questions": "My questions",
        "no_questions": "(none written yet: there is room here)",
        "nothing": "No readings in this time yet. After a few days of measuring at home, means and a chart stand here.",
        "qr": "The essentials as plain text",
        "own": "Measured at home, for the doctor's information; not a diagnosis.",
        "lab_note": "Laboratory values were read from photos: compare with the originals.",
        "daily": "Daily means; the bar is the day's lowest to highest",
    },
}
_SEX: Final[Mapping[Sex, Mapping[Language, str]]] = {
    "female": {_ZH: "女", _EN: "female"},
    "male": {_ZH: "男", _EN: "male"},
}


def about(age: int | None, sex: Sex | None, conditions: list[str], language: Language) -> str:
    """Return ``76 岁 · 女 · 高血压`` / ``76 years · female · high blood pressure``."""
    parts = []
    if age is not None:
        parts.append(f"{age} 岁" if language is _ZH else f"{age} years")
    if sex is not None:
        parts.append(_SEX[sex][language])
    return " · ".join([*parts, *conditions])


def period(first: date, last: date, language: Language) -> str:
    """Return the period with its years."""
    days = (last - first).days + 1
    if language is _ZH:
        begin = f"{first.year}年{first.month}月{first.day}日"
        year = "" if first.year == last.year else f"{last.year}年"
        return f"{begin} 至 {year}{last.month}月{last.day}日（{days} 天）"
    begin = wording.day_name(first, language) + ("" if first.year == last.year else f" {first.year}")
    return f"{begin} to {wording.day_name(last, language)} {last.year} ({days} days)"


def made_on(day: date, language: Language) -> str:
    """Return when the sheet was made."""
    if language is _ZH:
        return f"{day.year}年{day.month}月{day.day}日 制作"
    return f"made on {wording.day_name(day, language)} {day.year}"


def average_label(days: int, span: str, language: Language) -> str:
    """Return what the big figure is, with the days it is of."""
    return f"{days} 天平均 · {span}" if language is _ZH else f"{days}-day average · {span}"


def plain_label(n: int, language: Language) -> str:
    """Return what the big figure is where it is no protocol average."""
    if language is _ZH:
        return f"{n} 次读数的平均，还不够评价"
    return f"mean of {n} {'reading' if n == 1 else 'readings'}, too few to judge"


def against(above: bool, goal: str, whose: str, language: Language) -> str:
    """Return how the average stands to the target; ``whose`` is a doctor's name or empty."""
    if language is _ZH:
        target = f"{whose}定的目标 {goal}" if whose else f"参考值 {goal}"
        return f"{'达到或高于' if above else '低于'}{target}"
    target = f"{whose}'s target {goal}" if whose else f"the reference {goal}"
    return f"{'at or above' if above else 'below'} {target}"


def basis(n: int, days: int, dropped: str, cut_by: str, language: Language) -> str:
    """Return how many readings on how many days, which day the rule leaves out, and what cut the week short."""
    if language is _ZH:
        parts = [f"{days} 天 {n} 次"]
        parts += [f"按规则去掉第一天（{dropped}）"] if dropped else []
        parts += [f"{cut_by}，之前的没有算进来"] if cut_by else []
        return "；".join(parts)
    readings, on = ("reading" if n == 1 else "readings"), ("day" if days == 1 else "days")
    parts = [f"{n} {readings} on {days} {on}"]
    parts += [f"the first day ({dropped}) is left out by the rule"] if dropped else []
    parts += [f"{cut_by}: earlier readings are left out"] if cut_by else []
    return "; ".join(parts)


def and_more(name: str, n: int, language: Language) -> str:
    """Return a change with how many others lie close to it."""
    if not n:
        return name
    return f"{name}，另有 {n} 项" if language is _ZH else f"{name}, and {n} more"


def percent(value: float) -> str:
    """Return a share as whole percent; what is not all is never written as 100, nor what is something as 0."""
    if value < 100 and round(value) == 100:
        return ">99%"
    return "<1%" if value > 0 and round(value) == 0 else f"{value:.0f}%"


def part(name: str, language: Language) -> str:
    """Return the name of a part of the pressure block."""
    names = {
        "morning": {_ZH: "早上", _EN: "Morning"},
        "evening": {_ZH: "晚上", _EN: "Evening"},
        "pulse": {_ZH: "脉搏", _EN: "Pulse"},
        "highest": {_ZH: "最高", _EN: "Highest"},
        "lowest": {_ZH: "最低", _EN: "Lowest"},
    }
    return names[name][language]


def share_note(language: Language) -> str:
    """Return what the share of readings is of."""
    return "的读数" if language is _ZH else "of the readings"


def abnormal(language: Language) -> str:
    """Return the mark of a result that is out of range without a direction."""
    return "异常" if language is _ZH else "abnormal"


def capital(text: str) -> str:
    """Return ``text`` with its first letter large."""
    return text[:1].upper() + text[1:]


def readings(n: int, language: Language) -> str:
    """Return ``12 次`` / ``12×``."""
    return f"{n} 次" if language is _ZH else f"{n}×"


def changed(name: str, now: str, before: str, language: Language) -> str:
    """Return the means of this period and the one before it, side by side, without a judgement."""
    if language is _ZH:
        return f"{name}平均 {now}（之前同样长的时间 {before}）"
    return f"{capital(name)}: mean {now} (the same time before: {before})"


def event(day: str, what: str, language: Language) -> str:
    """Return a dated change."""
    return f"{day}：{what}" if language is _ZH else f"{day}: {what}"


def report_page(day: str, page: int, pages: int, language: Language, *, printed: bool) -> str:
    """Return which page of which report, by the day that is printed on it, else the one it was photographed."""
    if language is _ZH:
        day += "报告" if printed else "拍"
        return day if pages == 1 else f"{day} 第{page}页"
    return day if pages == 1 else f"{day}, page {page}"


def more(n: int, what: str, language: Language) -> str:
    """Say that there are more than fit; ``what`` is ``labs`` or ``medicines``."""
    if not n:
        return ""
    if language is _ZH:
        return f"另有 {n} {'项结果' if what == 'labs' else '种药'}，见记录。"
    return f"{n} more in the records."


def since(day: date, language: Language) -> str:
    """Return since when a medicine is taken."""
    if language is _ZH:
        return f"{day.year}年{day.month}月起"
    return f"since {wording.day_name(day, language)} {day.year}"


def rule_source(title: str, ours: bool, language: Language) -> str:
    """Return the source line of a rule."""
    if language is _ZH:
        return f"{title}（我们的规则）" if ours else title
    return f"{title} (our rule)" if ours else title


def time_in_range(in_range: float, below: float, gmi: float, language: Language) -> str:
    """Return the times in and below range (in percent) and the GMI of a glucose sensor."""
    if language is _ZH:
        return f"范围内 {percent(in_range)}，偏低 {percent(below)}，GMI {gmi:.1f}%"
    return f"in range\u00a0{percent(in_range)}, low\u00a0{percent(below)}, GMI\u00a0{gmi:.1f}%"
