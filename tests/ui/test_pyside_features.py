"""PySide does not read and keep the source of every module that is imported after it."""

from __future__ import annotations

import importlib
import linecache
import sys
from pathlib import Path

import pytest

import ui.window  # noqa: F401  # with it, Qt and what keeps PySide from reading are loaded
from ui.pyside_features import leave_features_off


def test_the_source_of_what_is_imported_later_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "imported_after_qt.py"
    source.write_text("import PySide6\nanswer = 42\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert importlib.import_module("imported_after_qt").answer == 42
    assert str(source) not in linecache.cache


def test_a_pyside_without_such_features_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "shibokensupport.feature")
    leave_features_off()
