"""The doctor: every part answers for itself, and what is missing says what to do."""

from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from app.doctor import Finding, State, examine
from app.folders import Folders
from app.keys import DataKey, KeyStatus, KeyStorage
from app.records.records import Records
from app.services import Services
from app.settings import Cloud, Settings
from assistant.models.catalogue import Catalogue, load_catalogue

MODELS = (
    "speech recognition",
    "voice (English)",
    "voice (Chinese)",
    "embedding",
    "report reading",
    "local model",
)
PARTS = {"bluetooth", "microphone", "loudspeaker", "interrupting", *MODELS, "records", "disk", "cloud"}


@pytest.fixture
def house(folders: Folders, key: DataKey, clock) -> Iterator[Callable[..., Services]]:
    """Build a household; all are closed at the end."""
    opened: list[Services] = []

    def build(settings: Settings | None = None, key: DataKey = key) -> Services:
        opened.append(Services(folders, settings or Settings(), key=key, now=clock, time_zone="UTC"))
        return opened[-1]

    yield build
    for one in opened:
        one.close()


async def findings(house: Services) -> dict[str, Finding]:
    found = await examine(house)
    assert {one.part for one in found} == PARTS
    assert len(found) == len(PARTS)
    for one in found:
        assert one.sentence.strip()
    return {one.part: one for one in found}


def without_sources() -> Catalogue:
    """The models of the catalogue, none of which a package carries or this machine makes."""
    return Catalogue(entry.model_copy(update={"sources": ()}) for entry in load_catalogue())


async def test_on_a_bare_profile_each_missing_part_says_how_to_get_it(house) -> None:
    bare = house()
    bare.catalogue = without_sources()
    found = await findings(bare)
    for part in MODELS:
        assert found[part].state is State.MISSING
        assert found[part].remedy
    assert "make setup" in found["speech recognition"].remedy
    assert "qwen3-vl-2b" in found["local model"].remedy
    assert str(bare.folders.models) in found["local model"].remedy


async def test_a_bare_profile_has_encrypted_records_and_no_cloud(house) -> None:
    found = await findings(house())
    assert found["records"].state is State.WORKS
    assert "Encrypted" in found["records"].sentence
    assert found["cloud"].state is State.OFF
    assert "nothing leaves this machine" in found["cloud"].sentence
    assert "settings.toml" in found["cloud"].remedy


async def test_a_key_in_a_file_is_called_weak_and_says_what_is_stronger(house, key) -> None:
    in_file = DataKey(key.secret, KeyStatus(KeyStorage.FILE, "The key is in a file."))
    found = (await findings(house(key=in_file)))["records"]
    assert found.state is State.WORKS
    assert "The key is in a file." in found.sentence
    assert "passphrase" in found.remedy


async def test_damaged_records_are_named_and_hide_nothing_else(
    house, folders: Folders, records: Records
) -> None:
    records.close()
    content = bytearray(folders.database_file.read_bytes())
    content[-2000] ^= 0xFF
    folders.database_file.write_bytes(content)
    found = await findings(house())
    assert found["records"].state is State.MISSING
    assert "damaged" in found["records"].sentence
    assert "backup" in found["records"].remedy
    assert found["disk"].state is State.WORKS


async def test_records_of_another_key_are_named(house, records: Records) -> None:
    records.close()
    other = DataKey(bytes(32), KeyStatus(KeyStorage.MEMORY, "another"))
    found = await findings(house(key=other))
    assert found["records"].state is State.MISSING
    assert "do not open with the key" in found["records"].sentence


async def test_records_in_use_elsewhere_are_named(house, records: Records) -> None:
    found = await findings(house())
    assert found["records"].state is State.MISSING
    assert records.household.people()


async def test_a_broken_model_list_is_named_and_hides_nothing_else(house, folders: Folders) -> None:
    lists = folders.config / "models.d"
    lists.mkdir()
    (lists / "mine.toml").write_text("[[model]]\nid = 7\n", encoding="utf-8")
    found = await findings(house())
    for part in MODELS:
        assert found[part].state is State.MISSING
        assert "mine.toml" in found[part].sentence
    assert found["records"].state is State.WORKS


@dataclass(frozen=True)
class Wish:
    """A setting, the part it is about, and what the doctor says of it."""

    settings: dict[str, dict[str, object]]
    part: str
    state: State
    says: str


@pytest.mark.parametrize(
    "wish",
    [
        Wish({"models": {"llm": "no-such-model"}}, "local model", State.MISSING, "no model 'no-such-model'"),
        Wish(
            {"models": {"llm": "qwen3-vl-4b", "offline": True}}, "local model", State.MISSING, "Qwen3-VL 4B"
        ),
        Wish({"models": {"llm": "excerpts"}}, "local model", State.OFF, "quoted from the library"),
        Wish({"speech": {"recogniser": "nobody"}}, "speech recognition", State.MISSING, "no model 'nobody'"),
        Wish({"speech": {"voices": {"en": "nobody"}}}, "voice (English)", State.MISSING, "no model 'nobody'"),
    ],
    ids=lambda wish: wish.part,
)
async def test_a_model_that_the_settings_ask_for_is_the_one_looked_at(house, wish: Wish) -> None:
    found = (await findings(house(Settings(**wish.settings))))[wish.part]
    assert found.state is wish.state
    assert wish.says in found.sentence


async def test_a_damaged_model_is_named(house, folders: Folders) -> None:
    for name in ("Qwen3VL-2B-Instruct-Q4_K_M.gguf", "mmproj-Qwen3VL-2B-Instruct-Q8_0.gguf"):
        (folders.models / name).write_bytes(b"GGUF")
    found = (await findings(house()))["local model"]
    assert found.state is State.MISSING
    assert "4 bytes instead of" in found.sentence


async def test_a_full_disk_is_named(house, monkeypatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**12, 10**12, 10**9))
    found = (await findings(house()))["disk"]
    assert found.state is State.MISSING
    assert "Free some space" in found.remedy


async def test_a_cloud_that_is_on_is_named_with_its_model(house) -> None:
    cloud = Cloud(enabled=True, base_url="https://llm.example/v1", model="small")
    found = (await findings(house(Settings(cloud=cloud))))["cloud"]
    assert found.state is State.WORKS
    assert "small at https://llm.example/v1" in found.sentence
