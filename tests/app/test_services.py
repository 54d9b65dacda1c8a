"""The wiring: what the settings say reaches the rooms, and what is missing is answered for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from app.folders import Folders
from app.services import Services
from app.settings import Cloud, Settings
from assistant.conversation import Language, Route
from assistant.models.catalogue import Catalogue
from assistant.models.engine import EngineUnavailable
from assistant.speech.errors import RecogniserUnavailable, VoiceUnavailable
from assistant.workflow import Question
from device_io.events import Device
from device_io.reading import Quantity, ReadingKind
from kb.library import Library


@pytest.fixture
def house(folders: Folders, key, clock, tmp_path) -> Iterator[Callable[..., Services]]:
    """Build a household with an empty library; all are closed at the end."""
    opened: list[Services] = []

    def build(**settings: object) -> Services:
        made = Services(folders, Settings(**settings), key=key, now=clock, time_zone="Asia/Shanghai")
        made.library = Library([], tmp_path / "index")
        opened.append(made)
        return made

    yield build
    for one in opened:
        one.close()


def measured(house: Services, systolic: int, diastolic: int, ago: timedelta) -> None:
    values = {
        "systolic": Quantity(Decimal(systolic), "mm[Hg]"),
        "diastolic": Quantity(Decimal(diastolic), "mm[Hg]"),
    }
    house.records.add_manual(ReadingKind.BLOOD_PRESSURE, values, house.now() - ago, house.person)


async def asked(house: Services, text: str):
    return (await house.workflow().ask(Question(text), lambda _sentence: None)).answer


@pytest.mark.parametrize(("rule_set", "number"), [("CN", "120"), ("US", "911"), ("EU", "112")])
async def test_an_emergency_names_the_number_of_the_households_region(house, rule_set, number) -> None:
    answer = await asked(house(rule_set=rule_set), "I have crushing chest pain.")
    others = {"120", "911", "112", "999"} - {number}
    assert number in answer.text
    assert not any(other in answer.text for other in others)


@pytest.mark.parametrize(("ago", "flagged"), [(timedelta(minutes=30), True), (timedelta(hours=2), False)])
async def test_a_reading_of_the_last_hour_counts_beside_the_question(house, ago, flagged) -> None:
    home = house()
    measured(home, 186, 124, ago)
    answer = await asked(home, "What shall I cook tonight?")
    assert (answer.red_flag is not None) is flagged


async def test_the_person_is_answered_with_their_own_figures_only(house) -> None:
    home = house()
    measured(home, 128, 79, timedelta(hours=3))
    other = home.records.household.add("Someone else")
    values = {"systolic": Quantity(Decimal(166), "mm[Hg]"), "diastolic": Quantity(Decimal(99), "mm[Hg]")}
    home.records.add_manual(ReadingKind.BLOOD_PRESSURE, values, home.now(), other)
    answer = await asked(home, "What was my last blood pressure?")
    assert "128/79" in answer.text
    assert "166" not in answer.text


@pytest.mark.parametrize("llm", ["auto", "excerpts", "no-such-model", "qwen3-vl-2b"])
async def test_without_a_usable_model_excerpts_answer(house, llm) -> None:
    answer = await asked(house(models={"llm": llm, "offline": True}), "What was my last blood pressure?")
    assert answer.route is Route.EXCERPTS


def test_a_model_that_only_exercises_the_path_never_answers(house) -> None:
    assert house(models={"llm": "gemma-3-270m"}).engine.description.route is Route.EXCERPTS


@pytest.mark.parametrize(
    ("speech", "opened"),
    [
        ({"recogniser": "nobody"}, lambda speech: speech.recogniser()),
        ({"voices": {"zh": "nobody"}}, lambda speech: speech.voice(Language.ZH)),
    ],
    ids=["recogniser", "voice"],
)
def test_a_speech_model_that_nobody_knows_is_named(house, speech, opened) -> None:
    with pytest.raises(EngineUnavailable, match="no model 'nobody'"):
        opened(house(speech=speech).speech)


def test_without_any_speech_model_each_says_what_to_do(house, monkeypatch) -> None:
    def absent() -> None:
        raise VoiceUnavailable("espeak-ng is not here either")

    monkeypatch.setattr("assistant.speech.espeak_voice._library", absent)
    home = house()
    home.catalogue = Catalogue([])
    with pytest.raises(RecogniserUnavailable, match="make setup"):
        home.speech.recogniser()
    for language in Language:
        with pytest.raises(VoiceUnavailable, match="make setup"):
            home.speech.voice(language)


def test_the_clock_of_the_household_is_that_of_its_records(house, clock) -> None:
    home = house()
    clock.moment += timedelta(days=3)
    home.records.devices.heard(Device("F0:00:00:00:00:01", "Cuff"))
    assert home.records.devices.all()[0].last_heard_at == clock.moment
    assert home.person.created_at == clock.moment


@pytest.mark.parametrize(("chosen", "language"), [("zh", Language.ZH), ("en", Language.EN)])
def test_a_chosen_language_is_the_households(house, chosen, language) -> None:
    assert house(language=chosen).language is language


@pytest.mark.parametrize(
    ("spoken_here", "language"),
    [("zh_CN", Language.ZH), ("Chinese_China", Language.ZH), ("en_GB", Language.EN), (None, Language.EN)],
)
def test_otherwise_it_is_that_of_the_machine(house, monkeypatch, spoken_here, language) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: (spoken_here, None))
    assert house().language is language


def test_the_cloud_is_off_until_someone_turns_it_on(house) -> None:
    assert not house().cloud_standing().available
    on = Cloud(enabled=True, base_url="https://llm.example/v1", model="small")
    assert house(cloud=on).cloud_standing().available


def test_closing_lets_another_in(house) -> None:
    first = house()
    person = first.person
    first.close()
    first.close()
    assert house().person == person


def test_closing_opens_nothing(house, folders: Folders) -> None:
    house().close()
    assert not folders.database_file.exists()
