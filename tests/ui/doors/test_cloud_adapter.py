"""The pages about the cloud over real records, settings and audit log."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from app import endpoint_keys
from app.cloud import CloudDoor
from app.keys import NamedStore
from app.profile import PersonProfile
from app.services import Services
from assistant.conversation import Language
from assistant.workflow import Question
from ui.adapters.cloud import CloudAdapter
from ui.adapters.cloud_words import cloud_offer, offer_aloud
from ui.view_models.ports import EndpointDraft, PortFailed


class Keyring:
    def __init__(self) -> None:
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password


@pytest.fixture
def keyring(monkeypatch) -> Keyring:
    store = Keyring()
    monkeypatch.delenv(endpoint_keys.KEY_VARIABLE, raising=False)
    monkeypatch.setattr(endpoint_keys, "find_keyring", lambda: NamedStore("SecretService", store))
    return store


@pytest.fixture(scope="session")
def httpserver_listen_address() -> tuple[str, int]:
    return ("127.0.0.1", 0)


async def test_an_endpoint_is_kept_with_its_key_tried_and_switched_off(
    house: Services, keyring: Keyring, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/v1/models", headers={"Authorization": "Bearer sk-1"}).respond_with_json(
        {"data": [{"id": "qwen3-vl:8b"}]}
    )
    adapter = CloudAdapter(house)
    house.cloud_key = lambda url: endpoint_keys.endpoint_key(url, house.endpoint_key_places)
    url = httpserver.url_for("/v1")
    adapter.keep(EndpointDraft("ollama", url, "qwen3-vl:8b", "sk-1"), Language.EN)
    shown = adapter.snapshot(Language.EN).endpoint
    assert (shown.enabled, shown.preset, shown.region) == (True, "ollama", "Your own machine")
    assert "keyring" in shown.key_words
    assert house.settings.cloud.finish_may_be_missing
    assert "has the model" in await adapter.test(Language.EN)
    written = house.folders.settings_file.read_text() + house.endpoint_key_places.read_text()
    assert "sk-1" not in written
    adapter.switch_off(Language.EN)
    assert not house.settings.cloud.enabled
    assert [entry.event for entry in house.audit.entries()] == ["cloud_off", "cloud_on"]


def test_another_keyring_is_said_and_the_key_can_be_typed_again(
    house: Services, keyring: Keyring, monkeypatch
) -> None:
    places = house.endpoint_key_places
    endpoint_keys.keep_endpoint_key("https://llm.example/v1", "sk-1", places)
    assert endpoint_keys.endpoint_key("https://llm.example/v1", places) == "sk-1"
    other = Keyring()
    monkeypatch.setattr(endpoint_keys, "find_keyring", lambda: NamedStore("kwallet", other))
    with pytest.raises(endpoint_keys.EngineUnavailable, match=r"SecretService.*kwallet.*type the key again"):
        endpoint_keys.endpoint_key("https://llm.example/v1", places)
    endpoint_keys.keep_endpoint_key("https://llm.example/v1", "sk-2", places)
    assert endpoint_keys.endpoint_key("https://llm.example/v1", places) == "sk-2"
    monkeypatch.setattr(endpoint_keys, "find_keyring", lambda: None)
    with pytest.raises(endpoint_keys.EngineUnavailable, match="no keyring here"):
        endpoint_keys.keep_endpoint_key("https://llm.example/v1", "sk-3", places)
    assert json.loads(places.read_text()) == {"llm.example": "kwallet"}


def test_an_address_that_is_not_protected_is_refused_in_words(house: Services) -> None:
    with pytest.raises(PortFailed, match="https"):
        CloudAdapter(house).keep(EndpointDraft("own", "http://llm.example/v1", "m"), Language.ZH)
    assert not house.folders.settings_file.exists()


@pytest.mark.parametrize("language", list(Language))
async def test_the_offer_is_said_whole_and_what_left_is_listed(house: Services, language: Language) -> None:
    house.records.household.add("Mary Example")
    question = {
        Language.ZH: "Mary Example 能把布洛芬和降压药一起吃吗？",
        Language.EN: "Can Mary Example take ibuprofen together with amlodipine?",
    }[language]
    answered = await house.workflow().ask(Question(question, language), lambda _text: None)
    door = CloudDoor(house)
    prepared = door.prepare(answered)
    view = cloud_offer(prepared, language, house.zone)
    assert view.wording == question
    assert "Mary" not in view.question + view.body_text
    aloud = offer_aloud(prepared, answered.offer, language)
    assert "Mary" not in aloud
    for part in view.parts:
        assert part.title in aloud
        assert part.text in aloud
    consent = door.agree(prepared)
    with pytest.raises(Exception, match=r"."):  # nobody answers at the endpoint of this test
        await door.send(prepared, lambda _text: None)
    adapter = CloudAdapter(house)
    snapshot = adapter.snapshot(language)
    assert snapshot.log_holds
    assert len(snapshot.receipts) == 1
    assert not snapshot.receipts[0].went_well
    assert adapter.body(snapshot.receipts[0].receipt_id, language) == view.body_text
    assert [one.consent_id for one in snapshot.consents] == [consent.id]
    adapter.withdraw(consent.id, language)
    assert adapter.snapshot(language).consents == ()


def test_what_left_and_the_log_at_the_command_line(listenwell: Callable[..., Any]) -> None:
    assert listenwell("privacy", "left", "--json").json == {"left": []}
    assert listenwell("privacy", "verify", "--json").json["holds"]
    shown = listenwell("privacy", "preview", "--json", "我叫王桂芳，电话13812345678").json
    assert shown["text"] == "我叫[NAME-1]，电话[PHONE-1]"
    assert shown["blocked"] == []


def test_a_guardian_agrees_for_the_child_who_is_signed_in(house: Services) -> None:
    adapter = CloudAdapter(house)
    assert adapter.snapshot(Language.EN).child == ""
    adapter.agree_as_guardian(Language.EN)
    assert adapter.snapshot(Language.EN).consents == (), "for nobody but a child"
    house.records.household.edit(house.person, profile=PersonProfile(birth_date=date(2020, 1, 1)))
    assert adapter.snapshot(Language.EN).child == house.person.name_in(Language.EN)
    adapter.agree_as_guardian(Language.EN)
    shown = adapter.snapshot(Language.EN)
    assert shown.child == ""
    assert [one.title for one in shown.consents] == ["A guardian agreed"]
    assert house.audit.entries(1)[0].event == "guardian_agreed"
    adapter.withdraw(shown.consents[0].consent_id, Language.EN)
    assert adapter.snapshot(Language.EN).child


def test_the_caps_are_kept_and_those_out_of_bounds_refused_in_words(house: Services) -> None:
    adapter = CloudAdapter(house)
    adapter.limit(5, 7.5, Language.EN)
    shown = adapter.snapshot(Language.EN).endpoint
    assert (shown.requests_per_day, shown.money_per_month) == (5, 7.5)
    assert "of 5 questions" in shown.caps_words
    assert house.audit.entries(1)[0].event == "caps_set"
    with pytest.raises(PortFailed, match="1 to 1000"):
        adapter.limit(0, 7.5, Language.EN)
    with pytest.raises(PortFailed, match="1 到 1000"):
        adapter.limit(5, float("inf"), Language.ZH)
    assert house.settings.cloud.requests_per_day == 5
