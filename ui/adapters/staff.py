"""The staff panel's port over the line to the station."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.kiosk import wire
from app.kiosk.client import StationClient, StationError, StationLost
from app.kiosk.content import HandedReading, HandedReport, HandedResult
from app.kiosk.lending import StationDevice
from app.kiosk.staff import Member, Role
from app.kiosk.views import AuditView, DoorView, PanelView, loaded
from app.kiosk.waiting_room import HandedState, VisitFlag, Waiting
from app.pins import PinResult, PinTry, pin_words
from app.records.wording import KIND_NAMES, figure_with_unit, relative_time
from assistant.conversation import Language
from device_io.reading import ReadingKind
from ui.adapters.headings import heading
from ui.adapters.station_log import log_snapshot
from ui.paper import Paper
from ui.view_models.ports.failure import PortFailed, Unsubscribe
from ui.view_models.ports.staff import (
    AuditSnapshot,
    DoorSnapshot,
    FlagView,
    HandedView,
    LentView,
    MemberView,
    PanelSnapshot,
)

#: A device that nobody heard of for this long is named. Our rule.
SILENT: Final = timedelta(days=7)
_ROLES: Final[Mapping[Role, Mapping[Language, str]]] = {
    Role.NURSE: {Language.ZH: "护理人员", Language.EN: "Nurse"},
    Role.MANAGER: {Language.ZH: "管理员", Language.EN: "Manager"},
}
_PAPER: Final[Mapping[Paper, Mapping[Language, str]]] = {
    Paper.READY: {Language.ZH: "就绪", Language.EN: "ready"},
    Paper.NO_PRINTER: {Language.ZH: "没有找到", Language.EN: "not found"},
    Paper.NO_PAPER: {Language.ZH: "请加纸", Language.EN: "out of paper"},
    Paper.TROUBLE: {Language.ZH: "请看一下打印机", Language.EN: "look at the printer"},
}
_VERDICTS: Final[Mapping[str, Mapping[Language, str]]] = {
    "high": {Language.ZH: "↑ 偏高", Language.EN: "↑ high"},
    "low": {Language.ZH: "↓ 偏低", Language.EN: "↓ low"},
}
_EVIDENCE: Final[Mapping[str, Mapping[Language, str]]] = {
    "agreed": {Language.ZH: "两次识别一致", Language.EN: "read alike twice"},
    "one_reader": {Language.ZH: "只识别一次，请核对", Language.EN: "read once: compare with the paper"},
    "corrected": {Language.ZH: "来访者改过", Language.EN: "put right by the visitor"},
}
_NO_STATION: Final = {
    Language.ZH: "康聆小站没有回应，它会自己重新启动，请稍等。",
    Language.EN: "The station does not answer; it starts again by itself in a moment.",
}


class StaffAdapter:
    """The panel (:class:`ui.view_models.ports.staff.StaffPort`)."""

    def __init__(
        self,
        station: StationClient,
        now: Callable[[], datetime],
        zone: ZoneInfo,
        export_folder: Path,
        paper: Callable[[], Paper],
    ) -> None:
        """``export_folder`` is where files for the clinic go; ``paper`` asks the printer, called aside."""
        self._station, self._now, self._zone = station, now, zone
        self._export_folder, self._ask_paper = export_folder, paper
        self._paper = Paper.NO_PRINTER
        self._language = Language.ZH
        self._callbacks: list[Callable[[str], None]] = []
        station.on_news = self._news

    async def door(self, language: Language) -> DoorSnapshot:
        """Who may sign in."""
        shown = await self._shown(wire.AskPanel(), language)
        return shown if isinstance(shown, DoorSnapshot) else DoorSnapshot(shown.members)

    async def look(self, language: Language) -> PanelSnapshot:
        """The panel as it is now."""
        return self._open(await self._shown(wire.AskPanel(), language))

    async def set_up(self, name: str, pin: str, language: Language) -> PanelSnapshot:
        """Make the first manager."""
        return self._open(await self._shown(wire.SetUp(name=name, pin=pin), language))

    async def sign_in(self, key: str, pin: str, language: Language) -> PanelSnapshot | DoorSnapshot:
        """Try a PIN."""
        return await self._shown(wire.SignIn(member=key, pin=pin), language)

    async def sign_out(self) -> None:
        """Close the panel."""
        await self._call(wire.SignOut())

    async def decide(self, key: int, *, accept: bool) -> None:
        """Accept or discard a visit."""
        await self._call(wire.Decide(visit=key, accept=accept))

    async def take_note(self, key: int) -> None:
        """A red flag was seen."""
        await self._call(wire.TakeNote(flag=key))

    async def show_message(self, words: str, minutes: int) -> None:
        """Put words on the first page."""
        until = self._now() + timedelta(minutes=minutes) if minutes else None
        await self._call(wire.ShowMessage(words=words, until=until))

    async def change_pin(self, pin: str, new_pin: str, language: Language) -> str:
        """Give whoever signed in another PIN."""
        self._language = language
        await self._call(wire.ChangePin(pin=pin, new_pin=new_pin))
        return "密码换好了。" if language is Language.ZH else "Your PIN is changed."

    async def audit(self, language: Language) -> AuditSnapshot:
        """Who did what."""
        self._language = language
        log = loaded(AuditView, await self._call(wire.AskAudit()))
        return log_snapshot(log, language, self._when)

    async def move_device(self, key: str, place: str) -> None:
        """A device was lent or came back."""
        await self._call(wire.MoveDevice(address=key, place=place))

    async def add_member(self, name: str, role: str, pin: str) -> None:
        """Another member of staff."""
        await self._call(wire.AddMember(name=name, role=Role(role), pin=pin))

    async def remove_member(self, key: str) -> None:
        """A member leaves."""
        await self._call(wire.RemoveMember(member=key))

    async def export(self, language: Language) -> str:
        """Write what was accepted."""
        self._language = language
        self._export_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = await self._call(wire.Export(folder=str(self._export_folder)))
        return (
            f"导出了 {len(names)} 位访客的记录，在文件夹 {self._export_folder} 里。"
            if language is Language.ZH
            else f"{len(names)} visits were exported into the folder {self._export_folder}."
        )

    async def close_station(self) -> None:
        """End the kiosk."""
        await self._call(wire.CloseStation())

    async def take_in(self, address: str, name: str, kind: ReadingKind) -> None:
        """A device comes to belong to the station."""
        await self._call(wire.TakeInDevice(address=address, name=name, kind=kind))

    def subscribe(self, callback: Callable[[str], None]) -> Unsubscribe:
        """Call ``callback`` with what happened."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback) if callback in self._callbacks else None

    def at_turn(self, call: Callable[[], None]) -> None:
        """Call back when this panel is the one to be seen."""
        self._station.at_turn(call)

    # --- inside ---

    def _news(self, news: str) -> None:
        for callback in tuple(self._callbacks):
            callback(news)

    async def _call(self, call: wire.StaffCall) -> Any:
        try:
            return await self._station.call(call)
        except StationError as error:
            raise PortFailed(_said(error, self._language)) from error

    async def _shown(self, call: wire.StaffCall, language: Language) -> PanelSnapshot | DoorSnapshot:
        self._language = language
        values = await self._call(call)
        if "member" not in values:
            door = loaded(DoorView, values)
            members = tuple(_member(one, language) for one in door.members)
            return DoorSnapshot(members, _try_words(door.attempt, language))
        self._paper = await asyncio.to_thread(self._ask_paper)
        return self._snapshot(loaded(PanelView, values), language)

    def _open(self, shown: PanelSnapshot | DoorSnapshot) -> PanelSnapshot:
        if isinstance(shown, DoorSnapshot):
            raise PortFailed("请重新登录。" if self._language is Language.ZH else "Sign in again.")
        return shown

    def _snapshot(self, panel: PanelView, language: Language) -> PanelSnapshot:
        zh = language is Language.ZH
        counts = panel.counts
        mean = "–" if counts.mean_minutes is None else f"{counts.mean_minutes:g}"
        today = (
            ("来访" if zh else "Visits", str(counts.visits)),
            ("平均分钟" if zh else "Mean minutes", mean),
            ("测量" if zh else "Readings", str(counts.readings)),
            ("照片" if zh else "Photos", str(counts.photos)),
            ("提问" if zh else "Questions", str(counts.questions)),
            ("危险提示" if zh else "Red flags", str(counts.flags)),
            ("已收下" if zh else "Accepted", str(counts.accepted)),
            ("已删除" if zh else "Discarded", str(counts.discarded)),
            ("已导出" if zh else "Exported", str(counts.exported)),
            ("中断" if zh else "Broken off", str(counts.broken)),
        )
        weak = [one.name for one in panel.devices if one.low]
        battery = (
            ("都够" if zh else "all well") if not weak else ("请换：" if zh else "change: ") + "、".join(weak)
        )
        return PanelSnapshot(
            name=panel.member.name,
            manager=panel.member.role is Role.MANAGER,
            queue=tuple(self._handed(one, language) for one in panel.queue),
            accepted=tuple(self._handed(one, language) for one in panel.accepted),
            flags=tuple(self._flag(one, language) for one in panel.flags),
            devices=tuple(self._lent(one, language) for one in panel.devices),
            members=tuple(_member(one, language) for one in panel.members),
            today=today,
            health=(
                ("打印机" if zh else "Printer", _PAPER[self._paper][language]),
                ("设备电量" if zh else "Batteries", battery),
            ),
            message=panel.message.words if panel.message else "",
            message_until=self._until(panel, language),
            visiting=panel.visiting,
        )

    def _handed(self, one: Waiting, language: Language) -> HandedView:
        content = one.content
        return HandedView(
            key=one.visit,
            number=one.number,
            when=heading(self._when(one.handed_at, language)),
            lines=tuple(
                [*(_reading_line(reading, language) for reading in content.readings)]
                + [line for report in content.reports for line in _report_lines(report, language)]
            ),
            verified=one.state is HandedState.ACCEPTED,
            simulated=any(reading.simulated for reading in content.readings),
        )

    def _flag(self, one: VisitFlag, language: Language) -> FlagView:
        words = one.words.get(language) or next(iter(one.words.values()))
        return FlagView(one.id, one.number, one.level, words, self._when(one.raised_at, language))

    def _lent(self, one: StationDevice, language: Language) -> LentView:
        zh = language is Language.ZH
        state = []
        if one.battery_percent is not None:
            state.append(f"电量 {one.battery_percent}%" if zh else f"battery {one.battery_percent}%")
        if one.seen_at is None:
            state.append("还没有用过" if zh else "not used yet")
        else:
            state.append(("上次 " if zh else "last heard ") + self._when(one.seen_at, language))
        return LentView(
            key=one.address,
            name=one.name,
            kind=one.kind.value,
            title=heading(KIND_NAMES[one.kind][language]),
            place=one.place or ("在这里" if zh else "here"),
            here=one.here,
            state=" · ".join(state),
            low=one.low or (one.seen_at is not None and self._now() - one.seen_at > SILENT),
        )

    def _until(self, panel: PanelView, language: Language) -> str:
        if panel.message is None or panel.message.until is None:
            return ""
        moment = panel.message.until.astimezone(self._zone)
        return f"{moment:%H:%M} 撤下" if language is Language.ZH else f"until {moment:%H:%M}"

    def _when(self, moment: datetime, language: Language) -> str:
        return relative_time(moment, self._zone, self._now(), language)


