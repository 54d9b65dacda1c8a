"""F5: whatever happens to the index, the library finds what it found before, from the articles alone."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb.library import Library

QUESTIONS = [
    ("how do I measure my blood pressure", "en"),
    ("低血糖怎么办", "zh"),
    ("发烧多少度要去医院", "zh"),
]
BUILD = """
import sys
from pathlib import Path
from kb.library import Library
print("ready", flush=True)
Library.open(Path(sys.argv[1]), Path(sys.argv[2])).build()
"""


def answers(own, index):
    library = Library.open(own, index)
    return [
        [(hit.passage.id, round(hit.score, 6)) for hit in library.search(question, language).hits]
        for question, language in QUESTIONS
    ]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    return answers(folder / "none", folder / "index")


def test_a_build_that_is_killed_leaves_a_library_that_finds_everything(tmp_path, whole):
    chance = random.Random(11)
    own, index = tmp_path / "none", tmp_path / "index"
    killed = 0
    for _ in range(8):
        child = subprocess.Popen([sys.executable, "-c", BUILD, own, index], stdout=subprocess.PIPE)
        assert child.stdout.readline() == b"ready\n"
        try:
            child.wait(timeout=chance.uniform(0.05, 1.2))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
            killed += 1
        child.stdout.close()
    assert killed
    assert answers(own, index) == whole


def test_any_garbled_cut_or_missing_file_is_made_good(tmp_path, whole):
    chance = random.Random(12)
    own, index = tmp_path / "none", tmp_path / "index"
    for damage in range(6):
        Library.open(own, index).build()
        file = chance.choice(
            [path for path in sorted(Path(index).rglob("*")) if path.is_file() and path.stat().st_size]
        )
        content = bytearray(file.read_bytes())
        if damage % 3 == 0:
            file.unlink()
        elif damage % 3 == 1:
            file.write_bytes(content[: len(content) // 2])
        else:
            content[chance.randrange(len(content))] ^= 0xFF
            file.write_bytes(content)
        assert answers(own, index) == whole, file.name
