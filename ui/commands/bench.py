"""``listenwell bench``: side-by-side benchmarks, each in one run on this machine."""

from __future__ import annotations

import argparse
import os
import platform
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ui.commands.output import CommandFailed, answer, say, table
from ui.commands.parsing import count

if TYPE_CHECKING:
    from ui.benchmarks.benchmark import Measured
    from ui.commands.parsing import Groups

_CPU_FILE = Path("/proc/cpuinfo")
_GIB = 1024**3


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    parser = groups.add_parser("bench", parents=[common], help="measure speed side by side with others")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which benchmarks (default: all)")
    parser.add_argument("--quick", action="store_true", help="few repetitions: a first look")
    parser.add_argument(
        "--rounds",
        type=count,
        metavar="N",
        help="how often to repeat, in place of the benchmark's own number",
    )
    parser.add_argument("--list", action="store_true", help="say which benchmarks there are and end")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the benchmarks; exit 1 when one that was named cannot be measured here."""
    from ui.benchmarks import registry

    if options.list:
        return _list(options)
    unknown = [name for name in options.names if name not in registry.NAMES]
    if unknown:
        known = ", ".join(registry.NAMES)
        raise CommandFailed(f"There is no benchmark {unknown[0]!r}: choose from {known}.")
    names = list(dict.fromkeys(options.names)) or list(registry.NAMES)
    results: dict[str, Measured] = {}
    missing: dict[str, str] = {}
    for name in names:
        say(f"{name}: {registry.title(name)}")
        outcome = _measure(name, options)
        if isinstance(outcome, str):
            missing[name] = outcome
        else:
            results[name] = outcome
    value = _joined(options.names, results, missing)
    answer(options.json, value, _lines(value))
    for name, sentence in missing.items():
        say(f"{name}: {sentence}")
    return 1 if missing and options.names else 0


def _list(options: argparse.Namespace) -> int:
    from ui.benchmarks import registry

    rows = [(name, registry.title(name)) for name in registry.NAMES]
    value = {"benchmarks": [{"name": name, "title": title} for name, title in rows]}
    answer(options.json, value, table([("name", "measures"), *rows]))
    return 0


def _measure(name: str, options: argparse.Namespace) -> Measured | str:
    """Return what the benchmark found, or the sentence that says why it cannot be measured here."""
    from ui.benchmarks import registry
    from ui.benchmarks.benchmark import Bench, CannotMeasure

    with TemporaryDirectory(prefix="listenwell-bench-") as folder:
        bench = Bench(Path(folder), quick=options.quick, repetitions=options.rounds, say=say)
        try:
            return registry.load(name).measure(bench)
        except CannotMeasure as error:
            return str(error)


def _joined(asked: list[str], results: dict[str, Measured], missing: dict[str, str]) -> dict[str, Any]:
    """One benchmark in its own shape; several in the same shape, their measures by name, their goals in a row."""
    from ui.benchmarks import registry

    names = [*results, *missing]
    packages = sorted({package for name in results for package in registry.load(name).PACKAGES})
    single = len(asked) == 1
    value: dict[str, Any] = {
        "name": names[0] if single else "+".join(names) if asked else "all",
        "machine": _machine(),
        "versions": {package: metadata.version(package) for package in packages},
        "measures": {name: found.measures for name, found in results.items()},
        "goals": [goal.as_json() for found in results.values() for goal in found.goals],
    }
    if single:
        value["measures"] = value["measures"].get(names[0], {})
    if missing:
        value["not_measured"] = missing
    for found in results.values():
        value |= found.headline
    return value


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else None
    return {
        "system": f"{platform.system()} {platform.release()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": None if memory is None else round(memory / _GIB, 1),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = _CPU_FILE.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _lines(value: dict[str, Any]) -> list[str]:
    lines = table([("measure", "value"), *_flat(value["measures"])])
    if value["goals"]:
        rows = [
            (one["name"], one["value"], one["goal"], "yes" if one["met"] else "NO") for one in value["goals"]
        ]
        lines += ["", *table([("goal", "value", "wanted", "met"), *rows])]
    return lines


def _flat(value: dict[str, Any], place: str = "") -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = []
    for name, one in value.items():
        rows += _flat(one, f"{place}{name}.") if isinstance(one, dict) else [(f"{place}{name}", one)]
    return rows