def _member(one: Member, language: Language) -> MemberView:
    return MemberView(one.id, one.name, one.role.value, _ROLES[one.role][language])


def _reading_line(one: HandedReading, language: Language) -> str:
    reading = one.reading()
    return f"{heading(KIND_NAMES[one.kind][language])} {figure_with_unit(one.kind, reading.values, language)}"


def _report_lines(report: HandedReport, language: Language) -> list[str]:
    return [_result_line(one, language) for one in report.results]


def _result_line(one: HandedResult, language: Language) -> str:
    """A result as it is printed, and what stands behind it."""
    printed = f"{one.printed_name} {one.value} {one.unit}".strip() + (f" ({one.range})" if one.range else "")
    behind = [
        _VERDICTS.get(one.verdict, {}).get(language, ""),
        _EVIDENCE.get(one.evidence, {}).get(language, ""),
    ]
    return " · ".join([printed, *(words for words in behind if words)])


def _try_words(attempt: PinTry | None, language: Language) -> str:
    return "" if attempt is None or attempt.result is PinResult.OPEN else pin_words(attempt, language)


def _said(error: StationError, language: Language) -> str:
    if isinstance(error, StationLost):
        return _NO_STATION[language]
    return _CHINESE.get(str(error), "没有做成，请检查一下再试。") if language is Language.ZH else str(error)


#: What the station says, in Chinese; the rest is worded by the last line above.
_CHINESE: Final[Mapping[str, str]] = {
    "Only a manager may do this: ask one to sign in.": "这要管理员来做，请管理员登录。",
    "Nothing accepted is left to export: accept visits in the list first.": "没有可以导出的，请先在名单里点“收下”。",
    "A station needs a manager: add another one first.": "小站要有一位管理员，请先再加一位。",
    "Somebody has already decided about this visit: look at the list again.": "别人已经处理过这一位了，请再看一下名单。",
    "This PIN is the first that anybody would try: choose another one.": "这个密码太容易猜到，请换一个。",
    "This is not your present PIN: type it again, or ask a manager.": "现在的密码不对，请再输一次，或者找管理员。",
    "A PIN has 6 to 12 digits: choose one.": "密码要有 6 到 12 个数字。",
    "Somebody of this name is already on the list: add a letter or a number.": "名单里已经有这个名字了，请加一个字来区分。",
}
