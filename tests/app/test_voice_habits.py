"""What is kept of how each person speaks and likes to be spoken to."""

import pytest

from app.folders import open_folders
from app.keys import ephemeral_key
from app.services import Services
from app.settings import Settings
from app.voice import HouseholdVoice, household_words, loudness
from app.voice_habits import LOUDEST, QUIETEST, PersonalPauses, VoiceHabits, louder, slower
from assistant.conversation import Language
from assistant.speech.patience import MOST_PAUSES
from assistant.speech.recognition import Transcript
from assistant.speech.spoken_commands import Command, CommandKind


@pytest.fixture
def house(tmp_path):
    opened = Services(open_folders(tmp_path), Settings(), key=ephemeral_key())
    yield opened
    opened.close()


def test_the_pauses_of_each_person_are_kept_apart_and_bounded(house):
    records = house.records
    first, second = house.person, records.household.add("Li")
    pauses = PersonalPauses(records.voice_habits, lambda: first)
    pauses.add([0.5, 0.7])
    pauses.add([])
    pauses.add([0.9] * MOST_PAUSES)
    assert len(pauses.pauses_s()) == MOST_PAUSES
    assert records.voice_habits.of(second) == VoiceHabits()


def test_louder_and_softer_have_ends(house):
    store = house.records.voice_habits
    assert louder(store, house.person, 1) > 1
    for _ in range(20):
        louder(store, house.person, 1)
    assert loudness(house) == LOUDEST
    for _ in range(20):
        louder(store, house.person, -1)
    assert loudness(house) == QUIETEST


def test_slower_is_kept_in_the_profile(house):
    assert slower(house.records.household, house.person, 1.0, 1) == 0.85
    assert house.person.profile.voice_speed == 0.85
    assert slower(house.records.household, house.person, 0.5, 1) == 0.5


def test_the_voice_obeys_and_says_so(house):
    volumes, commands = [], []
    voice = HouseholdVoice(
        house,
        Language.ZH,
        on_answered=lambda _answered: None,
        on_command=commands.append,
        on_volume=volumes.append,
    )
    assert voice.perform(Command(CommandKind.LOUDER)) == "好的，我大声一点。"
    assert volumes == [loudness(house)]
    assert voice.perform(Command(CommandKind.SLOWER)) == "好的，我说慢一点。"
    assert house.speech.pace == 0.85
    show = Command(CommandKind.SHOW, "trends")
    assert voice.perform(show) == ""
    assert commands == [show]


def test_the_words_of_the_household_put_right_what_was_heard(house):
    house.records.household.add("王秀英")
    house.records.medicines.add(house.person, "Xarelto", "20 mg", (), house.now().date())
    assert {"王秀英", "Xarelto"} <= set(household_words(house))
    voice = HouseholdVoice(house, Language.ZH, on_answered=lambda _answered: None)
    assert "王秀英" in voice.hints
    heard = Transcript("王秀影的学压一百三十五八十五", Language.ZH, 0.9, (), 1.0, ("王秀影",))
    understood = voice.understood(heard)
    assert understood.text == "王秀英的血压135/85"
    assert understood.alternatives == ("王秀英",)


def test_an_emergency_is_known_from_partial_words(house):
    voice = HouseholdVoice(house, Language.EN, on_answered=lambda _answered: None)
    assert voice.urgent("I have crushing chest pain and I cannot breathe")
    assert not voice.urgent("What is my blood pressure")
    assert not voice.urgent("pain " * 10_000)
