"""The doors as a person uses them: commands in this process, a profile folder each, real rooms below."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.folders import open_folders
from app.keys import ephemeral_key
from app.services import Services
from app.settings import Cloud, Settings
from ui.command_line import main

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
#: An endpoint of this machine at which nobody answers (port 9, discard).
CLOUD = Cloud(enabled=True, base_url="http://127.0.0.1:9/v1", model="careful", region="nowhere")


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        value = json.loads(self.out.splitlines()[-1])
        assert isinstance(value, dict)
        return value

    @property
    def sentence(self) -> str:
        """The one line a failed command leaves on standard error."""
        assert self.status == 1, self
        assert not self.out, self.out
        (sentence,) = self.err.splitlines()
        return sentence


Listenwell = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting, keyring or time zone of this machine reaches a test."""
    for name in [name for name in os.environ if name.startswith("LISTENWELL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LISTENWELL_SECURITY__KEY_STORAGE", "file")
    monkeypatch.setattr("tzlocal.get_localzone_name", lambda: "Asia/Shanghai")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """The profile folder of this test."""
    return tmp_path / "profile"


@pytest.fixture
def listenwell(profile: Path, capsys: pytest.CaptureFixture[str]) -> Listenwell:
    """``listenwell("people", "list")`` runs that command on this test's profile."""

    def run(*arguments: str, data: Path = profile) -> Outcome:
        capsys.readouterr()
        try:
            status = main([*arguments, "--data", str(data)])
        except SystemExit as end:
            status = int(end.code or 0)
        written = capsys.readouterr()
        return Outcome(status, written.out, written.err)

    return run


@pytest.fixture(scope="session")
def ready_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with the library indexed (by words) and, once used, the models joined."""
    profile = tmp_path_factory.mktemp("ready")
    house = Services(open_folders(profile), Settings(), key=ephemeral_key(), time_zone="Asia/Shanghai")
    house.library.build()
    house.close()
    return profile / "cache"


@pytest.fixture
def ready_profile(profile: Path, ready_cache: Path) -> Path:
    """This test's profile, with the shared cache in place."""
    profile.mkdir(mode=0o700)
    (profile / "cache").symlink_to(ready_cache, target_is_directory=True)
    return profile


@pytest.fixture
def house(ready_profile: Path) -> Iterator[Services]:
    """A household at noon of 24 November 2026 in Shanghai, its key in memory, its cloud switched on."""
    opened = Services(
        open_folders(ready_profile),
        Settings(cloud=CLOUD),
        key=ephemeral_key(),
        now=lambda: NOON,
        time_zone="Asia/Shanghai",
        cloud_key=lambda _address: "key",
    )
    yield opened
    opened.close()


class MovingClock:
    """The clock of a household that is put forward by minutes."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.house: Services

    def __call__(self) -> datetime:
        return self.at

    def forward(self, minutes: float) -> None:
        self.at += timedelta(minutes=minutes)


@pytest.fixture
def clock(ready_profile: Path) -> Iterator[MovingClock]:
    """A clock at noon of 24 November 2026 in Shanghai, with a ``house`` that goes by it."""
    clock = MovingClock(NOON)
    clock.house = Services(
        open_folders(ready_profile), Settings(), key=ephemeral_key(), now=clock, time_zone="Asia/Shanghai"
    )
    yield clock
    clock.house.close()


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A virtual monitor with one reading, which always displays the same passkey."""
    file = tmp_path / "monitor.toml"
    file.write_text(
        """
        name = "one monitor"
        [[devices]]
        kind = "blood_pressure"
        address = "F0:00:00:00:00:01"
        name = "Upper arm monitor"
        passkey = "048213"
        quirks = ["needs_bond_for_cccd"]
        [[devices.readings]]
        systolic = 128
        diastolic = 79
        pulse = 72
        minutes_ago = 4
        """
    )
    return file


@pytest.fixture
def sheet_photo(tmp_path: Path) -> Path:
    """A photo of a practice sheet with blood lipids."""
    from assistant.conversation import Language
    from assistant.reports.practice.generation import layouts, render

    photo, _truth = render(layouts(Language.EN)[0], Language.EN, "lipids", 3)
    file = tmp_path / "sheet.jpg"
    file.write_bytes(photo)
    return file


@pytest.fixture
def spoken_question() -> Path:
    """The recorded English question that ships with Listenwell."""
    from importlib import resources

    return Path(str(resources.files("resources") / "speech" / "question_en.wav"))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder`` but locks, with its content."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix != ".lock"
    }


@pytest.fixture
def snapshot_of() -> Callable[[Path], dict[str, bytes]]:
    """``snapshot_of(folder)``: all its files, to show later that nothing has changed."""
    return tree
