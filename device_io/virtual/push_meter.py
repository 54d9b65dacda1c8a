"""Virtual devices that send by themselves: monitors, thermometers, oximeters, scales, heart rate straps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bumble.core import UUID
from bumble.device import Connection
from bumble.gatt import Characteristic, Service

from device_io.virtual.air import Air
from device_io.virtual.frames import Delivery, PushReading, PushScript, delivery_of, outlet_of
from device_io.virtual.peripheral import VirtualPeripheral
from device_io.virtual.scenario import Quirk, StrapScript


class VirtualPushMeter(VirtualPeripheral[PushScript]):
    """Sends each stored reading once to whoever subscribes and deletes it when it is confirmed."""

    def __init__(self, air: Air, script: PushScript, now: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._outlet = outlet_of(script)
        self._result: Characteristic[bytes]
        self._live: Characteristic[bytes] | None = None
        super().__init__(air, script, now, zone)
        self._waiting: list[Delivery] = [self._delivery(reading) for reading in script.readings]

    @property
    def keeps_time(self) -> bool:
        """A strap has no clock."""
        return not isinstance(self.script, StrapScript)

    @property
    def stored(self) -> int:
        """How many readings wait to be collected."""
        return len(self._waiting)

    async def measure(self, reading: PushReading) -> None:
        """Take a reading and advertise it, as a device does when a person has measured."""
        self._waiting.append(self._delivery(reading))
        await self._advertise()

    def _delivery(self, reading: PushReading) -> Delivery:
        return delivery_of(self.script, reading, self.stamp(reading.minutes_ago))

    def _has_news(self) -> bool:
        return bool(self._waiting)

    def _make_health_service(self) -> Service:
        outlet = self._outlet
        self._result = self._sending_characteristic(outlet.result, indicated=outlet.indicated)
        if outlet.live is not None:
            self._live = self._sending_characteristic(outlet.live, indicated=False)
        sent = [self._result] if self._live is None else [self._result, self._live]
        return Service(UUID(outlet.service), sent)

    def _on_listening(self, connection: Connection, characteristic: str) -> None:
        if characteristic == self._outlet.result:
            self._start_sending(self._send(connection))

    async def _send(self, connection: Connection) -> None:
        live = self._live if self._outlet.live in self._listened_to else None
        moments = self._result if self._outlet.live is None else live
        while self._waiting:
            delivery = self._waiting[0]
            for frame in delivery.live if moments is not None else ():
                await self._push(connection, moments or self._result, frame)
            await self._push(connection, self._result, delivery.result)
            self._waiting.pop(0)
        if Quirk.DROP_AFTER_SEND in self.script.quirks:
            await connection.disconnect()
