"""Reference values that may be shown, read from ``resources/clinical/thresholds.yaml`` with their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any, Final, Literal

import yaml

from app.records.errors import RecordsError
from assistant.conversation import Language

RuleSet = Literal["CN", "EU", "US"]
#: Whose home threshold a rule set shows.
_GUIDELINES: Final[Mapping[str, str]] = {"CN": "CHN2024", "EU": "ESC2024", "US": "AHA2025"}
#: What takes the place of a row that may not be shown.
_FALLBACK: Final = "CHN2024"
#: Read at the source (v), or in a source that quotes it (s). Rows from memory (m) never reach a person.
SHOWABLE: Final = frozenset({"v", "s"})
#: A design choice of ours (d), which is said, or a definition (c).
OWN: Final = frozenset({"d", "c"})


class ThresholdError(RecordsError):
    """The clinical file lacks a row or a row may not be shown: the installation is damaged."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a rule comes from: a key of ``sources``, its title by language, and how well it is known."""

    source: str
    titles: Mapping[Language, str]
    citation: str
    status: str

    @property
    def ours(self) -> bool:
        """Whether no guideline states it."""
        return self.status in OWN


@dataclass(frozen=True, slots=True)
class HomePressureReference:
    """The home blood pressure at or above which a mean counts as high, in mmHg.

    ``guideline`` is the key in ``sources``, ``titles`` its title by language. ``instead_of`` names the guideline
    that was asked for where its own value may not be shown.
    """

    systolic: Decimal
    diastolic: Decimal
    guideline: str
    titles: Mapping[Language, str]
    status: str
    instead_of: str | None = None

    @property
    def text(self) -> str:
        """``135/85``."""
        return f"{self.systolic}/{self.diastolic}"


@lru_cache(maxsize=4)
def home_pressure(rule_set: RuleSet) -> HomePressureReference:
    """Return the home reference of ``rule_set``, or China's, saying so, where its row may not be shown."""
    return choose_home_pressure(_clinical_file(), rule_set)


def choose_home_pressure(clinical: Mapping[str, Any], rule_set: RuleSet) -> HomePressureReference:
    """Like :func:`home_pressure`, from the parsed file. Raises :class:`ThresholdError`."""
    wanted = _GUIDELINES[rule_set]
    try:
        return _home_row(clinical, wanted)
    except ThresholdError:
        if wanted == _FALLBACK:
            raise
        return _home_row(clinical, _FALLBACK, instead_of=wanted)


def clinical_row(*path: str) -> Mapping[str, Any]:
    """Return a row of the clinical file, e.g. ``clinical_row("cgm", "bands")``.

    Raises :class:`ThresholdError` where it is missing or known from memory only.
    """
    row: Any = _clinical_file()
    for step in path:
        row = row.get(step) if isinstance(row, Mapping) else None
    if not isinstance(row, Mapping) or row.get("st") not in SHOWABLE | OWN:
        raise ThresholdError(f"The clinical row {'.'.join(path)} is missing: install Listenwell again.")
    return row


def out_of_office(guideline: str, where: str) -> tuple[Decimal, Decimal]:
    """Return the limit (systolic, diastolic) of a guideline outside the office. Raises :class:`ThresholdError`."""
    rows = _clinical_file()["blood_pressure"]["out_of_office_thresholds"].get(guideline, ())
    row = next((row for row in rows if row["where"] == where and row["st"] in SHOWABLE), None)
    if row is None:
        raise ThresholdError(f"The limit {where} of {guideline} is missing: install Listenwell again.")
    return Decimal(row["sbp"]), Decimal(row["dbp"])


def clinical_rows(*path: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the rows of a group of the clinical file by name, those that may be shown.

    Raises :class:`ThresholdError` where the group is missing.
    """
    group: Any = _clinical_file()
    for step in path:
        group = group.get(step) if isinstance(group, Mapping) else None
    if not isinstance(group, Mapping):
        raise ThresholdError(f"The clinical group {'.'.join(path)} is missing: install Listenwell again.")
    return {
        str(name): row
        for name, row in group.items()
        if isinstance(row, Mapping) and row.get("st") in SHOWABLE | OWN
    }


def provenance(source: str, status: str) -> Provenance:
    """Return what ``source``, a key of the clinical file, stands for. Raises :class:`ThresholdError`."""
    try:
        row = _clinical_file()["sources"][source]
        titles = {Language.ZH: str(row["title"]), Language.EN: str(row.get("title_en", row["title"]))}
        return Provenance(source, titles, str(row["citation"]), status)
    except (KeyError, TypeError) as error:
        raise ThresholdError(f"The source {source} is missing: install Listenwell again.") from error


def _home_row(
    clinical: Mapping[str, Any], guideline: str, instead_of: str | None = None
) -> HomePressureReference:
    try:
        rows = clinical["blood_pressure"]["out_of_office_thresholds"][guideline]
        row = next(row for row in rows if row["where"] == "home")
        status = str(row["st"])
        source = clinical["sources"][row["src"]]
        titles = {
            Language.ZH: str(source["title"]),
            Language.EN: str(source.get("title_en", source["title"])),
        }
        systolic, diastolic = Decimal(row["sbp"]), Decimal(row["dbp"])
    except (KeyError, StopIteration, TypeError, ArithmeticError) as error:
        raise ThresholdError(
            f"The home reference of {guideline} is missing: install Listenwell again."
        ) from error
    if status not in SHOWABLE:
        raise ThresholdError(f"The home reference of {guideline} has status '{status}' and may not be shown.")
    return HomePressureReference(systolic, diastolic, guideline, titles, status, instead_of)


@lru_cache(maxsize=1)
def _clinical_file() -> Mapping[str, Any]:
    text = (resources.files("resources") / "clinical" / "thresholds.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(text, Loader=loader)
    if not isinstance(content, dict):
        raise ThresholdError("The clinical file is damaged: install Listenwell again.")
    return content
