"""From the options of a command to the services it needs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.folders import Folders
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

    opened = open_services(open_folders(options.data), at_terminal=True)
    try:
        yield opened
    finally:
        opened.close()


def open_services(folders: Folders, *, at_terminal: bool) -> Services:
    """The household in ``folders``; whoever opens it closes it. A window (not ``at_terminal``) never asks there.

    Raises :class:`app.settings.SettingsError`.
    """
    from app.keys import KeySources
    from app.services import Services
    from app.settings import load_settings

    return Services(
        folders,
        load_settings(folders.settings_file, os.environ),
        key_sources=KeySources(ask_passphrase=ask_passphrase),
        ask_pin=ask_pin if at_terminal else lambda _: None,
    )


def ask_passphrase(new: bool) -> str | None:
    """Ask at the terminal; ``None`` where there is none."""
    if not sys.stdin.isatty():
        return None
    from getpass import getpass

    if not new:
        return getpass("Passphrase of the records: ")
    first = getpass("Choose a passphrase for the records: ")
    return first if first == getpass("Once more: ") else None


def ask_pin(person: Person) -> str | None:
    """Give the PIN of a private profile from the environment, or ask at the terminal; ``None`` without either."""
    given = os.environ.get(PIN_VARIABLE)
    if given or not sys.stdin.isatty():
        return given or None
    from getpass import getpass

    return getpass(f"PIN of {person.display_name or 'this profile'}: ")
