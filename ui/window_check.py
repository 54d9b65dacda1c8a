"""Whether the window, its fonts and the camera work here; part of ``listenwell doctor``."""

from __future__ import annotations

import os
import sys

from app.doctor import Finding, State
from ui.window_error import DEBIAN_PACKAGES


def examine_window() -> tuple[Finding, ...]:
    """Start Qt without a screen and look at its fonts and cameras."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from PySide6.QtGui import QFontDatabase, QGuiApplication
        from PySide6.QtMultimedia import QMediaDevices
    except ImportError as error:
        remedy = f"sudo apt-get install {DEBIAN_PACKAGES}"
        return (Finding("window", State.MISSING, f"Qt cannot be loaded ({error}).", remedy),)
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    cameras = [device.description() for device in QMediaDevices.videoInputs()]
    del application
    fonts = (
        Finding("fonts", State.WORKS, f"Chinese and Latin: {chinese[0]}")
        if chinese
        else Finding(
            "fonts", State.MISSING, "No font with Chinese characters.", "sudo apt-get install fonts-noto-cjk"
        )
    )
    camera = (
        Finding("camera", State.WORKS, cameras[0])
        if cameras
        else Finding(
            "camera", State.MISSING, "No camera was found.", "Connect one, or choose photos from files."
        )
    )
    return (Finding("window", State.WORKS, "Qt Quick starts."), fonts, camera)
