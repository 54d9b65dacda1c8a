"""From the records to the content of a visit sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.exchange.visit_sheet import words
from app.exchange.visit_sheet.changes import Changes, whole
from app.exchange.visit_sheet.chart import chart
from app.exchange.visit_sheet.content import (
    LabResult,
    Measure,
    MedicineLine,
    Part,
    Pressure,
    SheetContent,
    SheetOptions,
)
from app.exchange.visit_sheet.essentials import fitted
from app.exchange.visit_sheet.laboratory import WIDEST_FIGURE, WIDEST_NAME, cut, out_of_range
from app.people import Person
from app.records import wording
from app.records.profile import words as profile_words
from app.records.profile.evidence import Evidence
from app.records.profile.home_pressure import rule_name
from app.records.profile.protocol_average import PressureMean, ProtocolAverage, hours
from app.records.reports import StoredReport
from app.records.thresholds import clinical_row, provenance
from app.records.units import number, unit_word, with_unit
from assistant.conversation import Language
from device_io.reading import COMPONENT_UNITS, REQUIRED_COMPONENTS, Quantity, ReadingKind

_ZH: Final = Language.ZH
_MMHG: Final = "mm[Hg]"
MAX_LABS: Final = 8
MAX_MEDICINES: Final = 8


@dataclass(frozen=True, slots=True)
class SheetSources:
    """What a sheet is made from: the rules' evidence of the person, their reports, the moment and the place."""

    person: Person
    evidence: Evidence
    reports: Sequence[StoredReport]
    now: datetime
    zone: ZoneInfo


def collect(sources: SheetSources, options: SheetOptions) -> SheetContent:
    """Return the content of the sheet; every number in it comes from a row of the records."""
    return _Collector(sources, options).content()


