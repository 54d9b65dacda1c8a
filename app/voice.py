"""The household behind a voice conversation: its words, its people's habits, and the workflow that answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from app.records.attribution.clues import SeenBy
from app.records.errors import RecordsError
from app.signed_in import PinNeeded
from app.turns import answer_words
from app.voice_habits import PersonalPauses, louder, slower
from assistant import safety
from assistant.conversation import Language
from assistant.speech.heard_figures import normalised
from assistant.speech.known_words import KnownWords
from assistant.speech.misheard_figures import likeliest
from assistant.speech.patience import PauseHistory, RememberedPauses
from assistant.speech.spoken_commands import Command, CommandKind
from assistant.workflow import Answered

if TYPE_CHECKING:
    from app.services import Services
    from assistant.speech.recognition import Transcript

_STEPS = {
    CommandKind.SLOWER: 1,
    CommandKind.FASTER: -1,
    CommandKind.LOUDER: 1,
    CommandKind.SOFTER: -1,
}
_DONE = {
    CommandKind.SLOWER: {Language.EN: "I will speak more slowly.", Language.ZH: "好的，我说慢一点。"},
    CommandKind.FASTER: {Language.EN: "I will speak faster.", Language.ZH: "好的，我说快一点。"},
    CommandKind.LOUDER: {Language.EN: "I will speak louder.", Language.ZH: "好的，我大声一点。"},
    CommandKind.SOFTER: {Language.EN: "I will speak more softly.", Language.ZH: "好的，我小声一点。"},
}


class HouseholdVoice:
    """Answers what is said (:class:`assistant.speech.session_events.Answering`)."""

    def __init__(
        self,
        house: Services,
        language: Language,
        *,
        on_answered: Callable[[Answered], None],
        on_sentence: Callable[[str], None] = lambda _sentence: None,
        on_command: Callable[[Command], None] = lambda _command: None,
        on_volume: Callable[[float], None] = lambda _volume: None,
    ) -> None:
        """``on_command`` does what concerns the screen, ``on_volume`` sets the loudspeaker's."""
        self._house, self._language = house, language
        self._on_answered, self._on_sentence = on_answered, on_sentence
        self._on_command, self._on_volume = on_command, on_volume
        self._words = KnownWords(household_words(house))

    @property
    def hints(self) -> tuple[str, ...]:
        """Words that bias recognition."""
        return tuple(self._words.hints(self._language))

    @property
    def pauses(self) -> PauseHistory:
        """The pauses of whoever speaks; of this sitting only where nobody is signed in."""
        try:
            records, person = self._house.records, self._house.person
        except (RecordsError, PinNeeded):
            return RememberedPauses()
        return PersonalPauses(records.voice_habits, lambda: person)

    async def answer(self, transcript: Transcript, on_sentence: Callable[[str], None]) -> None:
        """See :meth:`assistant.speech.session_events.Answering.answer`; errors as the workflow's."""

        def released(sentence: str) -> None:
            self._on_sentence(sentence)
            on_sentence(sentence)

        await asyncio.to_thread(self._note_presence)
        answered = await answer_words(
            self._house, transcript.text, transcript.language, released, spoken=True
        )
        heard = replace(answered.answer, transcript=transcript.text)
        self._on_answered(replace(answered, answer=heard))

    def _note_presence(self) -> None:
        """Whoever speaks is here, and may take the next reading."""
        with suppress(RecordsError, PinNeeded):
            self._house.records.attribution.saw(self._house.person, SeenBy.SPOKE)

    def urgent(self, text: str) -> bool:
        """See :meth:`assistant.speech.session_events.Answering.urgent`: by the rules, in under 10 ms."""
        if len(text) > safety.TEXT_LIMIT:
            return False
        return safety.check(text, None, (), safety.Profile(), spoken=True).level == "999"

    def perform(self, command: Command) -> str:
        """See :meth:`assistant.speech.session_events.Answering.perform`."""
        kind = command.kind
        if kind not in _STEPS:
            self._on_command(command)
            return ""
        records, person = self._house.records, self._house.person
        if kind in (CommandKind.SLOWER, CommandKind.FASTER):
            self._house.speech.use_pace(
                slower(records.household, person, self._house.speech.pace, _STEPS[kind])
            )
        else:
            self._on_volume(louder(records.voice_habits, person, _STEPS[kind]))
        return _DONE[kind][self._language]

    def understood(self, transcript: Transcript) -> Transcript:
        """See :meth:`assistant.speech.session_events.Answering.understood`: names put right, numbers in digits."""

        def right(text: str) -> str:
            return normalised(self._words.corrected(text, transcript.language), transcript.language)

        texts = (transcript.text, *transcript.alternatives)
        best = likeliest(texts, right)
        others = tuple(right(text) for number, text in enumerate(texts) if number != best)
        return replace(transcript, text=right(texts[best]), alternatives=others)


def household_words(house: Services) -> tuple[str, ...]:
    """The names of the household's people and the medicines of whoever asks; empty where the records are closed."""
    try:
        records, person = house.records, house.person
        names = [one.name_in(language) for one in records.household.people() for language in Language]
        return (*(one.name for one in records.medicines.of(person)), *names)
    except (RecordsError, PinNeeded):
        return ()


def loudness(house: Services) -> float:
    """How loud to speak to whoever is here."""
    try:
        return house.records.voice_habits.of(house.person).loudness
    except (RecordsError, PinNeeded):
        return 1.0
