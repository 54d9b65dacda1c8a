"""Who may ask the cloud, how much, and for how long."""

from __future__ import annotations

from datetime import date

import pytest
from cloud_exchange import answers, local_answer, prepared, says

from app.cloud import CloudDoor
from app.profile import PersonProfile
from app.settings import Settings
from assistant.conversation import Language
from assistant.models.engine import EngineUnavailable
from assistant.privacy import Consent, PrivacyError
from assistant.routing import Stop


async def test_with_the_cloud_off_nothing_is_offered(home) -> None:
    house = home(enabled=False)
    answered = await local_answer(house)
    assert answered.offer.signs
    assert not answered.offer.made
    assert "switched off" in house.cloud_standing().refusal


async def test_a_standing_consent_covers_its_fields_and_no_more(house, httpserver) -> None:
    requests = answers(httpserver, lambda _request: says("Rest first."))
    door, offer = await prepared(house)
    with pytest.raises(PrivacyError, match="No standing consent"):
        await door.send(offer, lambda _sentence: None, how=Consent.STANDING)
    consent = door.agree(offer)
    again = door.prepare(offer.answered)
    assert again.standing == consent
    await door.send(again, lambda _sentence: None, how=Consent.STANDING)
    assert house.records.receipts.all()[0].consent == consent.id
    person = house.records.household.people()[0]
    house.records.household.edit(person, profile=PersonProfile(sex="female"))
    assert door.prepare(offer.answered).standing is None  # one field more asks again
    assert door.revise(offer, struck=["sex"]).standing == consent
    door.withdraw(consent.id)
    assert door.revise(offer, struck=["sex"]).standing is None
    assert len(requests) == 1
    assert [entry.event for entry in house.audit.entries()] == ["consent_withdrawn", "ended", "sending", "consent_given"]  # fmt: skip
    assert house.audit.verify().holds


async def test_a_child_needs_a_guardian_a_guest_never_may_and_a_no_is_kept(house, clock) -> None:
    person = house.records.household.people()[0]
    house.records.household.edit(person, profile=PersonProfile(birth_date=date(2020, 1, 1)))
    answered = await local_answer(house)
    assert answered.offer.standing.stop is Stop.CHILD
    assert "guardian" in answered.offer.explanation(Language.EN)
    with pytest.raises(PrivacyError, match="child"):
        CloudDoor(house).prepare(answered)
    CloudDoor(house).agree_as_guardian(person)
    assert house.cloud_standing().available
    assert CloudDoor(house).prepare(answered).envelope.content["age_band"] == "0-9"
    CloudDoor(house).decline()
    assert house.cloud_standing().stop is Stop.DECLINED
    house.guest = True
    assert house.cloud_standing().stop is Stop.GUEST


async def test_the_caps_stop_questions_and_money(house, httpserver) -> None:
    usage = {"prompt_tokens": 1000, "completion_tokens": 100}
    requests = answers(httpserver, lambda _request: says("Rest first.", usage=usage))
    cloud = house.settings.cloud.model_copy(
        update={"requests_per_day": 2, "money_per_month": 0.05, "price_sent": 10.0, "price_received": 20.0}
    )
    house.settings = Settings(cloud=cloud)
    door, offer = await prepared(house)
    await door.send(offer, lambda _sentence: None)
    (receipt,) = house.records.receipts.all()
    assert (receipt.tokens_sent, receipt.tokens_received, receipt.cost_micros) == (1000, 100, 12_000)
    house.settings = Settings(cloud=cloud.model_copy(update={"money_per_month": 0.012}))
    assert house.cloud_standing().stop is Stop.MONEY_SPENT
    house.settings = Settings(cloud=cloud.model_copy(update={"money_per_month": 0.02}))
    with pytest.raises(EngineUnavailable, match="could cost more"):
        await door.send(door.prepare(offer.answered), lambda _sentence: None)
    house.settings = Settings(cloud=cloud)
    await door.send(door.prepare(offer.answered), lambda _sentence: None)
    assert house.cloud_standing().stop is Stop.REQUESTS_SPENT
    with pytest.raises(EngineUnavailable, match="used up"):
        await door.send(door.prepare(offer.answered), lambda _sentence: None)
    assert len(requests) == 2
