"""The errors a command may end with: typed, expected, each one sentence that says what to do."""

from __future__ import annotations


def expected_errors() -> tuple[type[Exception], ...]:
    """The base error of every room. Loads the rooms, so call it only once something was raised."""
    from app.folders import FolderError
    from app.keys import KeyUnavailable
    from app.records.errors import RecordsError
    from app.settings import SettingsError
    from assistant.evaluation_lines import EvaluationFileError
    from assistant.models.catalogue import CatalogueError
    from assistant.models.engine import EngineError
    from assistant.privacy import PrivacyError
    from assistant.reports.errors import ReportError
    from assistant.safety import ClinicalDataError, ReadingSyntaxError, TextTooLong
    from assistant.speech.errors import SpeechError
    from device_io.codecs.frame import FrameError
    from device_io.radio import RadioError
    from device_io.virtual.household import SimulatorMissing
    from device_io.virtual.scenario import ScenarioError
    from kb.errors import LibraryError
    from ui.window_error import WindowError

    return (
        FolderError,
        KeyUnavailable,
        RecordsError,
        SettingsError,
        EvaluationFileError,
        CatalogueError,
        EngineError,
        ReportError,
        ClinicalDataError,
        ReadingSyntaxError,
        TextTooLong,
        SpeechError,
        FrameError,
        PrivacyError,
        RadioError,
        SimulatorMissing,
        ScenarioError,
        LibraryError,
        WindowError,
    )
