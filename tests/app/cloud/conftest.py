"""A household whose cloud endpoint is a server on this machine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pytest
from cloud_exchange import GUIDANCE
from pytest_httpserver import HTTPServer

from app.folders import Folders
from app.services import Services
from app.settings import Cloud, Settings
from kb.document import Document, Section
from kb.library import Library

ZONE = "Asia/Shanghai"


@pytest.fixture(scope="session")
def httpserver_listen_address() -> tuple[str, int]:
    """A bare machine need not know the name "localhost"."""
    return ("127.0.0.1", 0)


@pytest.fixture
def library(tmp_path) -> Library:
    section = Section(("Blood pressure at home", "How often"), GUIDANCE)
    article = Document(
        "en/pressure", "pressure", "Blood pressure at home", "en", "Example", "CC0-1.0", date(2026, 1, 31),
        ("A guideline",), (section,),
    )  # fmt: skip
    return Library([article], tmp_path / "index")


@pytest.fixture
def home(folders: Folders, key, clock, library, httpserver: HTTPServer) -> Iterator[Callable[..., Services]]:
    """The household with an endpoint on this machine; its first person is called Mary Example."""
    opened: list[Services] = []

    def build(*, enabled: bool = True, cloud_key: Callable[[str], str] = lambda _url: "secret") -> Services:
        url = httpserver.url_for("/v1")
        cloud = Cloud(enabled=enabled, base_url=url, model="small", region="EU", operator="Example")
        house = Services(
            folders, Settings(cloud=cloud), key=key, now=clock, time_zone=ZONE, cloud_key=cloud_key
        )
        house.library = library
        house.records.household.add("Mary Example")
        opened.append(house)
        return house

    yield build
    for house in opened:
        house.close()


@pytest.fixture
def house(home) -> Services:
    return home()
