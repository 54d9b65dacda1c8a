"""What would leave: shown whole before, without names, only what the person left in it."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from io import BytesIO

import pytest
from cloud_exchange import GUIDANCE, QUESTION, answers, local_answer, says
from PIL import Image

from app.cloud import CloudDoor
from app.profile import PersonProfile
from app.settings import Settings
from assistant.privacy import PrivacyError, Purpose
from assistant.workflow import Question


async def test_what_would_leave_is_shown_whole_and_names_nobody(house) -> None:
    answered = await local_answer(house)
    assert answered.offer.made
    offer = CloudDoor(house).prepare(answered)
    body = offer.body.decode()
    assert "Mary" not in body
    assert "13800138000" not in body
    assert "measuring my blood pressure in the morning" in body
    assert GUIDANCE in body
    assert sorted(kind for kind, _ in offer.replacements) == ["NAME", "PHONE"]
    assert all(placeholder in body for _, placeholder in offer.replacements)
    assert (offer.endpoint, offer.region) == (house.settings.cloud.base_url, "EU")
    assert "Mary" not in repr(offer)
    assert house.records.receipts.all() == ()


async def test_everyone_in_the_household_is_known_by_name(house) -> None:
    """Nothing about the sentence gives "Sunny" away as a name."""
    house.records.household.add("Sunny")
    answered = await local_answer(house, "Which is better, morning or evening? Sunny asks.")
    offer = CloudDoor(house).prepare(answered)
    assert b"Sunny" not in offer.body
    assert [kind for kind, _ in offer.replacements] == ["NAME"]


async def test_what_still_looks_personal_is_blocked_until_it_is_reworded(house, httpserver) -> None:
    requests = answers(httpserver, lambda _request: says("Rest first."))
    door = CloudDoor(house)
    offer = door.prepare(await local_answer(house, QUESTION + " My ref is 1 2 345 6."))
    assert "reword" in offer.blocked
    with pytest.raises(PrivacyError, match="reword"):
        await door.send(offer, lambda _sentence: None)
    assert requests == []
    revised = door.revise(offer, question=QUESTION)
    assert revised.blocked == ""
    assert b"345" not in revised.body
    await door.send(revised, lambda _sentence: None)
    assert [request.data for request in requests] == [revised.body]


async def test_what_was_asked_before_never_leaves(house):
    workflow = house.workflow()
    await workflow.ask(Question("What was my blood pressure before breakfast?"), lambda _sentence: None)
    followed = await workflow.ask(Question("And last week?"), lambda _sentence: None)
    assert "breakfast" in followed.request.question
    offer = CloudDoor(house).prepare(followed)
    assert b"breakfast" not in offer.body
    assert b"And last week?" in offer.body


async def test_parts_that_are_struck_out_stay_here(house) -> None:
    born = date(1950, 5, 5)
    person = house.records.household.people()[0]
    house.records.household.edit(person, profile=PersonProfile(birth_date=born, sex="female"))
    offer = CloudDoor(house).prepare(await local_answer(house))
    assert {"age_band", "sex", "passages"} <= set(offer.envelope.fields)
    assert b"1950" not in offer.body
    struck = CloudDoor(house).revise(offer, struck=["age_band", "passages"])
    assert {"age_band", "passages"}.isdisjoint(struck.envelope.fields)
    assert GUIDANCE.encode() not in struck.body
    with pytest.raises(PrivacyError, match="nothing called"):
        CloudDoor(house).revise(offer, struck=["question"])


async def test_only_confirmed_results_of_a_report_leave_and_never_a_printed_name(house) -> None:
    rows = [
        {"printed_name": "Glucose (Mary Example)", "analyte": "glucose", "value": "7.4", "ucum": "mmol/L", "range": "3.9-6.1", "flag": "H", "doubts": [], "box": [10, 40, 300, 60]},
        {"printed_name": "LDL", "analyte": "ldl", "value": "3.8", "unit": "mmol/L", "doubts": ["decimal_point"]},
        {"printed_name": "Mary Example", "analyte": None, "value": "13800138000"},
    ]  # fmt: skip
    photo = page_with_a_head()
    house.records.store_report(house.person, rows, hashlib.sha256(photo).hexdigest(), photo)
    asked = await local_answer(house, QUESTION + " And my lab results?")
    offer = CloudDoor(house).prepare(asked)
    (line,) = offer.envelope.content["laboratory"]
    assert (line["analyte"], line["value"], line["flag"]) == ("glucose", "7.4", "H")
    assert offer.envelope.purpose is Purpose.REPORT
    assert b"Mary" not in offer.body
    assert not offer.picture_possible


def page_with_a_head() -> bytes:
    """A white page with a black head (name and number) and one grey row below it."""
    page = Image.new("RGB", (400, 100), "white")
    page.paste((0, 0, 0), (0, 0, 400, 30))
    page.paste((128, 128, 128), (10, 40, 300, 60))
    written = BytesIO()
    page.save(written, "PNG")
    return written.getvalue()


async def test_the_picture_that_the_person_chose_holds_the_result_rows_alone(house) -> None:
    house.settings = Settings(cloud=house.settings.cloud.model_copy(update={"images": True}))
    photo = page_with_a_head()
    rows = [{"analyte": "glucose", "value": "7.4", "box": [10, 40, 300, 60]}]
    house.records.store_report(house.person, rows, hashlib.sha256(photo).hexdigest(), photo)
    door = CloudDoor(house)
    offer = door.prepare(await local_answer(house))
    assert offer.picture is None
    assert offer.picture_possible
    with_picture = door.revise(offer, with_picture=True)
    assert with_picture.envelope.purpose is Purpose.PICTURE
    assert "picture" in with_picture.envelope.fields
    parts = json.loads(with_picture.body)["messages"][-1]["content"]
    sent = base64.b64decode(parts[1]["image_url"]["url"].partition(",")[2])
    assert sent == with_picture.picture
    cut = Image.open(BytesIO(sent)).convert("L")
    assert cut.size == (294, 24)
    assert min(cut.getdata()) > 90  # nothing of the black head
    assert not cut.getexif()
