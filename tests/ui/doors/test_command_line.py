"""What every command has in common: help, exit status, what is loaded, where it writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from ui.command_line import build_parser, main
from ui.commands.output import answer, table
from ui.view_models.shell import PAGES, SCREENS

NAME = "Zyxwvut Markername"
MEDICINE = "Markerpril"
HEAVY = (
    "PySide6",
    "llama_cpp",
    "faster_whisper",
    "onnxruntime",
    "bumble",
    "cv2",
    "numpy",
    "tantivy",
    "bleak",
)
COMMANDS = (
    "run", "demo", "doctor", "devices scan", "devices pair", "devices list", "devices forget", "devices models",
    "devices decode", "readings add", "readings list", "readings rebuild", "people add", "people list",
    "people edit", "people switch", "people remove", "people restore", "people pin", "people questions",
    "people assign", "people move", "people undo", "people decisions", "people device", "medicines list",
    "medicines add", "medicines change", "medicines stop", "medicines remove", "medicines restore", "alerts list",
    "alerts history", "alerts acknowledge", "reminders list", "reminders today", "reminders suggest",
    "reminders add", "reminders recheck", "reminders remove", "reminders restore", "reminders done",
    "reminders skip", "reminders snooze", "reminders reopen", "reminders watch",
    "report read", "ask", "triage", "privacy preview", "kb build", "kb search", "kb stats", "models list",
    "models pull", "models remove", "models check", "evaluate retrieval", "evaluate triage",
    "evaluate privacy", "evaluate reports", "evaluate speech",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as end:
        build_parser().parse_args([*command.split(), "--help"])
    assert end.value.code == 0
    assert "--data DIR" in capsys.readouterr().out


def test_help_loads_no_room_of_the_house():
    code = f"""
import json, sys
from ui.command_line import main
for words in (["--help"], ["ask", "--help"], ["devices", "scan", "--help"], ["demo", "--help"]):
    try:
        main(words)
    except SystemExit as end:
        assert end.code == 0
print(json.dumps([name for name in {HEAVY} if name in sys.modules]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == []
    assert "A voice-first health assistant" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        "nonesuch",
        "--nonesuch",
        "devices",
        "devices decode --characteristic 2A35",
        "readings add",
        "readings list --kind mood",
        "readings list --limit 0",
        "readings list --limit -2",
        "readings list --limit many",
        "ask hello --audio question.wav",
        "ask hello --lang fr",
        "report read",
        "people rename",
        "kb search",
        "models pull",
        "devices simulate",
        "bench --rounds 0",
        # What belongs to later versions is not there at all.
        "readings sing",
        "readings export",
        "kb devour file.md",
        "kb sing",
    ],
)
def test_what_is_not_understood_ends_with_2_and_says_how_to_write_it(listenwell, words):
    ended = listenwell(*words.split())
    assert ended.status == 2
    assert not ended.out
    assert "usage: listenwell" in ended.err


@pytest.mark.parametrize("words", [(), ("run",), ("--verbose",), ("--verbose", "run")])
def test_without_a_command_the_window_opens(words, profile, monkeypatch):
    opened = []
    monkeypatch.setattr(
        "ui.window_loop.run", lambda ports, main=None, **options: opened.append((ports, options))
    )
    assert main([*words, "--data", str(profile), "--offscreen"]) == 0
    ((_, options),) = opened
    assert options["offscreen"] is True
    assert (profile / "config").is_dir()


def test_what_the_person_chose_in_the_window_is_there_at_the_next_start(profile, monkeypatch):
    from assistant.conversation import Language
    from ui.view_models.shell import Appearance

    looks = []

    def choose(_ports, _main=None, *, appearance, on_appearance, **_options):
        looks.append(appearance)
        on_appearance(Appearance(Language.ZH, "contrast", 1.3))

    monkeypatch.setattr("ui.window_loop.run", choose)
    for _ in range(2):
        assert main(["run", "--data", str(profile)]) == 0
    assert looks[1] == Appearance(Language.ZH, "contrast", 1.3)


def test_a_choice_that_cannot_be_kept_is_told_and_the_window_goes_on(listenwell, profile, monkeypatch):
    from assistant.conversation import Language
    from ui.view_models.shell import Appearance

    def choose(_ports, _main=None, *, on_appearance, **_options):
        (profile / "config" / "settings.toml").write_text("language = [oops")
        on_appearance(Appearance(Language.ZH, "contrast", 1.3))

    monkeypatch.setattr("ui.window_loop.run", choose)
    ended = listenwell("run")
    assert (ended.status, ended.out) == (0, "")
    assert "settings.toml is not valid TOML" in ended.err
    assert (profile / "config" / "settings.toml").read_text() == "language = [oops"


