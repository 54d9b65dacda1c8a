"""The audit log of the household: what left, what was agreed to, what other agents were given.

Its head (number and signature of the last entry) is kept outside the database: in the system's keyring
where there is one, else in a file of the settings folder. Before an entry is written the head names it as
pending, so that a crash between the two is told from an entry that somebody added.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.durable_file import replace_file
from app.keys import NamedStore
from app.records.audit_chain import AuditChain, AuditEntry, WrittenChain
from app.records.errors import RecordsError
from assistant.conversation import Language

#: Under this name the head lies in the system's keyring.
KEYRING_SERVICE: Final = "listenwell-audit"
_MAX_HEAD_BYTES: Final = 4096


class AuditUnavailable(RecordsError):
    """The head of the audit log cannot be read or written, so nothing is sent; the message says what to do."""


class Head(BaseModel):
    """The end of the log as it is remembered outside the database."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int = Field(ge=0)
    mac: str = Field(max_length=64)
    pending: str = Field("", max_length=64)


class HeadStore(Protocol):
    """Where the head is kept."""

    def read(self) -> Head | None:
        """Return the head, or ``None`` where none was ever written. Raises :class:`AuditUnavailable`."""
        ...

    def write(self, head: Head) -> None:
        """Keep the head. Raises :class:`AuditUnavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class FileHead:
    """The head in a file that only this person can read, apart from the data folder."""

    path: Path

    def read(self) -> Head | None:
        """See :class:`HeadStore`."""
        try:
            with self.path.open("rb") as file:
                return Head.model_validate_json(file.read(_MAX_HEAD_BYTES))
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise AuditUnavailable(
                f"The head of the audit log cannot be read from {self.path}: put the file back from a backup."
            ) from error

    def write(self, head: Head) -> None:
        """See :class:`HeadStore`."""
        try:
            replace_file(self.path, head.model_dump_json().encode() + b"\n")
        except OSError as error:
            raise AuditUnavailable(
                f"The head of the audit log cannot be written to {self.path}: free space or check its folder."
            ) from error


@dataclass(frozen=True, slots=True)
class KeyringHead:
    """The head in the system's keyring, under ``account`` (one a profile)."""

    keyring: NamedStore
    account: str

    def read(self) -> Head | None:
        """See :class:`HeadStore`."""
        from keyring.errors import KeyringError

        try:
            text = self.keyring.store.get_password(KEYRING_SERVICE, self.account)
            return None if text is None else Head.model_validate_json(text)
        except (KeyringError, OSError, ValidationError) as error:
            raise AuditUnavailable(
                "The head of the audit log cannot be read: unlock the system keyring."
            ) from error

    def write(self, head: Head) -> None:
        """See :class:`HeadStore`."""
        from keyring.errors import KeyringError

        try:
            self.keyring.store.set_password(KEYRING_SERVICE, self.account, head.model_dump_json())
        except (KeyringError, OSError) as error:
            raise AuditUnavailable(
                "The head of the audit log cannot be kept: unlock the system keyring."
            ) from error


class AuditState(StrEnum):
    """What a look through the log found."""

    WHOLE = "whole"
    CHANGED = "changed"
    CUT_OFF = "cut_off"
    HEAD_MISSING = "head_missing"
    FOREIGN_ENTRY = "foreign_entry"


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """``entry`` is the first entry in doubt, 0 where it is not a single one."""

    state: AuditState
    entries: int
    entry: int = 0

    @property
    def holds(self) -> bool:
        """Whether the log is as it was written."""
        return self.state is AuditState.WHOLE

    def words(self, language: Language) -> str:
        """One sentence for the person."""
        return _WORDS[self.state][language].format(entries=self.entries, entry=self.entry)


_WORDS: Final = {
    AuditState.WHOLE: {
        Language.ZH: "记录完整，没有被改动过。目前共 {entries} 条。",
        Language.EN: "The log is whole: nothing in it was changed. Entries so far: {entries}.",
    },
    AuditState.CHANGED: {
        Language.ZH: "第 {entry} 条记录被改动过，从这里起不可信。",
        Language.EN: "Entry {entry} was changed, added or moved; the log cannot be trusted from there on.",
    },
    AuditState.CUT_OFF: {
        Language.ZH: "记录的末尾不见了：有人删掉了它，或者恢复了旧的备份。",
        Language.EN: "The end of the log is gone: it was cut off, or an older backup was put back.",
    },
    AuditState.HEAD_MISSING: {
        Language.ZH: "这台机器上没有记录的末尾标记：记录来自另一台机器，或者标记被删了。",
        Language.EN: "This machine remembers no end of the log: it came from another machine, or that was deleted.",
    },
    AuditState.FOREIGN_ENTRY: {
        Language.ZH: "第 {entry} 条记录不是康聆写的。",
        Language.EN: "Entry {entry} was not written by Listenwell.",
    },
}


