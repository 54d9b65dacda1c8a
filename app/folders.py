"""Where Listenwell keeps things on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

APPLICATION = "listenwell"
#: Folders hold health data: nobody but the owner may enter.
OWNER_ONLY_FOLDER = 0o700


class FolderError(Exception):
    """A folder cannot be made or entered; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The four folders of a profile; all exist and belong to the owner alone."""

    data: Path
    config: Path
    cache: Path
    models: Path

    @property
    def settings_file(self) -> Path:
        """The settings file, whether it exists yet or not."""
        return self.config / "settings.toml"

    @property
    def database_file(self) -> Path:
        """The encrypted records, whether they exist yet or not."""
        return self.data / "records.db"


def open_folders(data: Path | None = None) -> Folders:
    """Make and return the folders of a profile.

    Without ``data`` they are the platform's; with it (``--data DIR``) everything lies inside that folder.
    Raises :class:`FolderError`.
    """
    if data is None:
        import platformdirs

        platform = platformdirs.PlatformDirs(APPLICATION, appauthor=False)
        home = Path(platform.user_data_dir)
        # On macOS and Windows data and settings share a folder, so the settings get their own inside it.
        config = Path(platform.user_config_dir)
        folders = Folders(
            data=home,
            config=config if config != home else home / "config",
            cache=Path(platform.user_cache_dir),
            models=home / "models",
        )
    else:
        root = data.expanduser().absolute()
        folders = Folders(data=root, config=root / "config", cache=root / "cache", models=root / "models")
    for folder in (folders.data, folders.config, folders.cache, folders.models):
        _make(folder)
    return folders


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(OWNER_ONLY_FOLDER)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        message = f"The folder {folder} cannot be used ({reason}): choose another one with --data DIR."
        raise FolderError(message) from error
