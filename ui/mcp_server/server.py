"""The server: tools with their consent in front of them and the audit log behind them."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from app.agent_consents import AgentConsents
from app.records.errors import RecordsError
from app.services import Services
from kb.errors import LibraryError
from ui.mcp_server.tools import TOOL_NAMES, AgentTools

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

_log = logging.getLogger(__name__)
_INSTRUCTIONS: Final = (
    "Health records and medical library of one person, read-only. Numbers come from their devices and reports; "
    "report them unchanged. Each tool works only after the person has allowed it."
)


def build_server(house: Services) -> MCPServer[Any]:
    """The server over ``house``. Tools run one after another, each asking for its consent anew at every call."""
    from mcp.server.mcpserver import MCPServer
    from mcp_types import ToolAnnotations

    server: MCPServer[Any] = MCPServer(
        name="listenwell", title="Listenwell", instructions=_INSTRUCTIONS, log_level="ERROR"
    )
    tools, consents = AgentTools(house), AgentConsents(house)
    hints = ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    for name in TOOL_NAMES:
        function = _guarded(name, getattr(tools, name), house, consents)
        server.add_tool(function, name=name, annotations=hints, structured_output=True)
    return server


def _guarded(
    name: str, function: Callable[..., dict[str, Any]], house: Services, consents: AgentConsents
) -> Callable[..., dict[str, Any]]:
    from mcp.server.mcpserver.exceptions import ToolError

    @functools.wraps(function)
    def guarded(*values: Any, **named: Any) -> dict[str, Any]:
        allowed = consents.allowed(name)
        # Noted before anything is given: who was asked for what, never what it said.
        house.audit.note("tool_called", name, allowed=int(allowed))
        if not allowed:
            raise ToolError(
                f"The person has not allowed {name}: ask them to run `listenwell mcp allow {name}`."
            )
        try:
            return function(*values, **named)
        except (ValueError, RecordsError, LibraryError) as error:
            raise ToolError(str(error)) from error

    # The wrapper keeps the parameters of the method, which is bound: the SDK reads its schema from them.
    guarded.__signature__ = inspect.signature(function, eval_str=True)  # type: ignore[attr-defined]
    guarded.__annotations__ = inspect.get_annotations(getattr(function, "__func__", function), eval_str=True)
    return guarded
