"""The codes of ``resources/clinical/codes.yaml``, checked when they are loaded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from assistant.reports.analytes import loinc_check_digit_right
from device_io.reading import COMPONENT_UNITS, ReadingKind

#: Pulse beside something else is an observation of its own.
_PULSE: Final = "pulse"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Code(_Strict):
    """What an observation or a part of one is called.

    ``display`` is LOINC's own name of the code; where it was not read, ``text`` says it in our words.
    """

    loinc: str | None = None
    display: str = ""
    text: str = ""
    mdc: int | None = None
    mdc_name: str = ""
    src: str = ""
    st: Literal["v", "s"] | None = None

    @field_validator("loinc")
    @classmethod
    def _is_loinc(cls, code: str | None) -> str | None:
        if code is not None and not loinc_check_digit_right(code):
            raise ValueError(f"{code} is no LOINC code: its check digit is wrong")
        return code

    @model_validator(mode="after")
    def _says_something(self) -> Code:
        if not self.words or (self.loinc is not None and self.st is None):
            raise ValueError(f"{self.loinc} needs its name and its status")
        return self

    @property
    def words(self) -> str:
        """The name in words."""
        return self.display or self.text


class KindCode(Code):
    """The code of a kind of reading, with the profile and device it belongs to."""

    main: str | None = None
    also: str | None = None
    also_display: str = ""
    profile: str | None = None
    device: int


class AveragePressure(_Strict):
    """The codes of a mean blood pressure."""

    panel: Code
    systolic: Code
    diastolic: Code
    profile: str


class Codes(_Strict):
    """The whole file."""

    systems: Mapping[str, str]
    sources: Mapping[str, Mapping[str, str]]
    base: str
    phd: str
    kinds: Mapping[ReadingKind, KindCode]
    components: Mapping[str, Code]
    pulse: Mapping[ReadingKind, Code]
    average_pressure: AveragePressure
    report: Code
    also_read: Mapping[str, ReadingKind] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _covers_everything(self) -> Codes:
        for kind, units in COMPONENT_UNITS.items():
            known = {self.kinds[kind].main, _PULSE, *self.components}
            if not units.keys() <= known:
                raise ValueError(f"a component of {kind.value} has no code")
        return self

    def kind_of(self, loinc: str) -> ReadingKind | None:
        """Return the kind of reading that a LOINC code stands for."""
        own = {code.loinc: kind for kind, code in self.kinds.items() if code.loinc}
        return own.get(loinc) or self.also_read.get(loinc)

    def component_of(self, loinc: str) -> str | None:
        """Return the component that a LOINC code stands for."""
        return next((name for name, code in self.components.items() if code.loinc == loinc), None)


@lru_cache(maxsize=1)
def codes() -> Codes:
    """Return the shipped codes."""
    text = (resources.files("resources") / "clinical" / "codes.yaml").read_text(encoding="utf-8")
    content: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return Codes.model_validate(content)
