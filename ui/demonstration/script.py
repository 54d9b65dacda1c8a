"""The demonstration from curtain to curtain."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from app.folders import FolderError, Folders, open_folders
from app.keys import ephemeral_key
from app.services import Services
from app.settings import Cloud, Settings
from assistant import safety
from assistant.conversation import Language
from assistant.models.loopback_server import LoopbackEndpoint, demonstration_engine
from device_io.session import Pace
from device_io.virtual.household import VirtualHousehold
from device_io.virtual.scenario import load_scenario
from ui import window_loop
from ui.adapters.conversation import ConversationAdapter
from ui.adapters.household import device_ports
from ui.adapters.report import ReportAdapter
from ui.commands.output import say
from ui.demonstration import steps
from ui.demonstration.sound import RecordedMicrophone, SilentVoice, SpeechRecorder
from ui.demonstration.stage import Act, Stage
from ui.desktop import Desktop
from ui.view_models.ports import MicrophoneView, WindowPorts
from ui.view_models.shell import Appearance

SCENARIO = "demonstration"
#: Seconds the finished window stays on a real screen.
LAST_LOOK_SECONDS = 6.0


def demonstrate(out: Path, *, data: Path | None = None, offscreen: bool) -> dict[str, Any]:
    """Do the main job end to end; everything it makes lies in ``out``.

    Records live in a temporary folder with a key in memory, so nothing of the household is touched and
    nothing personal stays. Models and indexes are shared with the household's in ``data`` (default: the
    platform's folders), to be ready at once. Raises :class:`app.folders.FolderError` for an unusable ``out``.
    """
    _make(out)
    performed: list[Stage] = []
    with tempfile.TemporaryDirectory(prefix="listenwell-demo-") as records:
        shared = open_folders(data)
        folders = Folders(Path(records), Path(records), shared.cache, shared.models)
        theatre = _Theatre(folders, out, performed)
        window_loop.run(
            theatre.open, theatre.play, appearance=Appearance(Language.EN, "light"), offscreen=offscreen
        )
    stage = performed[0]
    summary = {"ok": all(step.ok for step in stage.steps), "steps": [asdict(step) for step in stage.steps]}
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    (out / "transcript.txt").write_text("\n".join(stage.transcript), encoding="utf-8")
    return summary


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(
            f"The folder {out} cannot be used ({error.strerror}): choose another one with --out DIR."
        ) from error


class _Theatre:
    """Sets the stage up on the window's event loop, and takes it down."""

    def __init__(self, folders: Folders, out: Path, performed: list[Stage]) -> None:
        self._folders = folders
        self._out = out
        self._performed = performed
        self._make: partial[Stage] | None = None
        self._offscreen = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[WindowPorts]:
        """The window's ports over a household of its own, virtual devices and a loopback endpoint."""
        store = Services(self._folders, Settings()).models
        engine = await asyncio.to_thread(demonstration_engine, store)
        try:
            await engine.self_test()
            async with LoopbackEndpoint.serve(engine) as endpoint, self._household(endpoint) as ports:
                yield replace(ports, voice=SilentVoice())
        finally:
            await engine.aclose()

    @asynccontextmanager
    async def _household(self, endpoint: LoopbackEndpoint) -> AsyncIterator[WindowPorts]:
        cloud = Cloud(
            enabled=True,
            base_url=endpoint.url,
            model=endpoint.model,
            region="this machine",
            operator="demonstration",
            total_seconds=120,
            first_token_seconds=60,
        )
        house = Services(
            self._folders, Settings(cloud=cloud), key=ephemeral_key(), cloud_key=lambda _address: endpoint.key
        )
        microphone, recorder = RecordedMicrophone(), SpeechRecorder()
        conversation = ConversationAdapter(
            house, lambda: microphone, recorder, lambda _language: MicrophoneView(available=True)
        )
        await asyncio.to_thread(safety.prepare, spoken=True)
        virtual = VirtualHousehold(load_scenario(SCENARIO), clock=house.now, zone=house.zone)
        try:
            async with virtual, device_ports(house, conversation, virtual.radio, Pace(quiet=0.5)) as ports:
                report = ports.report
                assert isinstance(report, ReportAdapter)
                self._make = partial(
                    Stage,
                    house=house,
                    household=virtual,
                    endpoint=endpoint,
                    conversation=conversation,
                    report=report,
                    microphone=microphone,
                    recorder=recorder,
                    out=self._out,
                )
                yield replace(ports, voice=SilentVoice())
        finally:
            house.close()

    async def play(self, window: Desktop) -> None:
        """All steps in order; a failed one does not keep the others from being shown."""
        assert self._make is not None
        stage = self._make(window=window)
        self._performed.append(stage)
        script: tuple[tuple[str, str, Act], ...] = (
            ("The library: articles indexed by words and by meaning", "library", steps.library),
            ("A blood pressure monitor: found, paired, read", "device", steps.monitor),
            (
                "A spoken question in English",
                "question_en",
                partial(steps.spoken_question, language=Language.EN),
            ),
            (
                "A spoken question in Chinese",
                "question_zh",
                partial(steps.spoken_question, language=Language.ZH),
            ),
            ("An emergency, by rules alone", "emergency", steps.emergency),
            (
                "A photo of a laboratory report in English",
                "report_en",
                partial(steps.report, language=Language.EN, panel="lipids", seed=3),
            ),
            (
                "A photo of a laboratory report in Chinese",
                "report_zh",
                partial(steps.report, language=Language.ZH, panel="cbc", seed=5),
            ),
            ("The local multimodal model", "multimodal", steps.multimodal),
            ("A harder question, after a look at what would leave", "cloud", steps.harder_question),
            ("Every screen", "screens", steps.screens),
        )
        for number, (title, name, act) in enumerate(script, 1):
            await stage.perform(number, len(script), title, name, act)
        say(f"Everything that was made lies in {self._out}")
        if not window_loop.choose_platform(offscreen=False):
            window.show("home")
            await asyncio.sleep(LAST_LOOK_SECONDS)
