"""The audit log: whatever is done to it behind our back is found, and a crash is not taken for it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.audit import AuditLog, AuditState, AuditUnavailable, FileHead, Head, KeyringHead, head_store
from app.keys import NamedStore
from app.records.audit_chain import AuditChain
from app.records.records import Records

KEY = bytes(range(32))
ENTRIES = 12


@pytest.fixture
def head(tmp_path) -> FileHead:
    return FileHead(tmp_path / "config" / "audit.head")


@pytest.fixture
def log(records: Records, head: FileHead, clock) -> AuditLog:
    return AuditLog(records.audit_chain(KEY), head, clock)


def filled(log: AuditLog, count: int = ENTRIES) -> None:
    for number in range(count):
        log.note(("sending", "ended", "tool_called")[number % 3], f"r{number}", bytes=100 + number)


def rows_of(records: Records) -> list[tuple[Any, ...]]:
    with records._database.snapshot() as connection:
        return [tuple(row) for row in connection.execute("SELECT * FROM audit_entry ORDER BY seq")]


def put(records: Records, rows: list[tuple[Any, ...]]) -> None:
    """The table holds ``rows`` now, whoever wrote them: somebody with the key of the database did."""
    with records._database.transaction() as connection:
        connection.execute("DELETE FROM audit_entry")
        connection.executemany("INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?)", rows)


def changed(rows: list[tuple[Any, ...]], at: int, column: int, value: Any) -> list[tuple[Any, ...]]:
    row = list(rows[at])
    row[column] = value
    return [*rows[:at], tuple(row), *rows[at + 1 :]]


def renumbered(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(number, *row[1:]) for number, row in enumerate(rows, 1)]


def swapped(rows: list[tuple[Any, ...]], at: int) -> list[tuple[Any, ...]]:
    other = (at + 1) % len(rows)
    moved = list(rows)
    moved[at], moved[other] = moved[other], moved[at]
    return renumbered(moved)


def resigned(rows: list[tuple[Any, ...]], chain: AuditChain) -> list[tuple[Any, ...]]:
    """A whole new chain, signed with the right key: only the head outside gives it away."""
    before, signed = "", []
    for seq, at, event, subject, detail, _ in rows:
        mac = chain._mac(before, seq, at, event, subject, detail)
        signed.append((seq, at, event, subject, detail, mac))
        before = mac
    return signed


#: Name, and how ``rows`` look after it; ``dice`` chooses where.
ATTACKS: dict[str, Callable[[list[tuple[Any, ...]], random.Random, AuditChain], list[tuple[Any, ...]]]] = {
    "what happened is edited": lambda rows, dice, _: changed(rows, dice.randrange(len(rows)), 4, '{"bytes": 1}'),
    "the time is edited": lambda rows, dice, _: changed(rows, dice.randrange(len(rows)), 1, "2020-01-01T00:00:00.000000Z"),
    "whom it was about is edited": lambda rows, dice, _: changed(rows, dice.randrange(len(rows)), 3, "r99"),
    "one is deleted": lambda rows, dice, _: renumbered([row for number, row in enumerate(rows) if number != dice.randrange(len(rows) - 1)]),
    "one is inserted": lambda rows, dice, _: renumbered([*rows[: (at := dice.randrange(len(rows)))], (0, *rows[at][1:5], "ab" * 32), *rows[at:]]),
    "two are swapped": lambda rows, dice, _: swapped(rows, dice.randrange(len(rows))),
    "the end is cut off": lambda rows, dice, _: rows[: dice.randrange(len(rows))],
    "an old file is put back": lambda rows, dice, _: rows[: len(rows) // 2],
    "everything is signed anew": lambda rows, dice, chain: resigned(changed(rows, dice.randrange(len(rows)), 4, '{"bytes": 2}'), chain),
}  # fmt: skip


def test_nine_kinds_of_attack_are_found_wherever_they_strike(records, log, head) -> None:
    filled(log)
    rows, chain = rows_of(records), records.audit_chain(KEY)
    found = 0
    for name, attack in ATTACKS.items():
        for seed in range(40):
            attacked = attack(list(rows), random.Random(f"{name}{seed}"), chain)
            if attacked == rows:  # deleting nothing would be no attack
                attacked = rows[:-1]
            put(records, attacked)
            found += not log.verify().holds
    assert found == 9 * 40
    put(records, rows)
    assert log.verify() == log.verify().__class__(AuditState.WHOLE, ENTRIES)


@pytest.mark.parametrize(
    ("attack", "state"),
    [("the end is cut off", AuditState.CUT_OFF), ("two are swapped", AuditState.CHANGED)],
)
def test_it_says_what_was_found(records, log, attack: str, state: AuditState) -> None:
    filled(log)
    put(records, ATTACKS[attack](rows_of(records), random.Random(3), records.audit_chain(KEY)))
    assert log.verify().state is state


def test_an_entry_that_somebody_signed_and_added_is_found(records, log, clock) -> None:
    """With the key of the database one can sign; what the head names as next one cannot know."""
    filled(log, 3)
    chain = records.audit_chain(KEY)
    chain.append(chain.next_entry(clock(), "sending", "r9", {}))
    assert log.verify().state is AuditState.FOREIGN_ENTRY


def test_writing_on_does_not_cover_up_what_was_found(records, log) -> None:
    filled(log)
    put(records, rows_of(records)[:-3])
    filled(log, 9)
    assert not log.verify().holds
    log.accept()
    assert log.verify().holds
    assert log.entries(1)[0].event == "accepted"


@dataclass
class Crashing:
    """A head that is kept until ``writes`` are used up."""

    inner: FileHead
    writes: int
    done: list[Head] = field(default_factory=list)

    def read(self) -> Head | None:
        return self.inner.read()

    def write(self, head: Head) -> None:
        if len(self.done) == self.writes:
            raise AuditUnavailable("The power failed.")
        self.done.append(head)
        self.inner.write(head)


@pytest.mark.parametrize("writes", [0, 1])
def test_a_crash_between_log_and_head_is_no_attack(records, head, clock, writes: int) -> None:
    AuditLog(records.audit_chain(KEY), head, clock).note("sending", "r0")
    crashing = AuditLog(records.audit_chain(KEY), Crashing(head, writes), clock)
    with pytest.raises(AuditUnavailable):
        crashing.note("sending", "r1")
    again = AuditLog(records.audit_chain(KEY), head, clock)
    assert again.verify().holds
    again.note("ended", "r1")
    assert again.verify().holds
    assert len(again.entries()) == 2 + writes


def test_a_head_that_is_missing_is_said_and_not_begun_anew(records, log, head) -> None:
    filled(log, 2)
    head.path.unlink()
    assert log.verify().state is AuditState.HEAD_MISSING
    log.note("sending", "r2")
    assert log.verify().state is AuditState.HEAD_MISSING


@dataclass
class Store:
    secrets: dict[tuple[str, str], str] = field(default_factory=dict)

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password


def test_the_head_lies_in_the_keyring_and_another_keyring_is_noticed(tmp_path, records, clock) -> None:
    store = Store()
    found = head_store(tmp_path, lambda: NamedStore("SecretService", store))
    assert isinstance(found, KeyringHead)
    log = AuditLog(records.audit_chain(KEY), found, clock)
    filled(log, 2)
    assert log.verify().holds
    assert not (tmp_path / "audit.head").exists()
    again = head_store(tmp_path, lambda: NamedStore("SecretService", store))
    assert AuditLog(records.audit_chain(KEY), again, clock).verify().holds
    for other in (NamedStore("kwallet", Store()), None):
        with pytest.raises(AuditUnavailable, match="SecretService"):
            head_store(tmp_path, lambda other=other: other)


def test_without_a_keyring_the_head_lies_in_a_file_of_its_own(tmp_path) -> None:
    found = head_store(tmp_path, lambda: None)
    found.write(Head(seq=1, mac="ab"))
    assert (tmp_path / "audit.head").stat().st_mode & 0o077 == 0
    assert head_store(tmp_path, lambda: NamedStore("SecretService", Store())).read() == Head(seq=1, mac="ab")
    (tmp_path / "audit.head").write_text("nonsense")
    with pytest.raises(AuditUnavailable, match="backup"):
        found.read()
