"""Whether what was found is an answer: by words, by meaning, and never about another ailment."""

from collections import Counter
from importlib import resources
from itertools import islice

import pytest
import yaml

from kb.abstention import LEAST_EVIDENCE, evidence
from kb.answerability import Found, answered
from kb.asking import asked
from kb.concepts import ConceptTable, parse_concepts
from kb.embedding import find_embedder
from kb.library import Library

TABLE = ConceptTable(
    [
        *parse_concepts("conditions", "低血糖\tLow blood sugar|hypoglycemia\n腮腺炎\tMumps\n"),
        *parse_concepts("care", "治疗\tTreatment\n"),
        *parse_concepts("symptoms", "打嗝|呃逆\tHiccups\n"),
    ]
)


class Index:
    """What the rule asks of an index, counted over a library's passages."""

    def __init__(self, library):
        found = [library.passage(f"{one.id}#1") for one in library.documents()]
        self.texts = [passage.whole.lower() for passage in found]
        self.concepts = Counter(
            concept for text in self.texts for concept in {c.id for c in TABLE.concepts_in(text)}
        )

    def __len__(self):
        return len(self.texts)

    def passages_with(self, term):
        return sum(term in text for text in self.texts)

    def passages_about(self, concept):
        return self.concepts[concept]


def is_answered(library, question, passage, *, likeness=None, language="en", topics=("low-blood-sugar",)):
    one = library.passage(passage)
    nearest = () if likeness is None else (one,)
    found = Found((one,), nearest, likeness or 0.0)
    return answered(asked(question, language, TABLE), found, Index(library), TABLE, topics)


def test_by_words_alone_the_passage_must_cover_the_question(library):
    assert is_answered(library, "measuring blood pressure", "en/pressure#1")
    assert not is_answered(library, "repairing a bicycle chain", "en/pressure#1")


def test_a_near_passage_makes_up_for_other_words_and_a_far_one_takes_away(library):
    assert not is_answered(library, "which kit for my veins", "en/pressure#1")
    assert is_answered(library, "which kit for my veins", "en/pressure#1", likeness=1.0)
    assert not is_answered(library, "rest before bicycle racing", "en/pressure#1", likeness=-0.5)


def test_a_food_of_one_character_is_looked_for_within_words(library):
    assert is_answered(library, "糖", "zh/sugar#2", language="zh")
    assert not is_answered(library, "盐", "zh/sugar#2", language="zh")


def test_an_ailment_that_no_passage_speaks_of_is_no_matter_of_the_words_around_it(library):
    assert is_answered(library, "early signs of low blood sugar", "en/sugar#1", likeness=-0.5)
    assert not is_answered(library, "early signs of mumps", "en/sugar#1", likeness=1.0)


def test_an_ailment_mentioned_in_passing_is_not_answered_by_what_is_said_of_others(library):
    passing = {"passage": "en/sugar#1", "likeness": 0.2, "topics": ()}
    assert is_answered(library, "low blood sugar, sugar in juice", **passing)
    asked_more = "how long does low blood sugar remain contagious"
    assert not is_answered(library, asked_more, **passing)
    assert is_answered(library, asked_more, **passing | {"topics": ("low-blood-sugar",)})


@pytest.mark.parametrize(("question", "language"), [("what stops hiccups", "en"), ("打嗝怎么办", "zh")])
def test_a_complaint_that_no_passage_speaks_of_is_no_matter_of_the_words_around_it(
    library, question, language
):
    passage = "en/sugar#1" if language == "en" else "zh/sugar#2"
    assert not is_answered(library, question, passage, likeness=1.0, language=language)


def test_evidence_is_bounded_likeness_and_the_mean_share():
    assert evidence(0.4, 0.2, 0.5) == pytest.approx(0.77)
    assert evidence(1.0, 1.0, 9.0) == 2.0
    assert evidence(0.0, 0.0, -9.0) == -0.5
    assert evidence(0.0, 0.0, 1.0) > LEAST_EVIDENCE > evidence(0.5, 0.5, 0.0)


def test_a_library_that_only_mentions_an_ailment_does_not_answer_what_it_is(article, tmp_path):
    enzyme = article("enzyme", "en", "Amylase", Causes="Mumps, gallstones and alcohol raise amylase.")
    question = "how long is mumps contagious"
    assert not Library([enzyme], tmp_path / "one").search(question, "en").hits
    assert Library([enzyme], tmp_path / "one").search("does mumps raise amylase", "en").hits
    mumps = article(
        "mumps", "en", "Mumps", Spreading="Mumps is contagious from two days before the swelling."
    )
    hits = Library([enzyme, mumps], tmp_path / "two").search(question, "en").hits
    assert hits[0].passage.document == "en/mumps"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_with_the_real_model_few_questions_without_an_answer_find_something(tmp_path, language):
    model = find_embedder()
    if model.embedder is None:
        pytest.skip(model.reason)
    text = (resources.files("resources") / "evaluation" / "article_questions.yaml").read_text("utf-8")
    questions = yaml.load(text, yaml.CSafeLoader)
    library = Library.open(tmp_path / "none", tmp_path / "index", model.embedder)
    without = [*questions["unanswerable"][language][::5], *questions["unanswerable_unseen"][language][::3]]
    answered_wrongly = [one for one in without if library.search(one, language).hits]
    assert len(answered_wrongly) <= 0.1 * len(without), answered_wrongly
    with_one = list(islice(questions["held_out"][language].items(), 0, None, 6))
    right = [
        f"{language}/{topic}" in {hit.passage.document for hit in library.search(one, language).hits}
        for topic, one in with_one
    ]
    assert sum(right) >= 0.85 * len(right)


def test_limits_and_foods_find_their_article(tmp_path):
    library = Library.open(tmp_path / "none", tmp_path / "index", find_embedder().embedder)
    for question, language in (
        ("一天最多吃多少盐", "zh"),
        ("每天吃几克盐", "zh"),
        ("how much salt may I eat a day", "en"),
        ("which foods raise blood pressure", "en"),
    ):
        found = [hit.passage.document for hit in library.search(question, language).hits]
        assert {f"{language}/salt", f"{language}/high-blood-pressure"} & set(found[:3]), (question, found)
