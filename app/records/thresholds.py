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


class ThresholdError(RecordsError):
    """The clinical file lacks a row or a row may not be shown: the installation is damaged."""


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
