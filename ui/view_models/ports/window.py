"""All that the window needs from the house."""

from __future__ import annotations

from dataclasses import dataclass

from ui.view_models.ports.alerts import AlertsPort
from ui.view_models.ports.cloud import CloudPort
from ui.view_models.ports.coach import CoachPort
from ui.view_models.ports.conversation import ConversationPort
from ui.view_models.ports.data import DataPort
from ui.view_models.ports.devices import DevicesPort
from ui.view_models.ports.entry import EntryPort
from ui.view_models.ports.home import HomePort
from ui.view_models.ports.library import LibraryPort
from ui.view_models.ports.library_review import LibraryReviewPort
from ui.view_models.ports.manual import ManualPort
from ui.view_models.ports.models import ModelsPort
from ui.view_models.ports.owners import OwnersPort
from ui.view_models.ports.people import PeoplePort
from ui.view_models.ports.profile import ProfilePort
from ui.view_models.ports.reminders import RemindersPort
from ui.view_models.ports.report import ReportPort
from ui.view_models.ports.trends import TrendsPort
from ui.view_models.ports.visit_sheet import VisitSheetPort
from ui.view_models.ports.voice import VoicePort
from ui.view_models.ports.voice_settings import VoiceSettingsPort
from ui.view_models.ports.welcome import WelcomePort


@dataclass(frozen=True, slots=True)
class WindowPorts:
    """One port a screen, and the voice they share."""

    home: HomePort
    conversation: ConversationPort
    trends: TrendsPort
    report: ReportPort
    devices: DevicesPort
    entry: EntryPort
    coach: CoachPort
    voice: VoicePort
    voice_settings: VoiceSettingsPort
    profile: ProfilePort
    visit_sheet: VisitSheetPort
    people: PeoplePort
    owners: OwnersPort
    alerts: AlertsPort
    reminders: RemindersPort
    data: DataPort
    library: LibraryPort
    library_review: LibraryReviewPort
    manual: ManualPort
    models: ModelsPort
    welcome: WelcomePort
    cloud: CloudPort
