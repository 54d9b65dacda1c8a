"""Finds model files inside installed Python packages."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from assistant.models.catalogue import WheelSource


def packaged_parts(source: WheelSource) -> dict[str, tuple[Path, ...]]:
    """The parts inside installed packages; empty when a package is absent. Imports none of them."""
    found: dict[str, tuple[Path, ...]] = {}
    for name, parts in source.parts.items():
        paths = []
        for part in parts:
            module, _, inside = part.partition(":")
            try:
                spec = importlib.util.find_spec(module)
            except (ImportError, ValueError):
                spec = None
            if spec is None or not spec.submodule_search_locations:
                return {}
            paths.append(Path(next(iter(spec.submodule_search_locations))) / inside)
        found[name] = tuple(paths)
    return found
