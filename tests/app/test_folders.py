import stat
from pathlib import Path

import pytest

from app.folders import FolderError, open_folders


def test_a_data_folder_holds_everything_and_is_the_owners_alone(tmp_path: Path) -> None:
    folders = open_folders(tmp_path / "mine")
    assert folders.data == tmp_path / "mine"
    for folder in (folders.data, folders.config, folders.cache, folders.models):
        assert folder.is_relative_to(tmp_path / "mine")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_open_to_others_is_closed(tmp_path: Path) -> None:
    tmp_path.joinpath("mine").mkdir(mode=0o755)
    folders = open_folders(tmp_path / "mine")
    assert stat.S_IMODE(folders.data.stat().st_mode) == 0o700


def test_the_platform_folders_follow_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    folders = open_folders()
    assert len({folders.data, folders.config, folders.cache, folders.models}) == 4
    assert all(folder.is_relative_to(tmp_path) for folder in (folders.data, folders.config, folders.cache))


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    tmp_path.joinpath("mine").write_text("a file")
    with pytest.raises(FolderError, match="choose another one with --data DIR"):
        open_folders(tmp_path / "mine")
