"""What the window asks of the house: one protocol a screen, and the frozen rows they answer with.

Every string in a row is already in the asked language and ready to show. Methods that are plain
functions are called on a worker thread unless their docstring says otherwise; coroutines run on the
window's event loop. Callbacks given to a port may be called from any thread.
"""

from ui.view_models.ports.coach import (
    CoachPort,
    CoachReadingView,
    CoachSnapshot,
    CoachStep,
    PlanDayView,
    PlanSlotView,
    PlanView,
    PostureView,
)
from ui.view_models.ports.conversation import (
    Answered,
    CitationView,
    CloudOffer,
    ConversationEvent,
    ConversationPort,
    Failed,
    FigureView,
    Heard,
    Level,
    MicrophoneView,
    OnEvent,
    Partial,
    PassageView,
    RouteName,
    Sentence,
    Speaking,
)
from ui.view_models.ports.devices import (
    AddedDevice,
    AskConsent,
    AskPasskey,
    ConflictView,
    ConsentAnswer,
    DeviceFailed,
    DeviceGuide,
    DeviceKindView,
    DevicePage,
    DevicesPort,
    DeviceUserView,
    DeviceView,
    NextStep,
    OwnerChoice,
    Questions,
    TransferView,
    WizardStep,
)
from ui.view_models.ports.entry import (
    EntryField,
    EntryPort,
)
from ui.view_models.ports.failure import (
    PortFailed,
    Unsubscribe,
)
from ui.view_models.ports.home import (
    HomePort,
    HomeSnapshot,
    HomeTile,
    Verdict,
)
from ui.view_models.ports.report import (
    Flag,
    ReportPort,
    ReportRowView,
    ReportSnapshot,
)
from ui.view_models.ports.trends import (
    Component,
    TrendSnapshot,
    TrendsPort,
)
from ui.view_models.ports.voice import (
    VoicePort,
)
from ui.view_models.ports.window import (
    WindowPorts,
)

__all__ = [
    "AddedDevice",
    "Answered",
    "AskConsent",
    "AskPasskey",
    "CitationView",
    "CloudOffer",
    "CoachPort",
    "CoachReadingView",
    "CoachSnapshot",
    "CoachStep",
    "Component",
    "ConflictView",
    "ConsentAnswer",
    "ConversationEvent",
    "ConversationPort",
    "DeviceFailed",
    "DeviceGuide",
    "DeviceKindView",
    "DevicePage",
    "DeviceUserView",
    "DeviceView",
    "DevicesPort",
    "EntryField",
    "EntryPort",
    "Failed",
    "FigureView",
    "Flag",
    "Heard",
    "HomePort",
    "HomeSnapshot",
    "HomeTile",
    "Level",
    "MicrophoneView",
    "NextStep",
    "OnEvent",
    "OwnerChoice",
    "Partial",
    "PassageView",
    "PlanDayView",
    "PlanSlotView",
    "PlanView",
    "PortFailed",
    "PostureView",
    "Questions",
    "ReportPort",
    "ReportRowView",
    "ReportSnapshot",
    "RouteName",
    "Sentence",
    "Speaking",
    "TransferView",
    "TrendSnapshot",
    "TrendsPort",
    "Unsubscribe",
    "Verdict",
    "VoicePort",
    "WindowPorts",
    "WizardStep",
]
