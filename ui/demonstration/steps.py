"""The steps of the demonstration. Each drives the window as a person would and returns its evidence."""

from __future__ import annotations

import asyncio
import hashlib
import json
from importlib import resources
from pathlib import Path
from time import perf_counter
from typing import Any

from PySide6.QtCore import QUrl

from assistant.conversation import Language
from assistant.models.answer_prompt import ChatMessage
from assistant.models.local_engine import LocalEngine
from assistant.reports.practice.generation import layouts, render
from assistant.speech.recordings import recording_name
from device_io.reading import ReadingKind
from ui.commands.output import say
from ui.demonstration.stage import Stage, StepFailed

#: A question that weighs two things, with a name and a number in it that must not leave.
HARDER_QUESTION = (
    "This is Mary Example, telephone 13800138000. "
    "Is it better to measure my blood pressure in the morning or in the evening?"
)
EMERGENCY = {
    Language.EN: "I have crushing chest pain and my left arm hurts.",
    Language.ZH: "我胸口疼得厉害，喘不上气。",
}
#: The tiny model has the real architecture and random weights.
MULTIMODAL = "qwen3-vl-tiny"
_SQLITE_MAGIC = b"SQLite format 3"


#: How long the demonstration embeds passages. All of them take minutes, which the window does while it is open;
#: until then questions are answered by words and concepts.
EMBEDDING_SECONDS = 10.0


async def library(stage: Stage) -> dict[str, Any]:
    """Index the articles by words and concepts, and begin to do so by meaning."""
    shelf = stage.house.library
    built = await asyncio.to_thread(shelf.build)
    until = perf_counter() + EMBEDDING_SECONDS
    embedded = await asyncio.to_thread(
        shelf.build_vectors,
        lambda done, of: say(f"    embedding {done} of {of}") if done % 20 == 0 else None,
        lambda: perf_counter() > until,
    )
    stats = shelf.stats()
    if sum(stats.documents.values()) < 24 or stats.problems:
        raise StepFailed(f"the starter library is not whole: {dict(stats.documents)} {stats.problems}")
    return {
        "documents": dict(stats.documents),
        "passages": stats.passages,
        "indexed_now": built.indexed,
        "embedded_now": embedded,
        "vectors": stats.vectors,
        "embedder": stats.embedder,
    }


async def monitor(stage: Stage) -> dict[str, Any]:
    """A blood pressure monitor advertises, is found, paired with its passkey, and delivers readings."""
    window, adding = stage.window, stage.adding
    window.show("devices")
    stage.devices.add()
    pictures = [await stage.picture("devices-kinds")]
    adding.choose(ReadingKind.BLOOD_PRESSURE.value)
    await stage.until(lambda: bool(adding.found.rows), "no device was found")
    found = adding.found.rows[0]
    say(f"    found {found.name}, pairing")
    digits = await stage.household.passkey_shown(found.address)
    await stage.until(lambda: adding.step == "passkey", "the monitor did not ask for its passkey")
    pictures.append(await stage.picture("devices-passkey"))
    adding.givePasskey(f"{digits:06d}")
    await stage.until(lambda: adding.step in {"done", "failed"}, "pairing did not end")
    if adding.step == "failed":
        raise StepFailed(adding.sentence)
    pictures.append(await stage.picture("devices-added"))
    result = adding.sentence
    adding.leave()
    pictures.append(await stage.picture("device-page"))
    readings = stage.house.records.readings(stage.house.person, ReadingKind.BLOOD_PRESSURE)
    if not readings:
        raise StepFailed("no reading arrived")
    window.show("home")
    await stage.until(lambda: any(tile.value for tile in stage.tiles), "the home screen shows no reading")
    tile = next(tile for tile in stage.tiles if tile.kind == "blood_pressure")
    head = await asyncio.to_thread(lambda: stage.house.folders.database_file.read_bytes()[:15])
    if head == _SQLITE_MAGIC:
        raise StepFailed("the database is not encrypted")
    newest = readings[0]
    return {
        "device": {"address": found.address, "name": found.name, "paired_with": "six-digit passkey"},
        "result": result,
        "readings_stored": len(readings),
        "newest": {name: f"{one.value} {one.unit}" for name, one in newest.reading.values.items()},
        "raw_frame": await asyncio.to_thread(_raw_frame, stage, newest.raw_id),
        "database_encrypted": True,
        "home_tile": f"{tile.value} {tile.unit}, {tile.verdict_text}",
        "simulated": newest.simulated,
        "screens": [*pictures, await stage.picture("home-devices")],
    }


def _raw_frame(stage: Stage, raw_id: int) -> dict[str, Any]:
    frame = stage.house.records.raw_frame(raw_id)
    return {"row": raw_id, "characteristic": frame.characteristic, "hex": frame.payload.hex()}


