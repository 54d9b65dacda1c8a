"""Receipts of what left, in the encrypted database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.folders import Folders
from app.records.errors import RecordsError
from app.records.receipts import Ending, StoredReceipt
from app.records.records import Records

BODY = '{"question":"[NAME-1] 血压"}'.encode()


@pytest.fixture
def receipt(clock) -> StoredReceipt:
    return StoredReceipt(
        "r1", clock.moment, "https://llm.example/v1", "small", BODY, "ab" * 32, "this_once", 0, 0.0, ""
    )


def test_a_receipt_begun_and_never_finished_says_so_after_a_restart(
    records: Records, open_profile: Callable[..., Records], receipt: StoredReceipt
) -> None:
    records.receipts.begin(receipt)
    records.close()
    assert open_profile().receipts.all() == (replace(receipt, outcome="unknown"),)


def test_a_finished_receipt_holds_how_it_went(records: Records, receipt: StoredReceipt) -> None:
    records.receipts.begin(receipt)
    records.receipts.finish("r1", Ending(512, 830.5, "answered"))
    assert records.receipts.all() == (replace(receipt, bytes_received=512, ms=830.5, outcome="answered"),)


def test_the_newest_comes_first_and_the_list_is_bounded(records: Records, receipt: StoredReceipt) -> None:
    for number, minutes in ((1, 0), (2, 20), (3, 10)):
        sent_at = receipt.sent_at + timedelta(minutes=minutes)
        records.receipts.begin(replace(receipt, id=f"r{number}", sent_at=sent_at))
    assert [one.id for one in records.receipts.all()] == ["r2", "r3", "r1"]
    assert [one.id for one in records.receipts.all(2)] == ["r2", "r3"]


def test_one_sending_has_one_receipt(records: Records, receipt: StoredReceipt) -> None:
    records.receipts.begin(receipt)
    with pytest.raises(RecordsError):
        records.receipts.begin(receipt)
    assert len(records.receipts.all()) == 1


def test_what_left_lies_on_the_disk_encrypted(
    records: Records, receipt: StoredReceipt, folders: Folders
) -> None:
    records.receipts.begin(receipt)
    records.close()
    files = [path for path in folders.data.rglob("*") if path.is_file()]
    assert files
    assert not any(BODY in path.read_bytes() for path in files)
