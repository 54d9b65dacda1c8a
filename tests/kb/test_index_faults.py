"""F5: whatever happens to the index, the library finds what it found before, from the articles alone."""

import random
import shutil
import signal
import subprocess
import sys

import numpy as np
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


class Letters:
    """A text's vector says how often each letter or character stands in it."""

    name = "letters 1"

    def __init__(self):
        self.telling = {"en": (-1.0, 0.0), "zh": (-1.0, 0.0)}

    def embed_question(self, text):
        counts = np.bincount([ord(letter) % 97 for letter in text], minlength=97).astype(np.float32)
        return counts / np.linalg.norm(counts)

    def embed_passages(self, texts):
        return np.stack([self.embed_question(text) for text in texts])


def found(library):
    return [
        [(hit.passage.id, round(hit.score, 6), sorted(hit.why)) for hit in library.search(*question).hits]
        for question in QUESTIONS
    ]


def shipped(own, index):
    return found(Library.open(own, index))


def test_a_build_that_is_killed_leaves_a_library_that_finds_everything(tmp_path):
    chance = random.Random(11)
    own, index = tmp_path / "none", tmp_path / "index"
    killed = 0
    for _ in range(5):
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
    assert shipped(own, index) == shipped(own, tmp_path / "another")


@pytest.mark.parametrize("damage", ["missing", "cut", "garbled", "empty"])
def test_any_file_that_is_damaged_is_made_good(documents, tmp_path, damage):
    chance = random.Random(12)
    good = tmp_path / "good"
    library = Library(documents, good, Letters())
    library.build_vectors()
    before = found(library)
    assert all("vector" in why for hits in before for _, _, why in hits)
    files = [path.relative_to(good) for path in good.rglob("*") if path.is_file() and path.stat().st_size > 1]
    assert {"seal.json", "rows.npy", "names.json", "meta.json"} < {file.name for file in files}
    for number, file in enumerate(sorted(files)):
        index = tmp_path / str(number)
        shutil.copytree(good, index)
        content = bytearray((index / file).read_bytes())
        if damage == "missing":
            (index / file).unlink()
        else:
            content[chance.randrange(len(content))] ^= 0xFF
            kept = {"cut": len(content) // 2, "garbled": len(content), "empty": 0}[damage]
            (index / file).write_bytes(content[:kept])
        again = Library(documents, index, Letters())
        again.build_vectors()
        assert found(again) == before, file
