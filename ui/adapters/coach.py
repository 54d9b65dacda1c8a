"""The coach screen's port over the coach of the household."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from app.coaching import words
from app.coaching.averages import sitting_mean
from app.coaching.coach import Coach, CoachedSitting
from app.coaching.danger import danger
from app.coaching.rules import SittingRules
from app.coaching.sitting import Attempt, Sitting, Step
from app.device_service import DeviceService
from app.people import Person
from app.profile import safety_profile
from app.records.errors import RecordsError
from app.records.thresholds import home_pressure
from app.records.units import unit_word
from app.services import Services
from assistant import safety
from assistant.conversation import Language
from device_io import gatt
from device_io.codecs.frame import FrameError
from device_io.events import DeviceEvent, FrameRefused
from device_io.findings.finding import MeasurementFailed
from device_io.interpretation import interpret
from ui.adapters.coach_words import pressure, week_view
from ui.adapters.error_words import failed
from ui.view_models.ports import (
    CoachReadingView,
    CoachSnapshot,
    CoachStep,
    PlanView,
    PostureView,
    Unsubscribe,
)

_STEPS: dict[Step, CoachStep] = {
    Step.REST: "rest",
    Step.MEASURE: "measure",
    Step.PAUSE: "pause",
    Step.OVER: "result",
}


class CoachAdapter:
    """The coach of the person who uses Listenwell (:class:`ui.view_models.ports.CoachPort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house
        self._coach = Coach(
            house.records.coaching, house.records, house.settings.rule_set, house.now, house.zone
        )
        self._callbacks: list[Callable[[], None]] = []
        self._language = house.language
        self._noting: set[asyncio.Task[None]] = set()

    def serve(self, service: DeviceService) -> None:
        """Hear from ``service`` when a monitor could not measure."""
        service.listen(self._hear)

    def snapshot(self, language: Language) -> CoachSnapshot:
        """Where the coach stands now."""
        self._language = language
        now = self._house.now()
        try:
            person = self._house.person
            coached = self._coach.sitting(person)
            week = self._coach.week(person)
        except RecordsError as error:
            raise failed(error, language) from error
        local = now.astimezone(self._house.zone)
        plan = None
        if week is not None:
            reference = home_pressure(self._coach.rule_set(person))
            plan = week_view(week, self._coach.week_rules(person), reference, local, language)
        if coached is None:
            sentence = words.start_sentence(self._coach.rules(person), language)
            return CoachSnapshot("start", "start", sentence, plan=plan)
        return self._snapshot(person, coached, language, plan)

    def postures(self, language: Language) -> tuple[PostureView, ...]:
        """How to sit."""
        return tuple(PostureView(picture, title[language]) for picture, title in words.POSTURES.items())

    def skip_sentence(self, language: Language) -> str:
        """What skipping the rest means."""
        return words.skip_sentence(language)

    def begin(self, *, rested: bool) -> None:
        """Begin a sitting."""
        with self._changing():
            self._coach.begin(self._house.person, rested=rested)

    def skip_rest(self) -> None:
        """End the rest early."""
        with self._changing():
            self._coach.skip_rest(self._house.person)

    def not_measured(self) -> None:
        """The monitor showed an error."""
        with self._changing():
            self._coach.not_measured(self._house.person)

    def finish(self) -> None:
        """End the sitting."""
        with self._changing():
            self._coach.finish(self._house.person)

    def leave(self) -> None:
        """Put the result away."""
        with self._changing():
            self._coach.put_away(self._house.person)

    def start_plan(self) -> None:
        """Begin the week today."""
        with self._changing():
            self._coach.start_week(self._house.person)

    def end_plan(self) -> None:
        """Give the week up."""
        with self._changing():
            self._coach.end_week(self._house.person)

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change here and of the records."""
        self._callbacks.append(callback)
        stop = self._house.records.subscribe(lambda _change: callback())

        def unsubscribe() -> None:
            stop()
            self._callbacks.remove(callback)

        return unsubscribe

    @contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            yield
        except RecordsError as error:
            raise failed(error, self._language) from error
        for callback in tuple(self._callbacks):
            callback()

    def _hear(self, event: DeviceEvent) -> None:
        if isinstance(event, FrameRefused):
            task = asyncio.get_running_loop().create_task(self._note_failure(event.raw_id))
            self._noting.add(task)
            task.add_done_callback(self._noting.discard)

    async def _note_failure(self, raw_id: int) -> None:
        """A failed blood pressure measurement is a try of the sitting; other refused frames are not."""
        if await asyncio.to_thread(self._failed_to_measure, raw_id):
            await asyncio.to_thread(self.not_measured)

    def _snapshot(
        self, person: Person, coached: CoachedSitting, language: Language, plan: PlanView | None
    ) -> CoachSnapshot:
        sitting, step, ending = coached.sitting, coached.step, coached.ending
        found = danger(sitting, self._profile(person))
        mean = sitting_mean(sitting, self._house.zone) if ending is not None else None
        return CoachSnapshot(
            step=_STEPS[step],
            cue=f"{coached.id}:{step}:{len(sitting.attempts)}:{sitting.rest}",
            sentence=words.caption(sitting, step, ending, language),
            detail=next((one.question[language] for one in found.questions), ""),
            picture=words.picture(sitting, step),
            begun=_begun(sitting, step),
            until=sitting.rest_until
            if step is Step.REST
            else sitting.ready_at
            if step is Step.PAUSE
            else None,
            number=min(len(sitting.counted) + 1, sitting.wanted),
            wanted=sitting.wanted,
            readings=tuple(_row(one, language) for one in sitting.attempts),
            mean="" if mean is None else pressure(mean),
            mean_unit="" if mean is None else unit_word("mm[Hg]", language),
            rule="" if mean is None else _mean_rule(mean.n, sitting.rules, language),
            notes=self._notes(coached, language) if ending is not None else (),
            danger_level="" if found.level == "none" else found.level,
            danger_words=found.words.get(language, ""),
            plan=plan,
        )

    def _notes(self, coached: CoachedSitting, language: Language) -> tuple[str, ...]:
        practice = (
            "练习用的虚拟血压计，不是真的读数。"
            if language is Language.ZH
            else "A virtual monitor for practice: not a real reading."
        )
        simulated = any(one.simulated for one in coached.sitting.counted)
        return (*words.result_notes(coached.sitting, language), *((practice,) if simulated else ()))

    def _profile(self, person: Person) -> safety.Profile:
        today = self._house.now().astimezone(self._house.zone).date()
        return safety_profile(person.profile, today, self._house.settings.rule_set)

    def _failed_to_measure(self, raw_id: int) -> bool:
        frame = self._house.records.raw_frame(raw_id)
        if frame.characteristic != gatt.BLOOD_PRESSURE_MEASUREMENT:
            return False
        try:
            interpret(frame)
        except MeasurementFailed:
            return True
        except FrameError:
            return False
        return False


def _begun(sitting: Sitting, step: Step) -> datetime | None:
    if step is Step.REST:
        return sitting.began_at
    return sitting.ready_at - sitting.rules.gap if step is Step.PAUSE else None


def _row(attempt: Attempt, language: Language) -> CoachReadingView:
    note = "" if attempt.correction is None else words.correction_note(attempt.correction, language)
    reading = attempt.reading
    if reading is None:
        return CoachReadingView("—", "", "", counted=False, note=note)
    pulse = "" if reading.pulse is None else f"{reading.pulse:.0f} {unit_word('/min', language)}"
    value = f"{reading.systolic:.0f}/{reading.diastolic:.0f}"
    return CoachReadingView(
        value, unit_word("mm[Hg]", language), pulse, counted=attempt.correction is None, note=note
    )


def _mean_rule(n: int, rules: SittingRules, language: Language) -> str:
    title = rules.source.titles[language]
    if language is Language.ZH:
        return f"{n}次的平均（{title}）" if n > 1 else "只量到一次，不能算平均"
    return f"mean of {n} readings ({title})" if n > 1 else "one reading only, so no mean"
