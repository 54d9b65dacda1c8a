"""What the household chose: one typed tree, from a TOML file with environment overrides.

A value comes from ``LISTENWELL_SECTION__FIELD`` in the environment, else from the file, else from the
default here. Secrets are never settings.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.sources.utils import parse_env_vars

from app.durable_file import replace_file

ENVIRONMENT_PREFIX: Final = "LISTENWELL_"
#: A settings file is a page of text; anything larger is not one.
MAX_FILE_BYTES: Final = 256 * 1024
#: The text sizes of the visual specification (normal, large, larger, largest), and double: WCAG 2.2, 1.4.4.
TEXT_SCALES: Final = (1.0, 1.15, 1.3, 1.5, 2.0)
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingsError(Exception):
    """Settings cannot be used; the message is one sentence naming the place and what to do."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Appearance(_Section):
    """How the window looks."""

    text_scale: float = 1.0
    theme: Literal["light", "dark", "contrast", "system"] = "system"
    less_motion: bool = False
    captions: bool = True

    @field_validator("text_scale")
    @classmethod
    def _known_scale(cls, value: float) -> float:
        if value not in TEXT_SCALES:
            raise ValueError(f"must be one of {', '.join(map(str, TEXT_SCALES))}")
        return value


class Access(_Section):
    """Other ways to press: what the pointer rests on, or a single switch that things come to. 0 is off."""

    dwell_seconds: float = Field(0.0, ge=0, le=10)
    scan_seconds: float = Field(0.0, ge=0, le=10)


class Voices(_Section):
    """The voice that speaks each language: a name from the model catalogue, or ``auto``."""

    zh: str = Field("auto", min_length=1, max_length=100)
    en: str = Field("auto", min_length=1, max_length=100)


class Speech(_Section):
    """Hearing and speaking. ``voice_speed`` multiplies the voice's own pace.

    ``microphone`` and ``loudspeaker`` are names of devices, empty for the system's own; ``wake_word`` is the word
    that begins a question without a tap; ``hands_free`` listens again after each answer. ``language`` is the one
    that is spoken; ``auto`` finds it out of what is said.
    """

    voice_speed: float = Field(1.0, ge=0.5, le=2.0)
    microphone: str = Field("", max_length=200)
    loudspeaker: str = Field("", max_length=200)
    wake_word: Literal["off", "okay_nabu", "hey_jarvis", "hey_mycroft", "alexa"] = "off"
    hands_free: bool = False
    language: Literal["auto", "zh", "en"] = "auto"
    recogniser: str = Field("auto", min_length=1, max_length=100)
    voices: Voices = Voices()


class Models(_Section):
    """Local models. ``offline`` forbids downloads; ``threads`` 0 leaves the number to the engine."""

    folders: tuple[Path, ...] = Field((), max_length=20)
    offline: bool = False
    llm: str = Field("auto", min_length=1, max_length=200)
    threads: int = Field(0, ge=0, le=256)


class LibraryChoices(_Section):
    """The medical library. ``read_by_model`` lets the local model name what passages are about, while nobody asks it."""

    read_by_model: bool = False


