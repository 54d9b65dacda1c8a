"""The people screen's port over the household and the PINs."""

from __future__ import annotations

from collections.abc import Callable

from app.people import Person
from app.pins import PinRefused, PinResult, PinTry, pin_words
from app.profile import NOTHING_KNOWN, Condition, InvalidProfile, PersonProfile, Target
from app.records.errors import RecordsError
from app.services import Services
from app.signed_in import PinNeeded
from assistant.conversation import Language
from ui.adapters.error_words import failed
from ui.adapters.headings import heading
from ui.adapters.person_draft import profile_of, refusal
from ui.adapters.person_words import TARGETS, person_detail, target_row
from ui.view_models.ports import PortFailed, Unsubscribe
from ui.view_models.ports.people import (
    CurrentPerson,
    Named,
    PeopleSnapshot,
    PersonDraft,
    PersonForm,
    PersonView,
    PinWanted,
)


class PeopleAdapter:
    """Who lives here (:class:`ui.view_models.ports.people.PeoplePort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house
        self._callbacks: list[Callable[[], None]] = []

    def snapshot(self, language: Language) -> PeopleSnapshot:
        """Who lives here, and who of them is in front of Listenwell."""
        household, door = self._house.records.household, self._house.records.signed_in
        try:
            current = self._current(language)
            people = tuple(
                PersonView(
                    id=one.id,
                    name=one.name_in(language),
                    detail=self._detail(one, language) if door.is_open(one) else "",
                    current=one.id == current.id,
                    private=one.profile.private,
                    closed=not door.is_open(one),
                )
                for one in household.people()
            )
            removed = tuple((one.id, one.name_in(language)) for one in household.removed())
        except RecordsError as error:
            raise failed(error, language) from error
        self._house.speech.use_pace(self._pace(current.id))
        return PeopleSnapshot(people, current, removed)

    def form(self, person_id: str, language: Language) -> PersonForm:
        """What is known of a person, or an empty form."""
        try:
            name, profile = "", NOTHING_KNOWN
            if person_id:
                person = self._open_person(person_id, language)
                name, profile = person.display_name, person.profile
        except RecordsError as error:
            raise failed(error, language) from error
        return _form(person_id, name, profile, language)

    def save(self, person_id: str, draft: PersonDraft, language: Language) -> str:
        """Keep what was typed."""
        household = self._house.records.household
        today = self._house.now().astimezone(self._house.zone).date()
        try:
            before = self._open_person(person_id, language) if person_id else None
            profile = profile_of(draft, NOTHING_KNOWN if before is None else before.profile, today, language)
            if before is None:
                kept = household.add(draft.name, profile)
            else:
                kept = household.edit(before, display_name=draft.name, profile=profile)
        except InvalidProfile as error:
            raise refusal(error, draft, language) from error
        except RecordsError as error:
            raise failed(error, language) from error
        self.changed()
        return kept.id

    def remove(self, person_id: str, language: Language) -> None:
        """Take a person off the household."""
        try:
            person = self._open_person(person_id, language)
            if len(self._house.records.household.people()) == 1:
                words = (
                    "这里只有一个人，请先添加别人。"
                    if language is Language.ZH
                    else ("This is the only person here: add another one first.")
                )
                raise PortFailed(words)
            self._house.records.household.remove(person)
        except RecordsError as error:
            raise failed(error, language) from error
        self.changed()

    def restore(self, person_id: str, language: Language) -> None:
        """Bring somebody back."""
        household = self._house.records.household
        try:
            household.restore(household.person(person_id))
        except RecordsError as error:
            raise failed(error, language) from error
        self.changed()

    def switch(self, person_id: str, pin: str | None, language: Language) -> None:
        """Let this person use Listenwell."""
        records = self._house.records
        try:
            records.signed_in.switch(records.household.person(person_id), pin)
        except PinNeeded as error:
            raise _wanted(error, language, self._wait(error.person)) from error
        except RecordsError as error:
            raise failed(error, language) from error
        self.changed()

    def open(self, person_id: str, pin: str, language: Language) -> None:
        """Open a private profile."""
        records = self._house.records
        try:
            records.signed_in.open(records.household.person(person_id), pin)
        except PinNeeded as error:
            raise _wanted(error, language, self._wait(error.person)) from error
        except RecordsError as error:
            raise failed(error, language) from error
        self.changed()

    def pin_state(self, person_id: str, language: Language) -> PinWanted:
        """What to say in front of a private profile."""
        try:
            wait = self._wait(self._house.records.household.person(person_id))
        except RecordsError as error:
            raise failed(error, language) from error
        attempt = PinTry(PinResult.LOCKED, wait_s=wait) if wait else None
        return PinWanted(pin_words(attempt, language), wait)

    def make_private(self, person_id: str, pin: str, language: Language) -> None:
        """Put a PIN in front of an open profile."""
        try:
            self._house.records.signed_in.make_private(self._open_person(person_id, language), pin)
        except PinRefused as error:
            words = (
                "密码要 6 到 12 位数字，不要用生日或者 123456 这样好猜的。"
                if language is Language.ZH
                else str(error)
            )
            raise PortFailed(words) from error
        except RecordsError as error:
            raise failed(error, language) from error
        self.changed()

    def make_public(self, person_id: str, language: Language) -> None:
        """Take the PIN of an open profile away."""
        try:
            self._house.records.signed_in.make_public(self._open_person(person_id, language))
        except RecordsError as error:
            raise failed(error, language) from error
        self.changed()

    def used(self) -> None:
        """Somebody used the window."""
        self._house.records.signed_in.touch()

    def close_private(self) -> None:
        """Close the private profile that is open."""
        self._house.records.signed_in.lock()
        self.changed()

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change that was made here."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback) if callback in self._callbacks else None

    def _current(self, language: Language) -> CurrentPerson:
        door = self._house.records.signed_in
        chosen = door.chosen
        closed = "" if door.is_open(chosen) else chosen.id
        try:
            person = door.person
        except PinNeeded:
            return CurrentPerson("", "", private=False, language=None, chosen=closed)
        profile = person.profile
        private = profile.private and door.pins.is_set(person)
        return CurrentPerson(person.id, person.name_in(language), private, profile.language, closed)

    def _pace(self, person_id: str) -> float | None:
        if not person_id:
            return None
        return self._house.records.household.person(person_id).profile.voice_speed

    def _detail(self, person: Person, language: Language) -> str:
        today = self._house.now().astimezone(self._house.zone).date()
        return person_detail(person, today, language)

    def _open_person(self, person_id: str, language: Language) -> Person:
        records = self._house.records
        person = records.household.person(person_id)
        if not records.signed_in.is_open(person):
            raise self.pin_state(person_id, language)
        return person

    def _wait(self, person: Person) -> int:
        return self._house.records.signed_in.pins.wait_s(person)

    def changed(self) -> None:
        """Tell whoever follows that something about the people is different."""
        for callback in list(self._callbacks):
            callback()


def _wanted(error: PinNeeded, language: Language, wait_s: int) -> PinWanted:
    return PinWanted(pin_words(error.attempt, language), wait_s)


def _form(person_id: str, name: str, profile: PersonProfile, language: Language) -> PersonForm:
    return PersonForm(
        id=person_id,
        name=name,
        birth_date="" if profile.birth_date is None else profile.birth_date.isoformat(),
        sex=profile.sex or "",
        pregnant_until="" if profile.pregnant_until is None else profile.pregnant_until.isoformat(),
        conditions=tuple(Named(one.value, heading(one.name_in(language))) for one in Condition),
        chosen=tuple(sorted(one.value for one in profile.conditions)),
        targets=tuple(
            target_row(component, occasion, _own(profile, component, occasion), language)
            for component, occasion in TARGETS
        ),
        set_by=profile.targets[0].set_by if profile.targets else "",
        rule_set=profile.rule_set or "",
        language="" if profile.language is None else profile.language.value,
        voice_speed="" if profile.voice_speed is None else f"{profile.voice_speed:g}",
        private=profile.private,
    )


def _own(profile: PersonProfile, component: str, occasion: str) -> Target | None:
    return next(
        (one for one in profile.targets if (one.component, one.occasion) == (component, occasion)), None
    )
