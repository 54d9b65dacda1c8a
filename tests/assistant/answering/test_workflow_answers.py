"""What an engine drafts reaches the person checked, with its sources, or not at all."""

from __future__ import annotations

import asyncio

import pytest

from assistant.conversation import Figure, Language, Route
from assistant.models.engine import EngineError, EngineUnavailable
from assistant.routing import Sign

QUESTION = "How do I measure my blood pressure?"
OWN_QUESTION = "Is my blood pressure too high? Should I rest before I measure it?"


async def test_figures_are_filled_in_by_code_and_keep_their_source(house) -> None:
    answered = await house.ask(OWN_QUESTION, "Your last value was {F1", "}. {S1}")
    assert house.shown == ["Your last value was 128/79 mmHg.", "Your last blood pressure was 128/79 mmHg."]
    assert answered.answer.figures == (Figure("128/79 mmHg", "reading:7"),)
    assert answered.answer.text == " ".join(house.shown)
    assert (answered.answer.engine, answered.answer.route) == ("scripted: test", Route.LOCAL)


async def test_a_citation_quotes_its_passage_word_for_word(house) -> None:
    answered = await house.ask(QUESTION, "Before you measure, please rest for 5 minutes. [1]")
    (citation,) = answered.answer.citations
    passage = answered.request.passages[citation.number - 1]
    assert citation.passage == passage.id
    assert citation.title == "Measuring blood pressure at home"
    assert "A guideline" in citation.source
    assert citation.quote == "Sit and rest for 5 minutes before you measure your blood pressure."
    assert citation.quote in passage.text
    assert Figure("5", f"passage:{passage.id}") in answered.answer.figures


async def test_the_figures_of_others_never_reach_an_engine(house) -> None:
    """A question in general terms is answered from the library, without the person's figures."""
    answered = await house.ask("What is a healthy blood pressure?", "It depends.")
    assert answered.request.facts == ()
    own = await house.ask("What was my last blood pressure?", "It depends.")
    assert [fact.source for fact in own.request.facts] == ["reading:7"]


@pytest.mark.parametrize(
    "error", [EngineError("The model broke down."), EngineUnavailable("The model file is absent.")]
)
async def test_when_the_engine_fails_excerpts_answer(house, scripted, error) -> None:
    house.engine = scripted(error=error)
    answered = await house.ask(OWN_QUESTION)
    assert answered.answer.route is Route.EXCERPTS
    assert "128/79 mmHg" in answered.answer.text
    assert answered.answer.citations
    assert answered.answer.withheld_sentences == 0
    assert house.shown


async def test_sentences_with_numbers_of_no_source_are_withheld_and_counted(house) -> None:
    answered = await house.ask(
        QUESTION, "Take 500 mg of it. ", "Your pressure is 128/79. ", "Rest for 5 minutes. ", "Wait [9]."
    )
    assert answered.answer.route is Route.EXCERPTS
    assert answered.answer.withheld_sentences == 4
    assert Sign.SENTENCES_WITHHELD in answered.offer.signs
    shown = " ".join(house.shown)
    assert "500" not in shown
    assert "Wait" not in shown
    assert house.shown[0] == answered.answer.notice
    assert "did not pass the checks" in answered.answer.notice
    assert answered.answer.text == f"{answered.answer.notice}\n{' '.join(house.shown[1:])}"


async def test_one_good_sentence_is_an_answer_without_the_others(house) -> None:
    answered = await house.ask(QUESTION, "Take 500 mg. Rest for 5 minutes. [1] Take ten drops. [1]")
    assert house.shown == ["Rest for 5 minutes. [1]", answered.answer.notice]
    assert "left out" in answered.answer.notice
    assert answered.answer.route is Route.LOCAL
    assert answered.answer.withheld_sentences == 2
    assert [citation.number for citation in answered.answer.citations] == [1]


async def test_what_was_released_before_the_engine_failed_stands(house, scripted) -> None:
    house.engine = scripted(["Rest.\n", "Then take"], error=EngineError("The model broke down."))
    answered = await house.ask(QUESTION)
    assert house.shown == ["Rest. [1]", answered.answer.notice]
    assert "stopped before the end" in answered.answer.notice
    assert answered.answer.text == "\n".join(house.shown)
    assert answered.answer.route is Route.LOCAL


async def test_a_question_the_library_knows_nothing_about_says_so(house, scripted) -> None:
    house.engine = scripted(error=EngineUnavailable("No model."))
    answered = await house.ask("Which train goes to Zanzibar?")
    assert "nothing on this question" in answered.answer.text
    assert answered.answer.citations == ()
    assert answered.offer.signs == (Sign.NOTHING_FOUND,)


async def test_chinese_sentences_join_without_spaces_and_cite_chinese_passages(house) -> None:
    answered = await house.ask("怎么量血压？", "先安静坐5分钟。[1]", "袖带和心脏一样高。[1]")
    assert answered.answer.language is Language.ZH
    assert answered.answer.text == "先安静坐5分钟。[1]袖带和心脏一样高。[1]"
    assert answered.answer.citations[0].quote == "量血压之前安静坐5分钟。"


async def test_the_language_asked_for_wins_over_the_language_written(house) -> None:
    answered = await house.ask(QUESTION, "好。", language=Language.ZH)
    assert (answered.answer.language, answered.request.language) == (Language.ZH, Language.ZH)


@pytest.mark.parametrize(("cloud", "made"), [(True, True), (False, False)])
async def test_the_cloud_is_offered_only_where_it_is_switched_on(house, cloud, made) -> None:
    house.cloud = cloud
    answered = await house.ask(QUESTION, "Take 500 mg.")
    assert answered.offer.signs
    assert answered.offer.made is made


