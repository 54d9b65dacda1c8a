"""What the demonstration plays with, and how a step is told and kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from app.services import Services
from assistant.models.loopback_server import LoopbackEndpoint
from device_io.virtual.household import VirtualHousehold
from ui.adapters.conversation import ConversationAdapter
from ui.adapters.report import ReportAdapter
from ui.commands.output import say
from ui.demonstration.sound import RecordedMicrophone, SpeechRecorder
from ui.desktop import Desktop
from ui.errors import expected_errors

#: No step takes longer, even on a busy machine; one that does has failed.
STEP_SECONDS = 300.0


class StepFailed(Exception):
    """A step did not do its work; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a step did, with its evidence (plain JSON)."""

    name: str
    ok: bool
    ms: float
    evidence: dict[str, Any]


Act = Callable[["Stage"], Awaitable[dict[str, Any]]]


@dataclass(slots=True)
class Stage:
    """Everything a step may use. Files are written into ``out``."""

    house: Services
    window: Desktop
    household: VirtualHousehold
    endpoint: LoopbackEndpoint
    conversation: ConversationAdapter
    report: ReportAdapter
    microphone: RecordedMicrophone
    recorder: SpeechRecorder
    out: Path
    steps: list[Step] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)

    # Qt's properties have no types for Python's checkers, hence Any.

    @property
    def talk(self) -> Any:
        """The view model of the conversation."""
        return self.window.conversation

    @property
    def devices(self) -> Any:
        """The view model of the devices."""
        return self.window.devices

    @property
    def adding(self) -> Any:
        """The view model of adding a device."""
        return self.window.adding

    @property
    def sheet(self) -> Any:
        """The view model of the report."""
        return self.window.report

    @property
    def tiles(self) -> Any:
        """The tiles of the home screen."""
        home: Any = self.window.home
        return home.tiles.rows

    async def perform(self, number: int, of: int, title: str, name: str, act: Act) -> None:
        """Do one step, say how it went, and keep its evidence. A failure does not stop the next step."""
        say(f"{number}/{of} {title}")
        started = perf_counter()
        try:
            async with asyncio.timeout(STEP_SECONDS):
                evidence = await act(self)
            failure = ""
        except StepFailed as error:
            failure = str(error)
        except TimeoutError:
            failure = f"took longer than {STEP_SECONDS:.0f} s"
        except OSError as error:
            failure = f"a file could not be read or written ({error.strerror})"
        except expected_errors() as error:
            failure = f"{type(error).__name__}: {error}"
        ms = round((perf_counter() - started) * 1000, 1)
        if failure:
            evidence = {"failure": failure}
        self.steps.append(Step(name, not failure, ms, evidence))
        say(f"    {'✗ ' + failure if failure else '✓'} ({ms / 1000:.1f} s)")

    async def until(self, reached: Callable[[], bool], what: str, seconds: float = 120.0) -> None:
        """Wait until ``reached``. Raises :class:`StepFailed` saying ``what`` did not happen."""
        try:
            async with asyncio.timeout(seconds):
                while not reached():  # a person looks at the screen too  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        except TimeoutError as error:
            raise StepFailed(what) from error

    async def picture(self, name: str) -> str:
        """Write what the window shows; returns the file's name."""
        await self.window.settle()
        path = self.out / "screens" / f"{name}.png"
        self.window.grab(path)
        return f"screens/{name}.png"
