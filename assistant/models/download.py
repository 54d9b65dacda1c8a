"""Fetching one large file over HTTPS: resumed, checked, never half in place."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import urljoin, urlsplit

import httpx2

#: Hubs answer with a redirect to their storage; more hops than this is a loop.
MAX_REDIRECTS = 5
#: Times a broken connection is resumed before giving up, and the pause before each (seconds).
RESUME_PAUSES_S = (0.5, 2.0, 5.0)
_TIMEOUT = httpx2.Timeout(connect=10.0, read=30.0, write=30.0, pool=10.0)
_CHUNK = 256 * 1024
#: Reports of progress are at least this far apart (seconds).
_REPORT_EVERY_S = 0.2
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class DownloadError(Exception):
    """The file could not be fetched; the message is one sentence that says what to do."""


class _Interrupted(Exception):
    """The connection broke; what has come is kept."""


@dataclass(frozen=True, slots=True)
class Download:
    """What to fetch and what it must be (``size`` in bytes)."""

    url: str
    target: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fetch is."""

    file: str
    done_bytes: int
    total_bytes: int
    bytes_per_second: float

    def __str__(self) -> str:
        """For a terminal: ``model.gguf: 12 of 1107 MB, 3.4 MB/s``."""
        done, total, rate = (n / 1e6 for n in (self.done_bytes, self.total_bytes, self.bytes_per_second))
        return f"{self.file}: {done:.0f} of {total:.0f} MB, {rate:.1f} MB/s"


async def download(
    wanted: Download,
    progress: Callable[[Progress], None],
    *,
    pauses_s: tuple[float, ...] = RESUME_PAUSES_S,
) -> None:
    """Fetch ``wanted``; resumes a broken connection and, in a later call, an interrupted fetch.

    The file appears under its name only when its checksum is right. Cancelling keeps what has
    come (``NAME.part``). Raises :class:`DownloadError`.
    """
    _require_safe(wanted.url)
    async with httpx2.AsyncClient(timeout=_TIMEOUT, trust_env=False, follow_redirects=False) as client:
        for pause in (*pauses_s, None):
            try:
                await _attempt(client, wanted, progress)
                break
            except (_Interrupted, httpx2.TransportError) as error:
                if pause is None:
                    raise DownloadError(
                        f"The connection for {wanted.target.name} broke again and again; try later, "
                        "what has come is kept."
                    ) from error
                await asyncio.sleep(pause)
    _finish(wanted)


async def _attempt(
    client: httpx2.AsyncClient, wanted: Download, progress: Callable[[Progress], None]
) -> None:
    part, note = _part(wanted), _note(wanted)
    done, etag = _kept(wanted)
    if done == wanted.size:
        return
    headers = {"Accept-Encoding": "identity"}
    if done:
        headers["Range"] = f"bytes={done}-"
        if etag:
            headers["If-Range"] = etag
    response = await _open(client, wanted, headers)
    try:
        done = _start(response, wanted, done)
        note.write_text(json.dumps({"url": wanted.url, "etag": _strong_etag(response)}))
        began, first, reported = monotonic(), done, 0.0
        with part.open("r+b" if done else "wb") as file:
            file.seek(done)
            async for chunk in response.aiter_raw():
                done += len(chunk)
                if done > wanted.size:
                    raise DownloadError(
                        f"{wanted.target.name} is larger at the hub than it should be; it was refused."
                    )
                file.write(chunk)
                now = monotonic()
                if now - reported >= _REPORT_EVERY_S or done == wanted.size:
                    reported = now
                    rate = (done - first) / max(now - began, 1e-3)
                    progress(Progress(wanted.target.name, done, wanted.size, rate))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DownloadError(
            f"{wanted.target.name} cannot be written ({error.strerror}); free some disk space."
        ) from error
    finally:
        await response.aclose()
    if done < wanted.size:
        raise _Interrupted


async def _open(client: httpx2.AsyncClient, wanted: Download, headers: dict[str, str]) -> httpx2.Response:
    """Follow redirects by hand: none may lead from https to http."""
    url = wanted.url
    for _ in range(MAX_REDIRECTS + 1):
        response = await client.send(client.build_request("GET", url, headers=headers), stream=True)
        if response.status_code not in (301, 302, 303, 307, 308):
            return response
        location = response.headers.get("location", "")
        await response.aclose()
        url = urljoin(url, location)
        _require_safe(url)
    raise DownloadError(f"The hub sends {wanted.target.name} in circles; try another source.")


def _start(response: httpx2.Response, wanted: Download, done: int) -> int:
    """Check the answer and say at which byte it starts."""
    if response.status_code == 206:
        match = _CONTENT_RANGE.fullmatch(response.headers.get("content-range", ""))
        if match is None or int(match[1]) != done:
            raise _Interrupted
        return done
    if response.status_code == 416:
        _part(wanted).unlink(missing_ok=True)
        raise _Interrupted
    if response.status_code in (429, 500, 502, 503, 504):
        raise _Interrupted
    if response.status_code != 200:
        raise DownloadError(
            f"The hub refused {wanted.target.name} (status {response.status_code}); try later or another source."
        )
    if "text/html" in response.headers.get("content-type", ""):
        raise DownloadError(
            f"A web page came instead of {wanted.target.name}; sign in to this network, then try again."
        )
    return 0


def _kept(wanted: Download) -> tuple[int, str]:
    """Bytes that an earlier fetch of the same address left, with the version they belong to."""
    try:
        note = json.loads(_note(wanted).read_text()[:2000])
        size = _part(wanted).stat().st_size
    except (OSError, ValueError):
        return 0, ""
    if not isinstance(note, dict) or note.get("url") != wanted.url or size > wanted.size:
        return 0, ""
    etag = note.get("etag")
    return size, etag if isinstance(etag, str) else ""


def _finish(wanted: Download) -> None:
    digest = hashlib.sha256()
    with _part(wanted).open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    with suppress(OSError):
        _note(wanted).unlink()
    if digest.hexdigest() != wanted.sha256:
        _part(wanted).unlink()
        raise DownloadError(
            f"{wanted.target.name} from the hub differs from its checksum and was deleted; try another source."
        )
    _part(wanted).replace(wanted.target)


def _require_safe(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return
    raise DownloadError("The hub sent the download to an unprotected address; it was refused.")


def _strong_etag(response: httpx2.Response) -> str:
    etag = response.headers.get("etag", "")
    return "" if etag.startswith("W/") else etag[:200]


def _part(wanted: Download) -> Path:
    return wanted.target.with_name(wanted.target.name + ".part")


def _note(wanted: Download) -> Path:
    return wanted.target.with_name(wanted.target.name + ".part.json")
