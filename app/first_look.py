"""How the window looks in its first moment, read from the settings file without the machinery that validates it.

Whoever opens the window sees it at once; the whole of the settings (:mod:`app.settings`) is loaded behind it and
says what is wrong with the file, if anything is. Here, what is not usable is left at its default.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from assistant.language import Language

#: As :data:`app.settings.MAX_FILE_BYTES`.
_MAX_FILE_BYTES: Final = 256 * 1024
_PREFIX: Final = "LISTENWELL_"
#: Settings of the first look and the type each must have.
_FIELDS: Final[Mapping[str, type]] = {
    "appearance.theme": str,
    "appearance.text_scale": float,
    "appearance.less_motion": bool,
    "appearance.captions": bool,
    "access.dwell_seconds": float,
    "access.scan_seconds": float,
}


def machine_language() -> Language:
    """Return the language of this machine, as far as Listenwell speaks it."""
    import locale

    name = (locale.getlocale()[0] or "").lower()
    return Language.ZH if name.startswith(("zh", "chinese")) else Language.EN


def first_look(file: Path, environ: Mapping[str, str]) -> tuple[Language, dict[str, Any]]:
    """Return the language and what the household chose of :data:`_FIELDS`, by the field's name.

    An environment variable comes before the file, as everywhere.
    """
    tree = _read(file)
    chosen: dict[str, Any] = {}
    for dotted, kind in _FIELDS.items():
        section, _, field = dotted.partition(".")
        branch = tree.get(section)
        given = branch.get(field) if isinstance(branch, dict) else None
        told = environ.get(_PREFIX + dotted.replace(".", "__").upper())
        value = _as(kind, told) if told else given
        if isinstance(value, int) and kind is float:
            value = float(value)
        if isinstance(value, kind):
            chosen[field] = value
    language = environ.get(f"{_PREFIX}LANGUAGE") or tree.get("language")
    return (Language(language) if language in set(Language) else machine_language()), chosen


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            return tomllib.loads(opened.read(_MAX_FILE_BYTES).decode())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _as(kind: type, text: str) -> object:
    if kind is bool:
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower())
    try:
        return kind(text)
    except ValueError:
        return None