class AuditLog:
    """Writes and verifies the log. Callable from any thread; writing may ask the keyring, so call it aside."""

    def __init__(self, chain: AuditChain, head: HeadStore, now: Callable[[], datetime]) -> None:
        self._chain, self._head, self._now = chain, head, now
        self._writing = threading.Lock()

    def note(self, event: str, subject: str = "", **detail: str | int) -> AuditEntry:
        """Add an entry; it and its head are kept when this returns.

        Raises :class:`AuditUnavailable` or what the records raise; a log that was tampered with is still written
        to, and goes on saying so.
        """
        with self._writing:
            last_seq, last_mac = self._chain.last
            head = self._head.read() or (Head(seq=0, mac="") if last_seq == 0 else None)
            # A head that does not fit stays as it is: what it says must not be covered up by writing on.
            fits = head is not None and _look(self._chain, head).holds
            entry = self._chain.next_entry(self._now(), event, subject, detail)
            if fits:
                self._head.write(Head(seq=last_seq, mac=last_mac, pending=entry.mac))
            self._chain.append(entry)
            if fits:
                self._head.write(Head(seq=entry.seq, mac=entry.mac))
        return entry

    def verify(self) -> AuditFinding:
        """Look through the whole log and compare its end with the head."""
        with self._writing:
            head = self._head.read()
            if head is None:
                entries = self._chain.last[0]
                return AuditFinding(AuditState.HEAD_MISSING if entries else AuditState.WHOLE, entries)
            return _look(self._chain, head)

    def accept(self) -> AuditEntry:
        """Take the log as it is from here on, after somebody restored a backup; the log says so itself."""
        with self._writing:
            seq, mac = self._chain.last
            self._head.write(Head(seq=seq, mac=mac))
        return self.note("accepted", entries=seq)

    def put_back(self, before: WrittenChain) -> AuditEntry | None:
        """A backup has just taken the place of the records whose log is ``before``: the log knows and says so.

        Only an end that is missing for that very reason is taken as known: ``before`` fitted the head, and what came
        back is a part of it. Anything else stays as it is found, and the result is ``None``. Raises
        :class:`AuditUnavailable` or what the records raise.
        """
        with self._writing:
            head = self._head.read()
            if head is None or not _look(before, head).holds:
                return None
            state, (seq, mac) = _look(self._chain, head).state, self._chain.last
            if state is AuditState.CUT_OFF and before.mac_of(seq) == (mac if seq else None):
                self._head.write(Head(seq=seq, mac=mac))
            elif state is not AuditState.WHOLE:
                return None
        return self.note("put_back", entries=seq, before=head.seq)

    def entries(self, limit: int = 200) -> tuple[AuditEntry, ...]:
        """The log, newest first."""
        return self._chain.entries(limit)


def _look(chain: WrittenChain, head: Head) -> AuditFinding:
    """Go through ``chain`` and compare its end with ``head``."""
    entries, mac = chain.last
    if (broken := chain.broken()) is not None:
        return AuditFinding(AuditState.CHANGED, entries, broken.seq)
    if entries < head.seq:
        return AuditFinding(AuditState.CUT_OFF, entries)
    if head.seq and chain.mac_of(head.seq) != head.mac:
        return AuditFinding(AuditState.CHANGED, entries, head.seq)
    if entries > head.seq and not (entries == head.seq + 1 and mac == head.pending):
        return AuditFinding(AuditState.FOREIGN_ENTRY, entries, head.seq + 1)
    return AuditFinding(AuditState.WHOLE, entries)


def head_store(
    config: Path,
    find_keyring: Callable[[], NamedStore | None],
    new_account: Callable[[], str] = lambda: secrets.token_hex(16),
) -> HeadStore:
    """The place this profile's head is kept in: where it was before, else the keyring, else a file.

    Which keyring it is stands in the file, so that another one is noticed and not silently begun anew.
    """
    file = FileHead(config / "audit.head")
    marker = config / "audit.keyring"
    if file.path.exists():
        return file
    keyring = find_keyring()
    if marker.exists():
        named, account = _marked(marker)
        if keyring is None or keyring.name != named:
            found = keyring.name if keyring is not None else "none"
            raise AuditUnavailable(
                f"The head of the audit log is in the keyring {named}, but the keyring here is {found}: log in to the "
                "session you used before."
            )
        return KeyringHead(keyring, account)
    if keyring is None:
        return file
    account = new_account()
    try:
        replace_file(marker, json.dumps({"backend": keyring.name, "account": account}).encode())
    except OSError:
        return file
    return KeyringHead(keyring, account)


def _marked(marker: Path) -> tuple[str, str]:
    try:
        value: Mapping[str, object] = json.loads(marker.read_bytes()[:_MAX_HEAD_BYTES])
        return str(value["backend"]), str(value["account"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AuditUnavailable(
            f"The file {marker} is damaged: put it back from a backup of the settings folder."
        ) from error
