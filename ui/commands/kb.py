"""``listenwell kb``: build, search and count the medical library."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from assistant.conversation import Language
from assistant.planning import detect_language
from ui.commands import kb_intake
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, say, table

if TYPE_CHECKING:
    from app.services import Services
    from assistant.models.local_engine import LocalEngine
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser("kb", help="the medical library").add_subparsers(dest="action", required=True)
    building = actions.add_parser("build", parents=[common], help="bring the indexes up to date")
    building.add_argument(
        "--no-vectors", action="store_true", help="keyword index only (embedding takes minutes)"
    )
    building.set_defaults(run=run_build)
    shipping = actions.add_parser(
        "ship-vectors", parents=[common], help="make the vectors of the shipped articles, after changing them"
    )
    shipping.add_argument("file", type=Path, nargs="?", help="where to (default: where they are looked for)")
    shipping.set_defaults(run=run_ship_vectors)
    searching = actions.add_parser("search", parents=[common], help="find passages")
    searching.add_argument("question")
    searching.add_argument("--lang", choices=[language.value for language in Language])
    searching.add_argument("--limit", type=int, default=8)
    searching.set_defaults(run=run_search)
    kb_intake.register(actions, common)
    enriching = actions.add_parser(
        "enrich",
        parents=[common],
        help="let a local model name what the passages are about; ctrl-C keeps what is done",
    )
    enriching.add_argument("--model", help="an installed chat model (default: the one that answers)")
    enriching.set_defaults(run=run_enrich)
    actions.add_parser("stats", parents=[common], help="what is in the library").set_defaults(run=run_stats)


def run_build(options: argparse.Namespace) -> int:
    """Index what has changed."""
    with services(options) as house:
        built = house.library.build()
        embedded = (
            0
            if options.no_vectors
            else house.library.build_vectors(lambda done, of: say(f"embedding {done} of {of}"))
        )
        stats = house.library.stats()
    value = {"documents_indexed": built.indexed, "passages_embedded": embedded, **asdict(stats)}
    answer(options.json, value, table([("what", "count"), *value.items()]))
    return 0


def run_enrich(options: argparse.Namespace) -> int:
    """Read what is not yet read, until all is, or until ctrl-C."""
    from app.settings import LibraryChoices
    from assistant.models.term_reading import ModelTermReader

    with services(options) as house, asyncio.Runner() as runner:
        used = house.settings.library.read_by_model
        house.settings = house.settings.model_copy(update={"library": LibraryChoices(read_by_model=True)})
        engine = _reading_engine(house, options.model)
        library, began = house.library, monotonic()
        library.build()

        def progress(done: int, missing: int) -> None:
            left_min = (monotonic() - began) / done * (missing - done) / 60
            say(f"read {done} of {missing}, {left_min:.0f} minutes left")

        before, stopped = library.stats().passages_read, False
        try:
            library.read_terms(ModelTermReader(engine, runner.run), progress)
        except KeyboardInterrupt:
            stopped = True
            say("stopped; the next time goes on from here")
        finally:
            runner.run(engine.aclose())
        library.build()
        stats = library.stats()
    if not used:
        say("Searches use it when `library.read_by_model` is on in the settings.")
    value = {"stopped": stopped, "read_now": max(0, stats.passages_read - before), **asdict(stats)}
    answer(options.json, value, table([("what", "count"), *value.items()]))
    return 0


def _reading_engine(house: Services, model: str | None) -> LocalEngine:
    """``model``, or the one that answers. A model that may not answer may read: only what stands there is kept."""
    from assistant.models.local_engine import LocalEngine, LocalOptions

    if model is not None:
        return LocalEngine(
            house.models.path(model), LocalOptions(threads=house.settings.models.threads or None)
        )
    engine = house.reading_engine()
    if engine is None:
        raise CommandFailed(
            "No chat model is installed that could read; `listenwell models list` names those there are."
        )
    return engine


def run_ship_vectors(options: argparse.Namespace) -> int:
    """Embed what has changed in the shipped articles and write all their vectors into one file."""
    from kb.embedding import find_embedder
    from kb.intake import shipped_articles
    from kb.library import Library
    from kb.shipped_vectors import shipped_file

    found = find_embedder()
    if found.embedder is None:
        raise CommandFailed(found.reason)
    with tempfile.TemporaryDirectory() as folder:
        library = Library(shipped_articles().documents, Path(folder), found.embedder)
        library.build()
        made = library.build_vectors(lambda done, of: say(f"embedding {done} of {of}"))
        packed = library.packed_vectors()
    file = options.file or Path(str(shipped_file()))
    file.write_bytes(packed)
    value = {"file": str(file), "embedded": made, "vectors": library.stats().vectors, "bytes": len(packed)}
    answer(options.json, value, [f"{value['vectors']} vectors, {made} of them new, are in {file.name}."])
    return 0


def run_search(options: argparse.Namespace) -> int:
    """Print the passages found, each with why."""
    with services(options) as house:
        house.library.build()
        language = options.lang or detect_language(options.question).value
        found = house.library.search(options.question, language, options.limit)
    results = [
        {
            "passage": hit.passage.id,
            "document": hit.passage.document,
            "title": hit.passage.title,
            "score": hit.score,
            "text": hit.passage.text,
            "why": {channel: hit.why.get(channel) for channel in ("keyword", "vector", "concept")},
            "source": hit.passage.source,
            "reviewed": house.library.document(hit.passage.document).reviewed.isoformat(),
            "spans": hit.spans,
            "translated": hit.translated,
        }
        for hit in found.hits
    ]
    lines = [
        f"{hit.score:.2f}  {hit.passage.title} · {hit.passage.heading}\n      {hit.passage.text[:160]}"
        for hit in found.hits
    ]
    answer(options.json, {"results": results, "ms": found.ms}, lines or ["The library has nothing on this."])
    return 0


def run_stats(options: argparse.Namespace) -> int:
    """Print counts."""
    with services(options) as house:
        house.library.build()
        value = asdict(house.library.stats())
    answer(options.json, value, table([("what", "count"), *value.items()]))
    return 0
