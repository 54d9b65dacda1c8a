"""The clinical facts as files: ``resources/clinical``, parsed and bounded in size."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

#: Bounds of a file in bytes (the largest has 67,000) and of a folder in files (the one there is has 14).
MOST_BYTES: Final = 500_000
MOST_FILES: Final = 50


class ClinicalDataError(Exception):
    """A clinical file is missing or damaged; the message says what to do."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(f"The clinical file {file} is damaged ({what}): install Listenwell again.")


def load_yaml(file: str) -> Mapping[str, Any]:
    """Parse ``resources/clinical/FILE``. Raises :class:`ClinicalDataError`."""
    return _parsed(file, _clinical() / file)


def load_folder(folder: str) -> Mapping[str, Mapping[str, Any]]:
    """Parse every file of ``resources/clinical/FOLDER``, by name in its order. Raises :class:`ClinicalDataError`."""
    return parse_folder(folder, _clinical() / folder)


def parse_folder(name: str, folder: Traversable) -> Mapping[str, Mapping[str, Any]]:
    """The same for any ``folder``; errors call it ``name``."""
    try:
        files = {entry.name: entry for entry in folder.iterdir() if entry.name.endswith(".yaml")}
    except OSError as error:
        raise ClinicalDataError(name, "it cannot be read") from error
    if not 0 < len(files) <= MOST_FILES:
        raise ClinicalDataError(name, f"it holds {len(files)} files")
    return {file: _parsed(f"{name}/{file}", files[file]) for file in sorted(files)}


def _clinical() -> Traversable:
    return resources.files("resources") / "clinical"


def _parsed(name: str, file: Traversable) -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ClinicalDataError(name, "it is too large")
        table = yaml.load(content.decode("utf-8"), Loader=loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ClinicalDataError(name, "it cannot be read") from error
    if not isinstance(table, dict):
        raise ClinicalDataError(name, "it holds no table")
    return table
