"""Fetching from a hub that misbehaves; every fault on a real socket."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from assistant.models.catalogue import Catalogue, CatalogueEntry
from assistant.models.download import Download, DownloadError, Progress, download
from assistant.models.store import ModelState, ModelStore, ModelUnavailable

DATA = bytes(range(256)) * 4000
GOOD = hashlib.sha256(DATA).hexdigest()


@dataclass
class Hub:
    """Serves DATA; ``cuts`` says after how many bytes each answer breaks off."""

    cuts: list[int] = field(default_factory=list)
    data: bytes = DATA
    etag: str = '"one"'
    ranges: bool = True
    redirect: str = ""
    status: int = 200
    kind: str = "application/octet-stream"
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            path = head[0].split(" ")[1]
            self.requests.append((path, headers))
            if self.redirect and not path.startswith("/storage"):
                writer.write(
                    f"HTTP/1.1 302 Found\r\nLocation: {self.redirect}\r\nContent-Length: 0\r\n\r\n".encode()
                )
                return
            start = 0
            if self.ranges and "range" in headers and headers.get("if-range", self.etag) == self.etag:
                start = int(headers["range"].removeprefix("bytes=").removesuffix("-"))
            body = self.data[start:]
            line = "206 Partial Content" if start else f"{self.status} X"
            extra = f"Content-Range: bytes {start}-{len(self.data) - 1}/{len(self.data)}\r\n" if start else ""
            writer.write(
                f"HTTP/1.1 {line}\r\nContent-Length: {len(body)}\r\nETag: {self.etag}\r\n{extra}"
                f"Content-Type: {self.kind}\r\nConnection: close\r\n\r\n".encode()
            )
            cut = self.cuts.pop(0) if self.cuts else len(body)
            writer.write(body[:cut])
            await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def running(hub: Hub) -> AsyncIterator[Hub]:
    server = await asyncio.start_server(hub.serve, "127.0.0.1", 0)
    hub.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield hub
    finally:
        server.close()
        await server.wait_closed()


def wanted(hub: Hub, tmp_path, sha256: str = GOOD) -> Download:
    return Download(hub.url + "/file", tmp_path / "model.bin", len(DATA), sha256)


async def fetch(hub: Hub, tmp_path, **more) -> list[Progress]:
    reports: list[Progress] = []
    await download(wanted(hub, tmp_path, **more), reports.append, pauses_s=(0.0, 0.0))
    return reports


async def test_a_whole_file_arrives_with_progress(tmp_path) -> None:
    async with running(Hub()) as hub:
        reports = await fetch(hub, tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == DATA
    assert reports[-1].done_bytes == reports[-1].total_bytes == len(DATA)
    assert [path.name for path in tmp_path.iterdir()] == ["model.bin"]


async def test_a_dropped_connection_is_resumed(tmp_path) -> None:
    async with running(Hub(cuts=[300_000, 100_000])) as hub:
        await fetch(hub, tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == DATA
    ranges = [headers.get("range") for _, headers in hub.requests]
    assert ranges[0] is None
    assert ranges[1] is not None
    assert ranges[1] != "bytes=0-"


async def test_a_later_fetch_goes_on_where_the_first_gave_up(tmp_path) -> None:
    async with running(Hub(cuts=[200_000, 0, 0])) as hub:
        with pytest.raises(DownloadError, match="broke again and again"):
            await fetch(hub, tmp_path)
        assert not (tmp_path / "model.bin").exists()
        kept = (tmp_path / "model.bin.part").stat().st_size
        await fetch(hub, tmp_path)
    assert kept > 0
    assert hub.requests[-1][1]["range"] == f"bytes={kept}-"
    assert (tmp_path / "model.bin").read_bytes() == DATA


async def test_a_changed_file_is_fetched_from_the_start(tmp_path) -> None:
    async with running(Hub(cuts=[200_000, 0, 0])) as hub:
        with pytest.raises(DownloadError):
            await fetch(hub, tmp_path)
        hub.etag = '"two"'
        await fetch(hub, tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == DATA


async def test_a_hub_without_ranges_still_works(tmp_path) -> None:
    async with running(Hub(cuts=[200_000], ranges=False)) as hub:
        await fetch(hub, tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == DATA


async def test_wrong_bytes_are_refused_and_deleted(tmp_path) -> None:
    async with running(Hub(data=DATA[:-1] + b"X")) as hub:
        with pytest.raises(DownloadError, match="differs from its checksum"):
            await fetch(hub, tmp_path)
    assert not list(tmp_path.iterdir())


async def test_too_many_bytes_are_refused(tmp_path) -> None:
    async with running(Hub(data=DATA + b"more")) as hub:
        with pytest.raises(DownloadError, match="larger"):
            await fetch(hub, tmp_path)


async def test_a_sign_in_page_is_not_a_model(tmp_path) -> None:
    async with running(Hub(kind="text/html; charset=utf-8")) as hub:
        with pytest.raises(DownloadError, match="sign in to this network"):
            await fetch(hub, tmp_path)


async def test_not_found_is_said(tmp_path) -> None:
    async with running(Hub(status=404)) as hub:
        with pytest.raises(DownloadError, match="status 404"):
            await fetch(hub, tmp_path)


async def test_a_redirect_on_loopback_is_followed_and_one_to_plain_http_is_not(tmp_path) -> None:
    async with running(Hub(redirect="/storage/file")) as hub:
        await fetch(hub, tmp_path)
        assert [path for path, _ in hub.requests] == ["/file", "/storage/file"]
    (tmp_path / "model.bin").unlink()
    async with running(Hub(redirect="http://storage.example/file")) as hub:
        with pytest.raises(DownloadError, match="unprotected"):
            await fetch(hub, tmp_path)


async def test_circles_end(tmp_path) -> None:
    async with running(Hub(redirect="/again")) as hub:
        with pytest.raises(DownloadError, match="circles"):
            await fetch(hub, tmp_path)
    assert len(hub.requests) == 6


async def test_cancelling_keeps_what_has_come(tmp_path) -> None:
    async with running(Hub()) as hub:
        seen = asyncio.Event()
        task = asyncio.create_task(
            download(wanted(hub, tmp_path), lambda _: (seen.set(), task.cancel()), pauses_s=())
        )
        with pytest.raises(asyncio.CancelledError):
            await task
    assert seen.is_set()
    assert not (tmp_path / "model.bin").exists()


async def test_the_store_pulls_from_a_mirror(tmp_path) -> None:
    entry = CatalogueEntry.model_validate(
        {
            "id": "remote",
            "title": "Remote",
            "roles": ["recogniser"],
            "engine": "faster_whisper",
            "family": "whisper",
            "languages": ["en"],
            "memory_mb": 1,
            "licence": {"spdx": "MIT", "url": "https://example.org/"},
            "file": [{"name": "model.bin", "size": len(DATA), "sha256": GOOD}],
            "source": [
                {"kind": "huggingface", "repo": "a/b", "revision": "r1", "paths": {"model.bin": "sub/m.bin"}},
                {"kind": "modelscope", "repo": "a/b", "revision": "master"},
            ],
        }
    )
    async with running(Hub()) as hub, running(Hub(status=404)) as broken:
        hubs = {"huggingface": broken.url, "modelscope": hub.url}
        models = ModelStore(
            Catalogue([entry]), tmp_path / "models", tmp_path / "cache", offline=False, hubs=hubs
        )
        assert models.status("remote").state is ModelState.AVAILABLE
        found = await models.pull("remote")
        assert found.verified
        assert broken.requests[0][0] == "/a/b/resolve/r1/sub/m.bin"
        assert hub.requests[0][0] == "/models/a/b/resolve/master/model.bin"
        models.remove("remote")
        hub.data = DATA[::-1]
        with pytest.raises(ModelUnavailable, match="differs from its checksum"):
            await models.pull("remote")
