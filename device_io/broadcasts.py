"""Scales that put their readings into their advertisements: nothing is connected, an advertisement is the frame.

They repeat one advertisement many times a second and go on after the weight has settled; only settled ones are kept, each
once (custom-components/ble_monitor; openScale).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from device_io import gatt
from device_io.codecs.frame import FrameError
from device_io.events import Device, SessionEnded, SessionResult
from device_io.frame_intake import FrameIntake, Known, NotStored
from device_io.interpretation import describe
from device_io.models import Support, match_advert
from device_io.radio import Advert
from device_io.reading import ReadingKind
from device_io.surroundings import Surroundings

#: What is broadcast under the UUIDs of standard services, in layouts of their own.
_BROADCASTS: Mapping[str, str] = {
    gatt.WEIGHT_SCALE_SERVICE: gatt.XIAOMI_WEIGHT_ADVERT,
    gatt.BODY_COMPOSITION_SERVICE: gatt.XIAOMI_BODY_ADVERT,
}
_KINDS = frozenset(ReadingKind)


def is_broadcast(advert: Advert) -> bool:
    """Say whether the device sends its readings this way; its name need not be in every advertisement."""
    broadcasts = match_advert(advert.name, advert.services).support is Support.BROADCAST
    return broadcasts or not _BROADCASTS.keys().isdisjoint(advert.service_data)


class Broadcasts:
    """Takes readings out of advertisements, each once."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._taken: dict[str, bytes] = {}

    def brings(self, advert: Advert) -> bool:
        """Say whether an advertisement carries a reading that was not taken yet."""
        return self._news(advert) is not None

    def take(self, advert: Advert, session_id: str) -> SessionEnded | None:
        """Take the reading of an advertisement; ``None`` where there is none or it was taken before."""
        news = self._news(advert)
        if news is None:
            return None
        characteristic, payload = news
        around = self._around
        label = match_advert(advert.name, advert.services).label
        device = replace(
            Device(advert.address, advert.name, advert.name or label), simulated=around.radio.simulated
        )
        intake = FrameIntake(
            around.journal,
            Known(device),
            session_id,
            around.zone.key,
            around.radio.simulated,
            around.now,
            around.publish,
        )
        try:
            intake.take(characteristic, payload)
        except Exception:
            if intake.failure is None:
                raise
            return SessionEnded(device, SessionResult.NOT_STORED, 0, str(NotStored()))
        self._taken[advert.address] = payload
        return SessionEnded(device, SessionResult.DELIVERED, intake.frames, "The transfer is complete.")

    def _news(self, advert: Advert) -> tuple[str, bytes] | None:
        for service, characteristic in _BROADCASTS.items():
            payload = advert.service_data.get(service)
            if payload is None or self._taken.get(advert.address) == payload:
                continue
            if _is_settled(characteristic, payload):
                return characteristic, payload
        return None


def _is_settled(characteristic: str, payload: bytes) -> bool:
    try:
        return describe(characteristic, payload)["kind"] in _KINDS
    except FrameError:
        return False
