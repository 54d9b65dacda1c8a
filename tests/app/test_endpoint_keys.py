"""The key of a cloud endpoint: environment, allow-listed keyring, nothing else."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

import pytest
from keyring.errors import KeyringLocked

from app import endpoint_keys
from app.endpoint_keys import KEY_VARIABLE, KEYRING_SERVICE, endpoint_key
from app.keys import NamedStore
from app.settings import Settings, SettingsError, load_settings
from assistant.models.engine import EngineUnavailable

URL = "https://llm.example:8443/v1"


@dataclass
class Keyring:
    """A keyring in memory, with a lock; notes what it was asked for."""

    secrets: dict[tuple[str, str], str] = field(default_factory=dict)
    locked: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append((service, username))
        if self.locked:
            raise KeyringLocked
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password


@pytest.fixture
def keyring(monkeypatch) -> Keyring:
    """The keyring of this machine; no key is in the environment."""
    store = Keyring({(KEYRING_SERVICE, "llm.example"): "from the keyring"})
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.setattr(endpoint_keys, "find_keyring", lambda: NamedStore("fake", store))
    return store


def test_the_environment_comes_first_and_the_keyring_is_not_opened(keyring, monkeypatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "from the environment")
    assert endpoint_key(URL) == "from the environment"
    assert keyring.asked == []


@pytest.mark.parametrize("value", [None, ""])
def test_without_one_in_the_environment_the_keyring_gives_it_by_host(keyring, monkeypatch, value) -> None:
    if value is not None:
        monkeypatch.setenv(KEY_VARIABLE, value)
    assert endpoint_key(URL) == "from the keyring"
    assert endpoint_key("https://other.example/v1") == ""


def test_without_any_keyring_there_is_no_key(keyring, monkeypatch) -> None:
    monkeypatch.setattr(endpoint_keys, "find_keyring", lambda: None)
    assert endpoint_key(URL) == ""


def test_a_locked_keyring_is_one_sentence_that_says_what_to_do(keyring) -> None:
    keyring.locked = True
    with pytest.raises(EngineUnavailable, match="unlock the system keyring"):
        endpoint_key(URL)


def test_a_backend_that_keeps_plain_text_is_never_asked(monkeypatch) -> None:
    """The only backend on this machine is one that is not on the list."""
    from keyring.backends import null

    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.setattr(null.Keyring, "get_password", lambda *_: "in plain text")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setattr("app.keys.ALLOWED_BACKENDS", {sys.platform: ()})
    assert endpoint_key(URL) == ""


def test_the_settings_have_no_place_for_a_key(tmp_path) -> None:
    assert not {"key", "api_key", "token", "password", "secret"} & set(Settings().cloud.model_dump())
    file = tmp_path / "settings.toml"
    file.write_text('[cloud]\nkey = "secret"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="unknown key"):
        load_settings(file, {})
