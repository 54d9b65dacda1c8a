import json
import stat
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked

from app.folders import Folders
from app.keys import (
    DataKey,
    KeySources,
    KeyStorage,
    KeyUnavailable,
    NamedStore,
    WrongPassphrase,
    ephemeral_key,
    find_keyring,
    open_key,
)


@dataclass
class Keyring:
    """A keyring in memory, with a lock."""

    secrets: dict[tuple[str, str], str] = field(default_factory=dict)
    locked: bool = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked
        self.secrets[service, username] = password


def sources(keyring: Keyring | None = None, name: str = "keyring.backends.SecretService.Keyring", **others):
    environ = others.pop("environ", {})
    found = None if keyring is None else NamedStore(name, keyring)
    return KeySources(environ=environ, keyring=lambda: found, **others)


def files_with(secret: bytes, folder: Path) -> list[Path]:
    forms = (secret, secret.hex().encode())
    return [p for p in folder.rglob("*") if p.is_file() and any(form in p.read_bytes() for form in forms)]


def test_a_keyring_is_preferred_and_the_key_lies_in_no_file(folders: Folders) -> None:
    keyring = Keyring()
    first = open_key(folders, sources=sources(keyring, environ={"LISTENWELL_PASSPHRASE": "long enough"}))
    again = open_key(folders, sources=sources(keyring))
    assert first.secret == again.secret
    assert len(first.secret) == 32
    assert first.status.storage is KeyStorage.KEYRING
    assert "SecretService" in first.status.sentence
    assert files_with(first.secret, folders.data) == []


def test_without_an_allowed_keyring_it_is_a_file_outside_the_records_named_as_weakest(
    folders: Folders,
) -> None:
    key = open_key(folders, sources=sources())
    assert key.status.storage is KeyStorage.FILE
    assert "weakest" in key.status.sentence
    assert files_with(key.secret, folders.data) == [folders.config / "device.key"]
    assert stat.S_IMODE((folders.config / "device.key").stat().st_mode) == 0o600
    assert open_key(folders, sources=sources()).secret == key.secret


def test_a_locked_keyring_is_not_used_for_a_new_key(folders: Folders) -> None:
    assert open_key(folders, sources=sources(Keyring(locked=True))).status.storage is KeyStorage.FILE


def test_no_backend_outside_the_allow_list_is_ever_chosen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    assert find_keyring() is None


def test_a_passphrase_opens_again_and_a_wrong_one_is_said(folders: Folders) -> None:
    asked: list[bool] = []

    def ask(new: bool) -> str:
        asked.append(new)
        return "correct horse"

    key = open_key(folders, sources=sources(ask_passphrase=ask))
    assert key.status.storage is KeyStorage.PASSPHRASE
    assert files_with(key.secret, folders.data) == []
    same = open_key(folders, sources=sources(environ={"LISTENWELL_PASSPHRASE": "correct horse"}))
    assert same.secret == key.secret
    assert asked == [True]
    before = (folders.data / "key.json").read_bytes()
    with pytest.raises(WrongPassphrase, match="try again"):
        open_key(folders, sources=sources(environ={"LISTENWELL_PASSPHRASE": "wrong horse"}))
    with pytest.raises(WrongPassphrase, match="LISTENWELL_PASSPHRASE"):
        open_key(folders, sources=sources())
    assert (folders.data / "key.json").read_bytes() == before


def test_a_short_passphrase_is_refused_before_a_key_is_made(folders: Folders) -> None:
    with pytest.raises(KeyUnavailable, match="at least 8"):
        open_key(folders, "passphrase", sources(environ={"LISTENWELL_PASSPHRASE": "1234"}))
    assert not (folders.data / "key.json").exists()


@pytest.mark.parametrize("storage", ["keyring", "passphrase"])
def test_what_was_asked_for_and_is_not_there_is_said_and_nothing_weaker_taken(
    folders: Folders, storage: str
) -> None:
    with pytest.raises(KeyUnavailable):
        open_key(folders, storage, sources())
    assert list(folders.data.rglob("*.key")) == []


def test_another_keyring_backend_a_lock_or_a_lost_secret_is_noticed(folders: Folders) -> None:
    keyring = Keyring()
    open_key(folders, sources=sources(keyring))
    record = (folders.data / "key.json").read_bytes()
    with pytest.raises(KeyUnavailable, match="kwallet"):
        open_key(folders, sources=sources(keyring, name="keyring.backends.kwallet.DBusKeyring"))
    with pytest.raises(KeyUnavailable, match="none"):
        open_key(folders, sources=sources())
    keyring.locked = True
    with pytest.raises(KeyUnavailable, match="unlock it"):
        open_key(folders, sources=sources(keyring))
    with pytest.raises(KeyUnavailable, match="gone from the system keyring"):
        open_key(folders, sources=sources(Keyring()))
    assert (folders.data / "key.json").read_bytes() == record


def test_settings_that_ask_for_another_place_are_answered(folders: Folders) -> None:
    open_key(folders, sources=sources())
    with pytest.raises(KeyUnavailable, match="'auto' or 'file'"):
        open_key(folders, "keyring", sources(Keyring()))


def test_records_whose_key_record_is_gone_are_never_begun_anew(folders: Folders) -> None:
    folders.database_file.write_bytes(b"encrypted")
    with pytest.raises(KeyUnavailable, match=r"key\.json is missing"):
        open_key(folders, sources=sources())
    assert folders.database_file.read_bytes() == b"encrypted"
    assert not (folders.data / "key.json").exists()


def test_a_lost_damaged_or_foreign_key_file_is_said(folders: Folders) -> None:
    open_key(folders, sources=sources())
    key_file = folders.config / "device.key"
    for content, words in ((b"zz", "damaged"), (b"00" * 32, "other records")):
        key_file.write_bytes(content)
        with pytest.raises(KeyUnavailable, match=words):
            open_key(folders, sources=sources())
    key_file.unlink()
    with pytest.raises(KeyUnavailable, match="put the file back"):
        open_key(folders, sources=sources())


def test_a_key_file_that_a_backup_may_need_is_used_again(folders: Folders) -> None:
    key = open_key(folders, sources=sources())
    (folders.data / "key.json").unlink()
    assert open_key(folders, sources=sources()).secret == key.secret


@pytest.mark.parametrize("change", [{"salt": "AAAA"}, {"wrapped": "!"}, {"storage": "memory"}, {"more": 1}])
def test_a_damaged_key_record_is_said(folders: Folders, change: dict[str, object]) -> None:
    given = sources(environ={"LISTENWELL_PASSPHRASE": "correct horse"})
    open_key(folders, sources=given)
    path = folders.data / "key.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(KeyUnavailable, match="put it back from a backup"):
        open_key(folders, sources=given)


def test_an_ephemeral_key_is_only_in_memory_and_no_key_shows_itself() -> None:
    key = ephemeral_key(lambda size: b"\x07" * size)
    assert key.status.storage is KeyStorage.MEMORY
    assert isinstance(key, DataKey)
    assert "\\x07" not in repr(key)
