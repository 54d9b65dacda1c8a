"""The devices that a visitor may use: those of the station, those that called, and how far each one is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.kiosk.lending import StationDevice
from app.records.wording import figure_with_unit
from assistant.conversation import Language
from device_io.events import (
    Device,
    DeviceEvent,
    LiveReading,
    ReadingReceived,
    SessionEnded,
    SessionState,
    StateChanged,
)
from device_io.models import hints_by_kind
from device_io.reading import Reading, ReadingKind
from ui.adapters import device_words
from ui.view_models.ports.kiosk import DeviceStage, StationDeviceView

#: While the conversation stands here, the device is being heard.
_BEING_HEARD: Final = frozenset(
    {
        SessionState.CONNECT,
        SessionState.SECURE,
        SessionState.DISCOVER,
        SessionState.IDENTIFY,
        SessionState.SET_TIME,
        SessionState.SUBSCRIBE,
        SessionState.LISTEN,
        SessionState.COMMIT,
    }
)
#: Body composition comes from a scale, which is asked for by its weight.
_STANDS_FOR: Final[Mapping[ReadingKind, ReadingKind]] = {ReadingKind.BODY_COMPOSITION: ReadingKind.WEIGHT}


@dataclass(slots=True)
class _Met:
    """A device of this visit; ``live`` is a value that it sends before its result."""

    name: str
    kind: ReadingKind
    stage: DeviceStage = "waiting"
    live: Reading | None = None
    delivered: bool = False
    of_station: bool = False


class VisitDevices:
    """Follows the events of one visit."""

    def __init__(self) -> None:
        self._met: dict[str, _Met] = {}

    def belong(self, devices: Sequence[StationDevice]) -> None:
        """These lie here; what was lent since is taken off unless it was heard."""
        here = {one.address for one in devices}
        gone = [a for a, met in self._met.items() if met.of_station and not met.delivered and a not in here]
        for address in gone:
            del self._met[address]
        for one in devices:
            self._met.setdefault(one.address, _Met(one.name, one.kind, of_station=True))

    def found(self, device: Device, kinds: Collection[ReadingKind]) -> None:
        """A device that is not on the list of the station can be used, too (virtual ones)."""
        kind = next((kind for kind in ReadingKind if kind in kinds), None)
        if kind is not None:
            kind = ReadingKind.WEIGHT if ReadingKind.WEIGHT in kinds else _STANDS_FOR.get(kind, kind)
            self._met.setdefault(device.address, _Met(device.name, kind))

    def hear(self, event: DeviceEvent) -> bool:
        """Take an event in; returns whether something is to be shown anew."""
        match event:
            case StateChanged(address=address, state=state) if address in self._met:
                return self._at(self._met[address], state)
            case LiveReading(reading=reading, device=device) if device.address in self._met:
                self._met[device.address].live = reading
                return True
            case ReadingReceived(device=device) if device.address in self._met:
                met = self._met[device.address]
                met.delivered, met.live, met.stage = True, None, "heard"
                return True
            case SessionEnded(device=device) if device.address in self._met:
                met = self._met[device.address]
                met.live, met.stage = None, "heard" if met.delivered else "waiting"
                return True
        return False

    @property
    def measuring(self) -> bool:
        """Whether a device sends something just now."""
        return any(one.stage == "measuring" for one in self._met.values())

    def views(self, language: Language) -> tuple[StationDeviceView, ...]:
        """What is shown, in the order they came."""
        return tuple(
            StationDeviceView(
                address=address,
                kind=one.kind.value,
                title=device_words.KINDS[one.kind][language],
                name=one.name,
                press=hints_by_kind()[one.kind].in_language(language.value),
                stage=one.stage,
                live="" if one.live is None else figure_with_unit(one.live.kind, one.live.values, language),
            )
            for address, one in self._met.items()
        )

    def _at(self, met: _Met, state: SessionState) -> bool:
        before = met.stage
        if state in _BEING_HEARD:
            met.stage = "measuring"
        elif met.stage == "measuring":
            met.stage = "heard" if met.delivered else "waiting"
        return met.stage != before
