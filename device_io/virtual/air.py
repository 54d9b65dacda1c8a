"""The air between virtual adapters."""

from __future__ import annotations

import asyncio

from bumble import ll
from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.hci import HCI_CONNECTION_TIMEOUT_ERROR, Address
from bumble.link import LocalLink


class Air(LocalLink):
    """The space between adapters; a device that has vanished neither hears nor is heard."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._vanished: set[Controller] = set()

    def vanish(self, controller: Controller) -> None:
        """Take a device out of reach without a word."""
        self._vanished.add(controller)

    def lose(self, controller: Controller) -> None:
        """Remove an adapter that is gone; those it was connected to see their links time out."""
        for connection in tuple(controller.le_connections.values()):
            connection.send_ll_control_pdu(ll.TerminateInd(HCI_CONNECTION_TIMEOUT_ERROR))
        controller.le_connections.clear()
        self.remove_controller(controller)
        self._vanished.discard(controller)

    def send_acl_data(
        self,
        sender_controller: Controller,
        destination_address: Address,
        transport: PhysicalTransport,
        data: bytes,
    ) -> None:
        """Carry data, under the address that the connection was made with.

        A host may take a new address for its next scan while it is connected (BlueZ does); Bumble's own link would
        then send under that one, and nobody would know the connection.
        """
        connection = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if connection is None or receiver is None or {sender_controller, receiver} & self._vanished:
            return
        asyncio.get_running_loop().call_soon(
            receiver.on_link_acl_data, connection.self_address, transport, data
        )

    def send_ll_control_pdu(
        self, sender_address: Address, receiver_address: Address, packet: ll.ControlPdu
    ) -> None:
        """Carry link control."""
        receiver = self.find_le_controller(receiver_address)
        ends = {self.find_le_controller(sender_address), receiver}
        if receiver is not None and not ends & self._vanished:
            super().send_ll_control_pdu(sender_address, receiver_address, packet)

    def send_advertising_pdu(self, sender_controller: Controller, packet: ll.AdvertisingPdu) -> None:
        """Carry an advertisement."""
        if sender_controller not in self._vanished:
            super().send_advertising_pdu(sender_controller, packet)
