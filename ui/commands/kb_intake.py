"""``listenwell kb add|review|admit|refuse|remove|pack``: what comes into the library, and what goes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, say, table
from ui.commands.report import read_file

if TYPE_CHECKING:
    from app.services import Services
    from kb.quarantine import Quarantine, Waiting
    from ui.commands.parsing import Groups


def register(actions: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    adding = actions.add_parser("add", parents=[common], help="put documents into quarantine")
    adding.add_argument("paths", type=Path, nargs="*", metavar="PATH", help="file or folder")
    adding.add_argument("--urls", type=Path, metavar="FILE", help="list of addresses, one a line")
    adding.set_defaults(run=run_add)
    reviewing = actions.add_parser("review", parents=[common], help="what waits, or what is known of one")
    reviewing.add_argument("number", nargs="?", help="the document's number, or its beginning")
    reviewing.set_defaults(run=run_review)
    admitting = actions.add_parser("admit", parents=[common], help="let a document into the library")
    admitting.add_argument("number")
    for field in ("title", "topic", "publisher", "licence", "dated"):
        admitting.add_argument(f"--{field}", help="put it right")
    admitting.set_defaults(run=run_admit)
    refusing = actions.add_parser("refuse", parents=[common], help="forget a document that waits")
    refusing.add_argument("number")
    refusing.set_defaults(run=run_refuse)
    removing = actions.add_parser("remove", parents=[common], help="delete an article of your own")
    removing.add_argument("document", help="its id, LANGUAGE/TOPIC")
    removing.set_defaults(run=run_remove)
    packing = actions.add_parser("pack", help="signed sets of articles").add_subparsers(
        dest="pack_action", required=True
    )
    installing = packing.add_parser("install", parents=[common], help="verify and use a pack")
    installing.add_argument("file", type=Path)
    installing.set_defaults(run=run_install)
    for name, words in (("rollback", "use the version before"), ("remove", "delete a pack")):
        action = packing.add_parser(name, parents=[common], help=words)
        action.add_argument("name")
        action.set_defaults(run=run_rollback if name == "rollback" else run_remove_pack)
    packing.add_parser("list", parents=[common], help="what is installed").set_defaults(run=run_packs)


def run_add(options: argparse.Namespace) -> int:
    """Each document is read in a process of its own; one that cannot be read keeps no other out."""
    from kb.errors import IntakeError

    taken: list[dict[str, Any]] = []
    problems: list[str] = []
    with services(options) as house:
        sources = [*_files(options.paths, house.quarantine), *_addresses(options.urls, house.quarantine)]
        if not sources:
            raise CommandFailed(
                "There is nothing to add: name a file, a folder or a list of addresses (--urls)."
            )
        for number, take in enumerate(sources, 1):
            say(f"reading {number} of {len(sources)}")
            try:
                waiting = take()
            except IntakeError as error:
                problems.append(str(error))
            else:
                taken.append({"number": waiting.id, "title": waiting.title, "language": waiting.language})
    for problem in problems:
        say(problem)
    rows = [("number", "title"), *((entry["number"], entry["title"]) for entry in taken)]
    answer(options.json, {"waiting": taken, "problems": problems}, table(rows))
    return 0 if taken and not problems else 1


def _files(paths: list[Path], quarantine: Quarantine) -> list[Callable[[], Waiting]]:
    from kb.parsing.reader import SUFFIXES

    files = [
        file
        for path in paths
        for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if not path.is_dir() or (file.is_file() and file.suffix.lower() in SUFFIXES)
    ]
    return [partial(quarantine.take_file, file) for file in files]


def _addresses(list_file: Path | None, quarantine: Quarantine) -> list[Callable[[], Waiting]]:
    from kb.fetching import addresses, fetch

    def take(address: str) -> Waiting:
        found = fetch(address)
        return quarantine.take(found.data, found.name, found.suffix, address)

    text = read_file(list_file).decode("utf-8", "replace") if list_file else ""
    return [partial(take, address) for address in addresses(text)]


def run_review(options: argparse.Namespace) -> int:
    """List what waits, or tell all that a person should know of one document before admitting it."""
    from kb.review import REMARKS, review

    with services(options) as house:
        if options.number is None:
            found = house.quarantine.waiting()
            listed = [{"number": entry.id, "title": entry.title, "origin": entry.origin} for entry in found]
            rows = [("number", "title", "from"), *((e.id, e.title, e.origin) for e in found)]
            answer(options.json, {"waiting": listed}, table(rows) if found else ["Nothing waits."])
            return 0
        waiting = house.quarantine.find(options.number)
        result = review(waiting, house.library.documents())
    value = {**asdict(waiting), **asdict(result), "number": waiting.id}
    lines = [
        f"{waiting.title} ({waiting.language}), from {waiting.origin}",
        *(f"- {REMARKS[remark]}" for remark in result.remarks),
        *(f"- It is {alike:.0%} the same as {id_}." for id_, alike in result.duplicates),
        *(f"- These words look meant for a model: {words}" for words in result.instructions),
        *([f"- It would replace {result.replaces}:"] if result.replaces else []),
        *result.difference,
        "",
        waiting.markdown,
    ]
    answer(options.json, value, lines)
    return 0


def run_admit(options: argparse.Namespace) -> int:
    """Make an article of a document and index it."""
    fields = ("title", "topic", "publisher", "licence", "dated")
    corrections = {name: value for name in fields if (value := getattr(options, name))}
    with services(options) as house:
        document = house.quarantine.admit(options.number, house.own_articles, corrections)
        house.library.build()
    answer(options.json, {"document": document.id}, [f"{document.id} is in the library."])
    return 0


def run_refuse(options: argparse.Namespace) -> int:
    """Forget a waiting document."""
    with services(options) as house:
        house.quarantine.refuse(options.number)
    answer(options.json, {"refused": options.number}, ["It was forgotten."])
    return 0


def run_remove(options: argparse.Namespace) -> int:
    """Delete an article of the household's own, from the folder and from the indexes."""
    with services(options) as house:
        language, _, topic = options.document.partition("/")
        own = [
            file
            for file in house.own_articles.rglob("*.md")
            if file.stem == topic and file.parent.name in {language, house.own_articles.name}
        ]
        if not own:
            raise CommandFailed(f"No article of your own is called {options.document}; those that ship stay.")
        for file in own:
            file.unlink()
        report = house.library.build()
    answer(options.json, {"removed": options.document}, [f"Deleted; {report.removed} left the index."])
    return 0


def run_install(options: argparse.Namespace) -> int:
    """Verify a pack and use it."""
    with services(options) as house:
        house.packs.install(read_file(options.file))
        return _packs(options, house)


def run_rollback(options: argparse.Namespace) -> int:
    """Use the version before."""
    with services(options) as house:
        house.packs.rollback(options.name)
        return _packs(options, house)


def run_remove_pack(options: argparse.Namespace) -> int:
    """Delete a pack."""
    with services(options) as house:
        house.packs.remove(options.name)
        return _packs(options, house)


def run_packs(options: argparse.Namespace) -> int:
    """List the packs."""
    with services(options) as house:
        return _packs(options, house)


def _packs(options: argparse.Namespace, house: Services) -> int:
    house.library.build()
    packs = house.packs.packs()
    rows = [("pack", "version", "kept"), *((p.name, p.version, ", ".join(map(str, p.kept))) for p in packs)]
    value = {"packs": [asdict(pack) for pack in packs]}
    answer(options.json, value, table(rows) if packs else ["No pack is installed."])
    return 0
