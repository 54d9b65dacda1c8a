"""The rules of the profile tags, read from ``resources/clinical/profile_tags.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import yaml

from app.records.thresholds import OWN, SHOWABLE, Provenance, ThresholdError, provenance
from assistant.conversation import Language
from device_io.reading import ReadingKind

#: Known from memory only: worked out, never shown.
FROM_MEMORY: Final = "m"
#: The parts of a rule that a row may call ours.
OWN_PARTS: Final = frozenset({"window", "minimum", "lasts", "base", "early", "adults"})


@dataclass(frozen=True, slots=True)
class TagRule:
    """One tag. ``rule`` and ``found`` are sentences with ``{names}`` to fill, by language.

    ``window_days`` is ``None`` where no stretch of days bounds the rule, ``lasts_days`` where something else ends the
    tag. ``minimum`` is the least data by what is counted; ``ours`` names the parts that no guideline states.
    """

    id: str
    kind: ReadingKind
    names: Mapping[Language, str]
    rule: Mapping[Language, str]
    found: Mapping[Language, str]
    window_days: int | None
    minimum: Mapping[str, int]
    lasts_days: int | None
    values: Mapping[str, float]
    provenance: Provenance
    ours: frozenset[str]

    @property
    def may_be_shown(self) -> bool:
        """Whether somebody has read the source, or the rule is ours."""
        return self.provenance.status != FROM_MEMORY

    def value(self, name: str) -> float:
        """A number of the rule."""
        return float(self.values[name])


@lru_cache(maxsize=1)
def tag_rules() -> Mapping[str, TagRule]:
    """Return the shipped rules by id, in the order of the file. Raises :class:`ThresholdError`."""
    text = (resources.files("resources") / "clinical" / "profile_tags.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return parse_tag_rules(yaml.load(text, Loader=loader))


@lru_cache(maxsize=1)
def rules_version() -> int:
    """Return the version of the shipped rules, which every tag names."""
    text = (resources.files("resources") / "clinical" / "profile_tags.yaml").read_text(encoding="utf-8")
    return int(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["version"])


def parse_tag_rules(content: Any) -> Mapping[str, TagRule]:
    """Like :func:`tag_rules`, from the parsed file."""
    try:
        memory = content.get("sources_from_memory", {})
        return {name: _rule(name, row, memory) for name, row in content["tags"].items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ThresholdError("The file of profile tags is damaged: install Listenwell again.") from error


def _rule(name: str, row: Mapping[str, Any], memory: Mapping[str, Any]) -> TagRule:
    status, ours = str(row["st"]), frozenset(row.get("ours", ()))
    if status not in SHOWABLE | OWN | {FROM_MEMORY} or not ours <= OWN_PARTS:
        raise ValueError(name)
    return TagRule(
        id=name,
        kind=ReadingKind(row["kind"]),
        names=_both(row),
        rule=_both(row["rule"]),
        found=_both(row["found"]),
        window_days=_optional(row["window_days"]),
        minimum={str(what): int(least) for what, least in row["minimum"].items()},
        lasts_days=_optional(row["lasts_days"]),
        values={str(what): float(number) for what, number in row.get("values", {}).items()},
        provenance=_provenance(str(row["src"]), status, memory),
        ours=ours,
    )


def _provenance(source: str, status: str, memory: Mapping[str, Any]) -> Provenance:
    if source in memory:
        title = str(memory[source]["title"])
        titles = dict.fromkeys(Language, title)
        return Provenance(source, titles, str(memory[source]["citation"]), status)
    return provenance(source, status)


def _both(row: Mapping[str, Any]) -> Mapping[Language, str]:
    return {language: str(row[language.value]) for language in Language}


def _optional(value: Any) -> int | None:
    return None if value is None else int(value)