async def spoken_question(stage: Stage, language: Language) -> dict[str, Any]:
    """A recorded question is heard, recognised, checked, answered from the record and the library, and spoken."""
    window, talk = stage.window, stage.talk
    window.set_language(language)
    window.show("conversation")
    with resources.as_file(resources.files("resources") / "speech" / recording_name(language)) as recording:
        await asyncio.to_thread(stage.microphone.load, recording)
    stage.recorder.path = stage.out / f"answer_{language.value}.wav"
    started = perf_counter()
    talk.tap()
    await stage.until(lambda: talk.state != "listening", "the question was not heard to its end")
    say("    heard; answering")
    await stage.until(lambda: talk.state in {"idle", "error", "blocked"}, "the answer did not end", 240)
    last = stage.conversation.last
    if talk.state != "idle" or last is None or last.answer.transcript is None:
        raise StepFailed(talk.trouble or "the question was not answered")
    answer = last.answer
    stage.transcript += [
        f"[{language.value}] Q: {answer.transcript}",
        f"[{language.value}] A: {answer.text}",
        "",
    ]
    say(f"    “{answer.transcript}”")
    if not answer.citations or not any(
        one.source.startswith(("reading:", "summary:")) for one in answer.figures
    ):
        raise StepFailed("the answer lacks a citation or a figure of the record")
    if stage.recorder.seconds < 1:
        raise StepFailed("the answer was not spoken")
    return {
        "transcript": answer.transcript,
        "red_flag": answer.red_flag.id if answer.red_flag else None,
        "answer": answer.text,
        "route": answer.route.value,
        "engine": answer.engine,
        "citations": [{"n": one.number, "title": one.title, "quote": one.quote} for one in answer.citations],
        "figures": [{"text": one.text, "source": one.source} for one in answer.figures],
        "spoken": {
            "file": stage.recorder.path.name,
            "seconds": round(stage.recorder.seconds, 1),
            "voice": stage.house.speech.voice(language).name,
        },
        "recogniser": stage.house.speech.recogniser().name,
        "timings_ms": dict(answer.timings_ms) | {"with_speech": round((perf_counter() - started) * 1000)},
        "screens": [await stage.picture(f"conversation-{language.value}")],
    }


async def emergency(stage: Stage) -> dict[str, Any]:
    """Words of an emergency are answered by fixed rules, before any model."""
    window, talk = stage.window, stage.talk
    answers: dict[str, Any] = {}
    pictures: list[str] = []
    for language, words in EMERGENCY.items():
        window.set_language(language)
        window.show("conversation")
        talk.ask(words)
        await stage.until(lambda: not talk.busy, "the emergency was not answered")
        last = stage.conversation.last
        if last is None or last.answer.red_flag is None or last.answer.red_flag.level != "999":
            raise StepFailed(f"no emergency was seen in: {words}")
        stage.transcript += [
            f"[{language.value}] Q: {words}",
            f"[{language.value}] A: {last.answer.text}",
            "",
        ]
        answers[language.value] = {
            "said": words,
            "flag": last.answer.red_flag.id,
            "level": last.answer.red_flag.level,
            "words": last.answer.text,
            "route": last.answer.route.value,
            "ms": last.answer.timings_ms["total"],
        }
        pictures.append(await stage.picture(f"emergency-{language.value}"))
    return {**answers, "screens": pictures}


async def report(stage: Stage, language: Language, panel: str, seed: int) -> dict[str, Any]:
    """A photo of a practice report is read; what was read is held against what was printed."""
    window, sheet = stage.window, stage.sheet
    photo, truth = await asyncio.to_thread(render, layouts(language)[0], language, panel, seed)
    folder = stage.out / "reports" / language.value
    name = f"report_{language.value}"
    await asyncio.to_thread(_keep, folder, name, photo, truth)
    window.set_language(language)
    sheet.startOver()
    window.show("report")
    sheet.readFile(QUrl.fromLocalFile(str(folder / f"{name}.jpg")))
    await stage.until(lambda: sheet.state != "reading", "the report was not read", 240)
    if sheet.state != "done" or stage.report.last is None:
        raise StepFailed(sheet.failure or "the report was not read")
    reading = stage.report.last
    read = {row.printed_name: row.value.text for row in reading.rows}
    wrong = [row["printed_name"] for row in truth["rows"] if read.get(row["printed_name"]) != row["value"]]
    silent = [name for name in wrong if name in read and not _in_doubt(stage, name)]
    if silent or len(wrong) > len(truth["rows"]) // 10:
        raise StepFailed(f"read otherwise than printed: {wrong}")
    picture = await stage.picture(f"report-{language.value}")
    return {
        "photo": f"reports/{language.value}/{name}.jpg",
        "photo_sha256": hashlib.sha256(photo).hexdigest(),
        "rows": [
            {
                "name": row.printed_name,
                "value": row.value.text,
                "unit": row.unit,
                "range": row.printed_range.text if row.printed_range else "",
                "verdict": row.verdict.value,
            }
            for row in reading.rows
        ],
        "out_of_range": [row.printed_name for row in reading.out_of_range],
        "printed_rows": len(truth["rows"]),
        "personal_fields_left_out": reading.redacted,
        "readers": sorted({reader for row in reading.rows for reader in row.readers}),
        "ms": round(reading.ms["total"]),
        "screens": [picture],
    }


