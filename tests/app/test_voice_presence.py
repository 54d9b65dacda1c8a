"""Whoever speaks is thought to take the next reading."""

from types import SimpleNamespace
from typing import Any, cast

from app.people import Person
from app.records.attribution.clues import SeenBy
from app.records.records import Records
from app.signed_in import PinNeeded
from app.voice import HouseholdVoice
from assistant.conversation import Language
from assistant.speech.recognition import Transcript


class House(SimpleNamespace):
    """As much of a household as a question needs that nobody answers."""

    closed = False

    @property
    def person(self) -> Person:
        if self.closed:
            raise PinNeeded(self.somebody)
        return cast("Person", self.somebody)


def seen(records: Records) -> list[tuple[str, str]]:
    with records._database.snapshot() as connection:
        return [tuple(row) for row in connection.execute("SELECT person_id, seen_by FROM presence")]


async def speak(house: Any) -> None:
    async def ask(*_: object) -> object:
        raise KeyboardInterrupt

    house.workflow = lambda: SimpleNamespace(ask=ask)
    voice = HouseholdVoice(house, Language.EN, on_answered=lambda _answered: None)
    try:
        await voice.answer(
            Transcript("Is my blood pressure high?", Language.EN, 1.0, (), 0.0), lambda _sentence: None
        )
    except KeyboardInterrupt:
        return


async def test_a_spoken_question_says_who_is_here(records: Records, person: Person) -> None:
    house = House(records=records, somebody=person)
    house.closed = True
    await speak(house)
    assert seen(records) == []
    house.closed = False
    await speak(house)
    assert seen(records) == [(person.id, SeenBy.SPOKE.value)]
