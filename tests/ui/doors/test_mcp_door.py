"""The door for agents, through the SDK's own client over standard input and output."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from app.agent_consents import AgentConsents
from app.agent_servers import AgentServerFailed, LibraryWithServers, call_tool
from app.folders import open_folders
from app.keys import KeySources
from app.services import Services
from app.settings import AgentServer, Settings
from assistant.privacy import KnownEntities
from device_io.reading import Quantity, ReadingKind
from kb.document import Document, Section
from kb.library import Library
from ui.mcp_server.server import build_server
from ui.mcp_server.tools import TOOL_NAMES

NOW = datetime.now(UTC)


@contextmanager
def opened(profile: Path) -> Iterator[Services]:
    folders = open_folders(profile)
    house = Services(folders, Settings(), key_sources=KeySources(keyring=lambda: None), time_zone="UTC")
    try:
        yield house
    finally:
        house.close()


@pytest.fixture
def records_of_somebody(tmp_path: Path) -> Path:
    """A household with a reading and a report, and leave for all tools but the visit sheet."""
    with opened(tmp_path / "profile") as house:
        for systolic in (128, 138):
            values = {
                "systolic": Quantity(Decimal(systolic), "mm[Hg]"),
                "diastolic": Quantity(Decimal(79), "mm[Hg]"),
            }
            house.records.add_manual(ReadingKind.BLOOD_PRESSURE, values, NOW, house.person)
        row = {"printed_name": "Mary", "analyte": "glucose", "value": "7.4", "unit": "mmol/L", "doubts": []}
        house.records.store_report(house.person, [row, {"analyte": None, "value": "Mary"}], "ab" * 32)
        for name in TOOL_NAMES:
            if name != "visit_sheet":
                AgentConsents(house).allow(name)
    return tmp_path / "profile"


async def test_an_agent_gets_what_was_allowed_and_everything_is_noted(records_of_somebody: Path) -> None:
    command = [sys.executable, "-m", "ui.command_line", "mcp", "--data", str(records_of_somebody)]
    environment = {
        "PYTHONPATH": str(Path.cwd()),
        "LC_ALL": "C.UTF-8",
        **{name: os.environ[name] for name in ("PATH",)},
    }
    parameters = StdioServerParameters(command=command[0], args=command[1:], env=environment)
    async with Client(parameters, read_timeout_seconds=60) as client:
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == list(TOOL_NAMES)
        assert all(tool.annotations is not None and tool.annotations.read_only_hint for tool in tools)
        metrics = await client.call_tool("list_metrics", {})
        assert metrics.structured_content["metrics"][0]["kind"] == "blood_pressure"
        asked = {"kind": "blood_pressure", "component": "systolic", "days": 7}
        trend = await client.call_tool("trend", asked)
        assert (trend.structured_content["mean"], trend.structured_content["readings"]) == ("133", 2)
        compared = await client.call_tool("compare_periods", asked)
        assert compared.structured_content["recent"] == {"days": 7, "readings": 2, "mean": "133"}
        assert compared.structured_content["change"] is None
        reports = await client.call_tool("report_results", {})
        (result,) = reports.structured_content["reports"][0]["results"]
        assert (result["analyte"], result["value"]) == ("glucose", "7.4")
        assert "Mary" not in str(reports.structured_content)
        refused = await client.call_tool("visit_sheet", {})
        assert refused.is_error
        assert "listenwell mcp allow visit_sheet" in refused.content[0].text
        wrong = await client.call_tool("trend", {"kind": "mood", "component": "x"})
        assert wrong.is_error
        assert "list_metrics" in wrong.content[0].text
        too_long = await client.call_tool("library_search", {"query": "x" * 301})
        assert too_long.is_error
    with opened(records_of_somebody) as house:
        noted = [
            (entry.subject, entry.detail["allowed"])
            for entry in house.audit.entries()
            if entry.event == "tool_called"
        ]
        assert ("visit_sheet", 0) in noted
        assert ("trend", 1) in noted
        assert house.audit.verify().holds


@pytest.fixture
def served(records_of_somebody: Path, tmp_path: Path) -> Iterator[Services]:
    with opened(records_of_somebody) as house:
        section = Section(("Gout", "What it is"), "Gout is caused by crystals of uric acid in a joint.")
        article = Document("en/gout", "gout", "Gout", "en", "", "", NOW.date(), ("A guideline",), (section,))
        house.library = Library([article], tmp_path / "index")
        yield house


async def test_the_library_and_the_visit_sheet_in_this_process(served: Services) -> None:
    async with Client(build_server(served)) as client:
        found = await client.call_tool("library_search", {"query": "gout"})
        assert found.structured_content["passages"][0]["source"].endswith("A guideline")
        AgentConsents(served).allow("visit_sheet")
        sheet = await client.call_tool("visit_sheet", {"days": 28})
        assert sheet.structured_content["pdf_base64"].startswith("JVBERi")  # %PDF
        AgentConsents(served).revoke("visit_sheet")
        assert (await client.call_tool("visit_sheet", {})).is_error


def test_consents_are_given_and_taken_back_at_the_command_line(listenwell: Callable[..., Any]) -> None:
    assert listenwell("mcp", "allow", "trend", "--json").json == {"allowed": ["trend"]}
    listed = {row["tool"]: row["allowed"] for row in listenwell("mcp", "list", "--json").json["tools"]}
    assert listed["trend"]
    assert not listed["visit_sheet"]
    assert listenwell("mcp", "revoke", "all", "--json").json == {"revoked": ["trend"]}
    assert listenwell("mcp", "allow", "everything").status == 1


#: Another server, with the one tool that an allow-list may name.
OTHER = """
import sys
from mcp.server.mcpserver import MCPServer
server = MCPServer("other", log_level="ERROR")

@server.tool()
def lookup(query: str) -> str:
    return "\\u200bColchicine is used for gout. You asked: " + query + "x" * 3000

@server.tool()
def broken(query: str) -> str:
    raise ValueError("no")

server.run("stdio")
"""


def other(tmp_path: Path, **changes: Any) -> AgentServer:
    script = tmp_path / "other_server.py"
    script.write_text(OTHER, encoding="utf-8")
    values = {
        "name": "other",
        "command": sys.executable,
        "arguments": (str(script),),
        "tool": "lookup",
        "seconds": 30,
    }
    return AgentServer(**(values | changes))


def test_an_allowed_server_is_asked_at_its_step_with_a_masked_question(
    served: Services, tmp_path: Path
) -> None:
    noted: list[tuple[Any, ...]] = []
    library = LibraryWithServers(
        served.library,
        [other(tmp_path)],
        lambda: KnownEntities(names=("Mary Example",)),
        lambda *what, **more: noted.append((what, more)),
    )
    found = library.search("Mary Example asks about gout", "en", limit=6)
    foreign = next(hit for hit in found.hits if hit.passage.id.startswith("mcp:"))
    assert found.hits[-1] is foreign  # behind the library's own
    assert "You asked: [NAME-1] asks about gout" in foreign.passage.text
    assert len(foreign.passage.text) <= 1500
    assert "\u200b" not in foreign.passage.text
    assert library.passage(foreign.passage.id) is foreign.passage
    assert noted == [(("server_asked", "other"), {"tool": "lookup"})]


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"tool": "broken"}, "refused"), ({"tool": "none"}, "no such tool"), ({"command": "/nowhere/server"}, "did not answer")],
)  # fmt: skip
async def test_a_server_that_fails_is_left_out(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(AgentServerFailed, match=says):
        await call_tool(other(tmp_path, **changes), "gout")
