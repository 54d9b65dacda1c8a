"""The one way out over a real socket: shown first, noted on disk, sent once, checked, restored."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from threading import Event

import pytest
from PIL import Image
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from app.audit import AuditUnavailable, FileHead, Head
from app.cloud import CloudDoor, PreparedOffer
from app.folders import Folders
from app.profile import PersonProfile
from app.records.records import Records
from app.services import Services
from app.settings import Cloud, Settings
from assistant.conversation import Answer, Language, Route
from assistant.models.circuit_breaker import FAILURES
from assistant.models.engine import EngineError, EngineUnavailable
from assistant.privacy import Consent, PrivacyError, Purpose
from assistant.routing import Stop
from assistant.workflow import Answered, Question
from kb.document import Document, Section
from kb.library import Library

ZONE = "Asia/Shanghai"
#: Long enough that excerpts alone may not do, and full of what must not leave.
QUESTION = (
    "My name is Mary Example and my number is 13800138000. Which is better for me, measuring my blood "
    "pressure in the morning or in the evening, compared with only now and then?"
)
GUIDANCE = "Measure your blood pressure in the morning and in the evening. Sit and rest for 5 minutes first."


@pytest.fixture(scope="session")
def httpserver_listen_address() -> tuple[str, int]:
    """A bare machine need not know the name "localhost"."""
    return ("127.0.0.1", 0)


@pytest.fixture
def library(tmp_path) -> Library:
    section = Section(("Blood pressure at home", "How often"), GUIDANCE)
    article = Document(
        "en/pressure", "pressure", "Blood pressure at home", "en", "Example", "CC0-1.0", date(2026, 1, 31),
        ("A guideline",), (section,),
    )  # fmt: skip
    return Library([article], tmp_path / "index")


@pytest.fixture
def home(folders: Folders, key, clock, library, httpserver: HTTPServer) -> Iterator[Callable[..., Services]]:
    """The household with an endpoint on this machine; its first person is called Mary Example."""
    opened: list[Services] = []

    def build(*, enabled: bool = True, cloud_key: Callable[[str], str] = lambda _url: "secret") -> Services:
        url = httpserver.url_for("/v1")
        cloud = Cloud(enabled=enabled, base_url=url, model="small", region="EU", operator="Example")
        house = Services(
            folders, Settings(cloud=cloud), key=key, now=clock, time_zone=ZONE, cloud_key=cloud_key
        )
        house.library = library
        house.records.household.add("Mary Example")
        opened.append(house)
        return house

    yield build
    for house in opened:
        house.close()


@pytest.fixture
def house(home) -> Services:
    return home()


async def local_answer(house: Services, question: str = QUESTION) -> Answered:
    return await house.workflow().ask(Question(question), lambda _sentence: None)


async def prepared(house: Services) -> tuple[CloudDoor, PreparedOffer]:
    door = CloudDoor(house)
    return door, door.prepare(await local_answer(house))


def says(text: str, finish: str = "stop", usage: dict[str, int] | None = None) -> Response:
    """A streamed answer of two pieces."""
    half = len(text) // 2
    deltas = [({"content": text[:half]}, None), ({"content": text[half:]}, None), ({}, finish)]
    events = [
        {"model": "small", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
        for delta, reason in deltas
    ]
    if usage is not None:
        events.append({"model": "small", "choices": [], "usage": usage})
    lines = [*(json.dumps(event) for event in events), "[DONE]"]
    return Response("".join(f"data: {line}\n\n" for line in lines), content_type="text/event-stream")


def answers(httpserver: HTTPServer, respond: Callable[[Request], Response]) -> list[Request]:
    requests: list[Request] = []

    def handle(request: Request) -> Response:
        request.get_data()
        requests.append(request)
        return respond(request)

    httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(handle)
    return requests


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


async def test_exactly_what_was_shown_is_sent_and_the_receipt_is_on_disk_before(house, httpserver) -> None:
    door, offer = await prepared(house)
    during = []

    def respond(_request: Request) -> Response:
        during.extend(house.records.receipts.all())
        return says("Morning and evening are both good. [1] Rest for 5 minutes first. [1]")

    requests = answers(httpserver, respond)
    shown: list[str] = []
    answer = await door.send(offer, shown.append)
    (request,) = requests
    assert request.data == offer.body
    assert request.headers["Authorization"] == "Bearer secret"
    (begun,) = during
    assert (begun.outcome, begun.body, begun.bytes_received) == ("unknown", offer.body, 0)
    (receipt,) = house.records.receipts.all()
    assert (receipt.id, receipt.outcome, receipt.body) == (offer.id, "answered", offer.body)
    assert receipt.bytes_received > 0
    assert receipt.ms > 0
    assert receipt.consent == Consent.THIS_ONCE.value
    assert shown == ["Morning and evening are both good. [1]", "Rest for 5 minutes first. [1]"]
    assert isinstance(answer, Answer)
    assert answer.route is Route.CLOUD
    assert answer.citations[0].quote in GUIDANCE


async def test_the_persons_own_words_are_back_in_what_is_shown_and_nowhere_else(house, httpserver) -> None:
    door, offer = await prepared(house)
    name = next(placeholder for kind, placeholder in offer.replacements if kind == "NAME")
    answers(httpserver, lambda _request: says(f"{name}, rest first. Hello [NAME-9]. Take 500 mg."))
    shown: list[str] = []
    answer = await door.send(offer, shown.append)
    assert shown == ["Mary Example, rest first."]
    assert answer.text == "Mary Example, rest first."
    assert answer.withheld_sentences == 2
    (receipt,) = house.records.receipts.all()
    assert b"Mary" not in receipt.body


async def test_an_answer_that_was_cut_off_is_not_shown(house, httpserver) -> None:
    door, offer = await prepared(house)
    answers(httpserver, lambda _request: says("Rest first. Never", finish="length"))
    shown: list[str] = []
    with pytest.raises(EngineError, match="not whole"):
        await door.send(offer, shown.append)
    assert shown == []
    assert "not whole" in house.records.receipts.all()[0].outcome


async def test_an_answer_without_a_source_is_not_shown_and_its_receipt_says_it_came(
    house, httpserver
) -> None:
    door, offer = await prepared(house)
    answers(httpserver, lambda _request: says("Take 500 mg twice."))
    with pytest.raises(EngineError, match="did not pass the checks"):
        await door.send(offer, lambda _sentence: pytest.fail("shown"))
    assert house.records.receipts.all()[0].outcome == "answered"


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


async def test_with_the_cloud_off_nothing_is_offered(home) -> None:
    house = home(enabled=False)
    answered = await local_answer(house)
    assert answered.offer.signs
    assert not answered.offer.made
    assert "switched off" in house.cloud_standing().refusal


async def test_a_failing_endpoint_is_left_alone_and_nothing_more_leaves(house, httpserver) -> None:
    door = CloudDoor(house)
    requests = answers(httpserver, lambda _request: Response("broken", status=500))
    answered = await local_answer(house)
    for _ in range(FAILURES):
        with pytest.raises(EngineError, match="status 500"):
            await door.send(door.prepare(answered), lambda _sentence: None)
    last = door.prepare(answered)
    with pytest.raises(EngineUnavailable, match="left alone for a while"):
        await door.send(last, lambda _sentence: None)
    assert len(requests) == FAILURES
    assert last.id not in {one.id for one in house.records.receipts.all()}
    assert house.cloud_standing().stop is Stop.BREAKER


async def test_without_its_key_nothing_leaves(home, httpserver) -> None:
    def locked(_url: str) -> str:
        raise EngineUnavailable("The key of the cloud cannot be read: unlock the system keyring.")

    house = home(cloud_key=locked)
    requests = answers(httpserver, lambda _request: says("Rest."))
    door, offer = await prepared(house)
    with pytest.raises(EngineUnavailable, match="unlock"):
        await door.send(offer, lambda _sentence: None)
    assert requests == []
    assert house.records.receipts.all() == ()


#: A process that prepares the question and sends it to the endpoint that is its argument.
SENDER = textwrap.dedent(
    """
    import asyncio, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from app.cloud import CloudDoor
    from app.folders import open_folders
    from app.keys import DataKey, KeyStatus, KeyStorage
    from app.services import Services
    from app.settings import Cloud, Settings
    from assistant.workflow import Question
    from kb.library import Library

    async def main(profile, url):
        folders = open_folders(Path(profile))
        key = DataKey(bytes(range(32)), KeyStatus(KeyStorage.MEMORY, "for the test"))
        settings = Settings(cloud=Cloud(enabled=True, base_url=url, model="small", total_seconds=60,
                                        first_token_seconds=60))
        house = Services(folders, settings, key=key, time_zone="UTC", cloud_key=lambda _url: "")
        house.library = Library([], folders.cache / "index")
        door = CloudDoor(house)
        answered = await house.workflow().ask(Question("Which train is better?"), lambda _text: None)
        await door.send(door.prepare(answered), lambda _text: None)

    asyncio.run(main(*sys.argv[1:]))
    """
)


def test_a_process_that_is_cut_while_it_waits_leaves_a_receipt(
    folders: Folders, open_profile: Callable[..., Records], httpserver: HTTPServer
) -> None:
    arrived, over = Event(), Event()
    bodies: list[bytes] = []

    def hold(request: Request) -> Response:
        bodies.append(request.data)
        arrived.set()
        over.wait(60)
        return says("Too late.")

    answers(httpserver, hold)
    sender = subprocess.Popen([sys.executable, "-c", SENDER, str(folders.data), httpserver.url_for("/v1")])
    try:
        assert arrived.wait(60)
    finally:
        sender.kill()
        sender.wait()
        over.set()
    (receipt,) = open_profile().receipts.all()
    assert receipt.outcome == "unknown"
    assert [receipt.body] == bodies


async def test_what_was_asked_before_never_leaves(house):
    workflow = house.workflow()
    await workflow.ask(Question("What was my blood pressure before breakfast?"), lambda _sentence: None)
    followed = await workflow.ask(Question("And last week?"), lambda _sentence: None)
    assert "breakfast" in followed.request.question
    offer = CloudDoor(house).prepare(followed)
    assert b"breakfast" not in offer.body
    assert b"And last week?" in offer.body


# --- what the person may do with it ---


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


# --- what keeps it closed ---


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


async def test_a_log_that_cannot_be_written_lets_nothing_leave(house, httpserver, monkeypatch) -> None:
    requests = answers(httpserver, lambda _request: says("Rest first."))
    door, offer = await prepared(house)

    def refused(self: FileHead, head: Head) -> None:
        raise AuditUnavailable("The head of the audit log cannot be written: free space.")

    monkeypatch.setattr(FileHead, "write", refused)
    with pytest.raises(AuditUnavailable):
        await door.send(offer, lambda _sentence: None)
    assert requests == []


async def test_what_a_reply_says_about_stopping_a_medicine_is_pointed_to_a_doctor(house, httpserver) -> None:
    """The endpoint's words pass the same fixed rules as any others."""
    door, offer = await prepared(house)
    answers(httpserver, lambda _request: says("Measure in the morning. [1] Should I stop taking my pills?"))
    shown: list[str] = []
    answer = await door.send(offer, shown.append)
    assert answer.text.splitlines()[0].startswith("Measure in the morning.")
    assert all(line in "\n".join(shown) for line in answer.text.splitlines()[1:])
