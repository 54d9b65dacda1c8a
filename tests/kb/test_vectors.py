import os
import threading

import numpy as np
import pytest

from kb import embedding
from kb.embedding import find_embedder
from kb.index import vectors
from kb.index.vectors import VectorTable
from kb.library import Library


@pytest.fixture(scope="module")
def nano():
    found = find_embedder()
    if found.embedder is None:
        pytest.skip(found.reason)
    return found.embedder


class Counting:
    """Embeds like ``inner`` and counts passages."""

    def __init__(self, inner, name="counting 1"):
        self.inner, self.name, self.count, self.telling = inner, name, 0, inner.telling

    def embed_question(self, text):
        return self.inner.embed_question(text)

    def embed_passages(self, texts):
        self.count += len(texts)
        return self.inner.embed_passages(texts)


def table():
    return VectorTable.empty().with_rows(
        {"a": "1", "b": "2", "c": "3"}, np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32)
    )


def test_the_nearest_come_first_and_refused_ones_not_at_all():
    question = np.array([0, 1], np.float32)
    assert [match.id for match in table().search(question, 2, lambda _: True)] == ["b", "c"]
    assert [match.id for match in table().search(question, 5, lambda id_: id_ != "b")] == ["c", "a"]
    assert VectorTable.empty().search(question, 5, lambda _: True) == []


def test_a_table_survives_its_files(tmp_path):
    table().save(tmp_path / "v")
    again = VectorTable.load(tmp_path / "v")
    assert again.ids.tolist() == ["a", "b", "c"]
    assert np.array_equal(again.matrix, table().matrix)
    assert sorted(path.name for path in (tmp_path / "v").iterdir()) == ["names.json", "rows.npy"]


def test_a_large_table_finds_what_a_whole_scan_finds(monkeypatch):
    random = np.random.default_rng(7)
    centres = random.normal(size=(40, 64))
    rows = np.repeat(centres, 200, axis=0) + random.normal(scale=0.4, size=(8_000, 64))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    keys = {str(number): "" for number in range(len(rows))}
    whole = VectorTable.empty().with_rows(keys, rows)
    monkeypatch.setattr(vectors, "SCANNED_WHOLE", 1_000)
    narrowed = VectorTable.empty().with_rows(keys, rows)
    for question in rows[::500]:
        assert narrowed.search(question, 10, lambda _: True) == pytest.approx(
            whole.search(question, 10, lambda _: True)
        )


def test_rows_of_other_texts_are_dropped():
    assert table().kept({"a": "1", "b": "changed"}).ids.tolist() == ["a"]


@pytest.mark.parametrize("name", ["rows.npy", "names.json"])
def test_a_damaged_file_is_an_empty_table(tmp_path, name):
    table().save(tmp_path)
    file = tmp_path / name
    good = file.read_bytes()
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 0xFF
    for bad in (b"", b"garbage", good[: len(good) // 2], bytes(flipped), b'{"digest": 1, "ids": 2}'):
        file.write_bytes(bad)
        assert len(VectorTable.load(tmp_path)) == 0
    assert len(VectorTable.load(tmp_path / "absent")) == 0


def test_the_real_model_brings_meaning_together_in_two_languages(nano):
    passages = nano.embed_passages(
        [
            "少吃盐可以降低血压。",
            "链条要上油，轮胎要打气。",
            "Less salt lowers blood pressure.",
            "Oil the chain of the bicycle.",
        ]
    )
    assert passages.shape == (4, 384)
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-3)
    chinese, bicycle_zh, english, bicycle_en = passages @ nano.embed_question("高血压饮食要注意什么")
    assert chinese > bicycle_zh
    assert english > bicycle_en


def test_the_real_model_takes_any_text_and_many_threads(nano):
    wanted = nano.embed_question("fever")
    assert np.isfinite(nano.embed_question("\ud800\x00🤒")).all()
    assert np.array_equal(nano.embed_question("x" * 200), nano.embed_question("x" * 2_000))
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(nano.embed_question("fever"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(result, wanted) for result in results)


def test_opening_the_model_leaves_the_environment_as_it_was(nano, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    find_embedder().embedder.embed_question("x")
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "OMP_WAIT_POLICY" not in os.environ


def test_no_package_or_processor_is_a_reason_and_no_embedder(monkeypatch):
    monkeypatch.setattr(embedding.platform, "machine", lambda: "aarch64")
    found = find_embedder()
    assert found.embedder is None
    assert found.reason.endswith(".")
    monkeypatch.setattr(embedding.importlib.util, "find_spec", lambda _: None)
    found = find_embedder()
    assert found.embedder is None
    assert "packaged-models" in found.reason


def test_vectors_are_made_once_and_join_the_search(nano, documents, tmp_path):
    embedder, steps = Counting(nano), []
    library = Library(documents, tmp_path, embedder)
    library.build()
    assert set(library.search("low sugar", "en").hits[0].why) == {"keyword"}
    made = library.build_vectors(lambda done, total: steps.append((done, total)))
    assert made == embedder.count == library.stats().passages == library.stats().vectors
    assert steps[-1] == (made, made)
    best = library.search("low sugar", "en").hits[0]
    assert set(best.why) == {"keyword", "vector"}
    assert best.passage.document == "en/sugar"
    assert library.build_vectors() == 0

    again = Library(documents, tmp_path, embedder)
    again.build()
    assert again.stats().vectors == made
    assert "vector" in again.search("low sugar", "en").hits[0].why
    assert embedder.count == made


def test_a_question_the_library_does_not_speak_to_finds_nothing_by_meaning_either(nano, documents, tmp_path):
    library = Library(documents, tmp_path, nano)
    library.build_vectors()
    assert library.search("怎么修自行车", "zh").hits == ()


def test_a_cancelled_run_keeps_what_it_made_and_counts_for_nothing_yet(nano, documents, tmp_path):
    embedder = Counting(nano)
    library = Library(documents, tmp_path, embedder)
    assert library.build_vectors(cancelled=lambda: embedder.count >= 2) == 2
    assert library.stats().vectors == 2
    assert set(library.search("low sugar", "en").hits[0].why) == {"keyword"}
    again = Library(documents, tmp_path, embedder)
    assert again.build_vectors() == again.stats().passages - 2


def test_vectors_of_another_model_or_text_are_made_anew(nano, documents, tmp_path):
    Library(documents, tmp_path, Counting(nano)).build_vectors()
    other = Counting(nano, "counting 2")
    assert Library(documents, tmp_path, other).build_vectors() == other.count > 0
    fewer = Library(documents[:2], tmp_path, other)
    assert fewer.build_vectors() == 0
    assert fewer.stats().vectors == fewer.stats().passages


def test_without_an_embedder_there_are_no_vectors(documents, tmp_path):
    assert Library(documents, tmp_path).build_vectors() == 0
