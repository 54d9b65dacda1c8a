"""The shipped articles are found by meaning from the first moment; a changed article gets no vector of old."""

import numpy as np
import pytest

from kb import passage_vectors
from kb.chunking import passages
from kb.embedding import find_embedder
from kb.intake import shipped_articles
from kb.library import Library
from kb.passage_vectors import vector_key
from kb.shipped_vectors import PackedVectors, shipped_file, shipped_vectors


class Refusing:
    """Embeds questions, and no passage."""

    def __init__(self, name):
        self.name, self.telling = name, {"en": (0.0, 0.1), "zh": (0.0, 0.1)}

    def embed_question(self, text):
        return np.eye(shipped_vectors().rows.shape[1], dtype=np.float32)[0]

    def embed_passages(self, texts):
        raise AssertionError("a passage was embedded")


def table(rows=6, dimensions=16):
    vectors = np.random.default_rng(3).normal(size=(rows, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def keys(rows=6):
    return [f"{number:032x}" for number in range(rows)]


def test_every_passage_of_the_shipped_articles_has_its_vector_and_no_other_is_carried_along():
    shipped = shipped_vectors()
    wanted = {
        vector_key(shipped.model, passage)
        for document in shipped_articles().documents
        for passage in passages(document)
    }
    remade = "articles have changed: run `listenwell kb ship-vectors`"
    assert wanted == set(shipped.places), remade


def test_they_are_those_of_the_model_that_is_installed():
    found = find_embedder()
    if found.embedder is None:
        pytest.skip(found.reason)
    shipped = shipped_vectors()
    assert found.embedder.name == shipped.model, "another model: run `listenwell kb ship-vectors`"
    passage = passages(shipped_articles().documents[0])[0]
    (vector,) = shipped.vectors([vector_key(shipped.model, passage)])
    (made,) = found.embedder.embed_passages([passage_vectors.embedded_text(passage)])
    assert float(vector @ made) > 0.999


def test_a_library_of_the_shipped_articles_is_searched_by_meaning_without_embedding_any(tmp_path):
    library = Library.open(tmp_path / "none", tmp_path / "index", Refusing(shipped_vectors().model))
    library.build()
    assert library.stats().vectors == library.stats().passages
    assert library.build_vectors() == 0
    assert any("vector" in hit.why for hit in library.search("what is a normal blood pressure", "en").hits)


def test_another_model_is_given_none_of_them(documents, tmp_path):
    library = Library(shipped_articles().documents[:1], tmp_path, Refusing("another"))
    library.build()
    assert library.stats().vectors == 0
    with pytest.raises(AssertionError, match="was embedded"):
        library.build_vectors()


def test_packing_keeps_direction_and_length_and_is_the_same_twice():
    vectors = table()
    packed = PackedVectors.pack("model 1", keys(), vectors)
    again = PackedVectors.read(packed.packed())
    assert (again.model, again.places) == ("model 1", packed.places)
    unpacked = again.vectors(keys())
    assert np.allclose(np.linalg.norm(unpacked, axis=1), 1, atol=1e-6)
    assert ((unpacked * vectors).sum(axis=1) > 0.9998).all()
    assert again.vectors([keys()[4]])[0] == pytest.approx(unpacked[4])
    assert PackedVectors.pack("model 1", keys(), unpacked).packed() == packed.packed()


def test_bytes_that_are_no_packed_vectors_are_refused():
    whole = PackedVectors.pack("model 1", keys(), table()).packed()
    for bad in (b"", b"garbage", whole[: len(whole) // 2]):
        with pytest.raises(ValueError, match="packed vectors"):
            PackedVectors.read(bad)


def test_a_file_that_is_damaged_or_not_there_leaves_none(monkeypatch, tmp_path):
    shipped_vectors.cache_clear()
    try:
        for content in (None, b"garbage", shipped_file().read_bytes()[:50_000]):
            if content is not None:
                (tmp_path / "vectors.npz").write_bytes(content)
            monkeypatch.setattr("kb.shipped_vectors.shipped_file", lambda: tmp_path / "vectors.npz")
            shipped_vectors.cache_clear()
            assert not shipped_vectors().places
    finally:
        shipped_vectors.cache_clear()
