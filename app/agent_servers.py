"""Tools of other MCP servers that the answering workflow may call: an allow-list, at named steps, never freely.

What is asked is masked like everything that leaves, what comes back is a passage like any other: bounded, plain
text, cited by its server's name, and under the same number contract. A server that fails or is slow is left out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from assistant.deidentification.known_entities import KnownEntities
from assistant.deidentification.masking import mask, residual_scan
from assistant.red_flags.clinical_text import strip_invisible
from kb.document import Hit, Passage

if TYPE_CHECKING:
    from app.settings import AgentServer
    from kb.library import Library

_log = logging.getLogger(__name__)

#: The one step at which a tool may be called so far: looking for passages. Our rule.
SEARCH_STEP: Final = "search"
#: How ids of foreign passages begin.
FOREIGN: Final = "mcp:"
MOST_PASSAGES: Final = 3
MOST_CHARACTERS: Final = 1500
#: Foreign passages stand behind the library's own.
_SCORE: Final = 0.3


@dataclass(frozen=True, slots=True)
class ToolReply:
    """Texts that a tool gave."""

    server: str
    tool: str
    texts: tuple[str, ...]


async def call_tool(server: AgentServer, question: str) -> ToolReply:
    """Start ``server``, call its allowed tool with ``question``, and end it again.

    Raises :class:`AgentServerFailed` when it does not answer in time or refuses.
    """
    from mcp import Client, MCPError, StdioServerParameters
    from mcp_types import TextContent

    parameters = StdioServerParameters(command=server.command, args=list(server.arguments))
    try:
        async with asyncio.timeout(server.seconds), Client(parameters) as client:
            listed = {tool.name for tool in (await client.list_tools()).tools}
            result = None
            if server.tool in listed:
                result = await client.call_tool(server.tool, {server.argument: question})
    except (TimeoutError, OSError, MCPError, ValueError, ExceptionGroup) as error:
        raise AgentServerFailed(server.name, "did not answer") from error
    if result is None:
        raise AgentServerFailed(server.name, "has no such tool")
    if result.is_error:
        raise AgentServerFailed(server.name, "refused")
    texts = [part.text for part in result.content if isinstance(part, TextContent)]
    bounded = [strip_invisible(text)[:MOST_CHARACTERS].strip() for text in texts[:MOST_PASSAGES]]
    return ToolReply(server.name, server.tool, tuple(text for text in bounded if text))


class AgentServerFailed(Exception):
    """An allowed server gave nothing; the answer does without it."""

    def __init__(self, server: str, what: str) -> None:
        super().__init__(f"The server {server} {what}: check its entry in the settings, or remove it.")


class LibraryWithServers:
    """The library, with what allowed servers find at the search step behind its own passages."""

    def __init__(
        self,
        library: Library,
        servers: Sequence[AgentServer],
        known: Callable[[], KnownEntities],
        note: Callable[..., Any],
    ) -> None:
        """``known`` gives what no question may hold; ``note`` writes to the audit log."""
        self._library, self._known, self._note = library, known, note
        self._servers = [server for server in servers if server.step == SEARCH_STEP]
        self._foreign: dict[str, Passage] = {}

    def search(self, query: str, language: str, limit: int) -> Any:
        """As :meth:`kb.library.Library.search`; call it from a thread, servers may take seconds."""
        own = self._library.search(query, language, limit=limit)
        foreign = [hit for server in self._servers for hit in self._ask(server, query, language)]
        return type(own)((*own.hits, *foreign)[:limit] if foreign else own.hits, own.ms)

    def passage(self, passage_id: str) -> Passage:
        """A passage of the library or of a server's last replies."""
        return self._foreign.get(passage_id) or self._library.passage(passage_id)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    def _ask(self, server: AgentServer, query: str, language: str) -> list[Hit]:
        masked = mask(query, self._known()).text
        if residual_scan(masked):
            return []
        self._note("server_asked", server.name, tool=server.tool)
        try:
            reply = asyncio.run(call_tool(server, masked))
        except AgentServerFailed as failure:
            _log.warning("an allowed server gave nothing: %s", type(failure.__cause__).__name__)
            return []
        passages = [
            Passage(f"{FOREIGN}{server.name}#{number}", f"{FOREIGN}{server.name}", server.name, server.tool, language, f"MCP: {server.name}", text)
            for number, text in enumerate(reply.texts, start=1)
        ]  # fmt: skip
        self._foreign |= {passage.id: passage for passage in passages}
        return [Hit(passage, _SCORE) for passage in passages]
