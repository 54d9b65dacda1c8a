"""The demonstration: how a step is kept, what its sound is made of, and the whole of it once."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.speech.audio import SPEECH_RATE, Clip, write_wav
from assistant.speech.errors import AudioError, NothingHeard
from ui.demonstration import stage as staging
from ui.demonstration.sound import RecordedMicrophone, SpeechRecorder
from ui.demonstration.stage import Stage, StepFailed

STEPS = {
    "library": {"documents", "passages", "indexed_now", "embedded_now", "vectors", "embedder"},
    "device": {"device", "result", "readings_stored", "newest", "raw_frame", "database_encrypted", "home_tile", "simulated", "screens"},
    "question_en": {"transcript", "red_flag", "answer", "route", "engine", "citations", "figures", "spoken", "recogniser", "timings_ms", "screens"},
    "question_zh": {"transcript", "red_flag", "answer", "route", "engine", "citations", "figures", "spoken", "recogniser", "timings_ms", "screens"},
    "emergency": {"zh", "en", "screens"},
    "report_en": {"photo", "photo_sha256", "rows", "out_of_range", "printed_rows", "personal_fields_left_out", "readers", "ms", "screens"},
    "report_zh": {"photo", "photo_sha256", "rows", "out_of_range", "printed_rows", "personal_fields_left_out", "readers", "ms", "screens"},
    "multimodal": {"model", "note", "answers_health_questions", "checksum_verified", "child_process", "pieces_streamed", "cancel_ms", "tokens_per_second", "load_ms"},
    "cloud": {"why_offered", "endpoint", "model", "note", "bytes_shown", "bytes_left", "body_sha256", "replaced", "answer", "route", "engine", "citations", "ms", "screens"},
    "screens": {"screens"},
}  # fmt: skip


@pytest.fixture
def stage(tmp_path):
    """A stage with nothing on it: for steps that use none of it."""
    return Stage(*[None] * 8, out=tmp_path)


async def test_a_step_is_kept_with_its_evidence_and_told(stage, capsys):
    async def act(_stage):
        return {"found": 3}

    await stage.perform(2, 5, "Counting", "count", act)
    (step,) = stage.steps
    assert (step.name, step.ok, step.evidence) == ("count", True, {"found": 3})
    assert step.ms >= 0
    told = capsys.readouterr()
    assert "2/5 Counting\n    ✓" in told.err
    assert not told.out


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (StepFailed("no device was found"), "no device was found"),
        (NothingHeard(), "NothingHeard: No words were heard"),
        (TimeoutError(), "took longer than 300 s"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
async def test_a_step_that_fails_is_told_and_keeps_no_other_from_being_shown(stage, capsys, error, says):
    async def fail(_stage):
        raise error

    async def work(_stage):
        return {}

    await stage.perform(1, 2, "First", "first", fail)
    await stage.perform(2, 2, "Second", "second", work)
    assert [step.ok for step in stage.steps] == [False, True]
    assert says in stage.steps[0].evidence["failure"]
    assert f"✗ {stage.steps[0].evidence['failure']}" in capsys.readouterr().err


async def test_a_step_that_hangs_has_failed(stage, monkeypatch):
    monkeypatch.setattr(staging, "STEP_SECONDS", 0.01)

    async def hang(_stage):
        await asyncio.Event().wait()

    await stage.perform(1, 1, "Waiting", "wait", hang)
    assert stage.steps[0].evidence == {"failure": "took longer than 0 s"}


async def test_waiting_for_what_does_not_come_names_it(stage):
    await stage.until(lambda: True, "never told")
    with pytest.raises(StepFailed, match="the answer did not end"):
        await stage.until(lambda: False, "the answer did not end", 0.01)


@pytest.mark.parametrize("ok", [True, False])
def test_the_exit_status_says_whether_every_step_did_its_work(listenwell, monkeypatch, tmp_path, profile, ok):
    asked = []
    steps = [
        {"name": "library", "ok": True, "ms": 1500.0, "evidence": {}},
        {
            "name": "device",
            "ok": ok,
            "ms": 20.0,
            "evidence": {} if ok else {"failure": "no device was found"},
        },
    ]

    def demonstrate(out, *, data, offscreen):
        asked.append((out, data, offscreen))
        return {"ok": ok, "steps": steps}

    monkeypatch.setattr("ui.demonstration.script.demonstrate", demonstrate)
    ended = listenwell("demo", "--out", str(tmp_path / "out"), "--offscreen", "--json")
    assert (ended.status, ended.json) == (0 if ok else 1, {"ok": ok, "steps": steps})
    assert asked == [(tmp_path / "out", profile, True)]
    shown = listenwell("demo", "--out", str(tmp_path / "out")).out
    assert "✓ library" in shown
    assert f"{'✓' if ok else '✗'} device" in shown


def test_the_recorded_microphone_gives_its_recording_and_then_silence(tmp_path):
    sound = np.sin(np.arange(SPEECH_RATE // 10) / 10).astype(np.float32) / 2
    write_wav(tmp_path / "tone.wav", Clip(sound))
    microphone = RecordedMicrophone()
    microphone.load(tmp_path / "tone.wav")
    for _ in range(2):  # it can be listened to again
        microphone.start()
        heard = np.concatenate([microphone.read() for _ in range(10)])
        microphone.close()
        assert len(heard) == SPEECH_RATE // 5
        assert np.allclose(heard[: len(sound)], sound, atol=1e-3)
        assert not heard[len(sound) :].any()
    with pytest.raises(AudioError):
        microphone.load(tmp_path / "absent.wav")


async def test_the_recorder_writes_what_would_be_heard(tmp_path):
    recorder = SpeechRecorder()
    recorder.path = tmp_path / "speech.wav"
    pieces = [np.full(2205, 0.5, np.float32), np.full(2205, -0.5, np.float32)]
    assert recorder.play(iter(pieces), 22050) == pytest.approx(0.2)
    recorder.stop()
    assert _loudness(recorder.path) == (pytest.approx(0.2), pytest.approx(16384, abs=2))
    assert recorder.play(iter(()), 22050) == 0.0


def _loudness(path: Path) -> tuple[float, int]:
    with wave.open(str(path)) as recording:
        samples = np.frombuffer(recording.readframes(recording.getnframes()), "<i2")
        return recording.getnframes() / recording.getframerate(), int(np.abs(samples).max(initial=0))


@pytest.mark.timeout(900)
def test_the_main_job_is_done_end_to_end_with_nobody_touching_it(tmp_path):
    out, profile = tmp_path / "out", tmp_path / "profile"
    command = [
        sys.executable, "-m", "ui.command_line", "demo", "--out", str(out), "--json", "--offscreen",
        "--data", str(profile),
    ]  # fmt: skip
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=880,
        env={**os.environ, "QT_QPA_PLATFORM": ""},
    )
    summary = json.loads(done.stdout.splitlines()[-1])
    failures = {step["name"]: step["evidence"] for step in summary["steps"] if not step["ok"]}
    assert failures == {}, done.stderr
    assert (done.returncode, summary["ok"]) == (0, True)
    assert json.loads((out / "summary.json").read_text(encoding="utf-8")) == summary

    evidence = {step["name"]: step["evidence"] for step in summary["steps"]}
    assert {name: set(of_step) for name, of_step in evidence.items()} == STEPS
    assert all(step["ms"] > 0 for step in summary["steps"])
    assert "10/10" in done.stderr
    _check_device(evidence["device"])
    for language, words in (("en", "blood pressure"), ("zh", "血压")):
        _check_question(evidence[f"question_{language}"], out, words)
        assert evidence["emergency"][language]["level"] == "999"
        assert evidence["emergency"][language]["route"] == "rules"
        _check_report(evidence[f"report_{language}"], out)
    assert evidence["multimodal"]["child_process"] is True
    assert evidence["multimodal"]["answers_health_questions"] is False
    cloud = evidence["cloud"]
    assert cloud["bytes_shown"] == cloud["bytes_left"] > 100
    assert cloud["route"] == "cloud"
    assert {"NAME", "PHONE"} <= set(cloud["replaced"])

    pictures = {name for of_step in evidence.values() for name in of_step.get("screens", ())}
    assert {
        f"screens/{screen}-{language}.png" for screen in ("home", "trends") for language in ("zh", "en")
    } <= pictures
    for name in pictures:
        assert (out / name).stat().st_size > 10_000, name
        with Image.open(out / name) as picture:
            assert picture.size == (1280, 800), name
    transcript = (out / "transcript.txt").read_text(encoding="utf-8")
    for language in ("en", "zh"):
        assert evidence[f"question_{language}"]["transcript"] in transcript
    # Nothing of the demonstration stays in the household's profile but what makes the next one quicker.
    assert not (profile / "records.db").exists()


def _check_device(evidence):
    assert evidence["database_encrypted"] is True
    assert evidence["simulated"] is True
    assert evidence["readings_stored"] >= 1
    assert evidence["newest"]["systolic"] == "128 mm[Hg]"
    assert bytes.fromhex(evidence["raw_frame"]["hex"])[1] == 128
    assert evidence["home_tile"].startswith("128/79 mmHg")


def _check_question(evidence, out, words):
    assert words in evidence["transcript"]
    assert "128/79" in evidence["answer"]
    assert evidence["route"] == "excerpts"
    assert evidence["engine"]
    assert evidence["recogniser"]
    assert evidence["citations"]
    seconds, loudest = _loudness(out / evidence["spoken"]["file"])
    assert seconds == pytest.approx(evidence["spoken"]["seconds"], abs=0.1)
    assert seconds > 5
    assert loudest > 1000


def _check_report(evidence, out):
    photo = (out / evidence["photo"]).read_bytes()
    assert hashlib.sha256(photo).hexdigest() == evidence["photo_sha256"]
    assert len(evidence["rows"]) == evidence["printed_rows"]
    marked = {row["name"] for row in evidence["rows"] if row["verdict"] in {"high", "low"}}
    assert marked == set(evidence["out_of_range"])
    assert marked
    assert evidence["personal_fields_left_out"] > 0
