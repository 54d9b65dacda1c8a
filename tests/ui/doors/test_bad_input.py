"""Bad input: one clear sentence saying what to do, exit 1, nothing lost."""

from __future__ import annotations

import importlib.abc
import json
import shutil
import sys

import numpy as np
import pytest
from PIL import Image

import ui
from app.folders import open_folders
from app.keys import open_key
from app.records.database import connect
from app.services import Services
from app.settings import Settings
from assistant.models.store import ModelStore
from assistant.speech.audio import SPEECH_RATE, Clip, write_wav

LONG = ("我的血压 why " * 12_000)[:100_000]


@pytest.fixture
def kept(listenwell, ready_profile):
    """A profile with one reading, and the proof later that it is still there."""
    listenwell("readings", "add", "blood_pressure=128/79", "--at", "2026-11-20T08:00")
    before = listenwell("readings", "list", "--json").json

    def check() -> None:
        assert len(before["readings"]) == 1
        assert listenwell("readings", "list", "--json").json == before

    return check


@pytest.fixture
def files(tmp_path):
    """Files that are not what they are given as, by name."""
    (tmp_path / "words.wav").write_bytes(b"These are words, not sound.")
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "cut.wav").write_bytes(b"RIFF\xff\xff\xff\x7fWAVEfmt ")
    (tmp_path / "words.jpg").write_bytes(b"These are words, not a photo." * 100)
    (tmp_path / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF")
    Image.new("RGB", (800, 600), "white").save(tmp_path / "wall.png")
    (tmp_path / "lines.txt").write_bytes(b"\xff\xfe not text")
    (tmp_path / "lines.jsonl").write_text("this is no JSON\n")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("devices decode --characteristic 2A35 --hex 1e8000", "cut short"),
        ("ask --audio {}/words.wav", "Record it as WAV or FLAC"),
        ("ask --audio {}/empty.wav", "Record it as WAV or FLAC"),
        ("ask --audio {}/cut.wav", "Record it as WAV or FLAC"),
        ("ask --audio {}/absent.wav", "cannot be opened"),
        ("ask --photo {}/absent.jpg", "check its name"),
        ("ask --photo {}/words.jpg", "give a JPEG"),
        ("report read {}/words.jpg", "give a JPEG"),
        ("report read {}/absent.jpg", "check its name"),
        ("models check nonesuch", "no model 'nonesuch'"),
        ("run --offscreen --virtual-devices nonesuch", "'nonesuch'"),
        ("evaluate triage {}/absent.jsonl", "check its name"),
        ("evaluate triage {}/lines.txt", "UTF-8"),
        ("evaluate triage {}/lines.jsonl", "Line 1"),
        ("evaluate privacy {}/lines.jsonl", "Line 1"),
        ("evaluate reports {}/absent", "check the path"),
        ("evaluate retrieval {}/absent", "cannot be read"),
        ("evaluate speech {}/absent", "is not a folder"),
        ("demo --out {}/words.wav/out", "choose another one with --out"),
    ],
)
def test_a_file_or_name_that_cannot_be_used(listenwell, kept, files, words, says, monkeypatch):
    # Nothing of this needs a model.
    monkeypatch.setattr("app.speech_models.SpeechModels.recogniser", lambda _self: None)
    assert says in listenwell(*words.format(files).split()).sentence
    kept()


@pytest.mark.parametrize(
    ("name", "says"), [("wall.png", "take the photo again"), ("cut.jpg", "take it again")]
)
def test_a_picture_that_shows_no_report(listenwell, kept, files, name, says):
    ended = listenwell("report", "read", str(files / name), "--store")
    *_progress, sentence = ended.err.splitlines()
    assert (ended.status, ended.out) == (1, "")
    assert says in sentence
    kept()


@pytest.mark.parametrize("command", [("ask",), ("triage",), ("kb", "search"), ("privacy", "preview")])
def test_a_question_of_100_000_characters(listenwell, kept, command):
    sentence = listenwell(*command, LONG).sentence
    assert "please" in sentence
    assert len(sentence) < 200
    kept()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("language = [oops", "line 1"),
        ('\n[appearance]\ntheme = "plaid"\n', "line 3"),
        ("nonesuch = true\n", "unknown key"),
        ("\x00\x01", "line 1"),
    ],
)
@pytest.mark.parametrize("command", ["people list", "doctor", "run --offscreen", "ask hello"])
def test_a_corrupt_settings_file_is_named_and_left_as_it_is(listenwell, profile, text, says, command):
    settings = open_folders(profile).settings_file
    settings.write_text(text)
    sentence = listenwell(*command.split()).sentence
    assert str(settings) in sentence
    assert says in sentence
    assert settings.read_text() == text


def test_a_setting_of_the_environment_is_named(listenwell, monkeypatch):
    monkeypatch.setenv("LISTENWELL_LANGUAGE", "klingon")
    assert "LISTENWELL_LANGUAGE" in listenwell("people", "list").sentence


