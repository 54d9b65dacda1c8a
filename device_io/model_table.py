"""The table of models, read from ``resources/devices.toml`` and checked before anyone relies on it."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from device_io import gatt
from device_io.clock_setting import MakersClock
from device_io.codecs.blood_pressure import FrameVariant
from device_io.models import DeviceModel, Passkey, Support, Words
from device_io.reading import ReadingKind

_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ModelTableError(ValueError):
    """The table of models cannot be used. The message says where and what to change."""


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: _Text
    en: _Text

    def plain(self) -> Words:
        return Words(self.zh, self.en)


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    press: _Words


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: _Id
    label: _Words
    kinds: Annotated[tuple[ReadingKind, ...], Field(min_length=1)]
    names: tuple[_Text, ...] = ()
    services: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    support: Support = Support.STANDARD
    passkey: Passkey = Passkey.NONE
    press: _Words
    settle_seconds: Annotated[float, Field(ge=0, le=5)] = 0.0
    big_endian_tail: bool = False
    user_always_sent: bool = False
    delivers_after_reconnect: bool = False
    clock_before_readings: bool = False
    makers_clock: MakersClock = MakersClock.NONE
    sequence_reliable: bool = True
    subscribe_first: bool = False
    ketone_in_context: bool = False
    examples: Annotated[tuple[_Text, ...], Field(min_length=1)]
    source: _Text

    @model_validator(mode="after")
    def _can_be_recognised(self) -> Self:
        if not self.names and not self.services:
            raise ValueError("a row needs names or services to recognise its devices by")
        return self

    def plain(self) -> DeviceModel:
        """Return the row as sessions use it; raises ValueError for a pattern or a UUID that is none."""
        try:
            patterns = tuple(re.compile(name, re.IGNORECASE) for name in self.names)
        except re.error as error:
            raise ValueError(
                f"{self.id}: {error.pattern!r} is no regular expression ({error.msg})"
            ) from error
        return DeviceModel(
            id=self.id,
            label=self.label.en,
            label_zh=self.label.zh,
            kinds=self.kinds,
            patterns=patterns,
            services=frozenset(gatt.uuid(one) for one in self.services),
            without=frozenset(gatt.uuid(one) for one in self.without),
            support=self.support,
            passkey=self.passkey,
            press=self.press.plain(),
            blood_pressure=FrameVariant(
                big_endian_tail=self.big_endian_tail, user_always_sent=self.user_always_sent
            ),
            settle_seconds=self.settle_seconds,
            delivers_after_reconnect=self.delivers_after_reconnect,
            clock_before_readings=self.clock_before_readings,
            makers_clock=self.makers_clock,
            sequence_reliable=self.sequence_reliable,
            subscribe_first=self.subscribe_first,
            ketone_in_context=self.ketone_in_context,
            examples=self.examples,
            source=self.source,
        )


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: dict[ReadingKind, _Kind]
    models: tuple[_Row, ...]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        missing = set(ReadingKind) - self.kinds.keys()
        if missing:
            raise ValueError(f"kinds lacks {', '.join(sorted(missing))}")
        ids = [row.id for row in self.models]
        if len(set(ids)) != len(ids):
            raise ValueError("two rows have the same id")
        return self


def parse_table(text: str) -> tuple[DeviceModel, ...]:
    """Return the rows of a table.

    Raises:
        ModelTableError: it is no TOML, or a part is missing, unknown or without meaning.

    """
    try:
        return tuple(row.plain() for row in _parsed(text).models)
    except ValueError as error:
        raise ModelTableError(f"The table of devices cannot be used: {error}.") from error


def load_models() -> tuple[DeviceModel, ...]:
    """Return the rows of the shipped table; raises :class:`ModelTableError`."""
    return parse_table(_shipped())


def load_hints() -> dict[ReadingKind, Words]:
    """Return the shipped hints by kind; raises :class:`ModelTableError`."""
    return {kind: row.press.plain() for kind, row in _parsed(_shipped()).kinds.items()}


def _shipped() -> str:
    return (files("resources") / "devices.toml").read_text(encoding="utf-8")


def _parsed(text: str) -> _Table:
    try:
        return _Table.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ModelTableError(f"The table of devices is no TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ModelTableError(
            f"The table of devices cannot be used at {where or 'its top'}: {first['msg']}."
        ) from error
