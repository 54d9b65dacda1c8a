"""What the coach says, in both languages: short, calm, one thing at a time. Its numbers come from the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from app.coaching.rules import SittingRules
from app.coaching.sitting import Correction, Ending, Rest, Sitting, Step
from assistant.conversation import Language

_ZH, _EN = Language.ZH, Language.EN
Words = Mapping[Language, str]

#: How to sit, by the name of the picture (2020 joint policy statement of AHA and AMA on home monitoring).
POSTURES: Final[Mapping[str, Words]] = {
    "posture-back": {_ZH: "坐好，后背靠住", _EN: "Sit and lean back"},
    "posture-feet": {_ZH: "双脚平放，不跷腿", _EN: "Feet flat, legs not crossed"},
    "posture-arm": {_ZH: "胳膊放平，袖带和心脏一样高", _EN: "Arm on the table, cuff at heart height"},
    "posture-quiet": {_ZH: "不说话，不走动", _EN: "Do not talk or move"},
}

_CORRECTIONS: Final[Mapping[Correction, tuple[str, Words]]] = {
    Correction.TOO_EARLY: (
        "posture-quiet",
        {
            _ZH: "这次量得早了一点，不算。先静静坐着，到时候我会叫您。",
            _EN: "That was a little too early, so it does not count. Sit quietly; I will tell you when.",
        },
    ),
    Correction.CUFF_LOOSE: (
        "posture-cuff",
        {
            _ZH: "袖带松了。请把袖带缠紧，能塞进两个手指头，再量一次。",
            _EN: "The cuff was loose. Wrap it so that two fingers just fit under it, and measure again.",
        },
    ),
    Correction.MOVED: (
        "posture-quiet",
        {
            _ZH: "刚才动了。请坐稳，不说话，胳膊放松，再量一次。",
            _EN: "You moved. Sit still, do not talk, let the arm rest, and measure again.",
        },
    ),
    Correction.WRONG_POSITION: (
        "posture-arm",
        {
            _ZH: "胳膊的位置不对。请把胳膊放在桌上，袖带和心脏一样高，再量一次。",
            _EN: "The arm was not in place. Rest it on the table, cuff at heart height, and measure again.",
        },
    ),
    Correction.IMPLAUSIBLE: (
        "posture-cuff",
        {
            _ZH: "这个数不合常理。请检查袖带，再量一次。",
            _EN: "That number cannot be right. Check the cuff and measure again.",
        },
    ),
    Correction.NOT_MEASURED: (
        "posture-cuff",
        {
            _ZH: "血压计没有量出来。请把袖带重新戴好，坐稳，再量一次。",
            _EN: "The monitor could not measure. Put the cuff on again, sit still, and measure again.",
        },
    ),
}
_SHORT: Final[Mapping[Correction, Words]] = {
    Correction.TOO_EARLY: {_ZH: "量得太早", _EN: "too early"},
    Correction.CUFF_LOOSE: {_ZH: "袖带松了", _EN: "cuff was loose"},
    Correction.MOVED: {_ZH: "动了", _EN: "moved"},
    Correction.WRONG_POSITION: {_ZH: "姿势不对", _EN: "wrong position"},
    Correction.IMPLAUSIBLE: {_ZH: "数值不合常理", _EN: "number cannot be right"},
    Correction.NOT_MEASURED: {_ZH: "没量出来", _EN: "not measured"},
}
_ENDINGS: Final[Mapping[Ending, Words]] = {
    Ending.COMPLETE: {_ZH: "量好了，可以休息了。", _EN: "Done. You can relax now."},
    Ending.STOPPED: {_ZH: "到这里结束，量到的已经记下。", _EN: "Ended here; what was measured is kept."},
    Ending.GIVEN_UP: {
        _ZH: "今天总是量不准。请让家人帮忙戴袖带，过一会儿再量。",
        _EN: "It did not work well today. Ask somebody to help with the cuff and try again later.",
    },
    Ending.LEFT: {
        _ZH: "很久没有量，这次先结束，量到的已经记下。",
        _EN: "Nothing came for a long time, so this sitting has ended; what was measured is kept.",
    },
}


def start_sentence(rules: SittingRules, language: Language) -> str:
    """What the coach says before a sitting."""
    rest, gap = _minutes(rules.rest, language), _minutes(rules.gap, language)
    if language is _ZH:
        return f"先静坐{rest}，再量{rules.readings}次，中间隔{gap}。我会一步一步告诉您。"
    return f"First rest for {rest}, then measure {_times(rules.readings)}, {gap} apart. I will guide you."


def caption(sitting: Sitting, step: Step, ending: Ending | None, language: Language) -> str:
    """The one sentence that is shown and spoken now."""
    if ending is not None:
        return _ENDINGS[ending][language]
    if step is Step.REST and not sitting.attempts:
        rest = _minutes(sitting.rules.rest, language)
        if language is _ZH:
            return f"坐好，静静休息{rest}。到时间我会叫您。"
        return f"Sit well and rest quietly for {rest}. I will tell you when it is over."
    last = sitting.attempts[-1] if sitting.attempts else None
    if last is not None and last.correction is not None and step is not Step.MEASURE:
        return _CORRECTIONS[last.correction][1][language]
    if step is Step.PAUSE:
        return _pause(sitting, language)
    number = len(sitting.counted) + 1
    if language is _ZH:
        return f"请按血压计的开始键，量第{number}次。量的时候不说话、不动。"
    return f"Press start on your monitor: reading {number}. Do not talk or move while it measures."


def _pause(sitting: Sitting, language: Language) -> str:
    gap, zh = _minutes(sitting.rules.gap, language), language is _ZH
    if len(sitting.counted) == sitting.rules.readings and sitting.differ:
        if zh:
            return f"两次相差超过{sitting.rules.third_above}，再量第三次才准。先歇{gap}。"
        return f"The two differ by more than {sitting.rules.third_above}, so a third is needed. Rest for {gap} first."
    if sitting.attempts[-1].irregular:
        if zh:
            return f"血压计说脉搏不齐。别紧张，静坐{gap}，再量一次核对。"
        return f"The monitor noted an irregular pulse. Stay calm, rest for {gap}, and measure again to check."
    return f"记下了。先歇{gap}，胳膊别动。" if zh else f"Noted. Rest for {gap} and leave the arm where it is."


def picture(sitting: Sitting, step: Step) -> str:
    """The drawing that goes with the step."""
    last = sitting.attempts[-1] if sitting.attempts else None
    if last is not None and last.correction is not None:
        return _CORRECTIONS[last.correction][0]
    return "posture-arm" if step is Step.MEASURE else "posture-quiet"


def correction_note(correction: Correction, language: Language) -> str:
    """Why a try does not count, in a few words."""
    return _SHORT[correction][language]


def skip_sentence(language: Language) -> str:
    """What skipping the rest means, said before it is skipped."""
    if language is _ZH:
        return "不休息，量出来常常偏高。这次会记下，但不算进七天里。"
    return "Without the rest, readings are often higher. This sitting is kept but does not count in the week."


def result_notes(sitting: Sitting, language: Language) -> tuple[str, ...]:
    """What has to be said about the readings of a sitting."""
    zh, notes = language is _ZH, []
    if sitting.rest is Rest.SKIPPED:
        notes.append(
            "这次没有休息够，不算进七天里。" if zh else "Without the full rest: not counted in the week."
        )
    elif sitting.rest is Rest.SAID:
        notes.append("休息是您自己说的。" if zh else "The rest is by your own word.")
    if sitting.differ:
        above = sitting.rules.third_above
        notes.append(
            f"前两次相差超过{above}，所以量了第三次。（本软件的规则）"
            if zh and len(sitting.counted) > sitting.rules.readings
            else f"前两次相差超过{above}。（本软件的规则）"
            if zh
            else f"The first two differ by more than {above} (our rule)."
        )
    if sitting.irregular:
        n, of = sitting.irregular, len(sitting.counted)
        notes.append(
            f"血压计在{of}次里有{n}次提示脉搏不齐，请告诉医生。"
            if zh
            else f"The monitor noted an irregular pulse in {n} of {of} readings: tell your doctor."
        )
    return tuple(notes)


def _minutes(span: timedelta, language: Language) -> str:
    minutes = int(span.total_seconds() // 60)
    if language is _ZH:
        return f"{minutes}分钟"
    return "one minute" if minutes == 1 else f"{minutes} minutes"


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n} times")
