"""The settings of the voice of a household in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assistant.conversation import Language
from ui.view_models.ports import PortFailed
from ui.view_models.ports.voice_settings import VoiceChoice, VoiceSettingsView

VIEW = VoiceSettingsView(
    microphones=(("", "The system's own"), ("Desk microphone", "Desk microphone")),
    loudspeakers=(("", "The system's own"), ("Speaker bar", "Speaker bar")),
    wake_words=(("off", "Off"), ("okay_nabu", "Okay Nabu")),
    microphone="",
    loudspeaker="",
    wake_word="off",
    hands_free=False,
    language="auto",
    loudness=1.0,
    licence="Models: Apache-2.0.",
    sound_words="",
    voice_words="This is the spare voice.",
    second_words="What you say is recognised once.",
)

CHINESE = {
    "microphones": (("", "系统自己的"), ("Desk microphone", "桌上的话筒")),
    "loudspeakers": (("", "系统自己的"), ("Speaker bar", "音箱")),
    "wake_words": (("off", "关"), ("okay_nabu", "Okay Nabu")),
    "licence": "模型：Apache-2.0 许可。",
    "voice_words": "现在用的是备用声音。",
    "second_words": "您的话只识别一遍。",
}


@dataclass
class FakeVoiceSettings:
    view: VoiceSettingsView = VIEW
    failure: str = ""
    heard: str = "Good morning."
    levels: tuple[float, ...] = (0.2, 0.7)
    chosen: list[tuple[str, object]] = field(default_factory=list)

    def snapshot(self, language: Language) -> VoiceSettingsView:
        return replace(self.view, **CHINESE) if language is Language.ZH else self.view

    def choose(self, name: VoiceChoice, value: str | float | bool, language: Language) -> None:
        if self.failure:
            raise PortFailed(self.failure)
        self.chosen.append((name, value))
        self.view = replace(self.view, **{name: value})

    async def try_microphone(self, language: Language, on_level: Callable[[float], None]) -> str:
        if self.failure:
            raise PortFailed(self.failure)
        for level in self.levels:
            on_level(level)
        return self.heard
