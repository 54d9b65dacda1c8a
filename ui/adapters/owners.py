"""Whose readings are: questions, answers and moves, over the attribution of the records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.people import Person
from app.records.attribution.questions import OwnerQuestion
from app.records.clean import CleanReading
from app.records.errors import InvalidEntry, RecordsError
from app.records.wording import KIND_NAMES, figure_with_unit, relative_time
from app.services import Services
from assistant.conversation import Language
from ui.adapters.error_words import failed
from ui.adapters.headings import heading
from ui.view_models.ports import PortFailed, Unsubscribe
from ui.view_models.ports.owners import OwnedReading, OwnerAnswer, OwnerQuestionView

#: Readings that can be moved from the screen; older ones are moved on the command line.
_LATEST: Final = 30


class OwnersAdapter:
    """Whose readings are (:class:`ui.view_models.ports.owners.OwnersPort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house

    def questions(self, language: Language) -> tuple[OwnerQuestionView, ...]:
        """What has to be asked."""
        try:
            found = self._house.records.attribution.questions(language)
        except RecordsError as error:
            raise failed(error, language) from error
        return tuple(self._question(one) for one in found)

    def answer(self, key: str, person: str, language: Language, *, always: bool = False) -> str:
        """Take an answer."""
        attribution = self._house.records.attribution
        return self._act(
            language, lambda: attribution.answer(_raw_ids(key), self._person(person), always=always)
        )

    def readings(self, language: Language) -> tuple[OwnedReading, ...]:
        """The latest readings of whoever uses Listenwell."""
        try:
            found = self._house.records.readings(self._house.person, limit=_LATEST)
        except RecordsError as error:
            raise failed(error, language) from error
        return tuple(self._row(one, language) for one in found)

    def others(self, language: Language) -> tuple[OwnerAnswer, ...]:
        """To whom a reading can be moved."""
        try:
            current = self._house.person
            people = self._house.records.household.people()
        except RecordsError as error:
            raise failed(error, language) from error
        nobody = "不知道是谁的" if language is Language.ZH else "I do not know whose"
        members = (OwnerAnswer(one.id, one.name_in(language)) for one in people if one.id != current.id)
        return (*members, OwnerAnswer("", nobody))

    def move(self, key: str, person: str, language: Language) -> str:
        """Give a reading to somebody else."""
        attribution = self._house.records.attribution
        return self._act(language, lambda: attribution.move(_raw_ids(key), self._person(person)))

    def undo(self, act: str, language: Language) -> None:
        """Take an answer or a move back."""
        self._act(language, lambda: self._house.records.attribution.undo(act))

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each commit."""
        return self._house.records.subscribe(lambda _change: callback())

    def _act(self, language: Language, act: Callable[[], str]) -> str:
        try:
            return act()
        except InvalidEntry as error:
            words = "这次读数已经另外改过，请重新看一眼。" if language is Language.ZH else str(error)
            raise PortFailed(words) from error
        except RecordsError as error:
            raise failed(error, language) from error

    def _person(self, person_id: str) -> Person | None:
        return self._house.records.household.person(person_id) if person_id else None

    def _question(self, one: OwnerQuestion) -> OwnerQuestionView:
        return OwnerQuestionView(
            key=",".join(str(raw_id) for raw_id in one.raw_ids),
            text=one.text,
            kind=one.kind.value,
            when=heading(one.when),
            choices=tuple(OwnerAnswer(choice.person_id or "", choice.name) for choice in one.choices),
            device=self._by_device(one.raw_ids[0]),
        )

    def _by_device(self, raw_id: int) -> bool:
        try:
            self._house.records.raw_frame(raw_id)
        except KeyError:  # typed or imported
            return False
        return True

    def _row(self, one: CleanReading, language: Language) -> OwnedReading:
        reading = one.reading
        return OwnedReading(
            key=str(one.raw_id),
            kind=reading.kind.value,
            title=heading(KIND_NAMES[reading.kind][language]),
            figure=figure_with_unit(reading.kind, reading.values, language),
            when=heading(relative_time(reading.taken_at, self._house.zone, self._house.now(), language)),
        )


def _raw_ids(key: str) -> list[int]:
    return [int(part) for part in key.split(",")]
