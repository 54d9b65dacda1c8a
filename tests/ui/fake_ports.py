"""A household that exists only in memory: what the window sees of it in tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from fake_cloud import FakeCloud
from fake_coach import FakeCoach
from fake_devices import Announcements, FakeDevices, FakeEntry, FakeVoice
from fake_first_day import FakeManual, FakeModels, FakeWelcome
from fake_library import FakeLibrary, FakeLibraryReview
from fake_people import FakeAlerts, FakeOwners, FakePeople
from fake_reminders import FakeData, FakeReminders
from fake_trends import FakeProfile, FakeTrends, FakeVisitSheet
from fake_voice_settings import FakeVoiceSettings

from assistant.conversation import Language
from ui.view_models.ports import (
    Answered,
    CitationView,
    CloudOffer,
    ConversationEvent,
    FigureView,
    Heard,
    HomeSnapshot,
    HomeTile,
    Level,
    MicrophoneView,
    OfferPart,
    OnEvent,
    Partial,
    PassageView,
    PortFailed,
    ReportRowView,
    ReportSnapshot,
    ReportSource,
    Sentence,
    Speaking,
    WindowPorts,
)


@dataclass
class FakeHome(Announcements):
    tiles: dict[Language, tuple[HomeTile, ...]] = field(default_factory=lambda: dict(HOME_TILES))
    names: dict[Language, str] = field(
        default_factory=lambda: {Language.ZH: "王奶奶", Language.EN: "Mrs Wang"}
    )
    failure: str = ""
    notices: tuple[str, ...] = ()
    reads: int = 0
    callbacks: list[Callable[[], None]] = field(default_factory=list)

    def snapshot(self, language: Language) -> HomeSnapshot:
        self.reads += 1
        if self.failure:
            raise PortFailed(self.failure)
        return HomeSnapshot(self.names[language], self.tiles[language], self.notices)


@dataclass
class FakeConversation:
    """Plays ``script``; each step is an event, or a future to wait for."""

    script: list[ConversationEvent | asyncio.Future[None]] = field(default_factory=list)
    after_sending: list[ConversationEvent] = field(default_factory=list)
    mic: MicrophoneView = field(default_factory=lambda: MicrophoneView(available=True))
    mic_in: dict[Language, MicrophoneView] | None = None
    failure: str = ""
    asked: list[tuple[str, Language]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    revised: list[tuple[str, str, tuple[str, ...], bool]] = field(default_factory=list)
    revision: CloudOffer = field(default_factory=lambda: OFFER)
    agreed: list[str] = field(default_factory=list)
    read_aloud: list[str] = field(default_factory=list)
    declined: int = 0
    stops: int = 0
    finished: int = 0
    wakes: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    chosen: list[int] = field(default_factory=list)
    forgotten: int = 0
    spoken_again: int = 0
    dictated: str | asyncio.Future[str] = ""
    listener: OnEvent | None = None
    playing: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, question: str, language: Language, on_event: OnEvent) -> None:
        self.asked.append((question, language))
        await self._play(on_event)

    async def listen(self, language: Language, on_event: OnEvent) -> None:
        await self._play(on_event)

    async def hear(self, language: Language) -> str:
        if self.failure:
            raise PortFailed(self.failure)
        return await self.dictated if isinstance(self.dictated, asyncio.Future) else self.dictated

    def stop(self) -> None:
        self.stops += 1

    def finish(self) -> None:
        self.finished += 1

    async def awakened(self) -> bool:
        await self.woken.wait()
        self.woken.clear()
        return True

    def choose(self, number: int) -> None:
        self.chosen.append(number)

    def forget(self) -> None:
        self.forgotten += 1

    async def speak_again(self) -> None:
        self.spoken_again += 1

    def passage(self, passage_id: str) -> PassageView | None:
        return PASSAGES.get(passage_id)

    def revise(
        self, offer_id: str, wording: str, struck: tuple[str, ...], *, with_picture: bool
    ) -> CloudOffer:
        if self.failure:
            raise PortFailed(self.failure)
        self.revised.append((offer_id, wording, struck, with_picture))
        return self.revision

    def agree_standing(self, offer_id: str) -> None:
        self.agreed.append(offer_id)

    def decline_cloud(self) -> None:
        self.declined += 1

    async def say_offer(self, offer_id: str) -> None:
        self.read_aloud.append(offer_id)

    async def send(self, offer_id: str, on_event: OnEvent) -> None:
        self.sent.append(offer_id)
        for event in self.after_sending:
            on_event(event)

    def microphone(self, language: Language) -> MicrophoneView:
        return self.mic if self.mic_in is None else self.mic_in[language]

    async def _play(self, on_event: OnEvent) -> None:
        self.listener = on_event
        if self.failure:
            raise PortFailed(self.failure)
        for step in self.script:
            if isinstance(step, asyncio.Future):
                self.playing.set()
                await step
            else:
                on_event(step)


@dataclass
class FakeReport:
    stages: dict[Language, tuple[str, ...]] = field(
        default_factory=lambda: {Language.ZH: ("正在看照片",), Language.EN: ("Looking at the photo",)}
    )
    failure: str = ""
    read_paths: list[str] = field(default_factory=list)
    corrections: list[tuple[int, str]] = field(default_factory=list)
    names: list[tuple[int, str]] = field(default_factory=list)
    shown: ReportSnapshot | None = None
    passages: tuple[ReportSource, ...] = ()
    gate: asyncio.Future[None] | None = None

    async def sources(self, language: Language) -> Sequence[ReportSource]:
        return self.passages

    async def name(self, index: int, key: str, language: Language) -> ReportSnapshot:
        self.names.append((index, key))
        return REPORTS[language]

    async def correct(self, index: int, value: str, language: Language) -> ReportSnapshot:
        if value == "abc":
            raise PortFailed("That cannot be a result.")
        self.corrections.append((index, value))
        report = REPORTS[language]
        rows = list(report.rows)
        rows[index] = replace(rows[index], value=value, in_doubt=False, corrected=True)
        return replace(report, rows=tuple(rows))

    async def read(
        self, path: str | Sequence[str], language: Language, on_stage: Callable[[str], None]
    ) -> ReportSnapshot:
        self.read_paths.append(path if isinstance(path, str) else "|".join(path))
        for stage in self.stages[language]:
            on_stage(stage)
        if self.gate is not None:
            await self.gate
        if self.failure:
            raise PortFailed(self.failure)
        return self.shown or REPORTS[language]


@dataclass
class FakeHousehold:
    """All ports, each open to be changed by a test."""

    home: FakeHome = field(default_factory=FakeHome)
    conversation: FakeConversation = field(default_factory=FakeConversation)
    trends: FakeTrends = field(default_factory=FakeTrends)
    report: FakeReport = field(default_factory=FakeReport)
    devices: FakeDevices = field(default_factory=FakeDevices)
    entry: FakeEntry = field(default_factory=FakeEntry)
    coach: FakeCoach = field(default_factory=FakeCoach)
    voice: FakeVoice = field(default_factory=FakeVoice)
    voice_settings: FakeVoiceSettings = field(default_factory=FakeVoiceSettings)
    profile: FakeProfile = field(default_factory=FakeProfile)
    visit_sheet: FakeVisitSheet = field(default_factory=FakeVisitSheet)
    library: FakeLibrary = field(default_factory=FakeLibrary)
    library_review: FakeLibraryReview = field(default_factory=FakeLibraryReview)
    people: FakePeople = field(default_factory=FakePeople)
    owners: FakeOwners = field(default_factory=FakeOwners)
    alerts: FakeAlerts = field(default_factory=FakeAlerts)
    reminders: FakeReminders = field(default_factory=FakeReminders)
    data: FakeData = field(default_factory=FakeData)
    manual: FakeManual = field(default_factory=FakeManual)
    models: FakeModels = field(default_factory=FakeModels)
    welcome: FakeWelcome = field(default_factory=FakeWelcome)
    cloud: FakeCloud = field(default_factory=FakeCloud)

    def ports(self) -> WindowPorts:
        return WindowPorts(
            home=self.home,
            conversation=self.conversation,
            trends=self.trends,
            report=self.report,
            devices=self.devices,
            entry=self.entry,
            coach=self.coach,
            voice=self.voice,
            voice_settings=self.voice_settings,
            profile=self.profile,
            visit_sheet=self.visit_sheet,
            library=self.library,
            library_review=self.library_review,
            people=self.people,
            owners=self.owners,
            alerts=self.alerts,
            reminders=self.reminders,
            data=self.data,
            manual=self.manual,
            models=self.models,
            welcome=self.welcome,
            cloud=self.cloud,
        )


HOME_TILES = {
    Language.ZH: (
        HomeTile("blood_pressure", "血压", "128/79", "mmHg", "ok", "正常", "今天 8:05"),
        HomeTile("oxygen_saturation", "血氧", "97", "%", "ok", "正常", "今天 8:06", simulated=True),
        HomeTile(
            "glucose", "血糖 · 空腹", "7.4", "mmol/L", "attention", "偏高", "昨天 7:10", notes=("手动输入",)
        ),
    ),
    Language.EN: (
        HomeTile("blood_pressure", "Blood pressure", "128/79", "mmHg", "ok", "Normal", "Today 8:05"),
        HomeTile(
            "oxygen_saturation", "Blood oxygen", "97", "%", "ok", "Normal", "Today 8:06", simulated=True
        ),
        HomeTile(
            "glucose",
            "Glucose · fasting",
            "7.4",
            "mmol/L",
            "attention",
            "High",
            "Yesterday 7:10",
            notes=("Typed in",),
        ),
    ),
}

PASSAGES = {
    "guide#7": PassageView(
        "中国糖尿病防治指南 2024",
        "诊断",
        "空腹血浆葡萄糖达到或超过 7.0 mmol/L 时，应在另一天复查。一次结果不能作为诊断的依据。",
        "中华医学会糖尿病学分会",
    )
}

CITATIONS = (
    CitationView(1, "中国糖尿病防治指南 2024", "中华医学会糖尿病学分会", "应在另一天复查", "guide#7"),
)

ANSWER_ZH: list[ConversationEvent] = [
    Sentence("一次空腹 7.4 偏高，但一次不能说明问题。"),
    Sentence("建议明早再空腹量一次；如果两次都在 7.0 以上，请约医生看看。[1]"),
    Answered(
        citations=CITATIONS,
        figures=(FigureView("7.4", "reading:41"), FigureView("7.0", "passage:guide#7")),
        route="local",
        engine="qwen",
    ),
]

ANSWER_EN: list[ConversationEvent] = [
    Sentence("One fasting value of 7.4 is high, but a single one proves nothing."),
    Sentence("Measure once more tomorrow before breakfast; if both are above 7.0, see your doctor. [1]"),
    Answered(
        citations=(
            CitationView(
                1, "Diabetes guideline 2024", "Chinese Diabetes Society", "repeat on another day", "guide#7"
            ),
        ),
        figures=(FigureView("7.4", "reading:41"),),
        route="local",
        engine="qwen",
    ),
]

RED_FLAG_ZH: list[ConversationEvent] = [
    Sentence("胸口压着疼，可能是心脏的问题。请马上打 120，别自己走动。"),
    Answered(citations=(), figures=(), route="rules", engine="rules", red_flag_level="999"),
]

VOICE_TURN: list[ConversationEvent] = [
    Level(0.4),
    Partial("空腹血糖"),
    Level(0.7),
    Heard("空腹血糖 7.4，要紧吗？"),
    *ANSWER_ZH[:2],
    Speaking(on=True),
    ANSWER_ZH[2],
    Speaking(on=False),
]

OFFER = CloudOffer(
    offer_id="offer-1",
    reasons=("本机模型答不好这样的问题",),
    endpoint="https://api.example.com/v1",
    region="华东",
    body_text='{"question": "〔姓名1〕空腹血糖偏高，吃药要注意什么？"}',
    byte_count=87,
    replacements=(("姓名", "〔姓名1〕"),),
    operator="示例云",
    question="〔姓名1〕空腹血糖偏高，吃药要注意什么？",
    wording="王奶奶空腹血糖偏高，吃药要注意什么？",
    parts=(
        OfferPart("age_band", "年龄段", "70-79", struck=False),
        OfferPart("facts", "你的读数", "glucose 7.4 mmol/L (-1 d)", struck=False),
        OfferPart("passages", "资料库的段落", "中国糖尿病防治指南 2024", struck=False),
    ),
)

REPORTS = {
    Language.ZH: ReportSnapshot(
        rows=(
            ReportRowView("空腹血糖", "7.4", "mmol/L", "3.9–6.1", "high", "偏高", in_doubt=True),
            ReportRowView("总胆固醇", "5.1", "mmol/L", "<5.2", "none", "正常"),
            ReportRowView("血红蛋白", "108", "g/L", "115–150", "low", "偏低"),
        ),
        summary=("3 项里有 2 项不在参考范围里。", "空腹血糖比参考范围高。"),
        warnings=("照片右边有点糊，请对着原单看一眼。",),
        readers="本机识别",
    ),
    Language.EN: ReportSnapshot(
        rows=(
            ReportRowView("Fasting glucose", "7.4", "mmol/L", "3.9–6.1", "high", "High", in_doubt=True),
            ReportRowView("Total cholesterol", "5.1", "mmol/L", "<5.2", "none", "Normal"),
            ReportRowView("Haemoglobin", "108", "g/L", "115–150", "low", "Low"),
        ),
        summary=("2 of 3 results are outside their range.", "Fasting glucose is above its range."),
        warnings=("The photo is a little blurred at the right; please compare with the paper.",),
        readers="Read on this machine",
    ),
}
