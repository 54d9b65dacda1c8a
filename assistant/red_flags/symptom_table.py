"""How people say what is wrong, as data: the files of ``resources/clinical/symptoms``, joined to one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.red_flags.clinical_files import ClinicalDataError, load_folder

#: The folder, under ``resources/clinical``.
SYMPTOMS: Final = "symptoms"
#: Bound of the other words that may stand between the slots of a pattern.
MOST_BETWEEN: Final = 60

Line = Annotated[str, Field(min_length=1, max_length=20_000)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Said(_Strict):
    """A pattern that says more than its slots (``sets.yaml`` tells how it is written)."""

    say: Line
    within: int | None = Field(default=None, ge=0, le=MOST_BETWEEN)
    without: Line | None = None
    across: bool = False


class Meaning(_Strict):
    """What may be meant, by the patterns that say it."""

    say: list[Line | Said] = Field(min_length=1)

    def patterns(self) -> Iterator[Said]:
        """The patterns, all in their long form."""
        return (Said(say=one) if isinstance(one, str) else one for one in self.say)


class Label(_Strict):
    """What a symptom is called, in each language."""

    zh: Line
    en: Line


class Symptom(Meaning):
    """A symptom, which the assistant names when it asks about it."""

    label: Label


class SymptomTable(_Strict):
    """All of it, or what one file holds of it. :mod:`assistant.red_flags.lexicon` says what each part is for."""

    sets: Mapping[str, Line] = {}
    symptoms: Mapping[str, Symptom] = {}
    people: Mapping[str, Meaning] = {}
    requests: Mapping[str, Meaning] = {}
    cues: Mapping[str, list[Line]] = {}
    spelling: Mapping[str, Line] = {}
    never_chronic: list[str] = []
    never_supposed: list[str] = []
    traditional: str = ""
    simplified: str = ""


@lru_cache(maxsize=1)
def symptom_table() -> SymptomTable:
    """The table of this installation. Raises :class:`ClinicalDataError`."""
    return joined(load_folder(SYMPTOMS))


def joined(files: Mapping[str, Mapping[str, Any]]) -> SymptomTable:
    """Check each parsed file by itself and join them; no key and no part that is one text may come twice.

    Raises :class:`ClinicalDataError` naming the file.
    """
    whole: dict[str, Any] = {}
    for name, content in files.items():
        file = f"{SYMPTOMS}/{name}"
        part = _checked(file, content)
        for section in part.model_fields_set:
            here = getattr(part, section)
            there = whole.setdefault(section, type(here)())
            if isinstance(here, str) and there:
                raise ClinicalDataError(file, f"{section} comes twice")
            if isinstance(here, Mapping):
                if twice := sorted(there.keys() & here.keys()):
                    raise ClinicalDataError(file, f"{section} {', '.join(twice)} comes twice")
                there.update(here)
            else:
                whole[section] = there + here
    return _checked(SYMPTOMS, whole)


def _checked(file: str, content: Mapping[str, Any]) -> SymptomTable:
    try:
        return SymptomTable.model_validate(content)
    except ValidationError as error:
        deepest = max(error.errors(), key=lambda one: len(one["loc"]))
        where = " ".join(str(step) for step in deepest["loc"])
        raise ClinicalDataError(file, f"{where}: {deepest['msg']}") from error
