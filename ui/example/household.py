"""An example household in real records: three weeks of a person with borderline blood pressure and a new medicine.

The records lie in a temporary folder under a key that exists in memory alone, and are gone when the window closes.
Nothing is random: the same day gives the same readings.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from app.folders import Folders
from app.keys import ephemeral_key
from app.services import Services
from app.settings import Settings
from device_io.reading import COMPONENT_UNITS, Quantity, ReadingKind
from ui.adapters.conversation import ConversationAdapter
from ui.adapters.household import open_ports
from ui.view_models.ports import MicrophoneView

if TYPE_CHECKING:
    from ui.view_models.ports import WindowPorts

#: The moment at which pictures of it are taken.
NOW: Final = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
ZONE: Final = "Asia/Shanghai"
_DAYS: Final = 21
_MORNING, _EVENING = time(7, 10), time(19, 40)


def example_household(
    folders: Folders, now: Callable[[], datetime]
) -> Callable[[], AbstractAsyncContextManager[WindowPorts]]:
    """The ports of a window over the example household. Models and indexes are shared with those of ``folders``."""

    @asynccontextmanager
    async def entered() -> AsyncIterator[WindowPorts]:
        import asyncio

        with TemporaryDirectory(prefix="listenwell-example-") as folder:
            house = await asyncio.to_thread(_opened, Path(folder), folders, now)
            try:
                async with open_ports(house, _conversation(house), None) as ports:
                    yield ports
            finally:
                house.close()

    return entered


def fill(house: Services) -> None:
    """Write the example into the records of ``house``."""
    person = house.records.household.edit(house.person, display_name="王秀英")
    today = house.now().astimezone(house.zone).date()
    house.records.medicines.add(person, "氨氯地平", "5 mg", (time(8, 0),), today - timedelta(days=_DAYS // 2))
    for ago in range(_DAYS, -1, -1):
        day = today - timedelta(days=ago)
        # Before the medicine takes effect the pressure is higher; a slow swing lies over both.
        before = max(0.0, 1 - (_DAYS - ago) / (_DAYS * 0.75))
        swing = 4 * math.sin(ago * 1.7) + 3 * math.sin(ago * 0.6)
        for at, more in ((_MORNING, 5), (_EVENING, -2)):
            upper = 124 + 22 * before + swing + more
            readings: list[tuple[ReadingKind, dict[str, float], int]] = [
                (
                    ReadingKind.BLOOD_PRESSURE,
                    {"systolic": round(upper), "diastolic": round(upper * 0.62), "pulse": 68 + ago % 5},
                    0,
                )
            ]
            if at == _MORNING:
                glucose = 5.9 + 0.6 * math.sin(ago * 1.1) + (0.9 if ago % 6 == 1 else 0)
                readings += [
                    (ReadingKind.GLUCOSE, {"glucose": round(glucose, 1)}, 2),
                    (ReadingKind.SPO2, {"spo2": 96 + ago % 3, "pulse": 70}, 4),
                    (ReadingKind.WEIGHT, {"weight": round(62.4 + ago * 0.04, 1)}, 6),
                ]
            for kind, values, minutes in readings:
                moment = datetime.combine(day, at, house.zone) + timedelta(minutes=minutes)
                if moment <= house.now():
                    house.records.add_manual(kind, _quantities(kind, values), moment, person)


def _opened(folder: Path, shared: Folders, now: Callable[[], datetime]) -> Services:
    house = Services(
        Folders(folder, folder, shared.cache, shared.models),
        Settings(introduced=True),
        key=ephemeral_key(),
        now=now,
        time_zone=ZONE,
    )
    house.library.build()
    fill(house)
    return house


def _conversation(house: Services) -> ConversationAdapter:
    from assistant.speech.microphone import Microphone
    from assistant.speech.playback import Player

    return ConversationAdapter(house, Microphone, Player(), lambda _language: MicrophoneView(available=True))


def _quantities(kind: ReadingKind, values: dict[str, float]) -> dict[str, Quantity]:
    units = COMPONENT_UNITS[kind]
    return {name: Quantity(Decimal(str(value)), units[name]) for name, value in values.items()}