def test_run_writes_a_picture_of_every_screen_and_nothing_personal_elsewhere(
    listenwell, ready_profile, tmp_path
):
    listenwell("people", "add", NAME)
    listenwell("medicines", "add", MEDICINE, "--times", "08:00")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    # Its own process: there a window and its loop come and go once.
    command = [
        sys.executable, "-m", "ui.command_line", "--verbose", "run", "--offscreen",
        "--screenshots", str(tmp_path / "shots"), "--data", str(ready_profile),
    ]  # fmt: skip
    places = {"TMPDIR": str(temporary), "HOME": str(tmp_path / "home"), "XDG_RUNTIME_DIR": str(temporary)}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, env={**os.environ, **places}
    )
    assert (done.returncode, done.stdout) == (0, "")
    pictures = {file.stem: file.stat().st_size for file in (tmp_path / "shots").iterdir()}
    assert set(pictures) == {*SCREENS, *PAGES, "add-device"}
    assert min(pictures.values()) > 10_000
    written = [file for file in tmp_path.rglob("*") if file.is_file() and file.suffix != ".png"]
    assert "records.db" in {file.name for file in written}
    for marker in (NAME, MEDICINE):
        assert marker not in done.stderr
        assert [file for file in written if marker.encode() in file.read_bytes() or marker in str(file)] == []


def test_a_reader_that_goes_away_is_no_failure(profile):
    command = (
        f'"{sys.executable}" -m ui.command_line people add Ann --data "{profile}" && '
        f'"{sys.executable}" -m ui.command_line devices models --data "{profile}"'
    )
    done = subprocess.run(
        ["/bin/sh", "-c", f"( {command}; echo $? >&2 ) | true"], capture_output=True, text=True, check=True
    )
    assert done.stderr.split() == ["0"]


def test_a_terminal_without_chinese_still_gets_an_answer(profile):
    done = subprocess.run(
        [sys.executable, "-m", "ui.command_line", "triage", "我胸口疼得厉害", "--data", str(profile)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0
    assert b"999" in done.stdout
    assert b"Traceback" not in done.stderr


def test_stopping_with_the_keyboard_says_so(listenwell, monkeypatch):
    def stop(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("ui.commands.people.services", stop)
    assert listenwell("people", "list").sentence == "Stopped."


def test_tables_stand_straight_with_chinese_in_them():
    lines = table([("名称", "value"), ("血压", "128"), ("spo2", "97")])
    assert lines == ["名称  value", "血压  128", "spo2  97"]


def test_json_is_one_line_with_numbers_times_and_chinese_as_they_are(capsys):
    from datetime import UTC, datetime
    from decimal import Decimal
    from pathlib import Path

    value = {
        "exact": Decimal("5.60"),
        "whole": Decimal(70),
        "at": datetime(2026, 11, 24, tzinfo=UTC),
        "where": Path("a") / "b",
        "flags": {"b", "a"},
        "zh": "血压",
    }
    answer(as_json=True, value=value, lines=["for people"])
    (line,) = capsys.readouterr().out.splitlines()
    assert "血压" in line
    assert json.loads(line) == {
        "exact": 5.6, "whole": 70, "at": "2026-11-24T00:00:00+00:00", "where": str(Path("a") / "b"),
        "flags": ["a", "b"], "zh": "血压",
    }  # fmt: skip
    with pytest.raises(TypeError, match="no JSON form"):
        answer(as_json=True, value={"thing": object()}, lines=[])


@pytest.mark.parametrize("words", ["run --every-look", "run --compare ."])
def test_pictures_need_a_folder(listenwell, words):
    assert "--screenshots DIR" in listenwell(*words.split()).sentence


def test_a_look_that_nobody_can_choose_does_not_keep_the_window_shut(profile, monkeypatch):
    looks = []
    monkeypatch.setattr("ui.window_loop.run", lambda _ports, _main=None, **options: looks.append(options))
    (profile / "config").mkdir(parents=True)
    (profile / "config" / "settings.toml").write_text('[appearance]\ntheme = "sepia"\ntext_scale = 7\n')
    assert main(["run", "--data", str(profile)]) == 0
    assert (looks[0]["appearance"].theme, looks[0]["appearance"].text_scale) == ("system", 1.0)
