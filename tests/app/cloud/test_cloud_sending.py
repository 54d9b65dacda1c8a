"""Over a real socket: noted on disk, sent once, checked, restored."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from threading import Event

import pytest
from cloud_exchange import GUIDANCE, answers, local_answer, prepared, says
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from app.audit import AuditUnavailable, FileHead, Head
from app.cloud import CloudDoor
from app.folders import Folders
from app.records.records import Records
from assistant.conversation import Answer, Route
from assistant.models.circuit_breaker import FAILURES
from assistant.models.engine import EngineError, EngineUnavailable
from assistant.privacy import Consent
from assistant.routing import Stop


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
    assert shown == ["Mary Example, rest first. [1]"]
    assert answer.text == "Mary Example, rest first. [1]"
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
