import hashlib

import pytest

from app.folders import Folders
from app.people import Person
from app.records.errors import InvalidEntry, RecordsError
from app.records.records import Records


def test_a_report_comes_back_as_given_with_its_photo_sealed(
    records: Records, person: Person, folders: Folders
) -> None:
    photo = b"a photo with a name on it" * 100
    checksum = hashlib.sha256(photo).hexdigest()
    printed = [{"printed_name": "葡萄糖", "value": "6.8", "unit": "mmol/L"}, {"printed_name": "尿酸"}]
    stored = records.store_report(person, printed, checksum, photo)
    assert records.reports(person) == (stored,)
    assert stored.rows == tuple(printed)
    (file,) = (folders.data / "photos").iterdir()
    assert b"a name on it" not in file.read_bytes()
    assert records.report_photo(stored) == photo
    file.write_bytes(file.read_bytes()[:-1] + b"\x00\x01")
    with pytest.raises(RecordsError, match="damaged"):
        records.report_photo(stored)
    file.unlink()
    with pytest.raises(RecordsError, match="missing"):
        records.report_photo(stored)


@pytest.mark.parametrize(
    ("printed", "checksum", "photo", "words"),
    [
        ([], "0" * 64, None, "1 to 500 rows"),
        ([{"a": 1}], "zz", None, "SHA-256"),
        ([{"a": {1, 2}}], "0" * 64, None, "plain JSON"),
        ([{"a": float("nan")}], "0" * 64, None, "plain JSON"),
        ([{"a": "x" * 20_000}], "0" * 64, None, "longer than any printed one"),
        ([{"a": 1}], "0" * 64, b"another photo", "not the one"),
    ],
)
def test_a_report_that_cannot_be_stored_is_refused_whole(
    records: Records, person: Person, printed: list[object], checksum: str, photo: bytes | None, words: str
) -> None:
    with pytest.raises(InvalidEntry, match=words):
        records.store_report(person, printed, checksum, photo)
    assert records.reports(person) == ()
