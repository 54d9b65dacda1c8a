"""Everything derived, made again from raw with the rules of today."""

from __future__ import annotations

from app.records import clean, daily
from app.records.database import Connection

#: In the order in which rows may go without leaving a reference behind.
DERIVED_TABLES = ("refinement", "conflict", "daily", "clean_value", "clean")


def rebuild(connection: Connection) -> None:
    """Empty the derived tables and refine all raw rows again; the caller holds the transaction."""
    for table in DERIVED_TABLES:
        connection.execute(f"DELETE FROM {table}")
    daily.summarise(connection, clean.refine_pending(connection).days)


def is_outdated(connection: Connection) -> bool:
    """Tell whether any derived row was made under older rules."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM refinement WHERE rule_version <> ?) "
        "OR EXISTS (SELECT 1 FROM daily WHERE rule_version <> ?)",
        (clean.RULE_VERSION, daily.RULE_VERSION),
    ).fetchone()
    return bool(row[0])
