"""``listenwell evaluate``: measure a room on labelled cases."""

from __future__ import annotations

import argparse
import asyncio
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, say, table
from ui.commands.parsing import count
from ui.commands.report import read_file

if TYPE_CHECKING:
    from app.services import Services
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser("evaluate", help="measure a room on labelled cases").add_subparsers(
        dest="action", required=True
    )
    for name, run, words in (
        ("retrieval", run_retrieval, "folder with corpus, queries and judgements"),
        ("triage", run_triage, "lines with a complaint and its level"),
        ("privacy", run_privacy, "lines with marked identifiers"),
        ("reports", run_reports, "folder of report photos with truth"),
        ("speech", run_speech, "folder of recordings with their text"),
        ("frames", run_frames, "file of Bluetooth frames with their values"),
        ("answers", run_answers, "lines with a question, its language and the person's figures"),
    ):
        action = actions.add_parser(name, parents=[common], help=words)
        if name == "triage":
            action.add_argument(
                "path", type=Path, nargs="?", help="without one: our own sets, each by itself"
            )
        else:
            action.add_argument("path", type=Path)
        if name == "retrieval":
            action.add_argument(
                "--queries", default="text", choices=["text", "zh"], help="which form of the question"
            )
            action.add_argument(
                "--vectors",
                action="store_true",
                help="measure the vectors too (slow the first time; what was embedded is kept)",
            )
        if name == "answers":
            action.add_argument(
                "--model",
                default="excerpts",
                metavar="ID",
                help="who answers: excerpts (no model, the default) or an installed model of the catalogue",
            )
            action.add_argument("--limit", type=count, metavar="N", help="ask only the first N questions")
        action.set_defaults(run=run)
    action = actions.add_parser(
        "injection",
        parents=[common],
        help="orders in foreign text, on every surface, against the worst engine there is",
    )
    action.add_argument("--every", type=count, default=1, metavar="N", help="try only every Nth payload")
    action.set_defaults(run=run_injection)


def run_retrieval(options: argparse.Namespace) -> int:
    """nDCG, recall and reciprocal rank of each channel."""
    from kb.embedding import find_embedder
    from kb.evaluation import evaluate

    embedder = find_embedder().embedder if options.vectors else None
    with services(options) as house:
        kept = house.folders.cache / "evaluation" / options.path.name
    measured = evaluate(
        options.path,
        options.queries,
        embedder,
        lambda done, of: say(f"embedding {done} of {of}") if done % 100 == 0 else None,
        kept,
    )
    return _print(options, measured)


def run_triage(options: argparse.Namespace) -> int:
    """Emergency miss rate first."""
    from assistant.triage_evaluation import evaluate_triage, own_sets

    if options.path is not None:
        return _print(options, evaluate_triage(_lines(options.path)))
    sets = {name: evaluate_triage(lines) for name, lines in own_sets().items()}
    keys = ("n", "emergencies", "emergency_miss_rate", "asked", "calm", "false_alarm_rate")
    rows = [(name, *(measures[key] for key in keys)) for name, measures in sets.items()]
    answer(options.json, {"sets": sets}, table([("set", *keys), *rows]))
    return 0


def run_privacy(options: argparse.Namespace) -> int:
    """Recall of identifiers, and how much clean text is masked."""
    from assistant.privacy_evaluation import evaluate_privacy

    return _print(options, evaluate_privacy(_lines(options.path)))


def run_reports(options: argparse.Namespace) -> int:
    """Rows found, values exact, and values silently wrong."""
    from assistant.reports.evaluation import evaluate

    with services(options) as house:
        vision = house.second_reader
    try:
        value = asyncio.run(
            evaluate(options.path, vision=vision, progress=lambda done, of: say(f"{done} of {of}"))
        )
    except ValueError as error:
        raise CommandFailed(str(error)) from error
    return _print(options, value)


