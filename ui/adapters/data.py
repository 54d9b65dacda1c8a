"""Files that come and go, over the exchange and the backups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.durable_file import replace_file
from app.exchange.columns import Meaning
from app.exchange.errors import CodeWanted, ColumnsUnclear, ImportRefused
from app.exchange.import_draft import ImportDraft, LeftOut
from app.exchange.words import FORMAT_NAMES, LEFT_OUT_WORDS, MEANING_NAMES
from app.keys import KeyUnavailable
from app.records.errors import RecordsError
from app.records.units import unit_word
from app.records.wording import KIND_NAMES, date_and_time, figure_with_unit
from app.services import Services
from assistant.conversation import Language
from ui.adapters.error_words import failed
from ui.adapters.headings import heading
from ui.view_models.ports import PortFailed
from ui.view_models.ports.data import (
    BackupMade,
    ChooseColumns,
    ColumnView,
    ImportChoice,
    ImportPreview,
    ImportView,
    TypeCode,
)
from ui.view_models.ports.people import Named

if TYPE_CHECKING:
    from app.backup.backup import BackupSummary
    from app.backup.container import Secrets

_SAMPLE: Final = 5


class DataAdapter:
    """Imports, exports and backups (:class:`ui.view_models.ports.data.DataPort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house
        self._drafts: dict[str, tuple[ImportDraft, str]] = {}

    def meanings(self, language: Language) -> tuple[Named, ...]:
        """What a column can mean."""
        return tuple(Named(one.value, heading(MEANING_NAMES[one][language])) for one in Meaning)

    def preview(self, path: Path, choice: ImportChoice, language: Language) -> ImportPreview:
        """Read a file and keep nothing."""
        from app.exchange.import_file import ImportOptions
        from app.exchange.moments import DateOrder

        order = DateOrder(choice.order) if choice.order else None
        options = ImportOptions(meanings=choice.meanings, order=order, code=choice.code)
        try:
            draft = self._house.records.exchange.read(path, options)
        except CodeWanted as error:
            raise TypeCode(failed(error, language).sentence) from error
        except ColumnsUnclear as error:
            raise ChooseColumns(failed(error, language).sentence, error.columns) from error
        except ImportRefused as error:
            raise _refused(error, language) from error
        except RecordsError as error:
            raise failed(error, language) from error
        key = path.name
        # Only the file that is being looked at is kept in memory.
        self._drafts = {key: (draft, path.name)}
        return self._preview(key, draft, path.name, language)

    def store(self, key: str, language: Language) -> str:
        """Keep what was looked at."""
        draft, name = self._drafts[key]
        try:
            kept = self._house.records.exchange.imports.store(draft, self._house.person, name)
        except ImportRefused as error:
            raise _refused(error, language) from error
        except RecordsError as error:
            raise failed(error, language) from error
        del self._drafts[key]
        zh = language is Language.ZH
        if not kept.rows:
            return "文件里的都已经有了。" if zh else "Everything in the file was here already."
        return f"导入了 {kept.readings} 次读数。" if zh else f"{kept.readings} readings were imported."

    def imports(self, language: Language) -> tuple[ImportView, ...]:
        """What was imported."""
        zh = language is Language.ZH
        try:
            found = self._house.records.exchange.imports.all(self._house.person)
        except RecordsError as error:
            raise failed(error, language) from error
        return tuple(
            ImportView(
                one.id,
                one.file_name or heading(FORMAT_NAMES[one.format][language]),
                f"{date_and_time(one.imported_at, self._house.zone, self._house.now(), language)} · "
                + (f"{one.readings} 次读数" if zh else f"{one.readings} readings"),
                one.undone_at is not None,
            )
            for one in found
        )

    def undo(self, import_id: str, language: Language) -> str:
        """Take an import back."""
        try:
            self._house.records.exchange.imports.undo(import_id)
        except RecordsError as error:
            raise failed(error, language) from error
        return (
            "这次导入已撤回，里面的读数都拿掉了。"
            if language is Language.ZH
            else "The import was taken back, with all its readings."
        )

    def export(self, path: Path, language: Language) -> str:
        """Write the readings to a file."""
        zh, exchange = language is Language.ZH, self._house.records.exchange
        writers = {".csv": exchange.csv, ".xlsx": exchange.xlsx, ".json": exchange.fhir}
        writer = writers.get(path.suffix.lower())
        if writer is None:
            raise PortFailed(
                "文件名请以 .csv、.xlsx 或 .json 结尾。"
                if zh
                else "End the file's name in .csv, .xlsx or .json."
            )
        try:
            person = self._house.person
            count = len(exchange.readings(person))
            replace_file(path, writer(person))
        except OSError as error:
            raise PortFailed(_unwritable(language)) from error
        except RecordsError as error:
            raise failed(error, language) from error
        return (
            f"{count} 次读数写进了 {path.name}。" if zh else f"{count} readings were written to {path.name}."
        )

    def back_up(self, path: Path, language: Language) -> BackupMade:
        """Make a backup that a new recovery code opens."""
        from app.backup import backup
        from app.backup.container import Secrets
        from app.backup.recovery_code import new_recovery_code

        code = new_recovery_code()
        house = self._house
        if path.exists():
            words = "这个文件已经有了，请换个名字。"
            raise PortFailed(
                words if language is Language.ZH else f"{path.name} exists already: choose another name."
            )
        try:
            made = backup.create(house.folders, house.key, path, Secrets(recovery_code=code), house.now)
        except (RecordsError, KeyUnavailable) as error:
            raise failed(error, language) from error
        return BackupMade(self._backup_words(made, language, made_now=True), code)

    def verify(self, path: Path, secret: str, language: Language) -> str:
        """Prove a backup."""
        from app.backup import backup

        try:
            found = backup.verify(path, _secrets(secret))
        except RecordsError as error:
            raise failed(error, language) from error
        return self._backup_words(found, language, made_now=False)

    def put_back(self, path: Path, secret: str, language: Language) -> str:
        """Lay a backup ready for the next start."""
        from app.backup import put_back

        house = self._house
        try:
            found = put_back.prepare(path, _secrets(secret), house.folders, house.key, house.now)
        except (RecordsError, KeyUnavailable) as error:
            raise failed(error, language) from error
        when = date_and_time(found.created_at, house.zone, house.now(), language)
        if language is Language.ZH:
            return f"{when}的备份准备好了。请关掉康聆再打开，它就会换上；现在的记录另外留着，不会丢。"
        return (
            f"The backup of {when} is ready. Close Listenwell and open it again, and it takes its place; "
            "the records of now are kept beside it."
        )

    def put_back_waits(self) -> bool:
        """Whether a backup takes the place of the records at the next start."""
        from app.backup import put_back

        return put_back.is_ready(self._house.folders)

    def leave_put_back(self, language: Language) -> str:
        """Forget the backup that waits."""
        from app.backup import put_back

        put_back.cancel(self._house.folders)
        return "不换了，还用现在的记录。" if language is Language.ZH else "The records of now stay."

    def _preview(self, key: str, draft: ImportDraft, file: str, language: Language) -> ImportPreview:
        house, zh = self._house, language is Language.ZH
        sample = tuple(
            f"{date_and_time(reading.taken_at, house.zone, house.now(), language)} · "
            f"{heading(KIND_NAMES[reading.kind][language])} "
            f"{figure_with_unit(reading.kind, reading.values, language)}"
            for row in draft.sample(_SAMPLE)
            for reading in row.readings
        )
        counts = [
            f"{heading(KIND_NAMES[kind][language])}：{count} 次"
            if zh
            else f"{heading(KIND_NAMES[kind][language])}: {count}"
            for kind, count in sorted(draft.by_kind.items())
        ]
        return ImportPreview(
            key=key,
            file=file,
            format=heading(FORMAT_NAMES[draft.format][language]),
            summary=(*counts, *_left_out(draft.left_out, language)),
            columns=tuple(
                ColumnView(
                    one.heading,
                    one.meaning,
                    heading(MEANING_NAMES[Meaning(one.meaning)][language])
                    if one.meaning in _MEANINGS
                    else one.meaning,
                    _unit_note(one.unit, language, guessed=one.guessed),
                )
                for one in draft.columns
            ),
            sample=sample,
        )

    def _backup_words(self, made: BackupSummary, language: Language, *, made_now: bool) -> str:
        when = date_and_time(made.created_at, self._house.zone, self._house.now(), language)
        if language is Language.ZH:
            head = "备份做好了，也试着恢复过一遍" if made_now else "备份是完整的"
            return f"{head}：{made.rows} 行记录，{made.photos} 张照片（{when}）。"
        head = "The backup was made and proven by restoring it" if made_now else "The backup is whole"
        return f"{head}: {made.rows} rows and {made.photos} photos of {when}."


def _secrets(typed: str) -> Secrets:
    from app.backup.container import Secrets
    from app.backup.recovery_code import looks_like_one

    typed = typed.strip()
    return Secrets(recovery_code=typed) if looks_like_one(typed) else Secrets(passphrase=typed)


_MEANINGS: Final = frozenset(one.value for one in Meaning)


def _refused(error: ImportRefused, language: Language) -> PortFailed:
    if language is Language.EN or not error.problems:
        return failed(error, language)
    return PortFailed(f"没有导入：{error.problems[0].where(language)}有问题。请改好文件再试。")


def _left_out(left_out: Mapping[LeftOut, int], language: Language) -> Sequence[str]:
    zh = language is Language.ZH
    return [
        f"没有用：{LEFT_OUT_WORDS[reason][language]} {count} 行"
        if zh
        else f"Left out: {count} {LEFT_OUT_WORDS[reason][language]}"
        for reason, count in sorted(left_out.items())
        if count
    ]


def _unit_note(unit: str, language: Language, *, guessed: bool) -> str:
    if not unit:
        return ""
    name = unit_word(unit, language)
    if not guessed:
        return name
    return f"{name}（按数值大小猜的）" if language is Language.ZH else f"{name} (guessed from the values)"


def _unwritable(language: Language) -> str:
    return (
        "这里写不进去，请换个文件夹。"
        if language is Language.ZH
        else "The file cannot be written there: choose another folder."
    )
