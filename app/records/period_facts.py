"""What the records say of a span of days that a question names, and how two such spans compare. Code counts; no model."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from app.records import wording
from app.records.daily_series import daily_series
from app.records.database import Connection
from app.records.units import shown, unit_word
from app.records.views import MAIN_COMPONENT, ViewContext
from assistant.conversation import Language
from assistant.facts import Fact
from assistant.periods import Period
from device_io.reading import Quantity, ReadingKind

_ZH: Final = Language.ZH
_HIGHER: Final = {_ZH: ("高", "低", "一样"), Language.EN: ("higher", "lower", "the same")}


@dataclass(frozen=True, slots=True)
class _Mean:
    period: Period
    first: date
    last: date
    count: int
    values: Mapping[str, Quantity]


def facts(
    connection: Connection, context: ViewContext, kinds: Collection[ReadingKind], periods: Sequence[Period]
) -> tuple[Fact, ...]:
    """Of each kind the mean of each period, then how the first compares with the second.

    A period without readings is said to have none; a kind without any reading in all periods says it once each.
    """
    return tuple(fact for kind in kinds for fact in _of_kind(connection, context, kind, periods))


def _of_kind(
    connection: Connection, context: ViewContext, kind: ReadingKind, periods: Sequence[Period]
) -> Iterator[Fact]:
    means = [_mean(connection, context, kind, period) for period in periods]
    if kind is ReadingKind.CONTINUOUS_GLUCOSE and not any(mean.count for mean in means):
        return  # who has no sensor need not hear of it beside the finger readings
    yield from (_fact(context, kind, mean) for mean in means)
    counted = [mean for mean in means if mean.count]
    if len(counted) == 2:
        yield _comparison(context, kind, *counted)


def _mean(connection: Connection, context: ViewContext, kind: ReadingKind, period: Period) -> _Mean:
    first, last = period.days(context.today)
    components = ("systolic", "diastolic") if kind is ReadingKind.BLOOD_PRESSURE else (MAIN_COMPONENT[kind],)
    values, count = {}, 0
    for component in components:
        series = daily_series(connection, context.person_id, kind, component, first, last)
        if series.mean is not None:
            values[component], count = Quantity(series.mean, series.unit), series.n
    return _Mean(period, first, last, count if len(values) == len(components) else 0, values)


def _fact(context: ViewContext, kind: ReadingKind, mean: _Mean) -> Fact:
    language, name = context.language, wording.KIND_NAMES[kind][context.language]
    span = _span(mean, language)
    if not mean.count:
        figure = f"没有{name}读数" if language is _ZH else f"no {name} readings"
        sentence = f"{span}{figure}。" if language is _ZH else f"There are {figure} {span}."
    else:
        figure = wording.figure_with_unit(kind, mean.values, language)
        if language is _ZH:
            sentence = f"{span}量了 {mean.count} 次{name}，{'平均' if mean.count > 1 else '是'} {figure}。"
        elif mean.count > 1:
            sentence = f"Your mean {name} {span} is {figure}, of {mean.count} readings."
        else:
            sentence = f"Your only {name} reading {span} is {figure}."
    return _made(context, kind, f"period:{kind.value}:{mean.first}:{mean.last}", figure, sentence, mean)


def _comparison(context: ViewContext, kind: ReadingKind, one: _Mean, other: _Mean) -> Fact:
    """The difference of what is shown, so that anybody can check it."""
    language, name = context.language, wording.KIND_NAMES[kind][context.language]
    parts = []
    for component, quantity in one.values.items():
        difference = shown(quantity) - shown(other.values[component])
        how = _HIGHER[language][0 if difference > 0 else 1 if difference < 0 else 2]
        unit = unit_word(quantity.unit, language)
        amount = f"{abs(difference)}{'' if unit == '%' else ' '}{unit}"
        label = "" if len(one.values) == 1 else wording.COMPONENT_NAMES[component][language]
        if language is _ZH:
            parts.append(f"{label}{how}" if not difference else f"{label}{how} {amount}")
        else:
            parts.append(f"{label} {how}".strip() if not difference else f"{label} {amount} {how}".strip())
    figure = ("，" if language is _ZH else ", ").join(parts)
    first, second = one.period.said(language), other.period.said(language)
    if language is _ZH:
        sentence = f"{first}的{name}平均和{second}相比：{figure}。"
    else:
        sentence = f"The mean {name} of {first} against {second}: {figure}."
    source = f"comparison:{kind.value}:{one.first}:{one.last}:{other.first}:{other.last}"
    return _made(context, kind, source, figure, sentence, one)


def _span(mean: _Mean, language: Language) -> str:
    said = mean.period.said(language)
    first, last = (wording.day_name(day, language) for day in (mean.first, mean.last))
    if language is _ZH:
        return f"{said}（{first}）" if first == last else f"{said}（{first}至{last}）"
    spoken = f"in {said}" if said.startswith("the last ") else said
    return f"{spoken} ({first})" if first == last else f"{spoken} ({first} to {last})"


def _made(
    context: ViewContext, kind: ReadingKind, source: str, figure: str, sentence: str, mean: _Mean
) -> Fact:
    noon = datetime.combine(mean.last, time(12), context.zone)
    return Fact(source, kind, figure, sentence, mean.values, min(noon, context.now))
