"""The one way out over a real socket: shown first, noted on disk, sent once, checked, restored."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import date
from threading import Event

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from app.cloud import CloudDoor, PreparedOffer
from app.folders import Folders
from app.records.records import Records
from app.services import Services
from app.settings import Cloud, Settings
from assistant.conversation import Answer, Route
from assistant.models.circuit_breaker import FAILURES
from assistant.models.engine import EngineError, EngineUnavailable
from assistant.privacy import Consent, PrivacyError
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


def says(text: str, finish: str = "stop") -> Response:
    """A streamed answer of two pieces."""
    half = len(text) // 2
    deltas = [({"content": text[:half]}, None), ({"content": text[half:]}, None), ({}, finish)]
    events = [
        {"model": "small", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
        for delta, reason in deltas
    ]
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


async def test_what_still_looks_personal_is_not_offered(house) -> None:
    answered = await local_answer(house, QUESTION + " My ref is 12 345 67.")
    with pytest.raises(PrivacyError, match="reword"):
        CloudDoor(house).prepare(answered)


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
    with pytest.raises(EngineUnavailable, match="asked again in"):
        await door.send(last, lambda _sentence: None)
    assert len(requests) == FAILURES
    outcomes = {one.id: one.outcome for one in house.records.receipts.all()}
    assert "asked again in" in outcomes[last.id]


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
