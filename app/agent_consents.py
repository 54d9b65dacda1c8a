"""Which tools other agents may use: a dated agreement for each, revocable, of the person who uses Listenwell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.records.cloud_consents import StandingConsent
    from app.services import Services

#: Consents for tools are kept with those for the cloud, under this purpose; the tool stands as its endpoint.
PURPOSE: Final = "agent_tool"


class AgentConsents:
    """The agreements of whoever uses Listenwell now."""

    def __init__(self, house: Services) -> None:
        self._house = house

    def allowed(self, tool: str) -> bool:
        """Whether ``tool`` may be used now."""
        return self._house.records.cloud_consents.find(self._house.person.id, PURPOSE, tool) is not None

    def allow(self, tool: str) -> StandingConsent:
        """Agree that other agents use ``tool``."""
        consent = self._house.records.cloud_consents.give(self._house.person.id, PURPOSE, tool, ())
        self._house.audit.note("tool_allowed", tool)
        return consent

    def revoke(self, tool: str) -> bool:
        """Take an agreement back; false when there was none."""
        found = self._house.records.cloud_consents.find(self._house.person.id, PURPOSE, tool)
        if found is None:
            return False
        self._house.records.cloud_consents.withdraw(found.id)
        self._house.audit.note("tool_revoked", tool)
        return True
