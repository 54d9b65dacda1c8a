"""The audit log of a station in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from app.kiosk.views import AuditLine, AuditView
from assistant.conversation import Language
from ui.adapters.headings import heading
from ui.view_models.ports.staff import AuditRow, AuditSnapshot

#: What each event of :class:`app.kiosk.station.Station` is called; ``{}`` is what it was done to.
_EVENTS: Final[Mapping[str, Mapping[Language, str]]] = {
    "set_up": {Language.ZH: "设好了小站", Language.EN: "set the station up"},
    "sign_in": {Language.ZH: "登录", Language.EN: "signed in"},
    "sign_in_refused": {Language.ZH: "密码不对", Language.EN: "typed a wrong PIN"},
    "change_pin": {Language.ZH: "换了密码", Language.EN: "changed their PIN"},
    "accept": {Language.ZH: "收下 {}", Language.EN: "accepted {}"},
    "discard": {Language.ZH: "删除 {}", Language.EN: "discarded {}"},
    "take_note": {Language.ZH: "处理了危险提示", Language.EN: "took note of a red flag"},
    "message": {Language.ZH: "改了首页上的话", Language.EN: "changed the words on the first page"},
    "take_in_device": {Language.ZH: "添加设备 {}", Language.EN: "added the device {}"},
    "take_off_device": {Language.ZH: "移除设备 {}", Language.EN: "took the device {} off the list"},
    "move_device": {Language.ZH: "借出或收回设备 {}", Language.EN: "lent or took back the device {}"},
    "add_member": {Language.ZH: "添加人员 {}", Language.EN: "added {}"},
    "remove_member": {Language.ZH: "移除人员 {}", Language.EN: "removed {}"},
    "export": {Language.ZH: "导出 {}", Language.EN: "exported {}"},
    "close_station": {Language.ZH: "结束了小站", Language.EN: "ended the station"},
    "accepted": {
        Language.ZH: "从备份恢复后重新开始记录",
        Language.EN: "took the log as it is after a backup",
    },
}


def log_snapshot(
    log: AuditView, language: Language, when: Callable[[datetime, Language], str]
) -> AuditSnapshot:
    """Return ``log`` in words; ``when`` says a moment."""
    rows = tuple(_row(line, language, when) for line in log.lines)
    return AuditSnapshot(rows, log.words[language], holds=log.holds)


def _row(line: AuditLine, language: Language, when: Callable[[datetime, Language], str]) -> AuditRow:
    words = _EVENTS.get(line.event, {}).get(language, line.event)
    subject = line.subject
    if language is Language.ZH and subject.startswith("visit "):
        subject = f"来访记录 {subject.removeprefix('visit ')}"
    elif language is Language.ZH and subject.endswith(" visits"):
        subject = f"{subject.removesuffix(' visits')} 位访客的记录"
    who = line.by or ("小站" if language is Language.ZH else "The station")
    return AuditRow(heading(when(line.at, language)), who, words.format(subject))
