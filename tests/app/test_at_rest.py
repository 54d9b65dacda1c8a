"""Nothing personal lies open on the disk or in a log, and the key of closed records is not in memory."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.cloud import CloudDoor
from app.folders import Folders
from app.profile import PersonProfile
from app.services import Services
from app.settings import Cloud, Settings
from assistant.deidentification.log_filter import PersonalFilter, guard_logs
from assistant.workflow import Question
from kb.document import Document, Section
from kb.library import Library

MARKERS = ("Zyxwvut Markername", "马克标记", "13799990001")


@pytest.fixture
def household(folders: Folders, key, clock, tmp_path) -> Services:
    cloud = Cloud(enabled=True, base_url="http://127.0.0.1:9/v1", model="small")
    house = Services(
        folders, Settings(cloud=cloud), key=key, now=clock, time_zone="UTC", cloud_key=lambda _: ""
    )
    section = Section(("A", "B"), "Sit down and rest for five minutes before measuring blood pressure.")
    house.library = Library(
        [Document("en/a", "a", "A", "en", "", "", date(2026, 1, 1), ("S",), (section,))], tmp_path / "index"
    )
    yield house
    house.close()


async def test_markers_of_a_whole_journey_are_in_no_file(household, folders, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    person = household.records.household.add(MARKERS[0], PersonProfile(birth_date=date(1950, 5, 5)))
    household.records.signed_in.switch(person)
    photo = io.BytesIO()
    Image.new("RGB", (20, 20)).save(photo, "JPEG", comment=MARKERS[0].encode())
    import hashlib

    data = photo.getvalue()
    rows = [{"printed_name": MARKERS[1], "analyte": "glucose", "value": "7.4"}]
    household.records.store_report(person, rows, hashlib.sha256(data).hexdigest(), data)
    question = f"My name is {MARKERS[0]}, {MARKERS[1]}, {MARKERS[2]}. Which is better, morning or evening?"
    answered = await household.workflow().ask(Question(question), lambda _text: None)
    door = CloudDoor(household)
    offer = door.prepare(answered)
    household.audit.note("sending", offer.id, sha256=offer.envelope.sha256)
    door.agree(offer)
    household.close()
    files = [path for path in folders.data.rglob("*") if path.is_file()]
    assert any(path.name == "records.db" for path in files)
    hits = [
        (path.name, marker)
        for path in files
        for marker in MARKERS
        if marker.encode() in path.read_bytes() or marker in str(path)
    ]
    assert hits == []
    assert not any(marker in record.getMessage() for record in caplog.records for marker in MARKERS)


#: A process that opens records, closes them, and looks for their key in its own memory.
LOOKER = textwrap.dedent(
    """
    import binascii, gc, json, sys
    from pathlib import Path
    from app.folders import open_folders
    from app.keys import KeySources, open_key
    from app.memory_wiping import wipe
    from app.records.records import open_records

    def count(needle):
        found = 0
        for line in open("/proc/self/maps"):
            fields = line.split()
            if "r" not in fields[1] or "w" not in fields[1] or (len(fields) > 5 and fields[5].startswith("[v")):
                continue
            start, end = (int(part, 16) for part in fields[0].split("-"))
            with open("/proc/self/mem", "rb") as memory:
                memory.seek(start)
                try:
                    found += memory.read(end - start).count(needle)
                except OSError:
                    continue
        return found

    folders = open_folders(Path(sys.argv[1]))
    key = open_key(folders, "file", KeySources(keyring=lambda: None))
    records = open_records(folders, key)
    half = bytes(byte ^ 0x5A for byte in key.secret)  # so that what looks for it is not itself what is found
    def needles():
        raw = bytes(byte ^ 0x5A for byte in half)
        return raw, binascii.hexlify(raw)
    def counted():
        raw, text = needles()
        found = count(raw), count(text)
        for one in (raw, text):
            wipe(one)
        return found
    opened = counted()
    records.close()
    key.forget()
    del records, key
    gc.collect()
    print(json.dumps({"open": opened, "closed": counted()}))
    """
)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_key_of_closed_records_is_not_in_memory(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOKER, str(tmp_path / "profile")], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    raw_open, _ = found["open"]
    assert raw_open >= 2
    # As bytes and spelled in hexadecimal; the one copy of each is what the search itself looks with.
    assert found["closed"] == [1, 1]


def test_a_log_line_lets_only_known_fields_through() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(PersonalFilter())
    log = logging.getLogger("listenwell.test")
    log.addHandler(handler)
    try:
        log.warning("no answer from %s: %s", MARKERS[0], ValueError(MARKERS[1]))
        log.warning("%d readings of %s took %.1f ms", 12, "blood_pressure", 3.25)
        log.error(f"call {MARKERS[2]}")  # noqa: G004 - as somebody might
        try:
            int(MARKERS[0])
        except ValueError:
            log.exception("it broke")
    finally:
        log.removeHandler(handler)
    written = stream.getvalue()
    assert not any(marker in written for marker in MARKERS)
    assert "no answer from ‹str›: ‹ValueError›" in written
    assert "12 readings of blood_pressure took 3.2 ms" in written
    assert "it broke (ValueError)" in written


def test_every_handler_is_guarded() -> None:
    root = logging.Logger("root")  # noqa: LOG001 - not that of this process
    root.addHandler(logging.StreamHandler(io.StringIO()))
    guard_logs(root)
    guard_logs(root)
    assert [type(one) for one in root.handlers[0].filters] == [PersonalFilter]


@pytest.mark.skipif(sys.platform != "linux", reason="a crash and its dump as Linux has them")
def test_a_crash_of_the_program_leaves_no_dump() -> None:
    """The command itself, not the function it calls: no size for a file, and nothing for a collector's pipe."""
    program = (
        "import ctypes, resource, sys; from ui.command_line import main; main(['triage', '--json', 'hello']);"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "(0, 0) 0"
