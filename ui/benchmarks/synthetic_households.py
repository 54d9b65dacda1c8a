"""Made-up households whose questions are sent over a socket, to look for them in what arrives."""

from __future__ import annotations

import asyncio
import json
import random
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from pypinyin import lazy_pinyin

from assistant.conversation import Language
from assistant.facts import Fact
from assistant.models.endpoint_engine import Endpoint, EndpointEngine
from assistant.models.engine import AnswerRequest, EngineError
from assistant.privacy import (
    Consent,
    EndpointDescription,
    Envelope,
    KnownEntities,
    PersonProfile,
    approve,
    build_envelope,
)
from device_io.reading import Quantity, ReadingKind
from kb.document import Passage
from ui.benchmarks.synthetic_people import Details

_NOW: Final = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
_PASSAGE: Final = Passage("en/a#1", "en/a", "Blood pressure", "Measuring", "en", "A guideline", "Sit down and rest for five minutes.")  # fmt: skip
_ASKED: Final = {
    "zh": (
        "{0}的血压一百五，{1}说要吃药，对吗？", "我跟{0}住{2}，电话{3}，头晕怎么办", "{0}和{1}谁该先量血压", "设备{4}老是报错，{0}的血压准吗",
        "嗯{0}今天没吃药{1}很着急", "请打{3}找{0}，血糖十五要紧吗？", "今天{0}量了两次，{1}帮的忙。", "（{0}）148/92，高不高？",
    ),
    "en": (
        "{0} had 150 over 95, {1} says take the pill, right?", "I live with {0} at {2}, phone {3}, and feel dizzy", "should {0} or {1} measure first",
        "my cuff {4} shows an error, is the reading of {0} right?", "um {0} did not take the pill and {1} worries", "Call {3} and ask for {0}: is 15 too high?",
        "{1}'s cuff was used by {0} twice today.", "({0}) 148/92, is that high?",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SyntheticHousehold:
    """Two people with everything that gives them away; ``said`` are the forms in which their names are said."""

    language: str
    known: KnownEntities
    questions: tuple[str, ...]
    identifiers: tuple[str, ...]


def households(count: int, seed: int) -> Iterator[SyntheticHousehold]:
    """``count`` of them, Chinese and English by turns; the same seed gives the same ones. Needs Faker."""
    draws = {language: Details(language, seed) for language in ("zh", "en")}
    for number in range(count):
        language = "zh" if number % 2 == 0 else "en"
        yield _household(draws[language], random.Random(seed * 100_003 + number))


def _household(draw: Details, dice: random.Random) -> SyntheticHousehold:
    names = (draw.draw("NAME"), draw.draw("NAME"))
    address, phone, serial = draw.draw("ADDR"), draw.draw("PHONE"), draw.digits("##:A#:##:5F:2B:##")
    forms = [_forms(name, draw.language) for name in names]
    questions = tuple(
        frame.format(dice.choice(forms[0]), dice.choice(forms[1]), address, phone, serial)
        for frame in dice.sample(_ASKED[draw.language], 3)
    )
    identifiers = {*names, address, phone, serial, *forms[0], *forms[1]}
    known = KnownEntities(names, (address, phone, serial))
    return SyntheticHousehold(draw.language, known, questions, tuple(sorted(identifiers)))


def _forms(name: str, language: str) -> list[str]:
    """How people of a family write and say a name: whole, given name, nickname, pinyin, small letters, misheard."""
    if language == "en":
        parts = [part for part in re.split(r"[ .]+", name) if len(part) > 1]
        return [name, parts[0], parts[-1], name.lower(), parts[0].lower(), f"{parts[0].upper()}"]
    if "·" in name:
        return [name, name.partition("·")[0]]
    surname, given = (name[:2], name[2:]) if len(name) == 4 else (name[:1], name[1:])
    sounds = [*lazy_pinyin(surname), *lazy_pinyin(given)]
    latin = [
        " ".join(sounds),
        "".join(sounds).title(),
        f"{''.join(lazy_pinyin(given))} {''.join(lazy_pinyin(surname))}",
    ]
    called = [f"小{given[-1]}", f"老{surname}", f"阿{given[-1]}", given[-1] * 2]
    return [name, *([given] if len(given) > 1 else []), *called, *latin]


@dataclass(frozen=True, slots=True)
class Canary:
    """What arrived: ``leaks`` names identifiers found in captured bytes (shortened), ``blocked`` what was refused."""

    households: int
    payloads: int
    blocked: int
    leaks: tuple[str, ...]


async def run_canary(count: int, seed: int) -> Canary:
    """Send every question of ``count`` households to a server on loopback and search each body that arrives."""
    bodies: list[bytes] = []

    async def capture(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        bodies.append(await reader.readexactly(int(head.split("content-length: ")[1].split("\r\n")[0])))
        writer.write(b"HTTP/1.1 503 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(capture, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    leaks: list[str] = []
    payloads = blocked = 0
    try:
        for household in households(count, seed):
            for question in household.questions:
                envelope = _envelope(household, question, port)
                if envelope.residual:
                    blocked += 1
                    continue
                await _send(envelope, port)
                payloads += 1
                leaks += _found(household, bodies.pop())
    finally:
        server.close()
        await server.wait_closed()
    return Canary(count, payloads, blocked, tuple(leaks))


def _envelope(household: SyntheticHousehold, question: str, port: int) -> Envelope:
    pressure = {
        "systolic": Quantity(Decimal(148), "mm[Hg]"),
        "diastolic": Quantity(Decimal(92), "mm[Hg]"),
    }
    fact = Fact("reading:1", ReadingKind.BLOOD_PRESSURE, "148/92 mmHg", "148/92 mmHg", pressure, _NOW)
    return build_envelope(
        question,
        Language(household.language),
        [fact],
        [_PASSAGE],
        person=PersonProfile(71, "female"),
        endpoint=EndpointDescription(f"http://127.0.0.1:{port}/v1", "small"),
        known=household.known,
        now=_NOW,
        request_id=uuid.uuid4().hex,
    )


async def _send(envelope: Envelope, port: int) -> None:
    approved = approve(envelope, approved_at=_NOW, how=Consent.THIS_ONCE)
    engine = EndpointEngine(Endpoint(f"http://127.0.0.1:{port}/v1", "small"), approved, now=lambda: _NOW)
    try:
        async for _ in engine.stream(AnswerRequest(envelope.question, Language.EN)):
            continue
    except EngineError:
        return  # the server only listens


def _found(household: SyntheticHousehold, body: bytes) -> list[str]:
    """Identifiers in what arrived that are not part of the shipped words around the question."""
    messages = json.loads(body)["messages"]
    said = json.loads(messages[-1]["content"])
    question = said.pop("question")
    shipped = (messages[0]["content"] + json.dumps(said, ensure_ascii=False)).casefold()
    whole = re.sub(r"\[[A-Z]+-\d+\]", " ", question).casefold()
    return [
        f"{identifier[:1]}… in {household.language}"
        for identifier in household.identifiers
        if _stands(identifier.casefold(), whole)
        or (_stands(identifier.casefold(), shipped) and not _ordinary(identifier))
    ]


def _stands(identifier: str, text: str) -> bool:
    if identifier.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(identifier)}(?![a-z0-9])", text) is not None
    return identifier in text


def _ordinary(identifier: str) -> bool:
    """A name such as "Will" stands in the shipped rules as a word."""
    return identifier.isascii() and identifier.isalpha()
