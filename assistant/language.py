"""The languages of Listenwell."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """Languages Listenwell speaks."""

    ZH = "zh"
    EN = "en"
