"""The cameras of this machine."""

from __future__ import annotations


def camera_names() -> list[str]:
    """Return what the cameras call themselves, the default one first.

    Call it after the first ``QGuiApplication``. Raises ``ImportError`` where a library of QtMultimedia is missing.
    """
    from PySide6.QtCore import QLoggingCategory

    # QtMultimedia tells of every optional video library that it does not find, as it is loaded and later.
    QLoggingCategory.setFilterRules("qt.multimedia*=false")
    from PySide6.QtMultimedia import QMediaDevices

    return [device.description() for device in QMediaDevices.videoInputs()]
