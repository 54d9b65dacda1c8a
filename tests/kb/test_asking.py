import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.asking import asked, respelled
from kb.concepts import shipped_concepts
from kb.highlight import matched_spans


def test_a_question_in_the_language_of_the_passages_stays_as_it_is():
    question = asked("高血压怎么办", "zh", shipped_concepts())
    assert (question.words, question.concepts, question.translated) == (
        "高血压怎么办",
        ("hypertension",),
        False,
    )


def test_a_question_in_the_other_language_is_said_by_its_concepts():
    question = asked("糖尿病人能不能吃水果", "en", shipped_concepts())
    assert question.translated
    assert question.words == "diabetes mellitus fruit"
    assert asked("qwertz asdf", "zh", shipped_concepts()).words == "qwertz asdf"


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("高雪压怎么办", "高血压怎么办"),
        ("二甲双瓜什么时候吃", "二甲双胍什么时候吃"),
        ("how to treat pnemonia", "how to treat pneumonia"),
        ("is metphormin safe", "is metformin safe"),
    ],
)
def test_a_misheard_or_misspelled_concept_is_put_right(heard, meant):
    assert respelled(heard, shipped_concepts(), lambda word: False) == meant


def test_what_the_library_knows_is_no_slip():
    assert respelled("is metphormin safe", shipped_concepts(), lambda word: word == "metphormin") is None
    assert respelled("高血压", shipped_concepts(), lambda word: False) is None


def test_synonyms_and_other_forms_are_marked():
    table = shipped_concepts()
    text = "High blood pressure often has no symptoms. Measure it at home."
    spans = matched_spans(text, asked("How is hypertension measured?", "en", table), table)
    assert [text[start:end] for start, end in spans] == ["High blood pressure", "Measure"]
    text = "血压高的人要少吃盐。"
    spans = matched_spans(text, asked("高血压能吃盐吗", "zh", table), table)
    assert [text[start:end] for start, end in spans] == ["血压高", "吃盐"]


def test_the_source_behind_a_sentence_and_words_that_only_ask_are_not_marked():
    table = shipped_concepts()
    text = "早晚各量一次血压（中国家庭血压监测指南2019）。吃药的时候照常（血压记下来）。"
    spans = matched_spans(text, asked("在家什么时候量血压", "zh", table), table)
    assert [text[start:end] for start, end in spans] == ["血压", "血压"]
    text = "Measure twice (Chinese home blood pressure guideline 2019)."
    spans = matched_spans(text, asked("How do I measure blood pressure?", "en", table), table)
    assert [text[start:end] for start, end in spans] == ["Measure"]


@given(st.text(max_size=100), st.text(max_size=100))
def test_marks_lie_in_the_text_in_order(text, question):
    table = shipped_concepts()
    at = 0
    for start, end in matched_spans(text, asked(question, "en", table), table):
        assert at <= start < end <= len(text)
        at = end
