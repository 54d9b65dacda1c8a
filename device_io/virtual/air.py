"""The air between virtual adapters."""

from __future__ import annotations

from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.hci import Address
from bumble.link import LocalLink
from bumble.ll import AdvertisingPdu, ControlPdu


class Air(LocalLink):
    """The space between adapters; a device that has vanished neither hears nor is heard."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._vanished: set[Controller] = set()

    def vanish(self, controller: Controller) -> None:
        """Take a device out of reach without a word."""
        self._vanished.add(controller)

    def send_acl_data(
        self,
        sender_controller: Controller,
        destination_address: Address,
        transport: PhysicalTransport,
        data: bytes,
    ) -> None:
        """Carry data."""
        if not {sender_controller, self.find_le_controller(destination_address)} & self._vanished:
            super().send_acl_data(sender_controller, destination_address, transport, data)

    def send_ll_control_pdu(
        self, sender_address: Address, receiver_address: Address, packet: ControlPdu
    ) -> None:
        """Carry link control."""
        ends = {self.find_le_controller(sender_address), self.find_le_controller(receiver_address)}
        if not ends & self._vanished:
            super().send_ll_control_pdu(sender_address, receiver_address, packet)

    def send_advertising_pdu(self, sender_controller: Controller, packet: AdvertisingPdu) -> None:
        """Carry an advertisement."""
        if sender_controller not in self._vanished:
            super().send_advertising_pdu(sender_controller, packet)
