"""One scan for everyone who looks for devices, silent while a connection is being made.

Old dongles and BlueZ do not connect reliably while they scan, so the adapter does one thing at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from device_io.radio import Advert, AdvertListener, DeviceUnreachable, Radio, RadioUnavailable, StopScan


class SharedScan:
    """Scans with ``radio`` while anyone listens and nobody connects."""

    def __init__(self, radio: Radio) -> None:
        self._radio = radio
        self._listeners: list[AdvertListener] = []
        self._adapter = asyncio.Lock()
        self._switching = asyncio.Lock()
        self._connecting = False
        self._stop: StopScan | None = None
        self._lost: asyncio.Future[None] | None = None

    @asynccontextmanager
    async def listening(self, listener: AdvertListener) -> AsyncIterator[None]:
        """Call ``listener`` with every advertisement while inside.

        Raises:
            RadioUnavailable: Bluetooth is missing, off or forbidden.

        """
        self._listeners.append(listener)
        try:
            await self._switch()
            yield
        finally:
            if listener in self._listeners:
                self._listeners.remove(listener)
            await self._switch()

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Hold the adapter for one connection attempt; the scan rests meanwhile."""
        async with self._adapter:
            self._connecting = True
            try:
                await self._switch()
                yield
            finally:
                self._connecting = False
                try:
                    await self._switch()
                except RadioUnavailable as error:
                    self._tell_lost(error)

    async def close(self) -> None:
        """Stop for good and wait until the adapter is at rest."""
        self._listeners.clear()
        await self._switch()

    async def until_lost(self) -> None:
        """Wait until the scan cannot be taken up again.

        Raises:
            RadioUnavailable: always, with the reason.

        """
        if self._lost is None or self._lost.done():
            self._lost = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._lost)

    async def find(self, wanted: Callable[[Advert], bool], deadline_s: float) -> Advert:
        """Return the first advertisement that is ``wanted``.

        Raises:
            DeviceUnreachable: none came within the deadline.
            RadioUnavailable: Bluetooth is missing, off or forbidden.

        """
        found: asyncio.Future[Advert] = asyncio.get_running_loop().create_future()

        def look(advert: Advert) -> None:
            if not found.done() and wanted(advert):
                found.set_result(advert)

        async with self.listening(look):
            try:
                async with asyncio.timeout(deadline_s):
                    return await found
            except TimeoutError as error:
                raise DeviceUnreachable(
                    f"The device was not seen within {deadline_s:g} seconds: "
                    "bring it nearer and start its pairing or transfer."
                ) from error

    def _dispatch(self, advert: Advert) -> None:
        for listener in tuple(self._listeners):
            listener(advert)

    def _tell_lost(self, error: RadioUnavailable) -> None:
        if self._lost is not None and not self._lost.done():
            self._lost.set_exception(error)

    async def _switch(self) -> None:
        """Start or stop the scan, whichever is due."""
        async with self._switching:
            due = bool(self._listeners) and not self._connecting
            if due and self._stop is None:
                self._stop = await self._radio.start_scan(self._dispatch)
            elif not due and self._stop is not None:
                stop, self._stop = self._stop, None
                await stop()
