"""The home blood pressure average in words: what was averaged by which rule, and how it stands to the target."""

from __future__ import annotations

from dataclasses import dataclass

from app.records import wording
from app.records.profile import words
from app.records.profile.evidence import Evidence
from app.records.profile.figures import digits, pressure
from app.records.profile.measuring_pace import MeasuringPace, measuring_pace
from app.records.profile.observations import Observation
from app.records.profile.protocol_average import AveragingRule, PressureMean, ProtocolAverage, hours
from app.records.profile.subject import PressureGoal
from app.records.profile.tags.pressure import reached
from assistant.conversation import Language

_ZH = Language.ZH


@dataclass(frozen=True, slots=True)
class HomePressure:
    """The last home week of a person. ``at_or_above_goal`` is ``None`` while there are too few readings for a label.

    ``sentence`` says the mean with its rule, or that there is not enough yet; ``lines`` say the rest, one fact each;
    ``other_sentence`` is the mean of the other protocol, for whoever asks: one week can give two answers, so only one
    is shown. ``pace`` says how often to measure now.
    """

    average: ProtocolAverage
    goal: PressureGoal
    at_or_above_goal: bool | None
    sentence: str
    lines: tuple[str, ...]
    other_sentence: str
    pace: MeasuringPace


def home_pressure_view(evidence: Evidence, language: Language) -> HomePressure | None:
    """Return the view, or ``None`` where nothing was measured at home."""
    average = evidence.home_average()
    if average is None or average.mean is None:
        return None
    goal = evidence.subject.pressure_goal()
    above = reached(average.mean, goal.limit) if average.enough and evidence.subject.adult else None
    return HomePressure(
        average=average,
        goal=goal,
        at_or_above_goal=above,
        sentence=_sentence(average, goal, above, language),
        lines=_lines(average, goal, language),
        other_sentence=_other(average, language),
        pace=measuring_pace(evidence, language),
    )


def rule_name(rule: AveragingRule, language: Language) -> str:
    """Return a protocol with what it averages: "… (first day left out)"."""
    title = rule.provenance.titles[language]
    if language is _ZH:
        return f"{title}（{'去掉第一天' if rule.drops_first_day else '所有读数'}）"
    return f"{title} ({'first day left out' if rule.drops_first_day else 'all readings'})"


def _sentence(average: ProtocolAverage, goal: PressureGoal, above: bool | None, language: Language) -> str:
    if not average.enough:
        needs = (
            ("readings", average.n, average.rule.least_readings),
            ("days", average.days, average.rule.least_days),
        )
        return words.not_enough_yet(needs, language)
    mean = _mean(average.mean, language)
    name = rule_name(average.rule, language)
    if language is _ZH:
        compared = {True: f"，达到或高于 {goal.text}", False: f"，低于 {goal.text}", None: ""}[above]
        return f"按{name}，{mean}{compared}。"
    compared = {True: f", at or above {goal.text}", False: f", below {goal.text}", None: ""}[above]
    return f"By the {name}: {mean}{compared}."


def _lines(average: ProtocolAverage, goal: PressureGoal, language: Language) -> tuple[str, ...]:
    share = "" if average.share_at_or_above is None else digits(100 * average.share_at_or_above)
    zh = language is _ZH
    dropped = "" if average.dropped_day is None else wording.day_name(average.dropped_day, language)
    lines = [
        words.window_words(average.window, language),
        (
            f"{dropped} 是第一天，没有算进平均。"
            if zh
            else f"{dropped} is the first day and is left out of the mean."
        )
        if dropped
        else "",
        _part("morning", average.morning, language),
        _part("evening", average.evening, language),
        _extreme(average.highest, highest=True, language=language),
        _extreme(average.lowest, highest=False, language=language),
        (
            f"{share}% 的读数达到或高于 {goal.text}。"
            if zh
            else f"{share}% of the readings are at or above {goal.text}."
        )
        if share
        else "",
        words.set_by(goal.set_by, language) if goal.set_by else _reference(goal, language),
        words.set_aside(average.set_aside, language),
        words.practice(average.simulated, average.left_out, language),
    ]
    return tuple(line for line in lines if line)


def _mean(mean: PressureMean | None, language: Language) -> str:
    if mean is None:
        return ""
    figure = f"{pressure(mean.systolic, mean.diastolic)} mmHg"
    if language is _ZH:
        return f"{mean.days} 天 {mean.n} 次平均 {figure}"
    readings = "reading" if mean.n == 1 else "readings"
    days = "day" if mean.days == 1 else "days"
    return f"the mean of {mean.n} {readings} on {mean.days} {days} is {figure}"


def _part(part: str, mean: PressureMean | None, language: Language) -> str:
    if mean is None:
        return ""
    start, end = hours(part)
    figure = f"{pressure(mean.systolic, mean.diastolic)} mmHg"
    if language is _ZH:
        name = "早上" if part == "morning" else "晚上"
        return f"{name}（{start}–{end} 点）{mean.n} 次平均 {figure}。"
    return f"{part.capitalize()} ({start}:00–{end}:00), {mean.n} {'reading' if mean.n == 1 else 'readings'}: {figure}."


def _extreme(row: Observation | None, *, highest: bool, language: Language) -> str:
    if row is None:
        return ""
    figure = f"{pressure(row.values['systolic'], row.values['diastolic'])} mmHg"
    when = f"{wording.day_name(row.day, language)} {row.local:%H:%M}"
    if language is _ZH:
        return f"{'最高' if highest else '最低'} {figure}（{when}）。"
    return f"{'Highest' if highest else 'Lowest'} {figure} ({when})."


def _other(average: ProtocolAverage, language: Language) -> str:
    mean = average.other_mean
    if mean is None or not average.enough:
        return ""
    figure, name = f"{pressure(mean.systolic, mean.diastolic)} mmHg", rule_name(average.other_rule, language)
    return f"按{name}是 {figure}。" if language is _ZH else f"By the {name} it is {figure}."


def _reference(goal: PressureGoal, language: Language) -> str:
    name = wording.reference_name(goal.reference, language)
    return f"比较的是{name}。" if language is _ZH else f"Compared with the {name}."