def test_a_database_from_a_newer_version_is_left_byte_for_byte(listenwell, kept, profile, snapshot_of):
    database = profile / "records.db"
    key = open_key(open_folders(profile), "file").secret
    connection = connect(database, key)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = snapshot_of(profile)
    for command in ("readings list", "readings add spo2=97", "readings rebuild", "people list"):
        assert "newer version" in listenwell(*command.split()).sentence
    assert snapshot_of(profile) == before


def test_a_damaged_database_shows_no_value_and_is_left_as_it_is(listenwell, kept, profile, snapshot_of, qapp):
    database = profile / "records.db"
    content = bytearray(database.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page + 2000] ^= 1
    database.write_bytes(content)
    before = snapshot_of(profile)
    for command in ("readings list", "readings list --json", "readings add spo2=97"):
        sentence = listenwell(*command.split()).sentence
        assert "damaged" in sentence
        assert "backup" in sentence
    records = {one["part"]: one for one in listenwell("doctor", "--json").json["parts"]}["records"]
    assert records["state"] == "missing"
    assert "backup" in records["remedy"]
    assert snapshot_of(profile) == before


def test_a_file_that_is_no_database_is_left_as_it_is(listenwell, kept, profile):
    database = profile / "records.db"
    database.write_bytes(b"not a database" * 1000)
    assert "restore the file from a backup" in listenwell("readings", "list").sentence
    assert database.read_bytes() == b"not a database" * 1000


def test_records_without_their_key_are_not_replaced(listenwell, kept, profile):
    before = (profile / "records.db").read_bytes()
    shutil.move(profile / "config" / "device.key", profile / "elsewhere")
    assert "key" in listenwell("readings", "list").sentence
    assert (profile / "records.db").read_bytes() == before
    shutil.move(profile / "elsewhere", profile / "config" / "device.key")
    kept()


def test_a_second_listenwell_on_the_same_records(listenwell, kept, profile):
    first = Services(open_folders(profile), Settings(security={"key_storage": "file"}))
    assert first.records.household.people()
    assert "already running" in listenwell("readings", "add", "spo2=97").sentence
    assert listenwell("triage", "chest pain").status == 0
    first.close()
    kept()


def test_a_folder_that_cannot_be_used(listenwell, tmp_path):
    (tmp_path / "file").write_text("here")
    assert "--data DIR" in listenwell("people", "list", data=tmp_path / "file" / "profile").sentence


def test_no_recogniser_installed(listenwell, kept, spoken_question, monkeypatch, qapp):
    def nothing(house):
        return ModelStore(house.catalogue, house.folders.models, house.folders.data / "none", offline=True)

    monkeypatch.setattr("assistant.models.store.packaged_parts", lambda _source: {})
    monkeypatch.setattr(Services, "models", property(nothing))
    sentence = listenwell("ask", "--audio", str(spoken_question)).sentence
    assert "No speech recognition model is installed" in sentence
    assert "make setup" in sentence
    parts = {one["part"]: one for one in listenwell("doctor", "--json").json["parts"]}
    assert parts["speech recognition"]["state"] == "missing"
    assert parts["speech recognition"]["remedy"]
    kept()


def test_silence_is_no_question(listenwell, kept, tmp_path):
    write_wav(tmp_path / "silence.wav", Clip(np.zeros(SPEECH_RATE * 2, np.float32)))
    assert "No words were heard" in listenwell("ask", "--audio", str(tmp_path / "silence.wav")).sentence
    kept()


class _NoGui(importlib.abc.MetaPathFinder):
    """A machine on which Qt's own libraries are missing."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname in {"PySide6.QtGui", "PySide6.QtQuick"}:
            raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")


@pytest.fixture
def no_qt(monkeypatch):
    monkeypatch.setattr(sys, "meta_path", [_NoGui(), *sys.meta_path])
    for name in (
        "PySide6.QtGui",
        "PySide6.QtQuick",
        "ui.window",
        "ui.window_loop",
        "ui.desktop",
        "ui.demonstration.script",
    ):
        monkeypatch.delitem(sys.modules, name, raising=False)
    for name in ("window", "window_loop", "desktop"):
        monkeypatch.delattr(ui, name, raising=False)


@pytest.mark.parametrize("command", ["run", "demo --out {}"])
def test_without_the_libraries_of_qt_the_packages_are_named(listenwell, kept, no_qt, tmp_path, command):
    sentence = listenwell(*command.format(tmp_path).split()).sentence
    assert "libEGL.so.1" in sentence
    assert "sudo apt-get install libgl1 libegl1" in sentence
    kept()


def test_without_the_libraries_of_qt_doctor_still_tells_about_everything(listenwell, kept, no_qt):
    ended = listenwell("doctor", "--json")
    parts = {one["part"]: one for one in ended.json["parts"]}
    assert (ended.status, len(parts)) == (0, 16)
    for part in ("window", "fonts", "camera"):
        assert parts[part]["state"] == "missing"
        assert parts[part]["remedy"].startswith("sudo apt-get install libgl1 libegl1")
    assert parts["records"]["state"] == "works"


def test_the_shape_of_a_failure_is_the_same_with_json(listenwell):
    ended = listenwell("models", "pull", "nonesuch", "--json")
    assert ended.sentence
    assert not ended.out
    with pytest.raises(json.JSONDecodeError):
        json.loads(ended.err)