def _in_doubt(stage: Stage, name: str) -> bool:
    rows = stage.report.last.rows if stage.report.last else ()
    return any(row.in_doubt for row in rows if row.printed_name == name)


def _keep(folder: Path, name: str, photo: bytes, truth: dict[str, Any]) -> None:
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.jpg").write_bytes(photo)
    (folder / "truth" / f"{name}.json").write_text(
        json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8"
    )


async def multimodal(stage: Stage) -> dict[str, Any]:
    """The local multimodal path: a Qwen-VL of the real architecture takes a photo, streams, and is cancelled."""
    files = await asyncio.to_thread(stage.house.models.path, MULTIMODAL)
    photo = await asyncio.to_thread((stage.out / "reports" / "en" / "report_en.jpg").read_bytes)
    engine = LocalEngine(files)
    try:
        tried = await engine.self_test()
        pieces = []
        stream = engine.generate(
            [ChatMessage("user", "What does this report say?")], images=[photo], max_tokens=24
        )
        async for piece in stream:
            pieces.append(piece)
            if len(pieces) == 8:
                break
        cancelled = perf_counter()
        await stream.aclose()
        cancel_ms = round((perf_counter() - cancelled) * 1000, 1)
        child = engine.pid
    finally:
        await engine.aclose()
    if not tried.sees or not pieces:
        raise StepFailed("the model did not take the photo")
    return {
        "model": files.entry.title,
        "note": "Random weights: this shows that the path works. Its words are shown to nobody.",
        "answers_health_questions": files.entry.answers_health_questions,
        "checksum_verified": files.verified,
        "child_process": child is not None,
        "pieces_streamed": len(pieces),
        "cancel_ms": cancel_ms,
        "tokens_per_second": round(tried.tokens_per_second, 1),
        "load_ms": round(tried.load_ms),
    }


async def harder_question(stage: Stage) -> dict[str, Any]:
    """A question beyond quotation is offered to an endpoint, shown byte for byte, and sent when agreed."""
    window, talk = stage.window, stage.talk
    window.set_language(Language.EN)
    window.show("conversation")
    talk.ask(HARDER_QUESTION)
    await stage.until(lambda: not talk.busy, "the question was not answered here")
    if not talk.offer:
        raise StepFailed("the cloud was not offered")
    offer = dict(talk.offer)
    if "Mary Example" in offer["bodyText"] or "13800138000" in offer["bodyText"]:
        raise StepFailed("the preview holds a name or a telephone number")
    pictures = [await stage.picture("cloud-preview")]
    say(f"    {offer['byteCount']} bytes would leave; the demonstration agrees in place of a person")
    talk.send()
    await stage.until(lambda: not talk.busy, "the endpoint did not answer")
    receipt = stage.house.records.receipts.all(1)
    if talk.state != "idle" or not receipt or receipt[0].outcome != "answered":
        raise StepFailed(talk.trouble or (receipt[0].outcome if receipt else "nothing was sent"))
    answer = talk.turns.rows[-1]
    stage.transcript += [f"[en] Q: {HARDER_QUESTION}", f"[en] A ({answer.route}): {answer.text}", ""]
    if stage.endpoint.received[-1] != receipt[0].body or receipt[0].body.decode() != offer["bodyText"]:
        raise StepFailed("what arrived is not what was shown")
    return {
        "why_offered": list(offer["reasons"]),
        "endpoint": "a server of this demonstration on the loopback address",
        "model": stage.endpoint.model,
        "note": "The model may only choose among sentences of the passages it was sent.",
        "bytes_shown": offer["byteCount"],
        "bytes_left": len(receipt[0].body),
        "body_sha256": receipt[0].body_sha256,
        "replaced": [kind for kind, _ in offer["replacements"]],
        "answer": answer.text,
        "route": answer.route,
        "engine": answer.engine,
        "citations": [one.title for one in answer.citations],
        "ms": round(receipt[0].ms),
        "screens": [*pictures, await stage.picture("cloud-answer")],
    }


async def screens(stage: Stage) -> dict[str, Any]:
    """Every screen, in both languages, and the trends in high contrast."""
    pictures = []
    for language in (Language.ZH, Language.EN):
        stage.window.set_language(language)
        for screen in ("home", "trends", "devices", "settings"):
            stage.window.show(screen)
            pictures.append(await stage.picture(f"{screen}-{language.value}"))
    stage.window.set_theme("contrast")
    stage.window.show("trends")
    pictures.append(await stage.picture("trends-contrast"))
    stage.window.set_theme("dark")
    stage.window.show("home")
    pictures.append(await stage.picture("home-dark"))
    stage.window.set_theme("light")
    if stage.window.warnings:
        raise StepFailed(f"the window warned: {stage.window.warnings[0]}")
    return {"screens": pictures}
