"""``listenwell backup create | verify | restore``: one encrypted file of all records and photos.

The passphrase comes from ``LISTENWELL_BACKUP_PASSPHRASE`` or is asked at the terminal; a recovery code from
``LISTENWELL_BACKUP_CODE``.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer

if TYPE_CHECKING:
    from app.backup.backup import BackupSummary
    from app.backup.container import Secrets
    from ui.commands.parsing import Groups

PASSPHRASE_VARIABLE = "LISTENWELL_BACKUP_PASSPHRASE"
CODE_VARIABLE = "LISTENWELL_BACKUP_CODE"


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser("backup", help="one encrypted file of everything").add_subparsers(
        dest="action", required=True
    )
    creating = actions.add_parser(
        "create", parents=[common], help="make a backup and prove it; Listenwell may be open"
    )
    creating.add_argument("file", type=Path, metavar="FILE")
    creating.add_argument(
        "--recovery-code", action="store_true", help="make a code too, to write down; either opens the backup"
    )
    creating.set_defaults(run=run_create)
    verifying = actions.add_parser("verify", parents=[common], help="restore aside and compare everything")
    verifying.add_argument("file", type=Path, metavar="FILE")
    verifying.set_defaults(run=run_verify)
    restoring = actions.add_parser("restore", parents=[common], help="put a backup into an empty profile")
    restoring.add_argument("file", type=Path, metavar="FILE")
    restoring.set_defaults(run=run_restore)


def run_create(options: argparse.Namespace) -> int:
    """Make a backup of the profile."""
    from app.backup import backup
    from app.backup.container import Secrets
    from app.backup.recovery_code import new_recovery_code

    with services(options) as house:
        backup.check_records(house.folders)
        given = _given(new=True, needed=not options.recovery_code)
        code = new_recovery_code() if options.recovery_code else None
        secrets = Secrets(given.passphrase, code or given.recovery_code)
        summary = backup.create(house.folders, house.key, options.file, secrets, house.now)
    lines = [f"The backup {options.file} was made and proven by restoring it: {_words(summary)}."]
    if summary.photos_left_out:
        lines.append(f"{summary.photos_left_out} photos were damaged already and are not in it.")
    if code is not None:
        lines.append(f"Recovery code, to write down and keep elsewhere: {code}")
    answer(options.json, {**_json(options.file, summary), "recovery_code": code}, lines)
    return 0


def run_verify(options: argparse.Namespace) -> int:
    """Prove a backup."""
    from app.backup import backup

    summary = backup.verify(options.file, _given(new=False, needed=True))
    answer(options.json, _json(options.file, summary), [f"The backup is whole: {_words(summary)}."])
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Restore a backup into the profile, which must hold no records."""
    from app.backup import backup

    with services(options) as house:
        backup.check_empty(house.folders)
        secrets = _given(new=False, needed=True)
        summary = backup.restore(options.file, secrets, house.folders, house.key)
    answer(options.json, _json(options.file, summary), [f"Restored: {_words(summary)}."])
    return 0


def _given(*, new: bool, needed: bool) -> Secrets:
    """The secrets from the environment, else a passphrase from the terminal."""
    from app.backup.container import Secrets

    code = os.environ.get(CODE_VARIABLE)
    passphrase = os.environ.get(PASSPHRASE_VARIABLE)
    if code or passphrase or not needed:
        return Secrets(passphrase or None, code or None)
    if not sys.stdin.isatty():
        raise CommandFailed(
            f"No passphrase was given: set {PASSPHRASE_VARIABLE} (or {CODE_VARIABLE}), or call it at a terminal."
        )
    typed = getpass.getpass("Passphrase of the backup (or its recovery code): ")
    if new and typed != getpass.getpass("Once more: "):
        raise CommandFailed("The two passphrases are not the same: try again.")
    from app.backup.recovery_code import looks_like_one

    return Secrets(recovery_code=typed) if not new and looks_like_one(typed) else Secrets(passphrase=typed)


def _json(file: Path, summary: BackupSummary) -> dict[str, Any]:
    return {
        "file": file,
        "created_at": summary.created_at,
        "rows": summary.rows,
        "photos": summary.photos,
        "photos_left_out": summary.photos_left_out,
        "bytes": summary.size_bytes,
    }


def _words(summary: BackupSummary) -> str:
    day = f"{summary.created_at:%Y-%m-%d %H:%M} UTC"
    return f"{summary.rows} rows and {summary.photos} photos of {day}, {summary.size_bytes} bytes"