class Cloud(_Section):
    """The one endpoint that may be asked when the local model is not enough; off until someone turns it on.

    ``preset`` names an endpoint that is known (``resources/endpoints.toml``) or ``own``. ``region`` and
    ``operator`` are shown before anything is sent. Defaults of the waiting times: connect 2 s, first token 8 s,
    whole answer 25 s. ``requests_per_day`` (of one person) and ``money_per_month`` (of the household, in
    ``currency``) are caps that stop; prices are for a million tokens, 0 where nothing is paid.
    """

    enabled: bool = False
    preset: str = Field("own", pattern=r"^[a-z_]{1,40}$")
    base_url: str = Field("", max_length=500)
    model: str = Field("", max_length=200)
    region: str = Field("", max_length=100)
    operator: str = Field("", max_length=200)
    connect_seconds: float = Field(2.0, gt=0, le=60)
    first_token_seconds: float = Field(8.0, gt=0, le=120)
    total_seconds: float = Field(25.0, gt=0, le=600)
    images: bool = False
    usage: bool = False
    finish_may_be_missing: bool = False
    requests_per_day: int = Field(20, ge=1, le=1000)
    money_per_month: float = Field(20.0, ge=0, le=100_000)
    currency: str = Field("CNY", pattern=r"^[A-Z]{3}$")
    price_sent: float = Field(0.0, ge=0, le=100_000)
    price_received: float = Field(0.0, ge=0, le=100_000)

    @field_validator("base_url")
    @classmethod
    def _encrypted_or_loopback(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.username or parts.password:
            raise ValueError("must not contain a user name or password")
        if not parts.hostname or not (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        ):
            raise ValueError("must be an https:// address (http:// only on this machine)")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _complete(self) -> Cloud:
        if self.enabled and not (self.base_url and self.model):
            raise ValueError("needs base_url and model when enabled")
        return self


class AgentServer(_Section):
    """An MCP server whose ``tool`` the answering workflow may call at ``step``, with the question as ``argument``."""

    name: str = Field(pattern=r"^[a-z0-9_-]{1,40}$")
    command: str = Field(min_length=1, max_length=500)
    arguments: tuple[str, ...] = Field((), max_length=20)
    step: Literal["search"] = "search"
    tool: str = Field(min_length=1, max_length=100)
    argument: str = Field("query", min_length=1, max_length=100)
    seconds: float = Field(5.0, gt=0, le=30)


class Agents(_Section):
    """Other MCP servers that may be asked; none unless somebody writes them here."""

    servers: tuple[AgentServer, ...] = Field((), max_length=5)


class Security(_Section):
    """Where the key of the records lies; ``auto`` takes the strongest place this machine has."""

    key_storage: Literal["auto", "keyring", "passphrase", "file"] = "auto"


class Devices(_Section):
    """Bluetooth devices. ``adapter`` is the platform's name (``hci0``) or ``default``."""

    adapter: str = Field("default", min_length=1, max_length=50, pattern=r"^[A-Za-z0-9_:-]+$")


class Settings(BaseSettings):
    """The whole tree, immutable; change it with :func:`save_settings` and load again.

    ``rule_set`` is the guideline family whose reference values are shown (China, Europe, United States).
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
    )

    language: Literal["auto", "zh", "en"] = "auto"
    rule_set: Literal["CN", "EU", "US"] = "CN"
    appearance: Appearance = Appearance()
    access: Access = Access()
    introduced: bool = False
    speech: Speech = Speech()
    models: Models = Models()
    library: LibraryChoices = LibraryChoices()
    cloud: Cloud = Cloud()
    agents: Agents = Agents()
    security: Security = Security()
    devices: Devices = Devices()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values only as given: :func:`load_settings` merges file and environment itself."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


class _Environment(EnvSettingsSource):
    """Overrides from a given mapping instead of the process environment."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        super().__init__(Settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return parse_env_vars(self._environ, self.case_sensitive, self.env_ignore_empty, None)


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the tree from ``path`` (absent: defaults) with overrides from ``environ``.

    Raises :class:`SettingsError` naming file, line and key, or the environment variable; the file is left
    exactly as it is.
    """
    text = _read_text(path)
    tree = _parse(path, text)
    _validate_file(path, text, tree)
    try:
        overrides = _Environment(environ)()
        return Settings(**_merged(tree, overrides))
    except ValidationError as error:
        location, problem = _first_problem(error)
        variable = ENVIRONMENT_PREFIX + "__".join(location).upper()
    except ValueError as error:
        # pydantic-settings reports JSON that it cannot parse by the name of the field alone.
        named = re.search(r'field "(\w+)"', str(error))
        variable = ENVIRONMENT_PREFIX + (named[1].upper() if named else "…")
        problem = "not valid JSON"
    raise SettingsError(
        f"The environment variable {variable} is not usable ({problem}): correct or unset it."
    )


def save_settings(path: Path, changes: Mapping[str, Any]) -> None:
    """Write ``changes`` (dotted key → value, ``None`` = back to the default) into the file at ``path``.

    Only the file's own values are kept, so environment overrides never end up in it. Everything is
    validated before the file is replaced in one step. Raises :class:`SettingsError`.
    """
    text = _read_text(path)
    tree = _parse(path, text)
    _validate_file(path, text, tree)
    for dotted, value in changes.items():
        *sections, field = dotted.split(".")
        branch = tree
        for section in sections:
            branch = branch.setdefault(section, {})
            if not isinstance(branch, dict):
                raise SettingsError(f"There is no setting {dotted}: use one that the guide lists.")
        if value is None:
            branch.pop(field, None)
        else:
            branch[field] = str(value) if isinstance(value, Path) else value
    try:
        Settings(**tree)
    except ValidationError as error:
        location, problem = _first_problem(error)
        message = f"The setting {'.'.join(location)} was not changed ({problem}): choose another value."
        raise SettingsError(message) from error
    try:
        replace_file(path, tomli_w.dumps(tree).encode())
    except OSError as error:
        message = (
            f"The settings file {path} cannot be written ({error.strerror}): free space or check its rights."
        )
        raise SettingsError(message) from error


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        message = f"The settings file {path} cannot be read ({error.strerror}): check its access rights."
        raise SettingsError(message) from error
    if len(content) > MAX_FILE_BYTES:
        raise SettingsError(
            f"The settings file {path} is larger than 256 KiB: move it away to use the defaults."
        )
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"The settings file {path} is not text in UTF-8 (line {line}): correct it or move it away."
        raise SettingsError(message) from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        reason = re.sub(r" \(at .*\)$", "", str(error))
        message = f"The settings file {path} is not valid TOML at line {line} ({reason}): correct it or move it away."
        raise SettingsError(message) from error


def _validate_file(path: Path, text: str, tree: dict[str, Any]) -> None:
    try:
        Settings(**tree)
    except ValidationError as error:
        location, problem = _first_problem(error)
        key, line = ".".join(location), _line_of(text, location)
        where = f"line {line}, {key}" if line else key
        message = (
            f"The settings file {path} is not usable at {where} ({problem}): correct it or move it away."
        )
        raise SettingsError(message) from error


def _first_problem(error: ValidationError) -> tuple[tuple[str, ...], str]:
    first = error.errors(include_url=False, include_input=False)[0]
    location = tuple(str(part) for part in first["loc"])
    problem = (
        "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
    )
    return location, problem


def _line_of(text: str, location: tuple[str, ...]) -> int | None:
    """Line of the key at ``location`` where the file uses plain ``[section]`` headings, else ``None``."""
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := re.match(r"\s*\[([^\[\]]+)\]", line):
            section = tuple(part.strip().strip("\"'") for part in heading[1].split("."))
            if section == location:
                return number
        elif (key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*[.=]", line)) and (
            location[: len(section) + 1] == (*section, key[1])
        ):
            return number
    return None


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            result[key] = _merged(below, value)
        else:
            result[key] = value
    return result
