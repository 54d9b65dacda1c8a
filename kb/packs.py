"""Knowledge packs: signed, versioned sets of articles that can be rolled back.

A pack is a zip of articles with ``pack.json`` (name, version, SHA-256 of each file) and ``pack.sig``, the
Ed25519 signature (RFC 8032) of the bytes of ``pack.json``. It is installed only if a trusted key signed it
and every file is the one that was signed. Versions lie side by side; which one counts is one small file.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from kb.errors import IntakeError, NoEarlierPack, PackNotNewer, PackUntrusted
from kb.index.atomic_file import replace_file
from kb.intake import read_article
from kb.parsing.packed import check_packed

_MANIFEST, _SIGNATURE, _CURRENT = "pack.json", "pack.sig", "current"
#: Largest pack, bytes.
LARGEST_PACK: Final = 100_000_000
#: Versions kept for a rollback.
KEPT_VERSIONS: Final = 3
_FILE: Final = re.compile(r"^(?:zh|en)/[\w-]{1,80}\.md$")


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    files: Annotated[dict[str, str], Field(min_length=1, max_length=20_000)]


@dataclass(frozen=True, slots=True)
class Pack:
    """An installed pack: the version that counts and the others that are kept."""

    name: str
    version: int
    kept: tuple[int, ...]


def make_pack(name: str, version: int, articles: Mapping[str, bytes], key: Ed25519PrivateKey) -> bytes:
    """A signed pack of ``articles`` (``en/topic.md`` to its bytes). Raises :class:`IntakeError` for what is no article."""
    for path, content in articles.items():
        _check_article(path, content)
    files = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(articles.items())}
    try:
        manifest = _Manifest(name=name, version=version, files=files).model_dump_json().encode()
    except ValidationError as error:
        raise IntakeError("A pack has a short lower-case name, a version from 1 and articles.") from error
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_MANIFEST, manifest)
        archive.writestr(_SIGNATURE, key.sign(manifest))
        for path, content in sorted(articles.items()):
            archive.writestr(path, content)
    return packed.getvalue()


class PackStore:
    """The packs in ``folder``, accepted if one of ``trusted`` signed them."""

    def __init__(self, folder: Path, trusted: Iterable[Ed25519PublicKey]) -> None:
        self._folder, self._trusted = folder, tuple(trusted)

    def install(self, data: bytes) -> Pack:
        """Verify a pack and let it count. The version before stays for :meth:`rollback`.

        Raises :class:`IntakeError` when it is damaged, not signed by a trusted key, or not newer.
        """
        manifest, articles = self._verified(data)
        installed = {pack.name: pack for pack in self.packs()}.get(manifest.name)
        if installed and manifest.version <= installed.version:
            raise PackNotNewer(
                f"Version {installed.version} of {manifest.name} is installed; this pack is not newer."
            )
        home = self._folder / manifest.name
        target = home / str(manifest.version)
        shutil.rmtree(target, ignore_errors=True)
        for path, content in articles.items():
            (target / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (target / path).write_bytes(content)
        self._point(home, manifest.version)
        self._sweep(home)
        return self._pack(home)

    def rollback(self, name: str) -> Pack:
        """Let the version before count again. Raises :class:`IntakeError` when there is none."""
        pack = next((pack for pack in self.packs() if pack.name == name), None)
        earlier = [version for version in pack.kept if version < pack.version] if pack else []
        if not earlier:
            raise NoEarlierPack(f"There is no earlier version of {name} to go back to.")
        self._point(self._folder / name, max(earlier))
        return self._pack(self._folder / name)

    def remove(self, name: str) -> None:
        """Delete a pack with all its versions."""
        if name in {pack.name for pack in self.packs()}:
            shutil.rmtree(self._folder / name)

    def counting_files(self, name: str) -> tuple[Path, ...]:
        """The files of the version of a pack that counts, with the one that says so; none where there is no such pack."""
        pack = next((pack for pack in self.packs() if pack.name == name), None)
        if pack is None:
            return ()
        home = self._folder / name
        articles = sorted(file for file in (home / str(pack.version)).rglob("*") if file.is_file())
        return (*articles, home / _CURRENT)

    def packs(self) -> tuple[Pack, ...]:
        """What is installed, by name."""
        homes = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        return tuple(self._pack(home) for home in homes if (home / _CURRENT).is_file())

    def article_folders(self) -> tuple[Path, ...]:
        """Where the articles that count lie."""
        return tuple(self._folder / pack.name / str(pack.version) for pack in self.packs())

    def _verified(self, data: bytes) -> tuple[_Manifest, dict[str, bytes]]:
        if len(data) > LARGEST_PACK:
            raise IntakeError("The pack is larger than a pack may be; ask its publisher for a smaller one.")
        check_packed(data, "The pack")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                signed, signature = archive.read(_MANIFEST), archive.read(_SIGNATURE)
                self._check_signature(signature, signed)
                manifest = _Manifest.model_validate(json.loads(signed))
                articles = {path: archive.read(path) for path in manifest.files}
        except (KeyError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise IntakeError("The pack is damaged; get it again from its publisher.") from error
        for path, content in articles.items():
            if hashlib.sha256(content).hexdigest() != manifest.files[path]:
                raise IntakeError(
                    "An article of the pack is not the one that was signed; it was not installed."
                )
            _check_article(path, content)
        return manifest, articles

    def _check_signature(self, signature: bytes, signed: bytes) -> None:
        for key in self._trusted:
            try:
                key.verify(signature, signed)
            except InvalidSignature:
                continue
            return
        raise PackUntrusted("No publisher you trust has signed this pack; it was not installed.")

    def _point(self, home: Path, version: int) -> None:
        replace_file(home / _CURRENT, lambda file: file.write(str(version).encode()))

    def _pack(self, home: Path) -> Pack:
        versions = sorted(int(entry.name) for entry in home.iterdir() if entry.name.isdecimal())
        return Pack(home.name, int((home / _CURRENT).read_text(encoding="ascii")), tuple(versions))

    def _sweep(self, home: Path) -> None:
        for version in self._pack(home).kept[:-KEPT_VERSIONS]:
            shutil.rmtree(home / str(version), ignore_errors=True)


def trusted_publishers(folder: Path) -> tuple[Ed25519PublicKey, ...]:
    """The public keys (PEM) in ``folder``. Raises :class:`IntakeError` for a file that is none."""
    keys = []
    for file in sorted(folder.glob("*.pem")) if folder.is_dir() else ():
        try:
            key = load_pem_public_key(file.read_bytes())
        except (OSError, ValueError, UnsupportedAlgorithm) as error:
            raise IntakeError(
                f"{file.name} is not a public key; take it out of the folder {folder.name}."
            ) from error
        if not isinstance(key, Ed25519PublicKey):
            raise IntakeError(f"{file.name} is not an Ed25519 key; ask the publisher for one.")
        keys.append(key)
    return tuple(keys)


def _check_article(path: str, content: bytes) -> None:
    if not _FILE.match(path):
        raise IntakeError(
            "An article of a pack lies in zh/ or en/ and ends in .md; this pack has another file."
        )
    try:
        document = read_article(content.decode("utf-8"), PurePosixPath(path).relative_to(path[:2]))
    except UnicodeDecodeError as error:
        raise IntakeError(f"{path} is not text in UTF-8.") from error
    if document.language != path[:2]:
        raise IntakeError(f"{path} says that it is in another language.")
