"""The themes by which people browse: a table of topics, ``resources/knowledge/themes.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Theme:
    """``names`` by language; ``topics`` in the order in which they are read."""

    key: str
    names: Mapping[str, str]
    topics: tuple[str, ...]


@cache
def shipped_themes() -> tuple[Theme, ...]:
    """The themes in the order in which they are shown."""
    text = (resources.files("resources") / "knowledge" / "themes.toml").read_text(encoding="utf-8")
    return tuple(
        Theme(entry["key"], {"zh": entry["zh"], "en": entry["en"]}, tuple(entry["topics"]))
        for entry in tomllib.loads(text)["themes"]
    )
