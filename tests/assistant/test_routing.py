import pytest

from assistant.conversation import Language, Route
from assistant.models.engine import EngineDescription
from assistant.planning import detect_language, plan
from assistant.routing import CloudStanding, Sign, judge
from device_io.reading import ReadingKind
from kb.document import Hit, Passage

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
    assert signs(question, [HIT], LOCAL) == ()


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
