"""A small library, a person's figures, and engines that say what a test tells them to."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from assistant import safety
from assistant.conversation import Language, Route
from assistant.facts import Fact
from assistant.models.engine import AnswerRequest, EngineDescription
from assistant.models.excerpt_engine import ExcerptEngine
from assistant.routing import CloudStanding
from assistant.workflow import AnsweringWorkflow, Question
from device_io.reading import Quantity, Reading, ReadingKind
from kb.document import Document, Section
from kb.library import Library

PRESSURE = Fact(
    source="reading:7",
    kind=ReadingKind.BLOOD_PRESSURE,
    figure="128/79 mmHg",
    sentence="Your last blood pressure was 128/79 mmHg.",
    values={"systolic": Quantity(Decimal(128), "mm[Hg]"), "diastolic": Quantity(Decimal(79), "mm[Hg]")},
    taken_at=datetime(2026, 1, 2, 8, tzinfo=UTC),
)
GUIDANCE = "Sit and rest for 5 minutes before you measure your blood pressure. Keep the cuff at the height of your heart."
ZH_GUIDANCE = "量血压之前安静坐5分钟。量血压时袖带要和心脏一样高。"


def document(language: str, topic: str, title: str, text: str) -> Document:
    return Document(
        id=f"{language}/{topic}",
        topic=topic,
        title=title,
        language=language,
        publisher="Example",
        licence="CC0-1.0",
        reviewed=date(2026, 1, 31),
        sources=("A guideline",),
        sections=(Section((title, title), text),),
    )


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(
        [
            document("en", "pressure", "Measuring blood pressure at home", GUIDANCE),
            document("en", "fever", "Fever in adults", "Drink plenty of water with a fever and rest in bed."),
            document("zh", "pressure", "在家怎样量血压", ZH_GUIDANCE),
            document("zh", "fever", "成人发烧", "发烧时多喝水，卧床休息。"),
        ],
        tmp_path / "index",
    )


@dataclass
class Engine:
    """Says ``pieces``, then fails with ``error``; keeps what it was asked."""

    pieces: Sequence[str] = ()
    error: Exception | None = None
    route: Route = Route.LOCAL
    asked: list[AnswerRequest] = field(default_factory=list)
    stopped: bool = False
    adapted: bool = False

    @property
    def description(self) -> EngineDescription:
        return EngineDescription("scripted", "test", self.route, True, self.adapted)  # noqa: FBT003

    async def stream(self, request: AnswerRequest) -> AsyncGenerator[str, None]:
        self.asked.append(request)
        try:
            for piece in self.pieces:
                yield piece
            if self.error is not None:
                raise self.error
        finally:
            self.stopped = True

    async def aclose(self) -> None:
        """Nothing is held."""


@dataclass
class House:
    """A workflow with what it was told, and what was shown."""

    library: Library
    engine: Engine = field(default_factory=Engine)
    facts_held: tuple[Fact, ...] = (PRESSURE,)
    readings: tuple[Reading, ...] = ()
    cloud: bool = True
    shown: list[str] = field(default_factory=list)

    def facts(
        self, kinds: Collection[ReadingKind], _language: Language, _periods: Sequence[object] = ()
    ) -> Sequence[Fact]:
        return [fact for fact in self.facts_held if fact.kind in kinds]

    def profile(self) -> safety.Profile:
        return safety.Profile(rule_set="CN", region="CN")

    def recent_readings(self) -> Sequence[Reading]:
        return self.readings

    @property
    def workflow(self) -> AnsweringWorkflow:
        return AnsweringWorkflow(
            facts=self,
            library=self.library,
            engine=self.engine,
            fallback=ExcerptEngine(),
            person=self,
            cloud=lambda: CloudStanding(self.cloud, "" if self.cloud else "off"),
        )

    async def ask(self, text: str, *pieces: str, language: Language | None = None, **more):
        """Ask ``text`` of an engine that says ``pieces`` (the one set before, when none are given)."""
        if pieces:
            self.engine = Engine(pieces)
        return await self.workflow.ask(Question(text, language, **more), self.shown.append)


@pytest.fixture
def house(library: Library) -> House:
    return House(library)


@pytest.fixture
def scripted() -> type[Engine]:
    return Engine
