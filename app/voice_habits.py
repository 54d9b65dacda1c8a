"""How each person speaks and likes to be spoken to: pauses, loudness and pace."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.people import Household, Person
from app.profile import FASTEST_VOICE, SLOWEST_VOICE
from app.records.database import Database
from assistant.speech.patience import MOST_PAUSES

#: One step of "slower" or "louder": a change that is clearly heard. Our rule.
PACE_STEP: Final = 0.85
LOUDNESS_STEP: Final = 1.4
QUIETEST, LOUDEST = 0.35, 4.0


@dataclass(frozen=True, slots=True)
class VoiceHabits:
    """Pauses inside sentences in seconds, the newest last; ``loudness`` multiplies the voice's own."""

    loudness: float = 1.0
    pauses_s: tuple[float, ...] = ()


class VoiceHabitsStore:
    """The habits in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, person: Person) -> VoiceHabits:
        """Return what is known of ``person``."""
        with self._database.snapshot() as connection:
            row = connection.execute(
                "SELECT loudness, pauses_s FROM voice_habit WHERE person_id = ?", (person.id,)
            ).fetchone()
        return VoiceHabits(row["loudness"], tuple(json.loads(row["pauses_s"]))) if row else VoiceHabits()

    def keep(self, person: Person, habits: VoiceHabits) -> None:
        """Keep ``habits`` instead of what was known."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO voice_habit (person_id, loudness, pauses_s) VALUES (?, ?, ?) "
                "ON CONFLICT (person_id) DO UPDATE SET loudness = excluded.loudness, pauses_s = excluded.pauses_s",
                (person.id, habits.loudness, json.dumps(habits.pauses_s)),
            )


class PersonalPauses:
    """The pauses of whoever speaks now (:class:`assistant.speech.patience.PauseHistory`)."""

    def __init__(self, store: VoiceHabitsStore, person: Callable[[], Person]) -> None:
        self._store, self._person = store, person

    def pauses_s(self) -> Sequence[float]:
        """See :meth:`assistant.speech.patience.PauseHistory.pauses_s`."""
        return self._store.of(self._person()).pauses_s

    def add(self, pauses_s: Sequence[float]) -> None:
        """See :meth:`assistant.speech.patience.PauseHistory.add`."""
        if not pauses_s:
            return
        person = self._person()
        habits = self._store.of(person)
        self._store.keep(person, replace(habits, pauses_s=(*habits.pauses_s, *pauses_s)[-MOST_PAUSES:]))


def louder(store: VoiceHabitsStore, person: Person, steps: int) -> float:
    """Speak louder (or softer) to ``person`` from now on; gives the loudness."""
    habits = store.of(person)
    loudness = min(LOUDEST, max(QUIETEST, habits.loudness * LOUDNESS_STEP**steps))
    store.keep(person, replace(habits, loudness=round(loudness, 3)))
    return round(loudness, 3)


def slower(household: Household, person: Person, pace: float, steps: int) -> float:
    """Speak slower (or faster) than ``pace`` to ``person`` from now on; gives the pace."""
    wanted = round(min(FASTEST_VOICE, max(SLOWEST_VOICE, pace * PACE_STEP**steps)), 3)
    profile = replace(household.person(person.id).profile, voice_speed=wanted)
    household.edit(person, profile=profile)
    return wanted
