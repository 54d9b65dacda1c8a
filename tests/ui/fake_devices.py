"""Meters, a form and a voice that exist only in memory: what the window sees of them in tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from assistant.conversation import Language
from ui.view_models.ports import (
    AddedDevice,
    ConflictView,
    ConsentAnswer,
    DeviceFailed,
    DeviceGuide,
    DeviceKindView,
    DevicePage,
    DeviceUserView,
    DeviceView,
    EntryField,
    OwnerChoice,
    PortFailed,
    Questions,
    TransferView,
)
from ui.view_models.ports.entry import SpokenReading

KINDS = {
    "blood_pressure": ("血压计", "Blood pressure monitor"),
    "glucose": ("血糖仪", "Glucose meter"),
    "continuous_glucose": ("动态血糖仪", "Glucose sensor"),
    "temperature": ("体温计", "Thermometer"),
    "spo2": ("血氧仪", "Pulse oximeter"),
    "weight": ("体重秤", "Weighing scale"),
    "body_composition": ("体脂秤", "Body fat scale"),
    "heart_rate": ("心率带", "Heart rate strap"),
}
MONITOR = "AA:BB:CC:00:00:09"


class Announcements:
    """Subscriptions of a port."""

    def __init__(self) -> None:
        self.callbacks: list[Callable[[], None]] = []

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        self.callbacks.append(callback)
        return lambda: self.callbacks.remove(callback)

    def announce(self) -> None:
        for callback in list(self.callbacks):
            callback()


@dataclass
class FakeDevices(Announcements):
    known: dict[Language, tuple[DeviceView, ...]] = field(default_factory=lambda: dict(DEVICES))
    nearby: tuple[DeviceView, ...] = (DeviceView(MONITOR, "HEM-7361T", "-60 dBm"),)
    pages: dict[Language, DevicePage] = field(default_factory=lambda: dict(PAGES))
    radio: str = ""
    searches: list[str] = field(default_factory=list)
    search_failure: DeviceFailed | None = None
    needs_passkey: bool = False
    passkey: int | None = None
    consents: list[ConsentAnswer | None] = field(default_factory=list)
    needs_consent: int = 0
    failure: DeviceFailed | None = None
    gate: asyncio.Future[None] | None = None
    added: list[tuple[str, bool]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    fetches: list[str] = field(default_factory=list)
    settled: list[tuple[str, bool]] = field(default_factory=list)
    owners: list[tuple[str, str, str]] = field(default_factory=list)
    callbacks: list[Callable[[], None]] = field(default_factory=list)

    def kinds(self, language: Language) -> tuple[DeviceKindView, ...]:
        zh = language is Language.ZH
        return tuple(DeviceKindView(kind, names[0 if zh else 1]) for kind, names in KINDS.items())

    def guide(self, kind: str, language: Language) -> DeviceGuide:
        zh = language is Language.ZH
        steps = (
            ("装好电池。", "按住蓝牙键。") if zh else ("Put the batteries in.", "Hold the Bluetooth button.")
        )
        return DeviceGuide(kind, KINDS[kind][0 if zh else 1], steps)

    def sentence(self, step: str, language: Language, device: str = "") -> str:
        words = {
            "kind": ("您要添加哪一种设备？", "Which device do you want to add?"),
            "prepare": ("照着做，会自己找到它。", "Do this, and it is found by itself."),
            "choose": ("请选您的那一台。", "Choose the one that is yours."),
            "adding": ("找到了，正在连接。", f"Found {device}; connecting."),
            "passkey": ("请输入六个数字。", f"Type the six digits of {device}."),
            "consent": ("请选用户。", f"Choose a user of {device}."),
        }
        return words[step][0 if language is Language.ZH else 1]

    def devices(self, language: Language) -> tuple[DeviceView, ...]:
        return self.known[language]

    def page(self, address: str, language: Language) -> DevicePage | None:
        if address not in {one.address for one in self.known[language]}:
            return None
        return replace(self.pages[language], address=address)

    async def find(self, kind: str, on_found: Callable[[DeviceView], None]) -> None:
        self.searches.append(kind)
        for device in self.nearby:
            on_found(device)
        if self.gate is not None:
            await self.gate
        if self.search_failure is not None:
            raise self.search_failure

    async def add(
        self, address: str, questions: Questions, on_state: Callable[[str], None], *, afresh: bool = False
    ) -> AddedDevice:
        self.added.append((address, afresh))
        on_state("正在连接")
        if self.needs_passkey:
            self.passkey = await questions.passkey("HEM-7361T")
        for number in range(self.needs_consent):
            self.consents.append(await questions.consent("BF720", number > 0))
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure
        return AddedDevice(address, "HEM-7361T", "添加好了。", "血压", "128/79", "mmHg", "今天 8:05")

    async def forget(self, address: str) -> None:
        self.forgotten.append(address)

    async def fetch(self, address: str) -> None:
        self.fetches.append(address)

    async def stop_transfer(self, address: str) -> None:
        self.stopped.append(address)

    async def settle(self, key: str, *, keep_first: bool) -> None:
        self.settled.append((key, keep_first))

    async def set_owner(self, address: str, slot: str, person: str) -> None:
        self.owners.append((address, slot, person))

    def radio_sentence(self, language: Language) -> str:
        return self.radio


@dataclass
class FakeEntry:
    saved: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    failure: str = ""

    def fields(self, kind: str, language: Language) -> tuple[EntryField, ...]:
        zh = language is Language.ZH
        return (
            EntryField("systolic", "高压" if zh else "Systolic", "mmHg"),
            EntryField("diastolic", "低压" if zh else "Diastolic", "mmHg"),
            EntryField("pulse", "脉搏" if zh else "Pulse", "次/分" if zh else "beats/min"),
        )

    def heard(self, kind: str, text: str, language: Language) -> SpokenReading:
        if "over" not in text:
            raise PortFailed("I heard no number. Say it again, or type it.")
        high, low = text.split(" over ")
        return SpokenReading({"systolic": high, "diastolic": low}, f"{text}: save?")

    def agrees(self, said: str, language: Language) -> bool | None:
        return {"yes": True, "no": False}.get(said)

    def save(self, kind: str, values: Mapping[str, str], language: Language) -> str:
        if self.failure:
            raise PortFailed(self.failure)
        self.saved.append((kind, dict(values)))
        return "记下了。" if language is Language.ZH else "Saved."


@dataclass
class FakeVoice:
    said: list[str] = field(default_factory=list)
    stops: int = 0
    gate: asyncio.Future[None] | None = None

    async def say(self, text: str, language: Language) -> None:
        self.said.append(text)
        if self.gate is not None:
            await self.gate

    def stop(self) -> None:
        self.stops += 1


DEVICES = {
    Language.ZH: (
        DeviceView("AA:BB:CC:00:00:01", "血压计", "已连接 · 今天 8:05 量过", 80, kind="blood_pressure"),
        DeviceView("AA:BB:CC:00:00:02", "血氧仪", "等它开机", None, simulated=True, kind="spo2"),
    ),
    Language.EN: (
        DeviceView(
            "AA:BB:CC:00:00:01",
            "Blood pressure monitor",
            "Connected · measured today 8:05",
            80,
            kind="blood_pressure",
        ),
        DeviceView(
            "AA:BB:CC:00:00:02", "Pulse oximeter", "Waiting until it is switched on", None, simulated=True
        ),
    ),
}

PAGES = {
    Language.ZH: DevicePage(
        address="AA:BB:CC:00:00:01",
        name="血压计",
        kind="blood_pressure",
        state="正在接收读数",
        battery="18%，该换电池了",
        battery_low=True,
        last_seen="今天 8:05",
        clock="慢了3小时0分钟，读数的时间已改正",
        clock_off=True,
        users=(
            DeviceUserView(
                "1",
                "用户1",
                "王奶奶",
                "12次读数",
                "a",
                (OwnerChoice("a", "王奶奶"), OwnerChoice("b", "李爷爷"), OwnerChoice("", "谁量的再说")),
            ),
        ),
        conflicts=(
            ConflictView("7:0", "血压 · 今天 8:05", "128/79 mmHg · 70 次/分", "138/79 mmHg · 70 次/分"),
        ),
        transfer=TransferView(120, 300, "正在取以前的读数：120 / 300"),
        measures_pressure=True,
    ),
    Language.EN: DevicePage(
        address="AA:BB:CC:00:00:01",
        name="Blood pressure monitor",
        kind="blood_pressure",
        state="Receiving readings",
        battery="18 %, change it soon",
        battery_low=True,
        last_seen="today 8:05",
        clock="3 h 0 min slow; the times of readings were corrected",
        clock_off=True,
        users=(
            DeviceUserView(
                "1",
                "User 1",
                "Mrs Wang",
                "12 readings",
                "a",
                (OwnerChoice("a", "Mrs Wang"), OwnerChoice("b", "Mr Li"), OwnerChoice("", "Ask each time")),
            ),
        ),
        conflicts=(
            ConflictView(
                "7:0",
                "Blood pressure · today 8:05",
                "128/79 mmHg · 70 beats/min",
                "138/79 mmHg · 70 beats/min",
            ),
        ),
        transfer=TransferView(120, 300, "Fetching stored readings: 120 / 300"),
        measures_pressure=True,
    ),
}
