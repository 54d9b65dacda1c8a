"""What a visitor takes home opens with the code on the screen, and with nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.exchange.errors import CodeWanted, ExportFailed, ImportRefused
from app.exchange.import_file import ImportOptions, read_bytes
from app.exchange.import_process import read_apart
from app.exchange.portable import PortableReading
from app.exchange.sealed_code import MARK, MOST_CHARACTERS, is_sealed, seal, unseal
from device_io.reading import Quantity, ReadingKind

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def pressure(minutes: int) -> PortableReading:
    values = {
        "systolic": Quantity(Decimal(120 + minutes), "mm[Hg]"),
        "diastolic": Quantity(Decimal(79), "mm[Hg]"),
    }
    return PortableReading(
        ReadingKind.BLOOD_PRESSURE,
        values,
        (NOW - timedelta(minutes=minutes)).astimezone(ZONE),
        ZONE.key,
        device="BP-1",
    )


def test_the_readings_come_home_as_they_were():
    taken = seal([pressure(1), pressure(3)], NOW)
    assert is_sealed(taken.text.encode())
    assert len(taken.text) <= MOST_CHARACTERS
    draft = read_bytes(unseal(taken.text, taken.code.lower().replace("-", " ")), ZONE, ImportOptions())
    assert [one.readings[0].values["systolic"].value for one in draft.rows] == [Decimal(123), Decimal(121)]


def test_nothing_readable_is_in_the_code():
    assert "120" not in seal([pressure(0)], NOW).text.removeprefix(MARK)[:10]
    assert seal([pressure(0)], NOW).text != seal([pressure(0)], NOW).text


def test_what_finds_no_room_is_the_oldest_and_counted():
    taken = seal([pressure(minutes) for minutes in range(60)], NOW)
    assert 0 < taken.left_out < 60
    draft = read_bytes(unseal(taken.text, taken.code), ZONE, ImportOptions())
    assert len(draft.rows) == 60 - taken.left_out
    assert draft.rows[-1].readings[0].values["systolic"].value == Decimal(120)


def test_another_code_or_a_damaged_text_opens_nothing():
    taken = seal([pressure(0)], NOW)
    with pytest.raises(ImportRefused, match="compare each character"):
        unseal(taken.text, "0000-0000")
    with pytest.raises(ImportRefused, match="8 letters"):
        unseal(taken.text, "0000")
    with pytest.raises(ImportRefused):
        unseal(taken.text[:-8], taken.code)


def test_the_text_of_the_code_is_a_file_to_import(tmp_path: Path):
    taken = seal([pressure(1)], NOW)
    scanned = tmp_path / "scanned.txt"
    scanned.write_text(taken.text + "\n")
    with pytest.raises(CodeWanted):
        read_apart(scanned, ZONE)
    with pytest.raises(CodeWanted):
        read_apart(scanned, ZONE, ImportOptions(code="0000-0000"))
    draft = read_apart(scanned, ZONE, ImportOptions(code=taken.code))
    assert draft.rows[0].readings[0].values["systolic"].value == Decimal(121)


def test_without_a_reading_there_is_nothing_to_take():
    with pytest.raises(ExportFailed, match="measure first"):
        seal([], NOW)


@settings(max_examples=20)
@given(some.text(max_size=80))
def test_any_text_is_refused_with_a_sentence(text: str):
    with pytest.raises(ImportRefused):
        unseal(MARK + text, "0000-0000")
