"""What the answering workflow must know about whoever asks (:class:`assistant.workflow.PersonContext`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.profile import safety_profile
from assistant import safety
from device_io.reading import Reading

if TYPE_CHECKING:
    from app.services import Services

#: Readings this recent are part of what red-flag rules look at beside a question.
RECENT: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever uses ``services`` when it is asked."""

    services: Services

    def profile(self) -> safety.Profile:
        """Their age, and what else the rules judge by."""
        services = self.services
        today = services.now().astimezone(services.zone).date()
        return safety_profile(services.person.profile, today, services.settings.rule_set)

    def recent_readings(self) -> Sequence[Reading]:
        """What they measured within :data:`RECENT`."""
        since = self.services.now() - RECENT
        stored = self.services.records.readings(self.services.person, None, limit=20)
        return [one.reading for one in stored if one.reading.taken_at >= since]
