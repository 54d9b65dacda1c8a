"""What can go wrong with a backup, each with one sentence saying what to do."""

from __future__ import annotations

from app.records.errors import RecordsError


class BackupNotMade(RecordsError):
    """The backup was not made; nothing was left behind."""


class BackupUnusable(RecordsError):
    """The file is not a backup, is cut off or was changed."""


class WrongSecret(RecordsError):
    """Neither the passphrase nor the recovery code opens the backup."""


class RestoreRefused(RecordsError):
    """There are records where the backup was to go; they were not touched."""