async def test_photos_reach_the_engine(house) -> None:
    await house.ask(QUESTION, "Rest.", images=(b"png",))
    (asked,) = house.engine.asked
    assert asked.images == (b"png",)


async def test_the_steps_are_timed(house) -> None:
    answered = await house.ask(QUESTION, "Rest.")
    timings = answered.answer.timings_ms
    assert set(timings) == {"safety", "search", "first_sentence", "total"}
    assert timings["total"] >= timings["first_sentence"] >= timings["safety"]


async def test_stopping_an_answer_stops_the_engine(house, scripted) -> None:
    """A person who stops listening after the first sentence leaves no model working."""
    house.engine = scripted(["Rest.\n", "Then measure.\n"])

    class Closed(Exception):
        pass

    def closed(_sentence: str) -> None:
        raise Closed

    house.shown = type("Window", (), {"append": staticmethod(closed)})()
    with pytest.raises(Closed):
        await house.ask(QUESTION)
    assert house.engine.stopped


async def test_two_questions_at_once_do_not_mix(house, scripted) -> None:
    class Echo(scripted):
        async def stream(self, request):
            await asyncio.sleep(0)
            yield request.passages[0].text

    house.engine = Echo()
    texts = ["How do I rest with a fever?", QUESTION]
    both = await asyncio.gather(*(house.ask(text) for text in texts))
    assert "with a fever" in both[0].answer.text
    assert "the cuff" in both[1].answer.text
    assert "cuff" not in both[0].answer.text
    assert "fever" not in both[1].answer.text


async def test_a_claim_that_no_passage_makes_is_withheld_and_a_found_source_is_named(house) -> None:
    answered = await house.ask(
        QUESTION, "Green tea cures hypertension for ever. ", "Keep the cuff at the height of your heart. "
    )
    assert house.shown == ["Keep the cuff at the height of your heart. [1]", answered.answer.notice]
    assert [citation.number for citation in answered.answer.citations] == [1]
    assert answered.answer.withheld_sentences == 1


async def test_a_borrowed_citation_does_not_carry_a_claim(house) -> None:
    answered = await house.ask(
        QUESTION, "Bananas and grapefruit heal kidney stones overnight. [1] ", "Rest for 5 minutes. [1]"
    )
    assert house.shown == ["Rest for 5 minutes. [1]", answered.answer.notice]
    assert answered.answer.withheld_sentences == 1


async def test_a_refused_sentence_is_written_again_once(house, scripted) -> None:
    class Learns(scripted):
        async def stream(self, request):
            self.asked.append(request)
            yield "Rest for 5 minutes. [1]" if request.refused else "Rest for 9 minutes. [1]"

    house.engine = Learns([])
    answered = await house.ask(QUESTION)
    assert house.shown == ["Rest for 5 minutes. [1]"]
    assert (answered.answer.withheld_sentences, answered.answer.notice) == (0, "")
    first, again = house.engine.asked
    assert (first.refused, again.refused) == ((), ("Rest for 9 minutes. [1]",))


async def test_a_sentence_that_stays_wrong_is_asked_for_no_third_time(house, scripted) -> None:
    house.engine = scripted(["Rest for 9 minutes. [1]\nRest for 5 minutes. [1]"])
    answered = await house.ask(QUESTION)
    assert len(house.engine.asked) == 2
    assert answered.answer.withheld_sentences == 1
    assert house.shown == ["Rest for 5 minutes. [1]", answered.answer.notice]


async def test_a_sentence_that_denies_its_source_is_withheld(house) -> None:
    answered = await house.ask(
        QUESTION, "Do not rest for 5 minutes before you measure your blood pressure. [1]"
    )
    assert answered.answer.route is Route.EXCERPTS


async def test_a_model_that_goes_round_in_circles_is_heard_once_and_stopped(house, scripted) -> None:
    class Loop(scripted):
        async def stream(self, request):
            self.asked.append(request)
            try:
                while True:
                    yield "Rest for 5 minutes. [1]\n"
            finally:
                self.stopped = True

    house.engine = Loop()
    await house.ask(QUESTION)
    assert house.shown == ["Rest for 5 minutes. [1]"]
    assert house.engine.stopped


async def test_without_any_evidence_no_model_is_asked(house) -> None:
    answered = await house.ask("Which train goes to Zanzibar?", "The night train does.")
    assert house.engine.asked == []
    assert "nothing on this question" in answered.answer.text
    assert answered.answer.route is Route.EXCERPTS


async def test_an_emergency_that_the_model_sees_ends_the_answer_with_the_fixed_words(house) -> None:
    answered = await house.ask(QUESTION, "Rest. ", "Your chest pain with sweating may be a heart attack.")
    assert answered.answer.red_flag is not None
    assert answered.answer.red_flag.level == "999"
    assert "120" in house.shown[-1]
    assert answered.answer.text.endswith(house.shown[-1])
    assert not answered.offer.made


async def test_a_photo_that_nothing_here_read_is_a_reason_to_offer_the_cloud(house, scripted) -> None:
    house.engine = scripted(error=EngineError("This model cannot see."))
    unread = await house.ask(QUESTION, images=(b"png",))
    assert Sign.PHOTO in unread.offer.signs
    read = await house.ask(QUESTION, "Rest.", images=(b"png",))
    assert Sign.PHOTO not in read.offer.signs


async def test_a_model_fine_tuned_for_health_answers_questions_of_its_field_only(house, scripted) -> None:
    house.engine = scripted(["Rest."], adapted=True)
    other = await house.ask("Please recommend a novel.", images=(b"png",))
    assert house.engine.asked == []
    assert other.answer.route is Route.EXCERPTS
    own = await house.ask(QUESTION)
    assert len(house.engine.asked) == 1
    assert own.answer.route is Route.LOCAL
