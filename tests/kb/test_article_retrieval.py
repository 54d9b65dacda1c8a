"""The starter library finds its own articles by the questions of people, and keeps silent on the rest.

Measured by keywords and concepts alone, as on a machine without a model; the shares asked for lie a
little below those measured when the articles were written.
"""

from importlib import resources

import pytest
import yaml

from kb.library import Library

QUESTIONS = yaml.safe_load(
    (resources.files("resources") / "evaluation" / "article_questions.yaml").read_text("utf-8")
)
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> Library:
    folder = tmp_path_factory.mktemp("articles")
    library = Library.open(folder / "none", folder / "index")
    library.build()
    return library


def found(library: Library, question: str, language: str) -> list[str]:
    """The topics of the articles found in the language asked in, best first."""
    documents = [hit.passage.document for hit in library.search(question, language).hits]
    return [id_[3:] for id_ in dict.fromkeys(documents) if id_.startswith(f"{language}/")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_article_has_questions_of_its_own(language):
    folder = resources.files("resources") / "knowledge" / language
    topics = {file.name.removesuffix(".md") for file in folder.iterdir() if file.name.endswith(".md")}
    assert QUESTIONS["one_article"][language].keys() == topics
    assert QUESTIONS["held_out"][language].keys() == topics
    assert all(len(set(asked)) >= 3 for asked in QUESTIONS["one_article"][language].values())
    assert len(set(QUESTIONS["unanswerable"][language])) >= 50
    assert len(QUESTIONS["two_articles"][language]) >= 30
    unseen = set(QUESTIONS["unanswerable_held_out"][language])
    assert len(unseen) >= 20
    assert unseen.isdisjoint(QUESTIONS["unanswerable"][language])
    assert len(set(QUESTIONS["unanswerable_unseen"][language])) >= 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_article_is_among_the_first_three_for_its_questions(shipped, language):
    ranks = {
        question: topic in found(shipped, question, language)[:3]
        for topic, asked in QUESTIONS["one_article"][language].items()
        for question in asked
    }
    missed = [question for question, hit in ranks.items() if not hit]
    assert len(missed) <= 0.05 * len(ranks), missed
    for topic, asked in QUESTIONS["one_article"][language].items():
        assert any(ranks[question] for question in asked), topic


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_never_used_in_writing_find_their_article(shipped, language):
    held_out = QUESTIONS["held_out"][language]
    hits = [topic in found(shipped, question, language) for topic, question in held_out.items()]
    assert sum(hits) >= 0.85 * len(hits)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_about_two_things_finds_both_articles(shipped, language):
    asked = QUESTIONS["two_articles"][language]
    found_of = [
        sum(topic in found(shipped, row["question"], language) for topic in row["topics"]) for row in asked
    ]
    assert sum(count >= 1 for count in found_of) >= 0.93 * len(asked)
    assert sum(count == 2 for count in found_of) >= 0.75 * len(asked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_library_does_not_speak_to_finds_nothing(shipped, language):
    asked = QUESTIONS["unanswerable"][language]
    answered = [question for question in asked if shipped.search(question, language).hits]
    assert len(answered) <= 0.22 * len(asked), answered
