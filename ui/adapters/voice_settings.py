"""The settings of the voice over the settings file, the sound system and a person's habits."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.records.errors import RecordsError
from app.services import Services
from app.settings import SettingsError, load_settings, save_settings
from app.signed_in import PinNeeded
from app.speech_models import ESPEAK
from app.turns import recognised
from app.voice import loudness
from assistant.conversation import Language
from assistant.models.engine import EngineError
from assistant.speech.capture import BlockSource, record_turn_async
from assistant.speech.errors import SpeechError
from assistant.speech.sound_system import sound_devices
from assistant.speech.wake_word import CHOICES, LICENCE
from ui.adapters.error_words import failed
from ui.view_models.ports import PortFailed
from ui.view_models.ports.voice_settings import VoiceChoice, VoiceSettingsView

_log = logging.getLogger(__name__)

_OWN: Final = {Language.ZH: "系统自己的", Language.EN: "The system's own"}
_OFF: Final = {Language.ZH: "关", Language.EN: "Off"}
_NOT_HERE: Final = {Language.ZH: "{name}（没有连接）", Language.EN: "{name} (not connected)"}
_NO_SOUND: Final = {
    Language.ZH: "没有找到话筒和音箱：请连接后再看；打字和看屏幕照样能用。",
    Language.EN: "No microphone and no loudspeaker was found: connect one and look again; typing and reading work.",
}
_NOT_KEPT: Final = {
    Language.ZH: "这个选择没有存下来，请再选一次。",
    Language.EN: "This choice was not kept; choose again.",
}
_LICENCE: Final = {
    Language.EN: LICENCE,
    Language.ZH: "microWakeWord 模型：Apache-2.0 许可。训练用的部分录音只许可非商业使用；这是否限制模型本身，尚有争议。",
}
#: Neither the catalogue nor the system has a voice.
_LAST_RESORT: Final = {
    Language.ZH: "现在用的是备用声音：没有装别的，系统自己也没有。要更自然的声音，请打开“模型”。",
    Language.EN: "This is the spare voice: no other is installed and the system has none. Open Models for a better one.",
}


class VoiceSettingsAdapter:
    """Keeps what is chosen (:class:`ui.view_models.ports.voice_settings.VoiceSettingsPort`)."""

    def __init__(
        self,
        house: Services,
        microphone: Callable[[], BlockSource],
        *,
        on_loudspeaker: Callable[[str], None] = lambda _name: None,
        on_volume: Callable[[float], None] = lambda _volume: None,
    ) -> None:
        """``microphone`` gives the chosen one, ``on_loudspeaker`` and ``on_volume`` change what is spoken on."""
        self._house, self._microphone = house, microphone
        self._on_loudspeaker, self._on_volume = on_loudspeaker, on_volume

    def snapshot(self, language: Language) -> VoiceSettingsView:
        """See :class:`ui.view_models.ports.voice_settings.VoiceSettingsPort`."""
        speech = self._house.settings.speech
        inputs = [device.name for device in sound_devices("input")]
        outputs = [device.name for device in sound_devices("output")]
        return VoiceSettingsView(
            microphones=_devices(inputs, speech.microphone, language),
            loudspeakers=_devices(outputs, speech.loudspeaker, language),
            wake_words=(("off", _OFF[language]), *((one.id, one.said) for one in CHOICES)),
            microphone=speech.microphone,
            loudspeaker=speech.loudspeaker,
            wake_word=speech.wake_word,
            hands_free=speech.hands_free,
            language=speech.language,
            loudness=loudness(self._house),
            licence=_LICENCE[language],
            sound_words="" if inputs or outputs else _NO_SOUND[language],
            voice_words=self._voice_words(language),
            second_words=self._house.second_hearing.words[language],
        )

    def choose(self, name: VoiceChoice, value: str | float | bool, language: Language) -> None:
        """See :class:`ui.view_models.ports.voice_settings.VoiceSettingsPort`."""
        if name == "loudness":
            self._keep_loudness(float(value), language)
            return
        file = self._house.folders.settings_file
        try:
            save_settings(file, {f"speech.{name}": value})
            self._house.settings = load_settings(file, os.environ)
        except SettingsError as error:
            _log.warning("a choice of the voice was not kept: %s", type(error).__name__)
            raise PortFailed(_NOT_KEPT[language]) from error
        if name == "loudspeaker":
            self._on_loudspeaker(self._house.settings.speech.loudspeaker)

    async def try_microphone(self, language: Language, on_level: Callable[[float], None]) -> str:
        """See :class:`ui.view_models.ports.voice_settings.VoiceSettingsPort`."""
        from assistant.speech.voice_activity import SileroVoiceActivity

        try:
            activity = await asyncio.to_thread(SileroVoiceActivity)
            clip = await record_turn_async(self._microphone(), activity, on_level=on_level)
            return (await recognised(self._house, clip, language)).text if clip is not None else ""
        except (SpeechError, EngineError) as error:
            raise failed(error, language) from error

    def _voice_words(self, language: Language) -> str:
        try:
            name = self._house.speech.voice(language).name
            return _LAST_RESORT[language] if name == ESPEAK else ""
        except (SpeechError, EngineError) as error:
            return failed(error, language).sentence

    def _keep_loudness(self, wanted: float, language: Language) -> None:
        try:
            store, person = self._house.records.voice_habits, self._house.person
            store.keep(person, replace(store.of(person), loudness=wanted))
        except (RecordsError, PinNeeded) as error:
            raise failed(error, language) from error
        self._on_volume(wanted)


def _devices(present: list[str], chosen: str, language: Language) -> tuple[tuple[str, str], ...]:
    absent = [(chosen, _NOT_HERE[language].format(name=chosen))] if chosen and chosen not in present else []
    return (("", _OWN[language]), *((name, name) for name in present), *absent)
