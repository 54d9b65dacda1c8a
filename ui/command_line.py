"""``listenwell``: the command line, and the door to the window.

Every command answers on standard output (with ``--json``: one JSON object, the last line) and
reports progress on standard error. Exit 0: done. 1: what was asked for failed, with one sentence
saying what to do. 2: the command was not understood.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from assistant.deidentification.crash_dumps import leave_no_dump
from assistant.deidentification.log_filter import guard_logs
from ui.commands.output import CommandFailed, say
from ui.errors import expected_errors

#: Command groups, in the order of the help page; each is a module of :mod:`ui.commands`.
_GROUPS = (
    "run",
    "staff",
    "kiosk",
    "demo",
    "doctor",
    "devices",
    "readings",
    "visit-sheet",
    "backup",
    "people",
    "medicines",
    "alerts",
    "reminders",
    "report",
    "ask",
    "speech",
    "triage",
    "privacy",
    "kb",
    "models",
    "evaluate",
    "bench",
    "mcp",
)


def build_parser(wanted: str = "") -> argparse.ArgumentParser:
    """The whole command line, or as much of it as the group ``wanted`` needs. Building it loads no room of the house."""
    parser = argparse.ArgumentParser(
        prog="listenwell",
        description="A voice-first health assistant: home devices, report photos, answers with sources.",
        epilog="With no command, the window opens.",
    )
    parser.add_argument(
        "--verbose", action="store_true", help="tell on standard error what is going on inside"
    )
    groups = parser.add_subparsers(dest="group", metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, metavar="DIR", help="profile folder (default: the platform's)")
    common.add_argument("--json", action="store_true", help="answer with one JSON object")
    for name in (wanted,) if wanted in _GROUPS else _GROUPS:
        import_module(f"ui.commands.{name.replace('-', '_')}").register(groups, common)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``listenwell`` with ``arguments`` (default: those of the process)."""
    given = _with_group(list(sys.argv[1:] if arguments is None else arguments))
    options = build_parser(next((word for word in given if word != "--verbose"), "")).parse_args(given)
    logging.basicConfig(
        level=logging.INFO if options.verbose else logging.ERROR,
        stream=sys.stderr,
        format="%(name)s: %(message)s",
    )
    guard_logs()
    leave_no_dump()
    try:
        return int(options.run(options))
    except CommandFailed as failure:
        say(str(failure))
    except KeyboardInterrupt:
        say("Stopped.")
    except expected_errors() as error:  # evaluated only when something was raised, so start-up stays light
        say(str(error))
    return 1


def _with_group(given: list[str]) -> list[str]:
    """``listenwell [run] …``: the window is what is meant when no command is named."""
    words = [word for word in given if word != "--verbose"]
    if words and (words[0] in _GROUPS or words[0] in {"-h", "--help"} or not words[0].startswith("-")):
        return given
    return [*(["--verbose"] if "--verbose" in given else []), "run", *words]


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    sys.exit(main())
