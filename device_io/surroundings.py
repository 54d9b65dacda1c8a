"""What everything that hears devices shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from device_io.device_users import ConsentStore, NoConsents
from device_io.events import DeviceEvent
from device_io.journal import FrameJournal
from device_io.pace import Pace
from device_io.radio import Radio
from device_io.record_resume import NoRecordLog, RecordLog
from device_io.shared_scan import SharedScan


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What sessions share: the radio and its scan, the journal, clocks and where events go."""

    radio: Radio
    scan: SharedScan
    journal: FrameJournal
    now: Callable[[], datetime]
    zone: ZoneInfo
    publish: Callable[[DeviceEvent], None]
    pace: Pace
    record_log: RecordLog = field(default_factory=NoRecordLog)
    consents: ConsentStore = field(default_factory=NoConsents)

    def local_now(self) -> datetime:
        """Return the present moment in the household's zone."""
        return self.now().astimezone(self.zone)