def run_speech(options: argparse.Namespace) -> int:
    """Word and character error rates, and speed."""
    from assistant.conversation import Language
    from assistant.speech.evaluation import evaluate

    with services(options) as house:
        recogniser = house.speech.recogniser()
        voices = {language: house.speech.voice(language) for language in Language}
        try:
            value = evaluate(
                options.path, recogniser, voices, progress=lambda done, of: say(f"{done} of {of}")
            )
        except ValueError as error:
            raise CommandFailed(str(error)) from error
    return _print(options, value)


def run_injection(options: argparse.Namespace) -> int:
    """Red flags lost, numbers without a source, sends and changes: all must be 0. Exit 1 when one is not."""
    import tempfile

    from app.folders import open_folders
    from app.keys import ephemeral_key
    from app.services import Services
    from app.settings import Settings
    from assistant.injection_evaluation import Obedient, evaluate_injection, payloads

    with tempfile.TemporaryDirectory() as name:
        house = Services(open_folders(Path(name) / "household"), Settings(), key=ephemeral_key())
        house.__dict__["engine"] = Obedient()
        try:
            house.library.build()
            house.workflow()
            value = asyncio.run(
                evaluate_injection(
                    Path(name),
                    payloads()[:: options.every],
                    house.workflow,
                    progress=lambda done, of: say(f"{done} of {of}"),
                )
            )
        finally:
            house.close()
    for failure in value["failures"]:
        say(f"{failure['surface']}: {failure['what']} ({failure['payload']!r})")
    held = not any(value[name] for name in ("red_flags_lost", "ungrounded_numbers", "sends", "state_changes"))
    return _print(options, value) if held else max(_print(options, value), 1)


def run_frames(options: argparse.Namespace) -> int:
    """Frames decoded right, refusals counted; each wrong one is named."""
    from device_io.frame_evaluation import MalformedCase, evaluate_frames

    try:
        file = json.loads(read_file(options.path), parse_float=Decimal)
        value = evaluate_frames(file["cases"])
    except MalformedCase as error:
        raise CommandFailed(str(error)) from error
    except (ValueError, ArithmeticError, LookupError, TypeError, RecursionError) as error:
        raise CommandFailed(f'The file {options.path} is not JSON like {{"cases": […]}}.') from error
    for failure in value["failures"]:
        say(f"wrong: {failure['id']}")
    return _print(options, value)


def run_answers(options: argparse.Namespace) -> int:
    """Numbers traced, claims cited, silence kept when nothing is known, time to the first sentence."""
    from assistant.evaluation_lines import EvaluationFileError

    lines = _lines(options.path)[: options.limit]
    with services(options) as house:
        house.library.build()
        try:
            value = asyncio.run(_answers(house, options.model, lines))
        except EvaluationFileError as error:
            raise CommandFailed(str(error)) from error
    for failure in value["failures"]:
        say(f"{failure['question']}: {failure['what']} {failure['sentence']}".rstrip())
    return _print(options, value)


async def _answers(house: Services, model: str, lines: list[str]) -> dict[str, Any]:
    from assistant.answers_evaluation import evaluate_answers

    engine = None
    if model != "excerpts":
        from assistant.models.local_engine import LocalEngine, LocalOptions

        threads = house.settings.models.threads or None
        engine = LocalEngine(house.models.path(model), LocalOptions(threads=threads))
    try:
        return await evaluate_answers(
            lines, house.library, engine, progress=lambda done, of: say(f"{done} of {of}")
        )
    finally:
        if engine is not None:
            await engine.aclose()


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in read_file(path).decode().splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise CommandFailed(f"The file {path} is not text in UTF-8.") from error


def _print(options: argparse.Namespace, value: dict[str, Any]) -> int:
    rows = [
        (name, measure) for name, measure in value.items() if name not in {"failures", "per_image", "readers"}
    ]
    for reader, measures in value.get("readers", {}).items():
        rows += [(f"{name} ({reader})", measure) for name, measure in measures.items()]
    answer(options.json, value, table([("measure", "value"), *rows]))
    return 0