class _Collector:
    """Gathers one sheet."""

    def __init__(self, sources: SheetSources, options: SheetOptions) -> None:
        self._sources, self._options = sources, options
        self._language = options.language
        self._evidence = sources.evidence
        self._last = sources.now.astimezone(sources.zone).date()
        self._first = self._last - timedelta(days=options.days - 1)
        self._origins: list[str] = []

    def content(self) -> SheetContent:
        average = self._evidence.home_average()
        if average is not None and average.window.last < self._first:
            average = None  # older than the sheet
        pressure = None if average is None else self._pressure(average)
        measures = self._measures()
        changes = Changes(self._evidence, self._first, self._last, self._language)
        labs = out_of_range(self._sources.reports, self._sources.zone, self._language)
        medicines = [
            medicine for medicine in self._evidence.subject.medicines if medicine.taken_on(self._last)
        ]
        taken = tuple(
            MedicineLine(
                cut(medicine.name, WIDEST_NAME),
                cut(medicine.dose, WIDEST_FIGURE),
                " ".join(time.strftime("%H:%M") for time in medicine.times),
                words.since(medicine.started_on, self._language),
            )
            for medicine in medicines
        )
        return SheetContent(
            language=self._language.value,
            words=dict(words.HEADINGS[self._language]),
            name=self._name(),
            about=self._about(),
            period=words.period(self._first, self._last, self._language),
            made=words.made_on(self._last, self._language),
            practice=self._practice(average),
            pressure=pressure,
            chart=chart(self._evidence, self._first, self._last, self._language),
            measures=measures,
            changes=changes.lines(),
            labs=labs[:MAX_LABS],
            labs_more=words.more(max(0, len(labs) - MAX_LABS), "labs", self._language),
            reports=len(self._sources.reports),
            medicines=taken[:MAX_MEDICINES],
            medicines_more=words.more(max(0, len(taken) - MAX_MEDICINES), "medicines", self._language),
            questions=tuple(question.strip() for question in self._options.questions if question.strip()),
            sources=tuple(dict.fromkeys([*self._origins, *changes.origins])),
            essentials=self._essentials(pressure, measures, taken, labs),
            first_day=self._first,
            last_day=self._last,
        )

    # --- who ---

    def _name(self) -> str:
        chosen = self._options.name
        return self._sources.person.display_name if chosen is None else chosen

    def _about(self) -> str:
        profile = self._sources.person.profile
        age = self._sources.person.age_on(self._last) if self._options.with_age else None
        sex = profile.sex if self._options.with_age else None
        conditions = sorted(condition.name_in(self._language) for condition in profile.conditions)
        return words.about(age, sex, conditions, self._language)

    def _practice(self, average: ProtocolAverage | None) -> str:
        if average is not None and average.simulated:
            return profile_words.practice(simulated=True, left_out=0, language=self._language)
        simulated = any(
            self._evidence.summaries(kind, REQUIRED_COMPONENTS[kind][0], self._first, self._last).simulated
            for kind in ReadingKind
        )
        return profile_words.practice(simulated=simulated, left_out=0, language=self._language)

    # --- blood pressure ---

    def _pressure(self, average: ProtocolAverage) -> Pressure | None:
        mean = average.mean
        if mean is None:
            return None
        language, goal = self._language, self._evidence.subject.pressure_goal()
        above: bool | None = None
        judged = ""
        if average.enough and self._evidence.subject.adult:
            above = whole(mean.systolic) >= goal.systolic or whole(mean.diastolic) >= goal.diastolic
            judged = words.against(above, goal.text, goal.set_by, language)
        elif not average.enough:
            needs = (
                ("readings", average.n, average.rule.least_readings),
                ("days", average.days, average.rule.least_days),
            )
            judged = profile_words.not_enough_yet(needs, language)
        self._origins.append(rule_name(average.rule, language))
        if above is not None and not goal.set_by:
            self._origins.append(wording.reference_name(goal.reference, language))
        dropped = "" if average.dropped_day is None else wording.day_name(average.dropped_day, language)
        return Pressure(
            figure=_figure(mean),
            unit=unit_word(_MMHG, language),
            label=words.average_label(average.window.days, self._span(average), language)
            if average.enough
            else words.plain_label(mean.n, language),
            judged=judged,
            above=above,
            basis=words.basis(mean.n, mean.days, dropped, self._cut_by(average), language),
            parts=self._parts(average),
        )

    def _cut_by(self, average: ProtocolAverage) -> str:
        change = average.window.cut_by
        if change is None:
            return ""
        day = wording.day_name(change.day, self._language)
        return words.event(day, profile_words.change_name(change, self._language), self._language)

    def _span(self, average: ProtocolAverage) -> str:
        ends = (wording.day_name(day, self._language) for day in (average.window.first, average.window.last))
        return "–".join(ends)

    def _parts(self, average: ProtocolAverage) -> tuple[Part, ...]:
        language = self._language
        found: list[Part] = []
        for name, mean in (("morning", average.morning), ("evening", average.evening)):
            if mean is not None:
                start, end = hours(name)
                note = (
                    f"{start}–{end} {'点' if language is _ZH else 'h'} · {words.readings(mean.n, language)}"
                )
                found.append(Part(words.part(name, language), _figure(mean), note))
        if average.mean is not None and average.mean.pulse is not None:
            pulse = Quantity(average.mean.pulse, "/min")
            found.append(Part(words.part("pulse", language), with_unit(pulse, language)))
        for name, one in (("highest", average.highest), ("lowest", average.lowest)):
            if one is not None:
                figure = f"{whole(one.values['systolic'])}/{whole(one.values['diastolic'])}"
                day = wording.day_name(one.local.date(), language)
                found.append(Part(words.part(name, language), figure, f"{day} {one.local:%H:%M}"))
        if average.share_at_or_above is not None and average.enough:
            share = f"{(average.share_at_or_above * 100):.0f}%"
            goal = self._evidence.subject.pressure_goal()
            found.append(Part(f"≥ {goal.text}", share, words.share_note(language)))
        return tuple(found)

    # --- everything else that was measured ---

    def _measures(self) -> tuple[Measure, ...]:
        rows = [self._measure(kind) for kind in ReadingKind if kind is not ReadingKind.BLOOD_PRESSURE]
        return tuple(row for row in rows if row is not None)

    def _measure(self, kind: ReadingKind) -> Measure | None:
        component = REQUIRED_COMPONENTS[kind][0]
        series = self._evidence.summaries(kind, component, self._first, self._last)
        latest = self._evidence.readings((kind,), self._first, self._last)
        if not series.summaries or series.mean is None or not latest.rows:
            return None
        language, newest = self._language, latest.rows[-1]
        unit = COMPONENT_UNITS[kind][component]
        low = min(one.minimum for one in series.summaries)
        high = max(one.maximum for one in series.summaries)
        mean = with_unit(Quantity(series.mean, unit), language)
        if kind is ReadingKind.CONTINUOUS_GLUCOSE:
            mean = self._glucose_words(mean)
        return Measure(
            name=words.capital(wording.KIND_NAMES[kind][language]),
            latest=with_unit(Quantity(newest.values[component], unit), language),
            when=f"{wording.day_name(newest.local.date(), language)} {newest.local:%H:%M}",
            mean=mean,
            span=f"{number(Quantity(low, unit))}–{number(Quantity(high, unit))}",
            n=str(series.n),
        )

    def _glucose_words(self, mean: str) -> str:
        profile = self._evidence.glucose
        if profile is None or not profile.enough or profile.shares is None or profile.gmi_percent is None:
            return mean
        shares = profile.shares
        below = shares.low + shares.very_low
        details = words.time_in_range(shares.in_range, below, profile.gmi_percent, self._language)
        row = clinical_row("cgm", "bands")
        origin = provenance(str(row["src"]), str(row["st"]))
        self._origins.append(words.rule_source(origin.titles[self._language], origin.ours, self._language))
        return f"{mean} · {details}"

    # --- the code ---

    def _essentials(
        self,
        pressure: Pressure | None,
        measures: tuple[Measure, ...],
        medicines: tuple[MedicineLine, ...],
        labs: tuple[LabResult, ...],
    ) -> str:
        headings = words.HEADINGS[self._language]
        first = " ".join(part for part in (self._name(), self._about()) if part)
        lines = [f"{headings['title']} {self._last.isoformat()}", first]
        if pressure is not None:
            figure = f"{headings['pressure']} {pressure.figure} {pressure.unit}"
            said = (figure, pressure.label, pressure.basis, pressure.judged)
            lines.append(("；" if self._language is _ZH else "; ").join(part for part in said if part))
        lines += [f"{one.name} {one.dose} {one.times}".strip() for one in medicines]
        lines += [f"{one.name} {one.value} {one.mark} ({one.range}) {one.page}" for one in labs]
        lines += [f"{one.name} {one.latest} {one.when}" for one in measures]
        lines += [f"? {question}" for question in self._options.questions]
        return fitted([line for line in lines if line])


def _figure(mean: PressureMean) -> str:
    return f"{whole(mean.systolic)}/{whole(mean.diastolic)}"
