"""Virtual devices that send by themselves: monitors, thermometers, oximeters, scales, heart rate straps."""

from __future__ import annotations

from datetime import datetime, timedelta

from bumble.core import UUID
from bumble.device import Connection
from bumble.gatt import Service

from device_io import gatt
from device_io.codecs.user_control import encode_user_control_response
from device_io.virtual.frames import Delivery, Outlet, PushReading, PushScript, deliveries_of, outlets_of
from device_io.virtual.peripheral import Surroundings, VirtualPeripheral
from device_io.virtual.scenario import BodyScaleScript, Quirk, ScaleScript, StrapScript
from device_io.virtual.users import ScaleUsers


class VirtualPushMeter(VirtualPeripheral[PushScript]):
    """Sends each stored reading once to whoever subscribes and deletes it when it is confirmed."""

    def __init__(self, around: Surroundings, script: PushScript) -> None:
        self._outlets = {outlet.result: outlet for outlet in outlets_of(script)}
        self._waiting: dict[str, list[Delivery]] = {name: [] for name in self._outlets}
        self._sending_from: set[str] = set()
        self._users = ScaleUsers(script.users if isinstance(script, ScaleScript | BodyScaleScript) else ())
        super().__init__(around, script)
        memory = script.memory
        for reading in memory:
            self._keep(reading, self._taken_at(reading.minutes_ago))
        if Quirk.CONTRADICTS_ITSELF in script.quirks and memory:
            self._keep(memory[0].contradicted(), self._taken_at(memory[0].minutes_ago))

    @property
    def keeps_time(self) -> bool:
        """A strap has no clock."""
        return not isinstance(self.script, StrapScript)

    @property
    def stored(self) -> int:
        """How many results wait to be collected."""
        return max(len(waiting) for waiting in self._waiting.values())

    @property
    def users(self) -> frozenset[int]:
        """The users the device knows, those registered by hosts included."""
        return self._users.slots

    async def measure(self, reading: PushReading) -> None:
        """Take a reading and advertise it; a host that is listening gets it at once."""
        self._keep(reading, self._around.now() - timedelta(minutes=reading.minutes_ago))
        for connection in tuple(self._device.connections.values()):
            for name in self._outlets:
                if name in self._listened_to:
                    self._on_listening(connection, name)
        await self._advertise()

    def _keep(self, reading: PushReading, taken_at: datetime) -> None:
        for delivery in deliveries_of(self.script, reading, self._clock.at(taken_at)):
            self._waiting[delivery.outlet].append(delivery)

    def _has_news(self) -> bool:
        return any(self._waiting.values())

    def _make_health_services(self) -> list[Service]:
        services = []
        for outlet in self._outlets.values():
            sent = [self._sending_characteristic(outlet.result, indicated=outlet.indicated)]
            if outlet.live is not None:
                sent.append(self._sending_characteristic(outlet.live, indicated=False))
            services.append(Service(UUID(outlet.service), sent))
        return services

    def _common_services(self) -> list[Service]:
        services = super()._common_services()
        if isinstance(self.script, ScaleScript | BodyScaleScript) and self.script.users:
            control = self._control_characteristic(gatt.USER_CONTROL_POINT, self._on_user_request)
            services.append(Service(UUID(gatt.USER_DATA_SERVICE), [control]))
        return services

    def _on_user_request(self, connection: Connection, value: bytes) -> None:
        result = self._users.answer(bytes(value))
        self._start_sending(self._answer_user(connection, encode_user_control_response(result)))

    async def _answer_user(self, connection: Connection, frame: bytes) -> None:
        await self._answer_at(connection, gatt.USER_CONTROL_POINT, frame)
        for name in self._outlets:
            if name in self._listened_to:
                self._on_listening(connection, name)

    def _on_hang_up(self) -> None:
        self._users.hang_up()

    def _on_listening(self, connection: Connection, characteristic: str) -> None:
        outlet = self._outlets.get(characteristic)
        if outlet is not None and characteristic not in self._sending_from:
            self._start_sending(self._send(connection, outlet))

    async def _send(self, connection: Connection, outlet: Outlet) -> None:
        waiting = self._waiting[outlet.result]
        self._sending_from.add(outlet.result)
        try:
            while (
                delivery := next((one for one in waiting if self._users.may_hear(one.user)), None)
            ) is not None:
                await self._deliver(connection, outlet, delivery)
                waiting.remove(delivery)
        finally:
            self._sending_from.discard(outlet.result)
        if Quirk.DROP_AFTER_SEND in self.script.quirks and not self._has_news():
            await connection.disconnect()

    async def _deliver(self, connection: Connection, outlet: Outlet, delivery: Delivery) -> None:
        # A device without a characteristic for live values sends them where its results go.
        live = outlet.live or outlet.result
        if live in self._listened_to:
            for frame in delivery.live:
                await self._push(connection, live, frame)
        await self._push(connection, outlet.result, delivery.result)
