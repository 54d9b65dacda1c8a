"""PySide's switchable features (``__feature__``) stay off, and nobody looks for them.

Once Qt is loaded, PySide reads the source text of every module that is imported, to see whether it names PySide, and
keeps that text (``shibokensupport.feature`` of PySide 6.8 to 6.11): for this program 860 files, 32 MB and a fifth of
a second. No module here switches a feature.
"""

from __future__ import annotations

import sys
from types import ModuleType

_READS: str = "_mod_uses_pyside"


def leave_features_off() -> None:
    """Let PySide take every module for one that switches nothing. Does no harm where PySide has changed."""
    feature = sys.modules.get("shibokensupport.feature")
    if feature is not None and _READS in vars(feature):
        vars(feature)[_READS] = _never


def _never(_module: ModuleType) -> bool:
    return False
