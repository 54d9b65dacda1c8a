"""From the options of a command to the services it needs."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.people import Person
    from app.services import Services

#: Where a script gives the PIN of a private profile.
PIN_VARIABLE = "LISTENWELL_PIN"


@contextmanager
def services(options: argparse.Namespace) -> Iterator[Services]:
    """The household in ``--data`` (default: the platform's folders), closed at the end.

    Raises :class:`app.folders.FolderError` and :class:`app.settings.SettingsError`; records and keys
    are opened only by commands that touch them.
    """
    from app.folders import open_folders
    from app.keys import KeySources
    from app.services import Services
    from app.settings import load_settings

    folders = open_folders(options.data)
    settings = load_settings(folders.settings_file, os.environ)
    # A window must never wait for the terminal.
    at_terminal = getattr(options, "group", None) != "run"
    opened = Services(
        folders,
        settings,
        key_sources=KeySources(ask_passphrase=ask_passphrase),
        ask_pin=ask_pin if at_terminal else lambda _: None,
    )
    try:
        yield opened
    finally:
        opened.close()


def ask_passphrase(new: bool) -> str | None:
    """Ask at the terminal; ``None`` where there is none."""
    if not sys.stdin.isatty():
        return None
    if not new:
        return getpass.getpass("Passphrase of the records: ")
    first = getpass.getpass("Choose a passphrase for the records: ")
    return first if first == getpass.getpass("Once more: ") else None


def ask_pin(person: Person) -> str | None:
    """Give the PIN of a private profile from the environment, or ask at the terminal; ``None`` without either."""
    given = os.environ.get(PIN_VARIABLE)
    if given or not sys.stdin.isatty():
        return given or None
    return getpass.getpass(f"PIN of {person.display_name or 'this profile'}: ")
