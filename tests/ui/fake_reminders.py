"""Reminders and files that exist only in memory: what the window sees of them in tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fake_devices import Announcements

from assistant.conversation import Language
from ui.view_models.ports import PortFailed
from ui.view_models.ports.data import (
    BackupMade,
    ChooseColumns,
    ColumnView,
    ImportChoice,
    ImportPreview,
    ImportView,
)
from ui.view_models.ports.people import Named
from ui.view_models.ports.reminders import (
    OccasionView,
    ReminderDue,
    ReminderPlan,
    RemindersSnapshot,
    SuggestionView,
)


@dataclass
class FakeReminders(Announcements):
    planned: bool = False
    notes: list[tuple[str, str]] = field(default_factory=list)
    made: list[tuple[str, ...]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    failure: str = ""
    listeners: list[Callable[[Callable[[Language], ReminderDue]], None]] = field(default_factory=list)
    callbacks: list[Callable[[], None]] = field(default_factory=list)

    def snapshot(self, language: Language) -> RemindersSnapshot:
        if self.failure:
            raise PortFailed(self.failure)
        if not self.planned:
            return RemindersSnapshot((), (), ())
        zh = language is Language.ZH
        measure, pill = (
            ("量血压", "吃药：氨氯地平 5毫克") if zh else ("Measure blood pressure", "Take amlodipine 5 mg")
        )
        return RemindersSnapshot(
            (
                OccasionView("r|1", "7:00", pill, "medicine", "", "done", "做了" if zh else "Done"),
                OccasionView(
                    "r|2", "8:30", measure, "measure", "blood_pressure", "due", "现在" if zh else "Now"
                ),
                OccasionView(
                    "r|3",
                    "20:30",
                    measure,
                    "measure",
                    "blood_pressure",
                    "upcoming",
                    "还没到时间" if zh else "Later today",
                ),
            ),
            (
                ReminderPlan(
                    "medicine|1",
                    "氨氯地平" if zh else "Amlodipine",
                    "5毫克，每天 7:00" if zh else "5 mg, every day at 7:00",
                    "medicine",
                ),
            ),
            (
                SuggestionView(
                    "s|1",
                    measure,
                    "每天 7:00、19:00" if zh else "Every day at 7:00, 19:00",
                    "来源：家庭血压监测指南" if zh else "Source: home blood pressure guideline",
                ),
            ),
        )

    def kinds(self, language: Language) -> tuple[Named, ...]:
        zh = language is Language.ZH
        return (
            Named("blood_pressure", "血压" if zh else "Blood pressure"),
            Named("glucose", "血糖" if zh else "Blood glucose"),
        )

    def note(self, key: str, event: str, language: Language) -> None:
        self.notes.append((key, event))

    def measure(self, kind: str, times: tuple[str, ...], language: Language) -> None:
        self.made.append((kind, *times))

    def medicine(self, name: str, dose: str, times: tuple[str, ...], language: Language) -> None:
        if not name:
            raise PortFailed("请写上药名。" if language is Language.ZH else "Write the name of the medicine.")
        self.made.append((name, dose, *times))

    def accept(self, key: str, language: Language) -> None:
        self.made.append((key,))

    def end(self, key: str, language: Language) -> None:
        self.ended.append(key)

    def resume(self, key: str, language: Language) -> None:
        self.ended.remove(key)

    def listen(self, on_due: Callable[[Callable[[Language], ReminderDue]], None]) -> Callable[[], None]:
        self.listeners.append(on_due)
        return lambda: self.listeners.remove(on_due)

    def tell(self, keys: tuple[str, ...] = ("r|2",)) -> None:
        words = {
            Language.ZH: "王奶奶，该量血压了。",
            Language.EN: "Mrs Wang, it is time to measure your blood pressure.",
        }
        for listener in list(self.listeners):
            listener(lambda language: ReminderDue(words[language], keys))


@dataclass
class FakeData:
    unclear: bool = False
    failure: str = ""
    looked: list[tuple[Path, ImportChoice]] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    verified: list[tuple[Path, str]] = field(default_factory=list)
    waiting: tuple[Path, str] | None = None

    def meanings(self, language: Language) -> tuple[Named, ...]:
        zh = language is Language.ZH
        return (
            Named("systolic", "高压（收缩压）" if zh else "Systolic pressure"),
            Named("ignore", "不用" if zh else "Not used"),
        )

    def preview(self, path: Path, choice: ImportChoice, language: Language) -> ImportPreview:
        self.looked.append((path, choice))
        zh = language is Language.ZH
        if self.failure:
            raise PortFailed(self.failure)
        if self.unclear and not choice.meanings:
            raise ChooseColumns("请选一下各列。" if zh else "Choose the columns.", ("A", "B"))
        return ImportPreview(
            "draft",
            path.name,
            "表格" if zh else "A table",
            ("血压：2 次",) if zh else ("Blood pressure: 2",),
            (
                ColumnView(
                    "高压" if zh else "Sys",
                    "systolic",
                    "高压（收缩压）" if zh else "Systolic pressure",
                    "mmHg",
                ),
            ),
            ("11月22日 8:05 · 血压 128/79 mmHg",) if zh else ("22 Nov at 8:05 · Blood pressure 128/79 mmHg",),
        )

    def store(self, key: str, language: Language) -> str:
        self.stored.append(key)
        return "导入了 2 次读数。" if language is Language.ZH else "2 readings were imported."

    def imports(self, language: Language) -> tuple[ImportView, ...]:
        if not self.stored:
            return ()
        detail = "今天 · 2 次读数" if language is Language.ZH else "Today · 2 readings"
        return (ImportView("i1", "2026.csv", detail, "i1" in self.undone),)

    def undo(self, import_id: str, language: Language) -> str:
        self.undone.append(import_id)
        return "撤回了。" if language is Language.ZH else "Taken back."

    def export(self, path: Path, language: Language) -> str:
        self.written.append(path)
        return "写好了。" if language is Language.ZH else "Written."

    def back_up(self, path: Path, language: Language) -> BackupMade:
        self.written.append(path)
        words = "备份做好了。" if language is Language.ZH else "The backup was made."
        return BackupMade(words, "ABCD-2345-EFGH-6789-JKMN-PQRS-TVWX-YZ01")

    def verify(self, path: Path, secret: str, language: Language) -> str:
        self.verified.append((path, secret))
        return "备份是完整的。" if language is Language.ZH else "The backup is whole."

    def put_back(self, path: Path, secret: str, language: Language) -> str:
        if self.failure:
            raise PortFailed(self.failure)
        self.waiting = (path, secret)
        return "备份准备好了。" if language is Language.ZH else "The backup is ready."

    def put_back_waits(self) -> bool:
        return self.waiting is not None

    def leave_put_back(self, language: Language) -> str:
        self.waiting = None
        return "不换了。" if language is Language.ZH else "The records of now stay."
