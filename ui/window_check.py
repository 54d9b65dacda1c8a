"""Whether the window, its fonts and the camera work here; part of ``listenwell doctor``."""

from __future__ import annotations

import os
import sys
from typing import Final

from app.doctor import Finding, State
from ui.cameras import camera_names
from ui.window_error import install_packages

#: Of a family's regional forms the one whose Chinese characters are drawn as in mainland China.
_PREFERRED_FONT: Final = "Noto Sans CJK SC"


def examine_window() -> tuple[Finding, ...]:
    """Start Qt without a screen and look at its fonts and cameras."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from PySide6.QtGui import QGuiApplication
        from PySide6.QtQuick import QQuickWindow  # noqa: F401  # loads what the window loads
    except ImportError as error:
        words = f"Qt cannot be loaded ({error})."
        return tuple(
            Finding(part, State.MISSING, words, install_packages()) for part in ("window", "fonts", "camera")
        )
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    findings = (Finding("window", State.WORKS, "Qt Quick starts."), _fonts(), _camera())
    del application
    return findings


def _fonts() -> Finding:
    from PySide6.QtGui import QFontDatabase

    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    if not chinese:
        remedy = "sudo apt-get install fonts-noto-cjk"
        return Finding("fonts", State.MISSING, "No font with Chinese characters.", remedy)
    name = _PREFERRED_FONT if _PREFERRED_FONT in chinese else chinese[0]
    return Finding("fonts", State.WORKS, f"Chinese and Latin: {name}")


def _camera() -> Finding:
    remedy = "Connect one, or choose photos from files."
    try:
        cameras = camera_names()
    except ImportError as error:
        return Finding("camera", State.MISSING, f"Qt cannot look for cameras ({error}).", remedy)
    if not cameras:
        return Finding("camera", State.MISSING, "No camera was found.", remedy)
    return Finding("camera", State.WORKS, cameras[0])
