import pytest

from kb.asking import Asked, asked
from kb.concepts import shipped_concepts
from kb.index.keywords import Match
from kb.retrieval import ACROSS, CHINESE_QUESTION, CHINESE_TERM, WITHIN, Shares, capped, fuse, shares


def scores(ranked):
    return {found.id: found.score for found in ranked}


def test_two_channels_join_as_a_convex_sum_of_scaled_scores():
    ranked = fuse(
        [Match("a", 12.0), Match("b", 8.0), Match("c", 4.0)],
        [Match("b", 0.9), Match("d", 0.8), Match("a", 0.85)],
    )
    assert scores(ranked) == pytest.approx(
        {"b": 0.45 * 0.5 + 0.55, "a": 0.45 + 0.55 * 0.5, "c": 0.0, "d": 0.0}
    )
    assert [found.id for found in ranked][:2] == ["b", "a"]
    assert ranked[0].why == pytest.approx({"keyword": 0.5, "vector": 1.0})


def test_a_channel_that_is_empty_or_flat_has_no_say():
    keyword = [Match("a", 3.0), Match("b", 1.0)]
    assert scores(fuse(keyword, [])) == {"a": 1.0, "b": 0.0}
    assert scores(fuse(keyword, [Match("b", 0.8), Match("a", 0.8)])) == {"a": 1.0, "b": 0.0}
    assert scores(fuse([Match("c", 2.0)], keyword)) == {"a": 1.0, "b": 0.0}


def test_a_single_match_has_the_full_score():
    assert scores(fuse([Match("a", 0.2)], [])) == {"a": 1.0}
    assert fuse([], []) == []


def test_a_document_gives_three_passages_at_most():
    ranked = fuse([Match(f"a#{n}", 10.0 - n) for n in range(5)] + [Match("b#1", 1.0)], [])
    assert [found.id for found in capped(ranked, lambda id_: id_[0], 8)] == ["a#0", "a#1", "a#2", "b#1"]
    assert [found.id for found in capped(ranked, lambda id_: id_[0], 2)] == ["a#0", "a#1"]


def put(question: str, language: str) -> Asked:
    return asked(question, language, shipped_concepts())


@pytest.mark.parametrize(
    ("question", "language", "beside_vectors", "given"),
    [
        ("how is hypertension treated", "en", True, WITHIN),
        ("高血压怎么办", "zh", True, CHINESE_QUESTION),
        ("高血压", "zh", True, CHINESE_TERM),
        ("高血压怎么办", "zh", False, WITHIN),
        ("高血压怎么办", "en", True, ACROSS),
        ("how is hypertension treated", "zh", True, ACROSS),
    ],
)
def test_the_language_and_the_vectors_say_how_much_a_channel_counts(
    question, language, beside_vectors, given
):
    assert shares(put(question, language), beside_vectors) == given


def test_concepts_add_their_share():
    keyword, concept = [Match("a", 3.0), Match("b", 2.9), Match("c", 1.0)], [Match("b", 2.0), Match("c", 1.0)]
    assert fuse(keyword, [], concept, Shares(1.0, 0.02))[0].id == "a"
    assert fuse(keyword, [], concept, Shares(1.0, 0.2))[0].id == "b"
