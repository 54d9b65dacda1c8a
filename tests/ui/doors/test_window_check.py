"""What ``listenwell doctor`` says about the window."""

from __future__ import annotations

import subprocess
import sys

from app.doctor import State
from ui.window_check import examine_window
from ui.window_error import DEBIAN_PACKAGES, missing_library


def test_window_fonts_and_camera_are_told_one_by_one(qapp, monkeypatch):
    monkeypatch.setattr("ui.window_check.camera_names", lambda: ["Front camera", "Other"])
    window, fonts, camera = examine_window()
    assert (window.part, window.state) == ("window", State.WORKS)
    assert (camera.state, camera.sentence) == (State.WORKS, "Front camera")
    assert fonts.part == "fonts"


def test_of_all_chinese_fonts_the_one_for_the_mainland_is_named(qapp, monkeypatch):
    from PySide6.QtGui import QFontDatabase

    def have(*names):
        monkeypatch.setattr(QFontDatabase, "families", lambda _system: list(names))

    have("Noto Sans CJK HK", "Noto Sans CJK SC")
    assert examine_window()[1].sentence == "Chinese and Latin: Noto Sans CJK SC"
    have("WenQuanYi Micro Hei")
    assert examine_window()[1].sentence == "Chinese and Latin: WenQuanYi Micro Hei"
    have()
    fonts = examine_window()[1]
    assert (fonts.state, fonts.remedy) == (State.MISSING, "sudo apt-get install fonts-noto-cjk")


def test_a_library_that_only_the_camera_needs_takes_away_only_the_camera(qapp, monkeypatch):
    def fail():
        raise ImportError("libpulse.so.0: cannot open shared object file")

    monkeypatch.setattr("ui.window_check.camera_names", fail)
    window, _fonts, camera = examine_window()
    assert window.state is State.WORKS
    assert camera.state is State.MISSING
    assert "libpulse.so.0" in camera.sentence
    assert camera.remedy


def test_looking_for_cameras_keeps_the_terminal_clean():
    code = (
        "from PySide6.QtGui import QGuiApplication; a = QGuiApplication([]);"
        "from ui.cameras import camera_names; print(type(camera_names()).__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("list\n", "")


def test_a_missing_library_is_told_with_the_packages_that_bring_it():
    words = str(missing_library(ImportError("libEGL.so.1: cannot open shared object file")))
    assert "libEGL.so.1" in words
    assert all(package in words for package in DEBIAN_PACKAGES)
