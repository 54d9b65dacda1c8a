"""The manual, the models and the first day of a household in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.conversation import Language
from ui.view_models.ports import PortFailed
from ui.view_models.ports.manual import ManualView
from ui.view_models.ports.models import Fit, ModelView


@dataclass
class FakeManual:
    failure: str = ""

    def all(self, language: Language) -> tuple[ManualView, ...]:
        return MANUAL[language]

    def find(self, question: str, language: Language) -> tuple[ManualView, ...]:
        if self.failure:
            raise PortFailed(self.failure)
        return tuple(one for one in MANUAL[language] if question.lower() in (one.title + one.text).lower())


@dataclass
class FakeModels:
    """``gate`` holds a fetch up until it is set."""

    failure: str = ""
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    fetched: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def models(self, language: Language) -> tuple[ModelView, ...]:
        if self.failure:
            raise PortFailed(self.failure)
        return MODELS[language]

    async def fetch(self, model_id: str, progress: Callable[[float], None], language: Language) -> None:
        progress(0.4)
        await self.gate.wait()
        if self.failure:
            raise PortFailed(self.failure)
        self.fetched.append(model_id)

    def delete(self, model_id: str, language: Language) -> str:
        self.deleted.append(model_id)
        return f"{model_id} was removed."


@dataclass
class FakeWelcome:
    known: bool = True
    name: str = ""
    speed: float = 1.0
    failure: str = ""

    def introduced(self) -> bool:
        return self.known

    def finish(self, language: Language) -> None:
        self.known = True

    def name_person(self, name: str, language: Language) -> None:
        if self.failure:
            raise PortFailed(self.failure)
        self.name = name

    def voice_speed(self) -> float:
        return self.speed

    def set_voice_speed(self, speed: float, language: Language) -> None:
        self.speed = speed


MANUAL = {
    Language.ZH: (
        ManualView("字大一点", "打开“设置”，选字的大小。"),
        ManualView("添加设备", "打开“设备”，按“添加设备”。"),
    ),
    Language.EN: (
        ManualView("Larger text", "Open Settings and choose a text size."),
        ManualView("Add a device", "Open Devices and press Add a device."),
    ),
}


def _model(
    name: str, title: str, purpose: str, size: str, fit: tuple[Fit, str], state: tuple[str, str]
) -> ModelView:
    here = state[0] == "installed"
    return ModelView(
        id=name,
        title=title,
        purpose=purpose,
        size=size,
        licence="MIT" if here else "Apache-2.0",
        fit=fit[0],
        fit_text=fit[1],
        state=state[0],
        state_text=state[1],
        in_use=here,
        can_fetch=not here,
        can_delete=here,
    )


MODELS = {
    Language.ZH: (
        _model(
            "voice", "语音", "说话的声音", "63 MB", ("fits", "这台机器带得动"), ("installed", "在这台机器上")
        ),
        _model("answers", "问答", "回答问题", "1,107 MB", ("tight", "会比较慢"), ("missing", "还没有下载")),
        _model(
            "huge", "大模型", "回答问题", "18,600 MB", ("too_large", "内存不够"), ("missing", "还没有下载")
        ),
    ),
    Language.EN: (
        _model(
            "voice",
            "Voice",
            "A voice",
            "63 MB",
            ("fits", "Fits this machine"),
            ("installed", "On this machine"),
        ),
        _model(
            "answers",
            "Answers",
            "Answers questions",
            "1,107 MB",
            ("tight", "Will be slow here"),
            ("missing", "Not fetched yet"),
        ),
        _model(
            "huge",
            "Huge",
            "Answers questions",
            "18,600 MB",
            ("too_large", "Needs more memory than there is"),
            ("missing", "Not fetched yet"),
        ),
    ),
}
