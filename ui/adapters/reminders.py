"""The reminders screen's port, and the loop that says what is due while the window is open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import date, time, timedelta
from typing import Final, Literal

from app.people import Person
from app.records.errors import InvalidEntry, RecordsError
from app.records.wording import KIND_NAMES
from app.reminders.occasion import Occasion, Purpose
from app.reminders.reminders import Announcement, Due
from app.reminders.schedule import keep_reminding
from app.reminders.suggestions import Suggestion, habit, hba1c_recheck, pressure_week
from app.services import Services
from assistant.conversation import Language
from device_io.reading import ReadingKind
from ui.adapters import reminder_words as words
from ui.adapters.error_words import failed
from ui.adapters.headings import heading
from ui.view_models.ports import PortFailed, Unsubscribe
from ui.view_models.ports.people import Named
from ui.view_models.ports.reminders import (
    OccasionView,
    OnDue,
    ReminderDue,
    ReminderPlan,
    RemindersSnapshot,
    SuggestionView,
)

#: Readings looked at for a habit; it looks back two weeks.
_LOOKED_AT: Final = 200
#: A key names an occasion by its reminder, day and time; these stand in none of them.
_BETWEEN: Final = "|"
_MEDICINE: Final = "medicine"


class RemindersAdapter:
    """Reminders (:class:`ui.view_models.ports.reminders.RemindersPort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house
        self._callbacks: list[Callable[[], None]] = []
        self._listeners: list[OnDue] = []

    @asynccontextmanager
    async def reminding(self) -> AsyncIterator[None]:
        """Tell what is due, for as long as this is open."""
        records = self._house.records
        loop = asyncio.create_task(keep_reminding(records.reminders, self._tell, self._house.now))
        try:
            yield
        finally:
            loop.cancel()
            with suppress(asyncio.CancelledError):
                await loop

    def snapshot(self, language: Language) -> RemindersSnapshot:
        """Today, the plans, and what to offer."""
        records = self._house.records
        try:
            person = self._house.person
            agenda = records.reminders.agenda(person)
            plans = [one for one in records.reminders.of(person) if one.purpose is not Purpose.MEDICINE]
            today = self._today()
            medicines = [one for one in records.medicines.of(person) if one.taken_on(today)]
            offered = self._suggestions(person, language)
        except RecordsError as error:
            raise failed(error, language) from error
        rows = (
            *(
                ReminderPlan(
                    f"{_MEDICINE}{_BETWEEN}{one.id}",
                    one.name,
                    words.medicine_detail(one, language),
                    Purpose.MEDICINE.value,
                )
                for one in medicines
            ),
            *(
                ReminderPlan(
                    f"reminder{_BETWEEN}{one.id}",
                    words.reminder_title(one, language),
                    words.reminder_detail(one, language),
                    one.purpose.value,
                )
                for one in plans
            ),
        )
        return RemindersSnapshot(
            tuple(self._occasion(one, language) for one in agenda),
            rows,
            tuple(
                SuggestionView(
                    _suggestion_key(one),
                    words.reminder_title(one, language),
                    words.reminder_detail(one, language),
                    words.source_words(one, language),
                )
                for one in offered
            ),
        )

    def kinds(self, language: Language) -> tuple[Named, ...]:
        """What one can be reminded to measure."""
        return tuple(Named(one.value, heading(KIND_NAMES[one][language])) for one in words.MEASURED)

    def note(self, key: str, event: Literal["done", "skip", "snooze", "reopen"], language: Language) -> None:
        """Note what became of an occasion."""
        reminders = self._house.records.reminders
        reminder_id, day, at = key.split(_BETWEEN)
        occasion = Occasion(date.fromisoformat(day), time.fromisoformat(at))

        def write() -> None:
            match event:
                case "done":
                    reminders.done(reminder_id, occasion)
                case "skip":
                    reminders.skip(reminder_id, occasion)
                case "snooze":
                    reminders.snooze(reminder_id, occasion)
                case "reopen":
                    reminders.reopen(reminder_id, occasion)

        self._write(write, language)

    def measure(self, kind: str, times: tuple[str, ...], language: Language) -> None:
        """Remind to measure."""
        at = _times(times, language)
        self._write(
            lambda: self._house.records.reminders.add(self._house.person, ReadingKind(kind), at), language
        )

    def medicine(self, name: str, dose: str, times: tuple[str, ...], language: Language) -> None:
        """Note a medicine."""
        if not name.strip():
            raise PortFailed("请写上药名。" if language is Language.ZH else "Write the name of the medicine.")
        at = _times(times, language)
        self._write(
            lambda: self._house.records.medicines.add(self._house.person, name, dose, at, self._today()),
            language,
        )

    def accept(self, key: str, language: Language) -> None:
        """Make a reminder of a suggestion."""

        def write() -> None:
            person = self._house.person
            for one in self._suggestions(person, language):
                if _suggestion_key(one) == key:
                    self._house.records.reminders.accept(person, one)

        self._write(write, language)

    def end(self, key: str, language: Language) -> None:
        """Stop a plan."""
        what, _, plan_id = key.partition(_BETWEEN)
        records = self._house.records
        if what == _MEDICINE:
            self._write(
                lambda: records.medicines.stop(records.medicines.medicine(plan_id), self._today()), language
            )
        else:
            self._write(lambda: records.reminders.remove(plan_id), language)

    def resume(self, key: str, language: Language) -> None:
        """Undo :meth:`end`."""
        what, _, plan_id = key.partition(_BETWEEN)
        records = self._house.records
        if what == _MEDICINE:
            self._write(lambda: records.medicines.stop(records.medicines.medicine(plan_id), None), language)
        else:
            self._write(lambda: records.reminders.restore(plan_id), language)

    def listen(self, on_due: OnDue) -> Unsubscribe:
        """Call ``on_due`` whenever something is due."""
        self._listeners.append(on_due)
        return lambda: self._listeners.remove(on_due) if on_due in self._listeners else None

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change of reminders or readings."""
        self._callbacks.append(callback)
        unsubscribed = self._house.records.subscribe(lambda _change: callback())

        def stop() -> None:
            unsubscribed()
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return stop

    def _tell(self, announcement: Announcement) -> None:
        def worded(language: Language) -> ReminderDue:
            return ReminderDue(announcement.words[language], tuple(_key(one) for one in announcement.due))

        for listener in list(self._listeners):
            listener(worded)
        self._changed()

    def _suggestions(self, person: Person, language: Language) -> list[Suggestion]:
        """What is worth offering and not planned yet."""
        records, now, zone = self._house.records, self._house.now(), self._house.zone
        rule_set = person.profile.rule_set or self._house.settings.rule_set
        found: list[Suggestion | None] = [pressure_week(self._today() + timedelta(days=1), rule_set)]
        for kind in words.MEASURED:
            taken = [one.reading.taken_at for one in records.readings(person, kind, _LOOKED_AT)]
            found.append(habit(kind, taken, now, zone))
        found.append(hba1c_recheck(person, records.reports(person), language))
        plans = records.reminders.of(person)
        kinds = {one.kind for one in plans if one.kind is not None and one.last_day is None}
        protocols = {one.protocol for one in plans if one.protocol}
        reports = {one.report_id for one in plans if one.report_id}
        return [
            one
            for one in found
            if one is not None
            and one.protocol not in protocols - {""}
            and (one.report_id is None or one.report_id not in reports)
            and (one.purpose is not Purpose.MEASURE or bool(one.protocol) or one.kind not in kinds)
        ]

    def _occasion(self, one: Due, language: Language) -> OccasionView:
        until = one.standing.until
        local = "" if until is None else f"{until.astimezone(self._house.zone):%H:%M}"
        return OccasionView(
            key=_key(one),
            time=f"{one.occasion.at.hour}:{one.occasion.at.minute:02}",
            title=words.reminder_title(one.reminder, language),
            purpose=one.reminder.purpose.value,
            kind="" if one.reminder.kind is None else one.reminder.kind.value,
            state=one.state.value,
            state_text=words.state_text(one, local, language),
        )

    def _write(self, write: Callable[[], object], language: Language) -> None:
        try:
            write()
        except InvalidEntry as error:
            sentence = "这样不能存，请检查时间和名称。" if language is Language.ZH else str(error)
            raise PortFailed(sentence) from error
        except RecordsError as error:
            raise failed(error, language) from error
        self._changed()

    def _today(self) -> date:
        return self._house.now().astimezone(self._house.zone).date()

    def _changed(self) -> None:
        for callback in list(self._callbacks):
            callback()


def _key(one: Due) -> str:
    return _BETWEEN.join(
        (one.reminder.id, one.occasion.day.isoformat(), one.occasion.at.isoformat("minutes"))
    )


def _suggestion_key(one: Suggestion) -> str:
    kind = "" if one.kind is None else one.kind.value
    return _BETWEEN.join((one.purpose.value, kind, one.protocol, one.report_id or ""))


def _times(texts: Sequence[str], language: Language) -> list[time]:
    try:
        return [time.fromisoformat(text) for text in texts]
    except ValueError as error:
        sentence = "请这样写时间：08:00。" if language is Language.ZH else "Write times like 08:00."
        raise PortFailed(sentence) from error
