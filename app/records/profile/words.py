"""The sentences of averages, trends, tags and data quality, in both languages. Every number comes from a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from app.records import wording
from app.records.profile.trend_test import Direction
from app.records.profile.window import ChangeKind, KnownChange, Window
from app.records.thresholds import Provenance
from assistant.conversation import Language

_ZH, _EN = Language.ZH, Language.EN
#: More readings than this are counted in a sentence, not named one by one.
MOST_NAMED: Final = 60

_COUNTED: Final[Mapping[str, Mapping[Language, str]]] = {
    "readings": {_ZH: "{have}/{least} 次读数", _EN: "{have} of {least} readings"},
    "days": {_ZH: "{have}/{least} 天", _EN: "{have} of {least} days"},
    "weeks": {_ZH: "{have}/{least} 个周平均值", _EN: "{have} of {least} weekly means"},
    "office": {_ZH: "{have}/{least} 次诊室血压", _EN: "{have} of {least} clinic readings"},
    "base_readings": {_ZH: "{have}/{least} 次平时的读数", _EN: "{have} of {least} earlier readings"},
    "active_percent": {_ZH: "佩戴时间 {have}%/{least}%", _EN: "{have}% of {least}% sensor time"},
    "results": {_ZH: "{have}/{least} 份化验结果", _EN: "{have} of {least} laboratory results"},
    "pairs": {_ZH: "{have}/{least} 对读数", _EN: "{have} of {least} pairs"},
}
_CHANGES: Final[Mapping[ChangeKind, Mapping[Language, str]]] = {
    ChangeKind.MEDICINE_STARTED: {_ZH: "开始用{name}", _EN: "{name} was started"},
    ChangeKind.MEDICINE_STOPPED: {_ZH: "停用{name}", _EN: "{name} was stopped"},
    ChangeKind.NEW_DEVICE: {_ZH: "换了设备{name}", _EN: "a new device {name} came into use"},
    ChangeKind.PREGNANCY: {_ZH: "怀孕", _EN: "a pregnancy began"},
    ChangeKind.ILLNESS: {_ZH: "生病", _EN: "an illness began"},
}
_OWN_PARTS: Final[Mapping[str, Mapping[Language, str]]] = {
    "window": {_ZH: "时间段", _EN: "the time window"},
    "minimum": {_ZH: "最少数据", _EN: "the least data"},
    "lasts": {_ZH: "有效期", _EN: "how long it is shown"},
    "base": {_ZH: "比较的基准", _EN: "what it is compared with"},
    "early": {_ZH: "提前提示", _EN: "the early notice"},
    "adults": {_ZH: "用于成人", _EN: "its use for adults"},
}


def counted(what: str, have: int, least: int, language: Language) -> str:
    """Return ``5 of 12 readings``."""
    return _COUNTED[what][language].format(have=have, least=least)


def not_enough_yet(needs: Iterable[tuple[str, int, int]], language: Language) -> str:
    """Return ``Not enough yet: 5 of 12 readings, 2 of 3 days.`` of (what, have, least)."""
    parts = [counted(what, have, least, language) for what, have, least in needs]
    if language is _ZH:
        return f"数据还不够：{'，'.join(parts)}。" if parts else "数据还不够。"
    return f"Not enough yet: {', '.join(parts)}." if parts else "Not enough yet."


def change_name(change: KnownChange, language: Language) -> str:
    """Return ``开始用氨氯地平`` / ``amlodipine was started``."""
    words = _CHANGES[change.kind][language].format(name=change.name)
    return " ".join(words.split())


def window_words(window: Window, language: Language) -> str:
    """Return which days were looked at, and why they are more or fewer than the guideline's."""
    first, last = wording.day_name(window.first, language), wording.day_name(window.last, language)
    if language is _ZH:
        words = f"看的是 {first} 到 {last}" if first != last else f"看的是 {first}"
        if window.stretched:
            words += f"（一般看 {window.asked_days} 天，数据少，放宽到 {window.days} 天）"
        if window.cut_by is not None:
            words += f"；{first} {change_name(window.cut_by, language)}，之前的读数没有算进来"
        return f"{words}。"
    words = f"Looked at: {first} to {last}" if first != last else f"Looked at: {first}"
    if window.stretched:
        words += f" ({window.asked_days} days is usual; stretched to {window.days} for want of readings)"
    if window.cut_by is not None:
        words += f"; on {first} {change_name(window.cut_by, language)}, so earlier readings are left out"
    return f"{words}."


def source_words(origin: Provenance, language: Language, version: int, own_parts: Iterable[str] = ()) -> str:
    """Return the source of a rule, what of it is ours, and the version of the rules."""
    own = [_OWN_PARTS[part][language] for part in sorted(own_parts)]
    title = origin.titles[language]
    if language is _ZH:
        ours = f"；{'、'.join(own)}是我们的规则" if own and not origin.ours else ""
        return f"依据：{title}{ours}（规则第 {version} 版）。"
    ours = (
        f"; {', '.join(own)} {'is' if len(own) == 1 else 'are'} our rule" if own and not origin.ours else ""
    )
    return f"Source: {title}{ours} (rules version {version})."


