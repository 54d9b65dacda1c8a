"""``listenwell privacy``: what would leave this machine, what ever did, and whether the log of it is whole."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, table

if TYPE_CHECKING:
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    actions = groups.add_parser("privacy", help="what would leave this machine, and what did").add_subparsers(
        dest="action", required=True
    )
    previewing = actions.add_parser("preview", parents=[common], help="a text as it would leave this machine")
    previewing.add_argument("text")
    previewing.set_defaults(run=run_preview)
    left = actions.add_parser("left", parents=[common], help="everything that ever left")
    left.set_defaults(run=run_left)
    verifying = actions.add_parser(
        "verify", parents=[common], help="whether the log of it is as it was written"
    )
    verifying.set_defaults(run=run_verify)


def run_preview(options: argparse.Namespace) -> int:
    """Print the text with placeholders; the originals are never printed."""
    from app.cloud import known_entities
    from assistant.privacy import mask, residual_scan

    with services(options) as house:
        known = known_entities(house)
    masked = mask(options.text, known)
    replacements = [{"kind": one.kind, "placeholder": one.placeholder} for one in masked.replacements]
    blocked = sorted({one.kind for one in residual_scan(masked.text)})
    lines = [
        masked.text,
        *table([("replaced", "by"), *((one["kind"], one["placeholder"]) for one in replacements)]),
    ]
    if blocked:
        lines.append(
            f"It would not be sent as it is, for something still looks personal: {', '.join(blocked)}."
        )
    answer(options.json, {"text": masked.text, "replacements": replacements, "blocked": blocked}, lines)
    return 0


def run_left(options: argparse.Namespace) -> int:
    """Each sending, newest first; with ``--json`` its exact words too."""
    with services(options) as house:
        receipts = house.records.receipts.all(1000)
    rows = [
        {
            "id": one.id,
            "sent_at": one.sent_at.isoformat(),
            "purpose": one.purpose,
            "endpoint": one.endpoint,
            "model": one.model,
            "operator": one.operator,
            "region": one.region,
            "consent": one.consent,
            "fields": list(one.fields),
            "replaced": dict(one.replaced),
            "body": one.body.decode("utf-8", "replace"),
            "body_sha256": one.body_sha256,
            "answer_sha256": one.answer_sha256,
            "tokens_sent": one.tokens_sent,
            "tokens_received": one.tokens_received,
            "cost": one.cost_micros / 1_000_000,
            "currency": one.currency,
            "outcome": one.outcome,
        }
        for one in receipts
    ]
    shown = [(row["sent_at"], row["purpose"], row["endpoint"], row["outcome"]) for row in rows]
    lines = table([("sent", "for", "to", "outcome"), *shown]) if rows else ["Nothing ever left."]
    answer(options.json, {"left": rows}, lines)
    return 0


def run_verify(options: argparse.Namespace) -> int:
    """Exit 1 when the log was changed, cut off or belongs elsewhere."""
    from assistant.conversation import Language

    with services(options) as house:
        finding = house.audit.verify()
    words = finding.words(Language.EN)
    value = {
        "state": finding.state.value,
        "holds": finding.holds,
        "entries": finding.entries,
        "entry": finding.entry,
    }
    if not options.json and not finding.holds:
        raise CommandFailed(words)
    answer(options.json, value, [words])
    return 0 if finding.holds else 1
