"""A radio that may not be used here; it says why instead of reaching any device."""

from __future__ import annotations

from device_io.radio import (
    AdapterCondition,
    AdapterState,
    AdvertListener,
    Link,
    PairingWindow,
    RadioUnavailable,
    StopScan,
)


class ClosedRadio:
    """Implements :class:`device_io.radio.Radio`; whatever is asked of it ends with ``sentence``."""

    simulated = False

    def __init__(self, sentence: str) -> None:
        self._state = AdapterState(AdapterCondition.DENIED, sentence)

    async def start_scan(self, listener: AdvertListener) -> StopScan:
        """Raise :class:`device_io.radio.RadioUnavailable`."""
        raise RadioUnavailable(self._state)

    async def open(self, address: str, deadline_s: float) -> Link:
        """Raise :class:`device_io.radio.RadioUnavailable`."""
        raise RadioUnavailable(self._state)

    async def forget(self, address: str, deadline_s: float) -> None:
        """Do nothing: there is no bond that this radio could have made."""

    async def answer_pairing(self, window: PairingWindow | None) -> None:
        """Do nothing: nobody is asked anything."""

    async def close(self) -> None:
        """Do nothing: nothing is kept."""