def practice(simulated: bool, left_out: int, language: Language) -> str:
    """Say that numbers are of practice readings, or that such readings were left out; empty where neither."""
    if simulated:
        return (
            "这些是虚拟设备的练习读数，不是真的。"
            if language is _ZH
            else "These are practice readings of a virtual device, not real ones."
        )
    if not left_out:
        return ""
    if language is _ZH:
        return f"没有算进 {left_out} 次练习读数。"
    one = "practice reading is" if left_out == 1 else "practice readings are"
    return f"{left_out} {one} left out."


def set_aside(count: int, language: Language) -> str:
    """Say how many readings of a device that disagrees were not used; empty for none."""
    if not count:
        return ""
    if language is _ZH:
        return f"两台设备不一致，有 {count} 次读数没有算进来。"
    one = "reading of a device that disagrees is" if count == 1 else "readings of a device that disagrees are"
    return f"{count} {one} left out."


def rule_does_not_hold(language: Language) -> str:
    """The sentence of a tag whose rule does not hold."""
    return "目前没有这种情况。" if language is _ZH else "This is not so at present."


def not_for_this_person(language: Language) -> str:
    """The sentence of a tag whose rule is not for the person."""
    return "这条规则不适用于您。" if language is _ZH else "This rule is not for you."


def shown_early(language: Language) -> str:
    """The sentence of a tag that is told before its least data are there."""
    return "数据还少，先提醒您。" if language is _ZH else "This is told early, on few data."


def set_by(name: str, language: Language) -> str:
    """Say that a target is a doctor's."""
    return f"这个目标是{name}定的。" if language is _ZH else f"This target was set by {name}."


def named(name: str, sentence: str, language: Language) -> str:
    """Return a tag's sentence with its name before it."""
    return f"{name}：{sentence}" if language is _ZH else f"{_upper(name)}: {_lower(sentence)}"


def expires(window_end: str, language: Language) -> str:
    """Say until when a tag is shown."""
    return (
        f"显示到 {window_end}，有新读数会更新。"
        if language is _ZH
        else f"Shown until {window_end} unless renewed."
    )


def rule_line(rule: str, language: Language) -> str:
    """Return the rule with its heading."""
    return f"规则：{rule}。" if language is _ZH else f"Rule: {rule}."


def readings_line(ids: tuple[int, ...], language: Language) -> str:
    """Say how many readings were looked at, and name them where they are few."""
    if not ids:
        return ""
    named = ", ".join(str(one) for one in ids) if len(ids) <= MOST_NAMED else ""
    if language is _ZH:
        return f"用了 {len(ids)} 次读数{f'（编号 {named}）' if named else ''}。"
    readings = "reading" if len(ids) == 1 else "readings"
    return f"From {len(ids)} {readings}{f' (numbers {named})' if named else ''}."


def direction(
    component: str, result_direction: Direction, weeks: tuple[int, int], slope: str, language: Language
) -> str:
    """Say whether weekly means rise or fall; ``weeks`` are (how many there are, the least), ``slope`` with its unit."""
    name = wording.COMPONENT_NAMES[component][language]
    have, least = weeks
    if result_direction is Direction.NOT_ENOUGH:
        needs = [("weeks", have, least)]
        tail = not_enough_yet(needs, language)
        return (
            f"{name}是升是降：{tail}" if language is _ZH else f"Whether {name} rises or falls: {_lower(tail)}"
        )
    if result_direction is Direction.NO_CLEAR_CHANGE:
        if language is _ZH:
            return f"{name}：{have} 个周平均值里没有明显变化。"
        return f"No clear change of {name} in {have} weekly means."
    rising = result_direction is Direction.RISING
    if language is _ZH:
        return f"{name}在{'上升' if rising else '下降'}，每周约 {slope}（{have} 个周平均值）。"
    return f"{_upper(name)} is {'rising' if rising else 'falling'} by about {slope} a week ({have} weekly means)."


def shift(component: str, day: str, levels: tuple[str, str], language: Language) -> str:
    """Say that daily means lie elsewhere since ``day``; ``levels`` are (before, after), the latter with its unit."""
    name = wording.COMPONENT_NAMES[component][language]
    if language is _ZH:
        return f"从 {day} 起，{name}的水平约为 {levels[1]}，之前约为 {levels[0]}。"
    return f"Since {day} {name} lies around {levels[1]}, before that around {levels[0]}."


def outside_usual(component: str, band: str, language: Language) -> str:
    """Say that the smoothed daily values left the person's usual range."""
    name = wording.COMPONENT_NAMES[component][language]
    if language is _ZH:
        return f"{name}最近不在您平时的范围（{band}）里。这是我们的规则，不是诊断。"
    return f"{_upper(name)} has lately been outside your usual range ({band}). This is our rule, not a diagnosis."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
