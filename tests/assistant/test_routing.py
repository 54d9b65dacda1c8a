from pathlib import Path

import pytest
import yaml

from assistant.conversation import Language, Route
from assistant.models.engine import EngineDescription
from assistant.planning import detect_language, plan
from assistant.routing import (
    STOP_WORDS,
    WEAK_SCORE,
    CloudSituation,
    CloudStanding,
    Sign,
    Stop,
    judge,
    may_use_adapter,
    standing,
)
from device_io.reading import ReadingKind
from kb.document import Hit, Passage
from kb.library import Library

EXCERPTS = EngineDescription("excerpts", "none", Route.EXCERPTS, answers_health_questions=True)
LOCAL = EngineDescription("llama.cpp", "example", Route.LOCAL, answers_health_questions=True)
OPEN = CloudStanding(available=True)
HIT = Hit(Passage("en/a#1", "en/a", "A", "", "en", "", "text"), 1.0)


def signs(
    question: str, hits: list[Hit], engine: EngineDescription = EXCERPTS, withheld: int = 0
) -> tuple[Sign, ...]:
    return judge(
        question, Language.EN, hits, has_facts=False, engine=engine, withheld=withheld, standing=OPEN
    ).signs


def test_a_plain_question_with_passages_stays_here() -> None:
    assert signs("How do I measure my blood pressure?", [HIT]) == ()


def test_what_the_library_lacks_is_offered() -> None:
    assert signs("What is pemphigus?", []) == (Sign.NOTHING_FOUND,)


def test_weighing_several_things_is_beyond_quotation_but_not_beyond_a_model() -> None:
    question = "Can I take ibuprofen together with my blood pressure pills?"
    assert signs(question, [HIT]) == (Sign.ASKS_TO_WEIGH,)
    offer = judge(question, Language.EN, [HIT], has_facts=False, engine=LOCAL, withheld=0, standing=OPEN)
    assert not offer.made


def test_withheld_sentences_lead_to_an_offer() -> None:
    assert Sign.SENTENCES_WITHHELD in signs("Why?", [HIT], LOCAL, withheld=1)


def test_no_offer_is_made_where_the_cloud_is_off() -> None:
    closed = CloudStanding(available=False, refusal="off")
    assert not judge("x", Language.EN, [], has_facts=False, engine=EXCERPTS, withheld=0, standing=closed).made


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我的血压高吗", Language.ZH),
        ("Is my BP high?", Language.EN),
        ("BP 高吗", Language.ZH),
        ("", Language.EN),
    ],
)
def test_language_is_seen_from_the_letters(text: str, language: Language) -> None:
    assert detect_language(text) is language


def test_only_questions_about_oneself_bring_own_figures() -> None:
    assert plan("What was my last blood pressure?", None).own_kinds == (ReadingKind.BLOOD_PRESSURE,)
    assert plan("今天的血压怎么样", None).own_kinds == (ReadingKind.BLOOD_PRESSURE,)
    assert plan("What is a normal blood pressure?", None).own_kinds == ()


# --- the order, and its words ---


@pytest.mark.parametrize(
    ("situation", "stop"),
    [
        (CloudSituation(enabled=False, guest=True, child=True, declined=True), Stop.GUEST),
        (CloudSituation(enabled=False, child=True, declined=True), Stop.CHILD),
        (CloudSituation(enabled=False, child=True, guardian_agreed=True, declined=True), Stop.OFF),
        (CloudSituation(enabled=True, declined=True, requests_left=0, money_left=False, breaker_open=True), Stop.DECLINED),
        (CloudSituation(enabled=True, requests_left=0, money_left=False, breaker_open=True), Stop.REQUESTS_SPENT),
        (CloudSituation(enabled=True, money_left=False, breaker_open=True), Stop.MONEY_SPENT),
        (CloudSituation(enabled=True, breaker_open=True), Stop.BREAKER),
        (CloudSituation(enabled=True), None),
    ],
)  # fmt: skip
def test_the_first_rule_that_closes_the_cloud_is_the_one_that_is_told(situation, stop) -> None:
    found = standing(situation)
    assert found.stop is stop
    assert found.available is (stop is None)
    offer = judge(
        "What is pemphigus?", Language.EN, [], has_facts=False, engine=EXCERPTS, withheld=0, standing=found
    )
    assert offer.made is (stop is None)
    for language in Language:
        assert offer.explanation(language)
        if stop is not None and stop is not Stop.OFF:
            assert STOP_WORDS[stop][language] in offer.explanation(language)


def test_a_good_local_answer_is_not_offered_even_where_the_cloud_is_open() -> None:
    offer = judge(
        "How do I measure?", Language.EN, [HIT], has_facts=False, engine=LOCAL, withheld=0, standing=OPEN
    )
    assert not offer.made
    assert "passed the checks" in offer.explanation(Language.EN)


def test_a_photo_that_nothing_here_read_is_offered() -> None:
    offer = judge("?", Language.EN, [HIT], has_facts=True, engine=LOCAL, withheld=0, standing=OPEN, unread_photo=True)  # fmt: skip
    assert offer.made
    assert offer.signs == (Sign.PHOTO,)


def test_only_questions_of_its_field_go_to_a_fine_tuned_model() -> None:
    near = Hit(HIT.passage, WEAK_SCORE)
    assert may_use_adapter("我的血压高吗", [])
    assert may_use_adapter("What is gout?", [near])
    assert not may_use_adapter("Tell me a joke", [Hit(HIT.passage, 0.1)])
    assert not may_use_adapter("今天天气怎么样", [])


@pytest.mark.parametrize("language", list(Language))
def test_our_development_questions_go_where_they_should(language: Language, library) -> None:
    questions = yaml.safe_load((Path(__file__).parent / "routing_questions.yaml").read_text(encoding="utf-8"))
    wrong = []
    for expected in ("here", "offer"):
        for question in questions[expected][language.value]:
            hits = library.search(question, language.value, limit=6).hits
            offer = judge(
                question, language, hits, has_facts=False, engine=EXCERPTS, withheld=0, standing=OPEN
            )
            if offer.made is not (expected == "offer"):
                wrong.append((question, [sign.value for sign in offer.signs]))
    assert wrong == []


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Library:
    folder = tmp_path_factory.mktemp("library")
    found = Library.open(folder / "own", folder / "index", None, ())
    found.build()
    return found
