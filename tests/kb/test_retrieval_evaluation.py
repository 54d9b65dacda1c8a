import json
import math

import numpy as np
import pytest

from kb.evaluation import TestSetError, evaluate, ndcg, recall, reciprocal_rank


def write(folder, **tables):
    for name, rows in tables.items():
        (folder / f"{name}.jsonl").write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        )


@pytest.fixture
def test_set(tmp_path):
    write(
        tmp_path,
        corpus=[
            {"id": "d1", "title": "Fever", "text": "Drink water.", "lang": "en"},
            {"id": "d2", "title": "Cough", "text": "Honey helps; fever does not.", "lang": "en"},
            {"id": "d3", "title": "", "text": "发烧要多喝水", "lang": "zh"},
            {"id": "d4", "title": "Rash", "text": "Keep the skin cool.", "lang": "en"},
        ],
        queries=[
            {"id": "q1", "text": "fever", "zh": "发烧", "lang": "en"},
            {"id": "q2", "text": "honey", "lang": "en"},
            {"id": "q3", "text": "not judged", "lang": "en"},
        ],
        qrels=[
            {"qid": "q1", "did": "d1", "rel": 1},
            {"qid": "q1", "did": "d2", "rel": 3},
            {"qid": "q1", "did": "d3", "rel": 2},
            {"qid": "q2", "did": "d2", "rel": 2},
            {"qid": "q2", "did": "d1", "rel": 0},
        ],
    )
    return tmp_path


def test_the_measures_agree_with_a_count_by_hand():
    judged = {"a": 3, "b": 2, "c": 0, "d": 1}
    gain = 2 / 1 + 0 / math.log2(3) + 3 / 2
    ideal = 3 / 1 + 2 / math.log2(3) + 1 / 2
    assert ndcg(["b", "c", "a", "x"], judged, 10) == pytest.approx(gain / ideal)
    assert ndcg(["b", "c", "a"], judged, 1) == pytest.approx(2 / 3)
    assert ndcg(["a", "b", "d", "c"], judged, 10) == pytest.approx(1)
    assert recall(["b", "c", "a"], judged, 10) == pytest.approx(2 / 3)
    assert recall(["b", "c", "a"], judged, 1) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x", "c", "a"], judged, 10) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x", "c", "a"], judged, 2) == 0


def test_the_keyword_channel_is_measured_on_a_folder(test_set):
    result = evaluate(test_set)
    # q1 finds d1 (title) before d2 (text) and not d3; q2 finds d2.
    q1 = (1 + 3 / math.log2(3)) / (3 + 2 / math.log2(3) + 1 / 2)
    assert result["n"] == 2
    assert result["keyword"]["ndcg@10"] == pytest.approx((q1 + 1) / 2, abs=1e-4)
    assert result["keyword"]["recall@10"] == pytest.approx((2 / 3 + 1) / 2, abs=1e-4)
    assert result["keyword"]["mrr"] == 1
    assert 0 < result["keyword"]["p50_ms"] <= result["keyword"]["p95_ms"]
    assert set(result) == {"keyword", "concept", "fused", "n"}


def test_another_form_of_the_question_can_be_asked(test_set):
    result = evaluate(test_set, "zh")
    assert result["n"] == 1
    assert result["keyword"]["recall@10"] == pytest.approx(1 / 3, abs=1e-4)


def test_given_an_embedder_vectors_and_both_joined_are_measured(test_set):
    class Oracle:
        """Knows that the best answer to a question on fever is d2, and cannot tell the others apart."""

        name = "oracle"

        def embed_question(self, text):
            return np.array([1, 0], np.float32)

        def embed_passages(self, texts):
            return np.array([[1, 0] if "Honey" in text else [0, 1] for text in texts], np.float32)

    steps = []
    result = evaluate(test_set, embedder=Oracle(), progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (4, 4)
    assert result["vector"]["mrr"] == 1
    assert result["vector"]["recall@10"] == 1
    assert result["fused"]["ndcg@10"] > result["keyword"]["ndcg@10"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("corpus", None, "cannot be read"),
        ("corpus", "", "no judged question"),
        ("corpus", "not json\n", "not JSON"),
        ("corpus", '{"id": "d1"}\n', "Line 1 of corpus.jsonl lacks"),
        ("queries", "[1]\n", "Line 1 of queries.jsonl lacks"),
        ("qrels", '{"qid": "q1", "did": "d1", "rel": "high"}\n', "not a number"),
        ("qrels", "", "no judged question"),
        ("qrels", b"\xff\xfe\n", "not JSON"),
    ],
)
def test_what_is_not_a_test_set_is_told_in_one_sentence(test_set, name, content, words):
    file = test_set / f"{name}.jsonl"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(TestSetError, match=words):
        evaluate(test_set)
