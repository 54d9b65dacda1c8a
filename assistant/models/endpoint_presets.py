"""Endpoints that are known by name (``resources/endpoints.toml``): address, operator, region, what they can take."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from assistant.conversation import Language

#: The name of an endpoint that the household describes itself.
OWN: Final = "own"


@dataclass(frozen=True, slots=True)
class EndpointPreset:
    """What is known of an endpoint before anything is sent to it.

    ``usage``: it reports tokens when asked to; ``finish_may_be_missing``: whole answers may come without a
    finish reason. ``source`` is where its maker says so.
    """

    id: str
    title: dict[Language, str]
    base_url: str
    model: str
    operator: dict[Language, str]
    region: dict[Language, str]
    images: bool
    needs_key: bool
    usage: bool
    finish_may_be_missing: bool
    source: str


@cache
def endpoint_presets() -> dict[str, EndpointPreset]:
    """All of them, by id, in the order they are offered."""
    with (resources.files("resources") / "endpoints.toml").open("rb") as file:
        rows = tomllib.load(file)["endpoint"]
    return {row["id"]: _preset(row) for row in rows}


def _preset(row: dict[str, Any]) -> EndpointPreset:
    def words(name: str) -> dict[Language, str]:
        return {language: row[name][language.value] for language in Language}

    return EndpointPreset(
        id=row["id"],
        title=words("title"),
        base_url=row["base_url"],
        model=row["model"],
        operator=words("operator"),
        region=words("region"),
        images=row["images"],
        needs_key=row["key"],
        usage=row["usage"],
        finish_may_be_missing=row["finish"] == "may_be_missing",
        source=row["source"],
    )
