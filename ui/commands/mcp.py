"""``listenwell mcp``: the tools for other agents over standard input and output, and who may use them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, say, table

if TYPE_CHECKING:
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    parser = groups.add_parser(
        "mcp", parents=[common], help="tools for other agents (Model Context Protocol)"
    )
    parser.set_defaults(run=run_serve)
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    listing = actions.add_parser("list", parents=[common], help="the tools, and which are allowed")
    listing.set_defaults(run=run_list)
    for name, run, words in (
        ("allow", run_allow, "let other agents use these tools"),
        ("revoke", run_revoke, "take that back"),
    ):
        action = actions.add_parser(name, parents=[common], help=words)
        action.add_argument("tools", nargs="+", metavar="TOOL", help="its name, or 'all'")
        action.set_defaults(run=run)


def run_serve(options: argparse.Namespace) -> int:
    """Serve until the client leaves. Standard output belongs to the protocol."""
    from ui.mcp_server.server import build_server

    with services(options) as house:
        server = build_server(house)
        say("Listenwell's tools are ready for an agent on standard input; ctrl-C ends them.")
        server.run("stdio")
    return 0


def run_list(options: argparse.Namespace) -> int:
    """Each tool with its consent."""
    from app.agent_consents import AgentConsents
    from ui.mcp_server.tools import TOOL_NAMES, AgentTools

    with services(options) as house:
        consents = AgentConsents(house)
        rows = [
            {
                "tool": name,
                "allowed": consents.allowed(name),
                "what": _first_line(getattr(AgentTools, name).__doc__),
            }
            for name in TOOL_NAMES
        ]
    shown = [(row["tool"], "allowed" if row["allowed"] else "not allowed", row["what"]) for row in rows]
    answer(options.json, {"tools": rows}, table([("tool", "consent", "what it gives"), *shown]))
    return 0


def run_allow(options: argparse.Namespace) -> int:
    """Give consent for each tool named."""
    from app.agent_consents import AgentConsents

    chosen = _chosen(options.tools)
    with services(options) as house:
        for name in chosen:
            AgentConsents(house).allow(name)
    answer(options.json, {"allowed": chosen}, [f"Other agents may use {', '.join(chosen)} now."])
    return 0


def run_revoke(options: argparse.Namespace) -> int:
    """Take consent back."""
    from app.agent_consents import AgentConsents

    with services(options) as house:
        revoked = [name for name in _chosen(options.tools) if AgentConsents(house).revoke(name)]
    answer(
        options.json,
        {"revoked": revoked},
        [f"Taken back: {', '.join(revoked) or 'nothing, none was allowed'}."],
    )
    return 0


def _chosen(names: list[str]) -> list[str]:
    from ui.mcp_server.tools import TOOL_NAMES

    if "all" in names:
        return list(TOOL_NAMES)
    if unknown := [name for name in names if name not in TOOL_NAMES]:
        raise CommandFailed(f"There is no tool called {unknown[0]}: choose from {', '.join(TOOL_NAMES)}.")
    return names


def _first_line(text: str | None) -> str:
    return (text or "").strip().splitlines()[0]
